/* The venue's rows as the desk's: exact decimals to lots, units and micro-USD. */
#include "feeds/gateway/gateway_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MUSD_SCALE = 6 };

/*
 * An amount in micro-USD. The venue has six decimals; what it writes with more is cut toward zero,
 * which is less than a micro-dollar.
 */
static bool musd(rv_dec d, int64_t *out)
{
	d = rv_dec_canonical(d);
	while (d.scale > MUSD_SCALE) {
		d.units /= 10;
		d.scale--;
	}
	return rv_dec_rescale(d, MUSD_SCALE, out) == RV_OK;
}

/* The size decimals of a coin; asks for the universe again when it is not there. */
static bool decimals(rv_gateway *g, const char *coin, int *sd, rv_err *err)
{
	if (rv_coins_of_symbol(g->coins, coin, sd) == RV_OK && *sd >= 0 && *sd <= RV_PX_SCALE_SUM)
		return true;
	atomic_store(&g->meta_due, true);
	(void)rv_err_set(err, RV_ENOENT, "%s is not in the venue's universe", coin);
	return false;
}

static bool bad(rv_err *err, const char *coin, const char *what)
{
	(void)rv_err_set(err, RV_ERANGE, "%s: %s is not a whole number of its units", coin, what);
	return false;
}

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static rv_fill_kind kind_of(const rv_gateway *g, const rv_hl_fill *f)
{
	const bool ours = f->has_liquidated &&
			  memcmp(f->liquidated, g->p.account, sizeof(f->liquidated)) == 0;
	if (starts(f->dir, "Settlement"))
		return RV_FILL_SETTLEMENT;
	if (starts(f->dir, "Auto-Deleveraging"))
		return RV_FILL_ADL;
	/* Another account's liquidation that we traded with is an ordinary fill of ours. */
	return ours || starts(f->dir, "Liquidated") ? RV_FILL_LIQUIDATION : RV_FILL_NORMAL;
}

bool rv_gw_fill(rv_gateway *g, const rv_hl_fill *f, rv_fill *out, rv_err *err)
{
	int sd = 0;
	if (!decimals(g, f->coin, &sd, err))
		return false;
	memset(out, 0, sizeof(*out));
	memcpy(out->symbol, f->coin, sizeof(out->symbol));
	out->sz_decimals = sd;
	out->side = f->buy ? RV_BUY : RV_SELL;
	out->time_ms = f->time_ms;
	out->tid = f->tid;
	out->oid = f->oid;
	out->taker = f->crossed;
	out->kind = kind_of(g, f);
	if (f->has_cloid)
		memcpy(out->cloid.b, f->cloid.b, sizeof(out->cloid.b));
	if (rv_dec_rescale(f->sz, sd, &out->lots) != RV_OK)
		return bad(err, f->coin, "the size of a fill");
	if (rv_dec_rescale(f->px, RV_PX_SCALE_SUM - sd, &out->px) != RV_OK)
		return bad(err, f->coin, "the price of a fill");
	if (rv_dec_rescale(f->start_position, sd, &out->start_lots) != RV_OK)
		return bad(err, f->coin, "the position before a fill");
	if (!musd(f->fee, &out->fee_musd) || !musd(f->closed_pnl, &out->closed_pnl_musd))
		return bad(err, f->coin, "a fee or profit");
	if (strcmp(f->fee_token, "USDC") != 0) /* its worth in USD is not known here */
		(void)rv_log_once(g->log, "fee token", RV_LOG_ERROR, "gateway",
				  "%s: a fee is paid in %s and counted as USDC", f->coin,
				  f->fee_token);
	if (f->has_cloid)
		rv_lastgate_seen(g->gate, &out->cloid);
	return true;
}

bool rv_gw_record(rv_gateway *g, const rv_hl_order_row *o, rv_order_record *out, rv_err *err)
{
	int sd = 0;
	if (!decimals(g, o->coin, &sd, err))
		return false;
	memset(out, 0, sizeof(*out));
	memcpy(out->symbol, o->coin, sizeof(out->symbol));
	out->oid = o->oid;
	out->side = o->buy ? RV_BUY : RV_SELL;
	out->reduce_only = o->reduce_only;
	out->status = RV_STATUS_OPEN;
	out->status_ms = o->time_ms;
	(void)snprintf(out->word, sizeof(out->word), "open");
	if (o->has_cloid)
		memcpy(out->cloid.b, o->cloid.b, sizeof(out->cloid.b));
	if (rv_dec_rescale(o->orig_sz, sd, &out->lots_orig) != RV_OK ||
	    rv_dec_rescale(o->sz, sd, &out->lots_left) != RV_OK)
		return bad(err, o->coin, "the size of an order");
	if (rv_dec_rescale(o->limit_px, RV_PX_SCALE_SUM - sd, &out->px) != RV_OK)
		return bad(err, o->coin, "the price of an order");
	return true;
}

