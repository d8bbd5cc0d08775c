/*
 * Sends the hedge that the book's deltas ask for: a market order in the factor coin, whenever
 * confirmed fills have left the distance above its trigger (book/hedge.h).
 *
 * A person may ask for it sooner. One order of a leg is on its way at a time, the next one is
 * computed from the fills that there are then. A leg that was quiet since its last order is hedged
 * at once; one that keeps asking although it was filled, or is not filled, is asked less and less
 * often. What a person has rejected is left alone for a while. Nothing is sent while the desk is
 * HALTED or its positions are not reconciled. Owner: engine thread. docs/book-day.md, "Hedge".
 */
#ifndef RV_MANAGER_HEDGE_MANAGER_H
#define RV_MANAGER_HEDGE_MANAGER_H

#include "engine/base/log.h"
#include "engine/desk/command.h"
#include "engine/desk/oms.h"
#include "engine/run/book_view.h"

typedef struct rv_hedge_manager {
	rv_log *log;
	struct {
		uint64_t ticket;       /* of the newest order */
		int64_t next_at;       /* elapsed: not before, unless it was quiet meanwhile */
		int64_t refused_until; /* elapsed: a person has said no */
		int64_t pause_ms;      /* after the next one */
	} leg[RV_HEDGE_LEGS];
	uint64_t n_orders; /* that it has proposed in this process */
} rv_hedge_manager;

void rv_hedge_manager_init(rv_hedge_manager *m, rv_log *log);

/* To be given to rv_oms_observe before the replay. */
rv_oms_observer rv_hedge_manager_observer(rv_hedge_manager *m);

/* Is an order of each leg's coin waiting or running? */
void rv_hedge_in_flight(const rv_trade_view *t, const rv_hedge_params *p,
			bool in_flight[RV_HEDGE_LEGS]);

/* Proposes what v asks for; v is of the positions of t. Returns how many orders. */
size_t rv_hedge_manager_work(rv_hedge_manager *m, const rv_book_view *v, const rv_trade_view *t,
			     int64_t elapsed_ms, rv_oms *o);

/*
 * A person's HEDGE command: proposes at once what brings the legs it names back, whatever the
 * trigger, the pauses and an earlier no, and answers it. v as for work; NULL: it could not be made.
 */
void rv_hedge_manager_now(rv_hedge_manager *m, const rv_command *c, const rv_book_view *v,
			  int64_t elapsed_ms, rv_oms *o);

#endif
