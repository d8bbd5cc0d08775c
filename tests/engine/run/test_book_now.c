/*
 * What the one book wants: votes through targets to verdicts and hedge on a market small enough to
 * do by hand; what is unknown; what is kept across a restart.
 */
#include "engine/run/book_now.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "ADA", "BTC", "ETH", "SOL", "XRP" };
enum { ADA, BTC, ETH, SOL, XRP, N };
#define T0 (INT64_C(20400) * RV_DAY_MS)

typedef struct fixture {
	rv_book_params bp;
	rv_step_params params;
	rv_step_result *r;
	rv_book_coin coins[N];
	double returns[N][RV_BOOK_RETURNS];
	rv_book_input in;
	rv_book_now *b;
} fixture;

static void fill_pass(rv_step_result *r)
{
	r->n_daily = r->n_signal = r->universe.n = r->book.n = r->idio.n = r->buckets.n = r->ms.n =
		r->risk.n = N;
	r->idio.close_ms = r->buckets.close_ms = r->ma.close_ms = T0;
	r->book.status = RV_OPT_OPTIMAL;
	r->book.n_assets = 3;
	r->buckets.ready = true;
	r->buckets.leverage_factor = 1.0;
	r->ma.score = 0.1; /* stands aside */
	for (size_t i = 0; i < N; i++) {
		memcpy(r->daily_names[i], names[i], strlen(names[i]) + 1);
		memcpy(r->signal_names[i], names[i], strlen(names[i]) + 1);
		r->daily_close[i] = 100.0;
		r->book.symbols[i].reason = i == BTC || i == ETH ? RV_BOOK_INACTIVE : RV_BOOK_IN;
		r->risk.symbols[i].leader_vol_factor = 1.0;
		r->idio.symbols[i].hedge_btc = 1.2;
		r->idio.symbols[i].hedge_eth = 0.5;
	}
}

/* Returns of +-1 % in patterns that do not correlate: every variance is (60/59) .0001 a day. */
static void fill_market(fixture *f)
{
	for (size_t i = 0; i < N; i++) {
		memcpy(f->coins[i].symbol, names[i], strlen(names[i]) + 1);
		f->coins[i].sz_decimals = 2;
		f->coins[i].price = 50.0;
		f->coins[i].returns = f->returns[i];
		for (size_t t = 0; t < RV_BOOK_RETURNS; t++)
			f->returns[i][t] = t / (i + 1) % 2 ? 0.01 : -0.01;
	}
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	assert_non_null(f->r);
	rv_book_params_default(&f->bp);
	rv_step_params_default(&f->params);
	f->params.modules &= ~(unsigned)RV_MODULE_HYBRID;
	fill_pass(f->r);
	fill_market(f);
	f->in = (rv_book_input){ .pass = f->r,
				 .params = &f->params,
				 .coins = f->coins,
				 .n = N,
				 .nav = 10000.0,
				 .utc_ms = T0 + 5 * RV_HOUR_MS,
				 .day_whole = true };
	assert_int_equal(rv_book_now_new(&f->bp, &f->b), RV_OK);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	rv_book_now_free(f->b);
	free(f->r);
	free(f);
	return 0;
}

static const rv_book_view *run(fixture *f)
{
	assert_int_equal(rv_book_now_run(f->b, &f->in), RV_OK);
	return rv_book_now_view(f->b);
}

static const rv_bv_coin *coin(const rv_book_view *v, const char *name)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		if (strcmp(v->coins[i].symbol, name) == 0)
			return &v->coins[i];
	}
	fail_msg("%s is not in the book", name);
	return NULL;
}

static void without_a_pass_it_says_so(void **state)
{
	fixture *f = *state;
	f->in.pass = NULL;
	const rv_book_view *v = run(f);
	assert_false(v->present);
	assert_false(v->hedge_known);
	assert_string_equal(v->reason, "no pass yet");
}

/* S5 has 4,000 of 10,000 USD: a weight of .10 in SOL is 400 USD, 8 coins of 50, 800 lots. It is
 * above the least leg of max(1 %, 200 USD), so that it is a leg; -.04 in XRP is 160 and too small.
 */
