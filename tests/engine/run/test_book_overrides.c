/*
 * What people have set, in the targets of the running book: each kind by hand, and a preview that
 * is what happens when its override is taken.
 */
#include "engine/base/rng.h"
#include "tests/engine/run/book_case.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>

static rv_override make(rv_override_kind kind, rv_sub sub, const char *symbol, double value)
{
	rv_override o = { .kind = kind,
			  .sub = sub,
			  .value = { value },
			  .reason = "thin book on Saturday",
			  .set_utc_ms = BC_NOW,
			  .expires_utc_ms = BC_NOW + RV_HOUR_MS,
			  .uid = 1000 };
	(void)snprintf(o.symbol, sizeof(o.symbol), "%s", symbol);
	return o;
}

static void set(book_case *f, rv_override o)
{
	uint64_t id = 0, replaced = 0;
	rv_err err = { 0 };
	if (rv_overrides_set(&f->set, &o, &id, &replaced, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static void set_word(book_case *f, const char *word)
{
	rv_override o = make(RV_OVERRIDE_REGIME, RV_SUB_N, "", 0.0);
	(void)snprintf(o.word, sizeof(o.word), "%s", word);
	set(f, o);
}

static int64_t net(book_case *f, const char *symbol)
{
	return bc_coin(bc_run(f), symbol)->net.net;
}

/* S5 has 4,000 USD: .10 are 8 coins of 50, 800 lots. */
static void a_strategy_is_pinned_and_the_end_lets_go(void **state)
{
	book_case *f = *state;
	f->r->book.symbols[BC_SOL].weight = 0.10;
	assert_int_equal(net(f, "SOL"), 800);
	set(f, make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.02));
	const rv_bv_coin *c = bc_coin(bc_run(f), "SOL");
	assert_int_equal(c->net.net, 160);
	assert_close("the vote is the model's", c->vote[RV_SUB_S5], 0.10, 1e-15);
	assert_string_equal(c->net.note, "S5 pinned");
	f->in.utc_ms += RV_HOUR_MS - 1;
	assert_int_equal(net(f, "SOL"), 160);
	f->in.utc_ms++;
	assert_int_equal(net(f, "SOL"), 800);
}

/* Nobody votes for XRP or holds it. OP's is a share of NAV: .01 of 10,000 are 2 coins. */
static void a_coin_without_a_vote_is_pinned(void **state)
{
	book_case *f = *state;
	assert_null(bc_find(bc_run(f), "XRP"));
	set(f, make(RV_OVERRIDE_PIN, RV_SUB_OP, "XRP", -0.01));
	assert_int_equal(net(f, "XRP"), -200);
	assert_null(bc_find(bc_run(f), "ADA"));
	set(f, make(RV_OVERRIDE_PIN, RV_SUB_S5, "ADA", 0.05));
	assert_int_equal(net(f, "ADA"), 400);
}

/* The model expects SOL to fall; who pins it or flattens it thinks otherwise, and is not put last
 * for that. Both are worth the setting, 20 bp, less 5.5 of cost; a scaled vote is the model's
 * still. */
static void what_a_person_wants_is_not_judged_by_the_model(void **state)
{
	book_case *f = *state;
	f->r->book.symbols[BC_SOL].weight = -0.10;
	f->r->book.symbols[BC_SOL].mu = -0.003;
	set(f, make(RV_OVERRIDE_SCALE, RV_SUB_S5, "SOL", 0.8)); /* 320 USD short */
	const rv_bv_coin *c = bc_coin(bc_run(f), "SOL");
	assert_close("scaled", c->net.edge_usd, 320 * (30e-4 - 5.5e-4), 1e-9);
	set(f, make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.10));
	c = bc_coin(bc_run(f), "SOL");
	assert_int_equal(c->net.lots, 640);
	assert_int_equal(c->net.assumed >> RV_SUB_S5 & 1U, 1);
	assert_close("pinned", c->net.edge_usd, 320 * (20e-4 - 5.5e-4), 1e-9);
	assert_non_null(strstr(c->signals, "S5: by hand, alpha -30.0 bp"));
	f->coins[BC_SOL].held[RV_SUB_S5] = -800;
	set(f, make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "SOL", 0.0));
	c = bc_coin(bc_run(f), "SOL");
	assert_close("flattened", c->net.edge_usd, 400 * (20e-4 - 5.5e-4), 1e-9);
}

