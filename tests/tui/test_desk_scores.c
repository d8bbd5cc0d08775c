/*
 * What the panes of the systems say of numbers whose meaning depends on the configuration or on a
 * fallback: the rule is the one that ran, and a weight of 0 has its own cause.
 */
#include "tui/desk.h"

#include <math.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"

/* Changes the snapshot as a new one would. */
static void redraw(rv_bench *b)
{
	b->v->seq++;
	rv_bench_draw(b);
}

static void test_leverage_names_its_rule(void **state)
{
	rv_bench *b = *state;
	rv_bucket_params *p = &b->v->params.buckets;

	rv_bench_type(b, "3");
	p->lf_low = .15;
	p->lf_high = .5;
	p->lf_floor = .4;
	p->lf_percentile = p->lf_mode_floor = false;
	redraw(b);
	rv_expect(b, "1 up to corr 0.15, falling to 0.40 at 0.50");

	p->lf_mode_floor = true;
	redraw(b);
	rv_expect(b, "falling to 0 at 0.50");
	rv_expect(b, "never below 0.40");

	p->lf_mode_floor = false;
	p->lf_percentile = true;
	p->lf_days = 365;
	p->lf_days_min = 180;
	p->lf_pct_low = .2;
	p->lf_pct_high = .8;
	b->v->scores.buckets.corr_percentile = .39;
	redraw(b);
	rv_expect(b, "percentile 39 of 365 d: 1 to 20, 0.40 from 80");
	rv_expect(b, " share  "); /* the last line of the triggers has not left the pane */
	rv_expect_not(b, "corr 0.15");

	b->v->scores.buckets.corr_percentile = NAN; /* the bands stand in */
	redraw(b);
	rv_expect(b, "! percentile unknown: under 180 days");
	rv_expect(b, "1 up to corr 0.15, falling to 0.40 at 0.50");
}

static void test_a_smoothed_score_says_so(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "3");
	b->v->scores.ma.score = .11;
	b->v->scores.ma.score_raw = -.382;
	b->v->params.ma.score_ema = 0;
	redraw(b);
	rv_expect(b, "score +0.11 (raw -0.382");
	b->v->params.ma.score_ema = 5;
	redraw(b);
	rv_expect(b, "score +0.11, EMA 5 (raw -0.382");
}

static void test_an_unknown_regime_says_why(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "3");
	b->v->scores.ms.regime = RV_REGIME_UNKNOWN;
	b->v->scores.ms.confidence = .5;
	redraw(b);
	rv_expect(b, "UNKNOWN  no rule fits, conf 0.50");
	b->v->scores.ms.confidence = 0;
	b->v->params.ms.regime_min = 30;
	redraw(b);
	rv_expect(b, "UNKNOWN  under 30 common bars");
}

/* A weight of 0 that nothing certifies is no decision of the optimizer. */
static void test_a_zero_weight_has_its_cause(void **state)
{
	rv_bench *b = *state;
	rv_book_result *book = &b->v->scores.book;

	assert_int_equal(rv_canvas_resize(b->c, 200, 60), RV_OK);
	for (size_t i = 0; i < book->n; i++) {
		if (book->symbols[i].reason == RV_BOOK_IN)
			book->symbols[i].weight = 0;
	}
	rv_bench_type(b, "4");
	redraw(b);
	rv_expect(b, "none: no edge pays its cost");
	book->status = RV_OPT_UNCERTIFIED;
	redraw(b);
	rv_expect(b, "none: no certified solution: the weight before stays");
	rv_expect_not(b, "pays its cost");
	book->status = RV_OPT_NO_EDGE;
	redraw(b);
	rv_expect(b, "none: the signals have no edge: unwound");
	book->status = RV_OPT_SINGULAR;
	rv_bench_type(b, "1");
	redraw(b);
	rv_expect(b, "covariance singular");
}

/* Trend and carry are opened down to what they are made of, with an age. */
static void test_hybrid_has_its_inputs(void **state)
{
	rv_bench *b = *state;
	rv_hybrid_result *h = &b->v->scores.hybrid;

	assert_int_equal(rv_canvas_resize(b->c, 120, 60), RV_OK);
	for (size_t i = 0; i < h->n; i++) {
		rv_hybrid_symbol *s = &h->symbols[i];
		s->known = true;
		s->trend_slope = .00123;
		s->trend_r2 = .314;
		s->trend_z = -.77;
		s->trend_closes = 58;
		s->funding_8h = .000101;
		s->funding_close_ms = b->v->utc_ms - 12 * RV_HOUR_MS;
	}
	redraw(b);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "slope +0.123% a bar, R2 0.31 of 58 closes, last return z -0.77");
	rv_expect(b, "funding +0.0101% in 8 h, of the day closed 12h ago");
	b->v->params.hybrid.carry_minus_median = true;
	for (size_t i = 0; i < h->n; i++)
		h->symbols[i].trend_slope = NAN;
	redraw(b);
	rv_expect(b, "in 8 h less the median, of the day closed 12h ago");
	rv_expect_not(b, "slope ");
}

