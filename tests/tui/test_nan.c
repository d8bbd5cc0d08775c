/*
 * No number that is not known is ever written as one: every screen, pane and block of "why" of a
 * snapshot whose every double is NaN, infinite, or a negative zero, at all sizes.
 */
#include "tui/desk.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_ledger.h"
#include "tests/support/view_trade.h"

static void fill(double *v, size_t n, double x)
{
	for (size_t i = 0; i < n; i++)
		v[i] = x;
}

static void fill_floats(float *v, size_t n, double x)
{
	for (size_t i = 0; i < n; i++)
		v[i] = (float)x;
}

static void fill_span(void *base, size_t first, size_t last, double x)
{
	for (size_t at = first; at <= last; at += sizeof(x))
		memcpy((char *)base + at, &x, sizeof(x));
}

/* A run of members that are all doubles: from the first to the last. */
#define FILL(type, p, first, last, x) fill_span(p, offsetof(type, first), offsetof(type, last), x)

static void spoil_rows(rv_view *v, double x)
{
	for (size_t i = 0; i < v->n_rows; i++) {
		rv_view_row *r = &v->rows[i];
		r->rv = r->rv_raw = r->rv_z = r->momentum = r->rv_forming = x;
		r->term_pair = r->term_l1_alt = r->term_meme_rest = r->term_own = x;
		r->mid = r->mark = r->oracle = r->prev_day_px = r->funding_1h = x;
		r->open_interest = r->day_volume_usd = r->bid = r->ask = x;
		r->open_day.residual_z = x;
		fill(r->open_day.signal, 2, x);
		fill_floats(r->hist, RV_VIEW_HIST, x);
	}
	for (int k = 0; k < RV_SPREAD_N; k++) {
		v->spreads[k].s = v->spreads[k].cum = v->spreads[k].sd30 = x;
		fill_floats(v->spreads[k].hist, RV_VIEW_HIST, x);
	}
	for (size_t i = 0; i < v->n_streams; i++)
		v->streams[i].rate_hz = x;
	v->skew_ms = v->step_us = v->mean_momentum = v->max_abs_score = v->half_life_bars = x;
	fill(v->weights, 4, x);
}

static void spoil_idio(rv_step_result *s, double x)
{
	rv_idio_result *r = &s->idio;
	rv_book_result *b = &s->book;

	fill(r->weights, RV_IDIO_N, x);
	for (int f = 0; f < RV_IDIO_N; f++)
		fill(r->signal_corr[f], RV_IDIO_N, x);
	r->alpha = r->r2 = r->oos_r2 = x;
	b->shrinkage = b->mean_variance = b->objective = b->gap = b->gross = x;
	b->delta_btc = b->delta_eth = b->weight_btc = b->weight_eth = x;
	for (size_t i = 0; i < r->n; i++) {
		rv_idio_symbol *q = &r->symbols[i];
		FILL(rv_idio_symbol, q, alpha, funding, x);
		fill(q->signal_raw, RV_IDIO_N, x);
		fill(q->signal, RV_IDIO_N, x);
		q->mu = x;
		FILL(rv_book_symbol, &b->symbols[i], mu, previous, x);
	}
}

static void spoil_structure(rv_step_result *s, double x)
{
	rv_ms_result *m = &s->ms;

	m->leader_trend = m->confidence = m->cross_asset_correlation = m->divergence_score = x;
	for (int k = 0; k < RV_LEADERS; k++)
		FILL(rv_ms_leader, &m->leaders[k], trend, relative_z, x);
	for (size_t i = 0; i < m->n; i++) {
		rv_ms_symbol *q = &m->symbols[i];
		q->confidence = q->cross_asset_correlation = q->divergence_score = x;
		for (int k = 0; k < RV_LEADERS; k++) {
			rv_ms_pair *p = &q->pairs[k];
			FILL(rv_ms_pair, p, beta, rho, x);
			FILL(rv_ms_pair, p, lag_correlation, lag0_correlation, x);
			FILL(rv_ms_pair, p, spillover, half_life, x);
			fill_floats(p->profile, RV_LAGS, x);
		}
	}
}

static void spoil_hybrid(rv_step_result *s, double x)
{
	for (size_t i = 0; i < s->hybrid.n; i++) {
		rv_hybrid_symbol *h = &s->hybrid.symbols[i];
		FILL(rv_hybrid_symbol, h, vol_ratio, rv, x);
		for (int k = 0; k < 2; k++) {
			fill(h->side[k].part, RV_PART_N, x);
			fill(h->side[k].weight, RV_PART_N, x);
			FILL(rv_hybrid_side, &h->side[k], base, decay, x);
		}
		h->side[RV_SHORT].hybrid = x; /* the long side is shown, with all that it lacks */
	}
	for (size_t i = 0; i < s->risk.n; i++) {
		rv_risk_symbol *q = &s->risk.symbols[i];
		q->confidence = q->agreement = q->leader_vol_factor = q->beta_factor = x;
		q->divergence_factor = q->vol_factor = q->drawdown_factor = q->stop_bps = x;
		q->size_multiplier = i % 2 ? .5 : x;
		for (int k = 0; k < RV_SRC_N; k++)
			q->sources[k].confidence = x;
	}
}

