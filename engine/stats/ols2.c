/* Two-regressor least squares of one window; see ols2.h. */
#include "engine/stats/ols2_basis.h"

#include "engine/stats/lag_dot.h"
#include "engine/stats/pair.h"

#include <math.h>

static bool usable(const double *y, const double *x1, const double *x2, size_t t)
{
	return isfinite(x1[t]) && isfinite(x2[t]) && (!y || isfinite(y[t]));
}

static void set_means(rv_ols2_basis *b, const double *y, const double *x1, const double *x2,
		      size_t n)
{
	double sy = 0.0, s1 = 0.0, s2 = 0.0;
	for (size_t t = 0; t < n; t++) {
		if (!usable(y, x1, x2, t))
			continue;
		b->n++;
		s1 += x1[t];
		s2 += x2[t];
		sy += y ? y[t] : 0.0;
	}
	const double k = (double)b->n;
	b->m1 = s1 / k;
	b->m2 = s2 / k;
	b->my = sy / k;
}

static bool constant(double ss, size_t n)
{
	return n < 2 || ss / (double)(n - 1) < RV_VARIANCE_MIN;
}

/* Twice is enough: after a second projection the rest is orthogonal to working precision. */
static void orthogonalise(rv_ols2_basis *b, const double *y, const double *x1, const double *x2,
			  size_t n)
{
	double left = 0.0;
	b->g = b->s12 / b->s11;
	for (size_t t = 0; t < n; t++) {
		if (usable(y, x1, x2, t))
			left += (x2[t] - b->m2 - b->g * (x1[t] - b->m1)) * (x1[t] - b->m1);
	}
	b->g += left / b->s11;
	for (size_t t = 0; t < n; t++) {
		if (!usable(y, x1, x2, t))
			continue;
		const double u = x2[t] - b->m2 - b->g * (x1[t] - b->m1);
		b->d += u * u;
	}
}

/*
 * The singular values of two unit columns at an angle are sqrt(1 +- c), c = |cos|, so their ratio
 * is sin / (1 + c): from the sine, which the orthogonalisation gives without cancellation.
 */
static double rcond_of(const rv_ols2_basis *b)
{
	const double sin2 = fmin(1.0, b->d / b->s22);
	return sqrt(sin2) / (1.0 + sqrt(1.0 - sin2));
}

rv_ols2_basis rv_ols2_basis_of(const double *y, const double *x1, const double *x2, size_t n)
{
	rv_ols2_basis b = { .rcond = 0.0 };
	set_means(&b, y, x1, x2, n);
	for (size_t t = 0; t < n; t++) {
		if (!usable(y, x1, x2, t))
			continue;
		const double d1 = x1[t] - b.m1, d2 = x2[t] - b.m2;
		b.s11 += d1 * d1;
		b.s12 += d1 * d2;
		b.s22 += d2 * d2;
	}
	b.flat1 = constant(b.s11, b.n);
	b.flat2 = constant(b.s22, b.n);
	if (b.flat1 || b.flat2)
		return b;
	orthogonalise(&b, y, x1, x2, n);
	b.rcond = rcond_of(&b);
	return b;
}

/* Coefficients, then their errors from the residuals themselves. */
static void solve(rv_ols2 *r, const rv_ols2_basis *b, const double *y, const double *x1,
		  const double *x2, size_t n)
{
	double s1y = 0.0, suy = 0.0, sse = 0.0;
	for (size_t t = 0; t < n; t++) {
		if (usable(y, x1, x2, t))
			s1y += (x1[t] - b->m1) * (y[t] - b->my);
	}
	const double h = s1y / b->s11;
	for (size_t t = 0; t < n; t++) {
		if (!usable(y, x1, x2, t))
			continue;
		const double d1 = x1[t] - b->m1;
		suy += (x2[t] - b->m2 - b->g * d1) * (y[t] - b->my - h * d1);
	}
	r->beta[1] = suy / b->d;
	r->beta[0] = h - b->g * r->beta[1];
	r->alpha = b->my - r->beta[0] * b->m1 - r->beta[1] * b->m2;
	for (size_t t = 0; t < n; t++) {
		if (!usable(y, x1, x2, t))
			continue;
		const double e =
			y[t] - b->my - r->beta[0] * (x1[t] - b->m1) - r->beta[1] * (x2[t] - b->m2);
		sse += e * e;
	}
	if (b->n < 4)
		return;
	const double s2 = sse / (double)(b->n - 3);
	r->se[0] = sqrt(s2 * (1.0 / b->s11 + b->g * b->g / b->d));
	r->se[1] = sqrt(s2 / b->d);
}