/* Where room ends the least goes: a large short is above every smaller long. */
static void test_large_shorts_are_seen(void **state)
{
	rv_bench *b = *state;
	rv_book_result *r = &b->v->scores.book;
	size_t in[3] = { 0 }, n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (r->symbols[i].reason != RV_BOOK_IN)
			continue;
		r->symbols[i].weight = .001;
		if (n < 3)
			in[n++] = i;
	}
	assert_int_equal(n, 3);
	r->symbols[in[0]].weight = .0123;
	r->symbols[in[1]].weight = -.0912;
	r->symbols[in[2]].weight = .0345;
	redraw(b);
	rv_bench_type(b, "4");
	const int most = rv_bench_find(b, "-9.12%"), next = rv_bench_find(b, "+3.45%");
	const int least = rv_bench_find(b, "+1.23%");
	assert_true(most >= 0 && most < next && next < least);
}

/* Weights of a few hundredths have bars to compare: the largest is full, and that is said. */
static void test_factor_bars_have_a_scale(void **state)
{
	rv_bench *b = *state;
	rv_idio_result *r = &b->v->scores.idio;

	assert_int_equal(rv_canvas_resize(b->c, 120, 40), RV_OK);
	r->weights[0] = .02;
	r->weights[1] = 0;
	r->weights[2] = .01;
	redraw(b);
	rv_bench_type(b, "4");
	const int y = rv_bench_find(b, "; a full bar is 0.02");
	assert_true(y > 3);
	int filled[3] = { 0 };
	for (int f = 0; f < 3; f++) {
		for (int x = 24; x < 39; x++)
			filled[f] += rv_canvas_at(b->c, x, y - 3 + f)->ch == L'\u2588';
	}
	assert_true(filled[0] > 4 && filled[1] == 0);
	assert_true(filled[2] * 2 >= filled[0] - 1 && filled[2] * 2 <= filled[0] + 1);
}

static void test_unknown_regimes_are_said(void **state)
{
	rv_bench *b = *state;
	rv_ms_result *m = &b->v->scores.ms;

	assert_int_equal(rv_canvas_resize(b->c, 200, 60), RV_OK);
	redraw(b);
	rv_expect_not(b, "regime --");
	m->regime = RV_REGIME_UNKNOWN;
	for (size_t i = 0; i < m->n; i++)
		m->symbols[i].regime = RV_REGIME_UNKNOWN;
	redraw(b);
	rv_expect(b, "regime --");
	rv_bench_type(b, "6");
	rv_expect(b, " unk");
	memset(m, 0, sizeof(*m)); /* the system has not run: nothing to say */
	redraw(b);
	rv_expect_not(b, "regime --");
}

/* A score that has nothing to be a mean of says that, and not that a bar is missing. */
static void test_a_hybrid_without_weight_says_so(void **state)
{
	rv_bench *b = *state;
	rv_hybrid_result *h = &b->v->scores.hybrid;

	for (size_t i = 0; i < h->n; i++) {
		h->symbols[i].known = false;
		h->symbols[i].reason = RV_HYBRID_NO_WEIGHT;
		h->symbols[i].side[RV_LONG].hybrid = h->symbols[i].side[RV_SHORT].hybrid = NAN;
	}
	assert_int_equal(rv_canvas_resize(b->c, 300, 120), RV_OK);
	redraw(b);
	rv_bench_type(b, "2\tz");
	rv_expect(b, "every known part has weight 0");
}

/* Residual, signals and prior are opened to numbers; by the desk's residual, to yesterday's betas.
 */
