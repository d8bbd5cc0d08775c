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
#include <stdbool.h>

typedef struct linkage {
	double *s;
	size_t n;
	size_t *owner; /* [n] the cluster's least member while it may still merge, or its owner */
	int *state;    /* [n] see below */
} linkage;

enum { OPEN = 0, FINAL = 1, MERGED = 2 };

/* Nearest open neighbour of a at or above the threshold, `prefer` on ties; SIZE_MAX none. */
static size_t nearest(const linkage *l, size_t a, size_t prefer, double threshold)
{
	const double *row = l->s + a * l->n;
	size_t best = (size_t)-1;
	double most = -INFINITY;
	if (prefer != (size_t)-1 && row[prefer] >= threshold) {
		best = prefer;
		most = row[prefer];
	}
	for (size_t b = 0; b < l->n; b++) {
		if (row[b] > most && row[b] >= threshold && b != a && l->state[b] == OPEN) {
			best = b;
			most = row[b];
		}
	}
	return best;
}

static void merge(linkage *l, size_t a, size_t b)
{
	const size_t keep = a < b ? a : b, gone = a < b ? b : a;
	double *x = l->s + keep * l->n;
	const double *y = l->s + gone * l->n;
	l->state[gone] = MERGED;
	l->owner[gone] = keep;
	for (size_t k = 0; k < l->n; k++) {
		/* An unknown pair keeps its two clusters apart. */
		const double least = isfinite(x[k]) && isfinite(y[k]) ? fmin(x[k], y[k]) : NAN;
		x[k] = least;
		l->s[k * l->n + keep] = least;
	}
}

static void run_chain(linkage *l, size_t start, double threshold, size_t *chain)
{
	size_t depth = 0;
	chain[depth++] = start;
	while (depth > 0) {
		const size_t a = chain[depth - 1];
		const size_t before = depth > 1 ? chain[depth - 2] : (size_t)-1;
		const size_t b = nearest(l, a, before, threshold);
		if (b == (size_t)-1) {
			l->state[a] = FINAL;
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
	linkage l = { similarity, n, work, label };
	for (size_t i = 0; i < n; i++) {
		l.owner[i] = i;
		l.state[i] = OPEN;
	}
	for (size_t i = 0; i < n; i++) {
		while (l.state[i] == OPEN)
			run_chain(&l, i, threshold, work + n);
	}
	return number(&l, label);
}
