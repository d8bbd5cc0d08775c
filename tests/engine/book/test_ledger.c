/*
 * Ledgers against a brute-force list of events: months of random fills, funding, fees, deposits and
 * marks in several coins; each span of each sub-book is summed anew from the list, by cash and
 * marks alone, and all of it ties to a simulated account to the micro-USD.
 */
#include "engine/base/rng.h"
#include "engine/base/timefmt.h"
#include "engine/book/ledger.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

enum { COINS = 3, EVENTS = 900 };

/* What one event did to one sub-book of one coin. */
typedef struct entry {
	int64_t ms, traded, inside, px, ref, fee, funding;
} entry;

typedef struct world {
	rv_rng r;
	rv_coin_book book[COINS];
	rv_ledger_coin ledger[COINS];
	rv_ledger_clock clock;
	rv_ledger_account account;
	rv_split order[COINS];
	int64_t mark[COINS], now;
	int64_t cash; /* of the account, micro-USD: with fees, funding and deposits */
	entry list[COINS][RV_SUB_N][EVENTS];
	size_t n[COINS][RV_SUB_N];
	/* at the start of each span */
	int64_t start_ms[RV_SPAN_N], start_mark[RV_SPAN_N][COINS], start_equity[RV_SPAN_N];
	int64_t flows[RV_SPAN_N];
} world;

static world w;

static int64_t draw(int64_t most)
{
	return (int64_t)rv_rng_below(&w.r, (uint64_t)most) + 1;
}

static int64_t equity(void)
{
	int64_t sum = w.cash;
	for (size_t c = 0; c < COINS; c++) {
		int64_t lots = 0;
		assert_int_equal(rv_coin_book_lots(&w.book[c], &lots), RV_OK);
		sum += lots * w.mark[c];
	}
	return sum;
}

static void note(size_t c, size_t sub, entry x)
{
	assert_true(w.n[c][sub] < EVENTS);
	x.ms = w.now;
	w.list[c][sub][w.n[c][sub]++] = x;
}

static void on_fill(size_t c)
{
	int64_t net = 0;
	rv_coin_shares x;
	rv_split *s = &w.order[c];
	assert_int_equal(rv_split_net(s, &net), RV_OK);
	if (net == 0) {
		memset(s, 0, sizeof(*s));
		for (size_t i = 0; i < RV_SUB_N; i++)
			s->want[i] = rv_rng_below(&w.r, 2) ? (int64_t)draw(4001) - 2000 : 0;
		assert_int_equal(rv_split_net(s, &net), RV_OK);
	}
	const rv_coin_fill f = { .lots = net < 0 ? -draw(900) : draw(900),
				 .px = w.mark[c] + draw(41) - 21,
				 .ref_px = w.mark[c],
				 .fee_musd = draw(5000) - 500 };
	assert_int_equal(rv_coin_book_fill(&w.book[c], s, &f, &x), RV_OK);
	for (size_t i = 0; i < RV_SUB_N; i++)
		note(c, i,
		     (entry){ .traded = x.traded[i],
			      .inside = x.part[i] - x.traded[i],
			      .px = f.px,
			      .ref = f.ref_px,
			      .fee = x.fee_musd[i] });
	w.cash -= f.lots * f.px + f.fee_musd;
}

static void on_funding(size_t c)
{
	const int64_t musd = draw(20001) - 10001;
	const rv_coin_book before = w.book[c];
	assert_int_equal(rv_coin_book_funding(&w.book[c], musd), RV_OK);
	for (size_t i = 0; i < RV_SUB_N; i++)
		note(c, i,
		     (entry){ .funding =
				      w.book[c].sub[i].funding_musd - before.sub[i].funding_musd });
	w.cash += musd;
}

static void on_flow(void)
{
	const int64_t musd = (draw(2001) - 1001) * 1000000;
	assert_int_equal(rv_ledger_account_flow(&w.account, musd), RV_OK);
	w.cash += musd;
	for (size_t s = 0; s < RV_SPAN_N; s++)
		w.flows[s] += musd;
}

