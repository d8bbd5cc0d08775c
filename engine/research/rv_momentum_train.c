/* The strategy rv-momentum: what a walk-forward tries; docs/backtest.md, "Relative momentum". */
#include "engine/research/rv_momentum_internal.h"

#include "engine/base/rng.h"
#include "engine/market/returns.h"
#include "engine/research/train_tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double quantiles[] = { .10, .15, .20, .25, .30 }, bands[] = { 0, .05, .10, .15, .20 },
		    days[] = { 1, 3, 7, 14 };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

void rvt_sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out)
{
	rv_rng g;
	(void)self;
	*out = (rv_bt_choice){ .value = { [RVT_QUANTILE] = .20,
					  [RVT_BAND] = .10,
					  [RVT_DAYS] = 7,
					  [RVT_INVERSE_VOL] = 1 } };
	if (k == 0)
		return;
	rv_rng_seed(&g, seed, k, 0);
	out->value[RVT_QUANTILE] = quantiles[rv_rng_below(&g, LEN(quantiles))];
	out->value[RVT_BAND] = bands[rv_rng_below(&g, LEN(bands))];
	out->value[RVT_DAYS] = days[rv_rng_below(&g, LEN(days))];
	out->value[RVT_INVERSE_VOL] = (double)rv_rng_below(&g, 2);
}

rv_status rvt_choose(void *self, const rv_bt_choice *choice)
{
	((rvt *)self)->now = *choice;
	return RV_OK;
}

/* ---- one trial ---- */

typedef struct trial {
	const rvt *m;
	const rv_bt_choice *c;
	rvt_held held, next;
	double cost;
	rv_train_tally tally;
} trial;

/* Prices and funding of the day; the weights drift. */
static double drift(trial *x, const rvt_day *before, const rvt_day *now)
{
	double sum = 0.0;
	for (size_t k = 0; k < x->held.n; k++) {
		rvt_leg *l = &x->held.legs[k];
		const rvt_coin *a = rvt_find(before, l->symbol), *b = rvt_find(now, l->symbol);
		const double r = a && b ? rv_simple_return(a->close, b->close) : (double)NAN;
		const double funding = b && isfinite(b->funding) ? b->funding : 0.0;
		sum += l->weight * ((isfinite(r) ? r : 0.0) - funding);
		l->weight *= isfinite(r) ? 1.0 + r : 1.0;
	}
	return sum;
}

static double weight_of(const rvt_held *h, const char *symbol)
{
	for (size_t k = 0; k < h->n; k++) {
		if (strcmp(h->legs[k].symbol, symbol) == 0)
			return h->legs[k].weight;
	}
	return 0.0;
}

/* Turnover from what is held to what is wanted; small changes are left alone. */
static double rebuild(trial *x)
{
	double turnover = 0.0;
	for (size_t k = 0; k < x->next.n; k++) {
		rvt_leg *l = &x->next.legs[k];
		const double old = weight_of(&x->held, l->symbol), change = fabs(l->weight - old);
		if (change < RVT_KEEP * fabs(l->weight))
			l->weight = old;
		else
			turnover += change;
	}
	for (size_t k = 0; k < x->held.n; k++) {
		if (!(fabs(weight_of(&x->next, x->held.legs[k].symbol)) > 0.0))
			turnover += fabs(x->held.legs[k].weight);
	}
	x->held = x->next;
	return turnover;
}

/* net: of the day; NULL nobody asks. */
static void trial_day(trial *x, size_t day, bool counts, double *net)
{
	const rvt_day *now = &x->m->days[day];
	if (now->close_ms == 0)
		return;
	const bool active = x->held.n > 0;
	double r = active ? drift(x, &x->m->days[day - 1], now) : 0.0;
	if ((!active || rvt_is_due(x->c, now)) && rvt_select(x->c, now, &x->held, &x->next))
		r -= x->cost * rebuild(x);
	if (!counts)
		return;
	rv_train_add(&x->tally, r, active);
	if (net)
		*net = r;
}

rv_status rvt_train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
		    rv_bt_trial *out)
{
	const rvt *m = self;
	trial *x = calloc(1, sizeof(*x));
	if (!x)
		return RV_ENOMEM;
	x->m = m;
	x->c = choice;
	x->cost = rv_train_cost_rate(m->s.costs);
	for (size_t d = t->from; d < t->to; d++)
		trial_day(x, d, t->uses[d - t->from], t->net ? t->net + (d - t->from) : NULL);
	rv_train_judge(&x->tally, out);
	free(x);
	return RV_OK;
}
