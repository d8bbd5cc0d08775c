/*
 * What the risk watch leaves of the book: licences, drawdown factors, shares that end or rest, and
 * the size that the stress margin allows.
 *
 * The account has 10,000 USD and every coin costs 50 with lots of .01: a weight of .10 of S5
 * (4,000) is 800 lots.
 */
#include "engine/run/book_now.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "BTC", "ETH", "SOL", "XRP" };
enum { BTC, ETH, SOL, XRP, N };
#define T0 (INT64_C(20400) * RV_DAY_MS)

typedef struct fixture {
	rv_book_params bp;
	rv_step_params params;
	rv_step_result *r;
	rv_book_coin coins[N];
	double returns[N][RV_BOOK_RETURNS];
	rv_risk_view *risk;
	rv_book_input in;
	rv_book_now *b;
} fixture;

static void fill(fixture *f)
{
	rv_step_result *r = f->r;
	r->n_daily = r->n_signal = r->universe.n = r->book.n = r->idio.n = r->buckets.n = r->ms.n =
		r->risk.n = N;
	r->idio.close_ms = r->buckets.close_ms = r->ma.close_ms = T0;
	r->book.status = RV_OPT_OPTIMAL;
	r->book.n_assets = 2;
	r->buckets.ready = true;
	r->buckets.leverage_factor = 1.0;
	r->ma.score = 0.1;
	for (size_t i = 0; i < N; i++) {
		memcpy(r->daily_names[i], names[i], strlen(names[i]) + 1);
		memcpy(r->signal_names[i], names[i], strlen(names[i]) + 1);
		r->daily_close[i] = 50.0;
		r->book.symbols[i].reason = i < SOL ? RV_BOOK_INACTIVE : RV_BOOK_IN;
		r->risk.symbols[i].leader_vol_factor = 1.0;
		r->idio.symbols[i].hedge_btc = 1.2;
		r->idio.symbols[i].hedge_eth = 0.5;
		f->coins[i] = (rv_book_coin){ .sz_decimals = 2,
					      .price = 50.0,
					      .returns = f->returns[i],
					      .max_leverage = 20,
					      .major = i < SOL };
		memcpy(f->coins[i].symbol, names[i], strlen(names[i]) + 1);
		for (size_t t = 0; t < RV_BOOK_RETURNS; t++)
			f->returns[i][t] = t / (i + 1) % 2 ? 0.0001 : -0.0001;
	}
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	f->risk = calloc(1, sizeof(*f->risk));
	assert_true(f->r && f->risk);
	rv_book_params_default(&f->bp);
	rv_step_params_default(&f->params);
	f->params.modules &= ~(unsigned)RV_MODULE_HYBRID;
	fill(f);
	f->risk->present = true;
	for (int s = 0; s < RV_SUB_H; s++) {
		f->risk->subs[s].licence = RV_LICENCE_100;
		f->risk->subs[s].factor = 1.0;
	}
	f->in = (rv_book_input){ .pass = f->r,
				 .params = &f->params,
				 .coins = f->coins,
				 .n = N,
				 .nav = 10000.0,
				 .risk = f->risk,
				 .utc_ms = T0 + 5 * RV_HOUR_MS };
	assert_int_equal(rv_book_now_new(&f->bp, &f->b), RV_OK);
	f->r->book.symbols[SOL].weight = 0.10;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	rv_book_now_free(f->b);
	free(f->risk);
	free(f->r);
	free(f);
	return 0;
}

static void anew(fixture *f)
{
	rv_book_now_free(f->b);
	assert_int_equal(rv_book_now_new(&f->bp, &f->b), RV_OK);
}

static const rv_book_view *run(fixture *f)
{
	assert_int_equal(rv_book_now_run(f->b, &f->in), RV_OK);
	return rv_book_now_view(f->b);
}

static const rv_bv_coin *sol(const rv_book_view *v)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		if (strcmp(v->coins[i].symbol, "SOL") == 0)
			return &v->coins[i];
	}
	fail_msg("SOL is not in the book");
	return NULL;
}

static void stop(fixture *f, rv_sub s, const char *symbol, int64_t most)
{
	rv_risk_cap *c = &f->risk->caps[f->risk->n_caps++];
	*c = (rv_risk_cap){ .sub = s, .most = most };
	memcpy(c->symbol, symbol, strlen(symbol) + 1);
}

static void licences_are_those_of_the_watch(void **state)
{
	fixture *f = *state;
	f->risk->subs[RV_SUB_S5].licence = RV_LICENCE_25;
	const rv_book_view *v = run(f);
	assert_int_equal(v->licence[RV_SUB_S5], RV_LICENCE_25);
	assert_int_equal(sol(v)->net.target[RV_SUB_S5], 200);
	f->in.live = true; /* "auto" would be SHADOW */
	assert_int_equal(sol(run(f))->net.target[RV_SUB_S5], 200);
	f->risk->present = false; /* nobody watches: the configuration's */
	assert_int_equal(run(f)->licence[RV_SUB_S5], RV_LICENCE_SHADOW);
}

static void a_drawdown_halves_the_votes(void **state)
{
	fixture *f = *state;
	f->risk->subs[RV_SUB_S5].factor = 0.5;
	const rv_book_view *v = run(f);
	assert_int_equal(sol(v)->net.target[RV_SUB_S5], 400);
	assert_close("vote", sol(v)->vote[RV_SUB_S5], 0.10, 1e-15);
}