static void a_vote_becomes_a_target_and_a_leg(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[SOL].weight = 0.10;
	f->r->book.symbols[XRP].weight = -0.04;
	const rv_book_view *v = run(f);
	assert_true(v->present);
	assert_close("S5", v->net.equity[RV_SUB_S5], 4000.0, 1e-12);
	assert_close("G", v->net.g.g, 1.0, 0);
	const rv_bv_coin *sol = coin(v, "SOL"), *xrp = coin(v, "XRP");
	assert_close("vote", sol->vote[RV_SUB_S5], 0.10, 1e-15);
	assert_int_equal(sol->net.target[RV_SUB_S5], 800);
	assert_int_equal(sol->net.net, 800);
	assert_int_equal(sol->net.winner, RV_SUB_S5);
	assert_int_equal(sol->net.verdict, RV_NET_LEG);
	assert_int_equal(xrp->net.target[RV_SUB_S5], -320);
	assert_int_equal(xrp->net.verdict, RV_NET_SKIPPED);
	assert_true(xrp->net.reason[0]);
	assert_string_equal(v->state[RV_SUB_S4M], "of the close of 2025-11-07");
}

/* Of the coins that are in the book; a price that is not known has no age. */
static void the_book_is_as_old_as_its_oldest_price(void **state)
{
	fixture *f = *state;
	for (size_t i = 0; i < N; i++)
		f->coins[i].price_at = 5000 - 1000 * (int64_t)i; /* the last is the oldest */
	assert_int_equal(run(f)->price_at, 3000); /* ETH: the hedge's are always in it */
	f->coins[SOL].held[RV_SUB_S5] = 400;
	assert_int_equal(run(f)->price_at, 2000);
	f->coins[SOL].price = NAN;
	assert_int_equal(run(f)->price_at, 3000);
}

/* 400 lots of SOL are 200 USD; at a beta of 1.2 the book has 240 USD of BTC, 100 of ETH. S5 is a
 * neutral book, so that the target is 0; the trigger is 1 % of 10,000. */
static void the_hedge_counts_what_is_held(void **state)
{
	fixture *f = *state;
	f->coins[SOL].held[RV_SUB_S5] = 400;
	f->coins[BTC].held[RV_SUB_H] = -100;
	const rv_book_view *v = run(f);
	assert_true(v->hedge_known);
	assert_string_equal(v->hedge_names[0], "BTC");
	assert_close("BTC", v->hedge[0].actual, 240.0 - 50.0, 1e-9);
	assert_close("target", v->hedge[0].target, 0.0, 0);
	assert_close("trigger", v->hedge[0].trigger, 100.0, 1e-9);
	assert_close("ETH", v->hedge[1].actual, 100.0, 1e-9);
	assert_int_equal(v->hedge[0].verdict, RV_HEDGE_ORDER);
	assert_int_equal(v->hedge_lots[0], -100);
	assert_close("held", v->gross_usd[RV_SUB_S5], 200.0, 1e-9);
	f->coins[SOL].price = NAN;
	v = run(f);
	assert_int_equal(v->hedge[0].verdict, RV_HEDGE_UNKNOWN);
	assert_close("unknown", v->hedge[0].actual, NAN, 0);
}

/* Betas that were known once count while the pass has none; then 1 and 0. */
static void betas_are_remembered(void **state)
{
	fixture *f = *state;
	f->coins[SOL].held[RV_SUB_OP] = 400;
	(void)run(f);
	f->r->idio.symbols[SOL].hedge_btc = NAN;
	assert_close("last", run(f)->hedge[0].actual, 240.0, 1e-9);
	f->coins[XRP].held[RV_SUB_OP] = 400;
	f->r->idio.symbols[XRP].hedge_eth = NAN;
	const rv_book_view *v = run(f);
	assert_close("never", v->hedge[0].actual, 240.0 + 200.0, 1e-9);
	assert_int_equal(v->hedge[0].assumed, 2);
}