static rv_order_status status_of(rv_hl_status st)
{
	switch (rv_hl_status_class_of(st)) {
	case RV_HL_CLASS_LIVE:
		return RV_STATUS_OPEN;
	case RV_HL_CLASS_FILLED:
		return RV_STATUS_FILLED;
	case RV_HL_CLASS_CANCELED:
		return RV_STATUS_CANCELED;
	case RV_HL_CLASS_REJECTED:
		return RV_STATUS_REJECTED;
	case RV_HL_CLASS_UNKNOWN:
		break;
	}
	return RV_STATUS_UNREADABLE;
}

bool rv_gw_state(rv_gateway *g, const rv_hl_order_state *s, rv_order_record *out, rv_err *err)
{
	if (!rv_gw_record(g, &s->order, out, err))
		return false;
	out->status = status_of(s->status);
	out->status_ms = s->status_ms;
	(void)snprintf(out->word, sizeof(out->word), "%.39s", s->word);
	return true;
}

bool rv_gw_payment(rv_gateway *g, const rv_hl_payment *p, rv_funding_payment *out, rv_err *err)
{
	int sd = 0;
	if (!decimals(g, p->coin, &sd, err))
		return false;
	memset(out, 0, sizeof(*out));
	memcpy(out->symbol, p->coin, sizeof(out->symbol));
	out->time_ms = p->time_ms;
	out->rate = p->rate;
	/* The position may have been split over hours: old rows have sizes finer than a lot. */
	rv_dec szi = rv_dec_canonical(p->szi);
	while (szi.scale > sd) {
		szi.units /= 10;
		szi.scale--;
	}
	if (!musd(p->usdc, &out->usdc_musd) || rv_dec_rescale(szi, sd, &out->lots) != RV_OK)
		return bad(err, p->coin, "a funding payment");
	return true;
}

bool rv_gw_transfer(const rv_gateway *g, const rv_hl_ledger_row *l, rv_transfer *out, rv_err *err)
{
	rv_dec usd = { 0 };
	memset(out, 0, sizeof(*out));
	out->time_ms = l->time_ms;
	out->known = rv_hl_ledger_effect(l, g->p.account, &usd);
	(void)snprintf(out->kind, sizeof(out->kind), "%s", l->type);
	(void)snprintf(out->hash, sizeof(out->hash), "%s", l->hash);
	return !out->known || musd(usd, &out->usdc_musd) || bad(err, l->type, "an amount");
}

bool rv_gw_position(rv_gateway *g, const rv_hl_position *p, rv_venue_position *out, rv_err *err)
{
	int sd = 0;
	if (!decimals(g, p->coin, &sd, err))
		return false;
	memset(out, 0, sizeof(*out));
	memcpy(out->symbol, p->coin, sizeof(out->symbol));
	out->entry_px = p->has_entry ? rv_dec_to_double(p->entry_px) : NAN;
	out->mark_value_usd = rv_dec_to_double(p->position_value);
	out->margin_used_usd = rv_dec_to_double(p->margin_used);
	out->liquidation_px = p->liquidation_px;
	out->leverage = p->leverage;
	out->max_leverage = p->max_leverage;
	return rv_dec_rescale(p->szi, sd, &out->lots) == RV_OK || bad(err, p->coin, "a position");
}

void rv_gw_sort_fills(rv_fill *v, size_t n)
{
	/* Newest first: turned round, so that equal times keep the venue's order. */
	const bool newest_first = n > 1 && v[0].time_ms > v[n - 1].time_ms;
	for (size_t i = 0; newest_first && i < n / 2; i++) {
		const rv_fill t = v[i];
		v[i] = v[n - 1 - i];
		v[n - 1 - i] = t;
	}
	for (size_t i = 1; i < n; i++) { /* nearly sorted already */
		const rv_fill t = v[i];
		size_t k = i;
		for (; k > 0 && v[k - 1].time_ms > t.time_ms; k--)
			v[k] = v[k - 1];
		v[k] = t;
	}
}

void rv_gw_sort_transfers(rv_transfer *v, size_t n)
{
	for (size_t i = 1; i < n; i++) { /* nearly sorted already, or short */
		const rv_transfer t = v[i];
		size_t k = i;
		for (; k > 0 && v[k - 1].time_ms > t.time_ms; k--)
			v[k] = v[k - 1];
		v[k] = t;
	}
}
