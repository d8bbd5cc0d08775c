/*
 * The hybrid score and the screener against an independent reference, and what no number may
 * depend on: bars after the as-of time, other coins, unknown values.
 */
#include "tests/engine/score/hybrid_run.h"

typedef struct hyb_trades {
	const char *name;
	size_t trades;
	double hit, win, loss;
	size_t fills;
	double maker, fallback, slip, reject;
	int bucket;
	double drift, skip, age_minutes[2];
} hyb_trades;

typedef struct hyb_side {
	double parts[RV_PART_N], base, term, mult, decay, hybrid;
} hyb_side;

typedef struct hyb_symbol {
	bool known;
	const char *tier, *regime;
	double ratio, size, quality;
	hyb_side side[2];
} hyb_symbol;

typedef struct hyb_row {
	const char *name, *side;
	double hybrid;
	const char *action;
} hyb_row;

typedef struct hyb_case {
	const char *id;
	bool fresh, calibrated, desk;
	const hyb_symbol *want;
	const hyb_row *rows;
	size_t n_rows;
} hyb_case;

#include "tests/oracle/hybrid_cases.h"

enum { FIRST_DAY = FX_FIRST_BAR / 24, DAYS = (FX_FIRST_BAR + HYB_BARS) / 24 - FIRST_DAY };
#define TOL 1e-12

static void add_experience(hyb_market *m)
{
	for (size_t i = 0; i < LEN(hyb_experience); i++) {
		const hyb_trades *t = &hyb_experience[i];
		rv_experience_symbol *s = hyb_learn(m, t->name);
		s->trades = t->trades;
		s->hit_rate = t->hit;
		s->avg_win_r = t->win;
		s->avg_loss_r = t->loss;
		s->expectancy_per_risk = NAN;
		s->fills = t->fills;
		s->maker_ratio = t->maker;
		s->fallback_ratio = t->fallback;
		s->slip_bps = t->slip;
		s->reject_ratio = t->reject;
		s->bucket = t->bucket;
		s->drift_bps = t->drift;
		s->twap_skip_ratio = t->skip;
		for (int k = 0; k < 2; k++)
			s->last_signal_ms[k] = m->ex->asof_ms - (int64_t)(t->age_minutes[k] * 6e4);
	}
}

/* Funding of the last two days that have closed by the as-of bar. */
static void add_funding(hyb_market *m)
{
	const double *close = hyb_close[0];
	for (size_t i = 0; i < HYB_N; i++) {
		assert_int_equal(rv_panel_add_symbol(m->daily, hyb_names[i], RV_KIND_PERP), RV_OK);
		const size_t row = rv_panel_find(m->daily, hyb_names[i]);
		for (int k = 0; k < DAYS; k++) {
			const int64_t t = (int64_t)(FIRST_DAY + k) * RV_DAY_MS;
			const rv_bar b = { t, close[k], close[k], close[k], close[k], 1.5, 1.5 };
			assert_int_equal(rv_panel_put(m->daily, row, &b), RV_OK);
		}
	}
	for (size_t i = 0; i < HYB_N; i++) {
		const size_t row = rv_panel_find(m->daily, hyb_names[i]);
		for (int k = 0; k < 2; k++) {
			const int64_t t = (int64_t)(FIRST_DAY + DAYS - 2 + k) * RV_DAY_MS;
			assert_int_equal(rv_panel_put_value(m->daily, row, RV_PANEL_FUNDING, t,
							    hyb_funding[i][k]),
					 RV_OK);
		}
	}
}

static hyb_market *market(bool fresh)
{
	hyb_market *m = hyb_new(16, HYB_BARS + 8);
	for (size_t i = 0; i < HYB_N; i++)
		fx_closes(m->hourly, hyb_names[i], 0, hyb_close[i], HYB_BARS);
	add_funding(m);
	hyb_frames(m, (FX_FIRST_BAR + HYB_BARS) * RV_HOUR_MS);
	for (size_t i = 0; i < HYB_N; i++)
		hyb_momentum(m, hyb_names[i], hyb_rv[i]);
	if (!fresh)
		add_experience(m);
	return m;
}

