/*
 * Unsupervised regimes of a run, walk-forward: each window fits the features of its train days and
 * the always-on returns that were earned within them, and tells the regime of its test days from
 * rows that were known at the close before. What comes out is what regime_eval reads. Pure but for
 * memory; any thread.
 */
#ifndef RV_RESEARCH_UNSUP_WALK_H
#define RV_RESEARCH_UNSUP_WALK_H

#include "engine/regime/unsupervised.h"
#include "engine/research/result.h"

/*
 * features [n]: columns of r->features, "z_alt_breadth" "z_btc_dominance" "z_funding_skew".
 * held [n_days]: rank 0 .. k - 1 held over the day, decided at the close before; -1 outside of the
 * tests, and in a window that could not be fitted (too few whole rows). *fitted: windows that
 * could. RV_ENOENT: there is no such column. RV_EINVAL; RV_ENOMEM. Both are written on RV_OK only.
 */
RV_NODISCARD rv_status rv_unsup_walk(const rv_bt_result *r, const rv_unsup_params *p,
				     const char *const *features, size_t n, int32_t *held,
				     size_t *fitted, rv_err *err);

#endif
