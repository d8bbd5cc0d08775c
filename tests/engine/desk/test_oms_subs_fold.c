/* How one event changes what each sub-book holds, and which do not fit (I13). */
#include "engine/desk/oms_fold.h"
#include "tests/support/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t lots(const oms_coin *c, rv_sub s)
{
	return c->book.sub[s].held.lots;
}

static rv_fill one(int64_t signed_lots, int64_t px, int64_t fee)
{
	return (rv_fill){ .symbol = "SOL",
			  .sz_decimals = 2,
			  .side = signed_lots < 0 ? RV_SELL : RV_BUY,
			  .lots = signed_lots < 0 ? -signed_lots : signed_lots,
			  .px = px,
			  .fee_musd = fee };
}

/* The position and its sub-books, as the fold does. */
static void fill(oms_coin *c, oms_mandate *m, int64_t signed_lots, int64_t px, int64_t fee)
{
	const rv_fill x = one(signed_lots, px, fee);
	assert_int_equal(rv_position_fill(&c->pos, &x), RV_OK);
	rv_coin_shares s;
	assert_int_equal(oms_subs_fill(c, m, &x, &s), RV_OK);
}

/*
 * S5 buys 120, S3 sells 20: 100 net. After 50 of them S5 has had 60 and S3 10, after 100 all of it;
 * 7 more were never ordered, and 3 that go the other way neither.
 */
static void fills_are_shared_by_what_was_granted(void **state)
{
	(void)state;
	oms_coin c = { .pos = { .sz_decimals = 2 } };
	oms_mandate m = { .terms.mid_px = 1420000,
			  .split.want = { [RV_SUB_S5] = 120, [RV_SUB_S3] = -20 } };
	fill(&c, &m, 50, 1421000, 5001);
	assert_true(lots(&c, RV_SUB_S5) == 60 && lots(&c, RV_SUB_S3) == -10);
	/* 50 of S5's 60 came from the venue, 10 from S3, which pays no fee */
	assert_true(c.book.sub[RV_SUB_S5].fees_musd == 5001);
	assert_true(c.book.sub[RV_SUB_S5].slippage_musd == -1000 * 50);
	assert_true(c.book.sub[RV_SUB_S5].transfer_musd == -1000 * 10);
	assert_true(c.book.sub[RV_SUB_S3].transfer_musd == 1000 * 10);
	assert_true(c.book.sub[RV_SUB_S3].held.cost_musd == -1421000 * 10);
	fill(&c, &m, 50, 1419000, 5001);
	assert_true(lots(&c, RV_SUB_S5) == 120 && lots(&c, RV_SUB_S3) == -20);
	assert_true(c.book.sub[RV_SUB_S3].held.cost_musd == -1420000 * 20);
	fill(&c, &m, 7, 1420000, 700);
	assert_int_equal(lots(&c, RV_SUB_RESIDUE), 7);
	assert_int_equal(c.book.sub[RV_SUB_RESIDUE].fees_musd, 700);
	fill(&c, &m, -3, 1420000, 300);
	assert_int_equal(lots(&c, RV_SUB_RESIDUE), 4);
	fill(&c, NULL, -9, 1420000, 900);
	assert_int_equal(lots(&c, RV_SUB_RESIDUE), -5);
	assert_true(lots(&c, RV_SUB_S5) == 120 && lots(&c, RV_SUB_S3) == -20);
}

/* As if it had been the mandate's from the beginning; nothing of it stays with RESIDUE. */
static void what_was_nobodys_is_claimed(void **state)
{
	(void)state;
	static const rv_holding none;
	oms_coin c = { .pos = { .sz_decimals = 2 } }, direct = c;
	oms_mandate m = { .terms.mid_px = 1420000,
			  .split.want = { [RV_SUB_S4M] = 30, [RV_SUB_H] = 10 } };
	oms_mandate same = m;
	rv_tv_fill x = { .fill = one(20, 1421000, 777) };
	rv_coin_shares s;
	assert_int_equal(oms_subs_fill(&c, NULL, &x.fill, &s), RV_OK);
	assert_int_equal(lots(&c, RV_SUB_RESIDUE), 20);
	oms_subs_claim(&c, NULL, &x); /* of a mandate that is forgotten: as it was */
	assert_int_equal(lots(&c, RV_SUB_RESIDUE), 20);
	oms_subs_claim(&c, &m, &x);
	assert_true(lots(&c, RV_SUB_S4M) == 15 && lots(&c, RV_SUB_H) == 5);
	assert_memory_equal(&c.book.sub[RV_SUB_RESIDUE], &none, sizeof(none));
	assert_true(x.part[RV_SUB_S4M] == 15 && x.part[RV_SUB_H] == 5 && x.crossed == 0);
	assert_int_equal(oms_subs_fill(&direct, &same, &x.fill, &s), RV_OK);
	assert_memory_equal(&c.book, &direct.book, sizeof(c.book));
	assert_memory_equal(&m.split, &same.split, sizeof(m.split));
}

