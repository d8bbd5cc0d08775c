/* From the live engine's state to a snapshot; see live.h and view.h. */
#include "engine/run/live.h"
#include "engine/run/live_state.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TONE_N = 30 };
#define TONE_SD 3.0	  /* times the sd of the last TONE_N values: extreme */
#define TONE_EXTREME 0.10 /* the same while there are fewer values */
#define TONE_MILD 0.01	  /* below it a move is not a rotation */

/* Of the newest TONE_N spreads; NaN while one of them is unknown. */
static double tone_sd(const double *newest)
{
	return rv_moments_of(newest, TONE_N).n == TONE_N ? rv_sd1(newest, TONE_N) : NAN;
}

static rv_spread_tone tone_of(rv_spread which, double cum, double sd)
{
	if (!isfinite(cum))
		return RV_TONE_UNKNOWN;
	const double limit = isfinite(sd) ? TONE_SD * sd : TONE_EXTREME;
	if (fabs(cum) >= limit)
		return RV_TONE_EXTREME;
	/* Risk-on: ETH over BTC, alts over L1, memes over the rest. */
	const double risk_on = which == RV_SPREAD_MEME_VS_REST ? cum : -cum;
	return risk_on >= TONE_MILD ? RV_TONE_RISK_ON : RV_TONE_MILD;
}

static void fill_spread(const rv_live *l, rv_spread which, rv_view_spread *out)
{
	const rv_rvm_spread_value *s = &l->result.rvm.spreads[which];
	memset(out, 0, sizeof(*out));
	const bool known = l->asof_bar_close != 0;
	out->available = known && s->available;
	out->s = out->available ? s->s : NAN;
	out->cum = out->available ? s->cum : NAN;
	out->sd30 = NAN;
	if (known && l->has_spread_hist) {
		const double *h = &l->spread_hist[(size_t)which * RV_VIEW_HIST];
		out->n_hist = RV_VIEW_HIST;
		for (size_t i = 0; i < RV_VIEW_HIST; i++)
			out->hist[i] = (float)h[i];
		out->sd30 = tone_sd(h + RV_VIEW_HIST - TONE_N);
	}
	out->tone = tone_of(which, out->cum, out->sd30);
}

static void fill_quote(const rv_live_symbol *s, rv_view_row *r)
{
	r->mid = r->mark = r->oracle = r->prev_day_px = r->funding_1h = NAN;
	r->open_interest = r->day_volume_usd = r->bid = r->ask = NAN;
	r->mid_at = r->ctx_at = r->bbo_at = r->candle_at = RV_NEVER;
	const rv_quote *q = s->quote;
	if (!q)
		return;
	r->mid = q->mid;
	r->mark = q->mark;
	r->oracle = q->oracle;
	r->prev_day_px = q->prev_day_px;
	r->funding_1h = q->funding_1h;
	r->open_interest = q->open_interest;
	r->day_volume_usd = q->day_volume_usd;
	r->bid = q->bid;
	r->ask = q->ask;
	r->mid_at = q->mid_at;
	r->ctx_at = q->ctx_at;
	r->bbo_at = q->bbo_at;
	r->candle_at = q->candle_at;
}

static void fill_history(const rv_live *l, const char *name, rv_view_row *r)
{
	const size_t row = rv_panel_find(l->hourly, name);
	const size_t last = rv_panel_col(l->hourly, l->asof_bar_close - RV_HOUR_MS);
	r->n_hist = 0;
	if (row == SIZE_MAX || l->asof_bar_close == 0 || last == SIZE_MAX)
		return;
	const double *close = rv_panel_row(l->hourly, RV_PANEL_CLOSE, row);
	const size_t n = last + 1 < RV_VIEW_HIST ? last + 1 : RV_VIEW_HIST;
	for (size_t i = 0; i < n; i++)
		r->hist[i] = (float)close[last + 1 - n + i];
	r->n_hist = n;
}

static void clear_score(rv_view_row *r)
{
	r->rv_known = r->rv_available = false;
	r->rv = r->rv_raw = r->rv_z = r->momentum = NAN;
	r->term_pair = r->term_l1_alt = r->term_meme_rest = r->term_own = NAN;
	r->n_returns = 0;
	r->universe_known = false;
	r->universe = RV_UNIVERSE_NO_BAR;
	r->no_increase = false;
}

