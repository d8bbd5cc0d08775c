/*
 * The strategy multi-bucket: what a walk-forward tries. The grid of entry thresholds:
 * docs/formulas.md#multi-bucket-walk-forward.
 */
#include "engine/research/multi_bucket_internal.h"

#include "engine/base/rng.h"
#include "engine/market/returns.h"
#include "engine/research/train_tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 3 };

static const double grid[MB_VALUES][STEPS] = {
	[MB_CM_ENTRY] = { .5, .75, 1.0 },
	[MB_RESID_ENTRY] = { .75, 1.0, 1.5 },
	[MB_MR_Z] = { 1.5, 2.0, 2.5 },
	[MB_PAIR_ENTRY] = { 1.5, 2.0, 2.5 },
};

static void apply(const rv_bt_choice *c, rv_bucket_params *p)
{
	p->cm_entry = c->value[MB_CM_ENTRY];
	p->resid_entry = c->value[MB_RESID_ENTRY];
	p->mr_z = c->value[MB_MR_Z];
	p->pair_entry = c->value[MB_PAIR_ENTRY];
}

void mb_sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out)
{
	const rv_bucket_params *p = &((const multi_bucket *)self)->configured;
	rv_rng g;
	*out = (rv_bt_choice){ .value = { p->cm_entry, p->resid_entry, p->mr_z, p->pair_entry } };
	rv_rng_seed(&g, seed, k, 0);
	for (size_t v = 0; k > 0 && v < MB_VALUES; v++)
		out->value[v] = grid[v][rv_rng_below(&g, STEPS)];
}

rv_status mb_choose(void *self, const rv_bt_choice *choice)
{
	multi_bucket *m = self;
	m->now = m->configured;
	apply(choice, &m->now);
	return rv_bucket_params_error(&m->now) ? RV_EINVAL : RV_OK;
}

/* ---- one trial: the book on paper over the train days ---- */

typedef struct trial {
	const multi_bucket *m;
	rv_bucket_params p;
	rv_bucket_book book;
	rv_step_result *r;
	size_t n; /* legs held */
	rv_bb_leg legs[RV_BB_LEGS];
	double cost; /* of a notional */
	rv_train_tally tally;
} trial;

/* Prices and funding of a day on what was held over it. */
static double earned(const trial *x, const mb_pass *before, const mb_pass *now)
{
	double sum = 0.0;
	for (size_t k = 0; k < x->n; k++) {
		const mb_coin *a = mb_find(before, x->legs[k].symbol),
			      *b = mb_find(now, x->legs[k].symbol);
		const double r = a && b ? rv_simple_return(a->close, b->close) : (double)NAN;
		const double w = x->legs[k].weight;
		sum += isfinite(r) ? w * r : 0.0;
		sum -= b && isfinite(b->funding) ? w * b->funding : 0.0;
	}
	return sum;
}

static double weight_in(const rv_bb_leg *legs, size_t n, const char *symbol)
{
	double sum = 0.0;
	for (size_t k = 0; k < n; k++)
		sum += strcmp(legs[k].symbol, symbol) == 0 ? legs[k].weight : 0.0;
	return sum;
}

/* Net of all buckets, as orders are; what is unknown stays as it was. */
static double rebuild(trial *x, const mb_pass *now)
{
	rv_bb_leg legs[RV_BB_LEGS];
	double turnover = 0.0;
	const size_t n = rv_bucket_book_legs(&x->book, &x->p, x->r, legs);
	for (size_t k = 0; k < n; k++) {
		if (!isfinite(legs[k].weight))
			return 0.0;
	}
	for (size_t i = 0; i < now->n; i++)
		turnover += fabs(weight_in(legs, n, now->coins[i].symbol) -
				 weight_in(x->legs, x->n, now->coins[i].symbol));
	memcpy(x->legs, legs, n * sizeof(legs[0]));
	x->n = n;
	return turnover;
}

/* net: of the day; NULL nobody asks. */
static rv_status trial_day(trial *x, size_t day, bool counts, double *net)
{
	const mb_pass *now = &x->m->days[day];
	if (!now->ready)
		return RV_OK;
	const bool active = x->n > 0;
	double r = day > 0 ? earned(x, &x->m->days[day - 1], now) : 0.0;
	mb_fill_step(now, &x->p, x->r);
	const rv_status st = rv_bucket_book_step(&x->book, &x->p, x->r, NULL);
	if (st != RV_OK)
		return st;
	r -= x->cost * rebuild(x, now);
	if (!counts)
		return RV_OK;
	rv_train_add(&x->tally, r, active);
	if (net)
		*net = r;
	return RV_OK;
}

rv_status mb_train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
		   rv_bt_trial *out)
{
	const multi_bucket *m = self;
	trial *x = calloc(1, sizeof(*x));
	if (!x)
		return RV_ENOMEM;
	x->m = m;
	x->p = m->configured;
	x->cost = rv_train_cost_rate(m->s.costs);
	x->r = calloc(1, sizeof(*x->r));
	apply(choice, &x->p);
	rv_status st = x->r ? RV_OK : RV_ENOMEM;
	if (rv_bucket_params_error(&x->p))
		out->why = "values that do not go together";
	for (size_t d = t->from; !out->why && d < t->to && st == RV_OK; d++)
		st = trial_day(x, d, t->uses[d - t->from], t->net ? t->net + (d - t->from) : NULL);
	if (st == RV_OK && !out->why)
		rv_train_judge(&x->tally, out);
	free(x->r);
	free(x);
	return st;
}
