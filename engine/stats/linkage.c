/*
 * Complete linkage; see linkage.h.
 *
 * From any cluster the chain goes to its nearest neighbour until two are each other's nearest:
 * these merge. Complete linkage is reducible, so the order in which mutual neighbours merge does
 * not matter, and a cluster whose nearest neighbour is below the threshold is final: merging can
 * only make the others less similar to it.
 */
#include "engine/stats/linkage.h"

#include <math.h>
#include <string.h>

typedef struct linkage {
	double *s;
	size_t n;
	size_t *owner; /* [n] itself, or the smaller member that it was merged into */
	size_t *open;  /* [n_open] clusters that may still merge, ascending */
	size_t n_open;
} linkage;

#define NOBODY ((size_t)-1)

/* Nearest open neighbour of a at or above the threshold, `prefer` on ties; NOBODY: none. */
static size_t nearest(const linkage *l, size_t a, size_t prefer, double threshold)
{
	const double *row = l->s + a * l->n;
	size_t best = NOBODY;
	double most = -INFINITY;
	if (prefer != NOBODY && row[prefer] >= threshold) {
		best = prefer;
		most = row[prefer];
	}
	for (size_t k = 0; k < l->n_open; k++) {
		const size_t b = l->open[k];
		if (row[b] > most && b != a) {
			best = b;
			most = row[b];
		}
	}
	return most >= threshold ? best : NOBODY;
}

static void close_cluster(linkage *l, size_t a)
{
	size_t k = 0;
	while (l->open[k] != a)
		k++;
	memmove(l->open + k, l->open + k + 1, (l->n_open - k - 1) * sizeof(*l->open));
	l->n_open--;
}

/* Only rows and columns of open clusters are read again. */
static void merge(linkage *l, size_t a, size_t b)
{
	const size_t keep = a < b ? a : b, gone = a < b ? b : a;
	double *x = l->s + keep * l->n;
	const double *y = l->s + gone * l->n;
	l->owner[gone] = keep;
	close_cluster(l, gone);
	for (size_t i = 0; i < l->n_open; i++) {
		const size_t k = l->open[i];
		x[k] = y[k] < x[k] ? y[k] : x[k];
		l->s[k * l->n + keep] = x[k];
	}
}

static void run_chain(linkage *l, size_t start, double threshold, size_t *chain)
{
	size_t depth = 0;
	chain[depth++] = start;
	while (depth > 0) {
		const size_t a = chain[depth - 1];
		const size_t before = depth > 1 ? chain[depth - 2] : NOBODY;
		const size_t b = nearest(l, a, before, threshold);
		if (b == NOBODY) {
			close_cluster(l, a); /* final */
			depth--;
		} else if (b == before) {
			merge(l, a, b);
			depth -= 2;
		} else {
			chain[depth++] = b;
		}
	}
}

/* Owners have smaller indices, so one pass upwards resolves them. */
static size_t number(const linkage *l, int *label)
{
	size_t n_groups = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (l->owner[i] != i)
			l->owner[i] = l->owner[l->owner[i]];
		label[i] = -1;
	}
	for (size_t i = 0; i < l->n; i++) {
		const size_t first = l->owner[i];
		if (first == i)
			continue;
		label[i] = 0; /* in a group of two or more, as its first member */
		label[first] = 0;
	}
	for (size_t i = 0; i < l->n; i++) {
		if (label[i] == 0 && l->owner[i] == i)
			label[i] = (int)n_groups++;
		else if (label[i] == 0)
			label[i] = label[l->owner[i]];
	}
	return n_groups;
}

size_t rv_linkage_complete(double *similarity, size_t n, double threshold, size_t *work, int *label)
{
	linkage l = { similarity, n, work, work + n, n };
	for (size_t i = 0; i < n; i++)
		l.owner[i] = l.open[i] = i;
	for (size_t i = 0; i < n * n; i++) /* an unknown pair keeps its two clusters apart */
		similarity[i] = isfinite(similarity[i]) ? similarity[i] : -INFINITY;
	while (l.n_open > 0)
		run_chain(&l, l.open[0], threshold, work + 2 * n);
	return number(&l, label);
}
