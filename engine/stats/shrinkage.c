/* Ledoit-Wolf from the Gram matrix of the rows; see shrinkage.h. */
#include "engine/stats/shrinkage.h"

#include "engine/stats/lag_dot.h"

#include <math.h>
#include <stdlib.h>

struct rv_shrinkage {
	size_t max_p, max_t;
	double *z;    /* [max_p][t], packed with stride t after centring; max_t while filled */
	double *gram; /* [t][t] */
	double *eig;  /* [t] */
	rv_eigen *eigen;
};

rv_status rv_shrinkage_new(size_t max_p, size_t max_t, rv_shrinkage **out)
{
	rv_shrinkage *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_p = max_p;
	w->max_t = max_t;
	w->z = malloc((max_p * max_t + 1) * sizeof(*w->z));
	w->gram = malloc((max_t * max_t + 1) * sizeof(*w->gram));
	w->eig = malloc((max_t + 1) * sizeof(*w->eig));
	const rv_status st = rv_eigen_new(max_t, &w->eigen);
	if (!w->z || !w->gram || !w->eig || st != RV_OK) {
		rv_shrinkage_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_shrinkage_free(rv_shrinkage *w)
{
	if (!w)
		return;
	rv_eigen_free(w->eigen);
	free(w->eig);
	free(w->gram);
	free(w->z);
	free(w);
}

double *rv_shrinkage_row(rv_shrinkage *w, size_t i)
{
	return w->z + i * w->max_t;
}

/* Writes the centred row to `to`, which may be `from` or lie before it; returns how many are known.
 */
static size_t centre(const double *from, size_t t, double *to)
{
	const double all = rv_sum(from, t);
	if (isfinite(all)) {
		rv_shift_scale(from, all / (double)t, 1.0, t, to);
		return t;
	}
	double sum = 0.0;
	size_t n = 0;
	for (size_t k = 0; k < t; k++) {
		if (!isfinite(from[k]))
			continue;
		sum += from[k];
		n++;
	}
	const double mean = n > 0 ? sum / (double)n : 0.0;
	for (size_t k = 0; k < t; k++)
		to[k] = isfinite(from[k]) ? from[k] - mean : 0.0;
	return n;
}

size_t rv_shrinkage_put(rv_shrinkage *w, size_t i, size_t t, const double *x, size_t n)
{
	double *row = w->z + i * t;
	const size_t have = n < t ? n : t;
	for (size_t k = 0; k < t - have; k++)
		row[k] = 0.0;
	return have > 0 ? centre(x, have, row + (t - have)) : 0;
}

static double trace(const double *a, size_t n)
{
	double sum = 0.0;
	for (size_t i = 0; i < n; i++)
		sum += a[i * n + i];
	return sum;
}

/*
 * Everything the shrinkage needs is in the Gram matrix K = XX' of the rows (T x T):
 * tr(S) = tr(K)/T, ||S||^2 = ||K||^2/T^2, sum_jk sum_t x_tj^2 x_tk^2 = sum_t K_tt^2.
 * Returns ||S||^2.
 */
static double shrink(const double *gram, size_t p, size_t t, rv_covariance *c)
{
	const double n = (double)t, dp = (double)p;
	double norm, fourth = 0.0;
	norm = rv_dot(gram, gram, t * t) / (n * n);
	for (size_t k = 0; k < t; k++)
		fourth += gram[k * t + k] * gram[k * t + k];
	c->mean_variance = trace(gram, t) / n / dp;
	c->shrinkage = 0.0;
	/* One asset is its own target; the difference below would be rounding. */
	if (p > 1) {
		const double d2 = (norm - dp * c->mean_variance * c->mean_variance) / dp;
		const double b2 = fmax(0.0, (fourth / n - norm) / (dp * n));
		if (d2 > 0.0)
			c->shrinkage = fmin(b2, d2) / d2;
	}
	c->a = c->shrinkage * c->mean_variance;
	return norm;
}

/* Scales X to Z and K to the Gram matrix of Z. */
static void scale(rv_shrinkage *w, rv_covariance *c)
{
	const double k2 = (1.0 - c->shrinkage) / (double)c->t, k = sqrt(k2);
	rv_shift_scale(w->z, 0.0, k, c->p * c->t, w->z);
	rv_shift_scale(w->gram, 0.0, k2, c->t * c->t, w->gram);
	c->z = w->z;
	c->gram = w->gram;
}

/* The p eigenvalues of Z'Z are the largest of the t of ZZ', and zeros when p exceeds t. */
static rv_status extremes(rv_shrinkage *w, rv_covariance *c)
{
	const rv_status st = rv_eigenvalues(w->eigen, w->gram, c->t, w->eig);
	if (st != RV_OK)
		return st;
	c->eig_max = c->a + fmax(0.0, w->eig[c->t - 1]);
	c->eig_min = c->a + (c->p > c->t ? 0.0 : fmax(0.0, w->eig[c->t - c->p]));
	return RV_OK;
}

rv_status rv_shrinkage_of_put(rv_shrinkage *w, size_t p, size_t t, rv_covariance *out)
{
	if (p == 0 || t == 0 || p > w->max_p || t > w->max_t)
		return RV_EINVAL;
	const rv_matrix x = { w->z, p, t, t };
	rv_covariance c = { .p = p, .t = t };
	rv_gram_cols(&x, w->gram);
	const double norm = shrink(w->gram, p, t, &c);
	if (!isfinite(norm))
		return RV_EDATA;
	scale(w, &c);
	c.eig_min = c.a;
	c.eig_max = c.a + (1.0 - c.shrinkage) * sqrt(norm);
	*out = c;
	return RV_OK;
}

rv_status rv_shrinkage_bounded(rv_shrinkage *w, size_t p, size_t t, rv_covariance *out)
{
	if (p == 0 || t == 0 || p > w->max_p || t > w->max_t)
		return RV_EINVAL;
	for (size_t i = 0; i < p; i++)
		(void)centre(w->z + i * w->max_t, t, w->z + i * t);
	return rv_shrinkage_of_put(w, p, t, out);
}

rv_status rv_shrinkage_run(rv_shrinkage *w, size_t p, size_t t, rv_covariance *out)
{
	rv_covariance c;
	rv_status st = rv_shrinkage_bounded(w, p, t, &c);
	if (st == RV_OK)
		st = extremes(w, &c);
	if (st == RV_OK)
		*out = c;
	return st;
}

double rv_covariance_quad(const rv_covariance *c, const double *x, double *work)
{
	const rv_matrix z = { c->z, c->p, c->t, c->t };
	rv_matrix_mul_t(&z, x, work);
	double ridge = 0.0, rest = 0.0;
	for (size_t i = 0; i < c->p; i++)
		ridge += x[i] * x[i];
	for (size_t k = 0; k < c->t; k++)
		rest += work[k] * work[k];
	return c->a * ridge + rest;
}

void rv_covariance_mul(const rv_covariance *c, const double *x, double *y, double *work)
{
	const rv_matrix z = { c->z, c->p, c->t, c->t };
	rv_matrix_mul_t(&z, x, work);
	rv_matrix_mul(&z, work, y);
	for (size_t i = 0; i < c->p; i++)
		y[i] += c->a * x[i];
}