/* A regime that stands aside is no news of a coin that S3 does not hold; of one it holds it is. */
static void the_words_say_whose_vote_was_changed(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[SOL].weight = 0.10;
	f->r->ma.n_basket = 1;
	f->r->ma.basket[0] = (rv_ma_leg){ SOL, 1.0, 0.0, -0.5 };
	for (size_t i = 0; i < N; i++)
		f->r->risk.symbols[i].leader_vol_factor = 0.5;
	const rv_bv_coin *c = coin(run(f), "SOL");
	assert_close("halved", c->vote[RV_SUB_S5], 0.05, 1e-15);
	assert_string_equal(c->why, "S5 x0.50 scaled by the leaders' volatility; "
				    "S3 x0.00 scaled by the leaders' volatility, by its regime");
	for (size_t i = 0; i < N; i++)
		f->r->risk.symbols[i].leader_vol_factor = 1.0;
	assert_string_equal(coin(run(f), "SOL")->why, "");
	f->coins[SOL].held[RV_SUB_S3] = -10;
	assert_string_equal(coin(run(f), "SOL")->why, "S3 x0.00 by its regime");
}

/* Two of the same size: S5's larger alpha goes first, whatever the name. One that it does not know
 * is worth the setting, 20 bp, and says so; not nothing. */
static void the_larger_alpha_of_s5_goes_first(void **state)
{
	fixture *f = *state;
	rv_book_symbol *s5 = f->r->book.symbols;
	s5[ADA].weight = s5[XRP].weight = 0.10; /* 400 USD */
	s5[SOL].weight = -0.10;
	s5[ADA].mu = 0.0030;
	s5[XRP].mu = 0.0034;
	s5[SOL].mu = -0.0050;
	const rv_book_view *v = run(f);
	assert_int_equal(coin(v, "SOL")->net.rank, 0);
	assert_int_equal(coin(v, "XRP")->net.rank, 1);
	assert_int_equal(coin(v, "ADA")->net.rank, 2);
	assert_close("XRP", coin(v, "XRP")->net.edge_usd, 400 * (0.0034 - 5.5e-4), 1e-9);
	assert_close("short", coin(v, "SOL")->net.edge_usd, 400 * (0.0050 - 5.5e-4), 1e-9);
	assert_int_equal(coin(v, "XRP")->net.assumed >> RV_SUB_S5 & 1U, 0);
	s5[ADA].mu = NAN;
	s5[XRP].mu = 0.0;
	v = run(f);
	assert_int_equal(coin(v, "ADA")->net.rank, 1);
	assert_close("assumed", coin(v, "ADA")->net.edge_usd, 400 * (20e-4 - 5.5e-4), 1e-9);
	assert_int_equal(coin(v, "ADA")->net.assumed >> RV_SUB_S5 & 1U, 1);
	assert_close("nothing", coin(v, "XRP")->net.edge_usd, -400 * 5.5e-4, 1e-9);
}

/* Of those who are off their targets, the furthest first: S3 sells 500 lots of SOL, S5 buys 400. */
static void who_changes_says_its_signals(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[SOL].weight = 0.05;
	f->r->book.symbols[SOL].mu = f->r->idio.symbols[SOL].mu = 0.0034;
	f->r->ma.state.regime = RV_MA_WEAK_MAJORS;
	f->r->ma.n_regimes = 3;
	f->r->ma.scale = 0.5;
	f->r->ma.trading = true;
	f->r->ma.n_basket = 1;
	f->r->ma.basket[0] = (rv_ma_leg){ SOL, 1.0, 0.0, -0.25 };
	const rv_bv_coin *c = coin(run(f), "SOL");
	assert_int_equal(c->net.target[RV_SUB_S3], -500);
	assert_int_equal(c->net.target[RV_SUB_S5], 400);
	assert_string_equal(c->signals,
			    "S3: RISK_ON_MAJORS score +0.10 scale 0.50, weight -25.00 %; S5: alpha "
			    "+34.0 bp a day = sigma 0 * (mom +0.00*0 mr +0.00*0 carry +0.00*0)");
	f->coins[SOL].held[RV_SUB_S3] = -500; /* it is where it wants to be */
	assert_string_equal(coin(run(f), "SOL")->signals,
			    "S5: alpha +34.0 bp a day = sigma 0 * (mom +0.00*0 mr +0.00*0 carry "
			    "+0.00*0)");
	f->coins[SOL].held[RV_SUB_S5] = 400;
	assert_string_equal(coin(run(f), "SOL")->signals, "");
}

