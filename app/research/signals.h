/*
 * The signals of a day: what the majors-against-alts system and the stat-arb system want to hold
 * after one pass, as JSON (signals_today.json, `rvdesk signals`) and as a table.
 *
 * The pass is rv_step's, so the numbers are those of `score`, of the live desk and of a backtest:
 * the regime with the hysteresis of its history, the solver's weights (alts negative) times the
 * regime's scale. Outside of the regimes that trade every weight is 0 and stand_aside says so. Pure
 * but for the stream; any thread. docs/research.md.
 */
#ifndef RV_APP_RESEARCH_SIGNALS_H
#define RV_APP_RESEARCH_SIGNALS_H

#include "engine/base/status.h"
#include "engine/run/step.h"

#include <cjson/cJSON.h>
#include <stdio.h>

enum { RV_SIGNALS_LEGS = RV_MA_BASKET_MAX + 2, RV_SIGNALS_SCHEMA = 1 };

typedef struct rv_signal_leg {
	const char *symbol; /* of the pass, or static */
	double weight;	    /* share of the book's equity, signed */
	double funding;	    /* of the newest day, long pays +; NaN unknown */
} rv_signal_leg;

typedef struct rv_signals {
	int64_t close_ms; /* of the daily bar; 0: nothing is known */
	const char *regime;
	double score, scale;
	bool stand_aside;
	size_t n;		   /* BTC, ETH, then the alts in name order */
	size_t unfunded;	   /* legs with a weight whose funding is unknown: not counted */
	double gross;		   /* sum |w| */
	double funding;		   /* -sum w F of what is known, a day; NaN: of no leg */
	double breadth, dominance; /* raw features; NaN unknown */
	rv_signal_leg legs[RV_SIGNALS_LEGS];
} rv_signals;

/* of points into r. */
void rv_signals_of(const rv_step_result *r, rv_signals *of);

/* *out is the caller's, set on RV_OK only; RV_ENOMEM. */
RV_NODISCARD rv_status rv_signals_json(const rv_step_result *r, cJSON **out);
void rv_signals_table(FILE *out, const rv_step_result *r);

#endif
