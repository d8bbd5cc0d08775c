/*
 * The strategy rv-momentum: long the strongest and short the weakest coins by the live score of
 * relative momentum, the simplest test of whether that ranking earns anything.
 *
 * The pass of a date is the live pass over daily bars (engine/factors/rv_momentum.h: bars of the
 * configuration are days here). Rules: docs/backtest.md, "Relative momentum".
 */
#include "engine/research/rv_momentum_internal.h"

#include "engine/research/betas.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VOL_DAYS = 30, VOL_LEAST = 20, LONGEST_DAYS = 14 };

const double RVT_KEEP = .25;

static const char *const feature_names[] = { "btc_vs_eth",    "l1_vs_alt", "meme_vs_rest",
					     "mean_momentum", "eligible",  "coins" };

enum { FEATURES = sizeof(feature_names) / sizeof(feature_names[0]) };

typedef struct work {
	rv_step *step;
	rv_step_result *r;
} work;

/* ---- open ---- */

static void name_result(rv_bt_result *r)
{
	static const char *const values[RVT_VALUES] = { "quantile", "holding_band",
							"rebalance_days", "inverse_vol" };
	for (size_t i = 0; i < FEATURES; i++)
		(void)snprintf(r->features[i], RV_BT_NAME, "%s", feature_names[i]);
	for (size_t i = 0; i < RVT_VALUES; i++)
		(void)snprintf(r->values[i], RV_BT_NAME, "%s", values[i]);
	r->n_features = FEATURES;
	r->n_values = RVT_VALUES;
}

static void close_rvt(void *self)
{
	rvt *m = self;
	if (!m)
		return;
	free(m->days);
	free(m);
}

static rv_status open_rvt(const rv_strategy_setup *s, rv_bt_result *names, void **self, rv_err *err)
{
	if (!s->step->rvm.enabled)
		return rv_err_set(err, RV_EINVAL, "rv-momentum: rv_momentum is switched off");
	rvt *m = calloc(1, sizeof(*m));
	if (!m)
		return RV_ENOMEM;
	m->s = *s;
	m->params = *s->step;
	m->params.modules = 0;
	rvt_sample(m, 0, 0, &m->now);
	m->days = calloc(s->n_days, sizeof(*m->days));
	if (!m->days) {
		close_rvt(m);
		return RV_ENOMEM;
	}
	name_result(names);
	*self = m;
	return RV_OK;
}

/* ---- passes ---- */

static void work_free(void *self)
{
	work *w = self;
	rv_step_free(w->step);
	free(w->r);
	free(w);
}

static rv_status work_new(const void *self, void **out)
{
	const rvt *m = self;
	work *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->r = calloc(1, sizeof(*w->r));
	const rv_status st = w->r ? rv_step_new(&m->params, &w->step) : RV_ENOMEM;
	if (st != RV_OK) {
		work_free(w);
		return st;
	}
	*out = w;
	return RV_OK;
}

static bool is_liquid(const rv_universe *u, size_t row)
{
	size_t lo = 0, hi = u->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (u->entries[mid].row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == u->n || u->entries[lo].row != row)
		return false;
	return u->entries[lo].reason == RV_UNIVERSE_ACTIVE ||
	       u->entries[lo].reason == RV_UNIVERSE_FACTOR;
}

static double vol_of(const rv_frame *f, size_t i)
{
	const size_t n = f->bars < VOL_DAYS ? f->bars : VOL_DAYS;
	const rv_moments m = rv_moments_of(rv_frame_log(f, i) + f->bars - n, n);
	return m.n >= VOL_LEAST ? sqrt(m.m2 / (double)(m.n - 1)) : (double)NAN;
}

static void take_coin(const work *w, const rv_cursor *c, const rv_betas *b, size_t i, rvt_coin *out)
{
	const rv_step_result *r = w->r;
	const rv_rvm_symbol *s = &r->rvm.symbols[i];
	*out = (rvt_coin){ .score = s->available ? s->score : (double)NAN,
			   .close = r->daily_close[i],
			   .funding = r->daily_funding[i],
			   .vol = vol_of(rv_step_daily(w->step), i),
			   .beta_btc = NAN,
			   .beta_eth = NAN };
	memcpy(out->symbol, r->daily_names[i], sizeof(out->symbol));
	out->eligible = isfinite(out->score) && out->vol > 0.0 && out->close > 0.0 &&
			is_liquid(&r->universe, s->row);
	if (out->eligible)
		rv_betas_of(b, c, rv_cursor_find(c, out->symbol), &out->beta_btc, &out->beta_eth);
}

