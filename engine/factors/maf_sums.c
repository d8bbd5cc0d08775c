/* Majors against alts: who is an alt at which date, and the sums over the alts of a date. */
#include "engine/factors/maf_internal.h"
#include "engine/market/returns.h"
#include "engine/market/symbol.h"
#include "engine/stats/lag_dot.h"
#include "engine/stats/quantile.h"

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

/* rv_price_known without the call: a comparison with NaN is false. */
static inline bool is_price(double x)
{
	return x > 0.0 && x < INFINITY;
}

double maf_return(const double *close, size_t t, size_t k)
{
	return t < k ? NAN : rv_simple_return(close[t - k], close[t]);
}

/* out[t] = the newest known value at t, NaN when it is older than max_age bars. */
static void newest_known(const double *x, size_t bars, size_t max_age, double *out)
{
	double value = NAN;
	size_t age = 0;
	for (size_t t = 0; t < bars; t++) {
		if (is_price(x[t])) {
			value = x[t];
			age = 0;
		} else if (++age > max_age) {
			value = NAN;
		}
		out[t] = value;
	}
}

typedef enum liquid { VOLUME_UNKNOWN, VOLUME_SMALL, VOLUME_ENOUGH, VOLUME_TIED } liquid;

/* Median of the finite values of n bars that end at t; NaN when they are not more than half. */
static double volume_median(const maf_pass *s, const double *volume, size_t t)
{
	const size_t n = (size_t)s->p->volume_days, from = t + 1 < n ? 0 : t + 1 - n;
	return rv_median(volume + from, t + 1 - from, rv_ma_least(n), s->w->work);
}

/*
 * Is the median of a window at least `least`? It is when more than half of the known values are,
 * and is not when less than half are: counting answers that for every date without sorting. Only
 * when exactly half of an even number are does the median itself decide.
 */
static liquid by_count(size_t known, size_t above, size_t window)
{
	if (known < rv_ma_least(window))
		return VOLUME_UNKNOWN;
	if (2 * above == known)
		return VOLUME_TIED;
	return 2 * above > known ? VOLUME_ENOUGH : VOLUME_SMALL;
}

/* One sum of known + COUNT_STEP * above: both counts of a window roll without a branch. */
enum { COUNT_STEP = RV_MA_VOLUME_DAYS_MAX + 1 };

static unsigned count_of(double volume, double least)
{
	return (unsigned)(volume - volume <= 0.0) + (unsigned)COUNT_STEP * (volume >= least);
}

/* by_count of every sum. */
static void set_verdicts(const maf_pass *s, unsigned char verdict[COUNT_STEP * COUNT_STEP])
{
	const size_t n = (size_t)s->p->volume_days;
	for (size_t above = 0; above <= n; above++) {
		for (size_t known = 0; known <= n; known++)
			verdict[known + COUNT_STEP * above] =
				(unsigned char)by_count(known, above, n);
	}
}

static void judge_volume(const maf_pass *s, const unsigned char *verdict, const double *volume)
{
	const size_t n = (size_t)s->p->volume_days, bars = s->frame->bars;
	const double least = s->p->min_volume_usd;
	unsigned counts = 0;
	for (size_t t = 0; t < bars; t++) {
		counts += count_of(volume[t], least);
		counts -= t >= n ? count_of(volume[t - n], least) : 0;
		s->w->liquid[t] = verdict[counts];
		if (verdict[counts] == VOLUME_TIED)
			s->w->liquid[t] =
				volume_median(s, volume, t) >= least ? VOLUME_ENOUGH : VOLUME_SMALL;
	}
}

/* Is any coin's cap known at a date? Without one there is no cap filter at that date. */
static void caps_known(const maf_pass *s)
{
	const size_t bars = s->frame->bars, max_age = (size_t)s->p->stale_days;
	size_t unknown = bars;
	for (size_t i = 0; i < s->frame->n && unknown > 0; i++) {
		const double *cap = rv_frame_field(s->frame, RV_PANEL_MCAP, i);
		unknown = 0;
		for (size_t t = 0; t < bars; t++) {
			s->w->days[t].mcap_known |= is_price(cap[t]);
			unknown += s->w->days[t].mcap_known ? 0 : 1;
		}
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
		age = is_price(close[t]) ? 0 : age + 1;
		rv_ma_reason r = RV_MA_IN_BASKET;
		if (age > (size_t)s->p->stale_days)
			r = RV_MA_STALE;
		else if (w->days[t].mcap_known && !isfinite(w->cap[t]))
			r = RV_MA_NO_CAP;
		else if (w->days[t].mcap_known && w->cap[t] < s->p->min_mcap_usd)
			r = RV_MA_SMALL_CAP;
		else if (w->liquid[t] == VOLUME_UNKNOWN)
			r = RV_MA_NO_VOLUME;
		else if (w->liquid[t] == VOLUME_SMALL)
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

/*
 * out[t] = maf_mean(ret, t, n) of every date, to the bit: the same sums in the same order, with the
 * missing returns as 0. The sums of all dates grow together, by a return each.
 */
static void weekly_means(const maf_pass *s, const double *ret, double *out)
{
	const size_t bars = s->frame->bars, n = (size_t)s->p->momentum_days;
	const size_t least = rv_ma_least(n);
	double *known = s->w->work;
	size_t count = 0;
	for (size_t t = 0; t < bars; t++) {
		known[t] = isfinite(ret[t]) ? ret[t] : 0.0;
		out[t] = 0.0;
	}
	for (size_t ago = n < bars ? n : bars; ago-- > 0;)
		rv_add_scaled(1.0, known, bars - ago, out + ago);
	for (size_t t = 0; t < bars; t++) {
		count += isfinite(ret[t]) ? 1 : 0;
		count -= t >= n && isfinite(ret[t - n]) ? 1 : 0;
		out[t] = count >= least ? out[t] / (double)count : NAN;
	}
}

static void add_coin(const maf_pass *s, size_t i)
{
	const rv_maf *w = s->w;
	const double *ret = rv_frame_simple(s->frame, i), *close = rv_frame_close(s->frame, i);
	const double *funding = rv_frame_field(s->frame, RV_PANEL_FUNDING, i);
	const double *volume = rv_frame_volume(s->frame, i);
	const size_t breadth = (size_t)s->p->breadth_days;
	weekly_means(s, ret, w->series);
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
		if (isfinite(w->series[t]))
			w->momentum[t * w->max_symbols + d->n_momentum++] = w->series[t];
	}
}

void maf_sums(const maf_pass *s)
{
	rv_maf *w = s->w;
	const size_t bars = s->frame->bars;
	unsigned char verdict[COUNT_STEP * COUNT_STEP];
	set_verdicts(s, verdict);
	memset(w->days, 0, bars * sizeof(*w->days));
	caps_known(s);
	for (size_t i = 0; i < s->frame->n; i++) {
		if (w->f.reason[i] != RV_MA_IN_BASKET)
			continue;
		newest_known(rv_frame_field(s->frame, RV_PANEL_MCAP, i), bars,
			     (size_t)s->p->stale_days, w->cap);
		judge_volume(s, verdict, rv_frame_volume(s->frame, i));
		judge(s, rv_frame_close(s->frame, i));
		add_coin(s, i);
		w->f.reason[i] = w->at[bars - 1];
		w->f.volume[i] = volume_median(s, rv_frame_volume(s->frame, i), bars - 1);
	}
	w->f.n_alts = w->days[bars - 1].n;
	w->f.mcap_known = w->days[bars - 1].mcap_known;
}
