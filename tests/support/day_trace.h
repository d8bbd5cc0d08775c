/* What a replayed day has done, as lines on stdout. */
#ifndef RV_TESTS_DAY_TRACE_H
#define RV_TESTS_DAY_TRACE_H

#include "tests/support/day_replay.h"

/* A line for each coin of the book: verdict, change, and each sub-book's model, vote and change. */
void day_trace_coins(const rv_book_view *v);
/* One line for the day that ends at t, of the sums before it and after. */
void day_trace(int64_t t, const rv_book_view *v, const day_account *a, const day_tally *y,
	       const day_tally *before);

#endif
