/*
 * Profit and loss by cause, in micro-USD, > 0 earned. Plain data and pure functions; any thread.
 * docs/book.md, "Profit and loss by cause".
 */
#ifndef RV_BOOK_PNL_H
#define RV_BOOK_PNL_H

#include "engine/base/status.h"

#include <stdint.h>

typedef enum rv_cause {
	RV_CAUSE_PRICE, /* the mark against the references at which it was traded */
	RV_CAUSE_HEDGE, /* the same of the hedge's own position */
	RV_CAUSE_FUNDING,
	RV_CAUSE_FEE,
	RV_CAUSE_SLIPPAGE, /* fills at the venue against their references */
	RV_CAUSE_TRANSFER, /* what crossed inside, against the references; sums to 0 over sub-books
			    */
	RV_CAUSE_N
} rv_cause;

typedef struct rv_pnl {
	int64_t musd[RV_CAUSE_N];
} rv_pnl;

const char *rv_cause_name(rv_cause c); /* "price", "hedge", ... */

/* to += by; to = a - b; all causes together. RV_ERANGE: beyond int64, nothing changes. */
RV_NODISCARD rv_status rv_pnl_add(rv_pnl *to, const rv_pnl *by);
RV_NODISCARD rv_status rv_pnl_less(const rv_pnl *a, const rv_pnl *b, rv_pnl *to);
RV_NODISCARD rv_status rv_pnl_total(const rv_pnl *p, int64_t *musd);

#endif
