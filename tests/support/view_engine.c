/* Results of every system for the fixture; see view_engine.h. */
#include "tests/support/view_engine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"

#define DAY_CLOSE INT64_C(1795132800000) /* 2026-11-20T00:00:00Z */

/* One draw for symbol i and use k: other symbols and uses do not shift it. */
static double draw(size_t i, uint64_t k)
{
	rv_rng rng;

	rv_rng_seed(&rng, 4213, k, i);
	return rv_rng_normal(&rng);
}

static bool is(const rv_view *v, size_t i, const char *name)
{
	return strcmp(v->rows[i].symbol, name) == 0;
}

static bool is_factor(const rv_view *v, size_t i)
{
	return is(v, i, "BTC") || is(v, i, "ETH");
}

static void fill_params(rv_step_params *p)
{
	static const char *const leaders[RV_LEADERS] = { "BTC", "ETH", "SOL" };
	static const double targets[RV_BUCKET_N] = { .45, .20, .075, .125 };

	memset(p, 0, sizeof(*p));
	p->idio.ema_fast = 3;
	p->idio.ema_slow = 10;
	p->idio.sma = 5;
	for (int k = 0; k < RV_LEADERS; k++)
		(void)snprintf(p->ms.leaders[k], sizeof(p->ms.leaders[k]), "%s", leaders[k]);
	p->ms.corr_high = .7;
	p->ms.div_high = .5;
	p->ms.regime_min = 30;
	p->ma.n_regimes = 5;
	p->ma.low = -.5;
	p->ma.high = .5;
	p->ma.strong_low = -1.5;
	p->ma.strong_high = 1.5;
	p->ma.hysteresis = .3;
	p->ma.min_weight_share = .5;
	p->ma.entry_confirm_days = 2;
	p->ma.basket_min = 5;
	p->buckets.corr_days = 30;
	p->buckets.lf_low = .15;
	p->buckets.lf_high = .5;
	p->buckets.lf_floor = .4;
	p->buckets.riskoff_jump = .10;
	p->buckets.riskoff_level = .25;
	p->buckets.riskoff_cm = .25;
	p->buckets.riskoff_breadth = .60;
	p->buckets.riskoff_release = 3;
	memcpy(p->buckets.targets, targets, sizeof(targets));
}

static void fill_idio_symbol(const rv_view *v, size_t i, const rv_idio_result *r, rv_idio_symbol *x)
{
	for (int f = 0; f < RV_IDIO_N; f++)
		x->signal_raw[f] = x->signal[f] = NAN;
	x->alpha = x->beta_btc = x->beta_eth = x->residual = x->idio_vol = x->residual_z = NAN;
	x->hedge_btc = x->hedge_eth = x->mu = NAN;
	x->log_return = x->used_alpha = x->used_btc = x->used_eth = NAN;
	x->ema_fast = x->ema_slow = x->sma = NAN;
	x->funding = 3e-4 + 2e-4 * draw(i, 1);
	x->reason = is_factor(v, i)   ? RV_IDIO_FACTOR
		    : is(v, i, "TON") ? RV_IDIO_HISTORY
				      : RV_IDIO_OK;
	x->active = x->reason == RV_IDIO_OK && v->rows[i].universe == RV_UNIVERSE_ACTIVE;
	if (x->reason != RV_IDIO_OK)
		return;
	x->alpha = 4e-4 * draw(i, 2);
	x->hedge_btc = x->beta_btc = .55 + .25 * draw(i, 3);
	x->hedge_eth = x->beta_eth = .50 + .25 * draw(i, 4);
	x->idio_vol = .024 + .008 * fabs(draw(i, 5));
	x->residual_z = draw(i, 6);
	x->residual = x->residual_z * x->idio_vol;
	x->used_alpha = x->alpha;
	x->used_btc = x->beta_btc;
	x->used_eth = x->beta_eth;
	x->log_return =
		x->residual + x->alpha + x->beta_btc * r->return_btc + x->beta_eth * r->return_eth;
	x->ema_fast = .3 * x->residual;
	x->ema_slow = .1 * x->residual;
	x->sma = .2 * x->residual;
	x->funding_partial = is(v, i, "JUP");
	if (!x->active)
		return;
	double sum = 0;
	for (int f = 0; f < RV_IDIO_N; f++) {
		x->signal[f] = fmax(-3, fmin(3, draw(i, 7 + (uint64_t)f)));
		x->signal_raw[f] = x->signal[f] * .01 * (f == RV_IDIO_CARRY ? .05 : 1);
		sum += r->weights[f] * x->signal[f];
	}
	x->mu = x->idio_vol * sum;
}

