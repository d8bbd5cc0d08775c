/*
 * The snapshot that the console sees: immutable, refcounted, newest only. It has no pointers, so
 * that it can be sent to another process as it lies in memory: tests/lint/image.awk sees to that.
 *
 * Published by the engine thread at least once a second of real time. Every value has the elapsed
 * time at which its input came, so that the reader can say its age; NaN means unknown and shows as
 * `--`. The console reads nothing else of the engine.
 */
#ifndef RV_RUN_VIEW_H
#define RV_RUN_VIEW_H

#include "engine/base/health.h"
#include "engine/base/log.h"
#include "engine/desk/trade_view.h"
#include "engine/factors/rv_momentum.h"
#include "engine/market/events.h"
#include "engine/market/types.h"
#include "engine/market/universe.h"
#include "engine/run/book_view.h"
#include "engine/run/day_view.h"
#include "engine/run/forming.h"
#include "engine/run/ledger_view.h"
#include "engine/run/override_view.h"
#include "engine/run/research_view.h"
#include "engine/run/risk_view.h"
#include "engine/run/rule_view.h"
#include "engine/run/step.h"
#include "engine/run/whatif_view.h"

enum {
	RV_VIEW_HIST = 168, /* hourly closes kept per symbol: one week */
	RV_VIEW_STREAMS = 12,
	RV_VIEW_LOG = 200,
	RV_VIEW_ALERTS = 20 + 2 * RV_RULES_MOST, /* the desk's own, and those of rules */
	RV_VIEW_PASSES = 48,			 /* bars whose pass is remembered */
	RV_VIEW_DAYS = 30,			 /* daily bars, likewise */
	RV_VIEW_TEXT = 120,
	RV_ALERT_TEXT = 200,		   /* the words of a request with what goes before them */
	RV_ALERT_OVER_MS = 30 * 60 * 1000, /* an alert that is over is told of for so long */
	RV_VIEW_KEPT = 256 << 10
};

typedef enum rv_env { RV_ENV_UNKNOWN, RV_ENV_SIM, RV_ENV_REPLAY, RV_ENV_PAPER, RV_ENV_LIVE } rv_env;

typedef struct rv_view_row {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals; /* -1 unknown */
	bool delisted;
	unsigned have;		     /* RV_HAVE_* bits; missing ones are what it still warms up */
	unsigned baskets;	     /* RV_BASKET_* bits, 0 = REST */
	rv_universe_reason universe; /* RV_UNIVERSE_ACTIVE or why not */
	bool universe_known;
	bool no_increase;     /* active below the entry volume */
	size_t daily, signal; /* index in scores.daily_names and signal_names, SIZE_MAX none */
	/* relative momentum at the as-of bar, term by term */
	bool rv_known; /* has a bar at or before the as-of bar: in rv_rvm_result */
	bool rv_available;
	double rv, rv_raw, rv_z;
	double momentum;
	double term_pair, term_l1_alt, term_meme_rest, term_own;
	size_t n_returns;
	double rv_forming; /* the same score with the forming bar as the newest; NaN unknown */
	bool has_open_day; /* open_day is known: its price is mid, of mid_at */
	rv_forming_coin open_day; /* the factor model if the day closed at mid */
	/* quotes */
	double mid, mark, oracle, prev_day_px, funding_1h, open_interest, day_volume_usd;
	double bid, ask;
	int64_t mid_at, ctx_at, bbo_at, candle_at; /* elapsed ms, RV_NEVER */
	/* closed hourly closes, oldest first, newest = as-of bar; NaN = missing bar */
	size_t n_hist;
	float hist[RV_VIEW_HIST];
} rv_view_row;

typedef enum rv_spread_tone {
	RV_TONE_UNKNOWN,
	RV_TONE_RISK_ON,
	RV_TONE_MILD,
	RV_TONE_EXTREME
} rv_spread_tone;

typedef struct rv_view_spread {
	bool available;
	double s, cum; /* per bar; cumulative over the lookback, log return */
	double sd30;   /* sd1 of cum over its last 30 values, NaN if fewer */
	rv_spread_tone tone;
	size_t n_hist;
	float hist[RV_VIEW_HIST]; /* cum at the newest closed bars, oldest first */
} rv_view_spread;