static void use_desk(rv_hybrid_params *p)
{
	p->neutral_parts = false;
	p->carry_minus_median = true;
	p->one_side = true;
	p->rv_filter = RV_RVFILTER_DOWNRANK;
	p->rv_release = 0.3;
}

static void assert_side(const char *what, const rv_hybrid_side *got, const hyb_side *want)
{
	for (int k = 0; k < RV_PART_N; k++)
		assert_close(what, got->part[k], want->parts[k], TOL);
	assert_close(what, got->base, want->base, TOL);
	assert_close(what, got->rv_term, want->term, TOL);
	assert_close(what, got->router_multiplier, want->mult, TOL);
	assert_close(what, got->decay, want->decay, TOL);
	assert_close(what, got->hybrid, want->hybrid, TOL);
}

static void assert_symbol(const char *name, const rv_hybrid_symbol *got, const hyb_symbol *want)
{
	assert_int_equal(got->known, want->known);
	if (!want->known) {
		assert_int_equal(got->reason, RV_HYBRID_NO_BAR);
		assert_close(name, got->side[RV_LONG].hybrid, NAN, 0);
		assert_close(name, got->side[RV_SHORT].base, NAN, 0);
		assert_close(name, got->rv, NAN, 0);
		return;
	}
	assert_string_equal(rv_tier_name(got->tier), want->tier);
	assert_string_equal(rv_vol_regime_name(got->vol_regime), want->regime);
	assert_close(name, got->vol_ratio, want->ratio, TOL);
	assert_close(name, got->tier_multiplier, want->size, TOL);
	assert_close(name, got->router_quality, want->quality, TOL);
	for (int k = 0; k < 2; k++)
		assert_side(name, &got->side[k], &want->side[k]);
}

static void assert_rows(const hyb_market *m, const hyb_case *c)
{
	assert_int_equal(m->out->n_screen, c->n_rows);
	for (size_t k = 0; k < c->n_rows; k++) {
		const rv_screen_entry *e = &m->out->screen[k];
		const hyb_row *want = &c->rows[k];
		assert_string_equal(rv_frame_name(m->signal, e->index), want->name);
		assert_string_equal(e->side == RV_LONG ? "long" : "short", want->side);
		assert_string_equal(rv_screen_action_name(e->action), want->action);
		assert_close(want->name, e->hybrid, want->hybrid, TOL);
		assert_int_equal(e->reason[0] == '\0', e->action == RV_SCREEN_KEEP);
	}
}

static void is_what_the_reference_says(void **state)
{
	(void)state;
	for (size_t c = 0; c < LEN(hyb_cases); c++) {
		hyb_market *m = market(hyb_cases[c].fresh);
		m->params.calibrate = hyb_cases[c].calibrated;
		if (hyb_cases[c].desk)
			use_desk(&m->params);
		hyb_go(m);
		for (size_t i = 0; i < HYB_N; i++)
			assert_symbol(hyb_names[i], hyb_of(m, hyb_names[i]), &hyb_cases[c].want[i]);
		assert_rows(m, &hyb_cases[c]);
		hyb_free(m);
	}
}

static void says_where_each_part_comes_from(void **state)
{
	(void)state;
	hyb_market *m = market(false);
	hyb_go(m);
	const rv_part_source *eth = hyb_of(m, "ETH")->source, *fresh = hyb_of(m, "NEW")->source;
	assert_int_equal(eth[RV_PART_TREND], RV_SOURCE_DATA);
	assert_int_equal(eth[RV_PART_CARRY], RV_SOURCE_DATA);
	assert_int_equal(eth[RV_PART_EXPECTANCY], RV_SOURCE_TRADES);
	assert_int_equal(eth[RV_PART_ROUTER], RV_SOURCE_DATA);
	assert_int_equal(fresh[RV_PART_TREND], RV_SOURCE_NEUTRAL);
	assert_int_equal(fresh[RV_PART_CARRY], RV_SOURCE_NEUTRAL);
	assert_int_equal(fresh[RV_PART_EXPECTANCY], RV_SOURCE_PRIOR);
	assert_int_equal(fresh[RV_PART_ROUTER], RV_SOURCE_NEUTRAL);
	use_desk(&m->params);
	hyb_go(m);
	assert_int_equal(fresh[RV_PART_EXPECTANCY], RV_SOURCE_LEFT_OUT);
	assert_int_equal(fresh[RV_PART_ROUTER], RV_SOURCE_LEFT_OUT);
	assert_close("weight", hyb_of(m, "NEW")->side[0].weight[RV_PART_ROUTER], 0.0, 0);
	assert_close("weight", hyb_of(m, "NEW")->side[0].weight[RV_PART_TREND], 0.4 / 0.65, 1e-15);
	hyb_free(m);
}

