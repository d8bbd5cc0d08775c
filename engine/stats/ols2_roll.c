/*
 * Rolling two-regressor least squares; see ols2.h.
 *
 * What depends on the regressors alone is made once for all series: window means, the projection
 * and the lengths of the orthogonal basis. A series then needs three sums a window.
 */
#include "engine/stats/ols2_basis.h"
#include "engine/stats/window.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/*
 * Products are centred after summing, which costs digits as the regressors become parallel: below
 * this sine squared the window is solved from its bars. It leaves 1e-12 of relative precision.
 */
#define NEARLY_PARALLEL 1e-3

typedef enum roll_kind { ROLL_NONE, ROLL_SUMS, ROLL_BARS } roll_kind;

/* A window of the regressors; NaN coefficients unless kind is SUMS. */
typedef struct roll_window {
	double m1, m2; /* means, of the shifted regressors */
	double g, inv11, inv_d;
	roll_kind kind;
} roll_window;

struct rv_ols2_roll {
	size_t max_bars, bars, window, min_n;
	double rcond_min;
	const double *x1, *x2;
	double shift1, shift2;
	double *d1, *d2;      /* [max_bars] x1 - shift1, x2 - shift2 */
	roll_window *windows; /* [max_bars] */
	rv_triple *tails;     /* [max_bars + 1] of the block before */
	bool by_bars;	      /* some window may have to be solved from its bars */
};

