/*
 * A canary: a strategy that knows what tomorrow's prices are and looks for them in whatever a
 * cursor tells. It buys what rises and sells what falls, but only where it has found the number. In
 * an engine that keeps the future to itself it never trades.
 */
#ifndef RV_TESTS_CANARY_STRATEGY_H
#define RV_TESTS_CANARY_STRATEGY_H

#include "engine/research/strategy.h"

/* What it asks. */
typedef enum canary_way {
	CANARY_VALUE,	 /* rv_cursor_value, `ago` that wraps around to tomorrow included */
	CANARY_WINDOW,	 /* rv_cursor_window longer than the history */
	CANARY_VALUE_AT, /* rv_cursor_value_at of later instants */
	CANARY_VOLUME,	 /* rv_cursor_volume_usd of no days: tomorrow's volume */
	CANARY_COINS,	 /* coins that list tomorrow, by name and by number */
	CANARY_FRAME,	 /* rv_cursor_frame: its series */
	CANARY_PANEL,	 /* and the panel that the frame reads */
	CANARY_PASS,	 /* rv_cursor_pass that asks for a later instant */
	CANARY_ACCOUNT,	 /* rv_account_today and the weights held */
	CANARY_WAYS
} canary_way;

const char *canary_way_name(canary_way w);

typedef struct canary {
	canary_way way;
	const rv_panel *truth;
	int64_t start_ms; /* of the run: opens its day 0 */
	rv_step *step;
	rv_frame *frame;
	rv_step_result *pass;
	size_t asked, found; /* numbers that were looked at, those that were tomorrow's */
} canary;

/* params, truth: borrowed. */
void canary_make(canary *k, canary_way w, const rv_step_params *params, const rv_panel *truth,
		 int64_t start_ms);
void canary_end(canary *k);

/* Opened with more = a canary, which is the caller's. */
extern const rv_strategy canary_strategy;

#endif
