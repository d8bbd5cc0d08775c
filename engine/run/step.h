/*
 * rv_step: one scoring pass, point in time. The live engine, `rvdesk score`, replay and backtest
 * call this one function, so that a number on the screen and in a report have the same source.
 * Owner: one thread per workspace. Does not allocate after new.
 */
#ifndef RV_RUN_STEP_H
#define RV_RUN_STEP_H

#include "engine/factors/rv_momentum.h"
#include "engine/market/universe.h"

typedef struct rv_step_params {
	rv_rvm_params rvm;
	rv_rvm_baskets baskets;
	rv_universe_params universe;
} rv_step_params;

void rv_step_params_default(rv_step_params *p);

typedef struct rv_step_input {
	const rv_panel *signal; /* bars of the signal interval (1h or 1d) */
	const rv_panel *daily;	/* 1d bars; may be the same object; NULL = none known */
	int64_t asof_ms;	/* every bar closed at or before it is known, nothing else */
} rv_step_input;

typedef struct rv_step_result {
	int64_t asof_ms;
	int64_t bar_close_ms; /* signal bar; 0 = no bar closed at or before asof */
	rv_interval interval;
	bool has_universe; /* false: no daily bar closed at or before asof */
	rv_universe universe;
	rv_rvm_result rvm;
} rv_step_result;

typedef struct rv_step rv_step;

RV_NODISCARD rv_status rv_step_new(const rv_step_params *params, rv_step **out);
void rv_step_free(rv_step *s);
const rv_step_params *rv_step_get_params(const rv_step *s);
RV_NODISCARD rv_status rv_step_run(rv_step *s, const rv_step_input *in, rv_step_result *out);
/* As rv_rvm_spread_history at the step's as-of column. hist is [RV_SPREAD_N][n]. */
RV_NODISCARD rv_status rv_step_spread_history(rv_step *s, const rv_step_input *in, size_t n,
					      double *hist);

#endif
