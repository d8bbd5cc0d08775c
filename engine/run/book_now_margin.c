/* The stress margin of the targets, for the size of the book; see book_margin.h. */
#include "engine/run/book_margin.h"
#include "engine/run/book_now_state.h"

#include <math.h>

/*
 * What G scales is known when the targets at 1 are: they are made once without a cap. The state is
 * not moved on by that.
 */
double book_margin_cap(rv_book_now *b, const rv_book_input *in, const rv_net_input *ni)
{
	rv_net_state size = b->size;
	rv_net_result res;
	rv_net_input free_of = *ni;
	if (!(b->p.margin_after > 0.0))
		return INFINITY;
	free_of.margin_g = INFINITY;
	free_of.cov = NULL; /* what G would be does not matter here */
	if (rv_net_run(&b->p.net, &free_of, b->coins, b->n_active, &size, &res, b->out) != RV_OK)
		return NAN;
	for (size_t i = 0; i < b->n_active; i++) {
		const rv_book_coin *c = &in->coins[b->active[i]];
		b->margin[i] = (rv_book_margin_coin){ .scaled_usd = b->out[i].scaled_usd,
						      .fixed_usd = b->out[i].fixed_usd,
						      .price = c->price,
						      .max_leverage = c->max_leverage,
						      .major = c->major,
						      .tiers = c->tiers };
	}
	return rv_book_margin_g(b->margin, b->n_active, in->nav, b->p.margin_after, b->legs);
}
