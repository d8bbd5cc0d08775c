/*
 * What a training adds up of one set of values: its net return of each train day, and what it may
 * not be chosen for. One definition, so that every strategy admits and ranks its sets alike.
 * Pure; any thread. docs/backtest.md.
 */
#ifndef RV_RESEARCH_TRAIN_TALLY_H
#define RV_RESEARCH_TRAIN_TALLY_H

#include "engine/research/result.h"

enum { RV_TRAIN_LEAST_ACTIVE = 20 }; /* days with a position, below which a ratio says nothing */
#define RV_TRAIN_TOO_FEW "fewer than 20 active days"
#define RV_TRAIN_STILL "its returns do not move"

typedef struct rv_train_tally {
	size_t days, active;
	double sum, squares; /* of returns, shares of NAV; every one known */
} rv_train_tally;

void rv_train_add(rv_train_tally *t, double r, bool active);
/* active_days, sharpe_day (mean / sd1; NaN where nothing moves), why, and a year's ratio as the
 * objective, NaN with a why. */
void rv_train_judge(const rv_train_tally *t, rv_bt_trial *out);
/* Fee and slippage of a share of NAV that is traded, as a training counts it: without
 * participation. */
double rv_train_cost_rate(const rv_bt_costs *c);

#endif
