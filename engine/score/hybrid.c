/*
 * The hybrid score of each coin and side: parts, weights, the term of relative momentum, then the
 * quality of execution and the age of the signal; see hybrid.h.
 */
#include "engine/score/hybrid.h"

#include "engine/score/hybrid_internal.h"
#include "engine/stats/halflife.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

rv_status rv_hybrid_new(size_t max_symbols, size_t max_bars, rv_hybrid **out)
{
	if (max_symbols == 0 || max_symbols > RV_MAX_SYMBOLS || max_bars < 2)
		return RV_EINVAL;
	rv_hybrid *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	w->max_bars = max_bars;
	w->short_weights = malloc(max_bars * sizeof(double));
	w->long_weights = malloc(max_bars * sizeof(double));
	w->funding = malloc(max_symbols * sizeof(double));
	w->funding_close_ms = malloc(max_symbols * sizeof(int64_t));
	w->work = malloc(max_symbols * sizeof(double));
	w->lines = malloc(2 * max_symbols * sizeof(*w->lines));
	if (!w->short_weights || !w->long_weights || !w->funding || !w->funding_close_ms ||
	    !w->work || !w->lines) {
		rv_hybrid_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_hybrid_free(rv_hybrid *w)
{
	if (!w)
		return;
	free(w->short_weights);
	free(w->long_weights);
	free(w->funding);
	free(w->funding_close_ms);
	free(w->work);
	free(w->lines);
	free(w);
}

static rv_hybrid_side unknown_side(void)
{
	rv_hybrid_side s = { .passes = false, .emitted = false };
	for (int k = 0; k < RV_PART_N; k++)
		s.part[k] = s.weight[k] = NAN;
	s.base = s.rv_term = s.router_multiplier = s.decay = s.hybrid = NAN;
	return s;
}

static void set_unknown(rv_hybrid_symbol *s)
{
	memset(s, 0, sizeof(*s));
	s->reason = RV_HYBRID_NO_BAR;
	s->vol_regime = RV_VOL_NORMAL;
	s->vol_ratio = s->tier_multiplier = s->router_quality = s->funding_8h = s->rv = NAN;
	s->trend_slope = s->trend_r2 = s->trend_z = s->prior_share = NAN;
	for (int k = 0; k < RV_PART_N; k++)
		s->source[k] = RV_SOURCE_NEUTRAL;
	s->side[RV_LONG] = s->side[RV_SHORT] = unknown_side();
}

/* A part that is known for both sides; otherwise neutral on both. */
static void set_part(rv_hybrid_symbol *s, rv_hybrid_part k, double on_long, double on_short)
{
	const bool known = isfinite(on_long);
	s->source[k] = known ? RV_SOURCE_DATA : RV_SOURCE_NEUTRAL;
	s->side[RV_LONG].part[k] = known ? on_long : 0.5;
	s->side[RV_SHORT].part[k] = known ? on_short : 0.5;
}

static void set_market_parts(const hybrid_pass *h, size_t i, rv_hybrid_symbol *s)
{
	const rv_frame *f = h->signal;
	const double hours = (double)rv_interval_ms(f->interval) / (double)RV_HOUR_MS;
	const rv_trend t = rv_trend_of(h->p, rv_frame_close(f, i), rv_frame_simple(f, i),
				       rv_frame_log(f, i), f->bars, hours);
	set_part(s, RV_PART_TREND, t.score, 1.0 - t.score);
	s->trend_slope = t.slope;
	s->trend_r2 = t.r2;
	s->trend_z = t.z;
	s->trend_closes = t.closes;
	s->funding_8h = h->w->funding[i];
	s->funding_close_ms = h->w->funding_close_ms[i];
	set_part(s, RV_PART_CARRY, rv_carry_score(h->p, s->funding_8h, RV_LONG),
		 rv_carry_score(h->p, s->funding_8h, RV_SHORT));
}

static void set_trade_parts(const hybrid_pass *h, const rv_experience_symbol *e,
			    rv_hybrid_symbol *s)
{
	const rv_hybrid_params *p = h->p;
	const double health = rv_router_health(&p->router, e);
	set_part(s, RV_PART_ROUTER, health, health);
	s->router_quality = rv_router_quality(&p->router, e);
	s->trades = e ? e->trades : 0;
	s->prior_share = rv_prior_share(&p->expectancy, e);
	const bool mature = s->trades >= (size_t)p->expectancy.mature_trades;
	s->source[RV_PART_EXPECTANCY] = mature ? RV_SOURCE_TRADES : RV_SOURCE_PRIOR;
	for (int side = 0; side < 2; side++) {
		double *part = s->side[side].part;
		s->side[side].prior = rv_prior_of(&p->expectancy, s->vol_regime, part);
		part[RV_PART_EXPECTANCY] =
			rv_expectancy_score(&p->expectancy, e, s->vol_regime, part);
	}
	if (p->neutral_parts)
		return;
	if (!mature)
		s->source[RV_PART_EXPECTANCY] = RV_SOURCE_LEFT_OUT;
	if (!e || e->fills < (size_t)p->router.mature_fills || !isfinite(health))
		s->source[RV_PART_ROUTER] = RV_SOURCE_LEFT_OUT;
}

static double quality_multiplier(const rv_router_params *p, double quality)
{
	if (quality <= p->low)
		return p->low_multiplier;
	return quality >= p->high ? p->high_multiplier : 1.0;
}

/* Minutes since the last signal of the side; 0 where there was none. */
static double signal_age(const hybrid_pass *h, const rv_experience_symbol *e, int side)
{
	if (!e || e->last_signal_ms[side] <= 0)
		return 0.0;
	const int64_t now = h->ex->asof_ms > 0 ? h->ex->asof_ms : h->signal->close_ms;
	const int64_t age = now - e->last_signal_ms[side];
	return age > 0 ? (double)age / (double)RV_MINUTE_MS : 0.0;
}

static void set_side(const hybrid_pass *h, const rv_experience_symbol *e, int side,
		     rv_hybrid_symbol *s)
{
	const rv_hybrid_params *p = h->p;
	rv_hybrid_side *v = &s->side[side];
	const double rv = isfinite(s->rv) ? fmax(-1.0, fmin(1.0, s->rv)) : 0.0;
	v->base = 0.0;
	for (int k = 0; k < RV_PART_N; k++)
		v->base += v->weight[k] * v->part[k];
	v->rv_term = p->rv_weight * (side == RV_LONG ? rv : -rv) + 0.0;
	v->router_multiplier = quality_multiplier(&p->router, s->router_quality);
	v->decay = rv_signal_decay(p, signal_age(h, e, side));
	const double hybrid = (v->base + v->rv_term) * v->router_multiplier * v->decay;
	v->hybrid = isfinite(hybrid) ? fmax(-1.0, fmin(1.0, hybrid)) : NAN;
	v->passes = v->hybrid >= (side == RV_LONG ? p->pass_long : p->pass_short);
}

static void set_symbol(const hybrid_pass *h, size_t i, double rv, rv_hybrid_symbol *s)
{
	set_unknown(s);
	hybrid_vol_regime(h, i, s);
	if (!rv_frame_trades(h->signal, i)) {
		s->vol_ratio = s->tier_multiplier = NAN;
		return;
	}
	const rv_experience_symbol *e = rv_experience_find(h->ex, rv_frame_name(h->signal, i));
	s->rv = rv;
	set_market_parts(h, i, s);
	set_trade_parts(h, e, s);
	hybrid_weigh(h, i, e, s);
	for (int side = 0; side < 2; side++)
		set_side(h, e, side, s);
	s->known = isfinite(s->side[RV_LONG].hybrid) && isfinite(s->side[RV_SHORT].hybrid);
	s->reason = s->known ? RV_HYBRID_OK : RV_HYBRID_NO_WEIGHT; /* parts are never unknown */
}

/* Score of a panel row in the snapshot of the same bar, which lists rows in order; NaN unknown. */
static double momentum_of(const rv_rvm_result *r, int64_t close_ms, size_t row, size_t *at)
{
	if (!r || r->bar_close_ms != close_ms)
		return NAN;
	while (*at < r->n && r->symbols[*at].row < row)
		(*at)++;
	const bool found = *at < r->n && r->symbols[*at].row == row;
	return found && r->symbols[*at].available ? r->symbols[*at].score : NAN;
}

rv_status rv_hybrid_run(rv_hybrid *w, const rv_hybrid_params *p, const rv_frame *signal,
			const rv_frame *daily, const rv_rvm_result *rvm, const rv_experience *ex,
			rv_hybrid_result *out)
{
	if (!hybrid_params_ok(p) || signal->n > w->max_symbols || signal->bars > w->max_bars)
		return RV_EINVAL;
	const hybrid_pass h = { w, p, signal, ex, out };
	out->close_ms = signal->close_ms;
	out->n = signal->n;
	out->n_screen = 0;
	if (signal->bars == 0)
		return RV_OK;
	rv_half_life_weights(p->vol_short_half_life, signal->bars, w->short_weights);
	rv_half_life_weights(p->vol_long_half_life, signal->bars, w->long_weights);
	hybrid_fill_funding(&h, daily);
	size_t at = 0;
	for (size_t i = 0; i < signal->n; i++) {
		const double rv = momentum_of(rvm, signal->close_ms, signal->rows[i], &at);
		set_symbol(&h, i, rv, &out->symbols[i]);
	}
	hybrid_screen(&h);
	return RV_OK;
}
