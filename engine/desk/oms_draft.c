/* From what a person asks for to the terms of a ticket: size, limit, slices, life. */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool say(char *text, size_t cap, const char *what, const char *symbol)
{
	(void)snprintf(text, cap, "%.24s%s%s", symbol, symbol[0] ? ": " : "", what);
	return false;
}

/* The least that may be sent of it, at the lowest price that the collar allows. */
int64_t oms_min_lots(const rv_oms *o, const rv_ticket_terms *x, int64_t px_worst)
{
	const int64_t least = (int64_t)llround(o->p.min_order_usd * 1e6);
	int64_t px = x->side == RV_SELL && px_worst < x->px ? px_worst : x->px;
	if (x->side == RV_BUY && x->mid_px < px)
		px = x->mid_px;
	if (px <= 0 || least <= 0)
		return 1;
	const int64_t lots = (least + px - 1) / px;
	return lots > 0 ? lots : 1;
}

/*
 * What a lot of it counts in money. A resting order fills at its limit, not at the mid of now; a
 * sale that is let rest below the market fills at the market.
 */
static int64_t money_px(const rv_ticket_terms *x)
{
	if (x->style != RV_STYLE_LIMIT || x->px <= 0)
		return x->mid_px;
	return x->side == RV_SELL && x->mid_px > x->px ? x->mid_px : x->px;
}

/* What follows from lots and px; also after a reduction. */
void oms_size_ticket(const rv_oms *o, oms_ticket *t)
{
	rv_ticket_terms *x = &t->terms;
	rv_twap plan;
	x->notional_musd = oms_musd(money_px(x), x->lots);
	x->slices = 1;
	if (x->style == RV_STYLE_TWAP &&
	    rv_twap_make(x->id, x->lots, oms_min_lots(o, x, x->px), x->duration_ms, o->p.slice_ms,
			 o->p.slice_jitter, &plan) == RV_OK)
		x->slices = plan.slices;
}

static bool price(const rv_oms *o, oms_ticket *t, const rv_oms_quote *q, int64_t limit, char *text,
		  size_t cap)
{
	rv_ticket_terms *x = &t->terms;
	const double width = rv_collar_width(o->p.collar_bps, o->p.collar_sigmas, q->sigma_hour);
	int64_t collar = 0, ioc = 0;
	if (rv_px_units(q->mid, q->coin.sz_decimals, &x->mid_px) != RV_OK ||
	    rv_px_collar(x->side, q->mid, width, q->coin.sz_decimals, &collar) != RV_OK)
		return say(text, cap, "no price now", q->coin.symbol);
	switch (x->style) {
	case RV_STYLE_IOC:
		if (rv_px_ioc(x->side, q->bid, q->ask, o->p.ioc_slippage_bps, q->coin.sz_decimals,
			      &ioc) != RV_OK)
			return say(text, cap,
				   o->market.connected ? "no bid or ask now"
						       : "no bid or ask, the market feed is down",
				   q->coin.symbol);
		x->px = rv_px_tighter(x->side, ioc, collar);
		break;
	case RV_STYLE_TWAP:
		x->px = collar;
		break;
	case RV_STYLE_LIMIT:
		x->px = limit;
		break;
	}
	if (!rv_px_legal(x->px, q->coin.sz_decimals))
		return say(text, cap, "not a limit that the venue takes", q->coin.symbol);
	return true;
}

/*
 * Prices of now. A limit that a person named (LIMIT, or a reduction of it) stays; a ticket that
 * closes follows the position, smaller only.
 */
bool oms_quote_ticket(rv_oms *o, oms_ticket *t, char *text, size_t cap)
{
	rv_ticket_terms *x = &t->terms;
	const rv_oms_quote *q = oms_quote(o, x->coin.symbol);
	const oms_coin *k = oms_coin_find(o->f, x->coin.symbol);
	if (!q)
		return say(text, cap, "not a coin of this market", x->coin.symbol);
	if (!price(o, t, q, x->px, text, cap))
		return false;
	x->coin = q->coin;
	x->created_utc_ms = o->now.utc;
	x->expires_utc_ms = o->now.utc + t->ttl_ms;
	t->mid = q->mid;
	t->bid = q->bid;
	t->ask = q->ask;
	t->sigma_hour = q->sigma_hour;
	t->foreign = k ? o->f->coin_foreign[k - o->f->coins] : 0;
	if (x->reduce_only && k) {
		const int64_t left = rv_size_close(k->pos.lots, x->lots, &(rv_side){ x->side });
		if (left > 0 && left < x->lots)
			x->lots = left;
	}
	oms_share_ticket(o, t);
	oms_size_ticket(o, t);
	return true;
}

static bool side_and_size(const rv_oms *o, const rv_command *c, const rv_oms_quote *q,
			  rv_ticket_terms *x, char *text, size_t cap)
{
	const oms_coin *k = oms_coin_find(o->f, c->symbol);
	if (c->close) {
		x->reduce_only = true;
		x->lots = rv_size_close(k ? k->pos.lots : 0, 0, &x->side);
		return x->lots > 0 || say(text, cap, "no position to close", c->symbol);
	}
	if (c->side != RV_BUY && c->side != RV_SELL)
		return say(text, cap, "neither buy nor sell", c->symbol);
	x->side = c->side;
	x->reduce_only = c->reduce_only;
	x->lots = c->lots;
	if (c->lots <= 0) {
		if (c->notional_musd <= 0 ||
		    rv_px_units(q->mid, q->coin.sz_decimals, &x->mid_px) != RV_OK)
			return say(text, cap, "no size, or no price to make one of", c->symbol);
		x->lots = rv_size_of_notional(c->notional_musd, money_px(x));
	}
	return x->lots > 0 || say(text, cap, "less than one lot", c->symbol);
}