/* As the desk does it: before anything of the new day is looked at, with the marks of before. */
static void roll_if_due(void)
{
	const rv_spans due = rv_ledger_due(&w.clock, w.now);
	const int64_t e = equity();
	rv_ledger_turn(&w.clock, w.now);
	assert_int_equal(rv_ledger_due(&w.clock, w.now), 0);
	rv_ledger_account_roll(&w.account, due, &e);
	for (size_t c = 0; c < COINS; c++)
		assert_int_equal(
			rv_ledger_roll(&w.ledger[c], &w.book[c], due, w.mark[c], w.now - 1), RV_OK);
	for (size_t s = 0; s < RV_SPAN_ROLLS; s++) {
		if (!(due & 1u << s))
			continue;
		w.start_ms[s] = w.now;
		w.start_equity[s] = e;
		w.flows[s] = 0;
		memcpy(w.start_mark[s], w.mark, sizeof(w.mark));
	}
}

/* A span of a sub-book from the list: cash that went, and what is held at either end's mark. */
static rv_pnl brute_force(size_t c, size_t sub, rv_span span)
{
	rv_pnl p = { { 0 } };
	int64_t held = 0, held_then = 0, cash = 0;
	for (size_t i = 0; i < w.n[c][sub]; i++) {
		const entry *x = &w.list[c][sub][i];
		const int64_t lots = x->traded + x->inside;
		held += lots;
		if (x->ms < w.start_ms[span]) {
			held_then += lots;
			continue;
		}
		cash -= lots * x->px;
		p.musd[RV_CAUSE_SLIPPAGE] += x->traded * (x->ref - x->px);
		p.musd[RV_CAUSE_TRANSFER] += x->inside * (x->ref - x->px);
		p.musd[RV_CAUSE_FEE] -= x->fee;
		p.musd[RV_CAUSE_FUNDING] += x->funding;
	}
	p.musd[sub == RV_SUB_H ? RV_CAUSE_HEDGE : RV_CAUSE_PRICE] =
		cash + held * w.mark[c] - held_then * w.start_mark[span][c] -
		p.musd[RV_CAUSE_SLIPPAGE] - p.musd[RV_CAUSE_TRANSFER];
	return p;
}

static void check_span(rv_span span)
{
	rv_ledger_sums sums;
	memset(&sums, 0, sizeof(sums));
	for (size_t c = 0; c < COINS; c++) {
		assert_int_equal(rv_ledger_sum(&sums, &w.ledger[c], &w.book[c], span, w.mark[c]),
				 RV_OK);
		for (size_t i = 0; i < RV_SUB_N; i++) {
			rv_pnl got;
			assert_int_equal(rv_ledger_pnl(&w.ledger[c], &w.book[c], span, (rv_sub)i,
						       w.mark[c], &got),
					 RV_OK);
			const rv_pnl want = brute_force(c, i, span);
			assert_memory_equal(&got, &want, sizeof(want));
		}
	}
	rv_pnl all;
	int64_t total = 0, change = 0, left = 77;
	assert_int_equal(rv_ledger_all(&sums, &all), RV_OK);
	assert_int_equal(rv_pnl_total(&all, &total), RV_OK);
	assert_true(all.musd[RV_CAUSE_TRANSFER] == 0 && sums.unknown == 0);
	assert_true(total == equity() - w.start_equity[span] - w.flows[span]);
	assert_int_equal(rv_ledger_account_change(&w.account, span, equity(), &change), RV_OK);
	assert_true(change == total);
	assert_int_equal(rv_ledger_unexplained(&w.account, span, equity(), &sums, &left), RV_OK);
	assert_true(left == 0);
}

static void one_event(void)
{
	const size_t c = rv_rng_below(&w.r, COINS);
	const uint64_t what = rv_rng_below(&w.r, 12);
	if (what < 5)
		on_fill(c);
	else if (what < 7)
		on_funding(c);
	else if (what == 7)
		on_flow();
	else
		w.mark[c] = labs(w.mark[c] + draw(601) - 301) + 50;
}

static void begin(uint64_t seed)
{
	memset(&w, 0, sizeof(w));
	rv_rng_seed(&w.r, 2385, seed, 0);
	w.cash = INT64_C(1000000000000);
	w.now = INT64_C(1767139200000) + draw(RV_DAY_MS); /* 2025-12-31 */
	for (size_t c = 0; c < COINS; c++)
		w.mark[c] = 1000 + draw(500000);
	w.start_equity[RV_SPAN_EVER] = w.cash;
	memcpy(w.start_mark[RV_SPAN_EVER], w.mark, sizeof(w.mark));
	roll_if_due();
}

