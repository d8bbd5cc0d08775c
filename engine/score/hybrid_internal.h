/* Parts of the hybrid score shared by its files, and by nothing else. */
#ifndef RV_SCORE_HYBRID_INTERNAL_H
#define RV_SCORE_HYBRID_INTERNAL_H

#include "engine/score/hybrid.h"

/* One line of the screener with its sort keys. */
typedef struct hybrid_line {
	rv_screen_entry entry;
	double band, rv_with, quality; /* keys 1 to 3; key 4 is entry.hybrid, key 5 the index */
} hybrid_line;

/* What the filter held back at a bar: one bit a side, per coin. */
typedef struct hybrid_held {
	int64_t close_ms;
	size_t n;
	char names[RV_MAX_SYMBOLS][RV_SYMBOL_MAX]; /* name order */
	unsigned char sides[RV_MAX_SYMBOLS];	   /* bit = 1 << rv_direction */
} hybrid_held;

struct rv_hybrid {
	size_t max_symbols, max_bars;
	double *short_weights, *long_weights; /* [max_bars] by age */
	double *funding;		      /* [max_symbols] per 8 hours, NaN unknown */
	int64_t *funding_close_ms;	      /* [max_symbols] of the day it is of, 0 unknown */
	double *work;			      /* [max_symbols] */
	hybrid_line *lines;		      /* [2 max_symbols] */
	uint16_t order[2 * RV_MAX_SYMBOLS], spare[2 * RV_MAX_SYMBOLS];
	hybrid_held held[2]; /* the bar before, and the newest */
};

typedef struct hybrid_pass {
	rv_hybrid *w;
	const rv_hybrid_params *p;
	const rv_frame *signal;
	const rv_experience *ex;
	rv_hybrid_result *out;
} hybrid_pass;

bool hybrid_params_ok(const rv_hybrid_params *p);

/* Fills w->funding by signal index; with carry_minus_median, less the median of what is known. */
void hybrid_fill_funding(const hybrid_pass *h, const rv_frame *daily);

/* Regime of the coin's own volatility, from the log returns of its frame. */
void hybrid_vol_regime(const hybrid_pass *h, size_t i, rv_hybrid_symbol *s);
/* Weights of both sides: overrides, regime, calibration, then sum 1; all NaN where nothing is left.
 */
void hybrid_weigh(const hybrid_pass *h, size_t i, const rv_experience_symbol *e,
		  rv_hybrid_symbol *s);
/* Sharpens or softens the weights by the trades' record, and the parts around .5. */
void hybrid_calibrate(const rv_experience_symbol *e, rv_hybrid_side *side);

/* Lists, filters and ranks both sides of every known coin. */
void hybrid_screen(const hybrid_pass *h);

#endif