rv_status rv_ols2_roll_new(size_t max_bars, rv_ols2_roll **out)
{
	rv_ols2_roll *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_bars = max_bars;
	w->d1 = malloc(max_bars * sizeof(*w->d1));
	w->d2 = malloc(max_bars * sizeof(*w->d2));
	w->windows = malloc(max_bars * sizeof(*w->windows));
	w->tails = malloc((max_bars + 1) * sizeof(*w->tails));
	if (!w->d1 || !w->d2 || !w->windows || !w->tails) {
		rv_ols2_roll_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_ols2_roll_free(rv_ols2_roll *w)
{
	if (!w)
		return;
	free(w->d1);
	free(w->d2);
	free(w->windows);
	free(w->tails);
	free(w);
}

/* Any number near the mean will do: it keeps the products small before they are centred. */
static double shift_of(const double *x, size_t n)
{
	double sum = 0.0;
	size_t k = 0;
	for (size_t t = 0; t < n; t++) {
		if (!isfinite(x[t]))
			continue;
		sum += x[t];
		k++;
	}
	return k > 0 ? sum / (double)k : 0.0;
}

static roll_window window_of(const rv_ols2_roll *w, size_t t)
{
	roll_window r = { NAN, NAN, NAN, NAN, NAN, ROLL_NONE };
	if (t + 1 < w->window)
		return r;
	const size_t first = t + 1 - w->window;
	const rv_ols2_basis b = rv_ols2_basis_of(NULL, w->x1 + first, w->x2 + first, w->window);
	if (b.n < w->window || b.flat1 || b.flat2 || !(b.rcond >= w->rcond_min))
		return r;
	r.kind = b.d < NEARLY_PARALLEL * b.s22 ? ROLL_BARS : ROLL_SUMS;
	if (r.kind == ROLL_SUMS)
		r = (roll_window){ b.m1 - w->shift1, b.m2 - w->shift2, b.g,
				   1.0 / b.s11,	     1.0 / b.d,	       ROLL_SUMS };
	return r;
}

void rv_ols2_roll_regressors_at(rv_ols2_roll *w, const double *x1, const double *x2, size_t bars,
				size_t window, size_t min_n, double rcond_min,
				const double shift[2])
{
	assert(bars <= w->max_bars && min_n >= 3 && min_n <= window);
	w->x1 = x1;
	w->x2 = x2;
	w->bars = bars;
	w->window = window;
	w->min_n = min_n;
	w->rcond_min = rcond_min;
	w->shift1 = shift[0];
	w->shift2 = shift[1];
	w->by_bars = min_n < window;
	for (size_t t = 0; t < bars; t++) {
		w->d1[t] = x1[t] - w->shift1;
		w->d2[t] = x2[t] - w->shift2;
		w->windows[t] = window_of(w, t);
		w->by_bars = w->by_bars || w->windows[t].kind == ROLL_BARS;
	}
}

void rv_ols2_roll_regressors(rv_ols2_roll *w, const double *x1, const double *x2, size_t bars,
			     size_t window, size_t min_n, double rcond_min)
{
	const double shift[2] = { shift_of(x1, bars), shift_of(x2, bars) };
	rv_ols2_roll_regressors_at(w, x1, x2, bars, window, min_n, rcond_min, shift);
}

/* From the sums over a window of y, y d1 and y d2; a hole makes them NaN, and all that follows. */
static inline void put_sums(const rv_ols2_roll *w, const double *y, size_t t, double inv_n,
			    const double s[3], const rv_ols2_series *out)
{
	const roll_window *r = &w->windows[t];
	const double s1 = s[1] - r->m1 * s[0], s2 = s[2] - r->m2 * s[0];
	const double b2 = (s2 - r->g * s1) * r->inv_d;
	const double b1 = s1 * r->inv11 - r->g * b2;
	const double at = s[0] * inv_n - b1 * r->m1 - b2 * r->m2; /* alpha of the shifted ones */
	out->beta1[t] = b1;
	out->beta2[t] = b2;
	out->alpha[t] = at - b1 * w->shift1 - b2 * w->shift2;
	out->residual[t] = y[t] - at - b1 * w->d1[t] - b2 * w->d2[t];
}

/* tails[j]: sums over the bars at + j .. at + window - 1. */
static void set_tails(const rv_ols2_roll *w, const double *y, size_t at)
{
	double s0 = 0.0, s1 = 0.0, s2 = 0.0;
	for (size_t j = w->window; j-- > 0;) {
		const double v = y[at + j];
		s0 += v;
		s1 += v * w->d1[at + j];
		s2 += v * w->d2[at + j];
		w->tails[j] = (rv_triple){ { s0, s1, s2 } };
	}
}

/* A window is the tail of one block and the head of the next, as in window.h. */
static void roll_blocks(const rv_ols2_roll *w, const double *y, const rv_ols2_series *out)
{
	const double inv_n = 1.0 / (double)w->window;
	for (size_t j = 0; j < w->window; j++)
		w->tails[j] = (rv_triple){ { NAN, NAN, NAN } };
	w->tails[w->window] = (rv_triple){ { 0.0, 0.0, 0.0 } };
	for (size_t at = 0; at < w->bars; at += w->window) {
		const size_t len = w->bars - at < w->window ? w->bars - at : w->window;
		double h0 = 0.0, h1 = 0.0, h2 = 0.0;
		for (size_t j = 0; j < len; j++) {
			const size_t t = at + j;
			const double *tail = w->tails[j + 1].v;
			h0 += y[t];
			h1 += y[t] * w->d1[t];
			h2 += y[t] * w->d2[t];
			const double s[3] = { tail[0] + h0, tail[1] + h1, tail[2] + h2 };
			put_sums(w, y, t, inv_n, s, out);
		}
		if (len == w->window)
			set_tails(w, y, at);
	}
}

static void put_bars(const rv_ols2_roll *w, const double *y, size_t t, const rv_ols2_series *out)
{
	const size_t first = t + 1 < w->window ? 0 : t + 1 - w->window;
	const rv_ols2 r = rv_ols2_fit(y + first, w->x1 + first, w->x2 + first, t + 1 - first,
				      w->min_n, w->rcond_min);
	out->alpha[t] = r.alpha;
	out->beta1[t] = r.beta[0];
	out->beta2[t] = r.beta[1];
	out->residual[t] = y[t] - r.alpha - r.beta[0] * w->x1[t] - r.beta[1] * w->x2[t];
}

void rv_ols2_roll_run(rv_ols2_roll *w, const double *y, const rv_ols2_series *out)
{
	if (w->window <= w->bars) {
		roll_blocks(w, y, out);
	} else {
		for (size_t t = 0; t < w->bars; t++)
			out->alpha[t] = out->beta1[t] = out->beta2[t] = out->residual[t] = NAN;
	}
	for (size_t t = 0; w->by_bars && t < w->bars; t++) {
		if (!isfinite(out->beta1[t]))
			put_bars(w, y, t, out);
	}
}
