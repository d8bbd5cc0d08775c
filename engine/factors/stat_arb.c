/* The stat-arb factors: workspace and one pass; see stat_arb.h. */
#include "engine/factors/stat_arb.h"

#include "engine/factors/sa_internal.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lines of bars for one coin, all of them small. */
static rv_status new_lines(rv_idio *w)
{
	double **lines[] = { &w->none,	   &w->alpha,	 &w->beta1, &w->beta2,
			     &w->ema_fast, &w->ema_slow, &w->sd };
	bool ok = true;
	for (size_t k = 0; k < sizeof(lines) / sizeof(lines[0]); k++) {
		*lines[k] = malloc(w->max_bars * sizeof(double));
		ok = ok && *lines[k];
	}
	w->terms = malloc(w->max_bars * sizeof(*w->terms));
	w->sums = malloc(w->max_bars * sizeof(*w->sums));
	w->work3 = malloc((w->max_bars + 1) * sizeof(*w->work3));
	w->line = malloc(w->max_symbols * sizeof(double));
	w->grams = malloc(w->max_bars * sizeof(*w->grams));
	w->clip = malloc(SA_CLIP_LINES * w->max_bars * sizeof(double));
	w->fits = malloc(w->max_symbols * sizeof(*w->fits));
	w->inverse = malloc((w->max_bars + 1) * sizeof(double));
	ok = ok && w->inverse && w->fits && w->terms && w->sums && w->work3 && w->line &&
	     w->grams && w->clip;
	for (size_t t = 0; ok && t < w->max_bars; t++)
		w->none[t] = NAN;
	for (size_t n = 0; ok && n <= w->max_bars; n++)
		w->inverse[n] = n > 0 ? 1.0 / (double)n : 0.0;
	return ok ? RV_OK : RV_ENOMEM;
}

/* malloc: pages of coins and dates that never come are never touched. */
static rv_status new_matrices(rv_idio *w)
{
	const size_t cells = w->max_symbols * w->max_bars;
	const size_t padded = (w->max_symbols + SA_PAD) * w->max_bars;
	w->residual = malloc(cells * sizeof(double));
	w->vol = malloc(cells * sizeof(double));
	w->active = malloc(padded * sizeof(bool));
	bool ok = w->residual && w->vol && w->active;
	for (int s = 0; s < RV_IDIO_N; s++) {
		w->signal[s] = malloc(padded * sizeof(double));
		ok = ok && w->signal[s];
	}
	return ok ? RV_OK : RV_ENOMEM;
}

rv_status rv_idio_new(size_t max_symbols, size_t max_bars, rv_idio **out)
{
	if (max_symbols == 0 || max_symbols > RV_MAX_SYMBOLS || max_bars < 2)
		return RV_EINVAL;
	rv_idio *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	w->max_bars = max_bars;
	rv_status st = rv_ols2_roll_new(max_bars, &w->roll);
	if (st == RV_OK)
		st = new_lines(w);
	if (st == RV_OK)
		st = new_matrices(w);
	if (st != RV_OK) {
		rv_idio_free(w);
		return st;
	}
	*out = w;
	return RV_OK;
}

void rv_idio_free(rv_idio *w)
{
	if (!w)
		return;
	void *const parts[] = { w->none,      w->alpha,	    w->beta1,	  w->beta2, w->ema_fast,
				w->ema_slow,  w->terms,	    w->sums,	  w->work3, w->line,
				w->grams,     w->clip,	    w->residual,  w->vol,   w->active,
				w->signal[0], w->signal[1], w->signal[2], w->fits,  w->sd,
				w->inverse };
	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
		free(parts[k]);
	rv_ols2_roll_free(w->roll);
	free(w);
}

const double *rv_idio_residuals(const rv_idio *w, size_t i)
{
	return w->residual + i * w->max_bars;
}

const double *rv_idio_vols(const rv_idio *w, size_t i)
{
	return w->vol + i * w->max_bars;
}

