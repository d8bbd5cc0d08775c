/*
 * Relative momentum: the standard deviation of each term's own history, which divides it.
 *
 * The history is what a pass at each of the newest bars would give, in O(1) a bar and a coin: half-
 * life means by recurrence, and groups as the sums over all their members with the few taken off
 * that were not available at the bar. Agrees with rv_rvm_spread_history to rounding.
 */
#include "engine/factors/rvm_internal.h"
#include "engine/market/returns.h"
#include "engine/stats/halflife.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Scratch lines by their use. */
enum {
	LINE_CUM,
	LINE_COUNT,
	LINE_LONG,
	LINE_SHORT,
	LINE_DIFF,
	LINE_SUM_A,
	LINE_COUNT_A,
	LINE_SUM_B,
	LINE_COUNT_B,
	LINE_HISTORY
};

/* The history of one pass: columns 0 .. n-1 of the long block, the newest `values` of them count.
 */
typedef struct history {
	const rvm_pass *p;
	size_t n, values;
	size_t symbols;
	size_t first_col; /* panel column of the close that column 0 returns from */
	double least;
} history;

typedef bool (*side)(unsigned bits);

rv_status rvm_sds_new(rv_rvm *w)
{
	const size_t daily = (size_t)RV_RVM_SD_DAYS_MAX + w->max_lookback;
	w->long_width = daily > RV_RVM_HOURLY_BARS ? daily : RV_RVM_HOURLY_BARS;
	/* malloc: pages of coins that never come are never touched */
	w->long_returns = malloc(w->max_symbols * w->long_width * sizeof(double));
	w->left_out = malloc(w->max_symbols * w->long_width);
	w->work = malloc((w->max_lookback + 1) * sizeof(*w->work));
	bool ok = w->long_returns && w->left_out && w->work;
	for (size_t k = 0; k < RVM_LINES; k++) {
		w->line[k] = malloc(w->long_width * sizeof(double));
		ok = ok && w->line[k];
	}
	return ok ? RV_OK : RV_ENOMEM;
}

void rvm_sds_free(rv_rvm *w)
{
	for (size_t k = 0; k < RVM_LINES; k++)
		free(w->line[k]);
	free(w->work);
	free(w->left_out);
	free(w->long_returns);
}

static history history_of(const rvm_pass *p)
{
	const bool hourly = rv_panel_interval(p->panel) == RV_INTERVAL_1H;
	size_t values = (size_t)p->params->term_sd_days * (hourly ? 24U : 1U);
	if (hourly && values + p->lookback > RV_RVM_HOURLY_BARS)
		values = RV_RVM_HOURLY_BARS - p->lookback;
	const size_t want = values + p->lookback - 1;
	const size_t n = p->asof_col < want ? p->asof_col : want;
	return (history){ p,
			  n,
			  values < n ? values : n,
			  rv_panel_symbols(p->panel),
			  p->asof_col - n,
			  (double)rvm_min_returns(p->lookback) };
}

