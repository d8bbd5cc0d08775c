/*
 * The invariants of the order side, checked on the books of both sides after everything is quiet.
 *
 *  I1  at most one acceptance for each cloid and nonce
 *  I2  at every prefix of the journal: what a mandate's orders have filled or may still fill is
 *      at most what was granted; and what the venue filled for it is, too
 *  I3  whatever the venue accepted has an earlier INTENT (an ACTION) of the same nonce
 *  I4  our position is the sum of our fills, and is the venue's, to the lot
 *  I6  nothing happens to an order after it was refused, not sent or proved never to have landed
 *  I7  no intent while the book or the symbol was HALTED, none but reducing ones while REDUCING
 *  I8  an intent has the digest of an approval of the same mandate, which had not ended
 *  I9  the chain verifies, and every head that was shown is in it
 *  I11 our fills are the venue's, money to the micro-dollar; nothing is left open
 *  I12 every intent has come to an end by evidence
 *
 * I5 (hedges), I10 (no connection to the real venue) and I13 (sub-books) are about parts that do
 * not take part here. Pure, of the books.
 */
#ifndef RV_TESTS_ORDER_CHECK_H
#define RV_TESTS_ORDER_CHECK_H

#include "tests/support/order_books.h"

enum { ORDER_HEADS = 64 };

/* What the desk told while it ran, to be found again in the books. */
typedef struct order_told {
	size_t n_heads;
	uint64_t head_seq[ORDER_HEADS];
	char head[ORDER_HEADS][ORDER_HASH16];
	unsigned proposed; /* proposals that were answered "ok" */
	unsigned killed;   /* kills that were */
} order_told;

typedef struct order_report {
	unsigned violations;
	size_t n;
	char text[8192]; /* a line each */
} order_report;

void order_check(const order_books *b, const order_told *told, order_report *out);
/* One more line. */
void order_report_add(order_report *r, const char *fmt, ...) RV_PRINTF(2, 3);

#endif
