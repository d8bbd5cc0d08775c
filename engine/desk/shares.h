/*
 * Whose an order is: the signed lots that each sub-book wants of it, as text and as sizes change.
 *
 * Text: "S5:120 S4m:-20", in the order of rv_sub, no zeros, one way to write each. What is all the
 * operator's own (OP) is plain: it is written nowhere, so that what is bound to a digest, or stands
 * in a journal, without shares is the operator's. Pure, exact integers; any thread.
 * docs/book.md, "Whose is a fill".
 */
#ifndef RV_DESK_SHARES_H
#define RV_DESK_SHARES_H

#include "engine/book/subbook.h"

enum { RV_SHARES_TEXT = RV_SUB_N * 32 };

/* Nobody but OP wants anything. */
bool rv_shares_plain(const int64_t want[RV_SUB_N]);
/* OP wants all of an order of signed lots. */
void rv_shares_own(int64_t lots, int64_t want[RV_SUB_N]);
/* The lots of the order: the sum. RV_ERANGE: beyond int64; *net untouched. */
RV_NODISCARD rv_status rv_shares_net(const int64_t want[RV_SUB_N], int64_t *net);

/* Returns out. "" when all are 0. */
const char *rv_shares_format(const int64_t want[RV_SUB_N], char out[RV_SHARES_TEXT]);
/* RV_EPARSE: not written as above; want[] untouched. */
RV_NODISCARD rv_status rv_shares_parse(const char *text, int64_t want[RV_SUB_N]);

/*
 * The same order with another size of the same sign: each pro rata, opposite wants too, by largest
 * remainder. RV_EINVAL: the order is of no lots, or lots has not its sign; RV_ERANGE.
 */
RV_NODISCARD rv_status rv_shares_scale(int64_t lots, int64_t want[RV_SUB_N]);

#endif
