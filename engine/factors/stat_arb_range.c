/* The stat-arb factors of many dates; see stat_arb_range.h. */
#include "engine/factors/stat_arb_range.h"

#include "engine/factors/sa_internal.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a date reads, shared by twins. Lines of coins have sa_pass.stride cells. */
typedef struct shared {
	double *alpha, *beta1, *beta2; /* [dates][stride] */
	double *residual, *vol;	       /* [dates][stride] again, as a date reads them */
	double *raw[RV_IDIO_N];	       /* [dates][stride] signals before their cross-section */
	bool *falling;		       /* [dates][stride] active below the entry volume */
	rv_gram3 *grams;	       /* [dates] rows of a date: of its signals and the next bar */
} shared;

struct rv_idio_range {
	bool first; /* owns what twins share */
	rv_idio *w;
	sa_pass c; /* over the whole frame */
	rv_frame view;
	shared s;
};

static double *line(const rv_idio_range *r, double *matrix, size_t d)
{
	return matrix + d * r->c.stride;
}

/* ---- new ---- */

static rv_status new_shared(rv_idio_range *r)
{
	shared *s = &r->s;
	const size_t cells = r->c.dates * r->c.stride;
	double **const lists[] = { &s->alpha, &s->beta1,  &s->beta2,  &s->residual,
				   &s->vol,   &s->raw[0], &s->raw[1], &s->raw[2] };
	bool ok = true;
	for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
		*lists[k] = malloc(cells * sizeof(double));
		ok = ok && *lists[k];
	}
	s->falling = malloc(cells * sizeof(bool));
	s->grams = malloc(r->c.dates * sizeof(*s->grams));
	return ok && s->falling && s->grams ? RV_OK : RV_ENOMEM;
}

static void free_shared(shared *s)
{
	double *const lists[] = { s->alpha, s->beta1,  s->beta2,  s->residual,
				  s->vol,   s->raw[0], s->raw[1], s->raw[2] };
	for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++)
		free(lists[k]);
	free(s->falling);
	free(s->grams);
}

/* The coin at hand into lines by date. A factor has no model: its lines are unknown. */
static void keep_coin(rv_idio_range *r, size_t i)
{
	const rv_idio *w = r->w;
	const double *residual = rv_idio_residuals(w, i), *vol = rv_idio_vols(w, i);
	const bool factor = i == r->c.btc || i == r->c.eth;
	for (size_t t = 0; t < r->c.dates; t++) {
		const size_t at = t * r->c.stride + i;
		r->s.alpha[at] = factor ? NAN : w->alpha[t];
		r->s.beta1[at] = factor ? NAN : w->beta1[t];
		r->s.beta2[at] = factor ? NAN : w->beta2[t];
		r->s.residual[at] = residual[t];
		r->s.vol[at] = vol[t];
	}
}

static void run_dates(rv_idio_range *r)
{
	const size_t cells = r->c.dates * r->c.stride;
	for (int k = 0; k < RV_IDIO_N; k++)
		memcpy(r->s.raw[k], r->w->signal[k], cells * sizeof(double));
	for (size_t d = 0; d < r->c.dates; d++)
		sa_cross_section(&r->c, d);
	for (size_t d = 0; d + 1 < r->c.dates; d++)
		sa_gram(&r->c, d, &r->s.grams[d]);
}

/*
 * The universe of the newest bar tells names that are never in, which no bar decides. Coins that
 * are listed later have no number before, and so no part in an earlier date.
 */
static rv_status run_all(rv_idio_range *r)
{
	const rv_frame *f = r->c.f;
	const double origin[2] = { 0.0, 0.0 };
	rv_universe *u = malloc(sizeof(*u));
	rv_idio_result *out = malloc(sizeof(*out)); /* of the newest bar, which nobody asks for */
	if (!u || !out) {
		free(u);
		free(out);
		return RV_ENOMEM;
	}
	rv_universe_run(r->c.up, f->panel, f->col0 + f->bars - 1, u);
	rv_ols2_roll_regressors_at(r->w->roll, r->c.r_btc, r->c.r_eth, f->bars,
				   (size_t)r->c.p->ols_window, (size_t)r->c.p->ols_min_periods,
				   r->c.p->rcond_min, origin);
	r->c.universe = u;
	r->c.out = out;
	r->c.falling = r->s.falling;
	for (size_t i = 0; i < f->n; i++) {
		sa_model(&r->c, i);
		keep_coin(r, i);
	}
	sa_masks(&r->c);
	run_dates(r);
	r->c.universe = NULL;
	r->c.out = NULL;
	r->c.falling = NULL;
	free(u);
	free(out);
	return RV_OK;
}

/* A workspace as long as the frame, and as its windows. */
static rv_status new_workspace(rv_idio_range *r, const rv_idio_params *p, const rv_frame *whole)
{
	const int windows[] = { p->ols_window, p->idio_window, p->hedge_window, p->sma,
				p->ridge_days + 1 };
	size_t bars = whole->bars;
	for (size_t k = 0; k < sizeof(windows) / sizeof(windows[0]); k++) {
		if (windows[k] > 0 && (size_t)windows[k] > bars)
			bars = (size_t)windows[k];
	}
	return rv_idio_new(whole->n, bars, &r->w);
}

