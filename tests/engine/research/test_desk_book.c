/*
 * What the strategy book decides at a close is what the live pass and the one book say there,
 * followed by hand beside it with a ledger of its own, to the lot.
 */
#include "engine/run/book_now.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_drive.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = BT_LIVE_COINS, START = 420, DAYS = 120 };

static void live_pass(bt_live *b, size_t day, const rv_s5_book *s5)
{
	const rv_step_input in = { .signal = b->p,
				   .daily = b->p,
				   .s5 = s5,
				   .asof_ms = rv_panel_open_ms(b->p, START + day) + RV_DAY_MS };
	assert_int_equal(rv_step_run(b->step, &in, b->r), RV_OK);
}

/* A desk by hand: its own lots of each sub-book, and of each coin as orders have made it. */
typedef struct desk {
	rv_book_now *now;
	size_t n;
	rv_book_coin coins[COINS + 8];
	double returns[COINS + 8][RV_BOOK_RETURNS];
	int64_t net[COINS + 8];
	int decimals[COINS + 8];
	size_t legs, hedges, crossed;
} desk;

static desk *open_desk(void)
{
	rv_book_params p;
	desk *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	rv_book_params_default(&p);
	assert_int_equal(rv_book_now_new(&p, &d->now), RV_OK);
	return d;
}

static bool flat(const rv_book_coin *c)
{
	for (size_t s = 0; s < RV_SUB_N; s++) {
		if (c->held[s] != 0)
			return false;
	}
	return true;
}

/* All coins of the panel but indices, with the closes of the day. */
static void see(desk *d, const bt_live *b, size_t day)
{
	const size_t col = START + day;
	d->n = 0;
	for (size_t i = 0; i < rv_panel_symbols(b->p); i++) {
		if (rv_panel_kind(b->p, i) != RV_KIND_PERP)
			continue;
		const double *close = rv_panel_row(b->p, RV_PANEL_CLOSE, i) + col;
		rv_book_coin *c = &d->coins[d->n];
		if (flat(c))
			d->decimals[d->n] = rv_account_decimals(close[0]);
		for (size_t k = 0; k < RV_BOOK_RETURNS; k++) {
			const double *at = close - (RV_BOOK_RETURNS - 1 - k);
			d->returns[d->n][k] = log(at[0] / at[-1]);
		}
		c->sz_decimals = d->decimals[d->n];
		c->price = close[0];
		c->price_at = rv_panel_open_ms(b->p, col) + RV_DAY_MS;
		c->returns = d->returns[d->n++];
		memcpy(c->symbol, rv_panel_name(b->p, i), strlen(rv_panel_name(b->p, i)) + 1);
	}
}

static const rv_book_view *look(desk *d, const bt_live *b, size_t day, double nav)
{
	const int64_t now = rv_panel_open_ms(b->p, START + day) + RV_DAY_MS;
	const rv_book_input in = { .pass = b->r,
				   .pass_number = day,
				   .params = &b->params,
				   .coins = d->coins,
				   .n = d->n,
				   .nav = nav,
				   .day_whole = true,
				   .utc_ms = now,
				   .elapsed_ms = now };
	assert_int_equal(rv_book_now_run(d->now, &in), RV_OK);
	return rv_book_now_view(d->now);
}

static size_t coin_of(const desk *d, const char *symbol)
{
	size_t i = 0;
	while (i < d->n && strcmp(d->coins[i].symbol, symbol) != 0)
		i++;
	assert_true(i < d->n);
	return i;
}

static void fill(desk *d, const rv_book_view *v)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		const rv_net_out *o = &v->coins[i].net;
		const size_t k = coin_of(d, v->coins[i].symbol);
		if (o->verdict != RV_NET_LEG && o->verdict != RV_NET_CROSS)
			continue;
		for (size_t s = 0; s < RV_SUB_N; s++)
			d->coins[k].held[s] += o->want[s];
		d->net[k] += o->lots;
		d->legs++;
		d->crossed += o->cross != 0;
	}
}

