/* Gaussian hidden Markov model; see hmm.h. */
#include "engine/regime/hmm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LN_2PI 1.8378770664093454836

/* What the E-step leaves for the M-step. */
typedef struct estep {
	size_t n, d, k;
	const double *x;
	double *like;  /* [n][k] density of each row, its largest scaled to 1 */
	double *fwd;   /* [n][k] filtered */
	double *bwd;   /* [n][k] scaled; forward times backward is the posterior */
	double *scale; /* [n] */
} estep;

void rv_hmm_params_default(rv_hmm_params *p)
{
	*p = (rv_hmm_params){ .iterations = 100, .tol = 1e-4, .var_add = 1e-3 };
}

static void column_moments(const double *x, size_t n, size_t d, size_t j, double *mean, double *var)
{
	double m = 0.0, m2 = 0.0;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (!rv_row_whole(x + i * d, d))
			continue;
		const double off = x[i * d + j] - m;
		m += off / (double)++k;
		m2 += off * (x[i * d + j] - m);
	}
	*mean = m;
	*var = k ? m2 / (double)k : 0.0;
}

void rv_hmm_from_clusters(const rv_hmm_params *p, const rv_kmeans *c, const double *x, size_t n,
			  rv_hmm *out)
{
	*out = (rv_hmm){ .k = c->k, .d = c->d, .log_likelihood = NAN };
	for (size_t s = 0; s < c->k; s++) {
		out->start[s] = 1.0 / (double)c->k;
		for (size_t to = 0; to < c->k; to++)
			out->move[s][to] = 1.0 / (double)c->k;
	}
	for (size_t j = 0; j < c->d; j++) {
		double mean, var;
		column_moments(x, n, c->d, j, &mean, &var);
		for (size_t s = 0; s < c->k; s++) {
			out->mean[s][j] = c->centre[s][j];
			out->var[s][j] = var + p->var_add;
		}
	}
}

/* Densities of a row over its largest, whose ln is returned: far from every mean they would all be
 * 0. A row that is not whole is equally likely everywhere, and so is one so far out that no state
 * has a density above 0 (-inf is returned then). */
static double densities(const rv_hmm *m, const double *row, double *like)
{
	double top = -INFINITY;
	const bool whole = rv_row_whole(row, m->d);
	for (size_t s = 0; s < m->k; s++) {
		like[s] = 0.0;
		for (size_t j = 0; whole && j < m->d; j++) {
			const double off = row[j] - m->mean[s][j];
			like[s] -= 0.5 * (LN_2PI + log(m->var[s][j]) + off * off / m->var[s][j]);
		}
		top = fmax(top, like[s]);
	}
	for (size_t s = 0; s < m->k; s++)
		like[s] = top > -INFINITY ? exp(like[s] - top) : 1.0;
	return top;
}

/* Where the states are before the row is seen. */
static void predict(const rv_hmm *m, const double *before, double *out)
{
	for (size_t to = 0; to < m->k; to++) {
		out[to] = 0.0;
		for (size_t from = 0; from < m->k; from++)
			out[to] += before[from] * m->move[from][to];
	}
}

/* prob times like, to sum 1; returns the sum. Where no state that can be reached has a density
 * above 0 the row is taken to say nothing. */
static double update(size_t k, double *prob, const double *like)
{
	double sum = 0.0;
	for (size_t s = 0; s < k; s++)
		sum += prob[s] * like[s];
	for (size_t s = 0; sum > 0.0 && s < k; s++)
		prob[s] *= like[s] / sum;
	return sum;
}

double rv_hmm_filter(const rv_hmm *m, double *prob, bool first, const double *row)
{
	double like[RV_CLUSTERS_MAX], ahead[RV_CLUSTERS_MAX];
	if (first)
		memcpy(ahead, m->start, sizeof(ahead));
	else
		predict(m, prob, ahead);
	memcpy(prob, ahead, m->k * sizeof(double));
	if (!rv_row_whole(row, m->d))
		return 0.0;
	const double top = densities(m, row, like);
	return top + log(update(m->k, prob, like));
}

int rv_hmm_likeliest(const rv_hmm *m, const double *prob)
{
	size_t best = 0;
	for (size_t s = 1; s < m->k; s++)
		if (prob[s] > prob[best])
			best = s;
	return (int)best;
}

/* Returns the log likelihood. */
static double forward(const rv_hmm *m, estep *e)
{
	double total = 0.0;
	for (size_t t = 0; t < e->n; t++) {
		double *now = e->fwd + t * e->k;
		const double top = densities(m, e->x + t * e->d, e->like + t * e->k);
		if (t == 0)
			memcpy(now, m->start, e->k * sizeof(double));
		else
			predict(m, now - e->k, now);
		e->scale[t] = update(e->k, now, e->like + t * e->k);
		total += top + log(e->scale[t]);
	}
	return total;
}

