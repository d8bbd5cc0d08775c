/*
 * Weights of the signals: a pooled non-negative ridge of next-day residuals over sigma, its penalty
 * chosen by expanding folds of whole dates. A row is a coin that was active on a date before the
 * as-of bar. Sums are kept per date, so that a fold is a sum of dates and a fit is O(1).
 */
#include "engine/factors/sa_internal.h"

#include "engine/stats/moments.h"

#include <math.h>
#include <string.h>

/* Errors of two penalties that differ by less are rounding, and a tie goes to the larger one. */
#define TIE 1e-12

enum { RATIOS_MOST = 32 };

/* Rows of date d; every number of a row is finite. */
void sa_gram(const sa_pass *c, size_t d, rv_gram3 *g)
{
	const rv_idio *w = c->w;
	const double *x[RV_IDIO_N];
	const size_t t = c->t0 + d;
	memset(g, 0, sizeof(*g));
	for (int s = 0; s < RV_IDIO_N; s++)
		x[s] = sa_signal(c, s, d);
	for (size_t i = 0; i < c->f->n; i++) {
		const double row[RV_IDIO_N] = { x[0][i], x[1][i], x[2][i] };
		const double sd = w->vol[i * w->max_bars + t];
		const double y = w->residual[i * w->max_bars + t + 1] / sd;
		if (isfinite(row[0] + row[1] + row[2]) && isfinite(y) && sd >= RV_SD_MIN)
			rv_gram3_row(g, row, y);
	}
}

/* Dates with rows, oldest first; returns how many. */
static size_t add_dates(const sa_pass *c)
{
	size_t n = 0;
	for (size_t d = 0; d + 1 < c->dates; d++) {
		sa_gram(c, d, &c->w->grams[n]);
		n += c->w->grams[n].n > 0;
	}
	return n;
}

static rv_gram3 sum_of(const rv_gram3 *g, size_t from, size_t to)
{
	rv_gram3 sum;
	memset(&sum, 0, sizeof(sum));
	for (size_t d = from; d < to; d++)
		rv_gram3_add(&sum, &g[d]);
	return sum;
}

/* Errors of every penalty, and what there was to explain, of the test rows of all folds. */
typedef struct fold_sums {
	double sse[RATIOS_MOST], yy;
} fold_sums;

/* One fold for all penalties: its sums are the same for them. */
static bool add_fold(const sa_pass *c, const rv_gram3 *train, const rv_gram3 *test, fold_sums *out)
{
	double ratio = c->p->ridge_ratio_min, w[RV_IDIO_N];
	for (int k = 0; k < c->p->ridge_ratios; k++, ratio *= 10.0) {
		if (!rv_nnridge(train, ratio * (double)train->n, w))
			return false;
		out->sse[k] += rv_gram3_sse(test, w);
	}
	out->yy += test->yy;
	return true;
}

/* sklearn's TimeSeriesSplit: the last `folds` pieces of dates / (folds + 1) are the test sets. */
static bool cross_validate(const sa_pass *c, size_t dates, fold_sums *out)
{
	const size_t folds = (size_t)c->p->ridge_folds, size = dates / (folds + 1);
	memset(out, 0, sizeof(*out));
	rv_gram3 train = sum_of(c->w->grams, 0, dates - folds * size);
	for (size_t k = 0; k < folds; k++) {
		const size_t at = dates - (folds - k) * size;
		const rv_gram3 test = sum_of(c->w->grams, at, at + size);
		if (!add_fold(c, &train, &test, out))
			return false;
		for (size_t d = at; d < at + size; d++)
			rv_gram3_add(&train, &c->w->grams[d]);
	}
	return true;
}

/* The best penalty per row; 0 when a fold cannot be fitted. */
static double choose(const sa_pass *c, size_t dates, double *oos_r2)
{
	double best = 0.0, best_sse = INFINITY, ratio = c->p->ridge_ratio_min;
	fold_sums s;
	if (!cross_validate(c, dates, &s))
		return 0.0;
	for (int k = 0; k < c->p->ridge_ratios; k++, ratio *= 10.0) {
		if (s.sse[k] > best_sse + TIE * best_sse)
			continue;
		best = ratio;
		best_sse = fmin(best_sse, s.sse[k]);
		*oos_r2 = s.yy > 0.0 ? 1.0 - s.sse[k] / s.yy : NAN;
	}
	return best;
}

static bool usable(const double w[RV_IDIO_N])
{
	bool ok = w != NULL;
	for (int s = 0; ok && s < RV_IDIO_N; s++)
		ok = isfinite(w[s]) && w[s] >= 0.0;
	return ok;
}

static void fall_back(rv_idio_result *out, rv_ridge_status why, const double *previous)
{
	const bool keep = usable(previous);
	out->ridge_status = why;
	out->weights_equal = !keep;
	out->oos_r2 = NAN;
	for (int s = 0; s < RV_IDIO_N; s++)
		out->weights[s] = keep ? previous[s] : 1.0 / RV_IDIO_N;
}

void sa_ridge(const sa_pass *c, const double previous[RV_IDIO_N])
{
	sa_ridge_of(c, add_dates(c), previous);
}

void sa_ridge_of(const sa_pass *c, size_t dates, const double previous[RV_IDIO_N])
{
	rv_idio_result *out = c->out;
	const rv_gram3 all = sum_of(c->w->grams, 0, dates);
	out->rows = all.n;
	out->dates = dates;
	for (size_t a = 0; a < RV_IDIO_N; a++) {
		for (size_t b = 0; b < RV_IDIO_N; b++)
			out->signal_corr[a][b] = rv_gram3_corr(&all, a, b);
	}
	if (all.n < (size_t)c->p->ridge_min_rows || dates < (size_t)c->p->ridge_min_dates) {
		fall_back(out, RV_RIDGE_TOO_FEW, previous);
		return;
	}
	const double alpha = choose(c, dates, &out->oos_r2) * (double)all.n;
	if (!rv_nnridge(&all, alpha, out->weights)) {
		fall_back(out, RV_RIDGE_SINGULAR, previous);
		return;
	}
	out->ridge_status = RV_RIDGE_OK;
	out->alpha = alpha;
	out->r2 = all.yy > 0.0 ? 1.0 - rv_gram3_sse(&all, out->weights) / all.yy : NAN;
}
