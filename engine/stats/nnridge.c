/*
 * Non-negative ridge of three columns by its support sets; see nnridge.h.
 *
 * The optimum solves the unconstrained problem on its own support, so the eight supports hold it.
 * Of the solutions that are >= 0 the one whose gradient off the support is <= 0 is optimal; at the
 * edge of two supports rounding may leave neither, so the least violation is taken.
 */
#include "engine/stats/nnridge.h"

#include "engine/stats/pair.h"

#include <math.h>

enum { K = RV_NNRIDGE_K };

void rv_gram3_row(rv_gram3 *g, const double x[K], double y)
{
	g->n++;
	g->yy += y * y;
	for (int a = 0; a < K; a++) {
		g->x[a] += x[a];
		g->xy[a] += x[a] * y;
		for (int b = 0; b <= a; b++)
			g->xx[a][b] += x[a] * x[b];
	}
	g->xx[0][1] = g->xx[1][0];
	g->xx[0][2] = g->xx[2][0];
	g->xx[1][2] = g->xx[2][1];
}

void rv_gram3_add(rv_gram3 *to, const rv_gram3 *g)
{
	to->n += g->n;
	to->yy += g->yy;
	for (int a = 0; a < K; a++) {
		to->x[a] += g->x[a];
		to->xy[a] += g->xy[a];
		for (int b = 0; b < K; b++)
			to->xx[a][b] += g->xx[a][b];
	}
}

double rv_gram3_sse(const rv_gram3 *g, const double w[K])
{
	double sse = g->yy;
	for (int a = 0; a < K; a++) {
		double row = -2.0 * g->xy[a];
		for (int b = 0; b < K; b++)
			row += g->xx[a][b] * w[b];
		sse += w[a] * row;
	}
	return sse < 0.0 ? 0.0 : sse;
}

double rv_gram3_corr(const rv_gram3 *g, size_t a, size_t b)
{
	if (g->n < 2)
		return NAN;
	const double n = (double)g->n;
	const double saa = g->xx[a][a] - g->x[a] * g->x[a] / n;
	const double sbb = g->xx[b][b] - g->x[b] * g->x[b] / n;
	const double sab = g->xx[a][b] - g->x[a] * g->x[b] / n;
	if (!(saa / (n - 1.0) >= RV_VARIANCE_MIN && sbb / (n - 1.0) >= RV_VARIANCE_MIN))
		return NAN;
	return a == b ? 1.0 : fmin(1.0, fmax(-1.0, sab / sqrt(saa * sbb)));
}

/* (X'X + alpha I) w = X'Y on the support by Cholesky; w is 0 elsewhere. */
static bool solve_support(const rv_gram3 *g, double alpha, unsigned support, double w[K])
{
	double l[K][K] = { { 0.0 } }, z[K] = { 0.0 };
	int at[K], n = 0;
	for (int a = 0; a < K; a++) {
		w[a] = 0.0;
		if (support & (1U << a))
			at[n++] = a;
	}
	for (int i = 0; i < n; i++) {
		z[i] = g->xy[at[i]];
		for (int k = 0; k <= i; k++) {
			double v = g->xx[at[i]][at[k]] + (i == k ? alpha : 0.0);
			for (int m = 0; m < k; m++)
				v -= l[i][m] * l[k][m];
			if (i == k && !(v > 0.0))
				return false;
			l[i][k] = i == k ? sqrt(v) : v / l[k][k];
		}
		for (int k = 0; k < i; k++)
			z[i] -= l[i][k] * z[k];
		z[i] /= l[i][i];
	}
	for (int i = n; i-- > 0;) {
		for (int k = i + 1; k < n; k++)
			z[i] -= l[k][i] * z[k];
		z[i] /= l[i][i];
		w[at[i]] = z[i];
	}
	return true;
}

/* Largest gradient off the support; infinite when a weight is not >= 0. */
static double violation(const rv_gram3 *g, unsigned support, const double w[K])
{
	double worst = 0.0;
	for (int a = 0; a < K; a++) {
		if (support & (1U << a)) {
			if (!(w[a] >= 0.0))
				return INFINITY;
			continue;
		}
		double grad = g->xy[a];
		for (int b = 0; b < K; b++)
			grad -= g->xx[a][b] * w[b];
		worst = fmax(worst, grad);
	}
	return worst;
}

static bool finite_sums(const rv_gram3 *g)
{
	double sum = g->yy;
	for (int a = 0; a < K; a++) {
		sum += g->xy[a];
		for (int b = 0; b < K; b++)
			sum += g->xx[a][b];
	}
	return isfinite(sum);
}

bool rv_nnridge(const rv_gram3 *g, double alpha, double w[K])
{
	/* By size, so that of two that serve equally the smaller is taken. */
	static const unsigned supports[] = { 0, 1, 2, 4, 3, 5, 6, 7 };
	double best = INFINITY;
	w[0] = w[1] = w[2] = NAN;
	if (!finite_sums(g) || !(alpha > 0.0) || !isfinite(alpha))
		return false;
	for (size_t i = 0; i < sizeof(supports) / sizeof(supports[0]); i++) {
		double candidate[K];
		if (!solve_support(g, alpha, supports[i], candidate))
			continue;
		const double v = violation(g, supports[i], candidate);
		if (!(v < best))
			continue;
		best = v;
		for (int a = 0; a < K; a++)
			w[a] = candidate[a];
	}
	return isfinite(best);
}