static bool duration(const rv_oms *o, const rv_command *c, rv_ticket_terms *x, char *text,
		     size_t cap)
{
	x->duration_ms = 0;
	if (x->style == RV_STYLE_TWAP)
		x->duration_ms = c->duration_ms > 0 ? c->duration_ms : o->p.twap_ms;
	if (x->style == RV_STYLE_LIMIT)
		x->duration_ms = c->duration_ms > 0 ? c->duration_ms : o->p.limit_ms;
	if (c->duration_ms < 0 || x->duration_ms > RV_DAY_MS)
		return say(text, cap, "longer than a day", c->symbol);
	if (x->style == RV_STYLE_LIMIT && c->px <= 0)
		return say(text, cap, "a limit order needs its limit", c->symbol);
	return true;
}

/* A duplicate is refused once, with its words; the same again is meant. */
static bool duplicate(rv_oms *o, oms_ticket *t, char *text, size_t cap)
{
	const rv_ticket_terms *x = &t->terms;
	const int64_t at = oms_last_same(o, x);
	if (at == RV_NEVER || o->now.at - at >= o->p.duplicate_ms)
		return false;
	t->twice = o->twice.lots == x->lots && o->twice.side == x->side &&
		   o->now.at - o->twice.at < o->p.duplicate_ms &&
		   strcmp(o->twice.symbol, x->coin.symbol) == 0;
	if (t->twice) {
		o->twice.lots = 0;
		return false;
	}
	o->twice.at = o->now.at;
	o->twice.lots = x->lots;
	o->twice.side = x->side;
	(void)snprintf(o->twice.symbol, sizeof(o->twice.symbol), "%s", x->coin.symbol);
	(void)snprintf(text, cap,
		       "the same was proposed %" PRId64 " s ago; say it again to mean it",
		       (o->now.at - at) / RV_SECOND_MS);
	return true;
}

static void begin(const rv_oms *o, const rv_command *c, const rv_oms_quote *q, oms_ticket *t)
{
	memset(t, 0, sizeof(*t));
	t->edge_bps = NAN;
	t->ttl_ms = o->p.ticket_ms;
	t->terms.paper = o->f->paper;
	memcpy(t->terms.book, o->f->book, sizeof(t->terms.book));
	memcpy(t->terms.account, o->f->account, sizeof(t->terms.account));
	t->terms.coin = q->coin;
	t->terms.style = c->style;
	t->terms.px = c->px;
	(void)snprintf(t->why, sizeof(t->why), "%s", c->reason[0] ? c->reason : "by hand");
}

bool oms_draft(rv_oms *o, const rv_command *c, oms_ticket *t, char *text, size_t cap)
{
	const rv_oms_quote *q = oms_quote(o, c->symbol);
	if (!q)
		return say(text, cap, "not a coin of this market", c->symbol);
	if (q->coin.asset < 0 || q->delisted)
		return say(text, cap, "not traded at the venue", c->symbol);
	if ((unsigned)c->style > RV_STYLE_LIMIT)
		return say(text, cap, "no such style", c->symbol);
	begin(o, c, q, t);
	if (!duration(o, c, &t->terms, text, cap) ||
	    !side_and_size(o, c, q, &t->terms, text, cap) || !oms_quote_ticket(o, t, text, cap))
		return false;
	return !duplicate(o, t, text, cap);
}

/* Nothing else works in the coin; orders whose mandates have ended go with the approval's event. */
static void stop_others(rv_oms *o, const char *symbol)
{
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		oms_mandate *m = &o->f->mandates[i];
		if (m->id != 0 && m->state != RV_MANDATE_ENDED &&
		    strcmp(m->terms.coin.symbol, symbol) == 0)
			oms_stop_mandate(o, m, "flatten");
	}
}

/* The command is the approval: a ticket and its mandate in one batch. */
bool oms_flatten_coin(rv_oms *o, const oms_coin *k, char *text, size_t cap)
{
	oms_ticket t;
	rv_command c = { .close = true, .style = RV_STYLE_IOC, .reason = "flatten" };
	const rv_oms_quote *q = oms_quote(o, k->ref.symbol);
	memcpy(c.symbol, k->ref.symbol, sizeof(c.symbol));
	if (!q)
		return say(text, cap, "no quote", "");
	if (oms_pending(o->f, NULL) >= OMS_PENDING_MOST || oms_running(o->f) >= OMS_RUNNING_MOST)
		return say(text, cap, "too much is waiting", "");
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		const oms_mandate *m = &o->f->mandates[i];
		if (m->id != 0 && m->flatten && m->state != RV_MANDATE_ENDED &&
		    strcmp(m->terms.coin.symbol, k->ref.symbol) == 0)
			return say(text, cap, "is being flattened", "");
	}
	begin(o, &c, q, &t);
	t.flatten = true;
	if (!side_and_size(o, &c, q, &t.terms, text, cap) || !oms_quote_ticket(o, &t, text, cap))
		return false;
	const uint64_t id = oms_propose(o, &t);
	const oms_ticket *now = oms_ticket_find(o->f, id);
	if (!now)
		return say(text, cap, "the journal is broken", "");
	stop_others(o, k->ref.symbol);
	oms_grant(o, now);
	return true;
}
