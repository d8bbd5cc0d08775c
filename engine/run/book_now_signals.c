/* Edges of the votes, and what the systems say of a coin that changes; see sub_signals.h. */
#include "engine/run/book_now_state.h"
#include "engine/run/sub_signals.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static rv_sub_signals signals_of(const rv_book_now *b, const rv_book_input *in)
{
	const rv_votes_input vi = {
		.pass = in->pass, .s5 = &b->s5, .overrides = in->overrides, .utc_ms = in->utc_ms
	};
	return (rv_sub_signals){ .pass = in->pass,
				 .params = in->params,
				 .s5 = rv_votes_s5(&vi),
				 .s4 = &b->s4,
				 .s4_changes = &b->changes,
				 .s3_scale = b->votes.market.s3_scale };
}

/* What a person wants is not what the model expects: it would go last wherever they disagree. */
static bool by_hand(const rv_net_coin *c, int s)
{
	return c->rule.flatten || !isnan(c->rule.pin[s]);
}

void book_edges(rv_book_now *b, const rv_book_input *in)
{
	const rv_sub_signals x = signals_of(b, in);
	for (size_t i = 0; i < in->n; i++) {
		rv_net_coin *c = &b->all[i];
		for (int s = 0; s < RV_SUB_H; s++)
			c->edge[s] =
				by_hand(c, s) ? (double)NAN : rv_sub_edge(&x, (rv_sub)s, c->symbol);
	}
}

/* Of those that change and have not been said yet, the one that changes most; RV_SUB_N none. */
static rv_sub next_change(const rv_bv_coin *c, unsigned said)
{
	rv_sub best = RV_SUB_N;
	double most = 0.0;
	for (int s = 0; s < RV_SUB_H; s++) {
		const double change = fabs((double)c->net.target[s] - (double)c->held[s]);
		if ((said >> s & 1U) == 0 && change > most) {
			most = change;
			best = (rv_sub)s;
		}
	}
	return best;
}

void book_signals(const rv_book_now *b, const rv_book_input *in, size_t i, rv_bv_coin *c)
{
	const rv_sub_signals x = signals_of(b, in);
	unsigned said = 0;
	size_t at = 0;
	c->signals[0] = '\0';
	for (rv_sub s = next_change(c, 0); s != RV_SUB_N; s = next_change(c, said)) {
		char words[RV_SUB_SIGNALS_TEXT];
		said |= 1U << s;
		(void)rv_sub_words(&x, s, c->symbol, words);
		const char *hand = by_hand(&b->coins[i], (int)s) ? "by hand, " : "";
		if (at + strlen(words) + 20 > sizeof(c->signals))
			return;
		at += (size_t)snprintf(c->signals + at, sizeof(c->signals) - at, "%s%s: %s%s",
				       at > 0 ? "; " : "", rv_sub_name(s), hand, words);
	}
}
