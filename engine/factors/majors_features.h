/*
 * Majors against alts: who is an alt at each date, and the eight features of every date.
 *
 * Over the daily frame, simple returns. The alts of a date are set by what was known at it. NaN =
 * missing. Owner: one thread; allocates in new only. Formulas: docs/formulas.md#majors-against-alts
 */
#ifndef RV_FACTORS_MAJORS_FEATURES_H
#define RV_FACTORS_MAJORS_FEATURES_H

#include "engine/factors/majors_params.h"
#include "engine/market/frame.h"

/* Why a coin is not in the basket at the as-of bar; the first that applies. */
typedef enum rv_ma_reason {
	RV_MA_IN_BASKET,
	RV_MA_MAJOR,
	RV_MA_EXCLUDED,
	RV_MA_STALE,	      /* no close in the last days */
	RV_MA_NO_CAP,	      /* no market cap in the last days */
	RV_MA_SMALL_CAP,      /* below the least */
	RV_MA_NO_VOLUME,      /* too few known volumes */
	RV_MA_ILLIQUID,	      /* median volume below the least */
	RV_MA_HISTORY,	      /* too few closes */
	RV_MA_NO_BAR,	      /* no close at the as-of bar */
	RV_MA_NO_VOL,	      /* too few returns for a volatility */
	RV_MA_CONSTANT,	      /* its price does not move */
	RV_MA_VOLATILE,	      /* above the largest */
	RV_MA_UNCORRELATED,   /* or correlation unknown */
	RV_MA_NO_MOMENTUM,    /* no close at the other end of the week */
	RV_MA_MOMENTUM_RANGE, /* outside of it */
	RV_MA_NO_BETA,	      /* too few common returns */
	RV_MA_NOT_IN_TOP,     /* others have more volume */
	RV_MA_REASONS
} rv_ma_reason;

/* Numbers beside the score, at the as-of bar. */
typedef struct rv_ma_extras {
	double breadth_median, breadth_iqr; /* of the alts' returns */
	double breadth_slope5, breadth_slope20, dominance_change1, dominance_change5;
	double skew_z3;	      /* three values: noise, shown only */
	double volume_z30;    /* of the log volume against its weekly median */
	double volume_highs;  /* percent of alts at their highest volume of 30 days */
	double momentum_3d;   /* as the momentum feature, three days */
	double btc_return_7d; /* what the gate reads, over high_vol_days */
} rv_ma_extras;

typedef struct rv_ma_features {
	size_t n, bars;		     /* of the frame */
	size_t btc, eth;	     /* frame index, SIZE_MAX: not there */
	double *raw[RV_MA_FEATURES]; /* [bars] */
	double *z[RV_MA_FEATURES];   /* [bars] winsorised */
	double *gate;		     /* [bars] BTC's return over high_vol_days */
	rv_ma_extras extras;
	size_t n_alts;	 /* at the as-of bar */
	bool mcap_known; /* false: no cap of any coin is known at the as-of bar, no cap filter */
	rv_ma_reason *reason; /* [n] RV_MA_IN_BASKET: an alt of the as-of bar */
	double *volume;	      /* [n] median USD volume at the as-of bar */
} rv_ma_features;

typedef struct rv_maf rv_maf;

RV_NODISCARD rv_status rv_maf_new(size_t max_symbols, size_t max_bars, rv_maf **out);
void rv_maf_free(rv_maf *w);
/*
 * The majors are the first two factors of up. The result is valid until the next run; RV_EINVAL:
 * the frame is larger than the workspace, or a parameter out of its range.
 */
RV_NODISCARD rv_status rv_maf_run(rv_maf *w, const rv_ma_params *p, const rv_universe_params *up,
				  const rv_frame *daily, const rv_ma_features **out);

const char *rv_ma_reason_text(rv_ma_reason r);

#endif