static void what_is_stopped_is_not_voted_for(void **state)
{
	fixture *f = *state;
	f->coins[SOL].held[RV_SUB_S5] = 700;
	stop(f, RV_SUB_S5, "SOL", 0);
	const rv_book_view *v = run(f);
	assert_int_equal(sol(v)->net.target[RV_SUB_S5], 0);
	assert_int_equal(sol(v)->net.want[RV_SUB_S5], -700);
	assert_int_equal(sol(v)->net.class, RV_NET_URGENT);
	assert_string_equal(sol(v)->why, "S5 stopped");
	f->coins[SOL].held[RV_SUB_S5] = 0; /* gone: it does not enter again */
	v = run(f);
	assert_int_equal(sol(v)->net.target[RV_SUB_S5], 0);
	assert_int_equal(sol(v)->net.verdict, RV_NET_NONE);
	assert_string_equal(sol(v)->why, "S5 rests after a stop");
	f->risk->n_caps = 0;
	assert_int_equal(sol(run(f))->net.target[RV_SUB_S5], 800);
}

/* Its order asks for these lots already: the target stays where the sub-book is. */
static void what_its_stop_orders_is_not_ordered_twice(void **state)
{
	fixture *f = *state;
	f->coins[SOL].held[RV_SUB_S5] = 700;
	stop(f, RV_SUB_S5, "SOL", 0);
	f->risk->caps[0].ordered = true;
	const rv_book_view *v = run(f);
	assert_int_equal(sol(v)->net.target[RV_SUB_S5], 700);
	assert_int_equal(sol(v)->net.want[RV_SUB_S5], 0);
	assert_string_equal(sol(v)->why, "S5 waits for the order of its stop");
	assert_string_equal(sol(v)->net.note, "S5 ordered: stays at 700 lots");
	f->risk->subs[RV_SUB_S5].licence = RV_LICENCE_SHADOW; /* nor is what has no licence */
	assert_int_equal(sol(run(f))->net.want[RV_SUB_S5], 0);
	f->risk->caps[0].ordered = false;
	assert_int_equal(sol(run(f))->net.want[RV_SUB_S5], -700);
}

/* Of others, and of other coins, it is no cap. */
static void a_stop_is_of_one_share(void **state)
{
	fixture *f = *state;
	stop(f, RV_SUB_S4M, "SOL", 0);
	stop(f, RV_SUB_S5, "XRP", 0);
	const rv_book_view *v = run(f);
	assert_int_equal(sol(v)->net.target[RV_SUB_S5], 800);
}

/* A half that is to stay is the target, on either side; the circuit's factor does not halve it
 * twice. */
static void a_half_that_stays_is_the_most(void **state)
{
	fixture *f = *state;
	f->coins[SOL].held[RV_SUB_S5] = 700;
	stop(f, RV_SUB_S5, "SOL", 350);
	f->risk->subs[RV_SUB_S5].factor = 0.5;
	assert_int_equal(sol(run(f))->net.target[RV_SUB_S5], 350);
	f->r->book.symbols[SOL].weight = -0.10;
	f->coins[SOL].held[RV_SUB_S5] = -700;
	assert_int_equal(sol(run(f))->net.target[RV_SUB_S5], -350);
	f->r->book.symbols[SOL].weight = -0.01; /* less than that is less */
	assert_int_equal(sol(run(f))->net.target[RV_SUB_S5], -40);
}

static void an_unknown_vote_stays_unknown(void **state)
{
	fixture *f = *state;
	f->coins[SOL].held[RV_SUB_S5] = 700;
	f->r->book.symbols[SOL].weight = NAN;
	stop(f, RV_SUB_S5, "SOL", 350);
	assert_int_equal(sol(run(f))->net.target[RV_SUB_S5], 700);
}

/* 400 USD of SOL long and 380 short of XRP on 10,000 are nothing; 100,000 of either are. By hand,
 * with 4,000 x 10 a side at 20x: long alone at -30 % leaves 10,000 - .3 x 40,000 g against 3 x 2.5
 * % x .7 x 40,000 g: g = 10,000 / 14,100. */
static void the_margin_holds_the_size(void **state)
{
	fixture *f = *state;
	f->bp.net.gross_most = 10.0;
	f->bp.net.vol_most = 5.0;
	f->bp.margin_after = 3.0;
	anew(f);
	const rv_book_view *v = run(f);
	assert_close("small", v->net.g.g, 1.0, 0);
	assert_true(isinf(v->net.g.margin));
	f->r->book.symbols[SOL].weight = 10.0;
	v = run(f);
	assert_close("margin", v->net.g.margin, 10000.0 / 14100.0, 1e-12);
	assert_close("G", v->net.g.g, 10000.0 / 14100.0, 1e-12);
	assert_int_equal(v->net.g.bound, RV_NET_MARGIN);
	/* 40,000 x G / .5 USD a lot */
	assert_int_equal(sol(v)->net.target[RV_SUB_S5], (int64_t)(80000.0 * 10000.0 / 14100.0));
	f->coins[SOL].max_leverage = 0;
	assert_true(isnan(run(f)->net.g.margin));
	assert_int_equal(run(f)->net.g.bound, RV_NET_UNKNOWN);
}

int main(void)
{
#define IN(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		IN(licences_are_those_of_the_watch),  IN(a_drawdown_halves_the_votes),
		IN(what_is_stopped_is_not_voted_for), IN(what_its_stop_orders_is_not_ordered_twice),
		IN(a_stop_is_of_one_share),	      IN(a_half_that_stays_is_the_most),
		IN(an_unknown_vote_stays_unknown),    IN(the_margin_holds_the_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
