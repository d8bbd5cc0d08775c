/* See train_tally.h. */
#include "engine/research/train_tally.h"

#include <math.h>

#define VARIANCE_MIN 1e-18

void rv_train_add(rv_train_tally *t, double r, bool active)
{
	t->days++;
	t->active += active;
	t->sum += r;
	t->squares += r * r;
}

void rv_train_judge(const rv_train_tally *t, rv_bt_trial *out)
{
	const double n = (double)t->days, mean = t->days > 0 ? t->sum / n : 0.0;
	const double var = t->days > 1 ? (t->squares - n * mean * mean) / (n - 1.0) : 0.0;
	const bool moves = var > VARIANCE_MIN;
	out->active_days = t->active;
	out->sharpe_day = moves ? mean / sqrt(var) : (double)NAN;
	out->why = t->active < RV_TRAIN_LEAST_ACTIVE ? RV_TRAIN_TOO_FEW
		   : !moves			     ? RV_TRAIN_STILL
						     : NULL;
	out->objective = out->why ? (double)NAN : out->sharpe_day * sqrt(365.0);
}

double rv_train_cost_rate(const rv_bt_costs *c)
{
	const double fee = c->maker_share * c->maker_bps + (1.0 - c->maker_share) * c->taker_bps;
	return (fee + c->slippage_bps) * c->factor * 1e-4;
}
