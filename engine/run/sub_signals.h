/*
 * What the system of a sub-book says of a coin: the return that it expects, and in words the
 * numbers behind its vote.
 *
 * Only S5 expects a return: mu of its optimizer, over the days for which that holds mu against the
 * cost of a trade. The scores of S4 and S3 say who and which way, and S4's profit targets what a
 * time stop measures by; none of them says what is earned on average. Pure; any thread.
 * docs/book-day.md, "Edge and reason".
 */
#ifndef RV_RUN_SUB_SIGNALS_H
#define RV_RUN_SUB_SIGNALS_H

#include "engine/book/subbook.h"
#include "engine/run/bucket_book.h"

enum { RV_SUB_SIGNALS_TEXT = 160 };

typedef struct rv_sub_signals {
	const rv_step_result *pass;
	const rv_step_params *params;	 /* that it ran with */
	const rv_book_result *s5;	 /* of the pass, what S5 votes (rv_votes_s5); NULL none */
	const rv_bucket_book *s4;	 /* after that pass */
	const rv_bb_changes *s4_changes; /* of its newest day */
	double s3_scale;		 /* in force: the regime's, or a person's */
} rv_sub_signals;

/* Expected return of one USD long before any cost, a plain ratio; NaN: unknown, or its system does
 * not expect one. */
double rv_sub_edge(const rv_sub_signals *x, rv_sub s, const char *symbol);

/* "alpha +9.3 bp = sigma 402 * (mom +1.83*0.012 mr -0.31*0 carry +0.52*0.0042)"; of H, OP and
 * RESIDUE "". Returns out. */
const char *rv_sub_words(const rv_sub_signals *x, rv_sub s, const char *symbol,
			 char out[RV_SUB_SIGNALS_TEXT]);

#endif
