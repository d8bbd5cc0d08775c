/* Majors against alts: who is an alt at which date, and the sums over the alts of a date. */
#include "engine/factors/maf_internal.h"
#include "engine/market/returns.h"
#include "engine/market/symbol.h"

#include <math.h>
#include <string.h>

static bool in_list(const char (*list)[RV_SYMBOL_MAX], size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (rv_symbol_equal(list[i], name))
			return true;
	}
	return false;
}

void maf_who(const maf_pass *s, const rv_universe_params *up)
{
	for (size_t i = 0; i < s->frame->n; i++) {
		const char *name = rv_frame_name(s->frame, i);
		rv_ma_reason r = RV_MA_IN_BASKET;
		if (in_list(up->factors, up->n_factors, name))
			r = RV_MA_MAJOR;
		else if (in_list(s->p->exclude, s->p->n_exclude, name))
			r = RV_MA_EXCLUDED;
		s->w->f.reason[i] = r;
		s->w->f.volume[i] = NAN;
	}
}

double maf_mean(const double *x, size_t t, size_t n)
{
	double sum = 0.0;
	size_t k = 0;
	for (size_t i = t + 1 < n ? 0 : t + 1 - n; i <= t; i++) {
		if (isfinite(x[i])) {
			sum += x[i];
			k++;
		}
	}
	return k >= rv_ma_least(n) ? sum / (double)k : NAN;
}

double maf_return(const double *close, size_t t, size_t k)
{
	if (t < k || !rv_price_known(close[t]) || !rv_price_known(close[t - k]))
		return NAN;
	return close[t] / close[t - k] - 1.0;
}

/* out[t] = the newest known value at t, NaN when it is older than max_age bars. */
static void newest_known(const double *x, size_t bars, size_t max_age, double *out)
{
	double value = NAN;
	size_t age = 0;
	for (size_t t = 0; t < bars; t++) {
		if (rv_price_known(x[t])) {
			value = x[t];
			age = 0;
		} else if (++age > max_age) {
			value = NAN;
		}
		out[t] = value;
	}
}

/* A sorted window of finite values. */
typedef struct sorted_window {
	double v[RV_MA_VOLUME_DAYS_MAX];
	size_t n;
} sorted_window;

static void window_add(sorted_window *s, double x)
{
	if (!isfinite(x))
		return;
	size_t k = s->n++;
	for (; k > 0 && s->v[k - 1] > x; k--)
		s->v[k] = s->v[k - 1];
	s->v[k] = x;
}

static void window_drop(sorted_window *s, double x)
{
	if (!isfinite(x))
		return;
	size_t k = 0;
	while (s->v[k] < x)
		k++;
	for (s->n--; k < s->n; k++)
		s->v[k] = s->v[k + 1];
}

static double window_median(const sorted_window *s)
{
	const size_t lo = (s->n - 1) / 2, hi = s->n / 2;
	return s->v[lo] + 0.5 * (double)(hi - lo) * (s->v[hi] - s->v[lo]);
}

/* out[t] = median of the finite values of n bars, NaN when they are not more than half. */
static void rolling_median(const double *x, size_t bars, size_t n, double *out)
{
	sorted_window s = { .n = 0 };
	for (size_t t = 0; t < bars; t++) {
		if (t >= n)
			window_drop(&s, x[t - n]);
		window_add(&s, x[t]);
		out[t] = s.n >= rv_ma_least(n) ? window_median(&s) : NAN;
	}
}

/* Is any coin's cap known at a date? Without one there is no cap filter at that date. */
static void caps_known(const maf_pass *s)
{
	const size_t bars = s->frame->bars, max_age = (size_t)s->p->stale_days;
	for (size_t i = 0; i < s->frame->n; i++) {
		const double *cap = rv_frame_field(s->frame, RV_PANEL_MCAP, i);
		for (size_t t = 0; t < bars; t++)
			s->w->days[t].mcap_known |= rv_price_known(cap[t]);
	}
	size_t age = max_age + 1;
	for (size_t t = 0; t < bars; t++) {
		age = s->w->days[t].mcap_known ? 0 : age + 1;
		s->w->days[t].mcap_known = age <= max_age;
	}
}

