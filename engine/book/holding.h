/*
 * What one sub-book holds of one coin, and what it has earned there by cause.
 *
 * Units, exact integers everywhere: lots of 10^-sz_decimals coins (signed, > 0 long), px of
 * 10^-(6 - sz_decimals) USD, so that px * lots is micro-USD (musd) whatever sz_decimals is.
 *
 * Average cost by the rule of a position (avg_cost.h). What ties over the sub-books of a coin:
 * lots, realised - cost (the cash), fees, funding and the profit at any mark are sums to the
 * micro-USD. Realised and cost each alone are not: one sub-book may close what another opens, where
 * the position does neither. The sum of realised is the position's plus what the sub-books' costs
 * are more than its cost (rv_coin_book_netting in coin_book.h).
 *
 * A trade is measured against a reference, the mid at which it was decided or arrived: the
 * difference is slippage with the venue, transfer inside. Without one (0) it counts as price.
 * Plain data; any thread, one holding one thread. Errors of every function that changes one:
 * RV_EINVAL for an amount or price of the wrong sign, RV_ERANGE for a sum beyond int64; nothing
 * changes then. docs/book.md, "What a sub-book holds".
 */
#ifndef RV_BOOK_HOLDING_H
#define RV_BOOK_HOLDING_H

#include "engine/book/avg_cost.h"
#include "engine/book/pnl.h"
#include "engine/book/subbook.h"

typedef struct rv_holding {
	rv_avg_cost held;
	int64_t fees_musd;     /* > 0: paid */
	int64_t funding_musd;  /* > 0: received */
	int64_t slippage_musd; /* > 0: traded better than the reference */
	int64_t transfer_musd;
	int64_t volume_musd; /* with the venue */
	int64_t blind_musd;  /* of all that was traded, without a reference */
} rv_holding;

/* Lots traded with the venue, or that changed hands inside; signed, not 0; ref_px 0: unknown. */
RV_NODISCARD rv_status rv_holding_fill(rv_holding *h, int64_t lots, int64_t px, int64_t ref_px);
RV_NODISCARD rv_status rv_holding_cross(rv_holding *h, int64_t lots, int64_t px, int64_t ref_px);

RV_NODISCARD rv_status rv_holding_fee(rv_holding *h, int64_t musd);	/* > 0: paid */
RV_NODISCARD rv_status rv_holding_funding(rv_holding *h, int64_t musd); /* > 0: received */

/* A person accepts lots more (or less) at a mark: opened or closed there, no slippage, no volume.
 */
RV_NODISCARD rv_status rv_holding_adjust(rv_holding *h, int64_t lots, int64_t px);

/* lots * mark - cost. 0 when flat, whatever the mark; RV_ENOENT: held, and no mark (0). */
RV_NODISCARD rv_status rv_holding_unrealized(const rv_holding *h, int64_t mark_px, int64_t *musd);

/*
 * Since its beginning, by cause: their sum is realised + unrealised + funding - fees. The price
 * cause of sub-book H is called hedge. RV_ENOENT as above; *out on RV_OK only.
 */
RV_NODISCARD rv_status rv_holding_pnl(const rv_holding *h, rv_sub sub, int64_t mark_px,
				      rv_pnl *out);

#endif