static void coins_are_capped_scaled_excluded_and_flattened(void **state)
{
	book_case *f = *state;
	f->r->book.symbols[BC_SOL].weight = 0.10;
	set(f, make(RV_OVERRIDE_SCALE, RV_SUB_S5, "SOL", 0.5));
	assert_int_equal(net(f, "SOL"), 400);
	set(f, make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.01)); /* 100 USD */
	assert_int_equal(net(f, "SOL"), 200);
	f->coins[BC_SOL].held[RV_SUB_S5] = 120;
	set(f, make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", 0.0));
	assert_int_equal(net(f, "SOL"), 120);
	set(f, make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "SOL", 0.0));
	assert_int_equal(net(f, "SOL"), 0);
}

/* A pause holds what is there, also against a vote of nothing; a flatten is above it. */
static void a_paused_sub_book_stays(void **state)
{
	book_case *f = *state;
	f->r->book.symbols[BC_SOL].weight = 0.10;
	f->coins[BC_SOL].held[RV_SUB_S5] = 120;
	f->coins[BC_XRP].held[RV_SUB_S5] = -70;
	set(f, make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0));
	assert_int_equal(net(f, "SOL"), 120);
	assert_int_equal(net(f, "XRP"), -70);
	set(f, make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "XRP", 0.0));
	assert_int_equal(net(f, "XRP"), 0);
	assert_int_equal(net(f, "SOL"), 120);
}

/* S5's share of SOL has been stopped, of XRP halved: what is pinned there goes no further. */
static void a_stop_is_above_a_pin(void **state)
{
	book_case *f = *state;
	rv_risk_view *risk = calloc(1, sizeof(*risk));
	assert_non_null(risk);
	risk->present = true;
	risk->n_caps = 2;
	risk->caps[0] = (rv_risk_cap){ RV_SUB_S5, "SOL", 0, false };
	risk->caps[1] = (rv_risk_cap){ RV_SUB_S5, "XRP", 50, false };
	for (int s = 0; s < RV_SUB_H; s++) {
		risk->subs[s].licence = RV_LICENCE_100;
		risk->subs[s].factor = 1.0;
	}
	f->in.risk = risk;
	f->coins[BC_SOL].held[RV_SUB_S5] = 120;
	set(f, make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.02));
	set(f, make(RV_OVERRIDE_PIN, RV_SUB_S5, "XRP", -0.05));
	set(f, make(RV_OVERRIDE_PIN, RV_SUB_S5, "ADA", 0.05));
	assert_int_equal(net(f, "SOL"), 0);
	assert_int_equal(net(f, "XRP"), -50);
	assert_int_equal(net(f, "ADA"), 400);
	f->in.risk = NULL;
	assert_int_equal(net(f, "SOL"), 160);
	free(risk);
}

/* 200 USD of SOL at a beta of 1.2: 240 of BTC. The trigger is 1 % of 10,000, by hand 3 %. */
static void the_hedge_has_another_trigger(void **state)
{
	book_case *f = *state;
	f->coins[BC_SOL].held[RV_SUB_S5] = 400;
	const rv_book_view *v = bc_run(f);
	assert_close("own", v->hedge[0].trigger, 100.0, 1e-9);
	assert_int_equal(v->hedge[0].verdict, RV_HEDGE_ORDER);
	set(f, make(RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.03));
	v = bc_run(f);
	assert_close("by hand", v->hedge[0].trigger, 300.0, 1e-9);
	assert_int_equal(v->hedge[0].verdict, RV_HEDGE_QUIET);
	assert_close("actual", v->hedge[0].actual, 240.0, 1e-9);
}

/* S4m enters .10 of 4,000 USD in SOL, which has a beta of 1.5 on BTC. */
static void momentum(book_case *f)
{
	f->r->buckets.symbols[BC_SOL] = (rv_bucket_symbol){ .member = true,
							    .sigma20 = 1.5,
							    .atr14 = 4.0,
							    .adv_usd = 1e9,
							    .cm = 2.0,
							    .entries = RV_ENTRY_MOMENTUM_LONG };
}

static void leaders_are_forced(void **state)
{
	book_case *f = *state;
	momentum(f);
	assert_true(net(f, "SOL") == 799 || net(f, "SOL") == 800);
	set_word(f, "RISK_OFF");
	const rv_book_view *v = bc_run(f);
	assert_int_equal(bc_coin(v, "SOL")->net.net, 0); /* nothing of it is held */
	assert_true(v->risk_off);
	assert_int_equal(f->r->ms.regime, RV_REGIME_RISK_ON);
	/* The machine says so itself, and a person says that it is not so. */
	f->set.n = 0;
	f->r->ms.regime = RV_REGIME_RISK_OFF;
	assert_int_equal(net(f, "SOL"), 0);
	set_word(f, "RISK_ON");
	v = bc_run(f);
	assert_false(v->risk_off);
	assert_true(bc_coin(v, "SOL")->net.net >= 799);
}

