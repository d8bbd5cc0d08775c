/*
 * What past passes found, for the screens that show how it came to be. Kept in memory only: it goes
 * as far back as the engine runs. A bar that is scored again (a late correction) is replaced.
 */
#include "engine/run/live_state.h"

#include <math.h>
#include <string.h>

static void remember_pass(rv_live *l, const rv_step_result *r)
{
	if (l->n_passes > 0 && l->passes[l->n_passes - 1].bar_close_ms == l->asof_bar_close) {
		l->n_passes--;
	} else if (l->n_passes == RV_VIEW_PASSES) {
		memmove(l->passes, l->passes + 1, (RV_VIEW_PASSES - 1) * sizeof(l->passes[0]));
		l->n_passes--;
	}
	const bool ms = r->ms.close_ms > 0, buckets = r->buckets.close_ms > 0 && r->buckets.n > 0;
	l->passes[l->n_passes++] = (rv_view_pass){
		.bar_close_ms = l->asof_bar_close,
		.regime = ms ? r->ms.regime : RV_REGIME_UNKNOWN,
		.confidence = ms ? (float)r->ms.confidence : NAN,
		.avg_corr = buckets ? (float)r->buckets.avg_corr_used : NAN,
		.leverage_factor = buckets ? (float)r->buckets.leverage_factor : NAN,
	};
}

static void remember_day(rv_live *l, const rv_idio_result *r)
{
	if (l->n_days > 0 && l->days[l->n_days - 1].close_ms == r->close_ms) {
		l->n_days--;
	} else if (l->n_days == RV_VIEW_DAYS) {
		memmove(l->days, l->days + 1, (RV_VIEW_DAYS - 1) * sizeof(l->days[0]));
		l->n_days--;
	}
	rv_view_day *d = &l->days[l->n_days++];
	d->close_ms = r->close_ms;
	d->status = r->ridge_status;
	d->weights_equal = r->weights_equal;
	for (int f = 0; f < RV_IDIO_N; f++)
		d->weights[f] = (float)r->weights[f];
	d->alpha = (float)r->alpha;
	d->r2 = (float)r->r2;
}

void rv_live_remember(rv_live *l)
{
	remember_pass(l, &l->result);
	if (l->result.idio.close_ms > 0)
		remember_day(l, &l->result.idio);
}
