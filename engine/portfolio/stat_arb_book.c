/* The stat-arb book: covariance, optimizer, unwinding, hedge; see stat_arb_book.h. */
#include "engine/portfolio/stat_arb_book.h"

#include "engine/portfolio/book_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void rv_opt_params_default(rv_opt_params *p)
{
	*p = (rv_opt_params){ .gamma = 5.0,
			      .gross = 1.0,
			      .max_pos = 0.10,
			      .liquidity_share = 0.01,
			      .taker_fee = 0.00045,
			      .spread_sigma = 0.01,
			      .horizon_days = 3.0,
			      .hedge_cost_bps = 5.5,
			      .annualization_days = 365.0,
			      .edge_days = 20,
			      .unwind_days = 5,
			      .adv_days = 30,
			      .cov_days = 60,
			      .cov_min = 30,
			      .gap_max = 1e-12,
			      .max_iterations = 200,
			      .equity_usd = 1e6 };
}

double rv_opt_horizon(const rv_opt_params *p)
{
	return p->cost_horizon ? fmin(5.0, fmax(1.0, p->horizon_days)) : 1.0;
}

static rv_status alloc_assets(rv_stat_arb_book *w)
{
	double **const lists[] = { &w->mu, &w->cost, &w->cap, &w->prev, &w->weight, &w->volume };
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		*lists[i] = malloc((w->max_symbols + 1) * sizeof(double));
		if (!*lists[i])
			return RV_ENOMEM;
	}
	w->at = malloc((w->max_symbols + 1) * sizeof(*w->at));
	return w->at ? RV_OK : RV_ENOMEM;
}

rv_status rv_stat_arb_book_new(size_t max_symbols, rv_stat_arb_book **out)
{
	rv_stat_arb_book *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	rv_status st = alloc_assets(w);
	/* One row more: the residuals of a coin are looked at before it is in. */
	if (st == RV_OK)
		st = rv_shrinkage_new(max_symbols + 1, BOOK_MAX_ROWS, &w->shrinkage);
	if (st == RV_OK)
		st = rv_optimizer_new(max_symbols, BOOK_MAX_ROWS, &w->optimizer);
	if (st != RV_OK) {
		rv_stat_arb_book_free(w);
		return st;
	}
	*out = w;
	return RV_OK;
}

void rv_stat_arb_book_free(rv_stat_arb_book *w)
{
	if (!w)
		return;
	rv_optimizer_free(w->optimizer);
	rv_shrinkage_free(w->shrinkage);
	free(w->at);
	free(w->volume);
	free(w->weight);
	free(w->prev);
	free(w->cap);
	free(w->cost);
	free(w->mu);
	free(w);
}

/* A result in which nothing is known yet. */
static void clear(rv_book_result *out)
{
	out->n = out->n_assets = out->cov_rows = 0;
	out->shrinkage = out->mean_variance = out->objective = out->gap = NAN;
	out->gross = out->delta_btc = out->delta_eth = out->weight_btc = out->weight_eth = 0.0;
	out->iterations = 0;
	out->status = RV_OPT_NONE;
}

static rv_status optimise(rv_stat_arb_book *w, const book_pass *b, rv_book_result *out)
{
	const rv_opt_params *p = b->p;
	const rv_opt_problem problem = { .cov = &w->cov,
					 .mu = w->mu,
					 .cost = w->cost,
					 .cap = w->cap,
					 .prev = w->prev,
					 .gamma = p->gamma,
					 .gross = p->gross,
					 .horizon = rv_opt_horizon(p),
					 .gap_max = p->gap_max,
					 .dust = BOOK_DUST,
					 .max_iterations = p->max_iterations };
	rv_opt_solution s;
	const rv_status st = rv_optimizer_run(w->optimizer, &problem, w->weight, &s);
	if (st != RV_OK)
		return st;
	out->objective = s.objective;
	out->gap = s.gap;
	out->iterations = s.iterations;
	out->status = s.status;
	return RV_OK;
}

