/*
 * What the engine knows of one symbol, found in the last pass of a snapshot. Reads only; a part
 * that is not known is NULL, a number that is not known NaN. UI thread.
 */
#ifndef RV_TUI_SCORED_H
#define RV_TUI_SCORED_H

#include "engine/run/view.h"

typedef struct rv_scored {
	const rv_idio_symbol *idio;	/* factor model and signals */
	const rv_book_symbol *book;	/* optimizer */
	const rv_ms_symbol *ms;		/* market structure */
	const rv_hybrid_symbol *hybrid; /* known ones only */
	const rv_risk_symbol *risk;
	const rv_bucket_symbol *bucket; /* members only */
} rv_scored;

rv_scored rv_scored_of(const rv_view *v, const rv_view_row *r);

/* Has the module of the last pass said anything? */
bool rv_scored_has_idio(const rv_view *v);
bool rv_scored_has_book(const rv_view *v);
bool rv_scored_has_ms(const rv_view *v);
bool rv_scored_has_hybrid(const rv_view *v);
bool rv_scored_has_majors(const rv_view *v);
bool rv_scored_has_buckets(const rv_view *v);
/* Average correlation and leverage factor; they need less history than the targets. */
bool rv_scored_has_correlation(const rv_view *v);
bool rv_scored_has_risk(const rv_view *v);

/* The side with the higher hybrid score, long where they are equal; NULL unknown. */
const rv_hybrid_side *rv_scored_side(const rv_scored *s, rv_direction *side);
double rv_scored_hybrid(const rv_scored *s);
double rv_scored_tier(const rv_scored *s);	       /* rank, 0 = CORE */
double rv_scored_beta(const rv_scored *s, int factor); /* 0 BTC, 1 ETH */
double rv_scored_residual_z(const rv_scored *s);
double rv_scored_signal(const rv_scored *s, rv_idio_signal f);
double rv_scored_alpha_bp(const rv_scored *s); /* mu, basis points a day */
double rv_scored_target(const rv_scored *s);   /* weight, share of equity */

/* What the market structure screen shows of a coin against a leader. */
typedef enum rv_measure {
	RV_MEASURE_BETA,
	RV_MEASURE_CORRELATION,
	RV_MEASURE_LEAD_LAG,
	RV_MEASURE_CONFIDENCE,
	RV_MEASURE_SPILLOVER,
	RV_MEASURE_HALF_LIFE,
	RV_MEASURE_N
} rv_measure;

double rv_scored_measure(const rv_ms_pair *p, rv_measure m);
const char *rv_measure_name(rv_measure m);

/* Signals that a coin lacks: "momentum, carry: funding unknown"; "" none. */
enum { RV_MISSING_TEXT = 128 };
const char *rv_scored_missing_signals(const rv_idio_symbol *x, char buf[RV_MISSING_TEXT]);
/* Why no coin is in the book; "" where one is. */
const char *rv_scored_empty_book(const rv_view *v);
/* Why a weight of a coin that was in the problem is 0. */
const char *rv_scored_zero_weight(const rv_book_result *b);
/* What is said of a memory that is still being filled: ", more to come", else "". */
const char *rv_scored_past(const rv_view *v);
/* No funding of any active coin is known, so that none has a carry. */
bool rv_scored_no_carry(const rv_view *v);
/* The composite of majors against alts has never had a score: there is no state to carry. */
bool rv_scored_majors_never(const rv_view *v);
/* What it waits for: "funding, market caps". */
const char *rv_scored_majors_missing(const rv_view *v, char buf[RV_MISSING_TEXT]);
/* A part of the hybrid score stands in for an input that is not loaded; NULL, or which. */
const char *rv_scored_hybrid_doubt(const rv_hybrid_symbol *h);

/* Marks of the last pass that the operator must know of: "ridge fallback, mcap unknown"; "". */
enum { RV_MARKS_TEXT = 128 };
const char *rv_scored_marks(const rv_view *v, char buf[RV_MARKS_TEXT]);

#endif