static void spoil_majors(rv_step_result *s, double x)
{
	rv_ma_result *m = &s->ma;

	for (int f = 0; f < RV_MA_FEATURES; f++)
		m->features[f] = (rv_ma_feature_value){ x, x, x };
	FILL(rv_ma_extras, &m->extras, breadth_median, btc_return_7d, x);
	m->score = m->score_raw = m->to_up = m->to_down = m->scale = x;
	m->weight_btc = m->weight_eth = m->exposure_btc = m->exposure_eth = m->net = x;
	fill_floats(m->hist_score, RV_MA_HIST, x);
	for (size_t i = 0; i < m->n_basket; i++)
		m->basket[i].beta_btc = m->basket[i].beta_eth = m->basket[i].weight = x;
}

static void spoil_buckets(rv_step_result *s, double x)
{
	rv_bucket_result *b = &s->buckets;

	fill(b->avg_corr, RV_CORR_WINDOWS, x);
	b->avg_corr_used = b->avg_corr_previous = b->avg_corr_mr = b->leverage_factor = x;
	b->leverage_factor_correlation = b->corr_percentile = b->jump = b->breadth = x;
	fill(b->gross, RV_BUCKET_N, x);
	b->net_beta = b->book_beta = b->hedge_btc = x;
	for (size_t i = 0; i < b->n_pairs; i++) {
		FILL(rv_bucket_pair, &b->pairs[i], alpha, corr_decline, x);
		b->pairs[i].sd = b->pairs[i].hedge = x;
	}
	for (size_t i = 0; i < b->n; i++) {
		rv_bucket_symbol *q = &b->symbols[i];
		fill(q->m, 3, x);
		fill(q->z, 3, x);
		FILL(rv_bucket_symbol, q, cm, adv_usd, x);
		fill(q->target, RV_BUCKET_N, x);
		q->net = q->mr_price = q->stop_price = x;
	}
}

static void spoil(rv_view *v, double x)
{
	rv_step_result *s = &v->scores;

	spoil_rows(v, x);
	spoil_idio(s, x);
	spoil_structure(s, x);
	spoil_hybrid(s, x);
	spoil_majors(s, x);
	spoil_buckets(s, x);
	for (size_t i = 0; i < v->n_passes; i++)
		v->passes[i].confidence = v->passes[i].avg_corr = v->passes[i].leverage_factor =
			(float)x;
	for (size_t i = 0; i < v->n_days; i++) {
		fill_floats(v->days[i].weights, RV_IDIO_N, x);
		v->days[i].alpha = v->days[i].r2 = (float)x;
	}
}

static void spoil_trade(rv_trade_view *t, double x)
{
	FILL(rv_trade_view, t, nav_usd, maker_fee, x);
	FILL(rv_trade_view, t, nearest_liquidation_pct, nearest_liquidation_sigmas, x);
	for (size_t i = 0; i < t->n_tickets; i++) {
		FILL(rv_tv_ticket, &t->tickets[i], quote_mid, quote_ask, x);
		FILL(rv_tv_ticket, &t->tickets[i], move_bps, stress_after, x);
	}
	for (size_t i = 0; i < t->n_mandates; i++)
		t->mandates[i].avg_px = x;
	for (size_t i = 0; i < t->n_positions; i++)
		FILL(rv_tv_position, &t->positions[i], entry_px, liquidation_sigmas, x);
	for (size_t i = 0; i < t->n_limits; i++)
		t->limits[i].used = t->limits[i].limit = x;
	for (size_t i = 0; i < RV_TV_STRESS; i++)
		FILL(rv_tv_stress, &t->stress[i], account_usd, ratio, x);
}

static void spoil_pnl(rv_lv_pnl *p, double x)
{
	fill(p->usd, RV_CAUSE_N, x);
	p->total = x;
}

static void spoil_span(rv_lv_span *s, double x)
{
	for (size_t i = 0; i < RV_SUB_N; i++)
		spoil_pnl(&s->sub[i], x);
	spoil_pnl(&s->all, x);
	FILL(rv_lv_span, s, change_usd, unexplained_usd, x);
}

static void spoil_ledger(rv_ledger_view *l, double x)
{
	l->equity_usd = x;
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		spoil_span(&l->span[s], x);
		for (size_t i = 0; i < RV_SUB_N; i++) {
			for (size_t p = 0; p < RV_TCA_N; p++)
				l->tca[s][i].part[p].usd = l->tca[s][i].part[p].basis = x;
		}
	}
	for (size_t i = 0; i < l->n_coins; i++) {
		rv_lv_coin *c = &l->coins[i];
		for (size_t s = 0; s < RV_SPAN_N; s++)
			spoil_pnl(&c->span[s], x);
		c->mark = c->rate_1h = c->next_usd = x;
		fill(c->expected_usd, RV_SPAN_N, x);
		fill(c->paid_usd, RV_SPAN_N, x);
		fill(c->beside_usd, RV_SPAN_N, x);
	}
	for (size_t i = 0; i < l->n_orders; i++) {
		FILL(rv_lv_order, &l->orders[i], ordered, close, x);
		fill(l->orders[i].cost.usd, RV_TCA_N, x);
		fill(l->orders[i].cost.bps, RV_TCA_N, x);
	}
	for (size_t k = 0; k < RV_REGRET_N; k++)
		FILL(rv_lv_regret_total, &l->regret[k], usd, saved_usd, x);
	for (size_t i = 0; i < l->n_regrets; i++)
		l->regrets[i].worth_usd = x;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* As a word of its own: "inf" may be part of "info". */
