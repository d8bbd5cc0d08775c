/*
 * Puts together what a set of tickets, or a program, would leave of the account: a person's
 * PREVIEW_SET. Engine thread.
 */
#ifndef RV_APP_WHATIF_H
#define RV_APP_WHATIF_H

#include "engine/desk/account_with.h"
#include "engine/run/view.h"

enum { RV_WHATIF_ORDERS = RV_PROGRAM_LEGS };

/* One order of the set: what of a coin changes hands, and for whom. */
typedef struct rv_whatif_order {
	rv_what_fill fill;
	int64_t want[RV_SUB_N]; /* signed lots */
} rv_whatif_order;

/*
 * The orders that a command is about, from the newest lists; 0 with out->text: there are none. out:
 * its sums are written.
 */
size_t rv_whatif_orders(const rv_command *asked, const rv_trade_view *t,
			rv_whatif_order orders[RV_WHATIF_ORDERS], rv_whatif_view *out);
/* The account's side of both, and the coins. */
void rv_whatif_account(const rv_oms *o, const rv_view *v, const rv_whatif_order *orders, size_t n,
		       rv_whatif_view *out);

#endif