static void s4_is_forced_into_risk_off_and_out(void **state)
{
	book_case *f = *state;
	momentum(f);
	set_word(f, "S4_RISK_OFF");
	const rv_book_view *v = bc_run(f);
	assert_int_equal(bc_coin(v, "SOL")->net.net, 0);
	assert_true(v->risk_off);
	assert_string_equal(v->state[RV_SUB_S4M], "of the close of 2025-11-07, risk-off by hand");
	f->r->buckets.risk_off = true;
	set_word(f, "S4_CLEAR");
	v = bc_run(f);
	assert_true(bc_coin(v, "SOL")->net.net >= 799);
	assert_false(v->risk_off);
	assert_string_equal(v->state[RV_SUB_S4M],
			    "of the close of 2025-11-07, no risk-off by hand");
}

static void the_leverage_of_s4_is_that_of_a_person(void **state)
{
	book_case *f = *state;
	momentum(f);
	const int64_t whole = net(f, "SOL");
	set(f, make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 0.5));
	const rv_bv_coin *c = bc_coin(bc_run(f), "SOL");
	assert_int_equal(c->net.net, whole / 2);
	assert_string_equal(c->why, "S4m x0.50 scaled by the leverage factor");
	set(f, make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 0.0));
	assert_int_equal(net(f, "SOL"), 0);
}

/*
 * S3 has 2,000 USD and stands aside. In STRONG_MAJORS its scale is at least scale_strong_min: at a
 * score of .1 that is it.
 */
static void majors_are_forced(void **state)
{
	book_case *f = *state;
	f->r->ma.n_basket = 1;
	f->r->ma.basket[0] = (rv_ma_leg){ BC_XRP, 1.0, 0.0, -0.5 };
	f->r->ma.weight_btc = 0.5;
	const rv_book_view *v = bc_run(f);
	assert_string_equal(v->state[RV_SUB_S3], "of the close of 2025-11-07, stands aside");
	assert_int_equal(bc_coin(v, "BTC")->net.net, 0);
	set_word(f, rv_ma_regime_name(RV_MA_STRONG_MAJORS, 5));
	v = bc_run(f);
	const double want = 0.5 * 2000.0 / 50.0 * 100.0 * f->params.ma.scale_strong_min;
	assert_int_equal(bc_coin(v, "BTC")->net.net, (int64_t)want);
	assert_int_equal(bc_coin(v, "XRP")->net.net, -(int64_t)want);
	assert_string_equal(v->state[RV_SUB_S3], "of the close of 2025-11-07, regime by hand");
	f->r->ma.n_basket = 0; /* a regime that trades without a basket says nothing */
	v = bc_run(f);
	assert_string_equal(v->state[RV_SUB_S3], "too few coins for a basket: it stays");
	f->r->ma.n_basket = 1;
	f->r->ma.trading = true;
	f->r->ma.scale = 1.0;
	set_word(f, rv_ma_regime_name(RV_MA_STRONG_ALTS, 5));
	v = bc_run(f);
	assert_int_equal(bc_coin(v, "BTC")->net.net, 0);
	assert_string_equal(v->state[RV_SUB_S3],
			    "of the close of 2025-11-07, regime by hand, stands aside");
}

/* Until the pass has been run with them S5 stays; then it votes what that run says. */
static void factor_weights_are_those_of_their_own_run(void **state)
{
	book_case *f = *state;
	f->r->book.symbols[BC_SOL].weight = 0.10;
	f->coins[BC_SOL].held[RV_SUB_S5] = 30;
	rv_override o = make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 0.3);
	o.value[1] = 0.2;
	set(f, o);
	const rv_book_view *v = bc_run(f);
	assert_int_equal(bc_coin(v, "SOL")->net.net, 30);
	assert_string_equal(v->state[RV_SUB_S5],
			    "a pass with the factor weights set by hand is due: it stays");
	f->r->weighed_book = f->r->book;
	f->r->weighed_book.symbols[BC_SOL].weight = -0.05;
	memcpy(f->r->factor_weights, o.value, sizeof(o.value));
	v = bc_run(f);
	assert_int_equal(bc_coin(v, "SOL")->net.net, -400);
	assert_string_equal(v->state[RV_SUB_S5],
			    "of the close of 2025-11-07, factor weights by hand");
	f->set.n = 0;
	assert_int_equal(net(f, "SOL"), 800);
}

