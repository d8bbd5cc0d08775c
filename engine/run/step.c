/* One scoring pass, point in time; see step.h. */
#include "engine/run/step.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct rv_step {
	rv_step_params params;
	rv_rvm *rvm;
};

void rv_step_params_default(rv_step_params *p)
{
	rv_rvm_params_default(&p->rvm);
	rv_rvm_baskets_default(&p->baskets);
	rv_universe_params_default(&p->universe);
}

static bool universe_ok(const rv_universe_params *u)
{
	return isfinite(u->min_volume_usd) && u->volume_days >= 1 && u->min_history_closes >= 1 &&
	       u->n_factors <= sizeof(u->factors) / sizeof(u->factors[0]) &&
	       u->n_indices <= RV_UNIVERSE_LIST_CAP && u->n_stables <= RV_UNIVERSE_LIST_CAP;
}

rv_status rv_step_new(const rv_step_params *params, rv_step **out)
{
	if (!universe_ok(&params->universe) || params->rvm.lookback_bars < 2)
		return RV_EINVAL;
	rv_step *s = calloc(1, sizeof(*s));
	if (!s)
		return RV_ENOMEM;
	s->params = *params;
	const rv_status st = rv_rvm_new(RV_MAX_SYMBOLS, (size_t)params->rvm.lookback_bars, &s->rvm);
	if (st != RV_OK) {
		rv_step_free(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

void rv_step_free(rv_step *s)
{
	if (!s)
		return;
	rv_rvm_free(s->rvm);
	free(s);
}

const rv_step_params *rv_step_get_params(const rv_step *s)
{
	return &s->params;
}

/* What a pass gives before the first bar has closed: nothing is known. */
static void no_momentum(rv_rvm_result *r)
{
	r->bar_close_ms = 0;
	r->n = r->n_available = 0;
	r->mean_momentum = NAN;
	memset(r->spreads, 0, sizeof(r->spreads));
}

static void run_universe(const rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	const size_t col = in->daily ? rv_panel_asof_col(in->daily, in->asof_ms) : SIZE_MAX;
	out->has_universe = col != SIZE_MAX;
	out->universe.n = out->universe.n_active = 0;
	if (out->has_universe)
		rv_universe_run(&s->params.universe, in->daily, col, &out->universe);
}

rv_status rv_step_run(rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	if (in->daily && rv_panel_interval(in->daily) != RV_INTERVAL_1D)
		return RV_EINVAL;
	out->asof_ms = in->asof_ms;
	out->interval = rv_panel_interval(in->signal);
	run_universe(s, in, out);
	const size_t col = rv_panel_asof_col(in->signal, in->asof_ms);
	if (col == SIZE_MAX) {
		out->bar_close_ms = 0;
		no_momentum(&out->rvm);
		return RV_OK;
	}
	const rv_status st =
		rv_rvm_run(s->rvm, &s->params.rvm, &s->params.baskets, in->signal, col, &out->rvm);
	out->bar_close_ms = st == RV_OK ? out->rvm.bar_close_ms : 0;
	return st;
}

rv_status rv_step_spread_history(rv_step *s, const rv_step_input *in, size_t n, double *hist)
{
	const size_t col = rv_panel_asof_col(in->signal, in->asof_ms);
	if (col != SIZE_MAX)
		return rv_rvm_spread_history(s->rvm, &s->params.rvm, &s->params.baskets, in->signal,
					     col, n, hist);
	for (size_t i = 0; i < RV_SPREAD_N * n; i++)
		hist[i] = NAN;
	return RV_OK;
}
