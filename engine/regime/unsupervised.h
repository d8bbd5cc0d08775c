/*
 * Regimes that nobody named: states found in the train rows alone, put in order by what the
 * strategy earned in them, and then told day by day from rows that are known by then. A state is
 * held until another one has been seen for some days in a row.
 *
 * A regime is a rank: 0 the state in which long majors, short alts earned least (RISK_ON_ALTS) ..
 * k - 1 the one in which it earned most (RISK_ON_MAJORS). The regime of a day does not change when
 * later rows do. Plain data; pure; any thread. docs/formulas.md#unsupervised-regimes.
 */
#ifndef RV_REGIME_UNSUPERVISED_H
#define RV_REGIME_UNSUPERVISED_H

#include "engine/regime/hmm.h"
#include "engine/regime/majors_state.h"

typedef enum rv_unsup_kind { RV_UNSUP_KMEANS, RV_UNSUP_HMM } rv_unsup_kind;

typedef struct rv_unsup_params {
	rv_unsup_kind kind;	 /* RV_UNSUP_HMM */
	rv_kmeans_params kmeans; /* the clusters, or where EM starts; k is that of both */
	rv_hmm_params hmm;
	size_t min_rows; /* 60 whole rows, at least, to fit: with fewer a state is a few days */
	int persistence_days; /* 3 in a row before a switch is accepted; 1: at once */
} rv_unsup_params;

typedef struct rv_unsup {
	rv_unsup_params params;
	rv_kmeans kmeans;
	rv_hmm hmm;			     /* of RV_UNSUP_HMM */
	int rank[RV_CLUSTERS_MAX];	     /* of a state of the model */
	double mean_return[RV_CLUSTERS_MAX]; /* by rank, in the train rows; NaN no day */
	size_t days[RV_CLUSTERS_MAX];	     /* by rank, of the train rows */
} rv_unsup;

/* Carried from day to day; zeroed: has seen nothing. */
typedef struct rv_unsup_state {
	bool begun;
	double prob[RV_CLUSTERS_MAX]; /* of the model's states, filtered; k-means: 0 and 1 */
	bool known;		      /* is a regime held? */
	int held, candidate;	      /* ranks */
	int candidate_days;	      /* in a row up to today */
} rv_unsup_state;

void rv_unsup_params_default(rv_unsup_params *p);

/*
 * Fits x [n][d], the train rows only. r [n]: what the strategy earned over the day after the row
 * (from its close to the next), NaN unknown; that of the last row lies after the train and belongs
 * there only if it is NaN. Written on RV_OK only. RV_EINVAL, RV_ENOMEM; RV_EDATA also when fewer
 * than min_rows rows are whole or fewer than two states have a return: they have no order then.
 */
RV_NODISCARD rv_status rv_unsup_fit(const rv_unsup_params *p, const double *x, const double *r,
				    size_t n, size_t d, rv_unsup *out, rv_err *err);

/*
 * The next day, in order, from the first train row on: the held regime, -1 before the first whole
 * row. A row that is not whole: k-means has no label, the regime is carried and the days in a row
 * begin anew; the HMM moves on by its transitions and its most probable state counts like any
 * other.
 */
int rv_unsup_step(const rv_unsup *m, rv_unsup_state *s, const double *row);

/* The regime of a rank of k in the words of the state machine with three states. */
rv_ma_regime rv_unsup_regime(int rank, size_t k);

/*
 * Minimum persistence by itself: a label (-1 none: carried, the days in a row begin anew) becomes
 * the held one after `days` in a row; the first ever at once.
 */
int rv_unsup_persist(rv_unsup_state *s, int label, int days);

#endif