rv_status rv_idio_range_new(const rv_idio_params *p, const rv_universe_params *up,
			    const rv_frame *whole, rv_idio_range **out)
{
	if (whole->n == 0 || whole->bars == 0)
		return RV_EINVAL;
	rv_idio_range *r = calloc(1, sizeof(*r));
	if (!r)
		return RV_ENOMEM;
	r->first = true;
	rv_status st = new_workspace(r, p, whole);
	if (st == RV_OK && !sa_params_ok(r->w, p))
		st = RV_EINVAL;
	if (st == RV_OK) {
		r->c = (sa_pass){ .w = r->w, .p = p, .up = up, .f = whole };
		sa_start(&r->c, whole->bars);
		r->view = *whole;
		r->view.bars = 0;
		st = new_shared(r);
	}
	if (st == RV_OK)
		st = run_all(r);
	if (st != RV_OK) {
		rv_idio_range_free(r);
		return st;
	}
	*out = r;
	return RV_OK;
}

/* ---- twins ---- */

static void free_scratch(rv_idio *w)
{
	free(w->line);
	free(w->grams);
	free(w->clip);
	free(w->fits);
	free(w);
}

rv_status rv_idio_range_twin(const rv_idio_range *first, rv_idio_range **out)
{
	rv_idio_range *r = malloc(sizeof(*r));
	rv_idio *w = malloc(sizeof(*w));
	if (!r || !w) {
		free(r);
		free(w);
		return RV_ENOMEM;
	}
	*r = *first;
	*w = *first->w;
	r->first = false;
	r->w = r->c.w = w;
	w->line = malloc(w->max_symbols * sizeof(*w->line));
	w->grams = malloc(w->max_bars * sizeof(*w->grams));
	w->clip = malloc(SA_CLIP_LINES * w->max_bars * sizeof(*w->clip));
	w->fits = malloc(w->max_symbols * sizeof(*w->fits));
	if (!w->line || !w->grams || !w->clip || !w->fits) {
		rv_idio_range_free(r);
		return RV_ENOMEM;
	}
	*out = r;
	return RV_OK;
}

void rv_idio_range_free(rv_idio_range *r)
{
	if (!r)
		return;
	if (r->first) {
		free_shared(&r->s);
		rv_idio_free(r->w);
	} else {
		free_scratch(r->w);
	}
	free(r);
}

/* ---- a date ---- */

static void put_coin(const rv_idio_range *r, const sa_pass *c, size_t i, size_t d)
{
	rv_idio_symbol *s = &c->out->symbols[i];
	const size_t at = d * c->stride + i;
	sa_unknown(c, i, s);
	s->active = sa_active(c, d)[i];
	s->no_increase = r->s.falling[at];
	if (i == c->btc || i == c->eth)
		return;
	s->alpha = r->s.alpha[at];
	s->beta_btc = r->s.beta1[at];
	s->beta_eth = r->s.beta2[at];
	s->residual = r->s.residual[at];
	s->idio_vol = r->s.vol[at];
	s->reason = sa_reason(c, i, s);
	if (s->idio_vol >= RV_SD_MIN)
		s->residual_z = s->residual / s->idio_vol;
}

static void put_signals(const rv_idio_range *r, const sa_pass *c, size_t d)
{
	for (int k = 0; k < RV_IDIO_N; k++) {
		const double *raw = line(r, r->s.raw[k], d), *z = sa_signal(c, k, d);
		for (size_t i = 0; i < c->f->n; i++) {
			c->out->symbols[i].signal_raw[k] = raw[i];
			c->out->symbols[i].signal[k] = z[i];
		}
	}
}

/* Dates with rows among the newest `days` before d; returns how many. */
static size_t take_grams(const rv_idio_range *r, size_t d, size_t days)
{
	size_t n = 0;
	for (size_t k = d > days ? d - days : 0; k < d; k++) {
		if (r->s.grams[k].n > 0)
			r->w->grams[n++] = r->s.grams[k];
	}
	return n;
}

rv_status rv_idio_range_at(rv_idio_range *r, size_t bars, size_t days,
			   const double previous[RV_IDIO_N], rv_idio_result *out)
{
	const size_t ridge = days > 0 ? days : (size_t)r->c.p->ridge_days;
	if (bars == 0 || bars > r->c.f->bars)
		return RV_ERANGE;
	sa_pass c = r->c;
	const size_t d = bars - 1;
	r->view = *r->c.f;
	r->view.bars = bars;
	r->view.close_ms = rv_panel_open_ms(r->view.panel, r->view.col0 + d) + RV_DAY_MS;
	c.f = &r->view;
	c.out = out;
	c.active_only = true;
	sa_clear(out);
	out->close_ms = r->view.close_ms;
	out->n = r->view.n;
	sa_factors(&c);
	for (size_t i = 0; i < out->n; i++) {
		put_coin(r, &c, i, d);
		out->n_active += out->symbols[i].active;
	}
	out->reduce_only = out->n_active < (size_t)c.up->min_active;
	put_signals(r, &c, d);
	sa_ridge_of(&c, take_grams(r, d, ridge), previous);
	sa_set_mu(out, out->n);
	sa_hedge(&c);
	return RV_OK;
}

const rv_frame *rv_idio_range_frame(const rv_idio_range *r)
{
	return &r->view;
}

const rv_idio *rv_idio_range_idio(const rv_idio_range *r)
{
	return r->w;
}
