/*
 * A campaign's books judged from outside: those of both sides (order_check.h), and what days add.
 *
 *  I5  a hedge says what it hedges, goes that way, no further, and what it claims could come of the
 *      fills before it: of a book that holds nothing there is none. One of a coin at a time
 *  I13 at every prefix of the journal the sub-books of a coin, by the desk's own fold of it, sum to
 *      what its fills sum to by their text
 *  D1  each phase of a date begins at most once, and in its window; each program of a date is
 *      proposed at most once; a date is corrected or given up, not both
 *  D2  what a program is granted is ordered before its mandates are over
 *  D3  payments of funding and transfers in the journal are the venue's, to the micro-dollar
 *  D4  where all of a corrected mandate is filled and nothing else has traded the coin since, the
 *      position is what the correction aimed at
 *  D5  no file of the desk had to be put aside as unreadable
 *  D6  a granted program is corrected or given up by a desk that runs at twelve past
 *
 * One thread.
 */
#ifndef RV_TESTS_DAY_JUDGE_H
#define RV_TESTS_DAY_JUDGE_H

#include "tests/support/order_check.h"

/* D1, D2, D3 and I5, of the books of both. equity: micro-USD, what the account began with. */
void day_judge(const order_books *b, int64_t equity, order_report *out);
/* I13 and D4: replays the one journal of a folder. account: "0x...". */
void day_judge_subs(const char *state_dir, const char *account, order_report *out);

#endif
