/*
 * Parts of a run shared by its files, and by nothing else.
 */
#ifndef RV_RESEARCH_RUN_INTERNAL_H
#define RV_RESEARCH_RUN_INTERNAL_H

#include "engine/research/pool.h"
#include "engine/research/run.h"

/* run_pbo.c. */
enum { RUN_PBO_CELLS = 8 << 20 }; /* at most so many returns of a window's sets are kept: 64 MB */

/* A score that waits for the days after it. */
typedef struct run_score {
	uint32_t day, sub, row;
	double score;
} run_score;

/* Volatility targeting and the drawdown circuit: what the next trade is scaled by. */
typedef struct run_risk {
	const rv_bt_risk *p;
	double returns[RV_BT_VOL_DAYS_MAX]; /* newest vol_days of the unscaled book, oldest first */
	size_t n;
	double vol_scale, held_scale; /* of the next trade; of the newest one */
	double peak, marked;	      /* of the NAV; NAV of the close before, as marked */
	bool cut;		      /* the circuit is open */
} run_risk;

typedef struct rv_bt_run_state {
	const rv_bt_setup *s;
	const rv_strategy *st;
	rv_bt_walk walk;
	rv_bt_result *r;
	rv_account *account;
	void *self;
	size_t col0, n_days, n_windows;
	size_t btc, eth; /* rows */
	/* one a thread */
	rv_cursor *cursors[RV_POOL_THREADS_MAX];
	void *works[RV_POOL_THREADS_MAX];
	unsigned char *passes; /* of a chunk of days */
	size_t chunk_days, chunk_from, chunk_to;
	rv_bt_decision *decision; /* of the newest close */
	run_risk risk;
	bool halved;   /* the circuit has acted on what is held */
	size_t window; /* whose test days are running; SIZE_MAX before the first */
	/* of the close before */
	int32_t regime;
	double score, nav;
	double beta_btc[RV_BT_SUBS], beta_eth[RV_BT_SUBS];
	run_score *scores;
	size_t n_scores, cap_scores;
	rv_err *err;
} run_state;

void run_risk_begin(run_risk *k, const rv_bt_risk *p, double nav);
/* A close as marked, before anything is traded: its return has paid for the trades of the close
 * before. active: something was held over it. */
void run_risk_day(run_risk *k, double nav, bool active);

/* Trains the window, keeps its trials and hands the strategy its choice. */
rv_status run_train(run_state *x, size_t window);
/* Room for the returns of a window's sets; *out NULL: fewer than two, or more than is kept. */
rv_status run_pbo_rows(size_t sets, size_t days, double **out);
/* net [sets][train days] of all of them, NaN where a day does not count: into the window. */
rv_status run_pbo(run_state *x, size_t window, const rv_bt_trial *trials, size_t sets,
		  const double *net);
/* Sharpe ratios, exposures and realised betas of the test windows, once the days are there. */
rv_status run_window_stats(run_state *x);
/* Rank correlations of the scores that were kept, into the shares. */
rv_status run_ic(run_state *x);
/* The days' record, and the coins that were held. */
rv_status run_record_day(run_state *x, size_t day);
rv_status run_finish_holds(run_state *x);
rv_status run_keep_scores(run_state *x, size_t day);

#endif
