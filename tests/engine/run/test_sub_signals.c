/*
 * What the systems say of a coin: S5's expected return against the reference of the stat-arb
 * factors and as the order of a phase's legs; the words of every sub-book, worked out beside them.
 */
#include "engine/run/sub_signals.h"

#include "engine/run/book_now.h"
#include "tests/engine/factors/sa_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "ADA", "BTC", "ENA", "ETH", "SOL", "XRP" };
enum { ADA, BTC, ENA, ETH, SOL, XRP, N };
#define T0 (INT64_C(20400) * RV_DAY_MS) /* the close of 2025-11-07 */

typedef struct fixture {
	rv_step_params params;
	rv_step_result *r;
	rv_bucket_book *s4;
	rv_bb_changes *changes;
	rv_sub_signals x;
	char words[RV_SUB_SIGNALS_TEXT];
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	f->s4 = calloc(1, sizeof(*f->s4));
	f->changes = calloc(1, sizeof(*f->changes));
	assert_true(f->r && f->s4 && f->changes);
	rv_step_params_default(&f->params);
	f->r->n_daily = f->r->idio.n = f->r->book.n = f->r->buckets.n = N;
	f->r->buckets.close_ms = T0;
	f->r->buckets.leverage_factor = 1.0;
	for (size_t i = 0; i < N; i++)
		memcpy(f->r->daily_names[i], names[i], strlen(names[i]) + 1);
	f->x = (rv_sub_signals){ .pass = f->r,
				 .params = &f->params,
				 .s5 = &f->r->book,
				 .s4 = f->s4,
				 .s4_changes = f->changes };
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	free(f->changes);
	free(f->s4);
	free(f->r);
	free(f);
	return 0;
}

static void says(fixture *f, rv_sub s, const char *symbol, const char *want)
{
	assert_string_equal(rv_sub_words(&f->x, s, symbol, f->words), want);
}

/* ---- S5, by the reference ---- */

static double reference_mu(const oracle_case *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->symbols[i].name, name) == 0)
			return c->symbols[i].mu;
	}
	fail_msg("%s is not in the reference", name);
	return NAN;
}

/* The first case is that of the default parameters. */
static void run_reference(fixture *f)
{
	const oracle_case *c = &cases[0];
	rv_step *step = NULL;
	rv_panel *panel = sa_panel(c);
	f->params.modules = RV_MODULE_STAT_ARB;
	assert_int_equal(rv_step_new(&f->params, &step), RV_OK);
	const rv_step_input in = { .signal = panel,
				   .daily = panel,
				   .asof_ms = sa_close_ms(c->bars - 1) };
	assert_int_equal(rv_step_run(step, &in, f->r), RV_OK);
	rv_step_free(step);
	rv_panel_free(panel);
}

static void s5_expects_what_the_reference_does(void **state)
{
	fixture *f = *state;
	size_t known = 0;
	run_reference(f);
	for (size_t i = 0; i < f->r->n_daily; i++) {
		const char *name = f->r->daily_names[i];
		const bool in = f->r->book.symbols[i].reason == RV_BOOK_IN;
		const double want = in ? reference_mu(&cases[0], name) : (double)NAN;
		f->params.opt.cost_horizon = false;
		assert_close(name, rv_sub_edge(&f->x, RV_SUB_S5, name), want, 1e-12);
		f->params.opt.cost_horizon = true; /* 3 days */
		assert_close(name, rv_sub_edge(&f->x, RV_SUB_S5, name), 3.0 * want, 1e-12);
		known += in;
	}
	assert_int_equal(known, 7);
}