static void without_a_nav_everything_stays(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[SOL].weight = 0.10;
	f->coins[XRP].held[RV_SUB_S5] = 70;
	f->in.nav = NAN;
	const rv_book_view *v = run(f);
	assert_true(v->present);
	assert_int_equal(coin(v, "SOL")->net.lots, 0);
	assert_int_equal(coin(v, "XRP")->net.target[RV_SUB_S5], 70);
	assert_int_equal(v->net.g.bound, RV_NET_UNKNOWN);
}

/* With real money and "auto" nothing is wanted; a licence that is set is taken. */
static void licences_follow_the_money(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[SOL].weight = 0.10;
	f->in.live = true;
	const rv_book_view *v = run(f);
	assert_int_equal(v->licence[RV_SUB_S5], RV_LICENCE_SHADOW);
	assert_int_equal(coin(v, "SOL")->net.net, 0);
	rv_book_now_free(f->b);
	f->bp.licence[RV_SUB_S5] = RV_BOOK_50;
	assert_int_equal(rv_book_now_new(&f->bp, &f->b), RV_OK);
	v = run(f);
	assert_int_equal(v->licence[RV_SUB_S5], RV_LICENCE_50);
	assert_int_equal(coin(v, "SOL")->net.net, 400);
}

/* One coin at .5 of NAV and (60/59) .0001 365 a year: the volatility of it is sqrt of that, x .5.
 */
static void the_volatility_cap_is_that_of_the_returns(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[ADA].weight = 1.0;
	const rv_book_view *v = run(f);
	const double vol = 0.4 * sqrt(60.0 / 59.0 * 1e-4 * 365.0);
	assert_close("cap", v->net.g.vol, 0.20 / vol, 1e-9);
	for (size_t t = 0; t < 45; t++)
		f->returns[ADA][t] = NAN;
	assert_close("too few", run(f)->net.g.vol, NAN, 0);
}

/* The covariance is made once a pass, not once a look; a bar that is scored again has its own. */
static void the_covariance_is_that_of_the_pass(void **state)
{
	fixture *f = *state;
	f->r->book.symbols[ADA].weight = 1.0;
	f->in.pass_number = 1;
	const double before = run(f)->net.g.vol;
	for (size_t t = 0; t < RV_BOOK_RETURNS; t++)
		f->returns[ADA][t] *= 2.0;
	assert_close("the same pass", run(f)->net.g.vol, before, 0);
	f->in.pass_number = 2;
	assert_close("the next one", run(f)->net.g.vol, before / 2.0, 1e-9);
	f->r->book.symbols[SOL].weight = 0.5; /* other coins are in it */
	assert_true(run(f)->net.g.vol < before / 2.0);
}

static size_t lines_of(const rv_book_now *b, char *out, size_t cap)
{
	char line[RV_BOOK_LINE];
	size_t at = 0;
	for (size_t i = 0; rv_book_now_line(b, i, line); i++)
		at += (size_t)snprintf(out + at, cap - at, "%s\n", line);
	return at;
}

static rv_book_now *read_back(const rv_book_params *p, const char *text)
{
	rv_book_now *b = NULL;
	char line[RV_BOOK_LINE];
	assert_int_equal(rv_book_now_new(p, &b), RV_OK);
	for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
		(void)snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
		assert_int_equal(rv_book_now_read(b, line), RV_OK);
	}
	return b;
}

static void momentum(fixture *f, size_t coin)
{
	f->r->buckets.symbols[coin] = (rv_bucket_symbol){ .member = true,
							  .sigma20 = 1.5,
							  .atr14 = 4.0,
							  .adv_usd = 1e9,
							  .cm = 2.0,
							  .entries = RV_ENTRY_MOMENTUM_LONG };
}

