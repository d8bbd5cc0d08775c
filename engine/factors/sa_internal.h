/*
 * Parts of the stat-arb factors shared by their files, and by nothing else.
 *
 * A pass works on the newest `dates` bars of the frame: date d is bar t0 + d, the last one is the
 * as-of bar. Matrices over dates hold a line of coins for each date, as cross-sections are read.
 */
#ifndef RV_FACTORS_SA_INTERNAL_H
#define RV_FACTORS_SA_INTERNAL_H

#include "engine/factors/stat_arb.h"
#include "engine/stats/nnridge.h"
#include "engine/stats/ols2.h"
#include "engine/stats/window.h"

/* Cells that a line of coins may be longer than there are coins. */
enum { SA_PAD = 16 };

struct rv_idio {
	size_t max_symbols, max_bars;
	rv_ols2_roll *roll;
	double *residual, *vol;		  /* [max_symbols][max_bars] by frame bar */
	double *signal[RV_IDIO_N];	  /* [dates][stride]: raw, then z */
	bool *active;			  /* [dates][max_symbols] */
	double *none;			  /* [max_bars] of NaN: a factor that is not there */
	double *alpha, *beta1, *beta2;	  /* [max_bars] of the coin at hand */
	double *ema_fast, *ema_slow, *sd; /* [max_bars] likewise */
	double *inverse;		  /* [max_bars + 1] 1 / n */
	rv_triple *terms, *sums, *work3;  /* [max_bars], [max_bars], [max_bars + 1] */
	double *line;			  /* [max_symbols] */
	rv_gram3 *grams;		  /* [dates] rows of a date, dates with rows only */
	double *clip;			  /* [6][max_bars] windows of the hedge betas */
	rv_ols2 *fits;			  /* [max_symbols] of the hedge betas */
};

/* One pass. */
typedef struct sa_pass {
	rv_idio *w;
	const rv_idio_params *p;
	const rv_universe_params *up;
	const rv_universe *universe;
	const rv_frame *f;
	size_t btc, eth; /* SIZE_MAX: not in the frame */
	const double *r_btc, *r_eth;
	size_t dates, t0;
	size_t stride; /* cells of a line of coins */
	rv_idio_result *out;
} sa_pass;

static inline double *sa_signal(const sa_pass *c, int s, size_t d)
{
	return c->w->signal[s] + d * c->stride;
}

static inline bool *sa_active(const sa_pass *c, size_t d)
{
	return c->w->active + d * c->stride;
}

/* Parameters in range for this workspace and frame? */
bool sa_params_ok(const rv_idio *w, const rv_idio_params *p);

/* Model, residuals, sigma and raw signals of coin i, for every bar and date. */
void sa_model(const sa_pass *c, size_t i);
/* Returns and funding of the factors at the as-of bar. */
void sa_factors(const sa_pass *c);
/* Who is in the universe at each date. */
void sa_masks(const sa_pass *c);
/* Turns the raw signals of a date into clipped z-scores of the active coins. */
void sa_cross_section(const sa_pass *c, size_t d);
/* Weights of the signals. previous as in rv_idio_run. */
void sa_ridge(const sa_pass *c, const double previous[RV_IDIO_N]);
/* Betas of the hedge, of every coin. */
void sa_hedge(const sa_pass *c);

#endif
