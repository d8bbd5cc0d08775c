/* What the one book wants, as it is shown; see book_now.h. */
#include "engine/run/book_now_state.h"

#include "engine/base/health.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What was left of a vote, " x0.50"; "" all of it, or it cannot be said. */
static const char *share_text(const rv_sub_vote *x, char out[16])
{
	const double share = fabs(x->model) > 0.0 ? x->vote / x->model : (double)NAN;
	out[0] = '\0';
	if (share >= 0.0 && share < 1.0)
		(void)snprintf(out, 16, " x%.2f", fabs(share)); /* no -0 */
	return out;
}

/* "S4m x0.50 capped by ...; S5 ...": of those who hold the coin or are not left at nothing by a
 * regime that stands aside. */
static void put_why(const rv_book_now *b, size_t i, char out[RV_NET_TEXT])
{
	size_t at = 0;
	out[0] = '\0';
	for (int s = 0; s < RV_SUB_H; s++) {
		char words[RV_NET_TEXT], share[16];
		const rv_sub_vote *x = &b->votes.coin[b->active[i]][s];
		const bool aside = x->why == RV_MOD_REGIME && !(fabs(x->vote) > 0.0);
		if (b->coins[i].held[s] == 0 && (aside || !(fabs(x->model) > 0.0)))
			continue;
		if (!rv_votes_why(x->why, words)[0] || at + strlen(words) + 20 > RV_NET_TEXT)
			continue;
		at += (size_t)snprintf(out + at, RV_NET_TEXT - at, "%s%s%s %s", at ? "; " : "",
				       rv_sub_name((rv_sub)s), share_text(x, share), words);
	}
}

/* Of a factor coin itself 1 on its own factor. */
static void put_betas(const rv_book_now *b, size_t i, double beta[RV_HEDGE_LEGS])
{
	(void)rv_hedge_betas(&b->hedge[i], beta);
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		if (strcmp(b->hedge[i].symbol, b->view.hedge_names[k]) != 0)
			continue;
		beta[RV_HEDGE_BTC] = beta[RV_HEDGE_ETH] = 0.0;
		beta[k] = 1.0;
		return;
	}
}

static void fill_coin(rv_book_now *b, const rv_book_input *in, size_t i)
{
	rv_bv_coin *c = &b->view.coins[i];
	const rv_net_coin *from = &b->coins[i];
	memcpy(c->symbol, from->symbol, sizeof(c->symbol));
	c->sz_decimals = from->sz_decimals;
	c->price = from->price;
	memcpy(c->held, from->held, sizeof(c->held));
	memcpy(c->vote, from->vote, sizeof(c->vote));
	c->net = b->out[i];
	for (int s = 0; s < RV_SUB_H; s++)
		c->model[s] = b->votes.coin[b->active[i]][s].model;
	put_why(b, i, c->why);
	book_signals(b, in, i, c);
	put_betas(b, i, c->beta);
	for (int s = 0; s < RV_SUB_N; s++) {
		if (from->held[s] != 0)
			b->view.gross_usd[s] += fabs((double)from->held[s]) *
						pow(10.0, -(double)from->sz_decimals) * from->price;
	}
}

static int64_t oldest_price(const rv_book_now *b, const rv_book_input *in)
{
	int64_t at = RV_NEVER;
	for (size_t i = 0; i < b->n_active; i++) {
		const rv_book_coin *c = &in->coins[b->active[i]];
		if (isfinite(c->price) && (at == RV_NEVER || c->price_at < at))
			at = c->price_at;
	}
	return at;
}

void book_show(rv_book_now *b, const rv_book_input *in)
{
	rv_book_view *v = &b->view;
	v->present = true;
	v->reason[0] = '\0';
	v->close_ms = in->pass->idio.close_ms;
	v->price_at = oldest_price(b, in);
	v->nav = in->nav;
	v->no_additions = in->no_additions;
	v->risk_off = b->votes.risk_off;
	memset(v->gross_usd, 0, sizeof(v->gross_usd));
	memcpy(v->state, b->votes.state, sizeof(v->state));
	v->n_coins = b->n_active;
	for (size_t i = 0; i < b->n_active; i++)
		fill_coin(b, in, i);
	const int64_t date = rv_day_date(&b->p.day, in->utc_ms);
	const int64_t at = rv_day_at(&b->p.day, date, RV_PHASE_PROPOSE);
	v->next_propose_ms = at > in->utc_ms ? at : at + RV_DAY_MS;
}
