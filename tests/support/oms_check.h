/*
 * The invariants of orders, checked from outside: from the journal's text, the port's traffic, the
 * venue's ledger and the snapshot, by code that shares nothing with the order management.
 *
 *   I1  one acceptance a cloid and a nonce          I7  no send while it is not allowed
 *   I2  children fit in their mandate               I8  an order traces to a digest that a person
 *   I3  an intent is on disk before its send            approved, unexpired
 *   I4  positions are fills and adjustments         I11 ours is the venue's at rest
 *   I6  what is over stays over                     I12 UNKNOWN ends by evidence or by a person
 *   I13 the sub-books of a position sum to it
 *
 * Asserts inside. One test thread.
 */
#ifndef RV_TESTS_OMS_CHECK_H
#define RV_TESTS_OMS_CHECK_H

#include "tests/support/oms_bench.h"

typedef struct oms_check oms_check;

/* Watches from now on; the bench's watch and the venue's on_send are its. */
oms_check *check_new(oms_bench *b);
void check_free(oms_check *k);
/* Everything that can be seen now, the snapshot included. */
void check_now(oms_check *k);
/* At rest, with the streams up and reconciled: ours is the venue's, whatever happened before. */
void check_agree(oms_check *k);
/* Named in failures: the seed and the step. */
void check_name(oms_check *k, const char *name);

#endif