/* An event after which they do not sum up does not fit, whatever it is. */
static void what_does_not_sum_up_does_not_fit(void **state)
{
	(void)state;
	oms_fold *f = NULL;
	rv_err err = { 0 };
	rv_event *e = calloc(1, sizeof(*e));
	assert_non_null(e);
	assert_int_equal(oms_fold_new(&f), RV_OK);
	rv_event_begin(e, RV_EVENT_RUN, "desk");
	rv_event_put(e, "account", "0xaa");
	rv_event_put(e, "book", "main");
	rv_event_put_i64(e, "paper", 1);
	assert_int_equal(oms_apply(f, e, &err), RV_OK);
	f->n_coins = 1;
	rv_holding *sub = f->coins[0].book.sub;
	f->coins[0].pos.lots = 5;
	sub[RV_SUB_S5].held.lots = 8;
	sub[RV_SUB_OP].held.lots = -3;
	rv_event_begin(e, RV_EVENT_NOTE, "desk");
	assert_int_equal(oms_apply(f, e, &err), RV_OK);
	sub[RV_SUB_OP].held.lots = -2;
	assert_int_equal(oms_apply(f, e, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "sum of the sub-books (I13)"));
	sub[RV_SUB_OP].held.lots = -3;
	sub[RV_SUB_S3].held.lots = sub[RV_SUB_S4P].held.lots = INT64_MIN; /* wraps to what it was */
	assert_int_equal(oms_apply(f, e, &err), RV_EDATA);
	sub[RV_SUB_S3].held.lots = sub[RV_SUB_S4P].held.lots = 0;
	int64_t *const money[] = { &sub[RV_SUB_S5].fees_musd, &sub[RV_SUB_H].funding_musd,
				   &sub[RV_SUB_S5].held.cost_musd,
				   &sub[RV_SUB_OP].held.realized_musd };
	for (size_t i = 0; i < 4; i++) {
		*money[i] = 1;
		assert_int_equal(oms_apply(f, e, &err), RV_EDATA);
		assert_non_null(strstr(err.text, "money of the sub-books (I13)"));
		*money[i] = 0;
		assert_int_equal(oms_apply(f, e, &err), RV_OK);
	}
	oms_fold_free(f);
	free(e);
}

/* All of it or nothing, and only what there is. */
static void an_assignment_is_of_all_that_is_nobodys(void **state)
{
	(void)state;
	static const struct {
		const char *symbol, *sub;
		int64_t lots;
		bool fits;
	} cases[] = {
		{ "SOL", "OP", 39, false },	 { "SOL", "OP", 0, false },
		{ "SOL", "RESIDUE", 40, false }, { "SOL", "S9", 40, false },
		{ "ETH", "OP", 40, false },	 { "SOL", "S4mr", 40, true },
		{ "SOL", "S4mr", 40, false }, /* it was taken */
	};
	oms_fold *f = NULL;
	rv_event *e = calloc(1, sizeof(*e));
	assert_non_null(e);
	assert_int_equal(oms_fold_new(&f), RV_OK);
	f->runs = 1;
	f->n_coins = 1;
	(void)snprintf(f->coins[0].ref.symbol, sizeof(f->coins[0].ref.symbol), "SOL");
	f->coins[0].pos.lots = 100;
	f->coins[0].book.sub[RV_SUB_OP].held.lots = 60;
	f->coins[0].book.sub[RV_SUB_RESIDUE].held.lots = 40;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rv_err err = { 0 };
		rv_event_begin(e, RV_EVENT_ASSIGN, "SOL");
		rv_event_put(e, "symbol", cases[i].symbol);
		rv_event_put(e, "sub", cases[i].sub);
		rv_event_put_i64(e, "lots", cases[i].lots);
		rv_event_put_i64(e, "px", 1420000);
		assert_int_equal(oms_apply(f, e, &err), cases[i].fits ? RV_OK : RV_EDATA);
	}
	assert_int_equal(lots(&f->coins[0], RV_SUB_S4MR), 40);
	assert_int_equal(lots(&f->coins[0], RV_SUB_RESIDUE), 0);
	oms_fold_free(f);
	free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_are_shared_by_what_was_granted),
		cmocka_unit_test(what_was_nobodys_is_claimed),
		cmocka_unit_test(what_does_not_sum_up_does_not_fit),
		cmocka_unit_test(an_assignment_is_of_all_that_is_nobodys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
