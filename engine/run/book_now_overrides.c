/* What a person has set against the models, in what the book runs with; see book_now.h. */
#include "engine/run/book_now_state.h"

#include <math.h>

void book_rule(const rv_book_input *in, rv_net_coin *c)
{
	if (in->overrides)
		rv_overrides_rule(in->overrides, in->utc_ms, c->symbol, &c->rule);
	else
		rv_net_rule_none(&c->rule);
}

bool book_has_pin(const rv_net_coin *c)
{
	bool any = !isnan(c->rule.pin_op);
	for (int s = 0; s < RV_SUB_H; s++)
		any = any || !isnan(c->rule.pin[s]);
	return any;
}

void book_pause(const rv_book_input *in, bool paused[RV_SUB_H])
{
	bool by_hand[RV_SUB_H];
	if (!in->overrides)
		return;
	rv_overrides_paused(in->overrides, in->utc_ms, by_hand);
	for (int s = 0; s < RV_SUB_H; s++)
		paused[s] = paused[s] || by_hand[s];
}

rv_hedge_params book_hedge_params(const rv_book_now *b, const rv_book_input *in)
{
	rv_hedge_params p = b->p.hedge;
	if (in->overrides)
		(void)rv_overrides_hedge(in->overrides, in->utc_ms, &p.trigger_nav);
	return p;
}
