/*
 * Parts of the features of majors against alts shared by its files, and by nothing else.
 *
 * Coins are taken one by one in name order; each adds to the sums of the dates at which it is an
 * alt. So a sum over alts has one order, and a coin's own windows are read once.
 */
#ifndef RV_FACTORS_MAF_INTERNAL_H
#define RV_FACTORS_MAF_INTERNAL_H

#include "engine/factors/majors_features.h"

#include <math.h>

/* Sums over the alts of one date. */
typedef struct maf_day {
	double cap, funding, volume;
	double index, index_cap; /* sum of cap(t-1) r, sum of cap(t-1) */
	size_t n, n_cap, n_funding, n_volume, n_returns, n_up, n_momentum;
	bool mcap_known;
} maf_day;

struct rv_maf {
	size_t max_symbols, max_bars;
	rv_ma_features f;
	maf_day *days;	  /* [max_bars] */
	double *momentum; /* [max_bars][max_symbols] weekly means of the alts of a date, packed */
	double *cap;	  /* [max_bars] of one coin: newest known, not older than stale_days */
	double *series, *work; /* [max_bars] */
	double *cross;	       /* [max_symbols] */
	unsigned char *liquid; /* [max_bars] of one coin: is its median volume enough? */
	rv_ma_reason *at;      /* [max_bars] of one coin */
};

/* One pass. */
typedef struct maf_pass {
	rv_maf *w;
	const rv_ma_params *p;
	const rv_frame *frame;
} maf_pass;

/* Majors and excluded coins get their reason, everybody else RV_MA_IN_BASKET. */
void maf_who(const maf_pass *s, const rv_universe_params *up);
/* Sums and packed means of every date, the reasons and volumes of the as-of bar. */
void maf_sums(const maf_pass *s);
/* raw, z, gate and extras from the sums. */
void maf_series(const maf_pass *s);
void maf_extras(const maf_pass *s);

/* Mean of the finite values of x[t-n+1 .. t]; NaN when they are not more than half of n. */
static inline double maf_mean(const double *x, size_t t, size_t n)
{
	double sum = 0.0;
	size_t k = 0;
	for (size_t i = t + 1 < n ? 0 : t + 1 - n; i <= t; i++) {
		const bool known = isfinite(x[i]);
		sum += known ? x[i] : 0.0;
		k += known ? 1 : 0;
	}
	return k >= rv_ma_least(n) ? sum / (double)k : NAN;
}

/* close[t] / close[t-k] - 1. */
double maf_return(const double *close, size_t t, size_t k);

#endif
