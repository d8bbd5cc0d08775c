/*
 * The order records of each account and the resting ones in their books, price before time.
 *
 * An account can ask for its newest 2000 records and for every open one; older ones stay for the
 * ledger. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_ORDERS_H
#define RV_FEEDS_SIMX_ORDERS_H

#include "feeds/simx/state.h"

/* A copy of proto under a new oid, recorded; NULL when out of memory (x->failed). */
rv_simx_order *rv_simx_order_new(rv_simx *x, const rv_simx_order *proto);
/* Puts an open order into its book, behind those of its price. */
void rv_simx_order_rest(rv_simx *x, rv_simx_order *o);
/* Takes a record that was read back into the books: known to its account, resting if it is open. */
RV_NODISCARD rv_status rv_simx_order_restore(rv_simx *x, const rv_simx_order *record);
/* Ends an order: out of its book, with this status and an update. */
void rv_simx_order_end(rv_simx *x, rv_simx_order *o, rv_simx_status status);
/* Its record in the file is no longer what it is; for whoever changes an order. */
void rv_simx_order_touch(rv_simx *x, rv_simx_order *o);
/* Tells the streams how the order stands. */
void rv_simx_order_tell(rv_simx *x, const rv_simx_order *o);
/* Ends every open order of an account in a coin (SIZE_MAX: in all). */
void rv_simx_orders_end(rv_simx *x, const rv_simx_account *a, size_t coin, rv_simx_status status);

/* What an account can still ask for; NULL: unknown. The newest of several with one cloid. */
rv_simx_order *rv_simx_order_by_oid(const rv_simx_account *a, int64_t oid);
rv_simx_order *rv_simx_order_by_cloid(const rv_simx_account *a,
				      const unsigned char cloid[RV_SIMX_CLOID]);
/* Best resting order of a side (0 = bids). */
static inline rv_simx_order *rv_simx_book_best(const rv_simx *x, size_t coin, int side)
{
	return x->heads[side][coin];
}

void rv_simx_event_put(rv_simx *x, const rv_simx_event *e);

#endif