/* Four sums side by side do not wait for each other; their order is fixed. */
static double sum_finite(const double *x, size_t n, size_t *known)
{
	double sum[4] = { 0.0, 0.0, 0.0, 0.0 };
	size_t count[4] = { 0, 0, 0, 0 };
	for (size_t i = 0; i < n; i++) {
		const bool here = isfinite(x[i]);
		sum[i % 4] += here ? x[i] : 0.0;
		count[i % 4] += here;
	}
	*known = count[0] + count[1] + count[2] + count[3];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static double squares_about(const double *x, size_t n, double mean)
{
	double sum[4] = { 0.0, 0.0, 0.0, 0.0 };
	for (size_t i = 0; i < n; i++) {
		const double d = isfinite(x[i]) ? x[i] - mean : 0.0;
		sum[i % 4] += d * d;
	}
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* sd1 of the newest values of a line; NaN when they are too few or do not move. */
static double sd_of(const history *h, const double *line)
{
	const double *x = line + h->n - h->values;
	size_t known;
	const double sum = sum_finite(x, h->values, &known);
	if (known < (size_t)h->p->params->term_sd_min)
		return NAN;
	const double m2 = squares_about(x, h->values, sum / (double)known);
	const double sd = sqrt(m2 / (double)(known - 1));
	return sd >= RV_SD_MIN ? sd : NAN;
}

/* Half-life means of a series at every column, and how many bars are in each. */
static void means_of(const history *h, const double *x, double *mean)
{
	rv_rvm *w = h->p->w;
	rv_half_life_series(x, h->n, w->weights, h->p->lookback, w->work, mean,
			    w->line[LINE_COUNT]);
}

/* Log returns of a row, from the lent frame as far as it reaches: the same numbers, made once. */
static void log_returns(const history *h, size_t row, const double *close, double *x)
{
	const rv_rvm *w = h->p->w;
	const rv_frame *f = w->frame;
	size_t own = h->n; /* those that no frame has */
	if (f && f->panel == h->p->panel && f->bars > 1 &&
	    f->col0 + f->bars - 1 == h->p->asof_col && w->frame_at < f->n &&
	    f->rows[w->frame_at] == row) {
		/* the frame's first bar has no return */
		const size_t lent = h->n < f->bars - 1 ? h->n : f->bars - 1;
		own = h->n - lent;
		memcpy(x + own, rv_frame_log(f, w->frame_at) + f->bars - lent,
		       lent * sizeof(double));
	}
	if (own > 0)
		rv_log_returns(close, own + 1, x);
}

static void next_of_frame(rv_rvm *w, size_t row)
{
	while (w->frame && w->frame_at < w->frame->n && w->frame->rows[w->frame_at] < row)
		w->frame_at++;
}

void rv_rvm_lend(rv_rvm *w, const rv_frame *frame)
{
	w->frame = frame;
}

/*
 * The momentum of one coin at every column into LINE_CUM, NaN where it was not available; and where
 * it was not, but has returns in the window, so that the sums of its groups hold them: left_out.
 */
static void own_history(const history *h, size_t row)
{
	rv_rvm *w = h->p->w;
	const double *close = rv_panel_row(h->p->panel, RV_PANEL_CLOSE, row) + h->first_col;
	double *x = w->long_returns + row * w->long_width, *cum = w->line[LINE_CUM];
	const double *count = w->line[LINE_COUNT];
	log_returns(h, row, close, x);
	means_of(h, x, cum);
	for (size_t k = 0; k < h->n; k++) {
		const bool available = count[k] >= h->least && rv_price_known(close[k + 1]);
		cum[k] = available ? cum[k] * (double)h->p->lookback : NAN;
		w->left_out[k * h->symbols + row] = !available && count[k] > 0.0;
	}
}

static double pair_sd(const history *h)
{
	rv_rvm *w = h->p->w;
	double *diff = w->line[LINE_DIFF], *out = w->line[LINE_HISTORY];
	if (w->pair_long == SIZE_MAX || w->pair_short == SIZE_MAX)
		return NAN;
	const double *a = w->long_returns + w->pair_long * w->long_width;
	const double *b = w->long_returns + w->pair_short * w->long_width;
	for (size_t k = 0; k < h->n; k++)
		diff[k] = a[k] - b[k];
	means_of(h, diff, out);
	for (size_t k = 0; k < h->n; k++) {
		const bool known = isfinite(w->line[LINE_LONG][k]) &&
				   isfinite(w->line[LINE_SHORT][k]) &&
				   w->line[LINE_COUNT][k] >= h->least;
		out[k] = known ? out[k] * (double)h->p->lookback : NAN;
	}
	return sd_of(h, out);
}

static bool scored(const history *h, size_t row)
{
	return rv_panel_kind(h->p->panel, row) == RV_KIND_PERP;
}

/* Sums and counts of a side over all its coins, available or not. */
static void add_side(const history *h, side in, double *sum, double *count)
{
	const rv_rvm *w = h->p->w;
	for (size_t k = 0; k < h->n; k++)
		sum[k] = count[k] = 0.0;
	for (size_t row = 0; row < h->symbols; row++) {
		if (!scored(h, row) || !in(w->baskets[row]))
			continue;
		const double *x = w->long_returns + row * w->long_width;
		for (size_t k = 0; k < h->n; k++) {
			sum[k] += isnan(x[k]) ? 0.0 : x[k];
			count[k] += isnan(x[k]) ? 0.0 : 1.0;
		}
	}
}

static void take_off(const double *x, size_t n, double *sum, double *count)
{
	for (size_t k = 0; k < n; k++) {
		sum[k] -= isnan(x[k]) ? 0.0 : x[k];
		count[k] -= isnan(x[k]) ? 0.0 : 1.0;
	}
}

static void differences(const double *sum_a, const double *count_a, const double *sum_b,
			const double *count_b, size_t n, double *diff)
{
	for (size_t k = 0; k < n; k++) {
		const bool both = count_a[k] > 0.0 && count_b[k] > 0.0;
		diff[k] = both ? sum_a[k] / count_a[k] - sum_b[k] / count_b[k] : NAN;
	}
}

/*
 * The mean at column k where members were left out: the window's sums, copied into those of the
 * pass, without them. False: nobody was.
 */
static bool mean_without(const history *h, side in_a, side in_b, size_t k, double *mean)
{
	rv_rvm *w = h->p->w;
	const size_t from = k + 1 > h->p->lookback ? k + 1 - h->p->lookback : 0;
	const size_t n = k + 1 - from, bytes = n * sizeof(double);
	const unsigned char *out = w->left_out + k * h->symbols;
	bool any = false;
	for (size_t row = 0; row < h->symbols; row++) {
		const bool a = out[row] && in_a(w->baskets[row]);
		const bool b = out[row] && in_b(w->baskets[row]);
		if (!a && !b)
			continue;
		if (!any) {
			memcpy(w->sum_a, w->line[LINE_SUM_A] + from, bytes);
			memcpy(w->count_a, w->line[LINE_COUNT_A] + from, bytes);
			memcpy(w->sum_b, w->line[LINE_SUM_B] + from, bytes);
			memcpy(w->count_b, w->line[LINE_COUNT_B] + from, bytes);
			any = true;
		}
		take_off(w->long_returns + row * w->long_width + from, n, a ? w->sum_a : w->sum_b,
			 a ? w->count_a : w->count_b);
	}
	if (!any)
		return false;
	differences(w->sum_a, w->count_a, w->sum_b, w->count_b, n, w->diff);
	*mean = rv_half_life_mean(w->diff, n, w->weights);
	return true;
}

static double basket_sd(const history *h, side in_a, side in_b)
{
	rv_rvm *w = h->p->w;
	double *const *line = w->line;
	double *out = line[LINE_HISTORY];
	add_side(h, in_a, line[LINE_SUM_A], line[LINE_COUNT_A]);
	add_side(h, in_b, line[LINE_SUM_B], line[LINE_COUNT_B]);
	differences(line[LINE_SUM_A], line[LINE_COUNT_A], line[LINE_SUM_B], line[LINE_COUNT_B],
		    h->n, line[LINE_DIFF]);
	means_of(h, line[LINE_DIFF], out);
	for (size_t k = h->n - h->values; k < h->n; k++) {
		double mean = out[k];
		(void)mean_without(h, in_a, in_b, k, &mean);
		out[k] = mean * (double)h->p->lookback;
	}
	return sd_of(h, out);
}

void rvm_sds_of(const rvm_pass *p)
{
	rv_rvm *w = p->w;
	const history h = history_of(p);
	w->frame_at = 0;
	for (size_t row = 0; row < h.symbols; row++) {
		w->sds.own[row] = NAN;
		if (!scored(&h, row)) {
			for (size_t k = 0; k < h.n; k++)
				w->left_out[k * h.symbols + row] = 0;
			continue;
		}
		next_of_frame(w, row);
		own_history(&h, row);
		w->sds.own[row] = sd_of(&h, w->line[LINE_CUM]);
		const size_t bytes = h.n * sizeof(double);
		if (row == w->pair_long)
			memcpy(w->line[LINE_LONG], w->line[LINE_CUM], bytes);
		if (row == w->pair_short)
			memcpy(w->line[LINE_SHORT], w->line[LINE_CUM], bytes);
	}
	w->sds.spread[RV_SPREAD_BTC_VS_ETH] = pair_sd(&h);
	w->sds.spread[RV_SPREAD_L1_VS_ALT] = basket_sd(&h, rvm_is_l1, rvm_is_alt);
	w->sds.spread[RV_SPREAD_MEME_VS_REST] = basket_sd(&h, rvm_is_meme, rvm_is_rest);
}
