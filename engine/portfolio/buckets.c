/* The multi-bucket portfolio; see buckets.h. */
#include "engine/portfolio/buckets.h"

#include "engine/portfolio/buckets_internal.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

rv_status rv_buckets_new(size_t max_symbols, size_t max_bars, rv_buckets **out)
{
	if (max_symbols == 0 || max_symbols > RV_MAX_SYMBOLS || max_bars < 2)
		return RV_EINVAL;
	rv_buckets *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	const size_t days = max_bars > RV_BUCKET_DAYS_MAX ? max_bars : RV_BUCKET_DAYS_MAX;
	w->max_symbols = max_symbols;
	w->max_bars = max_bars;
	/* malloc: pages of members that nobody configures are never touched */
	w->m = malloc((size_t)BK_MEMBERS_MAX * RV_CM_HORIZONS * max_bars * sizeof(double));
	w->series = malloc(2 * days * sizeof(double));
	w->corr = malloc(max_bars * sizeof(double));
	w->days = malloc(max_bars * sizeof(*w->days));
	w->after = malloc((size_t)RV_CORR_COINS_MAX * RV_CORR_WINDOW_MAX * sizeof(double));
	if (!w->m || !w->series || !w->corr || !w->days || !w->after) {
		rv_buckets_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_buckets_free(rv_buckets *w)
{
	if (!w)
		return;
	free(w->m);
	free(w->series);
	free(w->corr);
	free(w->days);
	free(w->after);
	free(w);
}

static void clear_symbol(rv_bucket_symbol *s)
{
	*s = (rv_bucket_symbol){ .cm = NAN, .cm_rank = NAN, .acc = NAN, .ms = NAN };
	for (size_t h = 0; h < RV_CM_HORIZONS; h++)
		s->m[h] = s->z[h] = NAN;
	s->rsi14 = s->atr14 = s->sigma20 = s->beta_btc = s->residual = s->residual_z = NAN;
	s->sigma_eps = s->adv_usd = s->net = s->stop_price = s->mr_price = NAN;
	for (int b = 0; b < RV_BUCKET_N; b++)
		s->target[b] = NAN;
}

/* Everything but the symbols, which are cleared one by one: only the first n are ever read. */
static void clear(const rv_frame *daily, rv_bucket_result *out)
{
	memset(out, 0, offsetof(rv_bucket_result, symbols));
	out->close_ms = daily->close_ms;
	out->n = daily->n;
	for (size_t k = 0; k < RV_CORR_WINDOWS; k++)
		out->avg_corr[k] = NAN;
	out->avg_corr_used = out->avg_corr_previous = out->avg_corr_mr = NAN;
	out->leverage_factor = out->leverage_factor_correlation = out->corr_percentile = NAN;
	out->jump = out->breadth = NAN;
	for (size_t i = 0; i < out->n; i++)
		clear_symbol(&out->symbols[i]);
}

rv_status rv_buckets_run(rv_buckets *w, const rv_bucket_params *p, const rv_frame *daily,
			 rv_bucket_result *out)
{
	if (rv_bucket_params_error(p) || daily->n > w->max_symbols || daily->bars > w->max_bars)
		return RV_EINVAL;
	clear(daily, out);
	if (daily->bars == 0)
		return RV_OK;
	bk_find_members(w, p, daily);
	bk_score_members(w, p, daily, out);
	bk_run_regime(w, p, daily, out);
	bk_run_pairs(w, p, daily, out);
	bk_run_entries(w, p, daily, out);
	bk_run_targets(w, p, daily, out);
	return RV_OK;
}

const char *rv_bucket_name(rv_bucket b)
{
	static const char *const names[] = { "momentum", "residual", "mean_reversion", "pair" };
	return (unsigned)b < RV_BUCKET_N ? names[b] : "unknown";
}

const char *rv_pair_state_name(rv_pair_state s)
{
	static const char *const names[] = { "unknown",	   "disabled",	  "broken", "idle",
					     "entry_long", "entry_short", "stop" };
	return (size_t)s < sizeof(names) / sizeof(names[0]) ? names[s] : "unknown";
}
