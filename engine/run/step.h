/*
 * rv_step: one scoring pass, point in time. The live engine, `rvdesk score`, replay and backtest
 * call this one function, so that a number on the screen and in a report have the same source.
 * Owner: one thread per workspace. Does not allocate after new. What a module
 * cannot know it says in its own result (a status, NaN); only wrong parameters fail the pass.
 */
#ifndef RV_RUN_STEP_H
#define RV_RUN_STEP_H

#include "engine/factors/market_structure.h"
#include "engine/factors/rv_momentum.h"
#include "engine/factors/stat_arb.h"
#include "engine/market/aliases.h"
#include "engine/market/universe.h"
#include "engine/portfolio/buckets.h"
#include "engine/portfolio/majors_alts.h"
#include "engine/portfolio/stat_arb_book.h"
#include "engine/run/s5_book.h"
#include "engine/score/experience.h"
#include "engine/score/hybrid.h"
#include "engine/score/market_risk.h"

/* Bars of a frame: what a pass reads at most. Live and research read the same, to the bit. */
enum { RV_STEP_DAILY_BARS = 400, RV_STEP_HOURLY_BARS = 1440 };

/* Modules of a pass; rv_momentum and the universe always run. */
enum {
	RV_MODULE_STAT_ARB = 1,
	RV_MODULE_MARKET_STRUCTURE = 2,
	RV_MODULE_MAJORS_ALTS = 4,
	RV_MODULE_BUCKETS = 8,
	RV_MODULE_HYBRID = 16,
	RV_MODULE_RISK = 32, /* needs market structure */
	RV_MODULE_ALL = 63
};

typedef struct rv_step_params {
	unsigned modules;	  /* RV_MODULE_*; default all */
	double equity_usd;	  /* NAV of the one-shot pass, default 1e6 */
	double funding_min_hours; /* of a day, for its funding to be known; default 20 */
	rv_aliases aliases;	  /* of coins, joins funding and market caps to bars */
	rv_rvm_params rvm;
	rv_rvm_baskets baskets;
	rv_universe_params universe;
	rv_idio_params idio;
	rv_opt_params opt;
	rv_ms_params ms;
	rv_ma_params ma;
	rv_bucket_params buckets;
	rv_hybrid_params hybrid;
	rv_risk_params risk;
} rv_step_params;

void rv_step_params_default(rv_step_params *p);

typedef struct rv_step_input {
	const rv_panel *signal; /* bars of the signal interval (1h or 1d) */
	const rv_panel *daily;	/* 1d bars; may be the same object; NULL = none known */
	int64_t asof_ms;	/* every bar closed at or before it is known, nothing else */
	const rv_experience *experience; /* NULL: no trade of the desk has closed */
	const double *ridge_previous;	 /* [RV_IDIO_N] or NULL */
	unsigned modules; /* RV_MODULE_*: of the parameters' modules these alone; 0 = all of them */
	const rv_s5_book *s5;	      /* what S5 holds: fills s5; NULL: nothing */
	const double *factor_weights; /* [RV_IDIO_N] a person's, or NULL: fills weighed_book */
} rv_step_input;

typedef struct rv_step_result {
	int64_t asof_ms;
	int64_t bar_close_ms; /* signal bar; 0 = no bar closed at or before asof */
	rv_interval interval;
	bool has_universe; /* false: no daily bar closed at or before asof */
	rv_universe universe;
	/* What the indices of the results below mean: coins of the daily and of the signal frame.
	 */
	size_t n_daily, n_signal;
	char daily_names[RV_MAX_SYMBOLS][RV_SYMBOL_MAX],
		signal_names[RV_MAX_SYMBOLS][RV_SYMBOL_MAX];
	double daily_close[RV_MAX_SYMBOLS];   /* of the newest daily bar; NaN: it has none */
	double daily_funding[RV_MAX_SYMBOLS]; /* of its day, long pays +; NaN unknown */
	rv_rvm_result rvm;
	rv_idio_result idio; /* by daily frame index, as book, ma and buckets */
	rv_book_result book; /* one shot, from nothing */
	/* What votes read in its place and no score does: S5's book from the weights that it holds,
	 * with the state that the day would leave; n is 0 without in->s5. */
	rv_book_result s5;
	rv_edge_state s5_edge;
	int64_t s5_from_ms; /* the close that these weights are of; 0 none */
	/* The same with a person's weights of its signals in the place of the ridge's; n is 0
	 * without them. */
	double factor_weights[RV_IDIO_N];
	rv_book_result weighed_book;
	rv_edge_state weighed_edge;
	rv_ma_result ma;
	rv_bucket_result buckets;
	rv_ms_result ms; /* by signal frame index, as hybrid and risk */
	rv_hybrid_result hybrid;
	rv_risk_result risk;
} rv_step_result; /* megabytes: never on a stack */

typedef struct rv_step rv_step;

RV_NODISCARD rv_status rv_step_new(const rv_step_params *params, rv_step **out);
void rv_step_free(rv_step *s);
const rv_step_params *rv_step_get_params(const rv_step *s);
RV_NODISCARD rv_status rv_step_run(rv_step *s, const rv_step_input *in, rv_step_result *out);
/* Copies what is used of a result: the first n of every list. */
void rv_step_result_copy(rv_step_result *to, const rv_step_result *from);
/* Index of a coin in the daily or signal names, or SIZE_MAX. */
size_t rv_step_find_daily(const rv_step_result *r, const char *name);
size_t rv_step_find_signal(const rv_step_result *r, const char *name);
/* The frames of the last run: what the indices of its result mean; valid until the panels change.
 */
const rv_frame *rv_step_daily(const rv_step *s);
const rv_frame *rv_step_signal(const rv_step *s);
/*
 * The factor model's workspace after the last run, and the tail of the daily frame that it ran
 * over: the same coins, so the same indices.
 */
const rv_frame *rv_step_recent(const rv_step *s);
const rv_idio *rv_step_idio(const rv_step *s);
/* As rv_rvm_spread_history at the step's as-of column. hist is [RV_SPREAD_N][n]. */
RV_NODISCARD rv_status rv_step_spread_history(rv_step *s, const rv_step_input *in, size_t n,
					      double *hist);

#endif
