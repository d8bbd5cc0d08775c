/*
 * Block bootstrap of a series of returns: blocks of neighbours are drawn with replacement and laid
 * one after the other as they were drawn, so that what hangs together stays together. Pure.
 *
 * The generator of a replicate is named by (seed, stream, number of the replicate): any part of
 * the replicates may be made by any thread, the bytes are the same.
 *   x [n]  in order of time. A value that is not finite keeps its place in its block and adds
 *          nothing to a replicate's figures: days of one regime among all days keep their
 * distances. NaN = unknown. Source: Kuensch (1989), Politis and Romano (1994).
 * docs/formulas.md#block-bootstrap.
 */
#ifndef RV_STATS_BOOTSTRAP_H
#define RV_STATS_BOOTSTRAP_H

#include "engine/base/status.h"

#include <stddef.h>
#include <stdint.h>

typedef enum rv_boot_kind {
	RV_BOOT_MOVING, /* blocks of `block` values that lie within the series; the last is cut */
	RV_BOOT_STATIONARY /* geometric lengths of mean `block`; the series goes round */
} rv_boot_kind;

typedef struct rv_boot_params {
	rv_boot_kind kind; /* RV_BOOT_MOVING */
	size_t block;	   /* 10 */
	size_t replicates; /* 300 */
	double level;	   /* .95 of the intervals */
	uint64_t seed;	   /* 7 */
	uint64_t stream;   /* 0; another for each series, so that their draws are not the same */
} rv_boot_params;

typedef struct rv_boot {
	size_t n; /* finite values */
	double mean, mean_lo, mean_hi;
	double sharpe, sharpe_lo, sharpe_hi; /* mean / sd1 of a period */
	double p; /* share of replicates whose mean is as far from `mean` as that is from 0; it is
		     known to 1 / replicates */
} rv_boot;

void rv_boot_params_default(rv_boot_params *p);

/* Replicates [from, to) of the mean and of the ratio: mean and sharpe [replicates], of which only
 * these are written. NaN: a replicate without (two) finite values, or without spread. n >= 1. */
void rv_boot_replicates(const rv_boot_params *p, const double *x, size_t n, size_t from, size_t to,
			double *mean, double *sharpe);

/* The figures from all replicates; work [replicates]. Intervals and p are unknown when x is
 * shorter than two blocks or has no spread. */
rv_boot rv_boot_figures(const rv_boot_params *p, const double *x, size_t n, const double *mean,
			const double *sharpe, double *work);

/* Both, on the caller's thread. RV_EINVAL: block or replicates 0, or level outside (0, 1).
 * RV_ENOMEM. */
RV_NODISCARD rv_status rv_boot_of(const rv_boot_params *p, const double *x, size_t n, rv_boot *out,
				  rv_err *err);

#endif
