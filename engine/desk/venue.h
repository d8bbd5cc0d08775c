/*
 * The port to the venue's order side, which feeds/gateway implements.
 *
 * Requests go from the engine thread to the gateway thread, reports come back through a bounded
 * queue of rv_venue_report (ownership moves with the pointer). Nothing here is dropped: a full
 * queue is waited for by the gateway. The engine never waits for the network.
 *
 * An action leaves in three steps: `prepare` signs it on the engine thread (microseconds, no
 * network) so that the exact bytes can be journaled; the journal's ack; `send`. The gateway is the
 * last gate: it keeps its own sum of lots sent per mandate, independent of the engine's, and
 * refuses (RV_REPORT_GATED) what goes beyond the mandate, is expired, or comes while halted. What
 * is proved never to have landed comes back to the mandate when the gateway has seen as much.
 *
 * No report of an action but RV_OUTCOME_VERDICT says what became of it: a timeout, a status that is
 * not 200, a body that does not parse or that does not answer each order is RV_OUTCOME_UNKNOWN.
 */
#ifndef RV_DESK_VENUE_H
#define RV_DESK_VENUE_H

#include "engine/base/status.h"
#include "engine/desk/types.h"

enum {
	RV_ACTION_ORDERS = 12, /* orders or cancels of one action, at most */
	RV_ACTION_BODY = 8192, /* bytes of the signed JSON text, with its NUL */
	RV_VENUE_TEXT = 160,
	RV_REPORT_ROWS = 2000 /* fills or orders of one report, the venue's own page */
};

typedef enum rv_action_kind {
	RV_ACTION_ORDER,
	RV_ACTION_CANCEL,	   /* by cloid, or by oid for orders that are not ours */
	RV_ACTION_SCHEDULE_CANCEL, /* dead-man: cancel all at a time; time 0 clears it */
	RV_ACTION_NOOP,		   /* burns its nonce, so that another action with it never lands */
	RV_ACTION_LEVERAGE
} rv_action_kind;

typedef struct rv_cancel {
	int asset;
	rv_cloid cloid; /* zero: by oid */
	int64_t oid;
} rv_cancel;

/* What is to be signed. */
typedef struct rv_venue_action {
	rv_action_kind kind;
	int64_t nonce;
	int64_t expires_after_ms; /* venue time; 0 = none (never for orders) */
	size_t n;
	union {
		rv_order orders[RV_ACTION_ORDERS];
		rv_cancel cancels[RV_ACTION_ORDERS]; /* all by cloid or all by oid */
		int64_t schedule_ms;
		struct {
			int asset, leverage;
			bool cross;
		} leverage;
	} u;
} rv_venue_action;

/* Signed bytes, exactly as they will go over the wire. */
typedef struct rv_signed_action {
	int64_t nonce, expires_after_ms;
	size_t len;
	char body[RV_ACTION_BODY];
} rv_signed_action;

/* What the last gate checks an order against. */
typedef struct rv_gate_order {
	rv_cloid cloid;
	uint64_t mandate;  /* 0: not an order that adds (cancel, noop, ...) */
	int64_t lots;	   /* of this order */
	int64_t lots_most; /* of the mandate's leg, as approved */
	int64_t notional_musd, notional_most_musd;
	bool reduce_only;
	int64_t expires_ms; /* of one that an earlier process sent; else the bytes say it */
} rv_gate_order;

typedef struct rv_venue_send {
	uint64_t request; /* names the answer */
	rv_action_kind kind;
	rv_signed_action bytes;
	size_t n;
	rv_gate_order gate[RV_ACTION_ORDERS]; /* [n] of an order action */
	rv_cloid cloids[RV_ACTION_ORDERS];    /* [n] in the order of the action */
	bool resend;			      /* the same bytes again: lots are already counted */
} rv_venue_send;

typedef enum rv_query_kind {
	RV_QUERY_ORDER_STATUS, /* by cloid */
	RV_QUERY_OPEN_ORDERS,
	RV_QUERY_FILLS,	  /* from_ms .. to_ms, one page */
	RV_QUERY_ACCOUNT, /* positions and margin */
	RV_QUERY_ROLE,	  /* is the signer an agent of the account, until when? */
	RV_QUERY_FEES,
	RV_QUERY_BUDGET,    /* requests used and allowed for this address */
	RV_QUERY_FUNDING,   /* payments since from_ms */
	RV_QUERY_TRANSFERS, /* money paid in and out since from_ms, one page */
	RV_QUERY_N
} rv_query_kind;

typedef struct rv_venue_query {
	uint64_t request;
	rv_query_kind kind;
	rv_cloid cloid;
	int64_t from_ms, to_ms;
} rv_venue_query;

typedef enum rv_outcome {
	RV_OUTCOME_VERDICT, /* the venue answered for each order */
	RV_OUTCOME_REFUSED, /* the venue refused the whole action; it did not land */
	RV_OUTCOME_UNKNOWN, /* it may or may not have landed */
	RV_OUTCOME_GATED    /* the last gate did not let it out: no byte was sent */
} rv_outcome;

typedef enum rv_verdict_kind {
	RV_VERDICT_RESTING,
	RV_VERDICT_FILLED,
	RV_VERDICT_ERROR,   /* refused, definitely */
	RV_VERDICT_SUCCESS, /* of a cancel */
	RV_VERDICT_UNREADABLE
} rv_verdict_kind;

