/* What a replayed day has done, as lines on stdout. */
#ifndef RV_TESTS_REAL_TRACE_H
#define RV_TESTS_REAL_TRACE_H

#include "tests/support/real_replay.h"

/* A line for each coin of the book: verdict, change, and each sub-book's model, vote and change. */
void real_trace_coins(const rv_book_view *v);
/* One line for the day that ends at t, of the sums before it and after. */
void real_trace(int64_t t, const rv_book_view *v, const real_account *a, const real_tally *y,
		const real_tally *before);

#endif
