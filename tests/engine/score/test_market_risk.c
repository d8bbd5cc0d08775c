/*
 * Market-aware risk and the ensemble against an independent reference, with the market structure
 * filled in by hand; and the properties that no market may break.
 */
#include "engine/score/market_risk.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct risk_trades {
	const char *name;
	size_t trades;
	double hit, win, loss;
} risk_trades;

typedef struct risk_symbol {
	rv_leader_regime regime;
	double confidence, divergence_score, divergence, beta; /* given */
	double rs, lb;
	rv_source_vote alpha, structure;
	rv_vote vote;
	double vote_confidence, agreement;
	double f_leader, f_beta, f_divergence, f_own, f_drawdown, size, stop;
	bool blocked;
	int group;
} risk_symbol;

enum { CASE_BARS = 130 };

typedef struct risk_case {
	const char *id;
	double leader_return, leader_trend, drawdown;
	const double (*close)[CASE_BARS];
	const risk_symbol *symbols;
	double gross, beta;
	size_t n_groups;
	const double *exposures;
} risk_case;

#include "tests/oracle/market_risk_cases.h"

#define TOL 1e-9

typedef struct fixture {
	rv_panel *panel;
	rv_frame *frame;
	rv_ms_params msp;
	rv_ms_result *ms;
	rv_experience *ex;
	rv_risk *w;
	rv_risk_params params;
	rv_risk_result *out;
} fixture;

static fixture *new_fixture(size_t n, size_t bars)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->panel = fx_panel(RV_INTERVAL_1D, n, bars + 8);
	f->ms = calloc(1, sizeof(*f->ms));
	f->ex = calloc(1, sizeof(*f->ex));
	f->out = malloc(sizeof(*f->out));
	assert_true(f->ms && f->ex && f->out);
	memset(f->out, 0xa5, sizeof(*f->out)); /* what a pass does not write would show */
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS, bars, &f->frame), RV_OK);
	assert_int_equal(rv_risk_new(RV_MAX_SYMBOLS, bars, &f->w), RV_OK);
	rv_risk_params_default(&f->params);
	memcpy(f->msp.leaders[0], "BTC", 4);
	memcpy(f->msp.leaders[1], "ETH", 4);
	memcpy(f->msp.leaders[2], "SOL", 4);
	f->ex->drawdown = NAN;
	return f;
}

static void free_fixture(fixture *f)
{
	rv_panel_free(f->panel);
	rv_frame_free(f->frame);
	rv_risk_free(f->w);
	free(f->ms);
	free(f->ex);
	free(f->out);
	free(f);
}

/* A structure of the frame's coins in which nothing is known yet. */
static void fill(fixture *f, int64_t asof_ms)
{
	assert_int_equal(rv_frame_fill(f->frame, f->panel, asof_ms), RV_OK);
	f->ms->close_ms = f->frame->close_ms;
	f->ms->n = f->frame->n;
	f->ms->leader_trend = NAN;
	for (int l = 0; l < RV_LEADERS; l++)
		f->ms->leaders[l] = (rv_ms_leader){ .return_10 = NAN, .return_20 = NAN };
	for (size_t i = 0; i < f->ms->n; i++) {
		memset(&f->ms->symbols[i], 0, sizeof(f->ms->symbols[i]));
		f->ms->symbols[i].pairs[0].beta = NAN;
		f->ms->symbols[i].pairs[0].divergence = NAN;
		f->ms->symbols[i].divergence_score = NAN;
	}
}

static rv_ms_symbol *structure(fixture *f, const char *name)
{
	const size_t i = rv_frame_find(f->frame, name);
	assert_true(i != SIZE_MAX);
	return &f->ms->symbols[i];
}

static const rv_risk_symbol *of(const fixture *f, const char *name)
{
	const size_t i = rv_frame_find(f->frame, name);
	assert_true(i != SIZE_MAX);
	return &f->out->symbols[i];
}

static void go(fixture *f, const double *notional, double equity)
{
	assert_int_equal(rv_risk_run(f->w, &f->params, f->frame, &f->msp, f->ms, f->ex, notional,
				     equity, f->out),
			 RV_OK);
}