static void spans_are_what_the_events_say(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 12; seed++) {
		int64_t days = 0, months = 0;
		begin(seed);
		for (size_t k = 0; k < EVENTS; k++) {
			const rv_ledger_clock before = w.clock;
			w.now += rv_rng_below(&w.r, 40) ? draw(RV_HOUR_MS * 6)
							: draw(RV_DAY_MS * 20);
			roll_if_due();
			days += before.start_ms[0] != w.clock.start_ms[0];
			months += before.start_ms[1] != w.clock.start_ms[1];
			one_event();
			for (size_t s = 0; s < RV_SPAN_N; s++)
				check_span((rv_span)s);
		}
		assert_true(days > 60 && months > 4);
	}
}

static void days_and_months_begin_at_midnight(void **state)
{
	(void)state;
	rv_ledger_clock c = { { 0 } };
	const int64_t day = INT64_C(1769817600000); /* 2026-01-31 */
	assert_int_equal(rv_ledger_due(&c, day + 5), 3);
	rv_ledger_turn(&c, day + 5);
	assert_true(c.start_ms[RV_SPAN_DAY] == day);
	assert_true(c.start_ms[RV_SPAN_MONTH] == day - 30 * RV_DAY_MS);
	assert_int_equal(rv_ledger_due(&c, day + RV_DAY_MS - 1), 0);
	assert_int_equal(rv_ledger_due(&c, day + RV_DAY_MS), 3); /* February */
	rv_ledger_turn(&c, day + RV_DAY_MS);
	assert_int_equal(rv_ledger_due(&c, day + 2 * RV_DAY_MS), 1);
	/* a clock that goes back begins nothing, and leaves what has begun */
	assert_int_equal(rv_ledger_due(&c, day - 40 * RV_DAY_MS), 0);
	rv_ledger_turn(&c, day - 40 * RV_DAY_MS);
	assert_true(c.start_ms[RV_SPAN_DAY] == day + RV_DAY_MS);
	assert_string_equal(rv_span_name(RV_SPAN_MONTH), "month");
	assert_string_equal(rv_span_name(RV_SPAN_N), "?");
}

static void without_a_mark_nothing_is_said(void **state)
{
	(void)state;
	rv_coin_book b;
	rv_ledger_coin c;
	rv_ledger_sums s;
	memset(&b, 0, sizeof(b));
	memset(&c, 0, sizeof(c));
	memset(&s, 0, sizeof(s));
	rv_pnl p = { { 5 } };
	assert_int_equal(rv_coin_book_adjust(&b, RV_SUB_S5, 30, 100), RV_OK);
	assert_int_equal(rv_ledger_roll(&c, &b, 1, 0, 0), RV_OK);
	assert_int_equal(rv_ledger_pnl(&c, &b, RV_SPAN_DAY, RV_SUB_S5, 104, &p), RV_ENOENT);
	assert_int_equal(rv_ledger_pnl(&c, &b, RV_SPAN_MONTH, RV_SUB_S5, 104, &p), RV_OK);
	assert_true(p.musd[RV_CAUSE_PRICE] == 120);
	assert_int_equal(rv_ledger_pnl(&c, &b, RV_SPAN_MONTH, RV_SUB_S5, 0, &p), RV_ENOENT);
	assert_int_equal(rv_ledger_pnl(&c, &b, RV_SPAN_DAY, RV_SUB_S3, 0, &p), RV_OK); /* flat */
	assert_int_equal(rv_ledger_sum(&s, &c, &b, RV_SPAN_DAY, 104), RV_OK);
	assert_true(s.unknown == 1);
	/* the first mark: the day is counted from there, and says so */
	assert_int_equal(rv_ledger_late(&c, &b, 0, 9000), RV_OK);
	assert_int_equal(rv_ledger_pnl(&c, &b, RV_SPAN_DAY, RV_SUB_S5, 104, &p), RV_ENOENT);
	assert_int_equal(rv_ledger_late(&c, &b, 103, 9500), RV_OK);
	assert_int_equal(rv_ledger_late(&c, &b, 111, 9900), RV_OK); /* known already */
	assert_int_equal(rv_ledger_pnl(&c, &b, RV_SPAN_DAY, RV_SUB_S5, 104, &p), RV_OK);
	assert_true(p.musd[RV_CAUSE_PRICE] == 30 && c.base_ms[RV_SPAN_DAY] == 9500);
}