void sa_start(sa_pass *c, size_t dates)
{
	const rv_frame *f = c->f;
	c->btc = rv_frame_find_name(f, "BTC");
	c->eth = rv_frame_find_name(f, "ETH");
	c->r_btc = c->btc == SIZE_MAX ? c->w->none : rv_frame_log(f, c->btc);
	c->r_eth = c->eth == SIZE_MAX ? c->w->none : rv_frame_log(f, c->eth);
	c->dates = dates < f->bars ? dates : f->bars;
	c->t0 = f->bars - c->dates;
	/* an odd number of cache lines: the dates of one coin do not fight for one cache set */
	c->stride = ((f->n + 7) / 8 | 1) * 8;
}

void sa_clear(rv_idio_result *out)
{
	out->close_ms = 0;
	out->n = out->n_active = 0;
	out->reduce_only = false;
	out->ridge_status = RV_RIDGE_TOO_FEW;
	out->weights_equal = false;
	out->alpha = out->r2 = out->oos_r2 = NAN;
	out->rows = out->dates = 0;
	out->return_btc = out->return_eth = out->funding_btc = out->funding_eth = NAN;
	for (int a = 0; a < RV_IDIO_N; a++) {
		out->weights[a] = NAN;
		for (int b = 0; b < RV_IDIO_N; b++)
			out->signal_corr[a][b] = NAN;
	}
}

static void set_signals(const sa_pass *c)
{
	const size_t today = c->dates - 1;
	for (size_t i = 0; i < c->f->n; i++) {
		rv_idio_symbol *s = &c->out->symbols[i];
		s->active = sa_active(c, today)[i];
		c->out->n_active += s->active;
		for (int k = 0; k < RV_IDIO_N; k++)
			s->signal_raw[k] = sa_signal(c, k, today)[i];
	}
	for (size_t d = 0; d < c->dates; d++)
		sa_cross_section(c, d);
	for (size_t i = 0; i < c->f->n; i++) {
		for (int k = 0; k < RV_IDIO_N; k++)
			c->out->symbols[i].signal[k] = sa_signal(c, k, today)[i];
	}
}

/* What the universe says of its coins; rows ascend in both lists. */
static void set_limits(const sa_pass *c)
{
	const rv_universe *u = c->universe;
	size_t k = 0;
	c->out->reduce_only = u->reduce_only;
	for (size_t i = 0; i < c->f->n; i++) {
		while (k < u->n && u->entries[k].row < c->f->rows[i])
			k++;
		c->out->symbols[i].no_increase =
			k < u->n && u->entries[k].row == c->f->rows[i] && u->entries[k].no_increase;
	}
}

/* Unknown unless all three signals are; a signal is known only of an active coin. */
void sa_set_mu(rv_idio_result *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		rv_idio_symbol *s = &r->symbols[i];
		double sum = 0.0;
		for (int k = 0; k < RV_IDIO_N; k++)
			sum += r->weights[k] * s->signal[k];
		s->mu = s->idio_vol >= RV_SD_MIN ? s->idio_vol * sum : NAN;
	}
}

void rv_idio_weigh(rv_idio_result *r, const double weights[RV_IDIO_N])
{
	memcpy(r->weights, weights, sizeof(r->weights));
	sa_set_mu(r, r->n);
}

rv_status rv_idio_run(rv_idio *w, const rv_idio_params *p, const rv_universe_params *up,
		      const rv_universe *universe, const rv_frame *daily,
		      const double previous[RV_IDIO_N], rv_idio_result *out)
{
	sa_clear(out);
	if (!sa_params_ok(w, p) || daily->n > w->max_symbols || daily->bars > w->max_bars)
		return RV_EINVAL;
	if (daily->close_ms == 0 || daily->bars == 0)
		return RV_OK;
	sa_pass c = { .w = w, .p = p, .up = up, .universe = universe, .f = daily, .out = out };
	out->close_ms = daily->close_ms;
	out->n = daily->n;
	sa_start(&c, (size_t)p->ridge_days + 1);
	rv_ols2_roll_regressors(w->roll, c.r_btc, c.r_eth, daily->bars, (size_t)p->ols_window,
				(size_t)p->ols_min_periods, p->rcond_min);
	sa_factors(&c);
	for (size_t i = 0; i < daily->n; i++)
		sa_model(&c, i);
	sa_masks(&c);
	set_signals(&c);
	set_limits(&c);
	sa_ridge(&c, previous);
	sa_set_mu(out, daily->n);
	sa_hedge(&c);
	return RV_OK;
}