/* A restart: S4 still holds what it entered, G is where it was, and the text is the same again. */
static void the_state_reads_back(void **state)
{
	fixture *f = *state;
	static char first[65536], second[65536];
	momentum(f, SOL);
	f->coins[ADA].held[RV_SUB_OP] = 10;
	const rv_book_view *v = run(f);
	const uint64_t version = rv_book_now_version(f->b);
	assert_close("S4m", coin(v, "SOL")->vote[RV_SUB_S4M], 0.10, 1e-8);
	f->r->buckets.symbols[SOL].entries = 0;
	(void)run(f);
	assert_int_equal(rv_book_now_version(f->b), version);
	assert_true(lines_of(f->b, first, sizeof(first)) > 0);
	assert_int_equal(strncmp(first, "size 1 ", strlen("size 1 ")), 0);
	rv_book_now_free(f->b);
	f->b = read_back(&f->bp, first);
	(void)lines_of(f->b, second, sizeof(second));
	assert_string_equal(first, second);
	assert_close("S4m", coin(run(f), "SOL")->vote[RV_SUB_S4M], 0.10, 1e-8);
	/* The same text in a market that is a year younger is not of this market. */
	rv_book_now_free(f->b);
	f->b = read_back(&f->bp, first);
	f->r->buckets.close_ms -= 365 * RV_DAY_MS;
	v = run(f);
	for (size_t i = 0; i < v->n_coins; i++)
		assert_close("anew", v->coins[i].vote[RV_SUB_S4M], 0.0, 0);
}

/* A pass that knows a part of the coins decides nothing and keeps nothing; the one that knows all
 * decides as a fresh start with all of them does. What is listed later changes nothing. */
static void no_day_is_decided_before_the_histories_are_there(void **state)
{
	fixture *f = *state;
	static char none[4096], late[65536], fresh[65536];
	(void)lines_of(f->b, none, sizeof(none));
	momentum(f, SOL);
	f->in.histories = 2;
	f->in.listed = 5;
	f->in.elapsed_ms = RV_HOUR_MS;
	const rv_book_view *v = run(f);
	assert_true(isnan(coin(v, "BTC")->vote[RV_SUB_S4M]));
	assert_string_equal(v->state[RV_SUB_S4P], "histories are still loading, 2 of 5: it stays");
	assert_int_equal(rv_book_now_day(f->b), 0);
	(void)lines_of(f->b, late, sizeof(late));
	assert_int_equal(strncmp(late, none, strcspn(none, "\n")), 0); /* size */
	f->in.elapsed_ms += RV_BOOK_WAIT_MS - 1;
	(void)run(f);
	assert_int_equal(rv_book_now_day(f->b), 0);
	momentum(f, XRP);
	f->in.histories = 5;
	v = run(f);
	assert_int_equal(rv_book_now_day(f->b), T0);
	assert_string_equal(v->state[RV_SUB_S4M], "of the close of 2025-11-07");
	(void)lines_of(f->b, late, sizeof(late));
	f->in.listed = 6;
	assert_close("stays", coin(run(f), "SOL")->vote[RV_SUB_S4M], 0.15 / sqrt(2.0) / 1.5, 1e-8);
	rv_book_now_free(f->b);
	assert_int_equal(rv_book_now_new(&f->bp, &f->b), RV_OK);
	f->in.listed = 5;
	(void)run(f);
	(void)lines_of(f->b, fresh, sizeof(fresh));
	assert_non_null(strstr(fresh, "position S4m XRP"));
	/* The coins' memory stands in the order in which they came. */
	assert_string_equal(strstr(late, "buckets "), strstr(fresh, "buckets "));
}

/* What was kept is not dropped for a pass that is behind because coins are missing. */
static void what_was_kept_waits_for_the_histories(void **state)
{
	fixture *f = *state;
	static char kept[65536], now[65536];
	momentum(f, SOL);
	(void)run(f);
	(void)lines_of(f->b, kept, sizeof(kept));
	rv_book_now_free(f->b);
	f->b = read_back(&f->bp, kept);
	f->in.listed = 5;
	f->r->buckets.close_ms -= RV_DAY_MS;
	assert_true(isnan(coin(run(f), "BTC")->vote[RV_SUB_S4M]));
	(void)lines_of(f->b, now, sizeof(now));
	assert_string_equal(now, kept);
	f->in.histories = 5;
	f->r->buckets.close_ms += RV_DAY_MS;
	assert_close("S4m", coin(run(f), "SOL")->vote[RV_SUB_S4M], 0.10, 1e-8);
}

