/* What the model would have proposed without what people have set; see day_internal.h. */
#include "engine/desk/price.h"
#include "engine/manager/day_internal.h"

#include <stdio.h>
#include <string.h>

static const rv_leg_want *leg_of(const rv_leg_want *legs, size_t n, const char *symbol)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(legs[i].symbol, symbol) == 0)
			return &legs[i];
	}
	return NULL;
}

static const rv_bv_coin *coin_of(const rv_book_view *v, const char *symbol)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		if (strcmp(v->coins[i].symbol, symbol) == 0)
			return &v->coins[i];
	}
	return NULL;
}

/* Nothing is written of a coin without a price, nor when there is no more room. */
static size_t put(char *out, size_t at, const rv_bv_coin *c, int64_t wanted, int64_t done)
{
	int64_t px = 0;
	if (wanted == done || !c || rv_px_units(c->price, c->sz_decimals, &px) != RV_OK || px <= 0)
		return at;
	const int n = snprintf(out + at, DAY_OVER - at, "%s %lld %lld %lld %d;", c->symbol,
			       (long long)wanted, (long long)done, (long long)px, c->sz_decimals);
	if (n < 0 || (size_t)n >= DAY_OVER - at) {
		out[at] = '\0';
		return at;
	}
	return at + (size_t)n;
}

rv_status day_overridden(rv_day_manager *m, const rv_day_now *now, const rv_book_input *in,
			 const rv_program_want *w)
{
	const rv_book_view *v = NULL;
	rv_leg_want model[RV_PROGRAM_LEGS];
	rv_book_input without = *in;
	size_t deferred = 0, at = 0;
	m->overridden[0] = '\0';
	if (!in->overrides || in->overrides->n == 0)
		return RV_OK;
	without.overrides = NULL;
	const rv_status st = rv_book_now_project(now->book, &without, &v);
	if (st != RV_OK || !v->present)
		return st;
	const size_t n = rv_day_legs(v, model, &deferred);
	for (size_t i = 0; i < n; i++) {
		const rv_leg_want *is = leg_of(w->legs, w->n, model[i].symbol);
		at = put(m->overridden, at, coin_of(v, model[i].symbol), model[i].lots,
			 is ? is->lots : 0);
	}
	for (size_t i = 0; i < w->n; i++) {
		if (!leg_of(model, n, w->legs[i].symbol))
			at = put(m->overridden, at, coin_of(v, w->legs[i].symbol), 0,
				 w->legs[i].lots);
	}
	return RV_OK;
}