static void fill_idio(rv_view *v)
{
	rv_idio_result *r = &v->scores.idio;
	static const double weights[RV_IDIO_N] = { .0412, .1073, .0268 };

	r->close_ms = DAY_CLOSE;
	r->n = v->n_rows;
	memcpy(r->weights, weights, sizeof(weights));
	r->alpha = 312.4;
	r->r2 = .0138;
	r->oos_r2 = -.0021;
	r->return_btc = -.01213;
	r->return_eth = .00472;
	r->funding_btc = 2.4e-4;
	r->funding_eth = 1.9e-4;
	r->rows = 2318;
	r->dates = 60;
	r->signal_corr[0][0] = r->signal_corr[1][1] = r->signal_corr[2][2] = 1;
	r->signal_corr[0][1] = r->signal_corr[1][0] = -.63;
	r->signal_corr[0][2] = r->signal_corr[2][0] = .08;
	for (size_t i = 0; i < v->n_rows; i++) {
		v->rows[i].has_open_day = !is_factor(v, i) && !is(v, i, "TON");
		v->rows[i].open_day = (rv_forming_coin){ .residual_z = draw(i, 10),
							 .signal = { draw(i, 11), draw(i, 12) } };
		fill_idio_symbol(v, i, r, &r->symbols[i]);
		r->n_active += r->symbols[i].active;
	}
}

static void fill_book(rv_view *v)
{
	rv_book_result *b = &v->scores.book;

	b->n = v->n_rows;
	b->shrinkage = .318;
	b->mean_variance = 7.1e-4;
	b->cov_rows = 60;
	b->status = RV_OPT_OPTIMAL;
	b->gap = 3.1e-15;
	b->iterations = 14;
	b->objective = -2.3851e-3;
	for (size_t i = 0; i < b->n; i++) {
		const rv_idio_symbol *x = &v->scores.idio.symbols[i];
		rv_book_symbol *s = &b->symbols[i];
		s->mu = s->cost = s->cap = s->weight = s->previous = NAN;
		s->reason = !x->active	      ? RV_BOOK_INACTIVE
			    : is(v, i, "ENA") ? RV_BOOK_COVARIANCE_WARMUP
					      : RV_BOOK_IN;
		if (s->reason != RV_BOOK_IN)
			continue;
		b->n_assets++;
		s->mu = x->mu;
		s->cost = 4.5e-4 + .01 * x->idio_vol;
		s->cap = is(v, i, "WIF") ? .034 : .10;
		s->previous = 0;
		const double edge = fabs(x->mu) > 3 * s->cost ? fabs(x->mu) - 3 * s->cost : 0;
		s->weight = copysign(fmin(s->cap, 25 * edge), x->mu);
		b->gross += fabs(s->weight);
		b->delta_btc += s->weight * x->beta_btc;
		b->delta_eth += s->weight * x->beta_eth;
	}
	b->weight_btc = -b->delta_btc;
	b->weight_eth = -b->delta_eth;
}

static void unknown_pair(rv_ms_pair *p)
{
	p->n = 9;
	p->beta = p->alpha = p->r_squared = p->beta_se = p->correlation = p->feature_beta = NAN;
	p->divergence = p->volatility = p->relative_momentum = p->rs20 = p->rho = NAN;
	p->lag_correlation = p->lag_confidence = p->lag0_correlation = NAN;
	p->spillover = p->vol_correlation = p->half_life = NAN;
	for (int k = 0; k < RV_LAGS; k++)
		p->profile[k] = NAN;
}

static void fill_pair(size_t i, uint64_t leader, bool young, rv_ms_pair *p)
{
	const uint64_t u = 20 + 10 * leader;

	if (young) {
		unknown_pair(p);
		return;
	}
	p->n = 719;
	p->correlation = fmin(.98, .72 - .05 * (double)leader + .12 * draw(i, u));
	p->beta = 1.05 - .2 * (double)leader + .3 * draw(i, u + 1);
	p->r_squared = p->correlation * p->correlation;
	p->beta_se = .03 + .01 * fabs(draw(i, u + 2));
	p->rs20 = .02 * draw(i, u + 3);
	p->lead_lag = (int)(draw(i, u + 4) * 1.3);
	p->lag0_correlation = p->correlation;
	p->lag_correlation = fmin(.99, p->correlation + (p->lead_lag ? .04 : 0));
	p->lag_confidence = fmin(1, .3 + .2 * fabs(draw(i, u + 5)));
	p->spillover = .2 + .2 * draw(i, u + 6);
	p->vol_correlation = .45 + .15 * draw(i, u + 7);
	p->half_life = 6 + 5 * fabs(draw(i, u + 8));
	p->overlap_biased = i % 3 == 1;
	for (int k = 0; k < RV_LAGS; k++) {
		const double d = abs(k - RV_LAG_MAX - p->lead_lag);
		p->profile[k] = (float)(p->lag_correlation * exp(-d / 1.5) +
					.06 * draw(i, 200 + u * 30 + (uint64_t)k));
	}
}