/* Weights that leave nothing for the parts that are known: no mean, and the reason is not a bar. */
static void no_weight_is_a_reason_of_its_own(void **state)
{
	(void)state;
	hyb_market *m = market(false);
	use_desk(&m->params);
	hyb_go(m);
	assert_int_equal(hyb_of(m, "NEW")->reason, RV_HYBRID_OK);
	assert_string_equal(rv_hybrid_reason_text(RV_HYBRID_OK), "");
	m->params.weights[RV_PART_TREND] = m->params.weights[RV_PART_CARRY] = 0.0;
	hyb_go(m);
	const rv_hybrid_symbol *fresh = hyb_of(m, "NEW"); /* expectancy and router are left out */
	assert_false(fresh->known);
	assert_close("hybrid", fresh->side[RV_LONG].hybrid, NAN, 0);
	assert_int_equal(fresh->reason, RV_HYBRID_NO_WEIGHT);
	assert_string_equal(rv_hybrid_reason_text(fresh->reason), "every known part has weight 0");
	assert_true(hyb_of(m, "ETH")->known); /* has trades and fills */
	assert_int_equal(hyb_of(m, "ETH")->reason, RV_HYBRID_OK);
	hyb_free(m);
}

/* Everything after the as-of bar, in both panels, is poison; the result must not move a bit. */
static void later_bars_change_no_byte(void **state)
{
	(void)state;
	hyb_market *m = market(false);
	const int64_t asof = m->signal->close_ms;
	hyb_go(m);
	rv_hybrid_result *clean = m->out;
	m->out = calloc(1, sizeof(*m->out));
	assert_non_null(m->out);
	for (size_t i = 0; i < HYB_N; i++) {
		const double poison[] = { 1e9, 1e-9, NAN, 7.0 };
		fx_closes(m->hourly, hyb_names[i], HYB_BARS, poison, LEN(poison));
		const int64_t t = (int64_t)(FIRST_DAY + DAYS) * RV_DAY_MS;
		assert_int_equal(rv_panel_put_value(m->daily, rv_panel_find(m->daily, hyb_names[i]),
						    RV_PANEL_FUNDING, t, 1e6),
				 RV_OK);
	}
	m->ex->n = 0;
	hyb_frames(m, asof);
	for (size_t i = 0; i < HYB_N; i++)
		hyb_momentum(m, hyb_names[i], hyb_rv[i]);
	add_experience(m);
	hyb_go(m);
	assert_memory_equal(m->out->symbols, clean->symbols, HYB_N * sizeof(clean->symbols[0]));
	for (size_t k = 0; k < clean->n_screen; k++) {
		assert_int_equal(m->out->screen[k].index, clean->screen[k].index);
		assert_int_equal(m->out->screen[k].side, clean->screen[k].side);
	}
	free(clean);
	hyb_free(m);
}

static void old_funding_is_no_funding(void **state)
{
	(void)state;
	hyb_market *m = market(true);
	const size_t sol = hyb_index(m, "SOL");
	hyb_go(m);
	assert_close("funding", m->out->symbols[sol].funding_8h, 0.0009 / 3.0, 1e-18);
	const int64_t day = m->out->symbols[sol].funding_close_ms;
	assert_int_equal(day, m->days->close_ms);
	m->signal->close_ms += RV_DAY_MS; /* as if the daily bars had stopped a day ago, or two */
	hyb_go(m);
	assert_close("a day old", m->out->symbols[sol].funding_8h, 0.0009 / 3.0, 1e-18);
	assert_int_equal(m->out->symbols[sol].funding_close_ms, day);
	m->signal->close_ms += RV_DAY_MS;
	hyb_go(m);
	assert_close("two days old", m->out->symbols[sol].funding_8h, NAN, 0);
	assert_int_equal(m->out->symbols[sol].funding_close_ms, 0);
	assert_close("neutral", m->out->symbols[sol].side[RV_LONG].part[RV_PART_CARRY], 0.5, 0);
	hyb_free(m);
}

