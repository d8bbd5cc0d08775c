/*
 * Majors against alts: one pass over the daily frame; see majors_alts.h.
 *
 * Every date of the frame gets its features, score and regime, so that the regime of the as-of bar
 * has the history that its hysteresis needs; the basket is made for the as-of bar only.
 */
#include "engine/portfolio/majors_alts.h"

#include "engine/portfolio/dual_beta.h"
#include "engine/regime/majors_score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct rv_ma {
	size_t max_symbols, max_bars;
	rv_maf *features;
	rv_ma_scores scores;   /* [max_bars] */
	rv_ma_regime *regimes; /* [max_bars] */
	rv_ma_reason *reason;  /* [max_symbols] */
	rv_ma_candidate *work; /* [max_symbols] */
};

rv_status rv_ma_new(size_t max_symbols, size_t max_bars, rv_ma **out)
{
	rv_ma *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	w->max_bars = max_bars;
	const rv_status st = rv_maf_new(max_symbols, max_bars, &w->features);
	if (st != RV_OK) {
		rv_ma_free(w);
		return st;
	}
	w->scores.raw = malloc(max_bars * sizeof(double));
	w->scores.score = malloc(max_bars * sizeof(double));
	w->scores.work = malloc(max_bars * sizeof(double));
	w->scores.gated = malloc(max_bars * sizeof(bool));
	w->regimes = malloc(max_bars * sizeof(*w->regimes));
	w->reason = malloc(max_symbols * sizeof(*w->reason));
	w->work = malloc(max_symbols * sizeof(*w->work));
	if (!w->scores.raw || !w->scores.score || !w->scores.work || !w->scores.gated ||
	    !w->regimes || !w->reason || !w->work) {
		rv_ma_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_ma_free(rv_ma *w)
{
	if (!w)
		return;
	rv_maf_free(w->features);
	free(w->scores.raw);
	free(w->scores.score);
	free(w->scores.work);
	free(w->scores.gated);
	free(w->regimes);
	free(w->reason);
	free(w->work);
	free(w);
}

static void put_features(const rv_ma_params *p, const rv_ma_features *f, rv_ma_result *out)
{
	for (size_t i = 0; i < RV_MA_FEATURES; i++) {
		const double z = f->z[i][f->bars - 1];
		out->features[i] =
			(rv_ma_feature_value){ f->raw[i][f->bars - 1], z,
					       rv_ma_contribution(p, (rv_ma_feature)i, z) };
	}
	out->extras = f->extras;
	out->n_alts = f->n_alts;
	out->mcap_known = f->mcap_known;
}

/* The state machine from the first score of the frame to the as-of bar. */
static void put_regime(rv_ma *w, const rv_ma_params *p, size_t bars, rv_ma_result *out)
{
	const rv_ma_scores *s = &w->scores;
	rv_ma_state state = { .regime = RV_MA_UNKNOWN, .score = NAN };
	for (size_t t = 0; t < bars; t++) {
		rv_ma_state_step(p, &state, s->score[t]);
		w->regimes[t] = state.regime;
	}
	out->state = state;
	out->score_raw = s->raw[bars - 1];
	out->score = s->score[bars - 1];
	out->gated = s->gated[bars - 1];
	out->trading = rv_ma_regime_trades(state.regime);
	out->scale = rv_ma_regime_scale(p, state.regime, state.score);
	rv_ma_state_distance(p, &state, out->score, &out->to_up, &out->to_down);
	out->n_hist = bars < RV_MA_HIST ? bars : RV_MA_HIST;
	for (size_t i = 0; i < out->n_hist; i++) {
		const size_t t = bars - out->n_hist + i;
		out->hist_score[i] = (float)s->score[t];
		out->hist_regime[i] = (uint8_t)w->regimes[t];
	}
}

/* Weights of the alts, -alt_gross in all; less when the caps leave cash. */
static void put_alts(const rv_ma_params *p, const rv_ma_candidate *c, size_t n, rv_ma_result *out)
{
	double w[RV_MA_BASKET_MAX];
	for (size_t i = 0; i < n; i++)
		w[i] = p->inverse_vol ? 1.0 / c[i].vol_ann : 1.0;
	rv_ma_fill_weights(w, n, p->name_cap);
	out->n_basket = n;
	for (size_t i = 0; i < n; i++)
		out->basket[i] = (rv_ma_leg){ c[i].index, c[i].beta_btc, c[i].beta_eth,
					      -p->alt_gross * w[i] };
}

/* The majors' legs, the cap on the gross, and what stays of the exposures. */
static void put_majors(const rv_ma_params *p, rv_ma_result *out)
{
	double btc = 0.0, eth = 0.0, gross = 0.0;
	for (size_t i = 0; i < out->n_basket; i++) {
		const rv_ma_leg *l = &out->basket[i];
		btc += l->weight * l->beta_btc;
		eth += l->weight * l->beta_eth;
		gross -= l->weight;
	}
	const rv_dual_legs legs = rv_dual_legs_of(p, btc, eth, gross);
	const double all = gross + legs.btc + legs.eth;
	const double scale = all > p->gross_cap ? p->gross_cap / all : 1.0;
	for (size_t i = 0; i < out->n_basket; i++)
		out->basket[i].weight *= scale;
	out->weight_btc = scale * legs.btc;
	out->weight_eth = scale * legs.eth;
	out->exposure_btc = scale * (btc + legs.btc);
	out->exposure_eth = scale * (eth + legs.eth);
	out->net = scale * (legs.btc + legs.eth - gross);
}

static void put_basket(rv_ma *w, const rv_ma_params *p, const rv_ma_features *f,
		       const rv_frame *daily, rv_ma_result *out)
{
	rv_ma_candidate c[RV_MA_BASKET_MAX];
	const size_t n = rv_ma_select(p, f, daily, w->reason, w->work, c);
	out->n_coins = f->n;
	for (size_t i = 0; i < f->n; i++)
		out->reason[i] = (uint8_t)w->reason[i];
	out->n_candidates = n;
	out->n_basket = 0;
	if (n >= (size_t)p->basket_min)
		put_alts(p, c, n, out);
	put_majors(p, out);
}

static void put_nothing(rv_ma_result *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < RV_MA_FEATURES; i++)
		out->features[i] = (rv_ma_feature_value){ NAN, NAN, NAN };
	out->extras = (rv_ma_extras){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
	out->score_raw = out->score = out->state.score = NAN;
	out->to_up = out->to_down = NAN;
}

rv_status rv_ma_run(rv_ma *w, const rv_ma_params *p, const rv_universe_params *up,
		    const rv_frame *daily, rv_ma_result *out)
{
	const rv_ma_features *f = NULL;
	put_nothing(out);
	const rv_status st = rv_maf_run(w->features, p, up, daily, &f);
	if (st != RV_OK || daily->bars == 0)
		return st;
	out->close_ms = daily->close_ms;
	out->n_regimes = p->n_regimes;
	rv_ma_score_series(p, f, &w->scores);
	put_features(p, f, out);
	put_regime(w, p, daily->bars, out);
	put_basket(w, p, f, daily, out);
	return RV_OK;
}

/* Bars beside the z window: the slow mean of the skew and the longest of what is shown beside. */
enum { REACH_EXTRA = 32 };

size_t rv_ma_reach(const rv_ma_params *p)
{
	const int bars = p->z_window + REACH_EXTRA + p->volume_days + p->momentum_days +
			 p->high_vol_days + p->breadth_days + 2 * p->stale_days;
	return (size_t)bars;
}

rv_status rv_ma_run_day(rv_ma *w, const rv_ma_params *p, const rv_universe_params *up,
			const rv_frame *daily, rv_ma_result *out)
{
	const rv_ma_features *f = NULL;
	const rv_frame recent = rv_frame_tail(daily, rv_ma_reach(p));
	put_nothing(out);
	const rv_status st = rv_maf_run(w->features, p, up, &recent, &f);
	if (st != RV_OK || daily->bars == 0)
		return st;
	out->close_ms = daily->close_ms;
	out->n_regimes = p->n_regimes;
	put_features(p, f, out);
	put_basket(w, p, f, daily, out);
	return RV_OK;
}

rv_status rv_ma_run_score(rv_ma *w, const rv_ma_params *p, const rv_ma_features *f,
			  rv_ma_result *out)
{
	if (f->bars == 0 || f->bars > w->max_bars || !rv_ma_params_ok(p))
		return RV_EINVAL;
	rv_ma_score_series(p, f, &w->scores);
	put_regime(w, p, f->bars, out);
	for (size_t i = 0; i < RV_MA_FEATURES; i++)
		out->features[i].contribution =
			rv_ma_contribution(p, (rv_ma_feature)i, f->z[i][f->bars - 1]);
	return RV_OK;
}
