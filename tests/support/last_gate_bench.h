/* A last gate for tests, with an order that is right unless the test makes it wrong. One thread. */
#ifndef RV_TESTS_LAST_GATE_BENCH_H
#define RV_TESTS_LAST_GATE_BENCH_H

#include "feeds/gateway/gateway_gate.h"

/* An order of 7 lots at 13,000 is worth 91,000 micro-USD; its leg is 20 lots, 300,000. */
enum {
	GATE_LOTS = 7,
	GATE_PX = 13000,
	GATE_LOTS_MOST = 20,
	GATE_VALUE_MOST = 300000,
	GATE_MARGIN = 150
};

#define GATE_UTC INT64_C(1795190399000)

typedef struct gate_bench {
	rv_gate *g;
	rv_venue_send s;
	rv_gate_facts f;
	rv_gate_now now;
	char why[RV_VENUE_TEXT];
} gate_bench;

rv_cloid gate_cloid(unsigned k);
/* The i-th order of the action, of mandate 31; claims and bytes agree. */
void gate_set_order(gate_bench *d, size_t i, unsigned cloid, int64_t lots, int64_t px);
/* The next action, good as it is: one order under this cloid and a fresh nonce. */
void gate_next_order(gate_bench *d, unsigned cloid);
void gate_next_cancel(gate_bench *d, size_t n);
/* A new gate, and a first order under cloid 1. The caller frees d->g. */
void gate_open(gate_bench *d, unsigned messages, unsigned reserve);
/* Whether the action passes; there are words for every refusal. */
bool gate_pass(gate_bench *d);
/* What is charged to a mandate whose orders all have GATE_PX. */
int64_t gate_lots(gate_bench *d, uint64_t mandate);

#endif
