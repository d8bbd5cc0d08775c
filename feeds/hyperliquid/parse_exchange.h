/*
 * The answer to a signed action: what became of each order, or why nothing is known. Pure, strict.
 *
 * HTTP 200 and status "ok" hide errors of single orders, and what is not understood must never
 * look like a rejection: an order of which this says UNPARSED may be working at the venue, and only
 * orderStatus, fills and the expiry can tell. Any thread. Shapes: docs/orders-wire.md, Answers.
 */
#ifndef RV_FEEDS_HYPERLIQUID_PARSE_EXCHANGE_H
#define RV_FEEDS_HYPERLIQUID_PARSE_EXCHANGE_H

#include "engine/base/decimal.h"
#include "engine/base/status.h"
#include "feeds/hyperliquid/action.h"
#include "feeds/hyperliquid/order_status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_HL_ANSWER_TEXT = 160, RV_HL_ANSWER_BYTES = 256 * 1024 };

typedef enum rv_hl_verdict_kind {
	RV_HL_VERDICT_UNPARSED, /* nothing may be concluded about this item */
	RV_HL_VERDICT_RESTING,	/* oid; it may have filled in part before it rested */
	RV_HL_VERDICT_FILLED,	/* oid, total_sz, avg_px; an Ioc's rest is gone without a word */
	RV_HL_VERDICT_WAITING,	/* a child of a group: for its parent's fill or for its trigger */
	RV_HL_VERDICT_ERROR,	/* refused: text, and recorded where the text is known */
	RV_HL_VERDICT_CANCELED, /* cancel: done */
	RV_HL_VERDICT_GONE /* cancel: never placed, canceled or filled; orderStatus tells which */
} rv_hl_verdict_kind;

typedef struct rv_hl_verdict {
	rv_hl_verdict_kind kind;
	bool has_cloid;	       /* of RESTING and FILLED, when the venue repeats it */
	rv_hl_status recorded; /* of ERROR: what orderStatus will say; UNKNOWN: nothing recorded */
	int64_t oid;
	rv_dec total_sz, avg_px; /* > 0 */
	rv_hl_cloid cloid;
	char text[RV_HL_ANSWER_TEXT]; /* of ERROR and GONE */
} rv_hl_verdict;

/* Why a whole action was refused. */
typedef enum rv_hl_refusal {
	RV_HL_REFUSAL_NONE,
	RV_HL_REFUSAL_OTHER,	       /* a text that is not known */
	RV_HL_REFUSAL_DUPLICATE_NONCE, /* these or other bytes with this nonce arrived before */
	RV_HL_REFUSAL_NONCE_TOO_LOW,
	RV_HL_REFUSAL_NONCE_TOO_HIGH,
	RV_HL_REFUSAL_EXPIRED,
	RV_HL_REFUSAL_UNKNOWN_SIGNER, /* also what a wrong encoding looks like */
	RV_HL_REFUSAL_BAD_SIGNATURE,
	RV_HL_REFUSAL_NO_DEPOSIT,
	RV_HL_REFUSAL_RATE,   /* allowance of the address */
	RV_HL_REFUSAL_WEIGHT, /* too many items */
	RV_HL_REFUSAL_SCHEDULE_VOLUME,
	RV_HL_REFUSAL_SCHEDULE_LIMIT,
	RV_HL_REFUSAL_HALTED,
	RV_HL_REFUSAL_N
} rv_hl_refusal;

typedef enum rv_hl_answer_kind {
	RV_HL_ANSWER_UNREADABLE, /* no answer that is understood */
	RV_HL_ANSWER_HTTP,	 /* an HTTP status other than 200, in http */
	RV_HL_ANSWER_REFUSED,	 /* status "err": refusal and text */
	RV_HL_ANSWER_DONE,	 /* "default": an action without items was carried out */
	RV_HL_ANSWER_STATUSES	 /* verdicts; see whole_batch_error */
} rv_hl_answer_kind;

/* About 45 kB: keep it off small stacks. */
typedef struct rv_hl_answer {
	rv_hl_answer_kind kind;
	int http;
	rv_hl_refusal refusal;
	/*
	 * One error came for a batch that is not of one: the venue found it while it checked the
	 * request as a whole. Only where the text is one that depends on the request alone (no
	 * orders, an invalid price or size, a size of zero, a price off the tick or more than 80%
	 * away) is it an ERROR of every item, since such a request is refused before its first
	 * order. With any other text the items are UNPARSED: the array may simply be cut.
	 */
	bool whole_batch_error;
	char text[RV_HL_ANSWER_TEXT]; /* of HTTP, REFUSED and whole_batch_error */
	size_t n;		      /* as many as were asked for, whatever came */
	rv_hl_verdict v[RV_HL_BATCH_MAX];
} rv_hl_answer;

/*
 * Reads the answer to an action of this kind with n items (0 .. RV_HL_BATCH_MAX; 0 for one without
 * items). *out is complete whatever is returned: RV_OK when all of it was understood, RV_EPARSE
 * when something was not, with the first such thing in err, and UNPARSED where it was. An array
 * with more or fewer elements than items makes all of them UNPARSED (but for whole_batch_error).
 */
RV_NODISCARD rv_status rv_hl_parse_exchange(int http, const char *body, size_t len,
					    rv_hl_action_kind kind, size_t n, rv_hl_answer *out,
					    rv_err *err);

/* The id of {"channel":"post",..}, to find what was asked; RV_EPARSE if it is no such message. */
RV_NODISCARD rv_status rv_hl_parse_post_id(const char *s, size_t len, int64_t *id, rv_err *err);
/* The same message as an answer; an "error" payload is HTTP with the status that it begins with. */
RV_NODISCARD rv_status rv_hl_parse_post(const char *s, size_t len, rv_hl_action_kind kind, size_t n,
					rv_hl_answer *out, rv_err *err);

rv_hl_refusal rv_hl_refusal_of(const char *text);
const char *rv_hl_refusal_name(rv_hl_refusal r);
/* What orderStatus will show for an order refused with this text, by prefix; UNKNOWN if nothing. */
rv_hl_status rv_hl_recorded_of(const char *text);

/*
 * True when the answer proves that the action had no effect and cannot have one later. sent_once:
 * these bytes went out a single time, retries of the transport included; of bytes that went out
 * twice, one answer says nothing about the other sending, and this is false. So it is for a
 * duplicate nonce (the first sending may have been carried out), an unknown text, and everything
 * that is no refusal but HTTP 422 and 429, which are given before the action is looked at.
 */
bool rv_hl_answer_without_effect(const rv_hl_answer *a, bool sent_once);

#endif