static rv_leader_regime regime_of(size_t i, bool young)
{
	const double x = draw(i, 60);

	return young	 ? RV_REGIME_UNKNOWN
	       : x > -.1 ? RV_REGIME_RISK_ON
	       : x > -.5 ? RV_REGIME_DIVERGENCE
	       : x > -.9 ? RV_REGIME_ROTATION
	       : x > -2	 ? RV_REGIME_RISK_OFF
			 : RV_REGIME_UNKNOWN;
}

static void fill_ms(rv_view *v)
{
	static const rv_ms_leader leaders[RV_LEADERS] = {
		{ true, "BTC", 1.12, .0061, .021, .034, NAN },
		{ true, "ETH", 1.43, .0083, .032, .055, .8 },
		{ true, "SOL", 1.87, .0112, .048, .081, 1.6 }
	};
	rv_ms_result *m = &v->scores.ms;

	m->close_ms = v->bar_close_ms;
	m->n = v->n_rows;
	memcpy(m->leaders, leaders, sizeof(leaders));
	m->leader_trend = 1.363;
	m->regime = RV_REGIME_RISK_ON;
	m->confidence = .74;
	m->cross_asset_correlation = .741;
	m->divergence_score = .259;
	m->rotation = true;
	m->new_leader = 2;
	for (size_t i = 0; i < m->n; i++) {
		rv_ms_symbol *s = &m->symbols[i];
		const bool young = is(v, i, "TON");
		for (uint64_t k = 0; k < RV_LEADERS; k++)
			fill_pair(i, k, young, &s->pairs[k]);
		if (is(v, i, "WIF"))
			s->pairs[1].half_life = INFINITY;
		s->regime = regime_of(i, young);
		m->counts[s->regime]++;
		s->confidence = young ? 0 : .6 + .1 * fabs(draw(i, 61));
		s->new_leader = -1;
		s->cross_asset_correlation = young ? NAN : .7;
		s->divergence_score = young ? NAN : .3;
	}
}

static void fill_hybrid_symbol(const rv_view *v, size_t i, rv_hybrid_symbol *h)
{
	static const double weights[RV_PART_N] = { .40, .25, .20, .15 };

	h->known = !is(v, i, "TON");
	h->reason = h->known ? RV_HYBRID_OK : RV_HYBRID_NO_BAR;
	h->tier = is_factor(v, i)	    ? RV_TIER_CORE
		  : v->rows[i].baskets == 0 ? RV_TIER_ALT_EXT
		  : is(v, i, "LTC")	    ? RV_TIER_TACTICAL
					    : RV_TIER_SATELLITE;
	h->vol_regime = i % 5 == 2 ? RV_VOL_HIGH : RV_VOL_NORMAL;
	h->vol_ratio = h->vol_regime == RV_VOL_HIGH ? 1.31 : .94;
	h->tier_multiplier = h->vol_regime == RV_VOL_HIGH ? .7 : 1;
	h->router_quality = .8;
	h->rv = v->rows[i].rv;
	h->trend_slope = .0012 * draw(i, 70);
	h->trend_r2 = .31;
	h->trend_z = draw(i, 72);
	h->trend_closes = 60;
	h->funding_8h = .0001;
	h->prior_share = 1;
	h->funding_close_ms = v->scores.idio.close_ms;
	h->source[RV_PART_TREND] = h->source[RV_PART_CARRY] = RV_SOURCE_DATA;
	h->source[RV_PART_EXPECTANCY] = RV_SOURCE_PRIOR;
	h->source[RV_PART_ROUTER] = RV_SOURCE_NEUTRAL;
	for (int s = 0; s < 2; s++) {
		rv_hybrid_side *x = &h->side[s];
		const double sign = s == RV_LONG ? 1 : -1;
		x->part[RV_PART_TREND] = .5 + .45 * tanh(sign * draw(i, 70));
		x->part[RV_PART_CARRY] = .5 - .2 * sign * tanh(draw(i, 71));
		x->prior = (rv_prior){ .vol = 0,
				       .part = { .06 * (x->part[RV_PART_TREND] - .5),
						 .04 * (x->part[RV_PART_CARRY] - .5) } };
		x->prior.e0 = x->prior.part[RV_PART_TREND] + x->prior.part[RV_PART_CARRY];
		x->prior.value = 10 * x->prior.e0;
		x->part[RV_PART_EXPECTANCY] = .53;
		x->part[RV_PART_ROUTER] = .5;
		x->base = 0;
		for (int p = 0; p < RV_PART_N; p++) {
			x->weight[p] = weights[p];
			x->base += weights[p] * x->part[p];
		}
		x->rv_term = .1 * sign * h->rv;
		x->router_multiplier = 1;
		x->decay = 1;
		x->hybrid = h->known ? x->base + x->rv_term : NAN;
		x->passes = x->hybrid >= (s == RV_LONG ? .55 : .50);
		x->emitted = x->hybrid >= .35;
	}
}