static void backward(const rv_hmm *m, estep *e)
{
	for (size_t s = 0; s < e->k; s++)
		e->bwd[(e->n - 1) * e->k + s] = 1.0;
	for (size_t t = e->n - 1; t-- > 0;) {
		const double *like = e->like + (t + 1) * e->k, *next = e->bwd + (t + 1) * e->k;
		for (size_t from = 0; from < e->k; from++) {
			double sum = 0.0;
			for (size_t to = 0; to < e->k; to++)
				sum += m->move[from][to] * like[to] * next[to];
			e->bwd[t * e->k + from] = sum / e->scale[t + 1];
		}
	}
}

static double posterior(const estep *e, size_t t, size_t s)
{
	return e->fwd[t * e->k + s] * e->bwd[t * e->k + s];
}

/* Transitions of one state; one that is never left keeps those it had. */
static void fit_moves(const estep *e, const rv_hmm *old, size_t from, double *move)
{
	double sum = 0.0;
	for (size_t to = 0; to < e->k; to++) {
		move[to] = 0.0;
		for (size_t t = 1; t < e->n; t++)
			move[to] += e->fwd[(t - 1) * e->k + from] * old->move[from][to] *
				    e->like[t * e->k + to] * e->bwd[t * e->k + to] / e->scale[t];
		sum += move[to];
	}
	for (size_t to = 0; to < e->k; to++)
		move[to] = sum > 0.0 ? move[to] / sum : old->move[from][to];
}

/* Mean and variance of one state and column; a state without weight keeps its own. */
static void fit_emission(const rv_hmm_params *p, const estep *e, rv_hmm *m, size_t s, size_t j)
{
	double weight = 0.0, sum = 0.0, sum2 = 0.0;
	for (size_t t = 0; t < e->n; t++) {
		if (!rv_row_whole(e->x + t * e->d, e->d))
			continue;
		weight += posterior(e, t, s);
		sum += posterior(e, t, s) * e->x[t * e->d + j];
	}
	if (!(weight > 0.0))
		return;
	const double mean = sum / weight;
	for (size_t t = 0; t < e->n; t++) {
		const double off = e->x[t * e->d + j] - mean;
		if (rv_row_whole(e->x + t * e->d, e->d))
			sum2 += posterior(e, t, s) * off * off;
	}
	m->mean[s][j] = mean;
	m->var[s][j] = sum2 / weight + p->var_add;
}

static void maximise(const rv_hmm_params *p, const estep *e, rv_hmm *m)
{
	const rv_hmm old = *m;
	for (size_t s = 0; s < e->k; s++) {
		m->start[s] = posterior(e, 0, s);
		fit_moves(e, &old, s, m->move[s]);
		for (size_t j = 0; j < e->d; j++)
			fit_emission(p, e, m, s, j);
	}
}

/* Steps until one gains less than tol; the E-step of *m is done when a step begins. */
static rv_status climb(const rv_hmm_params *p, estep *e, rv_hmm *m, double *trace, rv_err *err)
{
	m->log_likelihood = forward(m, e);
	m->iterations = 0;
	m->converged = false;
	if (trace)
		trace[0] = m->log_likelihood;
	while (isfinite(m->log_likelihood) && m->iterations < p->iterations && !m->converged) {
		rv_hmm next = *m;
		backward(m, e);
		maximise(p, e, &next);
		next.log_likelihood = forward(&next, e);
		m->converged = !(next.log_likelihood - m->log_likelihood >= p->tol);
		if (!(next.log_likelihood >= m->log_likelihood))
			break;
		next.iterations++;
		next.converged = m->converged;
		*m = next;
		if (trace)
			trace[m->iterations] = m->log_likelihood;
	}
	return isfinite(m->log_likelihood)
		       ? RV_OK
		       : rv_err_set(err, RV_EDATA,
				    "hidden Markov model: the rows have no likelihood");
}

rv_status rv_hmm_fit(const rv_hmm_params *p, const double *x, size_t n, rv_hmm *m, double *trace,
		     rv_err *err)
{
	const size_t k = m->k;
	if (k < 1 || k > RV_CLUSTERS_MAX || m->d < 1 || m->d > RV_CLUSTER_DIMS_MAX ||
	    n > SIZE_MAX / sizeof(double) / (3 * k + 1))
		return rv_err_set(err, RV_EINVAL, "hidden Markov model: %zu states, expected 1..%d",
				  k, RV_CLUSTERS_MAX);
	for (; n > 0 && !rv_row_whole(x, m->d); n--)
		x += m->d;
	if (n == 0)
		return rv_err_set(err, RV_EDATA, "hidden Markov model: no row is whole");
	double *work = malloc(n * (3 * k + 1) * sizeof(double));
	if (!work)
		return RV_ENOMEM;
	estep e = { n, m->d, k, x, work, work + n * k, work + 2 * n * k, work + 3 * n * k };
	rv_hmm fitted = *m;
	const rv_status st = climb(p, &e, &fitted, trace, err);
	if (st == RV_OK)
		*m = fitted;
	free(work);
	return st;
}
