/* Relative momentum: terms, raw scores, normalisation. Formulas: docs/formulas.md. */
#include "engine/factors/rvm_internal.h"
#include "engine/stats/halflife.h"
#include "engine/stats/moments.h"
#include "engine/stats/rank.h"

#include <math.h>

static rv_rvm_symbol unavailable(const rv_rvm *w, size_t row)
{
	return (rv_rvm_symbol){
		.row = row,
		.baskets = w->baskets[row],
		.available = false,
		.n_returns = w->n_returns[row],
		.momentum = NAN,
		.term_pair = NAN,
		.term_l1_alt = NAN,
		.term_meme_rest = NAN,
		.term_own = NAN,
		.raw = NAN,
		.z = NAN,
		.score = 0.0,
		.sd_own = NAN,
	};
}

/* Lists every scored symbol that has had a bar, and the momentum of the available ones. */
static void list_symbols(const rvm_pass *p, rv_rvm_result *out)
{
	const int64_t asof_open = rv_panel_open_ms(p->panel, p->asof_col);
	out->n = out->n_available = 0;
	for (size_t row = 0; row < rv_panel_symbols(p->panel); row++) {
		if (rv_panel_kind(p->panel, row) != RV_KIND_PERP ||
		    rv_panel_first_ms(p->panel, row) > asof_open)
			continue;
		rv_rvm_symbol *s = &out->symbols[out->n++];
		*s = unavailable(p->w, row);
		if (!p->w->available[row])
			continue;
		s->available = true;
		s->sd_own = p->params->term_sd ? p->w->sds.own[row] : NAN;
		s->momentum = (double)p->lookback *
			      rv_half_life_mean(rvm_line(p, row), p->lookback, p->w->weights);
		p->w->raw[out->n_available++] = s->momentum;
	}
	out->mean_momentum = rv_mean(p->w->raw, out->n_available);
}

static double pair_sign(const rv_rvm *w, size_t row)
{
	return (row == w->pair_long ? 1.0 : 0.0) - (row == w->pair_short ? 1.0 : 0.0);
}

static double l1_alt_sign(unsigned bits)
{
	if (bits & RV_BASKET_L1)
		return 1.0;
	return bits & RV_BASKET_ALTS ? -1.0 : 0.0;
}

static double meme_sign(unsigned bits)
{
	return bits & RV_BASKET_MEME ? 1.0 : -1.0;
}

/* A term by its sd; unknown: it takes no side. */
static double divided(const rvm_pass *p, double x, double sd)
{
	if (!p->params->term_sd)
		return x;
	return isfinite(sd) ? x / sd : 0.0;
}

/* The last sum turns a negative zero into a plain one. */
static double term(const rvm_pass *p, double weight, double sign, const rv_rvm_result *r,
		   rv_spread which)
{
	return weight * (sign * divided(p, r->spreads[which].cum, r->spread_sd[which])) + 0.0;
}

static void set_terms(const rvm_pass *p, const rv_rvm_result *r, rv_rvm_symbol *s)
{
	const rv_rvm_params *q = p->params;
	s->term_pair =
		term(p, q->btc_vs_eth_weight, pair_sign(p->w, s->row), r, RV_SPREAD_BTC_VS_ETH);
	s->term_l1_alt =
		term(p, q->l1_vs_alt_weight, l1_alt_sign(s->baskets), r, RV_SPREAD_L1_VS_ALT);
	s->term_meme_rest =
		term(p, q->meme_vs_rest_weight, meme_sign(s->baskets), r, RV_SPREAD_MEME_VS_REST);
	double own = q->per_symbol_weight;
	if (q->unlisted_own_weight > 0.0 && s->baskets == 0 && s->row != p->w->pair_long &&
	    s->row != p->w->pair_short) {
		own = q->unlisted_own_weight;
		s->term_meme_rest = 0.0;
	}
	s->term_own = own * divided(p, s->momentum - r->mean_momentum, s->sd_own);
	s->raw = s->term_pair + s->term_l1_alt + s->term_meme_rest + s->term_own;
}

static double zscore(double raw, const rv_moments *m, double sd0)
{
	return sd0 < RV_SD_MIN ? 0.0 : (raw - m->mean) / sd0;
}

static double sd0_of(const rv_moments *m)
{
	return m->n > 0 ? sqrt(m->m2 / (double)m->n) : NAN;
}

/* NaN stays NaN through the arithmetic. */
static void normalize_zscore(const double *raw, size_t n, double max_abs, double *score)
{
	const rv_moments m = rv_moments_of(raw, n);
	const double sd0 = sd0_of(&m);
	for (size_t i = 0; i < n; i++)
		score[i] = max_abs * tanh(zscore(raw[i], &m, sd0) / 2.0);
}

/* 2 rank / (k-1) - 1 is exactly -1 and 1 at the ends, and 0 when all are equal. */
static void normalize_rank(const double *raw, size_t n, double max_abs, double *score)
{
	const size_t k = rv_rank_average(raw, n, score);
	for (size_t i = 0; i < n; i++)
		score[i] = k > 1 ? max_abs * (2.0 * score[i] / (double)(k - 1) - 1.0) : 0.0;
}

void rv_rvm_normalize(const double *raw, size_t n, rv_rvm_mode mode, double max_abs, double *score)
{
	if (mode == RV_RVM_RANK)
		normalize_rank(raw, n, max_abs, score);
	else
		normalize_zscore(raw, n, max_abs, score);
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(raw[i]))
			score[i] = NAN;
	}
}

/* Scores of the available symbols, from their raw scores in the workspace. */
static void set_scores(const rvm_pass *p, rv_rvm_result *out)
{
	rv_rvm *w = p->w;
	const bool zmode = p->params->normalize_mode == RV_RVM_ZSCORE;
	rv_rvm_normalize(w->raw, out->n_available, p->params->normalize_mode,
			 p->params->max_abs_score, w->score);
	const rv_moments m = rv_moments_of(w->raw, out->n_available);
	const double sd0 = sd0_of(&m);
	size_t k = 0;
	for (size_t i = 0; i < out->n; i++) {
		rv_rvm_symbol *s = &out->symbols[i];
		if (!s->available)
			continue;
		s->z = zmode ? zscore(s->raw, &m, sd0) : NAN;
		s->score = w->score[k++];
	}
}

void rvm_scores(const rvm_pass *p, rv_rvm_result *out)
{
	out->divided = p->params->term_sd;
	for (size_t s = 0; s < RV_SPREAD_N; s++)
		out->spread_sd[s] = out->divided ? p->w->sds.spread[s] : NAN;
	list_symbols(p, out);
	size_t k = 0;
	for (size_t i = 0; i < out->n; i++) {
		rv_rvm_symbol *s = &out->symbols[i];
		if (!s->available)
			continue;
		set_terms(p, out, s);
		p->w->raw[k++] = s->raw;
	}
	set_scores(p, out);
}
