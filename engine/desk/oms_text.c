/* How events and answers name coins, sizes and orders. */
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void oms_put_coin(rv_event *e, const rv_coin_ref *c)
{
	rv_event_put(e, "symbol", c->symbol);
	rv_event_put_i64(e, "asset", c->asset);
	rv_event_put_i64(e, "sz", c->sz_decimals);
	rv_event_put_i64(e, "leverage", c->max_leverage);
}

void oms_put_order(rv_event *e, const rv_order *q)
{
	oms_put_coin(e, &q->coin);
	rv_event_put_i64(e, "side", q->side);
	rv_event_put_i64(e, "lots", q->lots);
	rv_event_put_i64(e, "px", q->px);
	rv_event_put_i64(e, "tif", q->tif);
	rv_event_put_i64(e, "reduce_only", q->reduce_only);
	oms_put_cloid(e, &q->cloid);
}

void oms_put_cloid(rv_event *e, const rv_cloid *c)
{
	rv_event_put_hex(e, "cloid", c->b, sizeof(c->b));
}

void oms_put_mid(const rv_oms *o, rv_event *e, const char *symbol)
{
	const rv_oms_quote *q = oms_quote(o, symbol);
	if (q && isfinite(q->mid))
		rv_event_put_num(e, "mid_now", q->mid);
}

void oms_put_text(rv_event *e, const char *key, const char *text)
{
	char cut[RV_TV_TEXT];
	(void)snprintf(cut, sizeof(cut), "%s", text);
	rv_event_put(e, key, cut);
}

oms_text oms_say_lots(const rv_coin_ref *c, int64_t lots)
{
	char n[RV_DEC_TEXT];
	oms_text t;
	(void)snprintf(t.s, sizeof(t.s), "%s %s", rv_dec_format(lots, c->sz_decimals, n),
		       c->symbol);
	return t;
}

oms_text oms_say_bare(const rv_coin_ref *c, int64_t lots)
{
	oms_text t;
	char n[RV_DEC_TEXT];
	(void)snprintf(t.s, sizeof(t.s), "%s", rv_dec_format(lots, c->sz_decimals, n));
	return t;
}

oms_text oms_say_px(const rv_coin_ref *c, int64_t px)
{
	oms_text t;
	char n[RV_DEC_TEXT];
	(void)snprintf(t.s, sizeof(t.s), "%s",
		       rv_dec_format(px, RV_PX_SCALE_SUM - c->sz_decimals, n));
	return t;
}

oms_text oms_say_order(const rv_order *q)
{
	oms_text t;
	(void)snprintf(t.s, sizeof(t.s), "%s %.40s at %.30s%s", q->side == RV_BUY ? "buy" : "sell",
		       oms_say_lots(&q->coin, q->lots).s, oms_say_px(&q->coin, q->px).s,
		       q->reduce_only ? ", reduce only" : "");
	return t;
}

oms_text oms_say_cloid(const rv_cloid *c)
{
	oms_text t;
	char hex[RV_CLOID_TEXT];
	(void)snprintf(t.s, sizeof(t.s), "%.12s", rv_cloid_format(c, hex));
	return t;
}

oms_text oms_say_usd(int64_t musd)
{
	oms_text t;
	(void)snprintf(t.s, sizeof(t.s), "%.2f USD", (double)musd / 1e6);
	return t;
}

/* What the venue's word for a rejected order means; the word itself where nobody has said. */
oms_text oms_say_rejection(const char *word)
{
	static const struct {
		const char *word, *rule;
	} known[] = {
		{ "tickRejected", "its price is not on the grid" },
		{ "minTradeNtlRejected", "less than the venue's least order" },
		{ "perpMarginRejected", "not enough margin at the venue" },
		{ "reduceOnlyRejected", "reduce-only, and it would have added" },
		{ "badAloPxRejected", "post-only, and it would have traded at once" },
		{ "iocCancelRejected", "nobody to trade with at its limit" },
		{ "positionIncreaseAtOpenInterestCapRejected",
		  "the coin's open interest is capped" },
		{ "positionFlipAtOpenInterestCapRejected", "the coin's open interest is capped" },
		{ "tooAggressiveAtOpenInterestCapRejected", "the coin's open interest is capped" },
		{ "openInterestIncreaseRejected", "the coin's open interest grows too quickly" },
		{ "oracleRejected", "too far from the oracle's price" },
		{ "perpMaxPositionRejected", "the venue's largest position" },
		{ "tooManyOpenOrdersRejected", "too many open orders" },
	};
	oms_text t;
	(void)snprintf(t.s, sizeof(t.s), "%.40s", word);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].word, word) == 0)
			(void)snprintf(t.s, sizeof(t.s), "%s: %s", word, known[i].rule);
	return t;
}

const char *oms_state_word(rv_book_state s)
{
	static const char *const words[] = { "ACTIVE", "REDUCING", "HALTED" };
	return (unsigned)s < 3 ? words[s] : "?";
}

const char *oms_style_word(rv_style s)
{
	static const char *const words[] = { "ioc", "twap", "limit" };
	return (unsigned)s < 3 ? words[s] : "?";
}
