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

enum { SA_CLIP_LINES = 9 };

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
	double *clip;			  /* [SA_CLIP_LINES][max_bars] windows of the hedge betas */
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
	bool active_only; /* hedge betas of active coins only: of others nobody asks */
	bool *falling;	  /* [dates][stride] active below the entry volume; NULL: nobody asks */
} sa_pass;

static inline double *sa_signal(const sa_pass *c, int s, size_t d)
{
	return c->w->signal[s] + d * c->stride;
}

static inline bool *sa_active(const sa_pass *c, size_t d)
{
	return c->w->active + d * c->stride;
}

/* An empty result. */
void sa_clear(rv_idio_result *out);
/* Factors, dates and stride of a pass over so many of the newest dates; the regressors of the model
 * are set by the caller. */
void sa_start(sa_pass *c, size_t dates);
/* Expected returns from weights and signals. */
void sa_set_mu(rv_idio_result *r, size_t n);

/* Parameters in range for this workspace and frame? */
bool sa_params_ok(const rv_idio *w, const rv_idio_params *p);

/* Model, residuals, sigma and raw signals of coin i, for every bar and date. */
void sa_model(const sa_pass *c, size_t i);
/* Returns and funding of the factors at the as-of bar. */
void sa_factors(const sa_pass *c);
/* The first thing that the model of coin i lacks at the newest bar of the frame. */
rv_idio_reason sa_reason(const sa_pass *c, size_t i, const rv_idio_symbol *s);
/* A coin of which nothing is known but its funding. */
void sa_unknown(const sa_pass *c, size_t i, rv_idio_symbol *s);
/* Who is in the universe at each date. */
void sa_masks(const sa_pass *c);
/* Turns the raw signals of a date into clipped z-scores of the active coins. */
void sa_cross_section(const sa_pass *c, size_t d);
/* Rows of date d, whose next bar is known; none: n is 0. */
void sa_gram(const sa_pass *c, size_t d, rv_gram3 *g);
/* Weights of the signals. previous as in rv_idio_run. */
void sa_ridge(const sa_pass *c, const double previous[RV_IDIO_N]);
/* The same from the first `dates` of w->grams, which have rows. */
void sa_ridge_of(const sa_pass *c, size_t dates, const double previous[RV_IDIO_N]);
/* Betas of the hedge, of every coin. */
void sa_hedge(const sa_pass *c);

#endif
