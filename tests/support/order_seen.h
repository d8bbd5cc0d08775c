/*
 * What a venue has told of an account since the first time: its own ledger forgets, a start keeps
 * the newest 2000 orders. One thread.
 */
#ifndef RV_TESTS_ORDER_SEEN_H
#define RV_TESTS_ORDER_SEEN_H

#include "tests/support/order_books.h"

/* Zeroed: nothing. */
typedef struct order_seen {
	order_record *orders;
	size_t n_orders;
	order_fill *fills;
	size_t n_fills;
} order_seen;

/* Adds what b has of them and gives b all that was ever told; false: no memory. */
bool order_seen_add(order_seen *s, order_books *b);
void order_seen_free(order_seen *s);

#endif
