/*
 * Lots and money shared exactly: the shares sum to what was shared, by largest remainder, ties to
 * the lower index. Pure, exact integers; any thread. Results are written on RV_OK only, except
 * where said. docs/book.md, "Whose is a fill".
 */
#ifndef RV_BOOK_SHARE_H
#define RV_BOOK_SHARE_H

#include "engine/book/subbook.h"

/* lots >= 0 shared pro rata to weight[n] >= 0; part[] sums to lots. All weights 0: part[] is 0 and
 * RV_EINVAL. Anything negative: RV_EINVAL, part[] untouched. */
RV_NODISCARD rv_status rv_share_lots(int64_t lots, const int64_t *weight, size_t n, int64_t *part);

/* Money of either sign pro rata to |lots|, to the micro-USD. RV_EINVAL: all lots 0; RV_ERANGE:
 * INT64_MIN. */
RV_NODISCARD rv_status rv_share_musd(int64_t musd, const int64_t lots[RV_SUB_N],
				     int64_t part[RV_SUB_N]);

/*
 * An amount of either sign pro rata to signed lots: amount * lots / net, where net is their sum.
 * Who is on the other side of the net gets the opposite sign. So a close of net lots closes what
 * each holds (amount = -net), a reduction the same share of each. Nobody's part of an amount <=
 * |net| is more than his lots. RV_EINVAL: net 0; RV_ERANGE: beyond int64.
 */
RV_NODISCARD rv_status rv_share_net(int64_t amount, const int64_t lots[RV_SUB_N],
				    int64_t part[RV_SUB_N]);

/*
 * Funding that the venue paid on the net position, by rv_share_net: each sub-book has what its own
 * lots earned. The venue's rounding of the payment grows with |lots / net|. A payment without a net
 * position (it came late) goes by |lots|, to RESIDUE when nobody holds any. RV_ERANGE: beyond
 * int64.
 */
RV_NODISCARD rv_status rv_share_funding(int64_t musd, const int64_t lots[RV_SUB_N],
					int64_t part[RV_SUB_N]);

#endif
