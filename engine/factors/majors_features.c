/* Majors against alts: the workspace and one pass over the frame; see majors_features.h. */
#include "engine/factors/majors_features.h"

#include "engine/factors/maf_internal.h"

#include <stdlib.h>

static bool alloc_series(rv_maf *w)
{
	bool ok = true;
	for (size_t f = 0; f < RV_MA_FEATURES; f++) {
		w->f.raw[f] = malloc(w->max_bars * sizeof(double));
		w->f.z[f] = malloc(w->max_bars * sizeof(double));
		ok = ok && w->f.raw[f] && w->f.z[f];
	}
	w->f.gate = malloc(w->max_bars * sizeof(double));
	w->cap = malloc(w->max_bars * sizeof(double));
	w->liquid = malloc(w->max_bars);
	w->series = malloc(w->max_bars * sizeof(double));
	w->work = malloc(w->max_bars * sizeof(double));
	w->days = malloc(w->max_bars * sizeof(*w->days));
	w->at = malloc(w->max_bars * sizeof(*w->at));
	return ok && w->f.gate && w->cap && w->liquid && w->series && w->work && w->days && w->at;
}

static bool alloc_coins(rv_maf *w)
{
	w->f.reason = malloc(w->max_symbols * sizeof(*w->f.reason));
	w->f.volume = malloc(w->max_symbols * sizeof(double));
	w->cross = malloc(w->max_symbols * sizeof(double));
	/* malloc: pages of coins that never come are never touched */
	w->momentum = malloc(w->max_bars * w->max_symbols * sizeof(double));
	return w->f.reason && w->f.volume && w->cross && w->momentum;
}

rv_status rv_maf_new(size_t max_symbols, size_t max_bars, rv_maf **out)
{
	if (max_symbols == 0 || max_symbols > RV_MAX_SYMBOLS || max_bars < 2)
		return RV_EINVAL;
	rv_maf *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	w->max_bars = max_bars;
	if (!alloc_series(w) || !alloc_coins(w)) {
		rv_maf_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_maf_free(rv_maf *w)
{
	if (!w)
		return;
	for (size_t f = 0; f < RV_MA_FEATURES; f++) {
		free(w->f.raw[f]);
		free(w->f.z[f]);
	}
	free(w->f.gate);
	free(w->f.reason);
	free(w->f.volume);
	free(w->days);
	free(w->momentum);
	free(w->cap);
	free(w->liquid);
	free(w->series);
	free(w->work);
	free(w->cross);
	free(w->at);
	free(w);
}

rv_status rv_maf_run(rv_maf *w, const rv_ma_params *p, const rv_universe_params *up,
		     const rv_frame *daily, const rv_ma_features **out)
{
	if (daily->n > w->max_symbols || daily->bars > w->max_bars || !rv_ma_params_ok(p))
		return RV_EINVAL;
	const maf_pass s = { w, p, daily };
	w->f.n = daily->n;
	w->f.bars = daily->bars;
	w->f.n_alts = 0;
	w->f.mcap_known = false;
	w->f.btc = up->n_factors > 0 ? rv_frame_find_name(daily, up->factors[0]) : SIZE_MAX;
	w->f.eth = up->n_factors > 1 ? rv_frame_find_name(daily, up->factors[1]) : SIZE_MAX;
	maf_who(&s, up);
	if (daily->bars > 0) {
		maf_sums(&s);
		maf_series(&s);
		maf_extras(&s);
	}
	*out = &w->f;
	return RV_OK;
}

const char *rv_ma_reason_text(rv_ma_reason r)
{
	static const char *const text[RV_MA_REASONS] = {
		[RV_MA_IN_BASKET] = "in the basket",
		[RV_MA_MAJOR] = "major",
		[RV_MA_EXCLUDED] = "excluded by the configuration",
		[RV_MA_STALE] = "no recent close",
		[RV_MA_NO_CAP] = "no recent market cap",
		[RV_MA_SMALL_CAP] = "market cap too small",
		[RV_MA_NO_VOLUME] = "volume unknown",
		[RV_MA_ILLIQUID] = "volume too small",
		[RV_MA_HISTORY] = "history too short",
		[RV_MA_NO_BAR] = "no close at the as-of bar",
		[RV_MA_NO_VOL] = "volatility unknown",
		[RV_MA_CONSTANT] = "price constant",
		[RV_MA_VOLATILE] = "too volatile",
		[RV_MA_UNCORRELATED] = "not correlated with the majors",
		[RV_MA_NO_MOMENTUM] = "momentum unknown",
		[RV_MA_MOMENTUM_RANGE] = "momentum out of range",
		[RV_MA_NO_BETA] = "no betas",
		[RV_MA_NOT_IN_TOP] = "not among the most traded",
	};
	return (unsigned)r < RV_MA_REASONS ? text[r] : "unknown";
}