static fixture *load(const risk_case *c)
{
	fixture *f = new_fixture(RISK_N, RISK_BARS);
	for (size_t i = 0; i < RISK_N; i++)
		fx_closes(f->panel, risk_names[i], 0, c->close[i], RISK_BARS);
	fill(f, (FX_FIRST_BAR + RISK_BARS) * RV_DAY_MS);
	f->ms->leader_trend = c->leader_trend;
	f->ms->leaders[0].return_10 = c->leader_return;
	for (size_t i = 0; i < RISK_N; i++) {
		const risk_symbol *s = &c->symbols[i];
		rv_ms_symbol *ms = structure(f, risk_names[i]);
		ms->regime = s->regime;
		ms->confidence = s->confidence;
		ms->divergence_score = s->divergence_score;
		ms->pairs[0].divergence = s->divergence;
		ms->pairs[0].beta = s->beta;
	}
	f->ex->drawdown = c->drawdown;
	for (size_t i = 0; i < LEN(risk_experience); i++) {
		rv_experience_symbol *e = &f->ex->symbols[f->ex->n++];
		memcpy(e->symbol, risk_experience[i].name, strlen(risk_experience[i].name) + 1);
		e->trades = risk_experience[i].trades;
		e->hit_rate = risk_experience[i].hit;
		e->avg_win_r = risk_experience[i].win;
		e->avg_loss_r = risk_experience[i].loss;
	}
	return f;
}

static void assert_vote(const char *what, rv_source_vote got, rv_source_vote want)
{
	assert_int_equal(got.present, want.present);
	assert_int_equal(got.vote, want.vote);
	assert_close(what, got.confidence, want.confidence, TOL);
}

static void assert_symbol(const char *name, const rv_risk_symbol *got, const risk_symbol *want)
{
	assert_close(name, got->rs, want->rs, TOL);
	assert_close(name, got->leader_bias, want->lb, TOL);
	assert_vote(name, got->sources[RV_SRC_ALPHA_ENGINE], want->alpha);
	assert_vote(name, got->sources[RV_SRC_MARKET_STRUCTURE], want->structure);
	assert_int_equal(got->vote, want->vote);
	assert_close(name, got->confidence, want->vote_confidence, TOL);
	assert_close(name, got->agreement, want->agreement, TOL);
	assert_close(name, got->leader_vol_factor, want->f_leader, TOL);
	assert_close(name, got->beta_factor, want->f_beta, TOL);
	assert_close(name, got->divergence_factor, want->f_divergence, TOL);
	assert_close(name, got->vol_factor, want->f_own, TOL);
	assert_close(name, got->drawdown_factor, want->f_drawdown, TOL);
	assert_close(name, got->size_multiplier, want->size, TOL);
	assert_close(name, got->size, 100.0 * want->size, TOL);
	assert_close(name, got->stop_bps, want->stop, TOL);
	assert_int_equal(got->buy_blocked, want->blocked);
	assert_int_equal(got->gate_reason[0] != '\0', want->blocked);
	assert_int_equal(got->beta_assumed, isnan(want->beta));
}

static void is_what_the_reference_says(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(risk_cases); k++) {
		const risk_case *c = &risk_cases[k];
		fixture *f = load(c);
		go(f, risk_positions, 250000.0);
		for (size_t i = 0; i < RISK_N; i++) {
			const size_t at = rv_frame_find(f->frame, risk_names[i]);
			assert_symbol(risk_names[i], &f->out->symbols[at], &c->symbols[i]);
			assert_int_equal(f->out->group_of[at], c->symbols[i].group);
		}
		assert_close("gross", f->out->gross_heat, c->gross, TOL);
		assert_close("beta", f->out->beta_heat, c->beta, TOL);
		assert_true(f->out->gross_over);
		assert_false(f->out->beta_over);
		assert_int_equal(f->out->n_groups, c->n_groups);
		for (size_t g = 0; g < c->n_groups; g++) {
			assert_close("group", f->out->groups[g].exposure, c->exposures[g], TOL);
			assert_int_equal(f->out->groups[g].over, c->exposures[g] > 0.4);
		}
		free_fixture(f);
	}
}

static void an_empty_book_has_no_heat(void **state)
{
	(void)state;
	fixture *f = load(&risk_cases[0]);
	const double none[RISK_N] = { 0.0 };
	const double *books[] = { NULL, none };
	for (size_t k = 0; k < LEN(books); k++) {
		go(f, books[k], k == 0 ? 0.0 : 1e6);
		assert_close("gross", f->out->gross_heat, 0.0, 0);
		assert_close("beta", f->out->beta_heat, 0.0, 0);
		assert_true(f->out->n_groups > 0);
		for (size_t g = 0; g < f->out->n_groups; g++)
			assert_close("group", f->out->groups[g].exposure, 0.0, 0);
	}
	go(f, risk_positions, 0.0); /* a book on no equity is not a heat of infinity */
	assert_close("gross", f->out->gross_heat, NAN, 0);
	assert_false(f->out->gross_over);
	free_fixture(f);
}

