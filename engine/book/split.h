/*
 * Whose is a fill: one order's lots shared among the sub-books that wanted them, lot-exact.
 *
 * Each sub-book wants a signed change of lots; their sum is the order. Opposite wants cross inside:
 * as the order fills, the same share of what can cross crosses with it, at the fill's own price, so
 * that over the whole order it has crossed at the order's average price. Every step is shared pro
 * rata to what each side still wants, by largest remainder (ties to the lower rv_sub); what is more
 * than was ordered goes to RESIDUE. The parts of a fill sum to the fill, at every step (I13).
 *
 * Formula: docs/book.md, "Whose is a fill". Pure, exact integers; any thread.
 */
#ifndef RV_BOOK_SPLIT_H
#define RV_BOOK_SPLIT_H

#include "engine/book/subbook.h"

typedef struct rv_split {
	int64_t want[RV_SUB_N]; /* signed lots that each still wants */
} rv_split;

/* Lots of the order: the sum of wants. RV_ERANGE: beyond int64. */
RV_NODISCARD rv_status rv_split_net(const rv_split *s, int64_t *net);
/* Lots that can cross inside: the smaller of what is bought and what is sold. */
RV_NODISCARD rv_status rv_split_cross(const rv_split *s, int64_t *lots);

/*
 * A fill of signed lots in the order's direction: part[] gets each sub-book's signed change, s what
 * is left. part[] sums to lots. A fill against the order's direction, or of an order of no lots, is
 * RESIDUE's whole. crossed: lots that changed hands inside with it.
 */
RV_NODISCARD rv_status rv_split_fill(rv_split *s, int64_t lots, int64_t part[RV_SUB_N],
				     int64_t *crossed);

/* lots >= 0 shared pro rata to weight[n] >= 0 by largest remainder; part[] sums to lots. All
 * weights 0: part[] is 0 and RV_EINVAL. */
RV_NODISCARD rv_status rv_share_lots(int64_t lots, const int64_t *weight, size_t n, int64_t *part);

#endif
