/*
 * The scores of the multi-bucket portfolio for one coin: momentum over three horizons and their
 * composite, the turn of RSI, the residual after BTC, and the spread of a pair.
 *
 * Series are [n] on the daily grid, oldest first, the last is the as-of bar. NaN = unknown, passed
 * on, never replaced. Pure; any thread. Formulas: docs/formulas.md#multi-bucket.
 */
#ifndef RV_FACTORS_BUCKET_SCORES_H
#define RV_FACTORS_BUCKET_SCORES_H

#include <stdbool.h>
#include <stddef.h>

enum { RV_CM_HORIZONS = 3 };

typedef struct rv_cm_params {
	int horizon[RV_CM_HORIZONS];   /* days: 7 14 30 */
	double weight[RV_CM_HORIZONS]; /* .5 .3 .2 */
	int window, min;	       /* of the z-score: 180, at least 120 known */
} rv_cm_params;

typedef struct rv_cm {
	double m[RV_CM_HORIZONS], z[RV_CM_HORIZONS];
	double cm; /* NaN unless every z is known */
} rv_cm;

/* out[t] = close[t] / close[t - h] - 1. */
void rv_return_over(const double *close, size_t n, size_t h, double *out);
/*
 * (x[n-1] - mean) / sd0 over the last `window` values; NaN if x[n-1] is unknown or fewer than min
 * are known; 0 for a constant series.
 */
double rv_z0_last(const double *x, size_t n, size_t window, size_t min);
/* m [RV_CM_HORIZONS] series from rv_return_over; at the last of n bars. */
rv_cm rv_cm_last(const rv_cm_params *p, const double *const *m, size_t n);
/* m[0] - m[1], or per day: m[0] / horizon[0] - m[1] / horizon[1]. */
double rv_cm_acceleration(const rv_cm_params *p, const double *m, bool per_day);

/* clip((rsi[n-1] - rsi[n-1-turn]) / scale, -1, 1). */
double rv_rsi_turn(const double *rsi, size_t n, size_t turn, double scale);
/* Share of days up among the last `days` returns, less a half; NaN unless all are known. */
double rv_up_share(const double *simple, size_t n, size_t days);
/* sd1 of the last `days` returns times sqrt(annualization); NaN with fewer than min known. */
double rv_vol_ann(const double *simple, size_t n, size_t days, size_t min, double annualization);

typedef struct rv_residual {
	double alpha, beta, eps; /* of the last bar, in sample */
	double z;		 /* of eps within the last z_days; cumulative: see below */
	double sd;		 /* sd0 of eps over the window */
} rv_residual;

/*
 * OLS of simple returns r on b over the last `window` bars, all of which must be known. Cumulative:
 * z = sum of the last z_days eps / (sd sqrt(z_days)). work [window].
 */
rv_residual rv_residual_last(const double *r, const double *b, size_t n, size_t window,
			     size_t z_days, bool cumulative, double *work);

typedef struct rv_spread_fit {
	double alpha, beta, spread, z;
	double sd;    /* sd0 of the spread over the fitted bars */
	double hedge; /* short notional of x per unit of notional long in y */
} rv_spread_fit;

/*
 * OLS of price y on price x (or of their logarithms) over the `window` bars that end one bar before
 * the last, so that the newest point is not fitted; all must be known. The spread of the last bar
 * is measured by mean and sd0 of the spread over the fitted bars. work [2 * window].
 */
rv_spread_fit rv_spread_fit_last(const double *x, const double *y, size_t n, size_t window,
				 bool log_prices, double *work);

#endif
