/*
 * What the ledgers need of the market and no event of the orders says, written as ROLL events:
 * "spans" with "px.COIN" and "ms.COIN" (mark in px units, UTC at which it was seen) and "equity"
 * (of the account at these marks, micro-USD), in parts; or "stamp_ms" with "fund.COIN" (micro-USD
 * that are expected).
 */
#include "engine/manager/ledgers_internal.h"

#include "engine/base/health.h"
#include "engine/base/timefmt.h"
#include "engine/book/wide.h"
#include "engine/desk/position.h"
#include "engine/desk/price.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LATE_MS = 10000 };

/* ---- the market ---- */

static const rv_ledger_quote *quote_of(const rv_ledger_input *in, const char *symbol)
{
	size_t lo = 0, hi = in->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		const int c = strcmp(in->quotes[mid].symbol, symbol);
		if (c == 0)
			return &in->quotes[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* The venue pays funding on the oracle's price; what is not known now stays what it was. */
static void take_marks(rv_ledgers *l, const rv_ledger_input *in)
{
	for (size_t i = 0; i < l->f.n_coins; i++) {
		const led_coin *c = &l->f.coins[i];
		const rv_ledger_quote *q = quote_of(in, c->symbol);
		led_mark *m = &l->marks[i];
		int64_t px = 0;
		if (!q || q->at == RV_NEVER || rv_px_units(q->mark, c->sz_decimals, &px) != RV_OK)
			continue;
		*m = (led_mark){ .px = px,
				 .ms = in->utc_ms - (in->elapsed_ms - q->at),
				 .at = q->at,
				 .usd = q->mark,
				 .pay_px = isfinite(q->oracle) ? q->oracle : q->mark,
				 .rate = q->funding_1h };
	}
}

bool led_held(const rv_oms *o, const char *symbol, rv_coin_book *b, int64_t *lots)
{
	return rv_oms_coin_book(o, symbol, b) == RV_OK && rv_coin_book_lots(b, lots) == RV_OK;
}

static bool any_held(const rv_coin_book *b)
{
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (b->sub[i].held.lots != 0)
			return true;
	}
	return false;
}

/* Sums of doubles: what differs by less is the same. */
static const double same_usd = 1e-5;

/* Accepted lots are there at once, and what they cost with the next account. */
static void forget_cash(rv_ledgers *l)
{
	l->adjust_seen = l->f.adjusted_at;
	l->newest = l->settled = NAN;
}

static void take_cash(rv_ledgers *l, const rv_oms *o)
{
	rv_oms_cash_view cash;
	rv_oms_cash(o, &cash);
	const double beside = cash.beside_usd + cash.odd_usd;
	if (l->f.adjusted_at != l->adjust_seen)
		forget_cash(l);
	if (l->f.adjusted_at != RV_NEVER && cash.account_at <= l->f.adjusted_at)
		return;
	if (!cash.known || !(fabs(beside) < 1e12))
		return;
	if (!(fabs(beside - l->newest) < same_usd)) {
		l->newest = beside;
		l->newest_at = l->elapsed_ms;
	}
	if (l->elapsed_ms - l->newest_at >= l->p.settle_ms)
		l->settled = l->newest;
}

/* Before the first day there is nothing that was told late. */
static double beside_of(const rv_ledgers *l, bool rolls)
{
	const bool first = l->f.clock.start_ms[RV_SPAN_DAY] == 0;
	return isnan(l->settled) && (!rolls || first) ? l->newest : l->settled;
}

bool led_equity(const rv_ledgers *l, const rv_oms *o, bool rolls, int64_t *musd)
{
	rv_oms_cash_view cash;
	rv_oms_cash(o, &cash);
	const double beside = beside_of(l, rolls);
	if (!cash.known || isnan(beside) || l->f.adjusted_at != l->adjust_seen)
		return false;
	rv_wide sum = (rv_wide)llround(beside * (double)RV_MUSD) + cash.counted_musd;
	for (size_t i = 0; i < l->f.n_coins; i++) {
		rv_coin_book b;
		int64_t lots = 0;
		if (!led_held(o, l->f.coins[i].symbol, &b, &lots) || lots == 0)
			continue;
		if (l->marks[i].px <= 0)
			return false;
		sum += (rv_wide)lots * l->marks[i].px;
	}
	return rv_wide_narrow(sum, musd) == RV_OK;
}

/* ---- which coins need a mark ---- */

static bool has_order(const led_fold *f, const char *symbol)
{
	for (size_t i = 0; i < LED_ORDERS; i++) {
		if (f->orders[i].mandate != 0 && strcmp(f->orders[i].symbol, symbol) == 0)
			return true;
	}
	return false;
}

static bool lacks_base(const led_coin *c)
{
	for (size_t s = 0; s < RV_SPAN_ROLLS; s++) {
		for (size_t i = 0; i < RV_SUB_N; i++) {
			if (c->ledger.unknown[s][i])
				return true;
		}
	}
	return false;
}

static bool is_held(const rv_oms *o, const led_coin *c)
{
	rv_coin_book b;
	return rv_oms_coin_book(o, c->symbol, &b) == RV_OK && any_held(&b);
}

/* A roll carries the mark of what is held, and of what is compared with the close. */
static bool is_wanted(const rv_ledgers *l, const rv_oms *o, size_t i)
{
	const led_coin *c = &l->f.coins[i];
	return l->marks[i].px > 0 &&
	       (is_held(o, c) || lacks_base(c) || has_order(&l->f, c->symbol));
}

static bool lacks_mark(const rv_ledgers *l, const rv_oms *o)
{
	for (size_t i = 0; i < l->f.n_coins; i++) {
		if (l->marks[i].px <= 0 && is_held(o, &l->f.coins[i]))
			return true;
	}
	return false;
}

/* ---- writing ---- */

/* Where the order management takes nothing more, nothing is due either. */
static rv_status record(rv_ledgers *l, rv_oms *o, const char *words)
{
	if (!rv_event_fits(&l->e))
		return RV_ERANGE;
	const rv_status st = rv_oms_record(o, &l->e, words);
	l->closed = st != RV_OK;
	return st == RV_ECLOSED ? RV_OK : st;
}

static void begin(rv_ledgers *l, const char *subject)
{
	rv_event_begin(&l->e, RV_EVENT_ROLL, subject);
	l->e.uid = RV_EVENT_UID_DESK;
}

static void put_mark(rv_ledgers *l, size_t i)
{
	char key[RV_SYMBOL_MAX + 8];
	(void)snprintf(key, sizeof(key), "px.%s", l->f.coins[i].symbol);
	rv_event_put_i64(&l->e, key, l->marks[i].px);
	(void)snprintf(key, sizeof(key), "ms.%s", l->f.coins[i].symbol);
	rv_event_put_i64(&l->e, key, l->marks[i].ms);
}

typedef struct rolling {
	rv_spans spans;
	int64_t parts;
	bool known; /* equity is */
	int64_t equity;
} rolling;

static const char *subject_of(rv_spans spans)
{
	return spans & 1u << RV_SPAN_MONTH ? "month" : spans ? "day" : "marks";
}

/* One part: from coin *at on; *at is then where the next one begins. */
static rv_status write_part(rv_ledgers *l, rv_oms *o, const rolling *x, int64_t part, size_t *at)
{
	char words[RV_TV_TEXT];
	size_t n = 0;
	begin(l, subject_of(x->spans));
	rv_event_put_i64(&l->e, "spans", x->spans);
	rv_event_put_i64(&l->e, "part", part);
	rv_event_put_i64(&l->e, "parts", x->parts);
	if (x->known)
		rv_event_put_i64(&l->e, "equity", x->equity);
	for (; *at < l->f.n_coins && n < l->p.event_marks; (*at)++) {
		if (!is_wanted(l, o, *at))
			continue;
		put_mark(l, *at);
		n++;
	}
	if (x->known)
		(void)snprintf(words, sizeof(words), "%s, %zu marks, account %.2f USD",
			       x->spans ? "the ledgers' day begins" : "marks that were missing", n,
			       led_usd(x->equity));
	else
		(void)snprintf(words, sizeof(words), "%s, %zu marks, account unknown",
			       x->spans ? "the ledgers' day begins" : "marks that were missing", n);
	return record(l, o, words);
}

static rv_status write_roll(rv_ledgers *l, rv_oms *o, rv_spans spans)
{
	size_t n = 0, at = 0;
	rolling x = { .spans = spans };
	x.known = led_equity(l, o, true, &x.equity);
	for (size_t i = 0; i < l->f.n_coins; i++)
		n += is_wanted(l, o, i);
	x.parts = n == 0 ? 1 : (int64_t)((n + l->p.event_marks - 1) / l->p.event_marks);
	rv_status st = RV_OK;
	for (int64_t part = 1; part <= x.parts && st == RV_OK && !l->closed; part++)
		st = write_part(l, o, &x, part, &at);
	return st;
}

/* > 0 is received: who is long pays a rate above 0. */
static bool expected(const rv_ledgers *l, const rv_oms *o, size_t i, int64_t *musd)
{
	const led_mark *m = &l->marks[i];
	const led_coin *c = &l->f.coins[i];
	rv_coin_book b;
	int64_t lots = 0;
	if (!led_held(o, c->symbol, &b, &lots) || lots == 0)
		return false;
	const double usd = -rv_lots_coins(lots, c->sz_decimals) * m->pay_px * m->rate;
	if (!(fabs(usd) < 1e12))
		return false;
	*musd = llround(usd * (double)RV_MUSD);
	return true;
}

static rv_status write_stamp(rv_ledgers *l, rv_oms *o, int64_t stamp)
{
	char key[RV_SYMBOL_MAX + 8], words[RV_TV_TEXT];
	size_t n = 0;
	double sum = 0.0;
	begin(l, "funding");
	rv_event_put_i64(&l->e, "stamp_ms", stamp);
	for (size_t i = 0; i < l->f.n_coins; i++) {
		int64_t musd = 0;
		if (l->marks[i].px <= 0 || !expected(l, o, i, &musd))
			continue;
		(void)snprintf(key, sizeof(key), "fund.%s", l->f.coins[i].symbol);
		rv_event_put_i64(&l->e, key, musd);
		sum += led_usd(musd);
		n++;
	}
	(void)snprintf(words, sizeof(words), "funding of %zu coins, %.2f USD expected", n, sum);
	return n > 0 ? record(l, o, words) : RV_OK;
}

/* ---- what is due ---- */

/* A mark came that a roll had to do without, or the first equity of a span. */
static bool is_late(const rv_ledgers *l, const rv_oms *o)
{
	int64_t equity = 0;
	for (size_t i = 0; i < l->f.n_coins; i++) {
		if (l->marks[i].px > 0 && lacks_base(&l->f.coins[i]))
			return true;
	}
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		if (!l->f.account.known[s])
			return !lacks_mark(l, o) && led_equity(l, o, true, &equity);
	}
	return false;
}