/* What is known before the series is looked at; OK: it can be solved. */
static rv_ols2 judge(const rv_ols2_basis *b, size_t min_n, double rcond_min)
{
	rv_ols2 r = { .status = RV_OLS2_SHORT,
		      .n = b->n,
		      .alpha = NAN,
		      .beta = { NAN, NAN },
		      .se = { NAN, NAN },
		      .slope21 = NAN,
		      .slope12 = NAN,
		      .rcond = NAN };
	if (b->n < min_n || b->n < 3)
		return r;
	r.rcond = b->rcond;
	r.slope21 = b->flat1 ? NAN : b->s12 / b->s11;
	r.slope12 = b->flat2 ? NAN : b->s12 / b->s22;
	r.status =
		b->flat1 || b->flat2 || !(b->rcond >= rcond_min) ? RV_OLS2_COLLINEAR : RV_OLS2_OK;
	return r;
}

rv_ols2 rv_ols2_fit(const double *y, const double *x1, const double *x2, size_t n, size_t min_n,
		    double rcond_min)
{
	const rv_ols2_basis b = rv_ols2_basis_of(y, x1, x2, n);
	rv_ols2 r = judge(&b, min_n, rcond_min);
	if (r.status == RV_OLS2_OK)
		solve(&r, &b, y, x1, x2, n);
	return r;
}

/* ---- regressors that many series share ---- */

void rv_ols2_share(const double *x1, const double *x2, size_t n, size_t min_n, double rcond_min,
		   double *work, rv_ols2_shared *out)
{
	const rv_ols2_basis b = rv_ols2_basis_of(NULL, x1, x2, n);
	double *d1 = work, *rest = work + n;
	*out = (rv_ols2_shared){ .fit = judge(&b, min_n, rcond_min),
				 .n = n,
				 .m1 = b.m1,
				 .m2 = b.m2,
				 .s11 = b.s11,
				 .g = b.g,
				 .d = b.d,
				 .d1 = d1,
				 .rest = rest,
				 .left = work + 2 * n };
	if (out->fit.status != RV_OLS2_OK)
		return;
	rv_shift_scale(x1, b.m1, 1.0, n, d1);
	rv_shift_scale(x2, b.m2, 1.0, n, rest);
	rv_add_scaled(-b.g, d1, n, rest);
}

/* The two regressors in turn take their part out of what is left of the series. */
rv_ols2 rv_ols2_fit_shared(const rv_ols2_shared *s, const double *y)
{
	rv_ols2 r = s->fit;
	const size_t n = s->n;
	if (r.status != RV_OLS2_OK)
		return r;
	const double my = rv_sum(y, n) / (double)n;
	rv_shift_scale(y, my, 1.0, n, s->left);
	const double h = rv_dot(s->d1, s->left, n) / s->s11;
	rv_add_scaled(-h, s->d1, n, s->left);
	r.beta[1] = rv_dot(s->rest, s->left, n) / s->d;
	rv_add_scaled(-r.beta[1], s->rest, n, s->left);
	r.beta[0] = h - s->g * r.beta[1];
	r.alpha = my - r.beta[0] * s->m1 - r.beta[1] * s->m2;
	if (n < 4)
		return r;
	const double s2 = rv_dot(s->left, s->left, n) / (double)(n - 3);
	r.se[0] = sqrt(s2 * (1.0 / s->s11 + s->g * s->g / s->d));
	r.se[1] = sqrt(s2 / s->d);
	return r;
}
