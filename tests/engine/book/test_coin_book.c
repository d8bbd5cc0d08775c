/*
 * A coin's position and its sub-books over the same events: what ties to the micro-USD at every
 * step (I13 among it), and by hand what two opposed sub-books look like.
 */
#include "engine/base/rng.h"
#include "engine/book/coin_book.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

/* The account's side of it, from the events alone. */
typedef struct account {
	rv_avg_cost position;
	int64_t cash, fees, funding, slippage, adjusted; /* adjusted: px * lots accepted */
} account;

static int64_t sum_of(const int64_t v[RV_SUB_N])
{
	int64_t sum = 0;
	for (size_t i = 0; i < RV_SUB_N; i++)
		sum += v[i];
	return sum;
}

static int64_t profit_at(const rv_coin_book *b, int64_t mark, rv_pnl *sum)
{
	int64_t total = 0;
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < RV_SUB_N; i++) {
		rv_pnl p;
		assert_int_equal(rv_holding_pnl(&b->sub[i], (rv_sub)i, mark, &p), RV_OK);
		assert_int_equal(rv_pnl_add(sum, &p), RV_OK);
	}
	assert_int_equal(rv_pnl_total(sum, &total), RV_OK);
	return total;
}

static void check_ties(const rv_coin_book *b, const account *a, int64_t mark)
{
	rv_pnl p;
	int64_t lots = 0, cost = 0, realized = 0, netting = 0;
	assert_int_equal(rv_coin_book_lots(b, &lots), RV_OK);
	assert_true(lots == a->position.lots); /* I13 */
	for (size_t i = 0; i < RV_SUB_N; i++) {
		cost += b->sub[i].held.cost_musd;
		realized += b->sub[i].held.realized_musd;
	}
	assert_true(realized - cost == a->cash - a->adjusted);
	assert_int_equal(rv_coin_book_netting(b, &a->position, &netting), RV_OK);
	assert_true(netting == realized - a->position.realized_musd);
	assert_true(netting == cost - a->position.cost_musd);
	const int64_t equity = a->cash - a->fees + a->funding + lots * mark;
	assert_true(profit_at(b, mark, &p) == equity - a->adjusted);
	assert_true(p.musd[RV_CAUSE_FEE] == -a->fees && p.musd[RV_CAUSE_FUNDING] == a->funding);
	assert_true(p.musd[RV_CAUSE_SLIPPAGE] == a->slippage);
	assert_true(p.musd[RV_CAUSE_TRANSFER] == 0);
}

static int64_t draw(rv_rng *r, int64_t most)
{
	return (int64_t)rv_rng_below(r, (uint64_t)most) + 1;
}

static rv_split random_order(rv_rng *r)
{
	rv_split s;
	memset(&s, 0, sizeof(s));
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (rv_rng_below(r, 2))
			s.want[i] = (int64_t)rv_rng_below(r, 8001) - 4000;
	}
	return s;
}

static void one_fill(rv_rng *r, rv_coin_book *b, account *a, rv_split *s, int64_t px)
{
	int64_t net = 0;
	assert_int_equal(rv_split_net(s, &net), RV_OK);
	rv_coin_fill f = { .lots = draw(r, 1500), .px = px, .fee_musd = draw(r, 9000) - 1500 };
	if (net < 0)
		f.lots = -f.lots;
	f.ref_px = rv_rng_below(r, 9) ? px + draw(r, 60) - 30 : 0;
	rv_coin_shares x;
	const bool foreign = rv_rng_below(r, 12) == 0;
	assert_int_equal(rv_coin_book_fill(b, foreign ? NULL : s, &f, &x), RV_OK);
	assert_true(sum_of(x.part) == f.lots && sum_of(x.traded) == f.lots);
	assert_true(sum_of(x.fee_musd) == f.fee_musd);
	assert_int_equal(rv_avg_cost_trade(&a->position, f.lots, f.px), RV_OK);
	a->cash -= f.lots * f.px;
	a->fees += f.fee_musd;
	a->slippage += f.ref_px ? f.lots * (f.ref_px - f.px) : 0;
}

