/* See book_whatif.h. */
#include "engine/run/book_whatif.h"

#include "engine/run/book_now_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_hedge(const rv_book_view *v, rv_whatif_side *out)
{
	out->hedge_known = v->hedge_known;
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		const rv_hedge_leg *h = &v->hedge[k];
		out->delta[k] = v->hedge_known ? h->actual : (double)NAN;
		out->target[k] = v->hedge_known ? h->target : (double)NAN;
		out->trigger[k] = v->hedge_known ? h->trigger : (double)NAN;
		out->order_usd[k] = !v->hedge_known || h->verdict == RV_HEDGE_UNKNOWN ? (double)NAN
				    : h->lots != 0				      ? h->usd
										      : 0.0;
	}
}

static rv_status run_copy(const rv_book_now *b, const rv_book_input *in, rv_book_now *copy,
			  rv_whatif_side *out)
{
	memcpy(copy, b, sizeof(*copy));
	copy->copy = NULL; /* b's own */
	const rv_status st = rv_book_now_run(copy, in);
	if (st == RV_OK)
		put_hedge(&copy->view, out);
	return st;
}

rv_status rv_book_whatif(const rv_book_now *b, const rv_book_input *in, const rv_book_coin *with,
			 rv_whatif_side *before, rv_whatif_side *after)
{
	rv_book_input other = *in;
	rv_book_now *copy = malloc(sizeof(*copy));
	if (!copy)
		return RV_ENOMEM;
	other.coins = with;
	rv_status st = run_copy(b, in, copy, before);
	if (st == RV_OK)
		st = run_copy(b, &other, copy, after);
	free(copy);
	return st;
}
