/*
 * From a store to what a backtest runs over: the daily panel up to its end, with funding and market
 * caps, and the decimals of the coins' lots. Nothing that closes after the end is read. One thread.
 */
#ifndef RV_APP_BACKTEST_LOAD_H
#define RV_APP_BACKTEST_LOAD_H

#include "engine/run/step.h"

typedef struct rv_backtest_data {
	rv_panel *daily;
	size_t n;
	rv_instrument *instruments; /* [n] in strcmp order */
} rv_backtest_data;

/* end_ms: opens the last daily bar. RV_ENOENT: the store has no bar by then. Set on RV_OK only. */
RV_NODISCARD rv_status rv_backtest_load(const char *store, const rv_step_params *params,
					int64_t end_ms, rv_backtest_data *out, rv_err *err);
void rv_backtest_data_free(rv_backtest_data *d);
/* Of a coin's size, as the store knows it; -1 unknown. ctx: rv_backtest_data. */
int rv_backtest_sz_decimals(const void *ctx, const char *symbol);

#endif
