/*
 * What the snapshot says of the risk watch: each sub-book's licence, record and circuit, the stops
 * of what it holds, and what a decision leaves it.
 *
 * Plain data; NaN is unknown. The book reads the licences, factors and caps of it too (book_now.h),
 * so that what is shown is what counts. docs/book-day.md, "Stops and circuits".
 */
#ifndef RV_RUN_RISK_VIEW_H
#define RV_RUN_RISK_VIEW_H

#include "engine/book/subbook.h"
#include "engine/market/types.h"
#include "engine/run/book_view.h"

enum { RV_RISK_STOPS = 64, RV_RISK_CAPS = 512, RV_RISK_TEXT = 120 };

typedef struct rv_risk_sub {
	rv_licence licence;
	bool by_event; /* set by a person or a demotion; false: of the configuration */
	int64_t licence_since_utc_ms; /* 0: of the configuration */
	double value;		      /* index of what it earned, 1 at its beginning */
	double drawdown;	      /* of value, from its highest: a share */
	double trial_drawdown;	      /* from the highest since its licence changed */
	double p95;		      /* of its backtest's drawdown; NaN not known */
	double factor;		      /* of its votes: 1, or less while the circuit is on */
	bool circuit;
	double equity_usd;    /* E_s now */
	int64_t since_utc_ms; /* beginning of its record; 0 none */
} rv_risk_sub;

typedef enum rv_risk_phase {
	RV_RISK_HOLDS,	 /* nothing is decided */
	RV_RISK_STOPPED, /* all of it ends */
	RV_RISK_CUT,	 /* a part of it ends */
	RV_RISK_RESTS	 /* it is gone, and nothing is entered until then */
} rv_risk_phase;

/* Why there is no price of a stop, or no time. */
typedef enum rv_risk_unset {
	RV_RISK_SET,
	RV_RISK_NO_RULE, /* its sub-book has none of that kind */
	RV_RISK_HEDGE,	 /* a leg that only hedges others has none */
	RV_RISK_NO_ATR,	 /* the coin's ATR14 is not known yet: set when it is */
	RV_RISK_NO_AIM,	 /* what it was to earn was not known when it was opened */
	RV_RISK_NOT_HELD
} rv_risk_unset;

typedef struct rv_risk_stop {
	rv_sub sub;
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	int64_t lots, most; /* held; what may stay of it, INT64_MAX no limit */
	double entry, mark; /* USD: average cost, mark of now */
	double stop;	    /* USD; NaN none */
	double distance;    /* from the mark to the stop, a share of the mark; < 0: beyond */
	int64_t opened_utc_ms;
	int64_t time_stop_utc_ms;	/* when the time stop looks at its profit; 0 none */
	rv_risk_unset no_stop, no_time; /* RV_RISK_SET: there is one */
	int64_t rests_until_utc_ms;	/* RESTS */
	rv_risk_phase phase;
	char state[RV_RISK_TEXT]; /* what is decided and where its order is, in words */
} rv_risk_stop;

/* Lots of either sign that may stay of a share, or be entered. */
typedef struct rv_risk_cap {
	rv_sub sub;
	char symbol[RV_SYMBOL_MAX];
	int64_t most;
	bool ordered; /* its stop waits for a grant, runs, or may still fill: nobody else may ask
			 for the same lots */
} rv_risk_cap;

typedef struct rv_risk_view {
	bool present;
	char reason[RV_RISK_TEXT]; /* why nothing is decided now; "" it is looked at */
	int64_t utc_ms, at;	   /* when it was looked at: desk clock, elapsed ms */
	int64_t close_ms;	   /* of the newest daily close that was looked at; 0 none */
	rv_risk_sub subs[RV_SUB_H];
	size_t n_stops, stops_total;
	rv_risk_stop stops[RV_RISK_STOPS]; /* decided first, then the nearest */
	size_t n_caps;
	rv_risk_cap caps[RV_RISK_CAPS];
} rv_risk_view;

/* What a strategy has: of the risk watch, where nobody watches of the book. */
rv_licence rv_risk_view_licence(const rv_risk_view *v, const rv_book_view *b, rv_sub sub);
/* NULL: there is no limit of what a sub-book may hold of a coin. */
const rv_risk_cap *rv_risk_view_cap(const rv_risk_view *v, rv_sub sub, const char *symbol);
/* Copies what is used. */
void rv_risk_view_copy(rv_risk_view *to, const rv_risk_view *from);

#endif
