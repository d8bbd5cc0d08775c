/*
 * The multi-bucket portfolio against an independent reference: tests/oracle/buckets.py (numpy,
 * pandas, statsmodels) made the cases on seeded synthetic markets. Agreement to 1e-9 in every
 * published number. Then what holds on any market: point in time, order, absence.
 */
#include "engine/portfolio/buckets.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct oracle_coin {
	const char *name;
	double m[3], z[3];
	double cm, cm_rank, acc, ms, rsi, atr, sigma, beta, residual, residual_z, adv;
	unsigned entries;
	double target[RV_BUCKET_N + 1]; /* the last is the net */
} oracle_coin;

typedef struct oracle_pair {
	const char *name;
	double alpha, beta, spread, z, corr30, decline;
	const char *state;
} oracle_pair;

typedef struct oracle_case {
	const char *name;
	void (*set)(rv_bucket_params *p);
	size_t n, bars;
	double usd;
	const double *close; /* [n][bars] */
	const oracle_coin *coins;
	const oracle_pair *pairs;
	size_t n_pairs;
	double avg_corr[RV_CORR_WINDOWS], used, mr, lf, percentile;
	bool risk_off, jump, flat;
	double rise, breadth;
	int clear;
	double hedge;
} oracle_case;

#include "tests/oracle/buckets_cases.h"

enum { DAYS = 400 };

/* One bar by the rule that the reference uses as well. */
static void put_bar(rv_panel *p, const char *name, size_t i, size_t t, double close, double usd)
{
	if (isnan(close))
		return;
	const rv_bar b = { .t = (int64_t)(FX_FIRST_BAR + t) * RV_DAY_MS,
			   .open = close,
			   .high = close * (1.0 + 0.01 * (double)(1 + (t * 7 + i * 3) % 5)),
			   .low = close * (1.0 - 0.01 * (double)(1 + (t * 5 + i) % 4)),
			   .close = close,
			   .volume_base = 1.0,
			   .volume_quote = usd * (double)(1 + (t + i) % 3) };
	assert_int_equal(rv_panel_put(p, rv_panel_find(p, name), &b), RV_OK);
}

/* The bars [0, bars) of a case, those from `poisoned` on times 7; coins added forwards or not. */
static rv_panel *panel_of(const oracle_case *c, size_t bars, size_t poisoned, bool backwards)
{
	rv_panel *p = fx_panel(RV_INTERVAL_1D, c->n, DAYS);
	for (size_t k = 0; k < c->n; k++) {
		const size_t i = backwards ? c->n - 1 - k : k;
		const char *name = c->coins[i].name;
		assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
		for (size_t t = 0; t < bars; t++)
			put_bar(p, name, i, t, c->close[i * c->bars + t] * (t < poisoned ? 1 : 7),
				c->usd);
	}
	return p;
}

static int64_t close_of(size_t bars)
{
	return (int64_t)(FX_FIRST_BAR + bars) * RV_DAY_MS;
}

/* Result at the close of day `bars`; free() it. */
static rv_bucket_result *run(const rv_bucket_params *p, const rv_panel *panel, size_t bars)
{
	rv_buckets *w = NULL;
	rv_frame *f = NULL;
	rv_bucket_result *r = malloc(sizeof(*r));
	assert_non_null(r);
	memset(r, 0xa5, sizeof(*r)); /* whatever was there must not matter */
	assert_int_equal(rv_buckets_new(RV_MAX_SYMBOLS, DAYS, &w), RV_OK);
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS, DAYS, &f), RV_OK);
	assert_int_equal(rv_frame_fill(f, panel, close_of(bars)), RV_OK);
	assert_int_equal(rv_buckets_run(w, p, f, r), RV_OK);
	rv_frame_free(f);
	rv_buckets_free(w);
	return r;
}

static const rv_bucket_symbol *find(const rv_bucket_result *r, const rv_panel *panel,
				    const char *name)
{
	const size_t row = rv_panel_find(panel, name);
	assert_true(row < r->n); /* every coin of these panels is in the frame */
	return &r->symbols[row];
}

