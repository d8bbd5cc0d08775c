/* K-means with k-means++ starts; see kmeans.h. */
#include "engine/regime/kmeans.h"

#include "engine/base/rng.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_KMEANS UINT64_C(0x6b6d65616e73) /* generators of starts, apart from all others */

typedef struct job {
	const double *x; /* [n][d], whole rows only */
	size_t n, d, k;
	double *far; /* [n] squared distance to the nearest centre */
	int *label;  /* [n]; -1 none yet */
} job;

void rv_kmeans_params_default(rv_kmeans_params *p)
{
	*p = (rv_kmeans_params){ .k = 3, .restarts = 10, .iterations = 100, .seed = 7 };
}

bool rv_row_whole(const double *row, size_t d)
{
	for (size_t j = 0; j < d; j++)
		if (!isfinite(row[j]))
			return false;
	return true;
}

static double distance2(const double *a, const double *b, size_t d)
{
	double sum = 0.0;
	for (size_t j = 0; j < d; j++)
		sum += (a[j] - b[j]) * (a[j] - b[j]);
	return sum;
}

static int nearest(const rv_kmeans *m, const double *row, double *least)
{
	int best = 0;
	*least = INFINITY;
	for (size_t c = 0; c < m->k; c++) {
		const double dist = distance2(row, m->centre[c], m->d);
		if (dist < *least) {
			*least = dist;
			best = (int)c;
		}
	}
	return best;
}

int rv_kmeans_label(const rv_kmeans *m, const double *row)
{
	double least;
	return rv_row_whole(row, m->d) ? nearest(m, row, &least) : -1;
}

static void put_centre(const job *w, rv_kmeans *m, size_t c, size_t row)
{
	memcpy(m->centre[c], w->x + row * w->d, w->d * sizeof(double));
}

/* A row with a probability proportional to its squared distance; n when all stand on centres. */
static size_t draw_far(const job *w, rv_rng *rng)
{
	double total = 0.0;
	for (size_t i = 0; i < w->n; i++)
		total += w->far[i];
	if (!(total > 0.0))
		return w->n;
	double left = rv_rng_uniform(rng) * total;
	size_t last = 0;
	for (size_t i = 0; i < w->n; i++) {
		if (!(w->far[i] > 0.0))
			continue;
		last = i;
		left -= w->far[i];
		if (left < 0.0)
			break;
	}
	return last;
}

/* False: fewer than k different rows. */
static bool start(const job *w, rv_kmeans *m, rv_rng *rng)
{
	size_t row = (size_t)rv_rng_below(rng, w->n);
	for (size_t i = 0; i < w->n; i++)
		w->far[i] = INFINITY;
	for (size_t c = 0; c < w->k; c++) {
		if (c > 0)
			row = draw_far(w, rng);
		if (row == w->n)
			return false;
		put_centre(w, m, c, row);
		for (size_t i = 0; i < w->n; i++)
			w->far[i] = fmin(w->far[i], distance2(w->x + i * w->d, m->centre[c], w->d));
	}
	return true;
}

/* Rows to their nearest centres; did one change? */
static bool assign(const job *w, rv_kmeans *m)
{
	bool changed = false;
	m->inertia = 0.0;
	for (size_t i = 0; i < w->n; i++) {
		const int c = nearest(m, w->x + i * w->d, &w->far[i]);
		changed = changed || c != w->label[i];
		w->label[i] = c;
		m->inertia += w->far[i];
	}
	return changed;
}

static size_t farthest(const job *w)
{
	size_t row = 0;
	for (size_t i = 1; i < w->n; i++)
		if (w->far[i] > w->far[row])
			row = i;
	return row;
}

/* Centres to the means of their rows. One without rows takes the row that is farthest from its own,
 * so that k clusters stay k. */
static void move(const job *w, rv_kmeans *m)
{
	double sum[RV_CLUSTERS_MAX][RV_CLUSTER_DIMS_MAX] = { { 0 } };
	size_t count[RV_CLUSTERS_MAX] = { 0 };
	for (size_t i = 0; i < w->n; i++) {
		count[w->label[i]]++;
		for (size_t j = 0; j < w->d; j++)
			sum[w->label[i]][j] += w->x[i * w->d + j];
	}
	for (size_t c = 0; c < w->k; c++) {
		if (count[c] == 0) {
			const size_t row = farthest(w);
			put_centre(w, m, c, row);
			w->far[row] = 0.0;
			continue;
		}
		for (size_t j = 0; j < w->d; j++)
			m->centre[c][j] = sum[c][j] / (double)count[c];
	}
}

static void lloyd(const job *w, rv_kmeans *m, size_t iterations)
{
	for (size_t i = 0; i < w->n; i++)
		w->label[i] = -1;
	for (size_t it = 0; it < iterations && assign(w, m); it++)
		move(w, m);
	(void)assign(w, m); /* the inertia is that of the centres that are handed out */
}

/* The whole rows of x, packed. */
static size_t pack(const double *x, size_t n, size_t d, double *out)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (rv_row_whole(x + i * d, d))
			memcpy(out + d * k++, x + i * d, d * sizeof(double));
	return k;
}

static rv_status best_of(const rv_kmeans_params *p, const job *w, rv_kmeans *out, rv_err *err)
{
	rv_kmeans best = { .k = w->k, .d = w->d, .inertia = INFINITY, .rows = w->n }, m = best;
	for (size_t r = 0; r < p->restarts; r++) {
		rv_rng rng;
		rv_rng_seed(&rng, p->seed, STREAM_KMEANS, r);
		if (w->n < w->k || !start(w, &m, &rng))
			return rv_err_set(err, RV_EDATA,
					  "k-means: fewer than %zu different whole rows (%zu rows)",
					  w->k, w->n);
		lloyd(w, &m, p->iterations);
		if (m.inertia < best.inertia)
			best = m;
	}
	*out = best;
	return RV_OK;
}

rv_status rv_kmeans_fit(const rv_kmeans_params *p, const double *x, size_t n, size_t d,
			rv_kmeans *out, rv_err *err)
{
	if (p->k < 2 || p->k > RV_CLUSTERS_MAX || d < 1 || d > RV_CLUSTER_DIMS_MAX ||
	    p->restarts < 1 || p->iterations < 1 || n > SIZE_MAX / sizeof(double) / (d + 2))
		return rv_err_set(err, RV_EINVAL,
				  "k-means: %zu clusters of %zu features: expected 2..%d of 1..%d",
				  p->k, d, RV_CLUSTERS_MAX, RV_CLUSTER_DIMS_MAX);
	double *work = malloc((n * (d + 1) + 1) * sizeof(double));
	int *label = malloc((n + 1) * sizeof(int));
	rv_status st = RV_ENOMEM;
	if (work && label) {
		const job w = { work, pack(x, n, d, work), d, p->k, work + n * d, label };
		st = best_of(p, &w, out, err);
	}
	free(work);
	free(label);
	return st;
}
