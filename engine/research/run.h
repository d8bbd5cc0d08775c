/*
 * A backtest from its first day to its last: passes, decisions, the account, windows and trials.
 *
 * A day is one daily bar. Day 0 is the bar of the start: only marked. From then on each close is
 * marked, decided and traded, so that a decision earns from its close to the next. Formulas:
 * docs/formulas.md#backtest. Owner: the calling thread, which starts threads of its own and has
 * joined them when it returns.
 */
#ifndef RV_RESEARCH_RUN_H
#define RV_RESEARCH_RUN_H

#include "engine/research/params.h"
#include "engine/research/strategy.h"

/*
 * Who writes down what is looked at, while it is looked at; on the run's thread. begun: sets that
 * are about to be tried, before any of them is; tried: the same with what they came to, whose seq
 * it fills. r has the names. Anything but RV_OK ends the run.
 */
typedef struct rv_bt_register {
	void *ctx;
	rv_status (*begun)(void *ctx, const rv_bt_result *r, const rv_bt_trial *trials, size_t n,
			   rv_err *err);
	rv_status (*tried)(void *ctx, const rv_bt_result *r, rv_bt_trial *trials, size_t n,
			   rv_err *err);
} rv_bt_register;

typedef struct rv_bt_setup {
	const rv_strategy *strategy;
	const rv_panel *daily;
	const rv_step_params *step;
	const rv_bt_params *params;
	const void *more;	  /* for the strategy's open */
	int64_t start_ms, end_ms; /* opens of the first and the last daily bar */
	double nav_usd;
	size_t threads;
	const char *profile;
	int (*sz_decimals)(const void *ctx, const char *symbol);
	const void *sz_ctx;
	/* After each day: false ends the run with RV_ECLOSED. NULL: nobody asks. */
	bool (*progress)(void *ctx, size_t done, size_t all);
	void *progress_ctx;
	const rv_bt_register *reg; /* NULL: nobody writes */
} rv_bt_setup;

/* One clear line in err: range of the data, a missing benchmark, windows that do not fit. */
RV_NODISCARD rv_status rv_bt_run(const rv_bt_setup *s, rv_bt_result **out, rv_err *err);

#endif