/* Long and short of two coins that move together: gross heat, but no heat of beta or group. */
static void a_hedge_is_not_correlated_heat(void **state)
{
	(void)state;
	fixture *f = new_fixture(4, 60);
	double close[60];
	for (size_t k = 0; k < LEN(close); k++)
		close[k] = 2.385 * exp(0.03 * sin(0.7 * (double)k));
	fx_closes(f->panel, "AAA", 0, close, LEN(close));
	fx_closes(f->panel, "BBB", 0, close, LEN(close));
	fill(f, INT64_MAX);
	structure(f, "AAA")->pairs[0].beta = 1.3;
	structure(f, "BBB")->pairs[0].beta = 1.3;
	go(f, (const double[]){ 30e3, -30e3 }, 1e5);
	assert_int_equal(f->out->n_groups, 1);
	assert_close("gross", f->out->gross_heat, 0.6, 1e-15);
	assert_close("beta", f->out->beta_heat, 0.0, 1e-15);
	assert_close("group", f->out->groups[0].exposure, 0.0, 1e-7);
	go(f, (const double[]){ 30e3, 30e3 }, 1e5);
	assert_close("beta", f->out->beta_heat, 0.78, 1e-15);
	assert_close("group", f->out->groups[0].exposure, 0.6, 1e-12);
	assert_true(f->out->groups[0].over && f->out->beta_over);
	free_fixture(f);
}

static void without_a_structure_beta_is_assumed_and_said(void **state)
{
	(void)state;
	fixture *f = load(&risk_cases[0]);
	f->ms->n = 0; /* the module did not run */
	go(f, NULL, 1e6);
	for (size_t i = 0; i < f->frame->n; i++) {
		const rv_risk_symbol *s = &f->out->symbols[i];
		assert_true(s->beta_assumed);
		assert_close("beta factor", s->beta_factor, 1.0, 0);
		assert_false(s->sources[RV_SRC_MARKET_STRUCTURE].present);
		assert_false(s->buy_blocked);
	}
	assert_true(of(f, "AVAX")->sources[RV_SRC_ALPHA_ENGINE].present);
	free_fixture(f);
}

static void the_first_rule_that_holds_votes(void **state)
{
	(void)state;
	fixture *f = load(&risk_cases[3]);
	rv_ms_symbol *ms = structure(f, "AVAX");
	const rv_source_vote *v =
		&f->out->symbols[rv_frame_find(f->frame, "AVAX")].sources[RV_SRC_MARKET_STRUCTURE];
	*ms = (rv_ms_symbol){ .regime = RV_REGIME_RISK_ON, .confidence = 0.9 };
	ms->pairs[0].beta = 1.5;
	f->ms->leader_trend = 0.6;
	f->ms->leaders[0].return_10 = 0.02;
	go(f, NULL, 1e6);
	assert_vote("on", *v, (rv_source_vote){ true, RV_VOTE_BUY, 0.9 });
	f->ms->leaders[0].return_10 = -0.06; /* falling comes first, whatever the regime */
	go(f, NULL, 1e6);
	assert_vote("falling", *v, (rv_source_vote){ true, RV_VOTE_SELL, 0.8 });
	assert_true(of(f, "AVAX")->buy_blocked);
	ms->pairs[0].beta = 0.79; /* does not follow the leader */
	go(f, NULL, 1e6);
	assert_vote("apart", *v, (rv_source_vote){ true, RV_VOTE_HOLD, 0.0 });
	assert_false(of(f, "AVAX")->buy_blocked);
	*ms = (rv_ms_symbol){ .regime = RV_REGIME_DIVERGENCE, .divergence_score = 0.8 };
	ms->pairs[0].divergence = 0.7;
	go(f, NULL, 1e6);
	assert_vote("reversion", *v, (rv_source_vote){ true, RV_VOTE_SELL, 0.65 });
	assert_close("boost", of(f, "AVAX")->divergence_factor, 1.15, 1e-15);
	ms->pairs[0].divergence = -0.7;
	go(f, NULL, 1e6);
	assert_vote("reversion", *v, (rv_source_vote){ true, RV_VOTE_BUY, 0.65 });
	ms->pairs[0].divergence = NAN;
	go(f, NULL, 1e6);
	assert_vote("unknown", *v, (rv_source_vote){ true, RV_VOTE_HOLD, 0.0 });
	free_fixture(f);
}

/* Adding a source that disagrees must not make the vote surer. */
static void dissent_never_raises_confidence(void **state)
{
	(void)state;
	fixture *f = load(&risk_cases[1]);
	go(f, NULL, 1e6);
	for (size_t i = 0; i < f->frame->n; i++) {
		const rv_risk_symbol *s = &f->out->symbols[i];
		const rv_source_vote a = s->sources[0], b = s->sources[1];
		if (!a.present || !b.present || a.vote == b.vote)
			continue;
		const double alone = 0.6 * fmax(a.confidence, b.confidence) + 0.4;
		assert_true(s->confidence <= alone);
		if (s->vote == RV_VOTE_HOLD)
			assert_close("size", s->size_multiplier, 0.0, 0);
	}
	free_fixture(f);
}

