/*
 * Betas of the hedge. Plain: those of the model. Shrunk: a longer window with clipped tails, each
 * beta drawn to the median of the active coins by how uncertain it is, and a small leg against the
 * larger one given up, because it hedges noise and costs a trade.
 */
#include "engine/factors/sa_internal.h"

#include "engine/stats/quantile.h"

#include <math.h>

/* The window of one coin, and the factors' where it has no hole. */
typedef struct clipped {
	double *y, *x1, *x2, *work, *full1, *full2;
	size_t n;
	bool full; /* the factors have no hole in the window: full1, full2 are theirs, clipped */
	rv_ols2_shared shared; /* of them */
} clipped;

static size_t count_finite(const double *x, size_t n)
{
	size_t k = 0;
	for (size_t t = 0; t < n; t++)
		k += isfinite(x[t]) ? 1 : 0;
	return k;
}

/* Clips each series over the bars where all three are finite: the rows of the regression. */
static rv_ols2 fit_clipped(const sa_pass *c, const clipped *k, size_t i)
{
	const size_t n = k->n, from = c->f->bars - n;
	const double *y = rv_frame_log(c->f, i) + from;
	const double *x1 = c->r_btc + from, *x2 = c->r_eth + from;
	const double p = c->p->hedge_winsor;
	if (k->full && count_finite(y, n) == n) {
		rv_winsorize(y, n, p, k->y, k->work);
		return rv_ols2_fit_shared(&k->shared, k->y);
	}
	for (size_t t = 0; t < n; t++) {
		const bool ok = isfinite(y[t]) && isfinite(x1[t]) && isfinite(x2[t]);
		k->y[t] = ok ? y[t] : NAN;
		k->x1[t] = ok ? x1[t] : NAN;
		k->x2[t] = ok ? x2[t] : NAN;
	}
	rv_winsorize(k->y, n, p, k->y, k->work);
	rv_winsorize(k->x1, n, p, k->x1, k->work);
	rv_winsorize(k->x2, n, p, k->x2, k->work);
	return rv_ols2_fit(k->y, k->x1, k->x2, n, (size_t)c->p->hedge_min, c->p->rcond_min);
}

static clipped prepare(const sa_pass *c)
{
	double *at = c->w->clip;
	const size_t step = c->w->max_bars, window = (size_t)c->p->hedge_window;
	clipped k = { .y = at,
		      .x1 = at + step,
		      .x2 = at + 2 * step,
		      .work = at + 3 * step,
		      .full1 = at + 4 * step,
		      .full2 = at + 5 * step,
		      .n = window };
	if (k.n > c->f->bars)
		k.n = c->f->bars;
	const double *x1 = c->r_btc + c->f->bars - k.n, *x2 = c->r_eth + c->f->bars - k.n;
	k.full = count_finite(x1, k.n) == k.n && count_finite(x2, k.n) == k.n;
	if (k.full) {
		rv_winsorize(x1, k.n, c->p->hedge_winsor, k.full1, k.work);
		rv_winsorize(x2, k.n, c->p->hedge_winsor, k.full2, k.work);
		rv_ols2_share(k.full1, k.full2, k.n, (size_t)c->p->hedge_min, c->p->rcond_min,
			      at + 6 * step, &k.shared);
	}
	return k;
}

static void fit_all(const sa_pass *c)
{
	const clipped k = prepare(c);
	for (size_t i = 0; i < c->f->n; i++) {
		if (i == c->btc || i == c->eth || (c->active_only && !c->out->symbols[i].active))
			c->w->fits[i].status = RV_OLS2_SHORT;
		else
			c->w->fits[i] = fit_clipped(c, &k, i);
	}
}

/* Median of a beta over the active coins, NaN when fewer than min_assets have one. */
static double prior_mean(const sa_pass *c, int leg)
{
	size_t n = 0;
	for (size_t i = 0; i < c->f->n; i++) {
		if (c->out->symbols[i].active && c->w->fits[i].status == RV_OLS2_OK)
			c->w->line[n++] = c->w->fits[i].beta[leg];
	}
	if (n < (size_t)c->p->min_assets)
		return NAN;
	rv_sort(c->w->line, n);
	return rv_quantile_sorted(c->w->line, n, 0.5);
}

typedef struct leg {
	double beta, se;
} leg;

/* Normal prior, normal estimate: the mean weighted by precision. An exact fit stays as it is. */
static leg shrink(double beta, double se, double mean, double sd)
{
	if (isnan(mean))
		return (leg){ beta, se };
	const double v = se * se, prior = sd * sd;
	return (leg){ (beta * prior + mean * v) / (prior + v), sqrt(v * prior / (prior + v)) };
}

/*
 * Legs of opposite sign, the smaller of them less than one standard error: it is dropped and the
 * larger takes over what it stood for, its beta times its own slope on the larger one's factor.
 */
static void fold_small(leg *b, leg *e, const rv_ols2 *fit)
{
	if (!(b->beta * e->beta < 0.0))
		return;
	const bool btc_small = fabs(b->beta) < fabs(e->beta);
	leg *small = btc_small ? b : e, *large = btc_small ? e : b;
	if (!(fabs(small->beta) < small->se))
		return;
	large->beta += small->beta * (btc_small ? fit->slope12 : fit->slope21);
	small->beta = 0.0;
}

static void set_shrunk(const sa_pass *c)
{
	fit_all(c);
	const double sd = c->p->hedge_prior_sd;
	const double mean_b = prior_mean(c, 0), mean_e = prior_mean(c, 1);
	for (size_t i = 0; i < c->f->n; i++) {
		const rv_ols2 *fit = &c->w->fits[i];
		rv_idio_symbol *s = &c->out->symbols[i];
		if (fit->status != RV_OLS2_OK)
			continue;
		leg b = shrink(fit->beta[0], fit->se[0], mean_b, sd);
		leg e = shrink(fit->beta[1], fit->se[1], mean_e, sd);
		fold_small(&b, &e, fit);
		s->hedge_btc = b.beta;
		s->hedge_eth = e.beta;
	}
}

void sa_hedge(const sa_pass *c)
{
	if (c->p->hedge_beta == RV_HEDGE_BETA_SHRUNK) {
		set_shrunk(c);
		return;
	}
	for (size_t i = 0; i < c->f->n; i++) {
		rv_idio_symbol *s = &c->out->symbols[i];
		s->hedge_btc = s->beta_btc;
		s->hedge_eth = s->beta_eth;
	}
}