/* One stream of the feeds strip. */
typedef struct rv_view_stream {
	char name[16];	   /* "allMids", "ctx", "candle", "rest", "clock" */
	int64_t period_ms; /* expected */
	bool is_price;
	bool connected;
	int64_t last_at; /* elapsed ms of the last message, RV_NEVER */
	double rate_hz;	 /* messages per second over the last 10 s; NaN unknown */
	uint64_t messages, malformed;
	unsigned reconnects;
	unsigned subs_wanted, subs_acked; /* 0, 0 for REST */
} rv_view_stream;

typedef struct rv_view_alert {
	uint64_t id; /* 0 = slot empty; a new occurrence has a new id */
	rv_log_level level;
	int64_t since_utc_ms;
	bool active;			/* the condition still holds */
	bool rings;			/* one bell, as of level error: somebody is waited for */
	int64_t acked_by, acked_utc_ms; /* who has seen it, for all; 0: nobody, by the journal */
	char text[RV_ALERT_TEXT];
	int64_t over_mono_ms; /* CLOCK_MONOTONIC when its cause was seen to have passed; 0 not */
} rv_view_alert;

/* The regime that a pass found, one entry a signal bar. */
typedef struct rv_view_pass {
	int64_t bar_close_ms;
	rv_leader_regime regime;
	float confidence, avg_corr, leverage_factor; /* NaN unknown */
} rv_view_pass;

/* The factor weights of a daily bar, one entry a day. */
typedef struct rv_view_day {
	int64_t close_ms;
	rv_ridge_status status;
	bool weights_equal;
	float weights[RV_IDIO_N], alpha, r2;
} rv_view_day;

/* A state of the engine that is to be on disk, so that a restart goes on with it. */
typedef struct rv_view_kept {
	char file[80];	  /* its name in the state folder; "" nowhere */
	uint64_t version; /* another one is to be written; 0 nothing yet */
	size_t n;
	char text[RV_VIEW_KEPT];
} rv_view_kept;

typedef struct rv_view {
	uint64_t seq;
	int64_t mono_ms;    /* CLOCK_MONOTONIC at publication */
	int64_t utc_ms;	    /* desk clock */
	int64_t elapsed_ms; /* desk clock; subtract *_at from it to get ages at publication */
	double clock_rate;  /* desk seconds per real second; 1 but against a simulated venue */
	rv_env env;
	char venue[32], host[64], profile[8], account[48];
	bool venue_connected;
	int64_t down_since_utc_ms; /* when the market-data connection was lost; 0 = it is up */
	double skew_ms;		   /* venue clock minus desk clock in real time; NaN unknown */
	unsigned weight_used, weight_limit; /* REST weight of the last minute */
	size_t warm_done, warm_total;	    /* symbols whose have is RV_HAVE_ALL */
	double step_us;			    /* duration of the last scoring pass; NaN none yet */

	rv_interval interval;
	int64_t bar_close_ms; /* as-of bar of the scores; 0 none */
	size_t n_available;
	rv_rvm_mode mode;
	double max_abs_score;
	double mean_momentum;
	int lookback_bars;
	double half_life_bars;
	double weights[4]; /* pair, l1_alt, meme_rest, own */
	rv_view_spread spreads[RV_SPREAD_N];

	bool has_scores;       /* scores is of a pass; false before the first */
	rv_step_result scores; /* the last pass, whole */
	rv_step_params params; /* that it ran with: thresholds, bands, limits */

	size_t past_due; /* bars of the two lists below that are still to be replayed */
	size_t n_passes; /* oldest first; they go as far back as the history, once none is due */
	rv_view_pass passes[RV_VIEW_PASSES];
	size_t n_days;
	rv_view_day days[RV_VIEW_DAYS];

	size_t n_rows;
	rv_view_row rows[RV_MAX_SYMBOLS]; /* name order */
	size_t n_streams;
	rv_view_stream streams[RV_VIEW_STREAMS];
	size_t n_alerts;
	rv_view_alert alerts[RV_VIEW_ALERTS];
	uint64_t log_seq;		   /* of the newest line */
	uint64_t log_lines[RV_LOG_LEVELS]; /* of each level, since the start */
	size_t n_log;
	rv_log_line log[RV_VIEW_LOG]; /* oldest first */

	rv_book_view book; /* what the sub-books want together */
	rv_day_view day;
	rv_risk_view risk; /* licences, circuits and stops of the sub-books */
	rv_override_view overrides;
	rv_view_kept kept;
	rv_ledger_view ledger; /* what it has earned, and what that has cost */
	rv_trade_view trade;   /* present false: this engine has no order side */
	rv_research_view research;
	rv_whatif_view whatif; /* what approvals would do together */
	rv_rule_view rules;    /* what people want to be told of */
} rv_view;

#endif
