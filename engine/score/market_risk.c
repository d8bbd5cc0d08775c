/* Market-aware risk: the workspace and one pass; see market_risk.h. */
#include "engine/score/market_risk.h"

#include "engine/score/risk_internal.h"

#include <math.h>
#include <stdlib.h>

static bool allocate(rv_risk *w)
{
	const size_t n = w->max_symbols, bars = w->max_bars;
	/* malloc: pages of coins that never come are never touched */
	w->rho = malloc(n * n * sizeof(double));
	w->similarity = malloc(n * n * sizeof(double));
	w->returns = malloc(n * bars * sizeof(double));
	w->held = malloc(n * sizeof(double));
	w->vols = malloc(bars * sizeof(double));
	w->work = malloc(bars * sizeof(double));
	w->listed = malloc(n * sizeof(size_t));
	w->link = malloc(3 * n * sizeof(size_t));
	w->label = malloc(n * sizeof(int));
	return w->rho && w->similarity && w->returns && w->held && w->vols && w->work &&
	       w->listed && w->link && w->label;
}

rv_status rv_risk_new(size_t max_symbols, size_t max_bars, rv_risk **out)
{
	if (max_symbols == 0 || max_symbols > RV_MAX_SYMBOLS || max_bars < 2)
		return RV_EINVAL;
	rv_risk *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	w->max_bars = max_bars;
	if (!allocate(w) || rv_corr_matrix_new(max_symbols, max_bars, &w->corr) != RV_OK) {
		rv_risk_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_risk_free(rv_risk *w)
{
	if (!w)
		return;
	rv_corr_matrix_free(w->corr);
	free(w->rho);
	free(w->similarity);
	free(w->returns);
	free(w->held);
	free(w->vols);
	free(w->work);
	free(w->listed);
	free(w->link);
	free(w->label);
	free(w);
}

static void find_leaders(risk_pass *r)
{
	for (int l = 0; l < RV_LEADERS; l++) {
		const size_t i = rv_frame_find_name(r->f, r->msp->leaders[l]);
		r->leader[l] = i;
		r->leader_fast[l] = i == SIZE_MAX ? NAN : rv_frame_return(r->f, i, RISK_FAST);
		r->leader_slow[l] = i == SIZE_MAX ? NAN : rv_frame_return(r->f, i, RISK_SLOW);
	}
}

static void set_symbol(const risk_pass *r, size_t i)
{
	rv_risk_symbol *s = &r->out->symbols[i];
	risk_alpha_engine(r, i, s);
	risk_structure_vote(r, i, s);
	risk_ensemble(r->p, s);
	risk_size(r, i, s);
	risk_gate(r, i, s);
}

rv_status rv_risk_run(rv_risk *w, const rv_risk_params *p, const rv_frame *signal,
		      const rv_ms_params *msp, const rv_ms_result *ms, const rv_experience *ex,
		      const double *notional, double equity, rv_risk_result *out)
{
	if (!risk_params_ok(p) || signal->n > w->max_symbols || signal->bars > w->max_bars)
		return RV_EINVAL;
	/* A structure of other coins or of another bar is no structure of these. */
	const bool known = ms && ms->n == signal->n && ms->close_ms == signal->close_ms;
	risk_pass r = { .w = w, .p = p, .f = signal, .msp = msp, .ex = ex, .out = out };
	r.ms = known ? ms : NULL;
	out->close_ms = signal->close_ms;
	out->n = signal->n;
	find_leaders(&r);
	risk_leader_vol(&r);
	for (size_t i = 0; i < signal->n; i++)
		set_symbol(&r, i);
	risk_heat(&r, notional, equity);
	return RV_OK;
}
