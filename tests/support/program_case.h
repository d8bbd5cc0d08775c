/*
 * Programs for tests of the order management: a want of three coins, and what a person does with
 * it. Asserts inside; one test thread.
 */
#ifndef RV_TESTS_PROGRAM_CASE_H
#define RV_TESTS_PROGRAM_CASE_H

#include "tests/support/oms_bench.h"

/*
 * Of the day of BENCH_START, from now on the bench's clock: quotes for 570 s, slices for 900 s, two
 * minutes more for the mandates. SOL +1,000 (S5 +1,200, S3 -200), ETH -6,000 (S4m), and in BTC S5
 * takes 50 lots from S4r without an order.
 */
rv_program_want case_want(oms_bench *b);
rv_leg_want case_leg(const char *symbol, int64_t lots, rv_sub sub);
/* Proposes it; returns its number. */
uint64_t case_propose(oms_bench *b, const rv_program_want *w);
/* case_want, proposed. */
uint64_t case_begin(oms_bench *b);
/* As the snapshot shows it; fails the test when it does not. */
const rv_tv_program *case_program(oms_bench *b, uint64_t id);
const rv_tv_leg *case_leg_of(oms_bench *b, uint64_t id, const char *symbol);
/* A command about it with the digest on screen; returns its nonce. */
uint64_t case_command(oms_bench *b, rv_cmd_kind kind, uint64_t id, const char *symbol);
int64_t case_held(oms_bench *b, const char *symbol, rv_sub s);

#endif