static void hedge(desk *d, const rv_book_view *v)
{
	for (int f = 0; v->hedge_known && f < RV_HEDGE_LEGS; f++) {
		if (v->hedge[f].verdict != RV_HEDGE_ORDER)
			continue;
		const size_t k = coin_of(d, v->hedge_names[f]);
		d->coins[k].held[RV_SUB_H] += v->hedge[f].lots;
		d->net[k] += v->hedge[f].lots;
		d->hedges++;
	}
}

/* The account's sub-books are the desk's, and sum to what the orders have made, to the lot. */
static void same_lots(const desk *d, const rv_account *a)
{
	for (size_t i = 0; i < d->n; i++) {
		int64_t sum = 0;
		for (size_t s = 0; s <= RV_SUB_H; s++) {
			const int64_t lots = rv_account_lots(a, s, d->coins[i].symbol);
			assert_int_equal(lots, d->coins[i].held[s]);
			sum += lots;
		}
		assert_int_equal(sum, d->net[i]);
	}
}

/* Drawdown circuits from what the account's sub-books have earned: on at 8 %, off at 4 %. */
typedef struct circuits {
	double value[RV_SUB_H], peak[RV_SUB_H], earned[RV_SUB_H], nav;
	bool on[RV_SUB_H];
} circuits;

static size_t count_circuits(circuits *c, const rv_account *a)
{
	static const double capital[RV_SUB_H] = { .4, .4, .4, .4, .4, .2 };
	size_t n = 0;
	for (size_t s = 0; s < RV_SUB_H; s++) {
		const double earned = rv_account_sub_earned(a, s);
		c->value[s] *= 1.0 + (earned - c->earned[s]) / (capital[s] * c->nav);
		c->earned[s] = earned;
		c->peak[s] = fmax(c->peak[s], c->value[s]);
		const double drawdown = 1.0 - c->value[s] / c->peak[s];
		c->on[s] = drawdown > (c->on[s] ? .04 : .08);
		n += c->on[s];
	}
	c->nav = rv_account_nav(a);
	return n;
}

/* A circuit halves votes from the close on at which its sub-book is that far down. */
static void test_book_circuits(void **state)
{
	bt_live *b = *state;
	circuits c = { .value = { 1, 1, 1, 1, 1, 1 }, .nav = 1e6 };
	bt_drive *x =
		bt_drive_open(&rv_strategy_book, b->p, &b->params, START, BT_LIVE_BARS - START);
	size_t feature = 0, on = 0, off = 0;
	while (strcmp(x->result->features[feature], "halved") != 0)
		feature++;
	for (size_t day = 1; day < BT_LIVE_BARS - START; day++) {
		bt_drive_decide(x, day);
		const size_t n = count_circuits(&c, x->account);
		assert_int_equal((size_t)x->decision.features[feature], n);
		on += n > 0;
		off += n == 0;
		bt_drive_trade(x);
	}
	assert_true(on > 0);
	assert_true(off > 0);
	bt_drive_close(x);
}

static void test_book(void **state)
{
	bt_live *b = *state;
	b->params.equity_usd = b->params.opt.equity_usd = b->params.buckets.equity_usd = 1e6;
	desk *d = open_desk();
	circuits c = { .value = { 1, 1, 1, 1, 1, 1 }, .nav = 1e6 };
	size_t days = 0;
	bt_drive *x = bt_drive_open(&rv_strategy_book, b->p, &b->params, START, DAYS);
	for (size_t day = 1; day < DAYS; day++) {
		bt_drive_decide(x, day);
		if (count_circuits(&c, x->account) > 0)
			break; /* the desk by hand has no circuits */
		const double nav = rv_account_nav(x->account);
		live_pass(b, day, rv_book_now_s5(d->now));
		see(d, b, day);
		fill(d, look(d, b, day, nav));
		hedge(d, look(d, b, day, nav));
		bt_drive_trade(x);
		same_lots(d, x->account);
		days++;
	}
	assert_true(days >= 30);
	assert_true(d->legs > 2 * days);
	assert_true(d->hedges > 5);
	assert_true(d->crossed > 0);
	rv_book_now_free(d->now);
	free(d);
	bt_drive_close(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_book, bt_live_set_up, bt_live_tear_down),
		cmocka_unit_test_setup_teardown(test_book_circuits, bt_live_set_up,
						bt_live_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
