/*
 * State of the gateway, shared by the files that make it: gateway.c (life, port), gateway_loop.c
 * (the REST thread), gateway_actions.c (actions out), gateway_outcome.c (what their answers say),
 * gateway_queries.c (questions), gateway_answers.c (their answers), gateway_rows.c (venue rows to
 * report rows), gateway_report.c (reports to the engine), gateway_stream.c (the account's streams).
 * Nobody else includes this but test_gateway_late.c.
 *
 * Owner of a member: the REST thread, but for what says otherwise.
 */
#ifndef RV_FEEDS_GATEWAY_PRIV_H
#define RV_FEEDS_GATEWAY_PRIV_H

#include "engine/base/rng.h"
#include "feeds/gateway/gateway.h"
#include "feeds/gateway/gateway_coins.h"
#include "feeds/gateway/gateway_gate.h"
#include "feeds/gateway/gateway_wire.h"
#include "feeds/hyperliquid/parse_account.h"
#include "feeds/hyperliquid/parse_exchange.h"
#include "feeds/hyperliquid/parse_fills.h"
#include "feeds/hyperliquid/parse_orders.h"
#include "feeds/net/backoff.h"
#include "feeds/net/http.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	RV_GW_SENDS = 64, /* actions that wait for the REST thread, and as many for a connection */
	RV_GW_ASKS = 256,
	RV_GW_ORDERS_OUT = 3, /* transfers that orders may hold at once ... */
	RV_GW_ASKS_OUT = 3    /* ... and questions: the rest is for cancels */
};

/* An action on its way, with the report that it will end in. */
typedef struct rv_gw_send {
	rv_venue_send s;
	rv_lastgate_facts f;
	int64_t sent_at;	 /* elapsed ms when its first byte left */
	char why[RV_VENUE_TEXT]; /* why it was refused at the last moment */
	rv_venue_report *report;
} rv_gw_send;

/* A question, with the report that says that it failed. */
typedef struct rv_gw_ask {
	rv_venue_query q;
	int step;	    /* RV_QUERY_ROLE asks twice */
	bool is_agent;	    /* what the first step said */
	int64_t give_up_at; /* mono ms */
	int64_t sent_at;    /* elapsed ms */
	int64_t sent_utc;   /* desk clock */
	rv_venue_report *failed;
} rv_gw_ask;

typedef enum rv_gw_use {
	RV_GW_IDLE,
	RV_GW_SEND,
	RV_GW_ASK,
	RV_GW_META, /* the universe */
	RV_GW_PROBE /* keeps the connection warm; the answer says what the venue is */
} rv_gw_use;

typedef struct rv_gw_flight {
	rv_gw_use use;
	rv_gw_send *send;
	rv_gw_ask *ask;
} rv_gw_flight;

typedef struct rv_gw_stream rv_gw_stream;

/* Rows as the venue sends them, between its text and a report: too large for a stack. */
typedef struct rv_gw_rows {
	rv_hl_fill fills[RV_HL_FILLS_MAX];
	rv_hl_order_row orders[RV_HL_OPEN_ORDERS_MAX];
	rv_hl_order_state states[RV_HL_HISTORY_MAX];
	rv_hl_payment payments[RV_HL_FUNDINGS_MAX];
	rv_hl_position positions[RV_HL_POSITIONS_MAX];
	rv_hl_ledger_row transfers[RV_HL_LEDGER_MAX];
} rv_gw_rows;

struct rv_gateway {
	rv_gateway_params p; /* constant, as are the next ones */
	rv_url url;
	char account_text[RV_ADDRESS_TEXT], signer_text[RV_ADDRESS_TEXT];
	uint8_t signer_address[RV_ADDRESS_BYTES];
	rv_clock *clock;
	rv_board *board;
	rv_queue *reports;
	rv_log *log;
	rv_lastgate *gate; /* any thread */
	rv_coins *coins;   /* any thread */
	rv_weight *weight, *own_weight;
	atomic_bool stop, halted, shut;
	atomic_int env;		/* rv_venue_env */
	atomic_bool meta_due;	/* a coin came that the universe does not have */
	rv_queue *sends, *asks; /* rv_gw_send, rv_gw_ask: from the engine's thread */
	rv_wire engine_wire;	/* engine thread: prepare */
	pthread_t thread, ws_thread;
	bool thread_up, ws_up;
	rv_gw_stream *stream;
	/* REST thread */
	rv_http *http;
	bool broken; /* libcurl failed: nothing leaves any more */
	bool warmed; /* connections were made once */
	rv_wire wire;
	rv_rng rng;
	rv_backoff meta_backoff;
	int64_t meta_at, probe_at;		    /* mono ms of the next one */
	int64_t limited_until;			    /* mono ms; after a 429 */
	rv_gw_flight flights[RV_HTTP_MAX_INFLIGHT]; /* by tag */
	rv_gw_send *send_wait[RV_GW_SENDS];	    /* passed the gate, wait for a connection */
	size_t n_send_wait;
	rv_gw_ask *ask_wait[RV_GW_ASKS + RV_GW_ASKS_OUT]; /* second steps have room */
	size_t n_ask_wait;
	rv_hl_meta meta;
	rv_hl_answer answer;
	rv_hl_agents agents;
	rv_gw_rows rows;
};