static void check_scores(const oracle_coin *want, const rv_bucket_symbol *s)
{
	for (int h = 0; h < 3; h++) {
		assert_close(want->name, s->m[h], want->m[h], 1e-9);
		assert_close(want->name, s->z[h], want->z[h], 1e-9);
	}
	assert_close(want->name, s->cm, want->cm, 1e-9);
	assert_close(want->name, s->cm_rank, want->cm_rank, 1e-9);
	assert_close(want->name, s->acc, want->acc, 1e-9);
	assert_close(want->name, s->ms, want->ms, 1e-9);
	assert_close(want->name, s->rsi14, want->rsi, 1e-9);
	assert_close(want->name, s->atr14, want->atr, 1e-9);
	assert_close(want->name, s->sigma20, want->sigma, 1e-9);
	assert_close(want->name, s->beta_btc, want->beta, 1e-9);
	assert_close(want->name, s->residual, want->residual, 1e-9);
	assert_close(want->name, s->residual_z, want->residual_z, 1e-9);
	assert_close(want->name, s->adv_usd, want->adv, 1e-9);
}

static void check_coin(const char *name, const oracle_coin *want, const rv_bucket_symbol *s)
{
	assert_true(s->member);
	check_scores(want, s);
	if (s->entries != want->entries)
		print_error("case %s, %s\n", name, want->name);
	assert_int_equal(s->entries, want->entries);
	bool any = false;
	for (int b = 0; b < RV_BUCKET_N; b++) {
		assert_close(want->name, s->target[b], want->target[b], 1e-9);
		any = any || fabs(s->target[b]) > 0.0;
	}
	assert_close(want->name, s->net, want->target[RV_BUCKET_N], 1e-9);
	assert_true(any == (!s->reason[0]));
}

static void check_pair(const oracle_pair *want, const rv_bucket_pair *q)
{
	assert_string_equal(q->name, want->name);
	assert_close(want->name, q->alpha, want->alpha, 1e-9);
	assert_close(want->name, q->beta, want->beta, 1e-9);
	assert_close(want->name, q->spread, want->spread, 1e-9);
	assert_close(want->name, q->z, want->z, 1e-9);
	assert_close(want->name, q->corr30, want->corr30, 1e-9);
	assert_close(want->name, q->corr_decline, want->decline, 1e-9);
	assert_string_equal(rv_pair_state_name(q->state), want->state);
}

static void check_regime(const oracle_case *c, const rv_bucket_result *r)
{
	for (int k = 0; k < RV_CORR_WINDOWS; k++)
		assert_close(c->name, r->avg_corr[k], c->avg_corr[k], 1e-9);
	assert_close(c->name, r->avg_corr_used, c->used, 1e-9);
	assert_close(c->name, r->avg_corr_mr, c->mr, 1e-9);
	assert_close(c->name, r->leverage_factor, c->lf, 1e-9);
	assert_close(c->name, r->corr_percentile, c->percentile, 1e-9);
	assert_int_equal(r->risk_off, c->risk_off);
	assert_int_equal(r->trigger_jump, c->jump);
	assert_int_equal(r->trigger_breadth, c->flat);
	assert_close(c->name, r->jump, c->rise, 1e-9);
	assert_close(c->name, r->breadth, c->breadth, 1e-9);
	assert_int_equal(r->release_days, c->clear);
	assert_close(c->name, r->hedge_btc, c->hedge, 1e-9);
}

static void check_case(const oracle_case *c)
{
	rv_bucket_params p;
	rv_bucket_params_default(&p);
	c->set(&p);
	rv_panel *panel = panel_of(c, c->bars, c->bars, false);
	rv_bucket_result *r = run(&p, panel, c->bars);
	assert_int_equal(r->n, c->n);
	check_regime(c, r);
	for (size_t i = 0; i < c->n; i++)
		check_coin(c->name, &c->coins[i], find(r, panel, c->coins[i].name));
	assert_int_equal(r->n_pairs, c->n_pairs);
	for (size_t k = 0; k < c->n_pairs; k++)
		check_pair(&c->pairs[k], &r->pairs[k]);
	free(r);
	rv_panel_free(panel);
}

static void agrees_with_the_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(oracle_cases); i++) {
		print_message("case %s\n", oracle_cases[i].name);
		check_case(&oracle_cases[i]);
	}
}

