/*
 * The life of one venue order (child) as a pure function of (state, event).
 *
 * One table, tested for every pair. A state moves no position: only fills do. Terminal states
 * still take fills (late fill: the fill is real, an alarm says so). A status with a smaller filled
 * quantity than known never lowers it; that rule is the caller's, who keeps quantities.
 * Any thread.
 */
#ifndef RV_DESK_ORDER_STATE_H
#define RV_DESK_ORDER_STATE_H

#include <stdbool.h>

#define RV_ORDER_STATE_TABLE(X)                                                                    \
	X(SENDING, "sending")	  /* intent journaled; may or may not have left */                 \
	X(WORKING, "working")	  /* acknowledged, nothing filled */                               \
	X(PARTIAL, "partial")	  /* acknowledged, partly filled */                                \
	X(CANCELING, "canceling") /* a cancel has been sent */                                     \
	X(UNKNOWN, "unknown")	  /* evidence decides, nothing else */                             \
	X(FILLED, "filled")	  /* terminal from here on */                                      \
	X(CANCELED, "canceled")	  /* with or without fills, which stay */                          \
	X(REJECTED, "rejected")	  /* refused by the venue, or proved never landed */               \
	X(UNSENT, "unsent")	  /* the last gate stopped it: no byte left */

#define RV_ORDER_STATE_ENUM(code, word) RV_ORDER_##code,
typedef enum rv_order_state {
	RV_ORDER_STATE_TABLE(RV_ORDER_STATE_ENUM) RV_ORDER_STATES
} rv_order_state;
#undef RV_ORDER_STATE_ENUM

#define RV_ORDER_EVENT_TABLE(X)                                                                    \
	X(ACK_RESTING, "resting")                                                                  \
	X(ACK_FILLED, "ack filled") /* the answer says filled; fills follow by themselves */       \
	X(REFUSE, "refused")	    /* definite error for this order */                            \
	X(GATE, "gated")                                                                           \
	X(LOSE, "no verdict")	 /* timeout, 5xx, unreadable, short array */                       \
	X(FILL_PART, "fill")	 /* less than the order so far */                                  \
	X(FILL_ALL, "last fill") /* exactly the order */                                           \
	X(FILL_OVER, "overfill") /* more than the order */                                         \
	X(CANCEL_SENT, "cancel sent")                                                              \
	X(CANCEL_REFUSED, "cancel refused") /* never placed, already canceled, or filled */        \
	X(SAYS_OPEN, "said to be open")	    /* status, stream or open-orders answer */             \
	X(SAYS_FILLED, "said to be filled")                                                        \
	X(SAYS_CANCELED, "said to be canceled")                                                    \
	X(SAYS_REJECTED, "said to be rejected")                                                    \
	X(NEVER_LANDED, "never landed") /* proved */                                               \
	X(FORCE_CLOSE, "forced")	/* a person closes it, with the reason */

#define RV_ORDER_EVENT_ENUM(code, word) RV_OEV_##code,
typedef enum rv_order_event {
	RV_ORDER_EVENT_TABLE(RV_ORDER_EVENT_ENUM) RV_ORDER_EVENTS
} rv_order_event;
#undef RV_ORDER_EVENT_ENUM

typedef struct rv_order_step {
	rv_order_state to;
	bool ignore; /* nothing changes */
	bool alarm;  /* this pair should not happen: a person must hear of it */
} rv_order_step;

rv_order_step rv_order_next(rv_order_state from, rv_order_event event);
bool rv_order_over(rv_order_state s); /* terminal */
const char *rv_order_state_word(rv_order_state s);
const char *rv_order_event_word(rv_order_event e);

#endif