/* gateway_loop.c */
void *rv_gw_loop(void *gateway);		       /* the REST thread, until stop */
void rv_gw_done(void *ctx, const rv_http_result *res); /* of rv_http_new */
int rv_gw_flights(const rv_gateway *g, rv_gw_use use);
int rv_gw_slot(const rv_gateway *g); /* a free tag, or -1 */
rv_lastgate_now rv_gw_now(const rv_gateway *g);

/* gateway_actions.c: REST thread */
void rv_gw_sends_take(rv_gateway *g);
void rv_gw_sends_start(rv_gateway *g);
size_t rv_gw_give(void *ctx, int tag, size_t given, size_t left); /* of rv_http_params */
void rv_gw_gone(void *ctx, int tag);
/* libcurl failed: what left is unknown, what did not is told so. */
void rv_gw_sends_abandon(rv_gateway *g);
void rv_gw_send_free(void *job);
/* What the i-th item is about; an order's bytes know better than the engine. */
const rv_cloid *rv_gw_send_cloid(const rv_gw_send *j, size_t i);
/* The job ends in its report, whose text and verdicts are set. */
void rv_gw_send_tell(rv_gateway *g, rv_gw_send *j, rv_outcome outcome, rv_refusal refusal);
/* The same: no byte of it left. */
void rv_gw_send_gated(rv_gateway *g, rv_gw_send *j, const char *why);

/* gateway_outcome.c: REST thread */
void rv_gw_send_done(rv_gateway *g, rv_gw_send *j, const rv_http_result *res);

/* gateway_queries.c: REST thread */
void rv_gw_asks_take(rv_gateway *g);
void rv_gw_asks_start(rv_gateway *g);
void rv_gw_ask_done(rv_gateway *g, rv_gw_ask *job, const rv_http_result *res);
void rv_gw_asks_abandon(rv_gateway *g);
void rv_gw_ask_free(void *job);
/* Ms until a waiting question has to be looked at again; most when none has to be. */
int64_t rv_gw_asks_wait(rv_gateway *g, int64_t now, int64_t most);

/*
 * gateway_answers.c: REST thread. The whole report; or NULL with err set; or NULL and the next step
 * of the question.
 */
rv_venue_report *rv_gw_ask_read(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				rv_err *err);

/* gateway_rows.c: any thread; false with err when a row does not fit the universe. */
bool rv_gw_fill(rv_gateway *g, const rv_hl_fill *f, rv_fill *out, rv_err *err);
bool rv_gw_record(rv_gateway *g, const rv_hl_order_row *o, rv_order_record *out, rv_err *err);
bool rv_gw_state(rv_gateway *g, const rv_hl_order_state *s, rv_order_record *out, rv_err *err);
bool rv_gw_payment(rv_gateway *g, const rv_hl_payment *p, rv_funding_payment *out, rv_err *err);
bool rv_gw_transfer(const rv_gateway *g, const rv_hl_ledger_row *l, rv_transfer *out, rv_err *err);
bool rv_gw_position(rv_gateway *g, const rv_hl_position *p, rv_venue_position *out, rv_err *err);
/* Oldest first, whichever way they came. */
void rv_gw_sort_fills(rv_fill *v, size_t n);
void rv_gw_sort_transfers(rv_transfer *v, size_t n);

/* gateway_report.c: any thread */
/* Hands the report on; waits while the queue is full, until stop. */
void rv_gw_push(rv_gateway *g, rv_venue_report *r);
/* Text for a person, cleaned and cut. */
void rv_gw_say(rv_venue_report *r, const char *fmt, ...) RV_PRINTF(2, 3);
void rv_gw_hash(rv_venue_report *r, const char *body, size_t n);
/* The newest error of the connection, for the header of the screen. */
void rv_gw_board_error(rv_gateway *g, const char *what, const char *why);

/* gateway_stream.c */
RV_NODISCARD rv_status rv_gw_stream_new(rv_gateway *g, rv_gw_stream **out, rv_err *err);
void rv_gw_stream_free(rv_gw_stream *s);
void rv_gw_stream_run(rv_gw_stream *s);	 /* until stop */
void rv_gw_stream_stop(rv_gw_stream *s); /* any thread */
void rv_gw_stream_wake(rv_gw_stream *s); /* the universe is known (again); any thread */

#endif
