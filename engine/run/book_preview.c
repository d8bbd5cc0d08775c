/* What other overrides would make of the book, on copies of its state; see rv_book_preview. */
#include "engine/run/book_now_state.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The targets as if they were held: the least of the stress table, too. */
static void put_margin(rv_book_now *b, const rv_book_input *in, rv_op_side *out)
{
	rv_margin m;
	for (size_t i = 0; i < b->n_active; i++) {
		const rv_book_coin *c = &in->coins[b->active[i]];
		const double coins = (double)b->out[i].net * pow(10.0, -(double)c->sz_decimals);
		b->legs[i] = (rv_margin_leg){ .low = coins,
					      .high = coins,
					      .mark = c->price,
					      .max_leverage = c->max_leverage,
					      .major = c->major,
					      .tiers = c->tiers };
	}
	rv_margin_of(b->legs, b->n_active, in->nav, NULL, b->p.margin_after, &m);
	out->margin = out->stress = m.ratio;
	for (size_t i = 0; i < RV_STRESSES; i++) {
		rv_margin_of(b->legs, b->n_active, in->nav, &rv_stresses[i], b->p.margin_after, &m);
		if (!(m.ratio >= out->stress)) /* unknown is not the larger */
			out->stress = m.ratio;
	}
}

static void put_side(rv_book_now *b, const rv_book_input *in, rv_op_side *out)
{
	const rv_book_view *v = &b->view;
	*out = (rv_op_side){ .present = v->present,
			     .gross_usd = v->present ? v->net.gross_usd : (double)NAN,
			     .net_usd = v->present ? v->net.net_usd : (double)NAN,
			     .g = v->present ? v->net.g.g : (double)NAN,
			     .bound = v->net.g.bound,
			     .legs = v->present ? v->net.n_legs : 0,
			     .deferred = v->present ? v->net.n_deferred : 0,
			     .hedge_known = v->present && v->hedge_known,
			     .margin = NAN,
			     .stress = NAN };
	if (v->present)
		put_margin(b, in, out);
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		out->distance[k] = out->hedge_known ? v->hedge[k].distance : (double)NAN;
		out->trigger[k] = out->hedge_known ? v->hedge[k].trigger : (double)NAN;
	}
}

/* How much of a change it is, USD; without a price more than any. */
static double size_of(const rv_op_coin *c)
{
	const double lots = fabs((double)c->after - (double)c->before);
	const double usd = lots * pow(10.0, -(double)c->sz_decimals) * c->price;
	return isfinite(usd) ? usd : (double)INFINITY;
}

/* Keeps the largest, largest first; of equal ones the first name. */
static void put_coin(rv_override_preview *p, const rv_op_coin *c)
{
	size_t at = p->n;
	p->n_changed++;
	while (at > 0 && size_of(&p->coins[at - 1]) < size_of(c))
		at--;
	if (at == RV_OP_COINS)
		return;
	const size_t last = p->n < RV_OP_COINS ? p->n++ : RV_OP_COINS - 1;
	memmove(&p->coins[at + 1], &p->coins[at], (last - at) * sizeof(p->coins[0]));
	p->coins[at] = *c;
}

static void look(const rv_bv_coin *was, const rv_bv_coin *is, rv_override_preview *out)
{
	const rv_bv_coin *any = is ? is : was;
	rv_op_coin c = { .sz_decimals = any->sz_decimals,
			 .price = any->price,
			 .before = was ? was->net.net : 0,
			 .after = is ? is->net.net : 0 };
	memcpy(c.symbol, any->symbol, sizeof(c.symbol));
	if (c.before != c.after)
		put_coin(out, &c);
}

/* Both in name order; a coin that is in one of them only has no target in the other. */
static void compare(const rv_book_view *was, const rv_book_view *is, rv_override_preview *out)
{
	for (size_t i = 0, k = 0; i < was->n_coins || k < is->n_coins;) {
		const int order = i == was->n_coins ? 1
				  : k == is->n_coins
					  ? -1
					  : strcmp(was->coins[i].symbol, is->coins[k].symbol);
		look(order <= 0 ? &was->coins[i] : NULL, order >= 0 ? &is->coins[k] : NULL, out);
		i += order <= 0 ? 1 : 0;
		k += order >= 0 ? 1 : 0;
	}
}

static rv_status run_copy(const rv_book_now *b, const rv_book_input *in, rv_book_now *copy)
{
	memcpy(copy, b, sizeof(*copy));
	copy->copy = NULL; /* b's own */
	return rv_book_now_run(copy, in);
}

static rv_status run_both(const rv_book_now *b, const rv_book_input *in, const rv_book_input *other,
			  rv_book_now *was, rv_book_now *is, rv_override_preview *out)
{
	rv_status st = run_copy(b, in, was);
	if (st == RV_OK)
		st = run_copy(b, other, is);
	if (st != RV_OK)
		return st;
	put_side(was, in, &out->before);
	put_side(is, other, &out->after);
	compare(&was->view, &is->view, out);
	out->ok = was->view.present && is->view.present;
	if (!out->ok)
		(void)snprintf(out->text, sizeof(out->text), "%.*s", RV_OP_TEXT - 1,
			       is->view.present ? was->view.reason : is->view.reason);
	return RV_OK;
}

rv_status rv_book_preview(const rv_book_now *b, const rv_book_input *in, const rv_overrides *with,
			  const rv_step_result *pass_with, rv_override_preview *out)
{
	rv_book_input other = *in;
	rv_book_now *was = malloc(sizeof(*was)), *is = malloc(sizeof(*is));
	other.overrides = with;
	other.pass = pass_with;
	out->ok = false;
	out->text[0] = '\0';
	out->utc_ms = in->utc_ms;
	out->n = out->n_changed = 0;
	memset(&out->before, 0, sizeof(out->before));
	memset(&out->after, 0, sizeof(out->after));
	const rv_status st = was && is ? run_both(b, in, &other, was, is, out) : RV_ENOMEM;
	free(was);
	free(is);
	return st;
}