/* ---- the preview ---- */

/* An hour of a random market: votes, positions, prices. */
static void scatter(book_case *f, rv_rng *r)
{
	for (size_t i = 0; i < BC_N; i++) {
		if (f->r->book.symbols[i].reason == RV_BOOK_IN)
			f->r->book.symbols[i].weight = 0.5 * rv_rng_uniform(r) - 0.25;
		f->coins[i].price =
			rv_rng_below(r, 12) == 0 ? (double)NAN : 20.0 + 60.0 * rv_rng_uniform(r);
		for (int s = 0; s < RV_SUB_N; s++)
			f->coins[i].held[s] = rv_rng_below(r, 3) == 0 && s != RV_SUB_RESIDUE
						      ? (int64_t)rv_rng_below(r, 1000) - 500
						      : 0;
	}
	f->r->ma.n_basket = 1;
	f->r->ma.basket[0] = (rv_ma_leg){ BC_XRP, 1.0, 0.0, -0.5 };
	f->r->ma.weight_btc = 0.5;
	f->in.nav = 4000.0 + 8000.0 * rv_rng_uniform(r);
	f->in.no_additions = rv_rng_below(r, 5) == 0;
}

static rv_override random_override(rv_rng *r)
{
	static const char *const words[] = { "RISK_OFF", "RISK_ON", "S4_CLEAR", "S4_RISK_OFF",
					     "STRONG_RISK_ON_MAJORS" };
	static const struct {
		bool sub, symbol;
		double most;
	} of[RV_OVERRIDE_N] = {
		[RV_OVERRIDE_PIN] = { true, true, 0.2 },
		[RV_OVERRIDE_CAP] = { false, true, 0.2 },
		[RV_OVERRIDE_EXCLUDE] = { false, true, 0.0 },
		[RV_OVERRIDE_FLATTEN] = { false, true, 0.0 },
		[RV_OVERRIDE_SCALE] = { true, true, 1.0 },
		[RV_OVERRIDE_LEVERAGE] = { false, false, 1.0 },
		[RV_OVERRIDE_HEDGE] = { false, false, 0.09 },
		[RV_OVERRIDE_PAUSE] = { true, false, 0.0 },
		[RV_OVERRIDE_AUTO_HEDGE] = { false, false, 0.0 },
	};
	rv_override_kind k = (rv_override_kind)rv_rng_below(r, RV_OVERRIDE_N);
	if (k == RV_OVERRIDE_FACTORS)
		k = RV_OVERRIDE_PIN;
	rv_override o = make(k, of[k].sub ? (rv_sub)rv_rng_below(r, RV_SUB_H) : RV_SUB_N,
			     of[k].symbol ? bc_names[rv_rng_below(r, BC_N)] : "",
			     of[k].most * rv_rng_uniform(r));
	if (k == RV_OVERRIDE_HEDGE)
		o.value[0] += 0.001;
	if (k == RV_OVERRIDE_REGIME)
		(void)snprintf(o.word, sizeof(o.word), "%s", words[rv_rng_below(r, 5)]);
	if (k == RV_OVERRIDE_AUTO_HEDGE)
		(void)snprintf(o.word, sizeof(o.word), "%s", rv_rng_below(r, 2) ? "ON" : "OFF");
	return o;
}

static void same_side(const rv_op_side *p, const rv_book_view *v)
{
	assert_int_equal(p->present, v->present);
	assert_close("gross", p->gross_usd, v->net.gross_usd, 0);
	assert_close("net", p->net_usd, v->net.net_usd, 0);
	assert_close("G", p->g, v->net.g.g, 0);
	assert_int_equal(p->bound, v->net.g.bound);
	assert_int_equal(p->legs, v->net.n_legs);
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		assert_close("distance", p->distance[k], v->hedge[k].distance, 0);
		assert_close("trigger", p->trigger[k], v->hedge[k].trigger, 0);
	}
}

static int64_t target(const rv_book_view *v, const char *symbol)
{
	const rv_bv_coin *c = bc_find(v, symbol);
	return c ? c->net.net : 0;
}

