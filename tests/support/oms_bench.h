/*
 * An order management with a clock that the test sets, a journal in memory and a mini venue.
 *
 * The journal keeps what a real one would: events in order, batches acknowledged in order (late or
 * never when the test says so), keys unique within their type. A restart builds a new order
 * management from any prefix of it; the venue keeps its ledger. Asserts inside; one test thread.
 */
#ifndef RV_TESTS_OMS_BENCH_H
#define RV_TESTS_OMS_BENCH_H

#include "engine/desk/oms.h"
#include "tests/support/mini_venue.h"

#define BENCH_START INT64_C(1795651200000) /* 2026-11-26T00:00:00Z */

enum { BENCH_BTC, BENCH_ETH, BENCH_SOL };

/* An event as it is kept: its text is as long as it is. */
typedef struct bench_event {
	rv_event_type type;
	int64_t utc_ms, elapsed_ms, uid;
	uint64_t conn;
	char subject[RV_EVENT_SUBJECT];
	char key[2][RV_EVENT_KEY];
	size_t len;
	char *text;
} bench_event;

typedef struct bench_batch {
	uint64_t number;
	size_t end; /* events of the journal after it */
} bench_batch;

typedef struct oms_bench {
	rv_clock *clock;
	rv_oms_params p;
	rv_oms *o;
	mini_venue v;
	rv_oms_quote quotes[MINI_COINS];
	rv_oms_market market;
	bool stale; /* quotes are not refreshed any more */
	/* journal */
	bench_event *events;
	size_t n_events, cap_events, n_acked;
	bool forget; /* from now on events are counted only: no allocation, no restart */
	size_t n_forgotten;
	bench_batch batches[4096];
	size_t n_batches, batch_at;
	bool hold_acks, refuse_append;
	size_t fail_ack_in; /* the n-th ack from now says that the batch failed; 0 none */
	size_t cut_at;	    /* no batch that goes beyond so many events is acknowledged; 0 none */
	rv_event scratch;
	rv_trade_view view;
	uint64_t nonce;
	int64_t due;
	/* called after every step; NULL none */
	void (*watch)(struct oms_bench *b);
	void (*made)(struct oms_bench *b);	/* a new order management, before its replay */
	void (*restarted)(struct oms_bench *b); /* the journal is cut, nothing has started yet */
	void *ctx;
} oms_bench;

/* Calm parameters: as the defaults, with what a test of seconds needs. */
oms_bench *bench_new(void);
void bench_remake(oms_bench *b); /* after a change of its parameters, before it is up */
void bench_free(oms_bench *b);
/* Starts it, brings the streams up, reconciles; with `active` armed and resumed too. */
void bench_up(oms_bench *b, bool active);

/* Lets time pass, ms of it, stopping at everything that is due. 0: only what is due now. */
void bench_run(oms_bench *b, int64_t ms);
void bench_quotes(oms_bench *b); /* the venue's prices, fresh */

/*
 * The process dies and starts again with the first n events: at least those that were acknowledged,
 * at most those that were given to the journal (SIZE_MAX). Sends that had left are processed or
 * lost.
 */
void bench_restart(oms_bench *b, size_t n, bool process);

/*
 * A command with a nonce of its own; returns the nonce. Runs what is due. Without a role it is of
 * an admin, always the same one.
 */
uint64_t bench_command(oms_bench *b, rv_command *c);
uint64_t bench_simple(oms_bench *b, rv_cmd_kind kind);
/* The answer under a nonce; NULL none yet. */
const rv_tv_reply *bench_reply(oms_bench *b, uint64_t nonce);
void bench_expect(oms_bench *b, uint64_t nonce, bool ok, const char *words);

rv_command bench_buy(const char *symbol, int64_t lots);
/* Proposes, returns the ticket's number; fails the test when it is not pending. */
uint64_t bench_propose(oms_bench *b, const rv_command *c);
/* Approves with the digest on screen; returns the nonce of the command. */
uint64_t bench_approve(oms_bench *b, uint64_t ticket);
/* Proposes and approves an IOC; returns the mandate's number. */
uint64_t bench_trade(oms_bench *b, const char *symbol, rv_side side, int64_t lots);

const rv_trade_view *bench_view(oms_bench *b);
const rv_tv_ticket *bench_ticket(oms_bench *b, uint64_t id);
const rv_tv_mandate *bench_mandate(oms_bench *b, uint64_t id);
const rv_tv_position *bench_position(oms_bench *b, const char *symbol); /* NULL: flat, unknown */
int64_t bench_lots(oms_bench *b, const char *symbol);
/* Newest order of a mandate. */
const rv_tv_order *bench_order(oms_bench *b, uint64_t mandate);

size_t bench_count(const oms_bench *b, rv_event_type type, const char *subject); /* NULL: any */
const bench_event *bench_last(const oms_bench *b, rv_event_type type);
/* The value of a key of an event; "" when it has none. */
const char *bench_value(const bench_event *e, const char *key);
void bench_print(const oms_bench *b); /* for a failing test */

#endif