static void fill_row(const rv_live *l, const rv_live_symbol *s, rv_view_row *r)
{
	memcpy(r->symbol, s->in.name, sizeof(r->symbol));
	r->sz_decimals = s->in.sz_decimals;
	r->delisted = s->in.delisted;
	r->have = s->have;
	r->daily = rv_step_find_daily(&l->result, s->in.name);
	r->signal = rv_step_find_signal(&l->result, s->in.name);
	r->rv_forming = s->rv_forming;
	r->has_open_day = r->daily < l->n_open_day;
	if (r->has_open_day)
		r->open_day = l->open_coin[r->daily];
	clear_score(r);
	r->baskets = rv_rvm_baskets_of(&l->p.step.baskets, s->in.name);
	fill_quote(s, r);
	fill_history(l, s->in.name, r);
}

static void fill_scores(const rv_live *l, rv_view *v)
{
	for (size_t k = 0; k < l->result.rvm.n; k++) {
		const rv_rvm_symbol *s = &l->result.rvm.symbols[k];
		const size_t at = rv_live_find(l, rv_panel_name(l->hourly, s->row));
		if (at == SIZE_MAX)
			continue;
		rv_view_row *r = &v->rows[at];
		r->rv_known = true;
		r->n_returns = s->n_returns;
		r->rv_available = s->available;
		if (!s->available)
			continue;
		r->rv = s->score;
		r->rv_raw = s->raw;
		r->rv_z = s->z;
		r->momentum = s->momentum;
		r->term_pair = s->term_pair;
		r->term_l1_alt = s->term_l1_alt;
		r->term_meme_rest = s->term_meme_rest;
		r->term_own = s->term_own;
	}
}

static void fill_universe(const rv_live *l, rv_view *v)
{
	if (!l->result.has_universe)
		return;
	for (size_t k = 0; k < l->result.universe.n; k++) {
		const rv_universe_entry *e = &l->result.universe.entries[k];
		const size_t at = rv_live_find(l, rv_panel_name(l->daily, e->row));
		if (at == SIZE_MAX)
			continue;
		v->rows[at].universe_known = true;
		v->rows[at].universe = e->reason;
		v->rows[at].no_increase = e->no_increase;
	}
}

static void fill_params(const rv_live *l, rv_view *v)
{
	const rv_rvm_params *p = &l->p.step.rvm;
	v->mode = p->normalize_mode;
	v->max_abs_score = p->max_abs_score;
	v->lookback_bars = p->lookback_bars;
	v->half_life_bars = p->half_life_bars;
	v->weights[0] = p->btc_vs_eth_weight;
	v->weights[1] = p->l1_vs_alt_weight;
	v->weights[2] = p->meme_vs_rest_weight;
	v->weights[3] = p->per_symbol_weight;
}

static void count_warm(const rv_live *l, rv_view *v)
{
	v->warm_done = v->warm_total = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (l->symbols[i].in.delisted)
			continue;
		v->warm_total++;
		v->warm_done += l->symbols[i].have == RV_HAVE_ALL;
	}
}

void rv_live_fill(const rv_live *l, rv_view *v)
{
	const bool scored = l->asof_bar_close != 0;
	v->interval = RV_INTERVAL_1H;
	v->bar_close_ms = l->asof_bar_close;
	v->n_available = scored ? l->result.rvm.n_available : 0;
	v->mean_momentum = scored ? l->result.rvm.mean_momentum : NAN;
	fill_params(l, v);
	for (int s = 0; s < RV_SPREAD_N; s++)
		fill_spread(l, (rv_spread)s, &v->spreads[s]);
	v->n_rows = l->n;
	for (size_t i = 0; i < l->n; i++)
		fill_row(l, &l->symbols[i], &v->rows[i]);
	if (scored) {
		fill_scores(l, v);
		fill_universe(l, v);
	}
	v->has_scores = scored;
	v->params = l->p.step;
	if (scored)
		rv_step_result_copy(&v->scores, &l->result);
	v->past_due = rv_live_past_due(l);
	v->n_passes = l->n_passes;
	memcpy(v->passes, l->passes, l->n_passes * sizeof(v->passes[0]));
	v->n_days = l->n_days;
	memcpy(v->days, l->days, l->n_days * sizeof(v->days[0]));
	count_warm(l, v);
}
