/*
 * Complete-linkage groups: clusters in which every pair is at least as similar as a threshold,
 * merged greedily, most similar first. O(n^2) by chains of nearest neighbours. Pure; any thread.
 */
#ifndef RV_STATS_LINKAGE_H
#define RV_STATS_LINKAGE_H

#include <stddef.h>

/*
 * similarity [n][n], symmetric, NaN = never together; destroyed. work [3 n].
 * label[i]: index of the group, in the order of the groups' first members, -1 for a series alone.
 * Returns the number of groups of two or more. Ties go to the smaller index.
 */
size_t rv_linkage_complete(double *similarity, size_t n, double threshold, size_t *work,
			   int *label);

#endif