static void nothing_known_is_an_empty_result(void **state)
{
	(void)state;
	hyb_market *m = hyb_new(4, 100);
	hyb_frames(m, RV_HOUR_MS);
	hyb_go(m);
	assert_int_equal(m->out->n, 0);
	assert_int_equal(m->out->n_screen, 0);
	assert_int_equal(m->out->close_ms, 0);
	hyb_same_walk(m, "BTC", 100);
	hyb_frames(m, INT64_MAX);
	assert_int_equal(rv_hybrid_run(m->w, &m->params, m->signal, NULL, NULL, NULL, m->out),
			 RV_OK);
	const rv_hybrid_symbol *btc = hyb_of(m, "BTC");
	assert_true(btc->known);
	assert_close("rv", btc->rv, NAN, 0);
	assert_close("funding", btc->funding_8h, NAN, 0);
	assert_close("quality", btc->router_quality, 0.8, 1e-15);
	hyb_free(m);
}

static void refuses_parameters_out_of_range(void **state)
{
	(void)state;
	hyb_market *m = market(true);
	rv_hybrid_params bad[9];
	for (size_t i = 0; i < LEN(bad); i++)
		bad[i] = m->params;
	bad[0].weights[RV_PART_TREND] = -0.1;
	memset(bad[1].weights, 0, sizeof(bad[1].weights));
	bad[2].trend_min = 61;
	bad[3].tie_band = 0.0;
	bad[4].vol_long = 100;
	bad[5].n_tier[0] = RV_TIER_CAP + 1;
	bad[6].carry_scale = NAN;
	bad[7].decay_minutes = 0.0;
	bad[8].vol_modifiers[2][1] = NAN;
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(
			rv_hybrid_run(m->w, &bad[i], m->signal, m->days, m->rvm, m->ex, m->out),
			RV_EINVAL);
	rv_hybrid *small = NULL;
	assert_int_equal(rv_hybrid_new(4, 2000, &small), RV_OK);
	assert_int_equal(
		rv_hybrid_run(small, &m->params, m->signal, m->days, m->rvm, m->ex, m->out),
		RV_EINVAL);
	rv_hybrid_free(small);
	assert_int_equal(rv_hybrid_new(0, 10, &small), RV_EINVAL);
	rv_hybrid_free(NULL);
	hyb_free(m);
}

/* A trend says what it is made of, and its score is made of exactly that. */
static void a_trend_has_its_inputs(void **state)
{
	(void)state;
	enum { N = 80 };
	rv_hybrid_params p;
	rv_hybrid_params_default(&p);
	double close[N], simple[N], logs[N];
	for (size_t k = 0; k < N; k++) {
		close[k] = exp(0.004 * (double)k);
		logs[k] = k > 0 ? 0.004 : NAN;
		simple[k] = k > 0 ? expm1(0.004) : NAN;
	}
	simple[N - 1] = 0.0; /* unlike the 19 before it: mean 0.95 r, sd0 r sqrt(0.95 0.05) */
	const rv_trend t = rv_trend_of(&p, close, simple, logs, N, 4.0);
	assert_int_equal(t.closes, 60);
	assert_close("slope", t.slope, 0.004, 1e-15);
	assert_close("R2", t.r2, 1.0, 1e-12);
	assert_close("z", t.z, -0.95 / sqrt(0.95 * 0.05), 1e-12);
	const double a = 0.5 + 0.5 * tanh(t.slope / (0.003 * 2.0));
	const double b = 0.5 + 0.5 * tanh(t.z / 2.5);
	assert_close("score", t.score, (0.6 * a + 0.4 * b) / 1.0, 1e-12);
	close[N - 1] = NAN;
	assert_int_equal(rv_trend_of(&p, close, simple, logs, N, 4.0).closes, 59);
	assert_close("too few", rv_trend_of(&p, close, simple, logs, 20, 4.0).slope, NAN, 0);
}

