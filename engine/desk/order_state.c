/*
 * The life of one venue order; see order_state.h. One line an event, one cell a state:
 *
 *   a letter   goes there     =   stays, and what came counts     .   nothing changes
 *   !          this should not happen: a person must hear of it
 *
 * SENDING   a cancel changes nothing: the verdict, or its absence, still comes.
 * WORKING, PARTIAL, CANCELING   the venue has it. A refusal contradicts that, and a refused cancel
 *           says "never placed, canceled or filled": either way only a question can tell. A last
 *           gate that stops it, or an answer that is lost, is that of a repeat.
 * UNKNOWN   evidence, fills or a person. A refusal may be that of a repeat of the same bytes.
 * FILLED    may be the venue's word before the fills: up to the order they are due.
 * CANCELED, REJECTED, UNSENT   a fill is real and counts; any sign of life is heard of.
 */
#include "engine/desk/order_state.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

enum { CELL = 3 };

static const char letters[] = "SWPCUFXRG"; /* of the states, in their order */

#define ON(cells, event) [RV_OEV_##event] = (cells)
static const char *const table[RV_ORDER_EVENTS] = {
	/* SENDING     CANCELING     CANCELED
	 *    WORKING     UNKNOWN       REJECTED
	 *       PARTIAL     FILLED        UNSENT */
	ON("W  .  .  .  W  .  .  .! .!", ACK_RESTING),
	ON("F  F  F  F  F  .  .  .! .!", ACK_FILLED),
	ON("R  U! U! U! .  .! .  .  .!", REFUSE),
	ON("G  .  .  .  .  .  .  .  . ", GATE),
	ON("U  .  .  .  .  .  .  .  .!", LOSE),
	ON("P  P  =  =  P  =  =! =! =!", FILL_PART),
	ON("F  F  F  F  F  =  =! =! =!", FILL_ALL),
	ON("F! F! F! F! F! =! =! =! =!", FILL_OVER),
	ON(".  C  C  .  .  .  .  .  . ", CANCEL_SENT),
	ON(".  U  U  U  .  .  .  .  . ", CANCEL_REFUSED),
	ON("W  .  .  .  W  .  .! .! .!", SAYS_OPEN),
	ON("F  F  F  F  F  .  .! .! .!", SAYS_FILLED),
	ON("X  X  X  X  X  .  .  .! .!", SAYS_CANCELED),
	ON("R  R! R! R! R  .! .  .  .!", SAYS_REJECTED),
	ON("R  .! .! .! R  .! .! .  . ", NEVER_LANDED),
	ON(".! .! .! .! X  .! .! .! .!", FORCE_CLOSE),
};
#undef ON

rv_order_step rv_order_next(rv_order_state from, rv_order_event event)
{
	assert((size_t)from < RV_ORDER_STATES && (size_t)event < RV_ORDER_EVENTS);
	const char *cell = table[event] + CELL * (size_t)from;
	const char *to = strchr(letters, cell[0]);
	return (rv_order_step){ .to = to ? (rv_order_state)(to - letters) : from,
				.ignore = cell[0] == '.',
				.alarm = cell[1] == '!' };
}

bool rv_order_over(rv_order_state s)
{
	return s >= RV_ORDER_FILLED;
}

const char *rv_order_state_word(rv_order_state s)
{
#define WORD(code, word) word,
	static const char *const words[] = { RV_ORDER_STATE_TABLE(WORD) };
	return (size_t)s < RV_ORDER_STATES ? words[s] : "?";
}

const char *rv_order_event_word(rv_order_event e)
{
	static const char *const words[] = { RV_ORDER_EVENT_TABLE(WORD) };
#undef WORD
	return (size_t)e < RV_ORDER_EVENTS ? words[e] : "?";
}