/* The reason of one coin at every date. */
static void judge(const maf_pass *s, const double *close)
{
	const rv_maf *w = s->w;
	size_t age = (size_t)s->p->stale_days + 1; /* no close yet */
	for (size_t t = 0; t < s->frame->bars; t++) {
		age = rv_price_known(close[t]) ? 0 : age + 1;
		rv_ma_reason r = RV_MA_IN_BASKET;
		if (age > (size_t)s->p->stale_days)
			r = RV_MA_STALE;
		else if (w->days[t].mcap_known && !isfinite(w->cap[t]))
			r = RV_MA_NO_CAP;
		else if (w->days[t].mcap_known && w->cap[t] < s->p->min_mcap_usd)
			r = RV_MA_SMALL_CAP;
		else if (!isfinite(w->median[t]))
			r = RV_MA_NO_VOLUME;
		else if (w->median[t] < s->p->min_volume_usd)
			r = RV_MA_ILLIQUID;
		w->at[t] = r;
	}
}

static void add_caps(const rv_maf *w, size_t t, double ret, maf_day *d)
{
	if (isfinite(w->cap[t])) {
		d->cap += w->cap[t];
		d->n_cap++;
	}
	/* Weights of the day before: the cap of the day itself already holds its return. */
	if (t > 0 && isfinite(w->cap[t - 1]) && isfinite(ret)) {
		d->index += w->cap[t - 1] * ret;
		d->index_cap += w->cap[t - 1];
	}
}

static void add_flows(double funding, double volume, maf_day *d)
{
	if (isfinite(funding)) {
		d->funding += funding;
		d->n_funding++;
	}
	if (isfinite(volume)) {
		d->volume += volume;
		d->n_volume++;
	}
}

static void add_coin(const maf_pass *s, size_t i)
{
	const rv_maf *w = s->w;
	const double *ret = rv_frame_simple(s->frame, i), *close = rv_frame_close(s->frame, i);
	const double *funding = rv_frame_field(s->frame, RV_PANEL_FUNDING, i);
	const double *volume = rv_frame_volume(s->frame, i);
	const size_t breadth = (size_t)s->p->breadth_days;
	for (size_t t = 0; t < s->frame->bars; t++) {
		if (w->at[t] != RV_MA_IN_BASKET)
			continue;
		maf_day *d = &w->days[t];
		const double r = breadth == 1 ? ret[t] : maf_return(close, t, breadth);
		d->n++;
		d->n_returns += isfinite(r) ? 1 : 0;
		d->n_up += r > 0.0 ? 1 : 0;
		add_caps(w, t, ret[t], d);
		add_flows(funding[t], volume[t], d);
		const double m = maf_mean(ret, t, (size_t)s->p->momentum_days);
		if (isfinite(m))
			w->momentum[t * w->max_symbols + d->n_momentum++] = m;
	}
}

void maf_sums(const maf_pass *s)
{
	rv_maf *w = s->w;
	const size_t bars = s->frame->bars;
	memset(w->days, 0, bars * sizeof(*w->days));
	caps_known(s);
	for (size_t i = 0; i < s->frame->n; i++) {
		if (w->f.reason[i] != RV_MA_IN_BASKET)
			continue;
		newest_known(rv_frame_field(s->frame, RV_PANEL_MCAP, i), bars,
			     (size_t)s->p->stale_days, w->cap);
		rolling_median(rv_frame_volume(s->frame, i), bars, (size_t)s->p->volume_days,
			       w->median);
		judge(s, rv_frame_close(s->frame, i));
		add_coin(s, i);
		w->f.reason[i] = w->at[bars - 1];
		w->f.volume[i] = w->median[bars - 1];
	}
	w->f.n_alts = w->days[bars - 1].n;
	w->f.mcap_known = w->days[bars - 1].mcap_known;
}