typedef struct rv_verdict {
	rv_cloid cloid;
	rv_verdict_kind kind;
	int64_t oid; /* 0 unknown */
	char text[RV_VENUE_TEXT];
} rv_verdict;

/* Why a whole action was refused, as far as the desk acts on it. */
typedef enum rv_refusal {
	RV_REFUSAL_OTHER,
	RV_REFUSAL_NONCE_USED, /* this nonce, hence these bytes or a noop, landed before */
	RV_REFUSAL_EXPIRED,
	RV_REFUSAL_SIGNER,   /* the agent is not known (any more) */
	RV_REFUSAL_BUDGET,   /* address budget used up */
	RV_REFUSAL_LIMITED,  /* HTTP 429: not even looked at */
	RV_REFUSAL_SCHEDULE, /* dead-man not available to this account */
	RV_REFUSAL_HALTED    /* the venue itself is halted */
} rv_refusal;

typedef enum rv_report_kind {
	RV_REPORT_ACTION,	 /* u.action */
	RV_REPORT_QUERY_FAILED,	 /* request, query, text: no conclusion */
	RV_REPORT_ORDER_STATUS,	 /* record[0]; status NONE = unknownOid */
	RV_REPORT_OPEN_ORDERS,	 /* records, complete */
	RV_REPORT_FILLS_PAGE,	 /* fills of a query; saturated: more may exist */
	RV_REPORT_ACCOUNT,	 /* u.account */
	RV_REPORT_ROLE,		 /* u.role */
	RV_REPORT_FEES,		 /* u.fees */
	RV_REPORT_BUDGET,	 /* u.budget */
	RV_REPORT_FUNDING,	 /* u.funding, payments of a query or of the stream */
	RV_REPORT_TRANSFERS,	 /* transfers of a query; saturated: more may exist */
	RV_REPORT_STREAM_FILLS,	 /* fills of the stream; snapshot: of a (re)subscription */
	RV_REPORT_STREAM_ORDERS, /* records of the stream */
	RV_REPORT_STREAM_UP,	 /* connected and every user subscription acknowledged */
	RV_REPORT_STREAM_DOWN,	 /* text says why */
	RV_REPORT_MALFORMED	 /* text; nothing of the message was read */
} rv_report_kind;

typedef struct rv_funding_payment {
	char symbol[RV_SYMBOL_MAX];
	int64_t time_ms, usdc_musd, lots; /* usdc < 0: paid by us */
	double rate;
} rv_funding_payment;

/* What moves the account's cash and is neither a fill nor funding. Identity: all of it. */
typedef struct rv_transfer {
	int64_t time_ms;   /* venue */
	int64_t usdc_musd; /* > 0: paid in; 0 moves other balances alone */
	bool known;	   /* false: of a kind that is not understood, usdc_musd says nothing */
	char kind[32];	   /* the venue's word */
	char hash[67];	   /* of its transaction */
} rv_transfer;

typedef struct rv_venue_report {
	rv_report_kind kind;
	uint64_t request; /* 0 of a stream */
	rv_query_kind query;
	int64_t sent_at, got_at; /* elapsed ms of the desk clock */
	int64_t sent_mono_us;	 /* CLOCK_MONOTONIC us at which the first byte left; 0 none */
	char text[RV_VENUE_TEXT];
	bool snapshot, saturated;
	char raw_hash[65]; /* SHA-256 of the body as it came, hex; "" none */
	union {
		struct {
			rv_action_kind kind;
			rv_outcome outcome;
			rv_refusal refusal;
			int http_status; /* 0: no answer */
			size_t n;
			rv_verdict verdicts[RV_ACTION_ORDERS];
			rv_cloid cloids[RV_ACTION_ORDERS]; /* [n] what was asked for */
		} action;
		struct {
			int64_t time_ms;
			double account_value_usd, margin_used_usd, maintenance_usd,
				withdrawable_usd, notional_usd, raw_usd;
			size_t n;
			rv_venue_position positions[256];
		} account;
		struct {
			bool is_agent;		/* of the configured account */
			int64_t valid_until_ms; /* 0 unknown */
		} role;
		struct {
			double taker, maker;
		} fees;
		struct {
			int64_t used, cap;
		} budget;
		struct {
			size_t n;
			rv_funding_payment rows[500];
		} funding;
	} u;
	size_t n; /* rows below, in the same allocation */
	rv_fill *fills;
	rv_order_record *records;
	rv_transfer *transfers; /* oldest first */
} rv_venue_report;

/* Zeroed report with room for n fills, records or transfers of its kind. */
RV_NODISCARD rv_status rv_venue_report_new(rv_report_kind kind, size_t n, rv_venue_report **out);
void rv_venue_report_free(rv_venue_report *r);

/* The port. Engine thread. Every function returns at once. */
typedef struct rv_venue_port {
	void *self;
	/* RV_EINVAL: not representable on the wire (a price or size of illegal form). */
	rv_status (*prepare)(void *self, const rv_venue_action *a, rv_signed_action *out);
	/* RV_EFULL: nothing was taken; the caller treats the action as not sent. */
	rv_status (*send)(void *self, const rv_venue_send *s);
	rv_status (*ask)(void *self, const rv_venue_query *q);
	/*
	 * The order is proved never to have landed. RV_EAGAIN: the gateway's own evidence is not
	 * enough, its lots stay charged.
	 */
	rv_status (*never_landed)(void *self, const rv_cloid *cloid);
	/* Closes (or opens) the last gate for everything that adds risk, at once, any thread. */
	void (*halt)(void *self, bool halted);
} rv_venue_port;

#endif
