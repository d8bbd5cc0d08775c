/*
 * Ranks with ties averaged. Pure; any thread.
 */
#ifndef RV_STATS_RANK_H
#define RV_STATS_RANK_H

#include <stddef.h>

/*
 * rank[i] = number of values below x[i] plus half the number of others equal to it: 0 .. k-1 over
 * the k finite values, ascending, equal values share the average rank. NaN where x[i] is not
 * finite. Returns k. x and rank [n] must not overlap.
 *
 * Counts pairs, O(n^2): a cross-section has a few hundred values, where this beats a sort, needs no
 * workspace and cannot depend on the order of the input.
 */
size_t rv_rank_average(const double *x, size_t n, double *rank);

/* A value and its index. */
typedef struct rv_ranked {
	double value;
	size_t at;
} rv_ranked;

/* The same numbers by a sort: for more than fifty values. work [2 (n + 1)]. */
size_t rv_rank_average_of_many(const double *x, size_t n, rv_ranked *work, double *rank);

#endif
