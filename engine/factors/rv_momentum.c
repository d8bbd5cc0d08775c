/*
 * Relative momentum: the workspace, one pass, and the history of the spreads; see rv_momentum.h.
 *
 * A pass and a column of the history differ only in where their window lies in the block of
 * returns: the same functions on the same numbers in the same order, hence the same bits.
 */
#include "engine/factors/rv_momentum.h"

#include "engine/factors/rvm_internal.h"
#include "engine/stats/halflife.h"

#include <math.h>
#include <stdlib.h>

rv_status rv_rvm_new(size_t max_symbols, size_t max_lookback, rv_rvm **out)
{
	if (max_symbols == 0 || max_symbols > RV_MAX_SYMBOLS || max_lookback < 2 ||
	    max_lookback > RV_RVM_LOOKBACK_MAX)
		return RV_EINVAL;
	rv_rvm *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	w->max_lookback = max_lookback;
	w->width = max_lookback + RV_RVM_CHUNK;
	w->returns = calloc(max_symbols * w->width, sizeof(*w->returns));
	w->weights = calloc(max_lookback, sizeof(*w->weights));
	w->diff = calloc(max_lookback, sizeof(*w->diff));
	w->sum_a = calloc(max_lookback, sizeof(*w->sum_a));
	w->sum_b = calloc(max_lookback, sizeof(*w->sum_b));
	w->count_a = calloc(max_lookback, sizeof(*w->count_a));
	w->count_b = calloc(max_lookback, sizeof(*w->count_b));
	w->raw = calloc(max_symbols, sizeof(*w->raw));
	w->score = calloc(max_symbols, sizeof(*w->score));
	w->baskets = calloc(max_symbols, sizeof(*w->baskets));
	w->n_returns = calloc(max_symbols, sizeof(*w->n_returns));
	w->available = calloc(max_symbols, sizeof(*w->available));
	if (!w->returns || !w->weights || !w->diff || !w->sum_a || !w->sum_b || !w->count_a ||
	    !w->count_b || !w->raw || !w->score || !w->baskets || !w->n_returns || !w->available ||
	    rvm_sds_new(w) != RV_OK) {
		rv_rvm_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_rvm_free(rv_rvm *w)
{
	if (!w)
		return;
	free(w->returns);
	free(w->weights);
	free(w->diff);
	free(w->sum_a);
	free(w->sum_b);
	free(w->count_a);
	free(w->count_b);
	free(w->raw);
	free(w->score);
	free(w->baskets);
	free(w->n_returns);
	free(w->available);
	rvm_sds_free(w);
	free(w);
}

static rvm_pass begin_pass(rv_rvm *w, const rv_rvm_params *params, const rv_panel *panel)
{
	const size_t lookback = (size_t)params->lookback_bars;
	rv_half_life_weights(params->half_life_bars, lookback, w->weights);
	return (rvm_pass){ .w = w, .params = params, .panel = panel, .lookback = lookback };
}

rv_status rv_rvm_run(rv_rvm *w, const rv_rvm_params *params, const rv_rvm_baskets *baskets,
		     const rv_panel *panel, size_t asof_col, rv_rvm_result *out)
{
	return rv_rvm_run_by(w, params, baskets, panel, asof_col, NULL, out);
}

rv_status rv_rvm_run_by(rv_rvm *w, const rv_rvm_params *params, const rv_rvm_baskets *baskets,
			const rv_panel *panel, size_t asof_col, const rv_rvm_sds *sds,
			rv_rvm_result *out)
{
	const rv_status st = rvm_check(w, params, baskets, panel, asof_col);
	if (st != RV_OK)
		return st;
	rvm_pass p = begin_pass(w, params, panel);
	p.asof_col = asof_col;
	rvm_resolve(w, baskets, panel);
	rvm_fill_returns(w, panel, asof_col, p.lookback);
	rvm_set_available(&p);
	if (params->term_sd && sds)
		w->sds = *sds;
	else if (params->term_sd)
		rvm_sds_of(&p);
	out->bar_close_ms =
		rv_panel_open_ms(panel, asof_col) + rv_interval_ms(rv_panel_interval(panel));
	rvm_spreads(&p, out->spreads);
	rvm_scores(&p, out);
	return RV_OK;
}

/* Spreads at `n` columns that end at last_col, into hist[s * stride + 0 .. n-1]. */
static void history_chunk(rvm_pass *p, size_t last_col, size_t n, double *hist, size_t stride)
{
	rvm_fill_returns(p->w, p->panel, last_col, p->lookback + n - 1);
	for (size_t i = 0; i < n; i++) {
		rv_rvm_spread_value v[RV_SPREAD_N];
		p->offset = i;
		p->asof_col = last_col + 1 - n + i;
		rvm_set_available(p);
		rvm_spreads(p, v);
		for (size_t s = 0; s < RV_SPREAD_N; s++)
			hist[s * stride + i] = v[s].available ? v[s].cum : NAN;
	}
}

rv_status rv_rvm_spread_history(rv_rvm *w, const rv_rvm_params *params,
				const rv_rvm_baskets *baskets, const rv_panel *panel,
				size_t asof_col, size_t n, double *hist)
{
	const rv_status st = rvm_check(w, params, baskets, panel, asof_col);
	if (st != RV_OK)
		return st;
	const size_t known = asof_col + 1 < n ? asof_col + 1 : n;
	for (size_t s = 0; s < RV_SPREAD_N; s++) {
		for (size_t i = 0; i < n - known; i++)
			hist[s * n + i] = NAN; /* before the first column of the panel */
	}
	rvm_pass p = begin_pass(w, params, panel);
	rvm_resolve(w, baskets, panel);
	for (size_t done = 0; done < known;) {
		const size_t left = known - done;
		const size_t chunk = left < RV_RVM_CHUNK ? left : RV_RVM_CHUNK;
		history_chunk(&p, asof_col + 1 - left + chunk - 1, chunk, hist + n - left, n);
		done += chunk;
	}
	return RV_OK;
}

double rv_rvm_half_life_mean(const double *d, size_t n, double half_life)
{
	while (n > 0 && !isfinite(d[n - 1]))
		n--;
	double sum = 0.0, weight = 0.0;
	for (size_t age = 0; age < n; age++) {
		const double x = d[n - 1 - age];
		if (!isfinite(x))
			continue;
		const double w = rv_half_life_weight(half_life, age);
		sum += w * x;
		weight += w;
	}
	return n > 0 ? sum / weight : NAN;
}
