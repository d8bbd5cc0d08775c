/*
 * K-means of the rows of a matrix: Lloyd's iterations from k-means++ starts, the best of several.
 * Pure; any thread. The generator of a start is named by (seed, restart): same data, same bytes.
 *
 *   x [n][d]  one day a row, oldest first; columns of like scale (z-scores)
 * A row with a value that is not finite belongs to no cluster and moves no centre.
 * Source: Lloyd (1982); Arthur and Vassilvitskii (2007). docs/formulas.md#unsupervised-regimes.
 */
#ifndef RV_REGIME_KMEANS_H
#define RV_REGIME_KMEANS_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_CLUSTERS_MAX = 8, RV_CLUSTER_DIMS_MAX = 16 };

typedef struct rv_kmeans_params {
	size_t k;	   /* 3; at most RV_CLUSTERS_MAX */
	size_t restarts;   /* 10 */
	size_t iterations; /* 100, of one start */
	uint64_t seed;	   /* 7 */
} rv_kmeans_params;

typedef struct rv_kmeans {
	size_t k, d;
	double centre[RV_CLUSTERS_MAX][RV_CLUSTER_DIMS_MAX];
	double inertia; /* sum of squared distances of the rows to their centres */
	size_t rows;	/* that were whole */
} rv_kmeans;

void rv_kmeans_params_default(rv_kmeans_params *p);

/*
 * Fits the rows; written on RV_OK only. RV_EINVAL: a parameter or d out of its range. RV_EDATA:
 * fewer than k different whole rows. RV_ENOMEM. err may be NULL.
 */
RV_NODISCARD rv_status rv_kmeans_fit(const rv_kmeans_params *p, const double *x, size_t n, size_t d,
				     rv_kmeans *out, rv_err *err);

/* The nearest centre of a row [d], the first of equals; -1 when a value is not finite. */
int rv_kmeans_label(const rv_kmeans *m, const double *row);

bool rv_row_whole(const double *row, size_t d); /* are all values finite? */

#endif
