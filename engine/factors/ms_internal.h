/*
 * Parts of market structure shared by its files, and by nothing else.
 *
 * A series is the returns of one coin in the window, centred by its own mean, 0 where a return is
 * missing, with RV_LAG_MAX zeros before it and room after it: so a shifted sum of products needs no
 * test inside its loop. The moments of one series at a shift are those of its window without its
 * first or last few returns where the other series is whole; else shifted sums too, with the mask
 * of what the other one knows.
 */
#ifndef RV_FACTORS_MS_INTERNAL_H
#define RV_FACTORS_MS_INTERNAL_H

#include "engine/factors/market_structure.h"
#include "engine/stats/lag_dot.h"
#include "engine/stats/pair.h"

/* Sums over the window without its first j returns (from) and without its last j (upto). */
typedef struct ms_trim {
	double from[RV_LAG_MAX + 1], upto[RV_LAG_MAX + 1];
} ms_trim;

typedef struct ms_series {
	const double *raw; /* [bars] returns, NaN = missing */
	size_t bars, n;	   /* window, and finite returns in it */
	double mean;
	bool whole;  /* nothing missing, and long enough to trim: count, sum, square are set */
	bool marked; /* sq and mask are set */
	ms_trim count, sum, square;
	double *x, *sq, *mask; /* [bars + RV_LAG_MAX + RV_LAG_DOT_PAD] */
	/* Rolling volatility over the spillover window. */
	const double *spill_raw;
	size_t spill_bars;
	size_t vol_bars, vol_n; /* places, and known ones */
	double *vol, *vol_c;	/* [vol_bars] as they are, and centred with 0 for missing */
	double vol_ss;		/* sum of vol_c squared */
	double half_life;
	bool overlap_biased;
} ms_series;

/* Sizes of a pass, in bars of its frame. */
typedef struct ms_sizes {
	size_t window, spill; /* returns; never more than the frame has */
	size_t key;	      /* closes at the frame's end that a pair is made of */
} ms_sizes;

/* One pass: what everything reads. */
typedef struct ms_pass {
	const rv_ms_params *p;
	const rv_frame *f;
	ms_sizes sizes;
	size_t leader[RV_LEADERS]; /* frame index, SIZE_MAX: not there */
	const rv_ms_leader *leaders;
} ms_pass;

/* What a kept pair was made of, apart from the closes. All members alike: compared as bytes. */
typedef struct ms_key {
	int64_t close_ms, interval, bars, window, spill;
	int64_t beta_min, lag_min, lag_pair_min, spill_min, vol_window, half_life_min, regime_min;
	int64_t feature_window, short_bars, momentum_bars;
	double divergence_clip;
} ms_key;

typedef struct ms_entry {
	char name[RV_SYMBOL_MAX];
	uint64_t closes; /* hash of the closes in the window */
	rv_ms_pair pairs[RV_LEADERS];
} ms_entry;

struct rv_ms {
	size_t max_symbols, max_bars;
	double *block;			      /* behind the arrays of the series */
	ms_series leaders[RV_LEADERS], asset; /* of the pass that runs */
	ms_key key;			      /* of what is kept */
	ms_entry *kept, *next;		      /* [max_symbols] in name order; next is being made */
	size_t n_kept;
	uint64_t leader_closes[RV_LEADERS];
	char leader_names[RV_LEADERS][RV_SYMBOL_MAX];
	size_t computed;
};

enum { MS_VOL_WINDOW_MAX = 240 };

/* A sum less than this share of its parts has lost digits: made again in two passes. */
#define MS_CANCELLED 1e-3

bool ms_params_ok(const rv_ms_params *p);
/* False: the window does not fit the workspace. */
bool ms_sizes_of(const rv_ms *w, const rv_ms_params *p, const rv_frame *f, ms_sizes *out);

/* Centres x [n] into out with 0 for what is missing; the mean, and in *n_known how many are not. */
double ms_centre(const double *x, size_t n, double *out, size_t *n_known);

/* marked: a pair with gaps is to be expected, in this series or the other one. */
void ms_series_fill(ms_series *s, const ms_pass *pass, size_t i, bool marked);
/* Moments of leader (x) against asset (y) at every lag, -RV_LAG_MAX first. */
void ms_moments(const ms_series *leader, const ms_series *asset, rv_pair out[RV_LAGS]);
/* The rolling volatility of a series, and how long it persists. */
void ms_volatility(ms_series *s, const rv_ms_params *p, const double *returns, size_t n);

void ms_pair_unknown(rv_ms_pair *out);
/* Everything about one coin against leader l. */
void ms_pair_of(const ms_pass *pass, const ms_series *leader, const ms_series *asset, size_t l,
		size_t i, rv_ms_pair *out);
void ms_lead_lag(const rv_ms_params *p, const rv_pair moments[RV_LAGS], rv_ms_pair *out);
void ms_spillover(const rv_ms_params *p, const ms_series *leader, const ms_series *asset,
		  rv_ms_pair *out);
void ms_features(const ms_pass *pass, size_t l, size_t i, rv_ms_pair *out);
void ms_feature_defaults(const rv_ms_params *p, const rv_ms_pair *pair, double out[5]);

void ms_leaders(const ms_pass *pass, rv_ms_leader out[RV_LEADERS]);
/* LT: weighted mean of the trends that are known. */
double ms_leader_trend(const rv_ms_params *p, const rv_ms_leader leaders[RV_LEADERS]);
/* Regimes of every coin and of the market; leaders, leader_trend and pairs are read. */
void ms_regimes(const ms_pass *pass, rv_ms_result *out);

#endif
