/*
 * Correlations by matrix products; see corr_matrix.h.
 *
 * Every series is centred by its own mean, missing bars are 0, and one product Z Z' gives all sums
 * of products. For a series with gaps the sums over the common bars come from products with the
 * masks; centring first keeps what they take away small.
 */
#include "engine/stats/corr_matrix.h"

#include "engine/stats/blas_lock.h"
#include "engine/stats/moments.h"
#include "engine/stats/pair.h"

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { BLOCK = 32, SUMS = 5 }; /* gappy series a block; their sums: n, x, y, xx, yy */

struct rv_corr_matrix {
	size_t max_n, max_bars;
	double *z, *mask, *square;		     /* [max_n][bars] */
	double *block_z, *block_mask, *block_square; /* [BLOCK][bars] */
	double *sums;				     /* [SUMS][BLOCK][max_n] */
	size_t *gappy, *counts;			     /* [max_n] */
};

rv_status rv_corr_matrix_new(size_t max_n, size_t max_bars, rv_corr_matrix **out)
{
	if (max_n == 0 || max_bars < 2)
		return RV_EINVAL;
	rv_corr_matrix *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_n = max_n;
	w->max_bars = max_bars;
	/* malloc: pages of series that never come are never touched */
	w->z = malloc(3 * max_n * max_bars * sizeof(double));
	w->block_z = malloc(3 * BLOCK * max_bars * sizeof(double));
	w->sums = malloc(SUMS * BLOCK * max_n * sizeof(double));
	w->gappy = malloc(2 * max_n * sizeof(size_t));
	if (!w->z || !w->block_z || !w->sums || !w->gappy) {
		rv_corr_matrix_free(w);
		return RV_ENOMEM;
	}
	w->mask = w->z + max_n * max_bars;
	w->square = w->mask + max_n * max_bars;
	w->block_mask = w->block_z + BLOCK * max_bars;
	w->block_square = w->block_mask + BLOCK * max_bars;
	w->counts = w->gappy + max_n;
	*out = w;
	return RV_OK;
}

void rv_corr_matrix_free(rv_corr_matrix *w)
{
	if (!w)
		return;
	free(w->z);
	free(w->block_z);
	free(w->sums);
	free(w->gappy);
	free(w);
}

/* Centred rows with 0 for missing bars; returns how many have gaps. */
static size_t centre(rv_corr_matrix *w, const double *x, size_t stride, size_t n, size_t bars)
{
	size_t n_gappy = 0;
	for (size_t i = 0; i < n; i++) {
		const double *row = x + i * stride;
		double *z = w->z + i * bars;
		const rv_moments m = rv_moments_of(row, bars);
		w->counts[i] = m.n;
		for (size_t t = 0; t < bars; t++)
			z[t] = isfinite(row[t]) ? row[t] - m.mean : 0.0;
		if (m.n < bars)
			w->gappy[n_gappy++] = i;
	}
	return n_gappy;
}

static void fill_masks(rv_corr_matrix *w, const double *x, size_t stride, size_t n, size_t bars)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t t = 0; t < bars; t++) {
			const double z = w->z[i * bars + t];
			w->mask[i * bars + t] = isfinite(x[i * stride + t]) ? 1.0 : 0.0;
			w->square[i * bars + t] = z * z;
		}
	}
}

static double correlation(double n, double sxy, double sxx, double syy, size_t min_n)
{
	if (n < (double)min_n || n < 2.0 || sxx / (n - 1.0) < RV_VARIANCE_MIN ||
	    syy / (n - 1.0) < RV_VARIANCE_MIN)
		return NAN;
	return fmin(1.0, fmax(-1.0, sxy / sqrt(sxx * syy)));
}

static void product(const double *a, const double *b, size_t k, size_t n, size_t bars, double *out)
{
	rv_blas_lock();
	cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)k, (int)n, (int)bars, 1.0, a,
		    (int)bars, b, (int)bars, 0.0, out, (int)n);
	rv_blas_unlock();
}