static bool has_word(const char *line, const char *word)
{
	for (const char *p = strstr(line, word); p; p = strstr(p + 1, word)) {
		if ((p == line || !is_word(p[-1])) && !is_word(p[strlen(word)]))
			return true;
	}
	return false;
}

/* "-0", "-0.00", "+0.0%": a sign that no digit bears out. */
static bool has_signed_zero(const char *line)
{
	for (const char *p = line; *p; p++) {
		if ((*p != '-' && *p != '+') || p[1] != '0' || (p > line && p[-1] != ' '))
			continue;
		const size_t n = strspn(p + 1, "0.");
		if (p[1 + n] < '1' || p[1 + n] > '9')
			return true;
	}
	return false;
}

static void check_canvas(const rv_canvas *c, const char *keys, double x)
{
	char line[512];

	for (int y = 0; y < rv_canvas_rows(c); y++) {
		int n = 0;
		for (; n < rv_canvas_cols(c) && n < 511; n++) {
			const wchar_t ch = rv_canvas_at(c, n, y)->ch;
			line[n] = ch < 128 ? (char)ch : '|';
		}
		line[n] = '\0';
		if (has_word(line, "nan") || has_word(line, "inf") ||
		    (fabs(x) <= 0 && has_signed_zero(line)))
			fail_msg("%dx%d keys %s, all %g: %s", rv_canvas_cols(c), rv_canvas_rows(c),
				 keys, x, line);
	}
}

static void ignore(void *ctx, const rv_command *c)
{
	(void)ctx;
	(void)c;
}

static void check_keys(rv_view *v, int cols, int rows, const char *keys, double x)
{
	rv_desk *d = NULL;
	rv_canvas *c = NULL;

	assert_int_equal(rv_desk_new(&d), RV_OK);
	assert_int_equal(rv_canvas_new(cols, rows, true, &c), RV_OK);
	rv_desk_set_sender(d, &(rv_sender){ .sink = ignore });
	rv_desk_update(d, v, v->mono_ms);
	rv_desk_draw(d, c);
	for (const char *k = keys; *k; k++) {
		(void)rv_desk_key(d, *k == '~' ? RV_KEY_ENTER : *k == '>' ? RV_KEY_TAB : *k);
		rv_desk_update(d, v, v->mono_ms);
		rv_desk_draw(d, c);
		check_canvas(c, keys, x);
	}
	rv_canvas_free(c);
	rv_desk_free(d);
}

static void check_all(double x)
{
	static const int sizes[][2] = { { 200, 60 }, { 120, 40 }, { 100, 30 }, { 80, 24 },
					{ 79, 23 },  { 60, 16 },  { 40, 10 },  { 20, 5 } };
	static const char *const keys[] = { "1>>>z",	"2",	    "/SOL~2", "/BTC~2", "/TON~2",
					    "/LINK~~G", "/SOL~~GG", "3>>",    "4>>>>",	"6>>w",
					    "6wwwww",	"6>wwwwww", "8",      "?" };
	rv_view *v = rv_fixture_view();

	static const char *const trading[] = { "1>>>>z", "5j>>>>", "5~G",   "5jjjj~", "5>~",
					       "5>>~",	 "5>>>~",  "5a",    "5r",     "5 j A",
					       "5>c",	 "7>>>",   "8>",    "K",      "F",
					       "4vG",	 "4vvG",   "4vvvG", "4vvvvG" };

	assert_non_null(v);
	spoil(v, x);
	for (size_t i = 0; i < LEN(sizes); i++) {
		for (size_t k = 0; k < LEN(keys); k++)
			check_keys(v, sizes[i][0], sizes[i][1], keys[k], x);
	}
	rv_fixture_trade(v);
	v->trade.state = RV_BOOK_REDUCING; /* so that F asks */
	spoil_trade(&v->trade, x);
	rv_fixture_ledger(v);
	spoil_ledger(&v->ledger, x);
	for (size_t i = 0; i < LEN(sizes); i++) {
		for (size_t k = 0; k < LEN(trading); k++)
			check_keys(v, sizes[i][0], sizes[i][1], trading[k], x);
	}
	free(v);
}

static void test_nan(void **state)
{
	(void)state;
	check_all(NAN);
}

static void test_infinite(void **state)
{
	(void)state;
	check_all(INFINITY);
	check_all(-INFINITY);
}

static void test_negative_zero(void **state)
{
	(void)state;
	check_all(-0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nan),
		cmocka_unit_test(test_infinite),
		cmocka_unit_test(test_negative_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