/* A person's acts: accepts lots, assigns RESIDUE's, closes a part of everything. */
static void one_act(rv_rng *r, rv_coin_book *b, account *a, rv_split *s, int64_t px)
{
	const int64_t left = b->sub[RV_SUB_RESIDUE].held.lots;
	const int64_t more = draw(r, 300) * (rv_rng_below(r, 2) ? 1 : -1);
	int64_t can = 0;
	switch (rv_rng_below(r, 4)) {
	case 0:
		assert_int_equal(rv_coin_book_adjust(b, RV_SUB_RESIDUE, more, px), RV_OK);
		assert_int_equal(rv_avg_cost_trade(&a->position, more, px), RV_OK);
		a->adjusted += more * px;
		break;
	case 1:
		if (left != 0)
			assert_int_equal(
				rv_coin_book_assign(b, RV_SUB_RESIDUE, RV_SUB_S4M, left, px),
				RV_OK);
		break;
	case 2:
		assert_int_equal(rv_split_cross(s, &can), RV_OK);
		if (can > 0)
			assert_int_equal(rv_coin_book_inside(b, s, draw(r, can), px, px + 3),
					 RV_OK);
		break;
	default:
		if (a->position.lots != 0)
			assert_int_equal(rv_coin_book_reduce(b, -a->position.lots, s), RV_OK);
		break;
	}
}

static void one_event(rv_rng *r, rv_coin_book *b, account *a, rv_split *s, int64_t px)
{
	const uint64_t what = rv_rng_below(r, 10);
	const int64_t musd = (int64_t)rv_rng_below(r, 20001) - 10000;
	if (what < 6) {
		one_fill(r, b, a, s, px);
	} else if (what == 6) {
		assert_int_equal(rv_coin_book_funding(b, musd), RV_OK);
		a->funding += musd;
	} else if (what == 7) {
		assert_int_equal(rv_coin_book_fee(b, musd), RV_OK);
		a->fees += musd;
	} else if (what == 8) {
		one_act(r, b, a, s, px);
	} else {
		*s = random_order(r);
	}
}

static void everything_ties_at_every_step(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 0, 0);
	for (int n = 0; n < 60; n++) {
		rv_coin_book b;
		account a;
		memset(&b, 0, sizeof(b));
		memset(&a, 0, sizeof(a));
		rv_split s = random_order(&r);
		int64_t px = 2000 + draw(&r, 900000);
		for (int k = 0; k < 300; k++) {
			px = px + draw(&r, 801) - 401;
			px = px < 100 ? 100 : px;
			one_event(&r, &b, &a, &s, px);
			check_ties(&b, &a, px + draw(&r, 90));
		}
	}
}

/*
 * S5 buys 30 at 100, later S3 sells 30 at 110: the position is flat and has realised 300; neither
 * sub-book has realised anything, and their costs hold it.
 */
static void opposed_sub_books(void **state)
{
	(void)state;
	rv_coin_book b;
	memset(&b, 0, sizeof(b));
	rv_avg_cost pos = { 0, 0, 0 };
	rv_split buy = { .want = { [RV_SUB_S5] = 30 } }, sell = { .want = { [RV_SUB_S3] = -30 } };
	const rv_coin_fill in = { 30, 100, 100, 6 }, out = { -30, 110, 110, 6 };
	rv_coin_shares x;
	int64_t netting = 0;
	assert_int_equal(rv_coin_book_fill(&b, &buy, &in, &x), RV_OK);
	assert_true(x.fee_musd[RV_SUB_S5] == 6 && x.crossed == 0);
	assert_int_equal(rv_coin_book_fill(&b, &sell, &out, &x), RV_OK);
	assert_int_equal(rv_avg_cost_trade(&pos, 30, 100), RV_OK);
	assert_int_equal(rv_avg_cost_trade(&pos, -30, 110), RV_OK);
	assert_true(pos.realized_musd == 300 && pos.lots == 0);
	assert_true(b.sub[RV_SUB_S5].held.lots == 30 && b.sub[RV_SUB_S3].held.lots == -30);
	assert_int_equal(rv_coin_book_netting(&b, &pos, &netting), RV_OK);
	assert_true(netting == -300);
	rv_pnl p;
	assert_true(profit_at(&b, 137, &p) == 300 - 12);
	assert_true(p.musd[RV_CAUSE_PRICE] == 300);
}

