/*
 * Names of own orders that are long over: what a fill that comes very late belongs to.
 *
 * Of each only cloid, the venue's number and the mandate; the oldest gives way when it is full.
 * Plain data, 2.7 MB; all zero is empty. Owner: one thread.
 */
#ifndef RV_DESK_OLD_ORDERS_H
#define RV_DESK_OLD_ORDERS_H

#include "engine/desk/types.h"

enum { RV_OLD_ORDERS = 65536, RV_OLD_BUCKETS = 16384 /* a power of two */ };

typedef struct rv_old_order {
	rv_cloid cloid;
	int64_t oid; /* 0 never known */
	uint64_t mandate;
	int next_cloid, next_oid; /* place + 1; 0 none */
} rv_old_order;

typedef struct rv_old_orders {
	size_t n, head; /* ring: the oldest is at head */
	rv_old_order v[RV_OLD_ORDERS];
	int by_cloid[RV_OLD_BUCKETS], by_oid[RV_OLD_BUCKETS];
} rv_old_orders;

void rv_old_orders_add(rv_old_orders *o, const rv_cloid *cloid, int64_t oid, uint64_t mandate);
/*
 * By cloid, unless its order is known to have another number, else by the venue's number (either
 * may be none); NULL: not known.
 */
const rv_old_order *rv_old_orders_find(const rv_old_orders *o, const rv_cloid *cloid, int64_t oid);

#endif
