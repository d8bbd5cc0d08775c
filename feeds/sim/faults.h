/*
 * The fault plan: what the venue does wrong, when, and on which messages. Format: docs/sim.md.
 *
 * What is active is a function of the plan, of the seconds since the start and of the message's
 * name
 * ("info.candleSnapshot", "ws.allMids", "exchange.order"). Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_FAULTS_H
#define RV_FEEDS_SIM_FAULTS_H

#include "engine/base/status.h"
#include "feeds/sim/out.h"

#include <stddef.h>
#include <stdint.h>

enum { RV_SIM_FAULTS_MAX = 64, RV_SIM_FAULT_MATCH = 48 };

#define RV_SIM_FAULT_TABLE(X)                                                                      \
	X(STATUS, "status")	/* HTTP: answer with `code` */                                     \
	X(TRUNCATE, "truncate") /* HTTP: full length announced, half sent, closed */               \
	X(SLOW, "slow")		/* HTTP: half the body, then `ms` of silence, then the rest */     \
	X(WRONG_TYPES, "wrong_types")	/* decimals in quotes become [] */                         \
	X(GARBAGE, "garbage")		/* not JSON at all */                                      \
	X(SILENT, "silent")		/* nothing is sent; sockets stay open */                   \
	X(CLOSE, "close")		/* WebSocket: closed with `code` 1000, or dropped: 1006 */ \
	X(REFUSE, "refuse")		/* connections are dropped without an answer */            \
	X(GAP, "gap")			/* every third row or message is missing */                \
	X(DUPLICATE, "duplicate")	/* every third row, every message comes twice */           \
	X(FREEZE, "freeze")		/* the market stands still; the clock runs on */           \
	X(CLOCK_OFFSET, "clock_offset") /* the venue's clock is wrong by `ms` */                   \
	/* of actions: */                                                                          \
	X(NO_ACCEPT, "no_accept")	    /* closed without an answer before anything is done */ \
	X(DROP_ANSWER, "drop_answer")	    /* done, then closed without an answer */              \
	X(ERROR_STATUS, "error_status")	    /* done, but the answer is `code` */                   \
	X(ACK_DELAY, "ack_delay")	    /* done at once, answered after `ms` */                \
	X(ANSWER_ONLY, "answer_only")	    /* answered as if done, but nothing is */              \
	X(SHORT_STATUSES, "short_statuses") /* the last status of a batch is missing */            \
	X(POST_ONLY, "post_only")	    /* Alo only, as after an upgrade */                    \
	X(OI_CAPPED, "oi_capped")	    /* no position may grow */                             \
	X(AGENT_EXPIRED, "agent_expired")   /* the signer does not exist */                        \
	X(SCHEDULE_REFUSED, "schedule_refused") /* not enough volume for scheduleCancel */         \
	X(RATE_EXHAUSTED, "rate_exhausted")	/* the address has used its allowance */           \
	/* of what is told about users: */                                                         \
	X(UNKNOWN_OID, "unknown_oid")	      /* orderStatus knows no order */                     \
	X(LATE_FILLS, "late_fills")	      /* pushed, or shown, `ms` late */                    \
	X(DUPLICATE_FILLS, "duplicate_fills") /* every fill twice */                               \
	X(REORDER_FILLS, "reorder_fills")     /* every second fill overtakes the one before */     \
	X(WRONG_FILL_SIZE, "wrong_fill_size") /* the right tid with a size that is a lot more */

#define RV_SIM_FAULT_ENUM(code, name) RV_SIM_FAULT_##code,
typedef enum rv_sim_fault_kind {
	RV_SIM_FAULT_TABLE(RV_SIM_FAULT_ENUM) RV_SIM_FAULT_N
} rv_sim_fault_kind;
#undef RV_SIM_FAULT_ENUM

typedef struct rv_sim_fault {
	int64_t from_ms, until_ms; /* since the venue's start, real time; [from, until) */
	char match[RV_SIM_FAULT_MATCH];
	rv_sim_fault_kind kind;
	int code;
	int64_t ms;
	int retry_after; /* seconds, 0 = no header */
} rv_sim_fault;

typedef struct rv_sim_faults {
	size_t n;
	rv_sim_fault v[RV_SIM_FAULTS_MAX];
} rv_sim_faults;

/* path NULL: an empty plan. A bad plan: RV_EPARSE with file, entry, key and what was expected. */
RV_NODISCARD rv_status rv_sim_faults_load(const char *path, rv_sim_faults *out, rv_err *err);
/* The same from text; name is used in errors. */
RV_NODISCARD rv_status rv_sim_faults_parse(const char *name, const char *text, rv_sim_faults *out,
					   rv_err *err);
/* A plan that stands in a JSON value, its times counted from from_ms on. */
struct cJSON;
RV_NODISCARD rv_status rv_sim_faults_of(const struct cJSON *list, int64_t from_ms,
					rv_sim_faults *out, rv_err *err);
/* The first entry of this kind that is active and matches, or NULL. */
const rv_sim_fault *rv_sim_fault_active(const rv_sim_faults *f, rv_sim_fault_kind kind,
					const char *name, int64_t since_start_ms);
/* Turns every quoted decimal of a JSON text into []: a type that nobody expects there. */
void rv_sim_fault_wrong_types(rv_sim_out *body);

#endif
