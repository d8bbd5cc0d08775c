/*
 * A hidden Markov model with Gaussian emissions of diagonal covariance, fitted by EM, and read
 * forwards only: the probability of a state at a day uses that day and earlier ones, never later
 * ones (no smoothing, no Viterbi path). Pure; any thread.
 *
 *   x [n][d]  one day a row, oldest first
 * A row with a value that is not finite says nothing: the states move on by their transitions, in
 * the fit and in the filter alike. Those before the first whole row are left out of a fit.
 * Source: Rabiner (1989), with scaling. docs/formulas.md#unsupervised-regimes.
 */
#ifndef RV_REGIME_HMM_H
#define RV_REGIME_HMM_H

#include "engine/regime/kmeans.h"

typedef struct rv_hmm_params {
	size_t iterations; /* 100, of EM at most */
	double tol;	   /* 1e-4: a step that gains less log likelihood is the last */
	double var_add;	   /* 1e-3, added to every variance: no state may close in on one day */
} rv_hmm_params;

typedef struct rv_hmm {
	size_t k, d;
	double start[RV_CLUSTERS_MAX];		       /* of the first row of the fit */
	double move[RV_CLUSTERS_MAX][RV_CLUSTERS_MAX]; /* [from][to] */
	double mean[RV_CLUSTERS_MAX][RV_CLUSTER_DIMS_MAX];
	double var[RV_CLUSTERS_MAX][RV_CLUSTER_DIMS_MAX];
	double log_likelihood; /* of the rows of the fit; NaN before one */
	size_t iterations;     /* steps taken */
	bool converged;
} rv_hmm;

void rv_hmm_params_default(rv_hmm_params *p);

/* Where EM starts: means at the clusters' centres, variances of all whole rows, every transition
 * and first state equally likely. */
void rv_hmm_from_clusters(const rv_hmm_params *p, const rv_kmeans *c, const double *x, size_t n,
			  rv_hmm *out);

/*
 * EM from *m, in place, changed on RV_OK only. A step that would lower the likelihood (the added
 * variance can) is not taken, so that the likelihood never falls. trace [iterations + 1]:
 * likelihood at the start and after each step taken; may be NULL. RV_EDATA: no whole row, or a
 * likelihood that is not finite. RV_ENOMEM.
 */
RV_NODISCARD rv_status rv_hmm_fit(const rv_hmm_params *p, const double *x, size_t n, rv_hmm *m,
				  double *trace, rv_err *err);

/*
 * One day of the filter: prob [k] of the day before becomes that of the day of `row` [d]. first:
 * the row is the first, prob is not read. Returns ln of the density of the row given those before
 * it; 0 for a row that says nothing, -inf for one that no state can have made (prob moves on by the
 * transitions).
 */
double rv_hmm_filter(const rv_hmm *m, double *prob, bool first, const double *row);

/* The most probable state, the first of equals. */
int rv_hmm_likeliest(const rv_hmm *m, const double *prob);

#endif