static bool is_ready(rv_ledgers *l, const rv_oms *o)
{
	int64_t equity = 0;
	const bool waited = l->elapsed_ms - l->first_at >= l->p.start_wait_ms;
	l->ready = l->ready || waited || (!lacks_mark(l, o) && led_equity(l, o, false, &equity));
	return l->ready;
}

/* What is paid at midnight is of the day that begins. */
static rv_status write_due(rv_ledgers *l, rv_oms *o)
{
	const int64_t stamp = rv_time_floor(l->utc_ms, RV_HOUR_MS);
	const rv_spans due = rv_ledger_due(&l->f.clock, l->utc_ms);
	rv_status st = RV_OK;
	if (is_ready(l, o) && due)
		st = write_roll(l, o, due);
	if (st == RV_OK && l->seen_utc_ms != 0 && stamp > l->seen_utc_ms)
		st = write_stamp(l, o, stamp);
	return st;
}

/* What could not be taken after all is not tried at every tick. */
static rv_status write_late(rv_ledgers *l, rv_oms *o)
{
	if (l->late_at != RV_NEVER && l->elapsed_ms - l->late_at < LATE_MS)
		return RV_OK;
	if (!is_late(l, o))
		return RV_OK;
	l->late_at = l->elapsed_ms;
	return write_roll(l, o, 0);
}

rv_status rv_ledgers_tick(rv_ledgers *l, rv_oms *o, const rv_ledger_input *in)
{
	rv_status st = RV_OK;
	l->utc_ms = in->utc_ms;
	l->elapsed_ms = in->elapsed_ms;
	if (!l->ticked) {
		l->first_at = in->elapsed_ms;
		take_marks(l, in);
	}
	l->ticked = true;
	take_cash(l, o);
	if (!l->closed)
		st = write_due(l, o);
	take_marks(l, in);
	l->seen_utc_ms = in->utc_ms;
	return st == RV_OK && !l->closed && l->ready ? write_late(l, o) : st;
}