/* Lots that came unseen at 97 and were accepted at 100 with a mark of 104. */
static void what_the_ledgers_do_not_know_is_unexplained(void **state)
{
	(void)state;
	rv_coin_book b;
	rv_ledger_coin c;
	rv_ledger_account a;
	rv_ledger_sums s;
	memset(&b, 0, sizeof(b));
	memset(&c, 0, sizeof(c));
	memset(&a, 0, sizeof(a));
	memset(&s, 0, sizeof(s));
	int64_t left = 1, change = 1;
	const int64_t start = 50000;
	assert_int_equal(rv_ledger_account_change(&a, RV_SPAN_EVER, 1, &change), RV_ENOENT);
	rv_ledger_account_roll(&a, 3, NULL);
	assert_int_equal(rv_ledger_unexplained(&a, RV_SPAN_DAY, 1, &s, &left), RV_ENOENT);
	assert_int_equal(rv_ledger_account_flow(&a, 700), RV_OK); /* is in the first equity */
	rv_ledger_account_roll(&a, 3, &start);
	assert_int_equal(rv_ledger_account_flow(&a, 2000), RV_OK);
	assert_int_equal(rv_coin_book_adjust(&b, RV_SUB_RESIDUE, 30, 100), RV_OK);
	assert_int_equal(rv_ledger_sum(&s, &c, &b, RV_SPAN_DAY, 104), RV_OK);
	const int64_t now = 52000 + 30 * (104 - 97);
	assert_int_equal(rv_ledger_unexplained(&a, RV_SPAN_DAY, now, &s, &left), RV_OK);
	assert_true(left == 30 * (100 - 97));
	assert_int_equal(rv_ledger_account_change(&a, RV_SPAN_EVER, now, &change), RV_OK);
	assert_true(change == 210);
	rv_ledger_account_roll(&a, 1, &now); /* a new day */
	assert_int_equal(rv_ledger_account_change(&a, RV_SPAN_DAY, now, &change), RV_OK);
	assert_true(change == 0);
	assert_int_equal(rv_ledger_account_change(&a, RV_SPAN_MONTH, now, &change), RV_OK);
	assert_true(change == 210);
}

static void the_ends_of_the_integers(void **state)
{
	(void)state;
	rv_coin_book b;
	rv_ledger_coin c;
	rv_ledger_account a;
	rv_ledger_sums s;
	memset(&b, 0, sizeof(b));
	memset(&c, 0, sizeof(c));
	memset(&a, 0, sizeof(a));
	memset(&s, 0, sizeof(s));
	const rv_ledger_coin before = c;
	int64_t v = 5;
	assert_int_equal(rv_coin_book_adjust(&b, RV_SUB_S5, 30, 100), RV_OK);
	assert_int_equal(rv_ledger_roll(&c, &b, 3, INT64_MAX, 1), RV_ERANGE);
	assert_memory_equal(&before, &c, sizeof(c));
	assert_int_equal(rv_ledger_sum(&s, &c, &b, RV_SPAN_EVER, INT64_MAX), RV_ERANGE);
	c.unknown[0][RV_SUB_S5] = true;
	assert_int_equal(rv_ledger_late(&c, &b, INT64_MAX, 1), RV_ERANGE);
	assert_int_equal(rv_ledger_account_flow(&a, INT64_MAX), RV_OK);
	assert_int_equal(rv_ledger_account_flow(&a, 1), RV_ERANGE);
	assert_true(a.flow_musd[RV_SPAN_EVER] == INT64_MAX);
	a.known[RV_SPAN_DAY] = true;
	assert_int_equal(rv_ledger_account_change(&a, RV_SPAN_DAY, -2, &v), RV_ERANGE);
	s.sub[0].musd[0] = INT64_MAX;
	s.sub[1].musd[0] = 1;
	rv_pnl all;
	assert_int_equal(rv_ledger_all(&s, &all), RV_ERANGE);
	assert_int_equal(rv_ledger_unexplained(&a, RV_SPAN_DAY, 0, &s, &v), RV_ERANGE);
	assert_true(v == 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_are_what_the_events_say),
		cmocka_unit_test(days_and_months_begin_at_midnight),
		cmocka_unit_test(without_a_mark_nothing_is_said),
		cmocka_unit_test(what_the_ledgers_do_not_know_is_unexplained),
		cmocka_unit_test(the_ends_of_the_integers),
	};
	return cmocka_run_group_tests_name("engine/book/ledger", tests, NULL, NULL);
}