static void test_the_model_has_its_inputs(void **state)
{
	rv_bench *b = *state;
	rv_step_result *x = &b->v->scores;

	assert_int_equal(rv_canvas_resize(b->c, 300, 120), RV_OK);
	x->idio.close_ms = b->v->utc_ms - 12 * RV_HOUR_MS;
	x->idio.return_btc = -.01213;
	x->idio.return_eth = .00472;
	x->idio.funding_btc = .00024;
	x->idio.funding_eth = .00019;
	for (size_t i = 0; i < x->idio.n; i++) {
		rv_idio_symbol *s = &x->idio.symbols[i];
		s->log_return = .02345;
		s->used_alpha = .00012;
		s->used_btc = .713;
		s->used_eth = -.25;
		s->beta_btc = .613;
		s->beta_eth = .35;
		s->residual = .0298;
		s->ema_fast = .0111;
		s->ema_slow = -.0022;
		s->sma = .0033;
		s->funding = .00031;
		for (int k = 0; k < RV_IDIO_N; k++)
			s->signal_raw[k] = .5;
	}
	for (size_t i = 0; i < x->hybrid.n; i++) {
		rv_hybrid_symbol *s = &x->hybrid.symbols[i];
		s->prior_share = .7;
		s->side[RV_SHORT].prior =
			(rv_prior){ .vol = -.03, .part = { .0138, -.0036 }, .e0 = -.0198 };
	}
	redraw(b);
	rv_bench_type(b, "2\tz"); /* the why pane alone */
	rv_expect(b, "r +2.345% - (+0.713) BTC -1.213% - (-0.250) ETH +0.472%");
	rv_expect(b, "- alpha +0.012%");
	rv_expect(b, "(EMA3 +1.110% - EMA10 -0.220%) of residuals / sigma");
	rv_expect(b, "-(residual +2.980% - SMA5 +0.330%) / sigma");
	rv_expect(b, "-(+0.0310%) + (+0.613) BTC +0.0240% + (+0.350) ETH +0.0190%");
	rv_expect(b, "funding of the day closed 12h ago");
	rv_expect(b, "prior short -0.0198 = vol -0.030 trend +0.0138 carry -0.0036 router");
	b->v->params.idio.residual_mode = RV_RESIDUAL_OOS;
	redraw(b);
	rv_expect(b, "of the as-of day, by the betas of the day before");
	rv_expect_not(b, "- alpha ");
}

static void test_targets_come_first(void **state)
{
	rv_bench *b = *state;
	rv_bucket_result *r = &b->v->scores.buckets;
	size_t last = SIZE_MAX, first = SIZE_MAX;

	rv_bench_type(b, "4");
	for (size_t i = 0; i < r->n; i++) {
		if (!r->symbols[i].member)
			continue;
		first = first == SIZE_MAX ? i : first;
		last = i;
		memset(r->symbols[i].target, 0, sizeof(r->symbols[i].target));
		r->symbols[i].net = 0;
		memcpy(r->symbols[i].reason, "no entry", sizeof("no entry"));
	}
	assert_true(first < last);
	r->symbols[last].target[RV_BUCKET_MOMENTUM] = r->symbols[last].net = .0649;
	r->symbols[last].reason[0] = '\0';
	redraw(b);
	rv_expect(b, "+6.49%");
	assert_true(rv_bench_find(b, "+6.49%") < rv_bench_find(b, "no entry"));
	r->symbols[last].target[RV_BUCKET_RESIDUAL] =
		-.0649; /* they cancel, and are two positions */
	r->symbols[last].net = 0;
	redraw(b);
	rv_expect(b, "-6.5%");
	assert_true(rv_bench_find(b, "-6.5%") < rv_bench_find(b, "no entry"));
}

/* Small weights do not run into the column beside them. */
static void test_past_weights_keep_apart(void **state)
{
	rv_bench *b = *state;
	static const int sizes[][2] = { { 120, 40 }, { 200, 60 } };

	rv_bench_type(b, "4");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(rv_canvas_resize(b->c, sizes[i][0], sizes[i][1]), RV_OK);
		b->v->n_days = 1;
		b->v->days[0].status = RV_RIDGE_OK;
		b->v->days[0].weights[0] = .00061764F;
		b->v->days[0].weights[1] = .00061764F;
		b->v->days[0].weights[2] = 1.2345e-5F;
		redraw(b);
		rv_expect(b, i == 0 ? " 0.00062 0.00062 1.2e-05 " : " 0.000618 0.000618 1.23e-05 ");
	}
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, rv_bench_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_leverage_names_its_rule),
		TEST(test_a_smoothed_score_says_so),
		TEST(test_an_unknown_regime_says_why),
		TEST(test_a_zero_weight_has_its_cause),
		TEST(test_hybrid_has_its_inputs),
		TEST(test_the_model_has_its_inputs),
		TEST(test_a_hybrid_without_weight_says_so),
		TEST(test_large_shorts_are_seen),
		TEST(test_factor_bars_have_a_scale),
		TEST(test_unknown_regimes_are_said),
		TEST(test_targets_come_first),
		TEST(test_past_weights_keep_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
