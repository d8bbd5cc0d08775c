/*
 * A bench with a granted program, for tests of its correction after the close.
 *
 * The program is case_want's: SOL +1,000 lots (1,423.60 USD), ETH -6,000 (1,807.35), 50 BTC lots
 * inside, of an account of 50,000 USD. By default a leg may change by 25 % or 25 bp of NAV (125
 * USD), all together by 25 % of 3,230.95 (807.74). Asserts inside; one test thread.
 */
#ifndef RV_TESTS_RETARGET_CASE_H
#define RV_TESTS_RETARGET_CASE_H

#include "tests/support/oms_check.h"
#include "tests/support/program_case.h"

typedef struct rt_desk {
	oms_bench *b;
	oms_check *k;
	uint64_t id; /* of the program */
} rt_desk;

rt_desk *rt_make(void); /* ACTIVE, without a program */
void rt_free(rt_desk *d);
void rt_begin(rt_desk *d, const rv_program_want *w); /* proposed and granted */

/* A correction: five minutes from now; what asks may be granted for three. */
rv_retarget_want rt_after(const rt_desk *d);
/* So that the account has so many lots of it in the end, for one sub-book. */
void rt_aim(const rt_desk *d, rv_retarget_want *w, const char *symbol, int64_t in_all, rv_sub sub);
rv_retarget_result rt_correct(rt_desk *d, const rv_retarget_want *w);
/* It must be refused with these words, and write nothing. */
void rt_refused(rt_desk *d, const rv_retarget_want *w, rv_status want, const char *words);

/* The newest mandate of the program's leg. */
const rv_tv_mandate *rt_mandate(rt_desk *d, const char *symbol);
void rt_says(const char *text, const char *words);

#endif
