/*
 * From a store and the parameters to one scoring pass. One thread.
 */
#ifndef RV_APP_SCORE_LOAD_H
#define RV_APP_SCORE_LOAD_H

#include "engine/run/step.h"

typedef struct rv_score_run {
	rv_panel *signal, *daily; /* owned; may be the same object; daily NULL = no daily bar */
	rv_step_input in;
	rv_step_result result;
} rv_score_run;

/*
 * Opens the store (read only, immutable), loads what a pass at asof_ms needs - the signal bars of
 * the lookback, all daily bars when with_daily is set - and runs it. RV_ENOENT when no signal bar
 * had closed. *out is the caller's, to be freed by rv_score_run_free; set on RV_OK only.
 */
RV_NODISCARD rv_status rv_score_run_new(const char *store_path, const rv_step_params *params,
					rv_interval signal, int64_t asof_ms, bool with_daily,
					rv_score_run **out, rv_err *err);
/*
 * The same over daily bars that are in memory already, whole and as of asof_ms; they stay the
 * caller's and outlive the run.
 */
RV_NODISCARD rv_status rv_score_run_of(const rv_panel *daily, const rv_step_params *params,
				       int64_t asof_ms, rv_score_run **out, rv_err *err);
void rv_score_run_free(rv_score_run *r); /* NULL is a no-op */

#endif
