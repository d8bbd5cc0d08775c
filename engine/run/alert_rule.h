/*
 * The grammar of an alert rule: what a person wants to be told of.
 *
 *   rule     VALUE COMPARE NUMBER [for N | for 90s | 5m | 2h]
 *            WORD = VALUE [for ...], WORD != VALUE [for ...], WORD changes
 *   VALUE    a number of the filter (row_field.h) with its symbol, `rv(SOL)`, `price(BTC)`, or one
 * of the desk: nav pnl gross net margin drawdown corr lf pending unknown, delta, delta(BTC),
 *            pos(SOL), spread(l1_vs_alt), spreadz(l1_vs_alt)
 *   COMPARE  > >= < <=; a number may end in k M B, and in % where the value is one
 *   WORD     regime, majors, state, tier(SOL)
 *
 * `for N`: true in N looks in a row, one a bar for what comes of bars and one a pass of the engine
 * for the rest; with a unit it is desk time. Pure; any thread.
 */
#ifndef RV_RUN_ALERT_RULE_H
#define RV_RUN_ALERT_RULE_H

#include "engine/base/status.h"
#include "engine/market/types.h"
#include "engine/run/row_field.h"
#include "engine/run/rule_view.h"

#include <stdint.h>

/* Row fields are rule values of the same number; these come behind them. */
typedef enum rv_rule_value {
	RV_RULE_NAV = RV_FIELD_N,
	RV_RULE_PNL,
	RV_RULE_GROSS,
	RV_RULE_NET,
	RV_RULE_MARGIN,
	RV_RULE_DRAWDOWN,
	RV_RULE_CORR,
	RV_RULE_LEVERAGE,
	RV_RULE_PENDING,
	RV_RULE_UNKNOWN_ORDERS,
	RV_RULE_DELTA,
	RV_RULE_POSITION,
	RV_RULE_SPREAD,
	RV_RULE_SPREAD_SD,
	RV_RULE_REGIME, /* from here on words */
	RV_RULE_MAJORS,
	RV_RULE_STATE,
	RV_RULE_VALUES
} rv_rule_value;

typedef enum rv_rule_op {
	RV_RULE_GT,
	RV_RULE_GE,
	RV_RULE_LT,
	RV_RULE_LE,
	RV_RULE_EQ,
	RV_RULE_NE,
	RV_RULE_CHANGES
} rv_rule_op;

typedef struct rv_alert_rule {
	int value;		/* rv_row_field, or rv_rule_value */
	char of[RV_SYMBOL_MAX]; /* symbol, leg or spread; "" of the desk */
	rv_rule_op op;
	double number; /* of GT .. LE; in the unit of the value */
	int word;      /* of EQ and NE: the enum's value */
	unsigned times;
	int64_t for_ms; /* 0: times counts */
} rv_alert_rule;

typedef struct rv_rule_error {
	size_t pos; /* byte in the text where it went wrong */
	char text[80];
} rv_rule_error;

enum { RV_RULE_TIMES_MOST = 1000 };

/* RV_EPARSE fills err and leaves *out untouched. */
RV_NODISCARD rv_status rv_alert_rule_parse(const char *text, rv_alert_rule *out,
					   rv_rule_error *err);
/* The one way to write it; returns out. What is parsed from it is the same rule. */
const char *rv_alert_rule_text(const rv_alert_rule *r, char out[RV_RULE_TEXT]);
/* It is of a symbol, which whoever sets it may check. */
bool rv_alert_rule_has_symbol(const rv_alert_rule *r);
/* Its value is one of a few words. */
bool rv_alert_rule_is_word(int value);
/* Word i of such a value and the enum's value that it stands for; NULL after the last. */
const char *rv_alert_rule_word(int value, size_t i, int *means);
/* "USD", "%", "x", "" */
const char *rv_alert_rule_unit(int value);

/* Value i with what may follow it and what it is, for help and completion: "rv", "(SYM)"; false
 * after the last. */
bool rv_alert_rule_describe(size_t i, const char **name, const char **of, const char **help);

#endif