static void fill_hybrid(rv_view *v)
{
	rv_hybrid_result *h = &v->scores.hybrid;

	h->close_ms = v->bar_close_ms;
	h->n = v->n_rows;
	for (size_t i = 0; i < h->n; i++)
		fill_hybrid_symbol(v, i, &h->symbols[i]);
	for (size_t i = 0; i < h->n; i++) {
		const rv_hybrid_symbol *x = &h->symbols[i];
		for (int s = 0; x->known && s < 2; s++) {
			const bool against = s == RV_LONG ? x->rv < -.5 : x->rv > .5;
			rv_screen_entry *e = &h->screen[h->n_screen++];
			*e = (rv_screen_entry){
				.index = i,
				.side = (rv_direction)s,
				.hybrid = x->side[s].hybrid,
				.rv = x->rv,
				.action = against ? RV_SCREEN_DOWNRANK : RV_SCREEN_KEEP,
			};
			(void)snprintf(e->reason, sizeof(e->reason), "%s",
				       against ? "against relative momentum" : "");
		}
	}
}

static void fill_ma(rv_view *v)
{
	static const rv_ma_feature_value features[RV_MA_FEATURES] = {
		{ 61.7, 1.31, -.236 },	 { NAN, NAN, NAN },	  { 1.13e-4, .42, .050 },
		{ 2.1e-5, -.38, -.038 }, { 21.853, 1.92, -.250 }, { .0084, -.61, -.079 },
		{ .0117, .93, -.074 },	 { .41, .88, .035 },
	};
	rv_ma_result *m = &v->scores.ma;

	m->close_ms = DAY_CLOSE;
	memcpy(m->features, features, sizeof(features));
	m->extras.breadth_median = .0061;
	m->extras.breadth_iqr = .0382;
	m->extras.breadth_slope5 = 4.3;
	m->extras.breadth_slope20 = -7.1;
	m->extras.dominance_change1 = m->extras.dominance_change5 = m->extras.skew_z3 = NAN;
	m->n_alts = 44;
	m->mcap_known = true;
	m->n_regimes = 5;
	m->score_raw = -.592;
	m->score = -1.18;
	m->state = (rv_ma_state){ .regime = RV_MA_WEAK_ALTS, .age_bars = 5 };
	m->to_up = .98;
	m->to_down = .32;
	m->n_hist = 90;
	rv_ma_regime r = RV_MA_BALANCED;
	for (size_t i = 0; i < m->n_hist; i++) {
		const double t = (double)i;
		const double s = -1.1 * sin(t / 19) + .3 * sin(t / 3) * cos(t / 5);
		m->hist_score[i] = i < 2 ? NAN : (float)s;
		r = i < 2      ? RV_MA_UNKNOWN
		    : s < -1.5 ? RV_MA_STRONG_ALTS
		    : s < -.5  ? RV_MA_WEAK_ALTS
		    : s > 1.5  ? RV_MA_STRONG_MAJORS
		    : s > .5   ? RV_MA_WEAK_MAJORS
			       : RV_MA_BALANCED;
		m->hist_regime[i] = (uint8_t)r;
	}
	m->scale = 0;
	m->weight_btc = .263;
	m->weight_eth = .211;
	m->exposure_btc = .004;
	m->exposure_eth = -.011;
	m->net = -.026;
	for (size_t i = 0; i < v->n_rows && m->n_basket < 12; i += 4) {
		if (is_factor(v, i))
			continue;
		m->basket[m->n_basket++] =
			(rv_ma_leg){ i, .6 + .1 * draw(i, 80), .4 + .1 * draw(i, 81), -.5 / 12 };
	}
}