/* E0 = prior(regime) + .06 (trend - .5) + .04 (carry - .5) + .08 (router - .5), gain 10. */
static void a_prior_has_its_terms(void **state)
{
	(void)state;
	rv_hybrid_params p;
	rv_hybrid_params_default(&p);
	const double parts[RV_PART_N] = { .73, .41, NAN, .5 };
	const rv_prior r = rv_prior_of(&p.expectancy, RV_VOL_HIGH, parts);
	assert_close("vol", r.vol, -0.03, 0);
	assert_close("trend", r.part[RV_PART_TREND], 0.0138, 1e-15);
	assert_close("carry", r.part[RV_PART_CARRY], -0.0036, 1e-15);
	assert_close("itself", r.part[RV_PART_EXPECTANCY], 0.0, 0);
	assert_close("router", r.part[RV_PART_ROUTER], 0.0, 0);
	assert_close("E0", r.e0, -0.0198, 1e-15);
	assert_close("value", r.value, -0.198, 1e-14);
	assert_close("score", rv_expectancy_score(&p.expectancy, NULL, RV_VOL_HIGH, parts),
		     0.5 + 0.5 * tanh(-0.198 / 0.5), 1e-14);
	rv_experience_symbol e = { .trades = 0, .hit_rate = NAN, .expectancy_per_risk = 0.1 };
	assert_close("no trades", rv_prior_share(&p.expectancy, NULL), 1.0, 0);
	assert_close("none closed", rv_prior_share(&p.expectancy, &e), 1.0, 0);
	e.trades = 20; /* a third of 60: 1 - .9 / 3 */
	assert_close("20 trades", rv_prior_share(&p.expectancy, &e), 0.7, 1e-15);
	e.trades = 600;
	assert_close("many", rv_prior_share(&p.expectancy, &e), 0.1, 1e-15);
	e.expectancy_per_risk = NAN; /* trades that say nothing */
	assert_close("unknown", rv_prior_share(&p.expectancy, &e), 1.0, 0);
}

static void parts_have_their_golden_values(void **state)
{
	(void)state;
	rv_hybrid_params p;
	rv_hybrid_params_default(&p);
	assert_close("fresh", rv_signal_decay(&p, 0.0), 1.0, 0);
	assert_close("half", rv_signal_decay(&p, 45.0), 0.5, 1e-15);
	assert_close("floor", rv_signal_decay(&p, 90.0), 0.35, 0);
	assert_close("no trades", rv_router_health(&p.router, NULL), NAN, 0);
	assert_close("no trades", rv_router_quality(&p.router, NULL), 0.8, 1e-15);
	assert_close("unknown", rv_carry_score(&p, NAN, RV_LONG), NAN, 0);
	assert_close("payer",
		     rv_carry_score(&p, 0.0001, RV_LONG) + rv_carry_score(&p, 0.0001, RV_SHORT),
		     1.0, 1e-15);
	assert_true(rv_carry_score(&p, 0.0001, RV_LONG) < 0.5);
	double close[40], simple[40];
	for (size_t k = 0; k < LEN(close); k++) {
		close[k] = 0.1;
		simple[k] = k > 0 ? 0.0 : NAN;
	}
	assert_close("constant", rv_trend_of(&p, close, simple, simple, 40, 1.0).score, 0.5, 0);
	assert_close("29 closes", rv_trend_of(&p, close, simple, simple, 29, 1.0).score, NAN, 0);
	assert_close("30 closes", rv_trend_of(&p, close, simple, simple, 30, 1.0).score, 0.5, 0);
	assert_close("none", rv_trend_of(&p, close, simple, simple, 0, 1.0).score, NAN, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_what_the_reference_says),
		cmocka_unit_test(says_where_each_part_comes_from),
		cmocka_unit_test(no_weight_is_a_reason_of_its_own),
		cmocka_unit_test(later_bars_change_no_byte),
		cmocka_unit_test(old_funding_is_no_funding),
		cmocka_unit_test(nothing_known_is_an_empty_result),
		cmocka_unit_test(refuses_parameters_out_of_range),
		cmocka_unit_test(a_trend_has_its_inputs),
		cmocka_unit_test(a_prior_has_its_terms),
		cmocka_unit_test(parts_have_their_golden_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
