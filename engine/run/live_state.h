/* What rv_live holds; shared by live.c (state) and live_view.c (snapshot) and nobody else. */
#ifndef RV_RUN_LIVE_STATE_H
#define RV_RUN_LIVE_STATE_H

#include "engine/run/forming.h"
#include "engine/run/live.h"
#include "engine/run/live_fields.h"
#include "engine/run/pass_log.h"

typedef struct rv_live_symbol {
	rv_instrument in;
	unsigned have;	       /* RV_HAVE_* bits as the feeds say */
	const rv_quote *quote; /* newest, or NULL */
	double rv_forming;
	double rv_sd_own;	      /* of the last closed bar; NaN unknown */
	double sigma_day, sigma_hour; /* see rv_live_coin */
	double returns[RV_LIVE_RETURNS];
} rv_live_symbol;

/* Closes of bars that are to be replayed, newest first; none when from > to. */
typedef struct rv_live_due {
	int64_t from, to; /* ms; to INT64_MAX = the bar before the newest */
} rv_live_due;

struct rv_live {
	rv_live_params p;
	rv_log *log;
	rv_pass_log said; /* of fallbacks, in it */
	rv_panel *hourly, *daily;
	rv_panel *projected;	/* daily, with the open day as if it had closed */
	int64_t projected_day;	/* 00:00 of that day */
	rv_panel *closed_hours; /* hourly, without bars that have not closed yet */
	rv_panel *forming;	/* the last lookback + 2 hours and the open one */
	rv_live_fields *fields; /* funding and market caps on their way into daily */
	rv_step *step;
	rv_rvm *forming_ws;
	rv_forming *open_day;

	size_t n; /* symbols, in name order */
	rv_live_symbol symbols[RV_MAX_SYMBOLS];

	rv_s5_book s5;		/* as it was held before the passes to come */
	bool dirty;		/* a bar of the window came since the last pass */
	int64_t asof_bar_close; /* 0: none yet */
	uint64_t passes_made;
	bool has_factors;
	double factors[RV_IDIO_N]; /* a person's */
	rv_step_result *weighed;   /* for a preview; NULL until one was asked for */
	rv_step_result result;
	rv_rvm_result forming_result;
	rv_rvm_sds forming_sds;
	size_t n_open_day; /* coins of the daily frame with an open bar; 0: none is known */
	double open_price[RV_MAX_SYMBOLS];
	rv_forming_coin open_coin[RV_MAX_SYMBOLS];
	double spread_hist[RV_SPREAD_N * RV_VIEW_HIST];
	bool has_spread_hist;
	uint64_t skipped_bars;

	size_t n_passes, n_days; /* oldest first */
	rv_view_pass passes[RV_VIEW_PASSES];
	rv_view_day days[RV_VIEW_DAYS];
	rv_live_due hours_due, days_due;
	rv_step_result replayed; /* of a bar of the past, or of a preview: scratch */
	rv_step_result
		projected_result; /* of the open day; close_ms of its parts is the day's end */
};

/* A person's weights of S5's signals, NULL none; live_weigh.c. */
const double *rv_live_weights(const rv_live *l);

/* Scores the bars that are still open; live_forming.c. */
RV_NODISCARD rv_status rv_live_open_bars(rv_live *l, int64_t utc_ms);

/* Fills the sigmas of every symbol from the frames of the last pass; live_sigma.c. */
void rv_live_sigmas(rv_live *l);

/* Keeps what the last pass found; live_past.c. */
void rv_live_remember(rv_live *l);
/* The bar of an interval that opens at open_ms is not what the past was made of (INT64_MIN: no bar
 * is); live_past.c. */
void rv_live_past_changed(rv_live *l, rv_interval iv, int64_t open_ms);

/* Index of a name, or SIZE_MAX. */
size_t rv_live_find(const rv_live *l, const char *name);

#endif
