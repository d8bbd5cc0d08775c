/*
 * A backtest in the snapshot: the run that is shown, and the one that is being made.
 *
 * Fixed size, no pointers, zeroed is "nothing". Days are UTC days since 1970-01-01, of the day that
 * a row covers; -1 unknown. Returns, drawdowns and sums are shares, not per cent; NaN unknown. The
 * numbers are those of the run's files (docs/research.md), read and not computed again, but for the
 * drawdown, which is equity over its highest so far - 1. Plain data, any thread.
 */
#ifndef RV_RUN_RESEARCH_VIEW_H
#define RV_RUN_RESEARCH_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_RESEARCH_POINTS = 1500,
	RV_RESEARCH_WINDOWS = 96,
	RV_RESEARCH_REGIMES = 8,
	RV_RESEARCH_RUNS = 12,
	RV_RESEARCH_NAME = 64,
	RV_RESEARCH_TEXT = 192
};

typedef enum rv_research_state {
	RV_RESEARCH_IDLE, /* none since the start */
	RV_RESEARCH_RUNNING,
	RV_RESEARCH_DONE,
	RV_RESEARCH_FAILED,
	RV_RESEARCH_CANCELLED
} rv_research_state;

/* The backtest that the desk has started. */
typedef struct rv_research_job {
	rv_research_state state;
	char name[RV_RESEARCH_NAME]; /* of the folder of its run */
	char what[RV_RESEARCH_TEXT]; /* RUNNING: what it does; FAILED: its one line */
	double share;		     /* 0 .. 1 */
	double left_s;
	int64_t began_utc_ms; /* of the machine, as all times here */
} rv_research_job;

typedef struct rv_research_window {
	int32_t train_from, train_to, test_from, test_to;
	int32_t test_days, trial; /* trial -1: the configured values */
	float is_sharpe, oos_sharpe;
	float exante_btc, exante_eth, realised_btc, realised_eth, realised_rms;
	float pbo; /* of its choice; NaN: fewer than two sets to choose from */
} rv_research_window;

typedef struct rv_research_kpis {
	int32_t days, active, unknown, notes;
	bool out_of_sample;
	double cagr, sharpe, sharpe_level, sharpe_low, sharpe_high, psr, dsr;
	double sortino, max_drawdown, calmar, hit_rate, turnover, funding_daily;
	double price, funding, fee, slippage, settlement; /* sums */
	int64_t trials, inadmissible, counted;		  /* -1 unknown */
	double mean_is_sharpe, mean_oos_sharpe;
	double pbo; /* of the choices in training, mean of pbo_windows; NaN unknown */
	int32_t pbo_windows;
	double switches_per_year;
	char sharpe_refused[RV_RESEARCH_TEXT]; /* why there is none; "" there is */
	char costs[RV_RESEARCH_TEXT], universe[RV_RESEARCH_TEXT];
} rv_research_kpis;

typedef struct rv_research_view {
	bool present; /* this desk looks for runs; false: it has no folder for them */
	rv_research_job job;
	size_t n_runs;				       /* that are there */
	char runs[RV_RESEARCH_RUNS][RV_RESEARCH_NAME]; /* the newest, newest first */
	char problem[RV_RESEARCH_TEXT];		       /* why the run asked for is not shown */

	bool shown;  /* what follows is of a run */
	bool chosen; /* by a person; else it is the newest */
	char name[RV_RESEARCH_NAME], strategy[32], profile[32];
	int32_t from, to;
	int64_t ran_utc_ms; /* when its report was written */
	rv_research_kpis kpis;
	/* Over the headline days, oldest first, the same distance apart; each has its own least and
	 * greatest value of the days between. */
	size_t n_points;
	double days_a_point;
	float equity[RV_RESEARCH_POINTS], drawdown[RV_RESEARCH_POINTS];
	int8_t regime[RV_RESEARCH_POINTS]; /* index; -1 unknown */
	size_t n_regimes;
	char regimes[RV_RESEARCH_REGIMES][32];
	size_t n_windows; /* the newest where there are more */
	uint32_t windows_left_out;
	rv_research_window windows[RV_RESEARCH_WINDOWS];
} rv_research_view;

/*
 * n values into at most m (>= 2): all of them where they fit, else in each of m / 2 equal spans the
 * least and the greatest finite value in the order in which they come, NaN where there is none.
 * Returns how many.
 */
size_t rv_research_thin(const float *v, size_t n, float *out, size_t m);

#endif