/* Is the book being unwound today? Moves the state on by a day. */
static bool unwinding(const book_pass *b, rv_edge_state *edge)
{
	if (!b->p->unwind_no_edge || !book_no_edge(b->r)) {
		*edge = (rv_edge_state){ 0 };
		return false;
	}
	if (edge->days_without < b->p->edge_days)
		edge->days_without++;
	return edge->days_without >= b->p->edge_days;
}

/* Linear over unwind_days: of what is left, one part of the days that are left. */
static void unwind(rv_stat_arb_book *w, const book_pass *b, rv_edge_state *edge,
		   rv_book_result *out)
{
	const int left = b->p->unwind_days - edge->days_unwound;
	const double keep = left > 1 ? (double)(left - 1) / (double)left : 0.0;
	for (size_t k = 0; k < w->n; k++) {
		const double x = keep * w->prev[k];
		w->weight[k] = fabs(x) < BOOK_DUST ? 0.0 : x;
	}
	if (left > 0)
		edge->days_unwound++;
	out->status = RV_OPT_NO_EDGE;
}

/* The hedge's beta of a coin; where it has none of its own, the factor model's. */
static double hedge_beta(double hedge, double model)
{
	return isfinite(hedge) ? hedge : model;
}

static void publish(const rv_stat_arb_book *w, const book_pass *b, rv_book_result *out)
{
	for (size_t k = 0; k < w->n; k++) {
		const size_t i = w->at[k];
		const double x = w->weight[k];
		const rv_idio_symbol *s = &b->r->symbols[i];
		out->symbols[i].weight = x;
		out->gross += fabs(x);
		if (!(fabs(x) > 0.0))
			continue;
		out->delta_btc += x * hedge_beta(s->hedge_btc, s->beta_btc);
		out->delta_eth += x * hedge_beta(s->hedge_eth, s->beta_eth);
	}
	out->weight_btc = 0.0 - out->delta_btc;
	out->weight_eth = 0.0 - out->delta_eth;
}

rv_status rv_stat_arb_book_day(rv_stat_arb_book *w, const rv_opt_params *p, const rv_frame *daily,
			       const rv_idio *idio, const rv_idio_result *r, const double *w_prev,
			       rv_edge_state *edge, rv_book_result *out)
{
	const book_pass b = { p, daily, idio, r, w_prev };
	clear(out);
	if (!book_params_ok(p) || r->n > w->max_symbols)
		return RV_EINVAL;
	book_collect(w, &b, out);
	const bool no_edge = unwinding(&b, edge);
	if (w->n == 0)
		return RV_OK;
	rv_status st = rv_shrinkage_of_put(w->shrinkage, w->n, (size_t)p->cov_days, &w->cov);
	if (st != RV_OK)
		return st;
	out->cov_rows = w->cov.t;
	out->shrinkage = w->cov.shrinkage;
	out->mean_variance = w->cov.mean_variance;
	if (no_edge)
		unwind(w, &b, edge, out);
	else
		st = optimise(w, &b, out);
	if (st == RV_OK)
		publish(w, &b, out);
	return st;
}

rv_status rv_stat_arb_book_run(rv_stat_arb_book *w, const rv_opt_params *p, const rv_frame *daily,
			       const rv_idio *idio, const rv_idio_result *r, const double *w_prev,
			       rv_book_result *out)
{
	rv_edge_state edge = { .days_without = p->edge_days };
	return rv_stat_arb_book_day(w, p, daily, idio, r, w_prev, &edge, out);
}

const char *rv_book_reason_text(rv_book_reason r)
{
	static const char *const text[] = { "in the book",	  "not in the universe",
					    "signal unknown",	  "volatility unknown",
					    "covariance warm-up", "volume unknown" };
	return text[r];
}

const char *rv_book_limit_text(rv_book_limit l)
{
	static const char *const text[] = { "", "below the entry volume: no increase",
					    "too few active coins: reduce only" };
	return text[l];
}
