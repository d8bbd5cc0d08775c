/*
 * One order of a batch: what is wrong with it as it stands, and what happens when it is placed.
 * Texts: docs/sim.md, Trading. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_PLACE_H
#define RV_FEEDS_SIMX_PLACE_H

#include "feeds/hyperliquid/action.h"
#include "feeds/sim/out.h"
#include "feeds/simx/exchange.h"
#include "feeds/simx/state.h"

enum { RV_SIMX_WHY = 160 };

#define RV_SIMX_HALTED "Trading is halted."

/*
 * What can be told from the order and the reference price alone. True: *out is the order in the
 * coin's units. False with the venue's text in why: it stands for the whole batch.
 */
bool rv_simx_order_read(const rv_simx *x, const rv_hl_order *w, rv_simx_order *out,
			char why[RV_SIMX_WHY]);
/* Places what rv_simx_order_read made; appends its element of `statuses`. True: accepted. */
bool rv_simx_place(rv_simx *x, const rv_simx_flags *f, const rv_simx_order *proto,
		   rv_sim_out *answer);
/* The element of an order that is accepted in words only. */
void rv_simx_place_pretend(rv_simx *x, const rv_simx_order *proto, rv_sim_out *answer);

#endif
