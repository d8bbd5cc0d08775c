/*
 * One event of the journal: what happened, who did it, when, to what.
 *
 * The payload is canonical text: lines "key value", keys in the order in which they were put, so
 * that the hash chain covers exactly what a person can read. Values are integers, decimals written
 * by rv_dec_format or rv_num_format, hex, or one line of cleaned text. Pure data; any thread.
 */
#ifndef RV_DESK_EVENT_H
#define RV_DESK_EVENT_H

#include "engine/base/status.h"
#include "engine/desk/types.h"

enum {
	RV_EVENT_TEXT = 10240, /* payload with its NUL: a signed body fits */
	RV_EVENT_SUBJECT = 48, /* cloid, ticket id, symbol: what the event is about */
	RV_EVENT_KEY = 160     /* unique among the events of its type; "" none */
};

#define RV_EVENT_UID_DESK INT64_C(-1) /* the desk itself, not a person */

#define RV_EVENT_TABLE(X)                                                                          \
	X(RUN, "run")	      /* start of a process: hashes, environment, account */               \
	X(STOP, "stop")	      /* clean end of one */                                               \
	X(PROPOSE, "propose") /* a ticket, as it was put before the operator */                    \
	X(REQUOTE, "requote") /* the same ticket with new prices: version, digest */               \
	X(APPROVE, "approve") /* a ticket granted: the mandate begins */                           \
	X(REJECT, "reject")   /* by a person, with the reason */                                   \
	X(EXPIRE, "expire")   /* a ticket or mandate whose time is over */                         \
	X(DENY, "deny")	      /* by a rule, with its numbers */                                    \
	X(PAUSE, "pause")     /* a mandate waits, with the reason */                               \
	X(UNPAUSE, "unpause")                                                                      \
	X(END, "end")		/* of a mandate: done, cancelled, halted, ... */                   \
	X(INTENT, "intent")	/* one order, signed; keys: cloid, nonce */                        \
	X(ACK, "ack")		/* resting or filled, with oid */                                  \
	X(REFUSED, "refused")	/* the venue refused it, definitely */                             \
	X(UNSENT, "unsent")	/* the last gate did not let it out */                             \
	X(UNKNOWN, "unknown")	/* it may or may not have landed */                                \
	X(EVIDENCE, "evidence") /* what a query said about an order */                             \
	X(NEVER_LANDED,                                                                            \
	  "never-landed")	  /* proved: expired, asked twice, no fill, position agrees */     \
	X(FORCED, "forced")	  /* closed by a person, with the reason */                        \
	X(ACTION, "action")	  /* signed cancel, noop, dead-man, leverage; key: nonce */        \
	X(RESULT, "result")	  /* of such an action */                                          \
	X(CANCELED, "canceled")	  /* the venue says that the order is over */                      \
	X(FILL, "fill")		  /* key: account/coin/tid/oid */                                  \
	X(FUNDING, "funding")	  /* key: coin/time */                                             \
	X(TRANSFER, "transfer")	  /* money paid in or out; key: time/amount/kind/hash */           \
	X(STATE, "state")	  /* ACTIVE, REDUCING, HALTED of the book or of a symbol */        \
	X(RECONCILE, "reconcile") /* ours against the venue's */                                   \
	X(ADJUST_PROPOSED, "adjust-proposed")                                                      \
	X(ADJUST, "adjust")	/* accepted by a person, with the reason */                        \
	X(EXTERNAL, "external") /* an order on the account that is not ours */                     \
	X(ALARM, "alarm")                                                                          \
	X(ARM, "arm")                                                                              \
	X(LOCK, "lock")                                                                            \
	X(REFUSAL, "refusal") /* a command that was not allowed */                                 \
	X(NOTE, "note")                                                                            \
	X(ACKNOWLEDGE, "acknowledge") /* an alert has been seen, by a person */                    \
	X(ASSIGN, "assign") /* what was nobody's is a sub-book's: by a person, with the reason */  \
	X(PROGRAM, "program")		      /* legs of a phase; key: date/phase */               \
	X(PROGRAM_VERSION, "program-version") /* quoted again, a leg left out or smaller */        \
	X(PROGRAM_GRANT, "program-grant")     /* by a person: approvals of its legs follow */      \
	X(PROGRAM_END, "program-end")	      /* rejected or expired, and its legs with it */      \
	X(CROSS, "cross")		      /* sub-books change places at a price, no order */   \
	X(RETARGET, "retarget") /* a program's mandate after the close: how many lots, whose */    \
	X(PHASE, "phase")	/* of the trading day, begun; key: date/phase */                   \
	X(OVERRIDE, "override") /* of a model, by a person, with a reason and an end */            \
	X(OVERRIDE_END, "override-end") /* by a person, or its time is over */                     \
	X(ROLL, "roll")			/* the ledgers' day or month begins, at these marks */     \
	X(WATCH, "watch")		/* a stop or a circuit has decided */                      \
	X(LICENCE, "licence")		/* of a sub-book: by a person, or a demotion */            \
	X(HEDGE, "hedge")		/* a person asks for it now; its tickets follow */         \
	X(PEN, "pen")			/* taken, taken over, let go, expired */                   \
	X(AGREE, "agree")		/* the first of two people has approved */                 \
	X(REQUEST, "request")		/* an act of the first of two people, not yet done */      \
	X(REQUEST_END, "request-end")	/* the second has approved it, or it is over */            \
	X(COMMAND, "command")		/* of a person: who, whence, on what screen, what of it */ \
	X(ATTACH,                                                                                  \
	  "attach") /* a console at the socket: let in or not; or how many more there were */      \
	X(DETACH, "detach")	    /* it is gone, and why */                                      \
	X(ALERT_RULE, "alert-rule") /* of a person: what the desk is to tell of */                 \
	X(ALERT_RULE_END, "alert-rule-end")