static rv_book_view *book_of(fixture *f, const rv_net_params *net)
{
	static rv_book_coin coins[CASE_COINS];
	static double returns[RV_BOOK_RETURNS];
	rv_book_params bp;
	rv_book_now *b = NULL;
	rv_book_view *v = calloc(1, sizeof(*v));
	assert_non_null(v);
	rv_book_params_default(&bp);
	bp.net = *net;
	assert_int_equal(rv_book_now_new(&bp, &b), RV_OK);
	for (size_t t = 0; t < RV_BOOK_RETURNS; t++)
		returns[t] = t % 2 ? 1e-3 : -1e-3; /* so little that no cap binds */
	for (size_t i = 0; i < f->r->n_daily; i++) {
		coins[i] = (rv_book_coin){ .sz_decimals = 3,
					   .price = f->r->daily_close[i],
					   .returns = returns };
		memcpy(coins[i].symbol, f->r->daily_names[i], RV_SYMBOL_MAX);
	}
	const rv_book_input in = { .pass = f->r,
				   .params = &f->params,
				   .coins = coins,
				   .n = f->r->n_daily,
				   .nav = 1e6,
				   .utc_ms = f->r->idio.close_ms + RV_HOUR_MS,
				   .day_whole = true };
	assert_int_equal(rv_book_now_run(b, &in), RV_OK);
	rv_book_view_copy(v, rv_book_now_view(b));
	rv_book_now_free(b);
	return v;
}

/* By the reference's mu: of a USD long, less the cost of a trade. */
static double worth(const rv_bv_coin *c, const rv_net_params *net)
{
	const double usd = (double)c->net.lots * 1e-3 * c->price;
	return usd * reference_mu(&cases[0], c->symbol) - fabs(usd) * net->cost_bps * 1e-4;
}

/* Nothing is held, so that all legs are additions: a larger alpha before a smaller one, the short
 * of AVAX by what it is expected to fall. */
static void legs_go_by_what_s5_expects(void **state)
{
	static const char *const order[] = { "BCH", "AVAX", "WIF", "ADA", "LINK" };
	fixture *f = *state;
	rv_net_params net;
	size_t legs = 0;
	rv_net_params_default(&net);
	run_reference(f);
	rv_book_view *v = book_of(f, &net);
	for (size_t i = 0; i < v->n_coins; i++) {
		const rv_bv_coin *c = &v->coins[i];
		if (c->net.rank == SIZE_MAX)
			continue;
		legs++;
		assert_string_equal(c->symbol, order[c->net.rank]);
		assert_int_equal(c->net.assumed & 1U << RV_SUB_S5, 0);
		assert_close(c->symbol, c->net.edge_usd, worth(c, &net), 1e-6);
		assert_non_null(strstr(c->signals, "S5: alpha "));
	}
	assert_int_equal(legs, LEN(order));
	free(v);
}

/* ---- S5, by hand ---- */

/* .0402 (1.83 x .0123 + .52 x .0042) = .0402 x .024693: 9.93 bp. */
static void set_alpha(fixture *f)
{
	rv_idio_symbol *q = &f->r->idio.symbols[SOL];
	*q = (rv_idio_symbol){ .idio_vol = 0.0402, .signal = { 1.83, -0.31, 0.52 } };
	f->r->idio.weights[RV_IDIO_MOMENTUM] = 0.0123;
	f->r->idio.weights[RV_IDIO_CARRY] = 0.0042;
	f->r->book.symbols[SOL].mu = q->mu = 0.0402 * 0.024693;
}

static void s5_says_what_alpha_is_made_of(void **state)
{
	fixture *f = *state;
	set_alpha(f);
	says(f, RV_SUB_S5, "SOL",
	     "alpha +9.9 bp a day = sigma 402 * (mom +1.83*0.012 mr -0.31*0 carry +0.52*0.0042)");
	f->params.opt.cost_horizon = true;
	f->r->book.status = RV_OPT_NO_EDGE;
	says(f, RV_SUB_S5, "SOL",
	     "alpha +9.9 bp a day = sigma 402 * (mom +1.83*0.012 mr -0.31*0 carry +0.52*0.0042) "
	     "for 3 d, "
	     "no edge: it unwinds");
}