/* S5 buys 10, S3 buys 5, S4m sells 6; 3 are filled: 2 cross, and who only crossed pays no fee. */
static void what_crosses_pays_no_fee(void **state)
{
	(void)state;
	rv_coin_book b;
	memset(&b, 0, sizeof(b));
	rv_split s = { .want = { [RV_SUB_S5] = 10, [RV_SUB_S4M] = -6, [RV_SUB_S3] = 5 } };
	const rv_coin_fill f = { 3, 1002, 1000, 31 };
	rv_coin_shares x;
	assert_int_equal(rv_coin_book_fill(&b, &s, &f, &x), RV_OK);
	assert_true(x.crossed == 2 && x.traded[RV_SUB_S5] == 2 && x.traded[RV_SUB_S3] == 1);
	const rv_holding *s5 = &b.sub[RV_SUB_S5], *s3 = &b.sub[RV_SUB_S3], *m = &b.sub[RV_SUB_S4M];
	assert_true(s5->held.lots == 3 && s3->held.lots == 2 && m->held.lots == -2);
	assert_true(s5->fees_musd == 21 && s3->fees_musd == 10 && m->fees_musd == 0);
	assert_true(s5->slippage_musd == -4 && s3->slippage_musd == -2 && m->slippage_musd == 0);
	assert_true(s5->transfer_musd == -2 && s3->transfer_musd == -2 && m->transfer_musd == 4);
	assert_true(s5->volume_musd == 2004 && m->volume_musd == 0);
}

static void refuses_and_stays_as_it_was(void **state)
{
	(void)state;
	rv_coin_book b;
	memset(&b, 0, sizeof(b));
	assert_int_equal(rv_coin_book_adjust(&b, RV_SUB_RESIDUE, 40, 100), RV_OK);
	assert_int_equal(rv_coin_book_adjust(&b, RV_SUB_S5, -10, 100), RV_OK);
	b.sub[RV_SUB_OP].volume_musd = INT64_MAX;
	const rv_coin_book before = b;
	rv_split s = { .want = { [RV_SUB_S5] = 5, [RV_SUB_OP] = 5 } }, w;
	const rv_split first = s;
	const rv_coin_fill f = { 10, 100, 0, 6 }, none = { 0, 100, 0, 6 }, free = { 4, 0, 0, 0 };
	rv_coin_shares x;
	assert_int_equal(rv_coin_book_fill(&b, &s, &f, &x), RV_ERANGE); /* OP's, after S5's */
	assert_int_equal(rv_coin_book_fill(&b, &s, &none, &x), RV_EINVAL);
	assert_int_equal(rv_coin_book_fill(&b, NULL, &free, &x), RV_EINVAL);
	assert_int_equal(rv_coin_book_inside(&b, &s, 1, 100, 100), RV_EINVAL);
	assert_int_equal(rv_coin_book_assign(&b, RV_SUB_RESIDUE, RV_SUB_S5, 41, 100), RV_EINVAL);
	assert_int_equal(rv_coin_book_assign(&b, RV_SUB_RESIDUE, RV_SUB_S5, -1, 100), RV_EINVAL);
	assert_int_equal(rv_coin_book_assign(&b, RV_SUB_RESIDUE, RV_SUB_RESIDUE, 1, 100),
			 RV_EINVAL);
	assert_int_equal(rv_coin_book_assign(&b, RV_SUB_S5, RV_SUB_OP, -11, 100), RV_EINVAL);
	assert_int_equal(rv_coin_book_assign(&b, RV_SUB_S5, RV_SUB_OP, -1, 0), RV_EINVAL);
	assert_int_equal(rv_coin_book_reduce(&b, 1, &w), RV_EINVAL);
	assert_int_equal(rv_coin_book_reduce(&b, -31, &w), RV_EINVAL);
	assert_int_equal(rv_coin_book_reduce(&b, 0, &w), RV_EINVAL);
	assert_memory_equal(&before, &b, sizeof(b));
	assert_memory_equal(&first, &s, sizeof(s));
	assert_int_equal(rv_coin_book_reduce(&b, -30, &w), RV_OK);
	assert_true(w.want[RV_SUB_RESIDUE] == -40 && w.want[RV_SUB_S5] == 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_ties_at_every_step),
		cmocka_unit_test(opposed_sub_books),
		cmocka_unit_test(what_crosses_pays_no_fee),
		cmocka_unit_test(refuses_and_stays_as_it_was),
	};
	return cmocka_run_group_tests_name("engine/book/coin_book", tests, NULL, NULL);
}