static void fill_bucket_symbol(size_t i, double price, rv_bucket_symbol *b)
{
	b->member = true;
	for (int k = 0; k < 3; k++) {
		b->z[k] = draw(i, 90 + (uint64_t)k);
		b->m[k] = .05 * b->z[k];
	}
	b->cm = .5 * b->z[0] + .3 * b->z[1] + .2 * b->z[2];
	b->cm_rank = .5 + .3 * tanh(b->cm);
	b->acc = .002 * draw(i, 93);
	b->ms = .4 * draw(i, 94);
	b->rsi14 = 50 + 12 * draw(i, 95);
	b->atr14 = price * .04;
	b->sigma20 = .7;
	b->beta_btc = 1.1;
	b->residual_z = draw(i, 96);
	b->stop_price = NAN;
	if (b->cm > .75) {
		b->entries = RV_ENTRY_MOMENTUM_LONG;
		b->target[RV_BUCKET_MOMENTUM] = .12;
		b->stop_price = price - 2 * b->atr14;
	} else if (fabs(b->residual_z) > 1) {
		b->entries = b->residual_z > 0 ? RV_ENTRY_RESIDUAL_SHORT : RV_ENTRY_RESIDUAL_LONG;
		b->target[RV_BUCKET_RESIDUAL] = copysign(.05, -b->residual_z);
	} else {
		(void)snprintf(b->reason, sizeof(b->reason), "no entry holds");
	}
	for (int k = 0; k < RV_BUCKET_N; k++)
		b->net += b->target[k];
}

static void fill_pairs(rv_bucket_result *b)
{
	static const rv_bucket_pair pairs[] = {
		{ .name = "ETH-BNB",
		  .beta = .82,
		  .spread = .031,
		  .z = 2.31,
		  .corr30 = .71,
		  .corr_decline = .08,
		  .state = RV_PAIR_ENTRY_SHORT },
		{ .name = "ETH-HYPE",
		  .beta = 1.4,
		  .spread = .12,
		  .z = NAN,
		  .corr30 = NAN,
		  .corr_decline = NAN,
		  .state = RV_PAIR_UNKNOWN },
		{ .name = "BTC-SUI",
		  .beta = 1.1,
		  .spread = .05,
		  .z = -.62,
		  .corr30 = .38,
		  .corr_decline = .02,
		  .state = RV_PAIR_BROKEN },
	};

	b->n_pairs = sizeof(pairs) / sizeof(pairs[0]);
	memcpy(b->pairs, pairs, sizeof(pairs));
}

static void fill_buckets(rv_view *v)
{
	static const double corr[RV_CORR_WINDOWS] = { .412, .377, .301, .284 };
	static const double gross[RV_BUCKET_N] = { .36, .10, 0, .05 };
	static const char *const members[] = { "BTC", "ETH",  "BNB",  "HYPE", "SOL",
					       "XRP", "DOGE", "LINK", "SUI",  "UNI" };
	rv_bucket_result *b = &v->scores.buckets;

	b->close_ms = DAY_CLOSE;
	b->ready = true;
	b->n = v->n_rows;
	memcpy(b->avg_corr, corr, sizeof(corr));
	b->avg_corr_used = .301;
	b->avg_corr_previous = .268;
	b->leverage_factor = .741;
	b->jump = .033;
	b->breadth = .40;
	memcpy(b->gross, gross, sizeof(gross));
	b->net_beta = .412;
	b->hedge_btc = -.038;
	for (size_t i = 0; i < b->n; i++) {
		b->symbols[i].net = b->symbols[i].stop_price = NAN;
		for (size_t k = 0; k < sizeof(members) / sizeof(members[0]); k++) {
			if (!is(v, i, members[k]))
				continue;
			b->symbols[i].net = 0;
			fill_bucket_symbol(i, v->rows[i].mark, &b->symbols[i]);
		}
	}
	fill_pairs(b);
}