#define RV_EVENT_ENUM(code, word) RV_EVENT_##code,
typedef enum rv_event_type { RV_EVENT_TABLE(RV_EVENT_ENUM) RV_EVENT_N } rv_event_type;
#undef RV_EVENT_ENUM

typedef struct rv_event {
	uint64_t seq; /* given by the journal; 0 before */
	rv_event_type type;
	int64_t utc_ms, elapsed_ms; /* desk clock */
	int64_t uid;		    /* of the person, or RV_EVENT_UID_DESK */
	uint64_t conn;		    /* their connection; 0 none */
	char subject[RV_EVENT_SUBJECT];
	char key[2][RV_EVENT_KEY];
	size_t len; /* of text, without its NUL */
	char text[RV_EVENT_TEXT];
} rv_event;

const char *rv_event_word(rv_event_type type);
/* RV_ENOENT: no such word. */
RV_NODISCARD rv_status rv_event_of_word(const char *word, rv_event_type *out);

/* Empties an event and names it. */
void rv_event_begin(rv_event *e, rv_event_type type, const char *subject);
/*
 * Adds "key value". Text is cleaned of control bytes and newlines. What does not fit marks the
 * event as overlong (rv_event_fits is false), which the caller must check before appending.
 */
void rv_event_put(rv_event *e, const char *key, const char *value);
void rv_event_put_i64(rv_event *e, const char *key, int64_t value);
void rv_event_put_num(rv_event *e, const char *key, double value); /* "null" for NaN */
void rv_event_put_hex(rv_event *e, const char *key, const uint8_t *b, size_t n);
bool rv_event_fits(const rv_event *e);

/* Reads. RV_ENOENT: no such key; RV_EPARSE: not of that form. */
RV_NODISCARD rv_status rv_event_get(const rv_event *e, const char *key, char *out, size_t cap);
RV_NODISCARD rv_status rv_event_get_i64(const rv_event *e, const char *key, int64_t *out);
RV_NODISCARD rv_status rv_event_get_num(const rv_event *e, const char *key, double *out);
RV_NODISCARD rv_status rv_event_get_hex(const rv_event *e, const char *key, uint8_t *out, size_t n);

#endif
