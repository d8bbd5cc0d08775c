/*
 * Parts of the strategy majors-alts shared by its files, and by nothing else.
 */
#ifndef RV_RESEARCH_MAJORS_INTERNAL_H
#define RV_RESEARCH_MAJORS_INTERNAL_H

#include "engine/regime/unsupervised.h"
#include "engine/research/strategy.h"
#include "engine/run/s3_book.h"

/* What a walk-forward chooses: weights of the features, then the four thresholds. */
enum {
	MAJORS_LOW = RV_MA_FEATURES,
	MAJORS_HIGH,
	MAJORS_STRONG_LOW,
	MAJORS_STRONG_HIGH,
	MAJORS_VALUES,
	MAJORS_REBUILD_DAYS = 7
};

/* The book that is always on: the neutral basket of a week, whatever the regime. */
typedef struct majors_leg {
	char symbol[RV_SYMBOL_MAX];
	double weight, close;
} majors_leg;

typedef struct majors_always {
	size_t n;
	majors_leg legs[RV_S3_LEGS];
	double *net;	 /* [n_days] return of the day, funding in it, costs not; NaN unknown */
	double *gross;	 /* [n_days] of its weights after the close */
	double *rebuilt; /* [n_days] turnover of its rebuilding at the close */
} majors_always;

typedef struct majors {
	rv_strategy_setup s;
	const rv_universe_params *universe;
	rv_ma_params configured, now;
	rv_ma *ma;			  /* of scores, one thread */
	size_t hist;			  /* bars of the series up to day 0, it included */
	size_t n;			  /* bars of the series that are known */
	double *z[RV_MA_FEATURES], *gate; /* [hist + n_days] of each date, as known at it */
	double *work;			  /* [RV_MA_FEATURES][RV_STEP_DAILY_BARS] */
	majors_always always;
	rv_s3_book book;
	rv_step_result *r;	    /* what the book reads of a close */
	struct majors_unsup *unsup; /* regimes that nobody named; NULL: the score's */
} majors;

/* A day's bar in the series. */
static inline size_t majors_bar(const majors *m, size_t day)
{
	return m->hist - 1 + day;
}

/* Regimes of the result, and which of them one is; -1 unknown. */
void majors_name_regimes(const rv_ma_params *p, rv_bt_result *r);
int32_t majors_regime_index(const rv_ma_params *p, rv_ma_regime r);

/* majors_unsup.c: the regime and the scale of a close whose row is there, into m->r. */
void majors_unsup_day(majors *m, size_t day);
rv_status majors_unsup_open_kmeans(const rv_strategy_setup *s, rv_bt_result *names, void **self,
				   rv_err *err);
rv_status majors_unsup_open_hmm(const rv_strategy_setup *s, rv_bt_result *names, void **self,
				rv_err *err);
rv_status majors_unsup_train_begin(void *self, const rv_bt_train *t);
void majors_unsup_sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out);
rv_status majors_unsup_train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
			     rv_bt_trial *out);
rv_status majors_unsup_choose(void *self, const rv_bt_choice *choice);
extern const rv_strategy rv_strategy_majors_kmeans, rv_strategy_majors_hmm;

void majors_choice_of(const rv_ma_params *p, rv_bt_choice *out);
void majors_apply(const rv_bt_choice *c, rv_ma_params *p);
/* One more close of the book that is always on; basket: the pass's. */
void majors_always_day(majors *m, const rv_bt_today *t, const rv_ma_result *basket);

void majors_sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out);
rv_status majors_train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
		       rv_bt_trial *out);
rv_status majors_choose(void *self, const rv_bt_choice *choice);

#endif
