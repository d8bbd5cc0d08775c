/*
 * The last gate: what it takes for an action's bytes to leave.
 *
 * It keeps its own sums of what was sent under each mandate, from the bytes themselves and not
 * from what the engine says of them, and compares the two. An order is charged to its mandate
 * when it passes. What comes back, and nothing else does:
 *
 *   all of it   nothing left (the request ended before the first byte of its body), or the whole
 *               action was refused by the venue, or the venue's answer names an error for this
 *               order. A refusal counts only for bytes that left once, and never when it says that
 *               the nonce was used: another copy may have landed. Not when the venue has shown
 *               the order already; if it shows it later, it counts again until a record ends it.
 *   the rest    a record of the venue (orderStatus, open orders, orderUpdates) says filled,
 * canceled or rejected, for the size that was sent: what the record says is unfilled. A reduce-only
 * order that the venue shrank counts as filled by as much.
 *   all of it   the engine has proved that it never landed, and the gate itself has seen nothing
 * of it (no acknowledgement, record or fill) and the venue's "unknown" twice, asked at least two
 * seconds apart and more than one after its expiry, by the venue's time. If it shows up all the
 * same, it counts again, in full.
 *
 * Neither an acknowledgement (resting, filled), nor the answer to a cancel, nor a missing record
 * gives anything back. The sums live as long as the process; rv_lastgate_restore counts what an
 * earlier one sent.
 *
 * Pure but for its own mutex, which is held for arithmetic only; time is passed in. Any thread.
 */
#ifndef RV_FEEDS_GATEWAY_GATE_H
#define RV_FEEDS_GATEWAY_GATE_H

#include "engine/base/status.h"
#include "engine/desk/venue.h"

enum {
	RV_LASTGATE_MANDATES = 512, /* known at once; one is forgotten a day after its last order */
	RV_LASTGATE_ORDERS = 4096   /* those that are over make room, oldest first */
};

typedef struct rv_lastgate_params {
	unsigned messages_per_min;   /* each order or cancel of a batch counts */
	unsigned cancel_reserve_pct; /* of them, that orders must leave for cancels: 0 .. 100 */
	int64_t expiry_margin_ms;    /* an action must be valid for at least so long, venue time */
} rv_lastgate_params;

/* What an action's bytes say. */
typedef struct rv_lastgate_fact {
	rv_cloid cloid;
	int asset;
	rv_side side;
	bool reduce_only;
	int64_t lots, px; /* > 0; px * lots is its notional in micro-USD */
} rv_lastgate_fact;

typedef struct rv_lastgate_facts {
	rv_action_kind kind;
	int64_t nonce, expires_after_ms; /* 0: none */
	rv_digest hash;			 /* of the bytes */
	size_t n;			 /* orders or cancels */
	rv_lastgate_fact v[RV_ACTION_ORDERS];
} rv_lastgate_facts;

typedef enum rv_lastgate_level {
	RV_LASTGATE_OPEN,
	RV_LASTGATE_HALTED, /* orders that reduce only, and everything that is no order */
	RV_LASTGATE_SHUT    /* no order at all */
} rv_lastgate_level;

typedef struct rv_lastgate_now {
	int64_t utc_ms; /* desk clock, as venue time */
	int64_t at_ms; /* elapsed, desk clock: minutes and days of the desk, as the engine counts */
	rv_lastgate_level level;
} rv_lastgate_now;

typedef struct rv_lastgate rv_lastgate;

RV_NODISCARD rv_status rv_lastgate_new(const rv_lastgate_params *p, rv_lastgate **out);
void rv_lastgate_free(rv_lastgate *g);

/*
 * True: it may leave now and is charged. False: why, and nothing has changed. The rules are asked
 * in the order of docs/gateway.md, the message budget last.
 */
RV_NODISCARD bool rv_lastgate_pass(rv_lastgate *g, const rv_venue_send *s,
				   const rv_lastgate_facts *f, const rv_lastgate_now *now,
				   char why[RV_VENUE_TEXT]);
/* The rules that time and a halt can change, once more, when the connection stands. */
RV_NODISCARD bool rv_lastgate_still(const rv_lastgate *g, const rv_lastgate_facts *f,
				    const rv_lastgate_now *now, char why[RV_VENUE_TEXT]);

/*
 * Of an order action that passed: no other copy of its bytes may be at the venue, so that a refusal
 * of this one is about the orders. True for every other kind: the caller knows whether it resent.
 */
bool rv_lastgate_sent_once(rv_lastgate *g, const rv_lastgate_facts *f);
/* It passed, but no byte of it left. */
void rv_lastgate_unsent(rv_lastgate *g, const rv_lastgate_facts *f);
/* What the venue answered; a report of RV_REPORT_ACTION. */
void rv_lastgate_answered(rv_lastgate *g, const rv_lastgate_facts *f, const rv_venue_report *r);
/* What the venue says of an order, from anywhere. */
void rv_lastgate_record(rv_lastgate *g, const rv_order_record *r);
/* The venue has shown that the order is there, or was: a fill, an open order. */
void rv_lastgate_seen(rv_lastgate *g, const rv_cloid *cloid);
/* Asked at that venue time, the venue did not know it. */
void rv_lastgate_absent(rv_lastgate *g, const rv_cloid *cloid, int64_t asked_ms);
/*
 * The engine's proof that it never landed. RV_EAGAIN: the gate has not seen as much, nothing comes
 * back. RV_ENOENT: not known.
 */
RV_NODISCARD rv_status rv_lastgate_never_landed(rv_lastgate *g, const rv_cloid *cloid);
/* An order of an earlier process that may have been sent. RV_EFULL, or RV_EEXIST: its cloid is
 * known. */
RV_NODISCARD rv_status rv_lastgate_restore(rv_lastgate *g, const rv_gate_order *o, int64_t at_ms);

/* What counts against a mandate now; 0 when it is not known. */
void rv_lastgate_sums(rv_lastgate *g, uint64_t mandate, int64_t *lots, int64_t *notional_musd);

#endif