/* A person's weights are those of the alpha; and a day's carry of 2 bp stands beside the rest. */
static void s5_says_whose_weights_and_what_is_added(void **state)
{
	fixture *f = *state;
	set_alpha(f);
	f->r->weighed_book.n = N;
	f->r->weighed_book.symbols[SOL].mu = 0.0402 * 0.5 * 0.52 + 2e-4;
	f->r->factor_weights[RV_IDIO_CARRY] = 0.5;
	f->params.opt.add_carry_to_mu = true;
	f->x.s5 = &f->r->weighed_book;
	says(f, RV_SUB_S5, "SOL",
	     "alpha +106.5 bp a day = sigma 402 * (mom +1.83*0 mr -0.31*0 carry +0.52*0.5) and a "
	     "day's "
	     "carry +2.0, weights by hand");
	assert_close("edge", rv_sub_edge(&f->x, RV_SUB_S5, "SOL"), 0.010652, 1e-12);
}

/* What is not known is not zero. */
static void an_unknown_alpha_is_no_edge(void **state)
{
	fixture *f = *state;
	set_alpha(f);
	f->r->book.symbols[SOL].reason = RV_BOOK_NO_SIGNAL;
	assert_close("no signal", rv_sub_edge(&f->x, RV_SUB_S5, "SOL"), NAN, 0);
	says(f, RV_SUB_S5, "SOL", "alpha unknown, signal unknown");
	assert_close("unheard of", rv_sub_edge(&f->x, RV_SUB_S5, "DOGE"), NAN, 0);
	says(f, RV_SUB_S5, "DOGE", "alpha unknown");
	f->x.s5 = NULL; /* a pass that goes on from its book is due */
	assert_close("not made", rv_sub_edge(&f->x, RV_SUB_S5, "XRP"), NAN, 0);
	says(f, RV_SUB_S5, "XRP", "alpha unknown");
}

/* The others have scores, and H, OP and RESIDUE not even these. */
static void nobody_else_expects_a_return(void **state)
{
	fixture *f = *state;
	set_alpha(f);
	for (int s = 0; s < RV_SUB_N; s++) {
		if (s != RV_SUB_S5)
			assert_close(rv_sub_name((rv_sub)s), rv_sub_edge(&f->x, (rv_sub)s, "SOL"),
				     NAN, 0);
	}
	says(f, RV_SUB_H, "SOL", "");
	says(f, RV_SUB_OP, "SOL", "");
}

/* ---- S4 ---- */

static rv_bb_position *enter(fixture *f, rv_bucket k, const char *name, size_t coin,
			     const char *hedge, double z, int days_ago)
{
	rv_bb_position *q = &f->s4->positions[f->s4->n++];
	*q = (rv_bb_position){ .bucket = k,
			       .units = 1000,
			       .leverage = 1.0,
			       .z = z,
			       .opened_ms = T0 - days_ago * RV_DAY_MS };
	memcpy(q->name, name, strlen(name) + 1);
	memcpy(q->symbol, names[coin], strlen(names[coin]) + 1);
	memcpy(q->hedge_symbol, hedge, strlen(hedge) + 1);
	return q;
}

static void s4_says_the_score_now_and_at_the_entry(void **state)
{
	fixture *f = *state;
	rv_bucket_symbol *now = f->r->buckets.symbols;
	(void)enter(f, RV_BUCKET_MOMENTUM, "SOL", SOL, "", 1.9, 0);
	now[SOL].cm = 1.12;
	now[SOL].m[0] = 0.081;
	says(f, RV_SUB_S4M, "SOL", "CM +1.12 M7 +8.1 %, enters");
	(void)enter(f, RV_BUCKET_RESIDUAL, "ADA", ADA, "", -1.52, 3);
	now[ADA].residual_z = -0.8;
	says(f, RV_SUB_S4R, "ADA", "residual Z -0.80, entered at Z -1.52 on 2025-11-04");
	(void)enter(f, RV_BUCKET_MEAN_REVERSION, "XRP", XRP, "", -2.4, 1);
	now[XRP].z[0] = NAN;
	says(f, RV_SUB_S4MR, "XRP", "Z7 --, entered at Z -2.40 on 2025-11-06");
	f->s4->positions[0].opened_ms = T0 - 2 * RV_DAY_MS;
	f->r->buckets.leverage_factor = 0.4;
	says(f, RV_SUB_S4M, "SOL",
	     "CM +1.12 M7 +8.1 %, entered at Z7 +1.90 on 2025-11-05, x0.40 by the leverage factor");
}

