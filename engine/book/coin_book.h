/*
 * One coin's position as its sub-books hold it: every event goes to all of them at once, shared by
 * split.h and share.h, or to none. Units, errors and what ties: holding.h. Fixed size, no memory of
 * its own; plain data; any thread, one book one thread.
 *
 * I13: the lots of the sub-books sum to what was filled and adjusted (rv_coin_book_lots).
 */
#ifndef RV_BOOK_COIN_BOOK_H
#define RV_BOOK_COIN_BOOK_H

#include "engine/book/holding.h"
#include "engine/book/split.h"

typedef struct rv_coin_book {
	rv_holding sub[RV_SUB_N];
} rv_coin_book;

typedef struct rv_coin_fill {
	int64_t lots;	  /* signed, not 0 */
	int64_t px;	  /* > 0 */
	int64_t ref_px;	  /* mid at approval or arrival; 0 unknown */
	int64_t fee_musd; /* > 0: paid */
} rv_coin_fill;

/* Whose it was; each array sums to the fill's. */
typedef struct rv_coin_shares {
	int64_t part[RV_SUB_N];	  /* change of lots */
	int64_t traded[RV_SUB_N]; /* of them with the venue; the rest crossed inside */
	int64_t fee_musd[RV_SUB_N];
	int64_t crossed;
} rv_coin_shares;

/*
 * A fill of the order whose wants s holds; NULL: of nobody's order, RESIDUE's whole. *out on RV_OK.
 * Also RV_EDATA of rv_split_fill.
 */
RV_NODISCARD rv_status rv_coin_book_fill(rv_coin_book *b, rv_split *s, const rv_coin_fill *f,
					 rv_coin_shares *out);
/* lots of the order's wants change hands inside at px without a fill (rv_split_inside). */
RV_NODISCARD rv_status rv_coin_book_inside(rv_coin_book *b, rv_split *s, int64_t lots, int64_t px,
					   int64_t ref_px);
/* Funding paid on the position, as it is held now (rv_share_funding). */
RV_NODISCARD rv_status rv_coin_book_funding(rv_coin_book *b, int64_t musd);
/* A fee that belongs to no fill goes to RESIDUE; a person's accepted lots go to sub. */
RV_NODISCARD rv_status rv_coin_book_fee(rv_coin_book *b, int64_t musd);
RV_NODISCARD rv_status rv_coin_book_adjust(rv_coin_book *b, rv_sub sub, int64_t lots, int64_t px);
/* A person says whose lots are: `lots` of from's become to's at px, a mark. RV_EINVAL: more than
 * from holds, the other side, or to itself. */
RV_NODISCARD rv_status rv_coin_book_assign(rv_coin_book *b, rv_sub from, rv_sub to, int64_t lots,
					   int64_t px);

/* What each holds, and together. RV_ERANGE: the sum is beyond int64. */
void rv_coin_book_held(const rv_coin_book *b, int64_t lots[RV_SUB_N]);
RV_NODISCARD rv_status rv_coin_book_lots(const rv_coin_book *b, int64_t *lots);
/* Wants that close the signed share amount / net of what each holds: for an order of amount lots
 * against the position, |amount| <= |net|. RV_EINVAL: it adds, is more, or net is 0. */
RV_NODISCARD rv_status rv_coin_book_reduce(const rv_coin_book *b, int64_t amount, rv_split *out);

/*
 * What the sub-books together have realised more than the position has, because one closed what
 * another opened: the same amount is the sub-books' cost more than its cost. Both are exact.
 */
RV_NODISCARD rv_status rv_coin_book_netting(const rv_coin_book *b, const rv_avg_cost *position,
					    int64_t *musd);

#endif
