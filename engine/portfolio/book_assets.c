/* The stat-arb book: who is in it, and what the optimizer is told about each asset. */
#include "engine/portfolio/book_internal.h"
#include "engine/stats/lag_dot.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <string.h>

static bool positive(double x)
{
	return isfinite(x) && x > 0.0;
}

static bool not_negative(double x)
{
	return isfinite(x) && x >= 0.0;
}

bool book_params_ok(const rv_opt_params *p)
{
	return positive(p->gamma) && positive(p->gross) && not_negative(p->max_pos) &&
	       not_negative(p->liquidity_share) && not_negative(p->taker_fee) &&
	       not_negative(p->spread_sigma) && positive(p->horizon_days) &&
	       positive(p->annualization_days) && not_negative(p->hedge_cost_bps) &&
	       !p->idio_beta_neutral && p->edge_days >= 1 && p->unwind_days >= 1 &&
	       p->adv_days >= 1 && p->cov_days >= 2 && p->cov_days <= BOOK_MAX_ROWS &&
	       p->cov_min >= 1 && p->cov_min <= p->cov_days && not_negative(p->gap_max) &&
	       p->max_iterations >= 1 && positive(p->equity_usd);
}

const char *rv_opt_params_error(const rv_opt_params *p)
{
	if (p->idio_beta_neutral)
		return "optimizer.idio_beta_neutral is not built, expected false";
	if (p->cov_min > p->cov_days)
		return "optimizer.cov_min is above optimizer.cov_days";
	return NULL;
}

bool book_no_edge(const rv_idio_result *r)
{
	bool all = true;
	for (size_t f = 0; f < RV_IDIO_N; f++)
		all = all && r->weights[f] <= 0.0;
	return all || r->oos_r2 <= 0.0;
}

/* Mean of the known ones. */
static double mean_of(const double *x, size_t n)
{
	const double sum = n > 0 ? rv_sum(x, n) : (double)NAN;
	return isfinite(sum) ? sum / (double)n : rv_mean(x, n);
}

/* Mean volumes of the active coins. */
static void set_volumes(rv_stat_arb_book *w, const book_pass *b)
{
	const size_t days = (size_t)b->p->adv_days, bars = b->daily->bars;
	const size_t n = days < bars ? days : bars;
	for (size_t i = 0; i < b->r->n; i++) {
		if (b->r->symbols[i].active)
			w->volume[i] = mean_of(rv_frame_volume(b->daily, i) + bars - n, n);
	}
}

static bool three_signals(const rv_idio_symbol *s)
{
	bool all = isfinite(s->mu);
	for (size_t f = 0; f < RV_IDIO_N; f++)
		all = all && isfinite(s->signal[f]);
	return all;
}

/* The residuals of the coin become those of the next asset, if it is one. */
static size_t put_residuals(rv_stat_arb_book *w, const book_pass *b, size_t i)
{
	const size_t days = (size_t)b->p->cov_days, bars = b->daily->bars;
	const size_t n = days < bars ? days : bars;
	return rv_shrinkage_put(w->shrinkage, w->n, days, rv_idio_residuals(b->idio, i) + bars - n,
				n);
}

/* volume: of an active coin, its mean. */
static rv_book_reason reason_of(rv_stat_arb_book *w, const book_pass *b, size_t i, double volume)
{
	const rv_idio_symbol *s = &b->r->symbols[i];
	if (!s->active)
		return RV_BOOK_INACTIVE;
	if (!three_signals(s))
		return RV_BOOK_NO_SIGNAL;
	if (!positive(s->idio_vol))
		return RV_BOOK_NO_VOL;
	if (put_residuals(w, b, i) < (size_t)b->p->cov_min)
		return RV_BOOK_COVARIANCE_WARMUP;
	return isfinite(volume) ? RV_BOOK_IN : RV_BOOK_NO_VOLUME;
}

/* Raw carry is y / (sqrt(days) sigma), y of a year of so many days: this is y of one. */
static double mu_of(const book_pass *b, const rv_idio_symbol *s)
{
	if (!b->p->add_carry_to_mu)
		return s->mu;
	return s->mu + s->signal_raw[RV_IDIO_CARRY] * s->idio_vol / sqrt(b->p->annualization_days);
}

static double cost_of(const book_pass *b, const rv_idio_symbol *s)
{
	double cost = b->p->taker_fee + b->p->spread_sigma * s->idio_vol;
	if (b->p->cost_horizon) {
		const double betas = fabs(s->hedge_btc) + fabs(s->hedge_eth);
		cost += isfinite(betas) ? 0.5 * betas * b->p->hedge_cost_bps * 1e-4 : 0.0;
	}
	return cost;
}

static double cap_of(const book_pass *b, double volume)
{
	return fmin(b->p->max_pos, b->p->liquidity_share * volume / b->p->equity_usd);
}

static rv_book_limit limit_of(const book_pass *b, size_t i)
{
	if (b->r->reduce_only)
		return RV_BOOK_REDUCE_ONLY;
	return b->r->symbols[i].no_increase ? RV_BOOK_NO_INCREASE : RV_BOOK_FREE;
}

static void add_asset(rv_stat_arb_book *w, const book_pass *b, size_t i, double volume)
{
	const rv_idio_symbol *s = &b->r->symbols[i];
	const size_t k = w->n++;
	w->at[k] = i;
	w->mu[k] = mu_of(b, s);
	w->cost[k] = cost_of(b, s);
	w->prev[k] = b->w_prev && isfinite(b->w_prev[i]) ? b->w_prev[i] : 0.0;
	w->cap[k] = cap_of(b, volume);
	if (limit_of(b, i) != RV_BOOK_FREE)
		w->cap[k] = fmin(w->cap[k], fabs(w->prev[k]));
}

void book_collect(rv_stat_arb_book *w, const book_pass *b, rv_book_result *out)
{
	w->n = 0;
	set_volumes(w, b);
	for (size_t i = 0; i < b->r->n; i++) {
		rv_book_symbol *s = &out->symbols[i];
		*s = (rv_book_symbol){ RV_BOOK_IN, RV_BOOK_FREE, NAN, NAN, NAN, NAN, NAN };
		s->reason = reason_of(w, b, i, w->volume[i]);
		if (s->reason != RV_BOOK_IN)
			continue;
		add_asset(w, b, i, w->volume[i]);
		const size_t k = w->n - 1;
		s->limit = limit_of(b, i);
		s->mu = w->mu[k];
		s->cost = w->cost[k];
		s->cap = w->cap[k];
		s->previous = w->prev[k];
	}
	out->n = b->r->n;
	out->n_assets = w->n;
}