static void s4_says_of_which_pair_a_leg_is(void **state)
{
	fixture *f = *state;
	(void)enter(f, RV_BUCKET_PAIR, "ETH-ENA", ENA, "ETH", 2.05, 1);
	f->r->buckets.n_pairs = 2;
	rv_bucket_pair *q = &f->r->buckets.pairs[1];
	*q = (rv_bucket_pair){ .x = ETH, .y = ENA, .z = 1.1 };
	(void)snprintf(q->name, sizeof(q->name), "ETH-ENA");
	says(f, RV_SUB_S4P, "ENA", "ETH-ENA Z +1.10, entered at Z +2.05 on 2025-11-06");
	says(f, RV_SUB_S4P, "ETH", "ETH-ENA Z +1.10, entered at Z +2.05 on 2025-11-06");
	(void)enter(f, RV_BUCKET_PAIR, "ETH-SOL", SOL, "ETH", -2.2, 0);
	says(f, RV_SUB_S4P, "ETH", "ETH-ENA Z +1.10, entered at Z +2.05 on 2025-11-06 and 1 more");
	f->s4->n = 0;
	f->changes->n = 1;
	(void)snprintf(f->changes->text[0], RV_WATCH_TEXT,
		       "model S4p ETH-ENA: exit, signal (no order)");
	says(f, RV_SUB_S4P, "ETH", "exit, signal");
	says(f, RV_SUB_S4P, "SOL", "no position in its book");
}

static void s4_says_why_a_position_has_ended(void **state)
{
	fixture *f = *state;
	f->changes->n = 2;
	(void)snprintf(f->changes->text[0], RV_WATCH_TEXT,
		       "model S4r SOL: 10 days under 50 %% of its target (no order)");
	(void)snprintf(f->changes->text[1], RV_WATCH_TEXT,
		       "model S4m SOL: trailing stop at 140.2, close 139 (no order)");
	says(f, RV_SUB_S4M, "SOL", "trailing stop at 140.2, close 139");
	says(f, RV_SUB_S4M, "XRP", "no position in its book");
	says(f, RV_SUB_S4R, "BTC", "against the betas of its positions");
}

/* ---- S3 ---- */

static void s3_says_its_regime_and_what_it_wants_of_the_coin(void **state)
{
	fixture *f = *state;
	rv_ma_result *m = &f->r->ma;
	m->n_regimes = 5;
	m->state.regime = RV_MA_WEAK_MAJORS;
	m->score = 0.82;
	m->scale = f->x.s3_scale = 0.5;
	m->n_basket = 1;
	m->basket[0] = (rv_ma_leg){ SOL, 1.0, 0.0, -0.03 };
	m->weight_btc = 0.31;
	says(f, RV_SUB_S3, "SOL", "WEAK_RISK_ON_MAJORS score +0.82 scale 0.50, weight -3.00 %");
	says(f, RV_SUB_S3, "BTC", "WEAK_RISK_ON_MAJORS score +0.82 scale 0.50, weight +31.00 %");
	f->x.s3_scale = 1.0;
	m->score = NAN;
	says(f, RV_SUB_S3, "XRP",
	     "WEAK_RISK_ON_MAJORS score -- scale 1.00 by hand, not in its basket");
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(s5_expects_what_the_reference_does),
		WITH(legs_go_by_what_s5_expects),
		WITH(s5_says_what_alpha_is_made_of),
		WITH(s5_says_whose_weights_and_what_is_added),
		WITH(an_unknown_alpha_is_no_edge),
		WITH(nobody_else_expects_a_return),
		WITH(s4_says_the_score_now_and_at_the_entry),
		WITH(s4_says_of_which_pair_a_leg_is),
		WITH(s4_says_why_a_position_has_ended),
		WITH(s3_says_its_regime_and_what_it_wants_of_the_coin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
