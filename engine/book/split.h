/*
 * Whose is a fill: one order's lots shared among the sub-books that wanted them, lot-exact.
 *
 * Each sub-book wants a signed change of lots; their sum is the order. Opposite wants cross inside:
 * as the order fills, the same share of what can cross crosses with it, at the fill's own price, so
 * that over the whole order it has crossed at the order's average price (at every step what has
 * crossed is within half a lot of that share). Each side is shared pro rata to what was wanted, by
 * largest remainder (ties to the lower rv_sub), where what earlier steps have rounded counts: no
 * sub-book drifts away from its share over many small fills. What is more than was ordered goes to
 * RESIDUE. The parts of a fill sum to the fill, at every step (I13).
 *
 * Formula: docs/book.md, "Whose is a fill". Pure, exact integers; any thread. Results are written
 * on RV_OK only.
 */
#ifndef RV_BOOK_SPLIT_H
#define RV_BOOK_SPLIT_H

#include "engine/book/share.h" /* IWYU pragma: export */
#include "engine/book/subbook.h"

typedef struct rv_split {
	int64_t want[RV_SUB_N]; /* signed lots that each still wants */
	int64_t got[RV_SUB_N];	/* signed lots that each has had of this order; 0 at its start */
} rv_split;

/* Lots of the order: the sum of wants. RV_ERANGE: what is bought or sold is beyond int64. */
RV_NODISCARD rv_status rv_split_net(const rv_split *s, int64_t *net);
/* Lots that can cross inside: the smaller of what is bought and what is sold. Errors as above. */
RV_NODISCARD rv_status rv_split_cross(const rv_split *s, int64_t *lots);

/*
 * A fill of signed lots in the order's direction: part[] gets each sub-book's signed change, s what
 * is left. part[] sums to lots. A fill against the order's direction, or of an order of no lots, is
 * RESIDUE's whole. crossed: lots that changed hands inside with it. RV_EINVAL: lots 0 or INT64_MIN;
 * RV_EDATA: somebody got what he never wanted; RV_ERANGE as rv_split_net. Nothing changes on error.
 */
RV_NODISCARD rv_status rv_split_fill(rv_split *s, int64_t lots, int64_t part[RV_SUB_N],
				     int64_t *crossed);

/*
 * Lots that change hands inside without a fill (an order that nets to nothing, or to less than can
 * be sent), 0 < lots <= rv_split_cross, or RV_EINVAL. part[] sums to 0. Other errors as above.
 */
RV_NODISCARD rv_status rv_split_inside(rv_split *s, int64_t lots, int64_t part[RV_SUB_N]);

/*
 * Of the parts of a fill, what each traded with the venue: traded[] sums to the same, what is left
 * of part[] (what crossed inside) to 0. Those against the fill's direction traded nothing outside;
 * those with it gave what crossed pro rata to their parts, RESIDUE last, because what was not
 * ordered crossed with nobody. Fees are shared by it (rv_share_musd). RV_ERANGE: a sum beyond
 * int64.
 */
RV_NODISCARD rv_status rv_split_traded(const int64_t part[RV_SUB_N], int64_t traded[RV_SUB_N]);

#endif
