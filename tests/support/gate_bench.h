/*
 * An order before the gate, with everything known and every rule open, for tests that then change
 * one thing. 5 SOL bought at 100.00 USD: a lot is 0.01 SOL, a price unit 0.0001 USD. Held: 1 SOL,
 * which with what is open could be 0.5 to 3, and 2 ETH.
 */
#ifndef RV_TESTS_GATE_BENCH_H
#define RV_TESTS_GATE_BENCH_H

#include "engine/desk/gate.h"

enum { GATE_SOL, GATE_ETH, GATE_LEGS };
enum { GATE_NOW = 1000000 };

typedef struct gate_bench {
	rv_oms_params p;
	rv_gate_facts f;
	rv_gate_leg legs[GATE_LEGS];
	rv_oms_quote q;
	rv_order o;
	rv_gate_ask a;
	rv_gate_result r; /* of the newest gate_bench_ask */
} gate_bench;

void gate_bench_make(gate_bench *b);
/* One long leg of 1 SOL and no open orders, so that margins can be worked out by hand. */
void gate_bench_only_sol(gate_bench *b, double account);
/*
 * The same at 1x: with the order 6 SOL, maintenance 300, liquidated at 100 - (account - 300) / 3.
 * No sigma; 50 % is the least distance.
 */
void gate_bench_near(gate_bench *b, double account);

void gate_bench_ask(gate_bench *b);
/* The check of that rule in the result, NULL: it was not asked. */
const rv_tv_check *gate_bench_check(const gate_bench *b, rv_gate_rule rule);

/* Ask, and fail the test unless the order passes; or unless that rule is the reason. */
void assert_gate_open(gate_bench *b, const char *what);
void assert_gate_denied(gate_bench *b, rv_gate_rule rule);

#endif