static void fill_risk(rv_view *v)
{
	rv_risk_result *r = &v->scores.risk;

	r->close_ms = v->bar_close_ms;
	r->n = v->n_rows;
	for (size_t i = 0; i < r->n; i++) {
		rv_risk_symbol *x = &r->symbols[i];
		x->sources[RV_SRC_ALPHA_ENGINE] = (rv_source_vote){ true, RV_VOTE_BUY, .62 };
		x->sources[RV_SRC_MARKET_STRUCTURE].present = i % 2 == 0;
		x->vote = RV_VOTE_BUY;
		x->confidence = .62;
		x->agreement = 1;
		x->leader_vol_factor = .9;
		x->beta_factor = .8;
		x->beta_assumed = is(v, i, "TON");
		x->divergence_factor = 1;
		x->vol_factor = .85;
		x->drawdown_factor = 1;
		x->size_multiplier = is(v, i, "TON") ? NAN : .612;
		x->stop_bps = is(v, i, "TON") ? NAN : 184;
		(void)snprintf(x->gate_reason, sizeof(x->gate_reason), "leaders allow it");
		r->group_of[i] = -1;
	}
}

static void fill_past(rv_view *v)
{
	v->n_passes = 14;
	for (size_t i = 0; i < v->n_passes; i++) {
		v->passes[i] = (rv_view_pass){
			.bar_close_ms = v->bar_close_ms - (int64_t)(13 - i) * RV_HOUR_MS,
			.regime = i < 2	  ? RV_REGIME_UNKNOWN
				  : i < 6 ? RV_REGIME_RISK_OFF
				  : i < 8 ? RV_REGIME_DIVERGENCE
				  : i < 9 ? RV_REGIME_ROTATION
					  : RV_REGIME_RISK_ON,
			.confidence = .7F,
			.avg_corr = i < 2 ? NAN : .25F + .004F * (float)i,
			.leverage_factor = i < 2 ? NAN : .83F - .007F * (float)i,
		};
	}
	v->n_days = 3;
	for (size_t i = 0; i < v->n_days; i++)
		v->days[i] = (rv_view_day){
			.close_ms = DAY_CLOSE - (int64_t)(2 - i) * 24 * RV_HOUR_MS,
			.status = i == 0 ? RV_RIDGE_TOO_FEW : RV_RIDGE_OK,
			.weights = { .04F, .1F + .004F * (float)i, .027F },
			.r2 = i == 0 ? NAN : .0131F,
		};
}

void rv_fixture_fill_engine(rv_view *v)
{
	rv_step_result *x = &v->scores;

	fill_params(&v->params);
	v->has_scores = true;
	x->interval = RV_INTERVAL_1H;
	x->bar_close_ms = v->bar_close_ms;
	x->n_daily = x->n_signal = v->n_rows;
	for (size_t i = 0; i < v->n_rows; i++) {
		v->rows[i].daily = v->rows[i].signal = i;
		memcpy(x->daily_names[i], v->rows[i].symbol, RV_SYMBOL_MAX);
		memcpy(x->signal_names[i], v->rows[i].symbol, RV_SYMBOL_MAX);
	}
	fill_idio(v);
	fill_book(v);
	fill_ms(v);
	fill_hybrid(v);
	fill_ma(v);
	fill_buckets(v);
	fill_risk(v);
	fill_past(v);
}

void rv_fixture_no_engine(rv_view *v)
{
	memset(&v->scores, 0, sizeof(v->scores));
	v->has_scores = false;
	v->n_passes = v->n_days = 0;
	for (size_t i = 0; i < v->n_rows; i++)
		v->rows[i].daily = v->rows[i].signal = SIZE_MAX;
}

void rv_fixture_marks(rv_view *v)
{
	rv_step_result *x = &v->scores;

	x->idio.ridge_status = RV_RIDGE_TOO_FEW;
	x->idio.weights_equal = true;
	x->idio.alpha = x->idio.r2 = x->idio.oos_r2 = NAN;
	x->book.status = RV_OPT_UNCERTIFIED;
	x->book.gap = 4.2e-7;
	x->ma.mcap_known = false;
	x->ma.state.missing_days = 2;
	x->ma.score = x->ma.score_raw = x->ma.to_up = x->ma.to_down = NAN;
	x->ma.n_basket = 0;
	x->buckets.risk_off = x->buckets.trigger_jump = true;
	x->buckets.jump = .124;
	x->buckets.leverage_factor = .4;
	x->buckets.release_days = 1;
	x->ms.regime = RV_REGIME_UNKNOWN;
	x->ms.confidence = .5;
	x->ms.leaders[2].available = false;
	x->ms.rotation = false;
}