/* Rows [first, first + k) of the gappy series against all; out holds the sums of products. */
static void correct_block(rv_corr_matrix *w, size_t first, size_t k, size_t n, size_t bars,
			  size_t min_n, double *out)
{
	double *sum[SUMS];
	for (size_t s = 0; s < SUMS; s++)
		sum[s] = w->sums + s * BLOCK * w->max_n;
	for (size_t r = 0; r < k; r++) {
		const size_t from = w->gappy[first + r] * bars;
		for (size_t t = 0; t < bars; t++) {
			w->block_z[r * bars + t] = w->z[from + t];
			w->block_mask[r * bars + t] = w->mask[from + t];
			w->block_square[r * bars + t] = w->square[from + t];
		}
	}
	product(w->block_mask, w->mask, k, n, bars, sum[0]);
	product(w->block_z, w->mask, k, n, bars, sum[1]);
	product(w->block_mask, w->z, k, n, bars, sum[2]);
	product(w->block_square, w->mask, k, n, bars, sum[3]);
	product(w->block_mask, w->square, k, n, bars, sum[4]);
	for (size_t r = 0; r < k; r++) {
		const size_t i = w->gappy[first + r];
		for (size_t j = 0; j < n; j++) {
			/* A pair of two gappy series is made once, from the sums of the first. */
			if (j != i && j < i && w->counts[j] < bars)
				continue;
			const size_t at = r * n + j;
			const double m = sum[0][at];
			const double sx = sum[1][at], sy = sum[2][at];
			const double sxy = out[i < j ? i * n + j : j * n + i] - sx * sy / m;
			const double sxx = sum[3][at] - sx * sx / m;
			const double syy = sum[4][at] - sy * sy / m;
			out[i < j ? i * n + j : j * n + i] = correlation(m, sxy, sxx, syy, min_n);
		}
	}
}

/* One over the root of each whole series' sum of squares; NaN for a gappy or a constant one. */
static void fill_scales(const rv_corr_matrix *w, size_t n, size_t bars, size_t min_n,
			const double *out, double *scale)
{
	for (size_t i = 0; i < n; i++) {
		const double ss = out[i * n + i];
		const bool known = w->counts[i] == bars && bars >= min_n && bars >= 2 &&
				   ss / (double)(bars - 1) >= RV_VARIANCE_MIN;
		scale[i] = known ? 1.0 / sqrt(ss) : NAN;
	}
}

/* Pairs without gaps. A gappy series keeps its sums of products in its rows and columns. */
static void scale_whole(const rv_corr_matrix *w, const double *scale, size_t n, size_t bars,
			double *out)
{
	for (size_t i = 0; i < n; i++) {
		if (w->counts[i] < bars)
			continue;
		for (size_t j = i; j < n; j++) {
			const double rho = out[i * n + j] * scale[i] * scale[j];
			const double low = rho < -1.0 ? -1.0 : rho;
			if (w->counts[j] == bars)
				out[i * n + j] = low > 1.0 ? 1.0 : low;
		}
	}
}

/* The lower triangle from the upper one, in tiles that stay in the cache. */
static void mirror(size_t n, double *out)
{
	enum { TILE = 16 };
	for (size_t top = 0; top < n; top += TILE) {
		const size_t last = top + TILE < n ? top + TILE : n;
		for (size_t j = 0; j < last; j++) {
			for (size_t i = j < top ? top : j + 1; i < last; i++)
				out[i * n + j] = out[j * n + i];
		}
	}
}

void rv_corr_matrix_of(rv_corr_matrix *w, const double *x, size_t stride, size_t n, size_t bars,
		       size_t min_n, double *out)
{
	if (n == 0)
		return;
	const size_t n_gappy = centre(w, x, stride, n, bars);
	rv_blas_lock();
	cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, (int)n, (int)bars, 1.0, w->z,
		    (int)bars, 0.0, out, (int)n);
	rv_blas_unlock();
	double *scale = w->sums;
	fill_scales(w, n, bars, min_n, out, scale);
	scale_whole(w, scale, n, bars, out);
	if (n_gappy > 0)
		fill_masks(w, x, stride, n, bars);
	for (size_t first = 0; first < n_gappy; first += BLOCK) {
		const size_t left = n_gappy - first;
		correct_block(w, first, left < BLOCK ? left : BLOCK, n, bars, min_n, out);
	}
	mirror(n, out);
}