/* Every number of a result that somebody may read, as bytes. */
static void assert_same(const rv_bucket_result *a, const rv_bucket_result *b)
{
	assert_int_equal(a->n, b->n);
	assert_memory_equal(a->avg_corr, b->avg_corr, sizeof(a->avg_corr));
	assert_memory_equal(&a->leverage_factor, &b->leverage_factor, sizeof(double));
	assert_memory_equal(&a->net_beta, &b->net_beta, sizeof(double));
	assert_int_equal(a->risk_off, b->risk_off);
	for (size_t i = 0; i < a->n; i++) {
		const rv_bucket_symbol *x = &a->symbols[i], *y = &b->symbols[i];
		assert_memory_equal(x->m, y->m, sizeof(x->m));
		assert_memory_equal(x->z, y->z, sizeof(x->z));
		assert_memory_equal(&x->cm, &y->cm, 7 * sizeof(double));
		assert_memory_equal(&x->residual_z, &y->residual_z, sizeof(double));
		assert_memory_equal(x->target, y->target, sizeof(x->target));
		assert_memory_equal(&x->net, &y->net, sizeof(double));
	}
}

static void the_future_and_the_order_change_no_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(oracle_cases); i++) {
		const oracle_case *c = &oracle_cases[i];
		const size_t bars = c->bars - 5;
		rv_bucket_params p;
		rv_bucket_params_default(&p);
		c->set(&p);
		rv_panel *cut = panel_of(c, bars, bars, false);
		rv_panel *poisoned = panel_of(c, c->bars, bars, true);
		rv_bucket_result *a = run(&p, cut, bars), *b = run(&p, poisoned, bars);
		/* A coin whose first bar comes later is in neither frame. */
		assert_same(a, b);
		free(a);
		free(b);
		rv_panel_free(cut);
		rv_panel_free(poisoned);
	}
}

static void an_empty_market_knows_nothing(void **state)
{
	(void)state;
	rv_bucket_params p;
	rv_bucket_params_default(&p);
	rv_panel *panel = fx_panel(RV_INTERVAL_1D, 4, DAYS);
	rv_bucket_result *r = run(&p, panel, 10);
	assert_int_equal(r->n, 0);
	assert_false(r->ready);
	assert_true(isnan(r->avg_corr_used) && isnan(r->leverage_factor));
	free(r);
	rv_panel_free(panel);
}

static void strangers_are_no_members(void **state)
{
	(void)state;
	static const double close[] = { 2.385, 2.4, 2.2, 2.6 };
	rv_bucket_params p;
	rv_bucket_params_default(&p);
	rv_panel *panel = fx_panel(RV_INTERVAL_1D, 4, DAYS);
	fx_closes(panel, "AAVE", 0, close, LEN(close));
	fx_closes(panel, "BTC", 0, close, LEN(close));
	rv_bucket_result *r = run(&p, panel, LEN(close));
	assert_int_equal(r->n, 2);
	assert_false(r->symbols[0].member);
	assert_true(isnan(r->symbols[0].net) && isnan(r->symbols[0].cm));
	assert_true(r->symbols[1].member);
	assert_string_equal(r->symbols[1].reason, "history too short");
	assert_true(r->symbols[1].net >= 0.0 && r->symbols[1].net <= 0.0);
	assert_true(r->avg_corr_default);
	assert_close("default", r->avg_corr_used, 0.5, 0.0);
	assert_close("factor", r->leverage_factor, 0.4, 1e-15);
	assert_int_equal(r->pairs[0].x, SIZE_MAX);
	assert_int_equal(r->pairs[0].state, RV_PAIR_UNKNOWN);
	free(r);
	rv_panel_free(panel);
}

static void wrong_parameters_are_refused(void **state)
{
	(void)state;
	rv_bucket_params good, p;
	rv_bucket_params_default(&good);
	assert_null(rv_bucket_params_error(&good));
#define REFUSED(change)                                                                            \
	do {                                                                                       \
		p = good;                                                                          \
		change;                                                                            \
		assert_non_null(rv_bucket_params_error(&p));                                       \
	} while (0)
	REFUSED(p.n_universe = RV_BUCKET_UNIVERSE_MAX + 1);
	REFUSED(p.horizon[1] = 0);
	REFUSED(p.corr_min = p.corr_days + 1);
	REFUSED(p.resid_z = p.resid_window + 1);
	REFUSED(p.beta_goal = p.beta_tol);
	REFUSED(p.lf_high = p.lf_low);
	REFUSED(p.equity_usd = NAN);
	REFUSED(p.equity_usd = 0.0);
	REFUSED(p.targets[RV_BUCKET_PAIR] = -0.1);
	REFUSED(p.riskoff_release = 0);
#undef REFUSED
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_reference),
		cmocka_unit_test(the_future_and_the_order_change_no_byte),
		cmocka_unit_test(an_empty_market_knows_nothing),
		cmocka_unit_test(strangers_are_no_members),
		cmocka_unit_test(wrong_parameters_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