/* Every coin whose target changes is told with both targets, and no other (there are five). */
static void same_coins(const rv_override_preview *p, const rv_book_view *was,
		       const rv_book_view *is)
{
	size_t changed = 0;
	for (size_t i = 0; i < BC_N; i++) {
		const int64_t a = target(was, bc_names[i]), b = target(is, bc_names[i]);
		changed += a != b;
		bool told = false;
		for (size_t k = 0; k < p->n; k++) {
			if (strcmp(p->coins[k].symbol, bc_names[i]) != 0)
				continue;
			told = true;
			assert_int_equal(p->coins[k].before, a);
			assert_int_equal(p->coins[k].after, b);
		}
		assert_true(told == (a != b));
	}
	assert_int_equal(p->n, changed);
	assert_int_equal(p->n_changed, changed);
}

static size_t lines(const rv_book_now *b, char *out, size_t cap)
{
	char line[RV_BOOK_LINE];
	size_t at = 0;
	for (size_t i = 0; rv_book_now_line(b, i, line); i++)
		at += (size_t)snprintf(out + at, cap - at, "%s\n", line);
	return at;
}

static void a_preview_is_what_happens(void **state)
{
	book_case *f = *state;
	static rv_book_view was;
	static char before[65536], after[65536];
	rv_rng r;
	rv_rng_seed(&r, 20261126, 7, 0);
	size_t changes = 0;
	momentum(f);
	for (int i = 0; i < 400; i++) {
		rv_override_preview p = { .nonce = 9 };
		uint64_t id = 0, replaced = 0;
		scatter(f, &r);
		rv_book_view_copy(&was, bc_run(f));
		rv_overrides with = f->set;
		rv_override o = random_override(&r);
		o.set_utc_ms = f->in.utc_ms;
		o.expires_utc_ms = f->in.utc_ms + 11 * RV_MINUTE_MS;
		assert_int_equal(rv_overrides_set(&with, &o, &id, &replaced, NULL), RV_OK);
		const size_t n = lines(f->b, before, sizeof(before));
		assert_int_equal(rv_book_preview(f->b, &f->in, &with, f->r, &p), RV_OK);
		assert_int_equal(lines(f->b, after, sizeof(after)), n);
		assert_memory_equal(before, after, n);
		assert_true(p.ok && p.nonce == 9);
		same_side(&p.before, &was);
		f->set = with;
		const rv_book_view *is = bc_run(f);
		same_side(&p.after, is);
		same_coins(&p, &was, is);
		changes += p.n_changed;
		f->in.utc_ms += 5 * RV_MINUTE_MS;
		while (rv_overrides_expired(&f->set, f->in.utc_ms, &o))
			continue;
	}
	assert_true(changes > 150);
}

/* The largest first by USD; without a book it says why. */
static void a_preview_is_in_order(void **state)
{
	book_case *f = *state;
	rv_override_preview p;
	rv_overrides with = { 0 };
	f->r->book.symbols[BC_ADA].weight = 0.02;
	f->r->book.symbols[BC_SOL].weight = -0.06;
	f->r->book.symbols[BC_XRP].weight = 0.04;
	(void)bc_run(f);
	f->set = with;
	set(f, make(RV_OVERRIDE_SCALE, RV_SUB_S5, "", 0.5));
	with = f->set;
	f->set.n = 0;
	assert_int_equal(rv_book_preview(f->b, &f->in, &with, f->r, &p), RV_OK);
	assert_int_equal(p.n, 3);
	assert_string_equal(p.coins[0].symbol, "SOL");
	assert_string_equal(p.coins[1].symbol, "XRP");
	assert_string_equal(p.coins[2].symbol, "ADA");
	assert_true(p.coins[0].before == -480 && p.coins[0].after == -240);
	assert_close("gross before", p.before.gross_usd, 480.0, 1e-9);
	assert_close("gross after", p.after.gross_usd, 240.0, 1e-9);
	f->in.pass = NULL;
	assert_int_equal(rv_book_preview(f->b, &f->in, &with, NULL, &p), RV_OK);
	assert_false(p.ok);
	assert_string_equal(p.text, "no pass yet");
}

#define T(f) cmocka_unit_test_setup_teardown(f, bc_set_up, bc_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_strategy_is_pinned_and_the_end_lets_go),
		T(a_coin_without_a_vote_is_pinned),
		T(what_a_person_wants_is_not_judged_by_the_model),
		T(coins_are_capped_scaled_excluded_and_flattened),
		T(a_paused_sub_book_stays),
		T(a_stop_is_above_a_pin),
		T(the_hedge_has_another_trigger),
		T(leaders_are_forced),
		T(s4_is_forced_into_risk_off_and_out),
		T(the_leverage_of_s4_is_that_of_a_person),
		T(majors_are_forced),
		T(factor_weights_are_those_of_their_own_run),
		T(a_preview_is_what_happens),
		T(a_preview_is_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
