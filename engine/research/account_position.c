/* The account: one position, and the round trips that become trades; see account.h. */
#include "engine/research/account_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MUSD = 1e6;

static void open_trip(rv_account *a, size_t row, acc_position *p)
{
	p->trip = (acc_trip){ .open_ms = a->close_ms, .atr = acc_atr(a, row) };
}

static double average(double usd, int64_t lots, double step)
{
	return lots ? usd / ((double)lots * step) : (double)NAN;
}

/* What fits of a text into a field that is zero. */
static void put_text(char *out, size_t size, const char *text)
{
	memcpy(out, text, strnlen(text, size - 1));
}

static rv_status close_trip(rv_account *a, size_t row, size_t sub, double side, const char *why)
{
	const acc_coin *c = &a->coins[row];
	const acc_trip *t = &c->sub[sub].trip;
	rv_bt_trade trade = { .open_ms = t->open_ms,
			      .close_ms = a->close_ms,
			      .side = side,
			      .qty = (double)t->most * c->step,
			      .entry = average(t->entry_usd, t->entry_lots, c->step),
			      .exit = average(t->exit_usd, t->exit_lots, c->step),
			      .pnl = (double)(t->pnl + t->funding - t->fee - t->slip) / MUSD,
			      .fee = (double)t->fee / MUSD,
			      .slippage = (double)t->slip / MUSD,
			      .funding = (double)t->funding / MUSD,
			      .atr_entry = t->atr };
	put_text(trade.symbol, sizeof(trade.symbol), rv_panel_name(a->s.daily, row));
	put_text(trade.sub, sizeof(trade.sub), a->s.subs[sub]);
	put_text(trade.why, sizeof(trade.why), why ? why : "target");
	return rv_bt_add_trade(a->s.result, &trade);
}

/* One side of zero only: more of the same, or less. */
static rv_status fill_part(rv_account *a, size_t row, size_t sub, const acc_fill *f)
{
	acc_coin *c = &a->coins[row];
	acc_position *p = &c->sub[sub];
	const int64_t after = p->lots + f->lots, value = acc_value(c, after, f->price);
	const double usd = (double)llabs(f->lots) * c->step * f->price;
	const double side = p->lots > 0 ? 1.0 : -1.0; /* of what ends here */
	const bool adds = p->lots == 0 || (p->lots > 0) == (f->lots > 0);
	if (p->lots == 0)
		open_trip(a, row, p);
	acc_trip *t = &p->trip;
	*(adds ? &t->entry_usd : &t->exit_usd) += usd;
	*(adds ? &t->entry_lots : &t->exit_lots) += llabs(f->lots);
	t->fee += f->fee;
	t->slip += f->slip;
	a->cash -= value - p->value + f->fee + f->slip;
	p->lots = after;
	p->value = value;
	t->most = llabs(after) > t->most ? llabs(after) : t->most;
	return after == 0 ? close_trip(a, row, sub, side, f->why) : RV_OK;
}

rv_status acc_fill_position(rv_account *a, size_t row, size_t sub, const acc_fill *f)
{
	const int64_t lots = a->coins[row].sub[sub].lots;
	const bool turns = lots != 0 && (lots > 0) != (lots + f->lots > 0) && lots + f->lots != 0;
	if (f->lots == 0)
		return RV_OK;
	if (!turns)
		return fill_part(a, row, sub, f);
	const double share = (double)llabs(lots) / (double)llabs(f->lots);
	acc_fill out = *f, in = *f;
	out.lots = -lots;
	out.fee = llround((double)f->fee * share);
	out.slip = llround((double)f->slip * share);
	in.lots = f->lots + lots;
	in.fee = f->fee - out.fee;
	in.slip = f->slip - out.slip;
	const rv_status st = fill_part(a, row, sub, &out);
	return st == RV_OK ? fill_part(a, row, sub, &in) : st;
}