static rv_status pass(void *self, const rv_cursor *c, void *out)
{
	work *w = self;
	rvt_day *d = out;
	const rv_step_input in = { .modules = 0 };
	rv_betas b;
	memset(d, 0, sizeof(*d)); /* the same bytes, unused ones too */
	const rv_status st = rv_cursor_pass(c, w->step, &in, w->r);
	if (st != RV_OK || w->r->bar_close_ms == 0)
		return st;
	if (w->r->rvm.n != w->r->n_daily)
		return RV_EDATA; /* both are the coins of kind PERP that have had a bar */
	rv_betas_begin(c, &rv_step_get_params(w->step)->universe, &b);
	d->close_ms = rv_cursor_close_ms(c);
	d->mean_momentum = w->r->rvm.mean_momentum;
	for (size_t s = 0; s < RV_SPREAD_N; s++)
		d->spreads[s] =
			w->r->rvm.spreads[s].available ? w->r->rvm.spreads[s].cum : (double)NAN;
	for (size_t i = 0; i < w->r->n_daily; i++) {
		take_coin(w, c, &b, i, &d->coins[d->n]);
		d->n_eligible += d->coins[d->n++].eligible;
	}
	return RV_OK;
}

/* ---- a day ---- */

static void keep_day(rvt_day *to, const rvt_day *from)
{
	memcpy(to, from, offsetof(rvt_day, coins));
	memcpy(to->coins, from->coins, from->n * sizeof(from->coins[0]));
}

static void put_scores(const rvt_day *d, rv_bt_decision *out)
{
	for (size_t i = 0; i < d->n && out->n_scores < RV_BT_TARGETS; i++) {
		if (!d->coins[i].eligible)
			continue;
		rv_bt_score *x = &out->scores[out->n_scores++];
		*x = (rv_bt_score){ .score = d->coins[i].score };
		memcpy(x->symbol, d->coins[i].symbol, sizeof(x->symbol));
	}
}

static void put_targets(const rvt *m, const rvt_day *d, rv_bt_decision *out)
{
	out->trades = 1;
	out->why[0] = "rank";
	for (size_t k = 0; k < m->held.n; k++) {
		const rvt_leg *l = &m->held.legs[k];
		const rvt_coin *c = rvt_find(d, l->symbol);
		rv_bt_target *x = &out->targets[out->n++];
		*x = (rv_bt_target){ .weight = l->weight,
				     .keep = RVT_KEEP,
				     .beta_btc = c ? c->beta_btc : (double)NAN,
				     .beta_eth = c ? c->beta_eth : (double)NAN };
		memcpy(x->symbol, l->symbol, sizeof(x->symbol));
	}
}

static rv_status decide(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	rvt *m = self;
	const rvt_day *d = t->pass;
	rvt_held next;
	keep_day(&m->days[t->day], d);
	for (size_t s = 0; s < RV_SPREAD_N; s++)
		out->features[s] = d->spreads[s];
	out->features[RV_SPREAD_N] = d->mean_momentum;
	out->features[RV_SPREAD_N + 1] = (double)d->n_eligible;
	put_scores(d, out);
	if (t->trading && (m->held.n == 0 || rvt_is_due(&m->now, d)) &&
	    rvt_select(&m->now, d, &m->held, &next)) {
		m->held = next;
		put_targets(m, d, out);
	}
	out->features[RV_SPREAD_N + 2] = (double)m->held.n;
	return RV_OK;
}

static int horizon(const rv_step_params *step)
{
	(void)step;
	return LONGEST_DAYS;
}

const rv_strategy rv_strategy_rv_momentum = {
	.id = RV_BT_RV_MOMENTUM,
	.n_subs = 1,
	.subs = { "RV" },
	.pass_bytes = sizeof(rvt_day),
	.open = open_rvt,
	.close = close_rvt,
	.work_new = work_new,
	.work_free = work_free,
	.pass = pass,
	.decide = decide,
	.horizon = horizon,
	.sample = rvt_sample,
	.train = rvt_train,
	.choose = rvt_choose,
};