static void a_history_that_never_comes_blocks_ten_minutes(void **state)
{
	fixture *f = *state;
	momentum(f, SOL);
	f->in.histories = 4;
	f->in.listed = 5;
	(void)run(f);
	f->in.elapsed_ms += RV_BOOK_WAIT_MS;
	const rv_book_view *v = run(f);
	assert_int_equal(rv_book_now_day(f->b), T0);
	assert_close("S4m", coin(v, "SOL")->vote[RV_SUB_S4M], 0.10, 1e-8);
	assert_string_equal(v->state[RV_SUB_S4M], "of the close of 2025-11-07, 4 of 5 histories");
	const rv_bb_changes *ch = rv_book_now_changes(f->b);
	assert_int_equal(ch->n, 2);
	assert_string_equal(ch->text[1], "model S4 decides its day with 4 of 5 histories: it waits "
					 "for the rest no longer");
}

/* Its bars come one by one: a day that is decided over a part of them would be kept for good. */
static void a_day_is_decided_once_its_close_is_whole(void **state)
{
	fixture *f = *state;
	momentum(f, SOL);
	f->in.day_whole = false;
	f->in.utc_ms = T0 + RV_MINUTE_MS;
	(void)run(f);
	assert_int_equal(rv_book_now_day(f->b), 0);
	f->in.utc_ms = T0 + f->bp.day.give_up - 1;
	(void)run(f);
	assert_int_equal(rv_book_now_day(f->b), 0);
	f->in.utc_ms++; /* a coin whose bar never comes holds it up no longer */
	(void)run(f);
	assert_int_equal(rv_book_now_day(f->b), T0);
}

static void lines_are_read_strictly(void **state)
{
	fixture *f = *state;
	static const char *const bad[] = {
		"",	  "size",	  "size 1.1 0",	     "size -0.1 0",
		"size 1", "coin SOL 0 1", "coin SOL -1 1 1", "g 1 0"
	};
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(rv_book_now_read(f->b, bad[i]), RV_EPARSE);
	assert_int_equal(rv_book_now_read(f->b, "coin SOL 0 1 null"), RV_OK);
	assert_int_equal(rv_book_now_read(f->b, "coin SOL 0 1 null"), RV_EEXIST);
}

static void wrong_parameters_are_refused(void **state)
{
	fixture *f = *state;
	rv_book_now *b = NULL;
	f->bp.cov_min = 1;
	assert_int_equal(rv_book_now_new(&f->bp, &b), RV_EINVAL);
	rv_book_params_default(&f->bp);
	f->bp.net.gross_most = 0.0;
	assert_int_equal(rv_book_now_new(&f->bp, &b), RV_EINVAL);
	assert_null(b);
	f->in.n = RV_MAX_SYMBOLS + 1;
	assert_int_equal(rv_book_now_run(f->b, &f->in), RV_EINVAL);
	assert_false(rv_book_now_view(f->b)->present);
	rv_book_now_free(NULL);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(without_a_pass_it_says_so),
		WITH(a_vote_becomes_a_target_and_a_leg),
		WITH(the_book_is_as_old_as_its_oldest_price),
		WITH(the_hedge_counts_what_is_held),
		WITH(betas_are_remembered),
		WITH(the_words_say_whose_vote_was_changed),
		WITH(the_larger_alpha_of_s5_goes_first),
		WITH(who_changes_says_its_signals),
		WITH(without_a_nav_everything_stays),
		WITH(licences_follow_the_money),
		WITH(the_volatility_cap_is_that_of_the_returns),
		WITH(the_covariance_is_that_of_the_pass),
		WITH(the_state_reads_back),
		WITH(no_day_is_decided_before_the_histories_are_there),
		WITH(what_was_kept_waits_for_the_histories),
		WITH(a_history_that_never_comes_blocks_ten_minutes),
		WITH(a_day_is_decided_once_its_close_is_whole),
		WITH(lines_are_read_strictly),
		WITH(wrong_parameters_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
