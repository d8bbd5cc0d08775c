/* Shared by the files of the multi-bucket portfolio; see buckets.h. */
#ifndef RV_PORTFOLIO_BUCKETS_INTERNAL_H
#define RV_PORTFOLIO_BUCKETS_INTERNAL_H

#include "engine/factors/bucket_scores.h"
#include "engine/portfolio/bucket_sizing.h"
#include "engine/portfolio/buckets.h"
#include "engine/regime/correlation.h"
#include "engine/regime/risk_off.h"

enum { BK_MEMBERS_MAX = RV_SIZING_COINS_MAX };

/* A coin of the universe or of a pair that has had a bar. Members are in name order. */
typedef struct bk_member {
	size_t coin;   /* daily frame index */
	bool universe; /* false: a leg of a pair only */
	bool cluster, factor;
	double *m[RV_CM_HORIZONS]; /* [bars] M_h by day, in the workspace */
} bk_member;

struct rv_buckets {
	size_t max_symbols, max_bars;
	size_t n, benchmark; /* member index, SIZE_MAX none */
	bk_member members[BK_MEMBERS_MAX];
	double *m;	       /* [BK_MEMBERS_MAX][RV_CM_HORIZONS][max_bars] */
	double *series;	       /* [2 * max(max_bars, RV_BUCKET_DAYS_MAX)] */
	double *corr;	       /* [max_bars] average correlation by day */
	rv_risk_off_day *days; /* [max_bars] what the replay of risk-off reads */
	double *after;	       /* [RV_CORR_COINS_MAX * RV_CORR_WINDOW_MAX] */
	size_t n_positions;
	rv_bucket_position positions[RV_SIZING_POSITIONS_MAX];
};

/* buckets_members.c */
void bk_find_members(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f);
size_t bk_member_of(const rv_buckets *w, size_t coin);
rv_cm_params bk_cm_params(const rv_bucket_params *p);
/* Momentum, residual, RSI, ATR, volatility and volume of every member at the last bar. */
void bk_score_members(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		      rv_bucket_result *out);

/* buckets_regime.c: average correlation, leverage factor, risk-off. */
/* Least common days of a window: the share that corr_days needs; two points are no sample. */
size_t bk_min_days(const rv_bucket_params *p, size_t window);
void bk_run_regime(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		   rv_bucket_result *out);

/* buckets_entries.c: pairs, entries and exits. */
void bk_run_pairs(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		  rv_bucket_result *out);
void bk_run_entries(const rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		    rv_bucket_result *out);

/* buckets_targets.c: candidates of the entries, their sizes, targets per coin. */
void bk_run_targets(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		    rv_bucket_result *out);

#endif