static void later_bars_change_no_byte(void **state)
{
	(void)state;
	fixture *f = load(&risk_cases[1]);
	const int64_t asof = f->frame->close_ms;
	go(f, risk_positions, 250000.0);
	rv_risk_result *clean = f->out;
	f->out = calloc(1, sizeof(*f->out));
	assert_non_null(f->out);
	for (size_t i = 0; i < RISK_N; i++)
		fx_closes(f->panel, risk_names[i], RISK_BARS, (const double[]){ 1e9, 1e-9, 7.0 },
			  3);
	assert_int_equal(rv_frame_fill(f->frame, f->panel, asof), RV_OK);
	go(f, risk_positions, 250000.0);
	for (size_t i = 0; i < RISK_N; i++) {
		assert_memory_equal(&f->out->symbols[i].rs, &clean->symbols[i].rs, sizeof(double));
		assert_memory_equal(&f->out->symbols[i].size_multiplier,
				    &clean->symbols[i].size_multiplier, 3 * sizeof(double));
		assert_int_equal(f->out->group_of[i], clean->group_of[i]);
	}
	for (size_t g = 0; g < clean->n_groups; g++)
		assert_memory_equal(&f->out->groups[g].exposure, &clean->groups[g].exposure,
				    sizeof(double));
	free(clean);
	free_fixture(f);
}

static void nothing_known_is_an_empty_result(void **state)
{
	(void)state;
	fixture *f = new_fixture(4, 60);
	fill(f, 0);
	go(f, NULL, 1e6);
	assert_int_equal(f->out->n, 0);
	assert_int_equal(f->out->n_groups, 0);
	assert_close("gross", f->out->gross_heat, 0.0, 0);
	fx_closes(f->panel, "BTC", 0, (const double[]){ 2.385, 2.5 }, 2);
	fill(f, INT64_MAX);
	go(f, NULL, 1e6);
	const rv_risk_symbol *btc = of(f, "BTC");
	assert_close("size", btc->size_multiplier, NAN, 0);
	assert_close("stop", btc->stop_bps, NAN, 0);
	assert_close("rs", btc->rs, NAN, 0);
	assert_int_equal(btc->vote, RV_VOTE_HOLD);
	assert_close("leader", btc->leader_vol_factor, 1.0, 0);
	free_fixture(f);
}

static void refuses_parameters_out_of_range(void **state)
{
	(void)state;
	fixture *f = load(&risk_cases[0]);
	rv_risk_params bad[6];
	for (size_t i = 0; i < LEN(bad); i++)
		bad[i] = f->params;
	bad[0].group_min = 1;
	bad[1].size_min = 3.0;
	bad[2].stop_wide_bps = 200.0;
	bad[3].beta_floor = 0.0;
	bad[4].drawdown_end = 0.1;
	bad[5].corr_group = NAN;
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(rv_risk_run(f->w, &bad[i], f->frame, &f->msp, f->ms, f->ex, NULL,
					     1e6, f->out),
				 RV_EINVAL);
	rv_risk *small = NULL;
	assert_int_equal(rv_risk_new(0, 10, &small), RV_EINVAL);
	rv_risk_free(NULL);
	free_fixture(f);
}

static void a_sources_weight_follows_its_record(void **state)
{
	(void)state;
	assert_close("right", rv_source_weight_next(0.95, 0.8), 0.95 * 0.95 + 0.05 * 1.1, 1e-15);
	assert_close("best", rv_source_weight_next(1.0, 1.0), 0.95 + 0.05 * 1.5, 1e-15);
	assert_close("worst", rv_source_weight_next(1.0, 0.0), 0.95 + 0.05 * 0.3, 1e-15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_what_the_reference_says),
		cmocka_unit_test(an_empty_book_has_no_heat),
		cmocka_unit_test(a_hedge_is_not_correlated_heat),
		cmocka_unit_test(without_a_structure_beta_is_assumed_and_said),
		cmocka_unit_test(the_first_rule_that_holds_votes),
		cmocka_unit_test(dissent_never_raises_confidence),
		cmocka_unit_test(later_bars_change_no_byte),
		cmocka_unit_test(nothing_known_is_an_empty_result),
		cmocka_unit_test(refuses_parameters_out_of_range),
		cmocka_unit_test(a_sources_weight_follows_its_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
