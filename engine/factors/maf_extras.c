/* Majors against alts: what is shown beside the score, at the as-of bar. */
#include "engine/factors/maf_internal.h"
#include "engine/stats/moments.h"
#include "engine/stats/quantile.h"
#include "engine/stats/select.h"

#include <math.h>

enum { SLOPE_FAST = 5, SLOPE_SLOW = 20, SKEW_DAYS = 3, VOLUME_DAYS = 30, MOMENTUM_DAYS = 3 };

static double change(const double *x, size_t bars, size_t k)
{
	return bars > k ? x[bars - 1] - x[bars - 1 - k] : NAN;
}

/* Is the newest of the last VOLUME_DAYS volumes, all of them known, the largest? -1: unknown. */
static int at_high(const double *volume, size_t bars)
{
	if (bars < VOLUME_DAYS)
		return -1;
	const double *x = volume + bars - VOLUME_DAYS;
	int high = 1;
	for (size_t i = 0; i < VOLUME_DAYS; i++) {
		if (!isfinite(x[i]))
			return -1;
		high = high && x[i] <= x[VOLUME_DAYS - 1];
	}
	return high;
}

static void cross_section(const maf_pass *s, rv_ma_extras *e)
{
	const rv_frame *fr = s->frame;
	double *x = s->w->cross;
	const size_t last = fr->bars - 1, breadth = (size_t)s->p->breadth_days;
	size_t n = 0, known = 0, high = 0;
	for (size_t i = 0; i < fr->n; i++) {
		if (s->w->f.reason[i] != RV_MA_IN_BASKET)
			continue;
		const double r = maf_return(rv_frame_close(fr, i), last, breadth);
		if (isfinite(r))
			x[n++] = r;
		const int h = at_high(rv_frame_volume(fr, i), fr->bars);
		known += h >= 0 ? 1 : 0;
		high += h > 0 ? 1 : 0;
	}
	e->volume_highs = known > 0 ? 100.0 * (double)high / (double)known : NAN;
	rv_sort(x, n);
	const bool enough = n >= (size_t)s->p->min_alts;
	e->breadth_median = enough ? rv_quantile_sorted(x, n, .5) : NAN;
	e->breadth_iqr =
		enough ? rv_quantile_sorted(x, n, .75) - rv_quantile_sorted(x, n, .25) : NAN;
}

static double short_momentum(const maf_pass *s)
{
	const rv_ma_features *f = &s->w->f;
	const size_t last = f->bars - 1;
	double *x = s->w->cross, majors = 0.0;
	size_t n = 0, k = 0;
	for (size_t i = 0; i < f->n; i++) {
		const double m = maf_mean(rv_frame_simple(s->frame, i), last, MOMENTUM_DAYS);
		if (!isfinite(m))
			continue;
		if (i == f->btc || i == f->eth) {
			majors += m;
			k++;
		} else if (f->reason[i] == RV_MA_IN_BASKET) {
			x[n++] = m;
		}
	}
	return k > 0 ? rv_median_select(x, n) - majors / (double)k : NAN;
}

/* z of the log of the alts' volume over its weekly median, the last VOLUME_DAYS. */
static double volume_z(const maf_pass *s)
{
	const rv_ma_features *f = &s->w->f;
	if (f->bars < VOLUME_DAYS)
		return NAN;
	const size_t from = f->bars - VOLUME_DAYS;
	for (size_t t = from; t < f->bars; t++) {
		const maf_day *d = &s->w->days[t];
		s->w->series[t] =
			d->volume > 0.0 ? log(d->volume) - f->raw[RV_MA_LIQUIDITY][t] : NAN;
	}
	return rv_zscore_last(s->w->series + from, VOLUME_DAYS, VOLUME_DAYS);
}

void maf_extras(const maf_pass *s)
{
	rv_ma_features *f = &s->w->f;
	rv_ma_extras *e = &f->extras;
	const double *skew = f->raw[RV_MA_FUNDING_SKEW];
	cross_section(s, e);
	e->breadth_slope5 = change(f->raw[RV_MA_ALT_BREADTH], f->bars, SLOPE_FAST);
	e->breadth_slope20 = change(f->raw[RV_MA_ALT_BREADTH], f->bars, SLOPE_SLOW);
	e->dominance_change1 = change(f->raw[RV_MA_BTC_DOMINANCE], f->bars, 1);
	e->dominance_change5 = change(f->raw[RV_MA_BTC_DOMINANCE], f->bars, SLOPE_FAST);
	e->skew_z3 = f->bars < SKEW_DAYS
			     ? NAN
			     : rv_zscore_last(skew + f->bars - SKEW_DAYS, SKEW_DAYS, SKEW_DAYS);
	e->volume_z30 = volume_z(s);
	e->momentum_3d = short_momentum(s);
	e->btc_return_7d = f->gate[f->bars - 1];
}
