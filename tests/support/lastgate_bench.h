/* A last gate for tests, with an order that is right unless the test makes it wrong. One thread. */
#ifndef RV_TESTS_LASTGATE_BENCH_H
#define RV_TESTS_LASTGATE_BENCH_H

#include "feeds/gateway/gateway_gate.h"

/* An order of 7 lots at 13,000 is worth 91,000 micro-USD; its leg is 20 lots, 300,000. */
enum { LG_LOTS = 7, LG_PX = 13000, LG_LOTS_MOST = 20, LG_VALUE_MOST = 300000, LG_MARGIN = 150 };

#define LG_UTC INT64_C(1795190399000)

typedef struct lastgate_bench {
	rv_lastgate *g;
	rv_venue_send s;
	rv_lastgate_facts f;
	rv_lastgate_now now;
	char why[RV_VENUE_TEXT];
} lastgate_bench;

rv_cloid lg_cloid(unsigned k);
/* The i-th order of the action, of mandate 31; claims and bytes agree. */
void lg_set_order(lastgate_bench *d, size_t i, unsigned cloid, int64_t lots, int64_t px);
/* The next action, good as it is: one order under this cloid and a fresh nonce. */
void lg_next_order(lastgate_bench *d, unsigned cloid);
void lg_next_cancel(lastgate_bench *d, size_t n);
/* A new gate, and a first order under cloid 1. The caller frees d->g. */
void lg_open(lastgate_bench *d, unsigned messages, unsigned reserve);
/* Whether the action passes; there are words for every refusal. */
bool lg_pass(lastgate_bench *d);
/* What is charged to a mandate whose orders all have LG_PX. */
int64_t lg_lots(lastgate_bench *d, uint64_t mandate);

#endif
