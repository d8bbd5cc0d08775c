/* Rolls, funding and money paid in, as the events make them; see ledgers.h. */
#include "engine/manager/ledgers_internal.h"

#include "engine/base/timefmt.h"

#include <stdio.h>
#include <string.h>

static void count(led_fold *f, rv_status st)
{
	f->errors += st != RV_OK && st != RV_ENOENT;
}

/* ---- money ---- */

void led_on_transfer(led_fold *f, const rv_event *e)
{
	if (led_i64(e, "known", 0) == 1)
		count(f, rv_ledger_account_flow(&f->account, led_i64(e, "usdc", 0)));
}

/* ---- funding ---- */

static led_stamp *stamp_of(led_funding *x, int64_t ms)
{
	for (size_t i = 0; i < LED_STAMPS; i++) {
		if (x->stamps[i].ms == ms && ms != 0)
			return &x->stamps[i];
	}
	return NULL;
}

static void add_all(led_fold *f, int64_t to[RV_SPAN_N], int64_t by)
{
	for (size_t s = 0; s < RV_SPAN_N; s++)
		f->errors += !led_add(&to[s], by);
}

/* The venue tells of a payment a moment after its stamp. */
void led_on_funding(led_fold *f, const rv_event *e)
{
	char symbol[RV_SYMBOL_MAX];
	if (rv_event_get(e, "symbol", symbol, sizeof(symbol)) != RV_OK)
		return;
	led_coin *c = led_coin_find(f, symbol);
	if (!c)
		return;
	led_funding *x = &c->funding;
	led_stamp *s = stamp_of(x, rv_time_floor(led_i64(e, "time_ms", 0), RV_HOUR_MS));
	if (s)
		s->paid = true;
	add_all(f, s ? x->paid_musd : x->beside_musd, led_i64(e, "usdc", 0));
}

/* What is expected at a funding stamp, of every coin that was held there. */
static void on_stamp(led_fold *f, const rv_event *e, int64_t stamp)
{
	char key[RV_SYMBOL_MAX + 8];
	for (size_t i = 0; i < f->n_coins; i++) {
		led_coin *c = &f->coins[i];
		int64_t musd = 0;
		(void)snprintf(key, sizeof(key), "fund.%s", c->symbol);
		if (rv_event_get_i64(e, key, &musd) != RV_OK || stamp_of(&c->funding, stamp))
			continue;
		c->funding.stamps[c->funding.n_stamps++ % LED_STAMPS] = (led_stamp){ .ms = stamp };
		add_all(f, c->funding.expected_musd, musd);
		for (size_t s = 0; s < RV_SPAN_N; s++)
			c->funding.n[s]++;
	}
}

static void begin_funding(led_funding *x, rv_spans spans)
{
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (!(spans & 1u << s))
			continue;
		x->expected_musd[s] = x->paid_musd[s] = x->beside_musd[s] = 0;
		x->n[s] = 0;
	}
}

/* ---- rolls ---- */

static void read_mark(const rv_event *e, led_coin *c)
{
	char key[RV_SYMBOL_MAX + 8];
	(void)snprintf(key, sizeof(key), "px.%s", c->symbol);
	const int64_t px = led_i64(e, key, 0);
	if (px <= 0)
		return;
	(void)snprintf(key, sizeof(key), "ms.%s", c->symbol);
	c->roll_px = px;
	c->roll_ms = led_i64(e, key, e->utc_ms);
}

/*
 * The parts of a roll are read one after the other and count with the last: a journal that ends in
 * between has not rolled. False: it is not whole yet.
 */
static bool read_part(led_fold *f, const rv_event *e)
{
	const int64_t part = led_i64(e, "part", 1), parts = led_i64(e, "parts", 1);
	if (part == 1) {
		for (size_t i = 0; i < f->n_coins; i++)
			f->coins[i].roll_px = f->coins[i].roll_ms = 0;
	} else if (part != f->roll_part + 1) {
		f->roll_part = 0;
		return false;
	}
	f->roll_part = part;
	for (size_t i = 0; i < f->n_coins; i++)
		read_mark(e, &f->coins[i]);
	return part == parts;
}

static void roll_coin(led_fold *f, const rv_oms *o, led_coin *c, rv_spans spans)
{
	rv_coin_book b;
	if (rv_oms_coin_book(o, c->symbol, &b) != RV_OK)
		return;
	if (c->roll_px > 0)
		count(f, rv_ledger_late(&c->ledger, &b, c->roll_px, c->roll_ms));
	count(f, rv_ledger_roll(&c->ledger, &b, spans, c->roll_px, c->roll_ms));
	begin_funding(&c->funding, spans);
}

/* What the ledgers say was earned in a span, at the roll's marks; false: not all of it is known. */
static bool earned(const led_fold *f, const rv_oms *o, rv_span span, int64_t *musd)
{
	rv_ledger_sums sums = { .unknown = 0 };
	rv_pnl all;
	for (size_t i = 0; i < f->n_coins; i++) {
		rv_coin_book b;
		const led_coin *c = &f->coins[i];
		if (rv_oms_coin_book(o, c->symbol, &b) == RV_OK &&
		    rv_ledger_sum(&sums, &c->ledger, &b, span, c->roll_px) != RV_OK)
			return false;
	}
	return sums.unknown == 0 && rv_ledger_all(&sums, &all) == RV_OK &&
	       rv_pnl_total(&all, musd) == RV_OK;
}

/*
 * Of a span whose beginning was not known: it began at the first equity that is, less what was
 * earned and paid in until then. What does not tie before that, nobody can tell.
 */
static void late_account(led_fold *f, const rv_oms *o, int64_t equity)
{
	rv_ledger_account *a = &f->account;
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		int64_t known = 0;
		if (a->known[s] || !earned(f, o, (rv_span)s, &known))
			continue;
		const bool fits =
			!__builtin_sub_overflow(equity, known, &a->base_musd[s]) &&
			!__builtin_sub_overflow(a->base_musd[s], a->flow_musd[s], &a->base_musd[s]);
		a->known[s] = fits;
		f->errors += !fits;
	}
}

/* rv_ledger_account_roll takes the first equity for the beginning; here it is late_account's. */
static void roll_account(led_fold *f, rv_spans spans, const int64_t *equity)
{
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (!(spans & 1u << s))
			continue;
		f->account.known[s] = equity != NULL;
		f->account.base_musd[s] = equity ? *equity : 0;
		f->account.flow_musd[s] = 0;
	}
}

void led_on_roll(rv_ledgers *l, const rv_oms *o, const rv_event *e)
{
	led_fold *f = &l->f;
	int64_t equity = 0;
	const int64_t stamp = led_i64(e, "stamp_ms", 0);
	if (stamp != 0) {
		on_stamp(f, e, stamp);
		return;
	}
	if (!read_part(f, e))
		return;
	const rv_spans spans = (rv_spans)led_i64(e, "spans", 0) & ((1u << RV_SPAN_ROLLS) - 1u);
	const bool known = rv_event_get_i64(e, "equity", &equity) == RV_OK;
	if (spans & 1u << RV_SPAN_DAY)
		led_day_over(f, o, known ? &equity : NULL, e->utc_ms);
	for (size_t i = 0; i < f->n_coins; i++)
		roll_coin(f, o, &f->coins[i], spans);
	roll_account(f, spans, known ? &equity : NULL);
	if (known)
		late_account(f, o, equity);
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (spans & 1u << s)
			f->since_ms[s] = e->utc_ms;
	}
	if (spans)
		rv_ledger_turn(&f->clock, e->utc_ms);
	led_tca_roll(f, o, spans);
}
