/*
 * Both sides of an account in plain arrays: what the desk's journal says, read as any auditor
 * would, and what the venue's own ledger says. Nothing of the desk's fold is used, so that the
 * comparison is one of two independent tellings. One thread.
 */
#ifndef RV_TESTS_ORDER_BOOKS_H
#define RV_TESTS_ORDER_BOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/desk/event.h"
#include "tests/support/order_proc.h"

enum { ORDER_CLOID = 36, ORDER_HASH16 = 17 };

/* One event; of its fields those that its type has, else 0. */
typedef struct order_event {
	uint64_t seq;
	rv_event_type type;
	int64_t run, utc_ms;
	char subject[RV_EVENT_SUBJECT];
	char symbol[RV_SYMBOL_MAX];
	char cloid[ORDER_CLOID]; /* "0x..."; "" none */
	char digest[2 * RV_DIGEST_BYTES + 1];
	char hash16[ORDER_HASH16]; /* first digits of its hash */
	char words[120], why[120];
	int64_t side, lots, px, sz, tif, nonce, expires_ms, mandate, ticket, reduce_only;
	int64_t fee, closed_pnl, tid, oid, time_ms, usdc, filled, by_status, status, settled, kind;
	int64_t book, state, flatten, life_ms, notional_most, conflict_tid, n_cancels;
	int64_t program, cls, date_ms;
	char phase[24];
} order_event;

typedef struct order_fill {
	char symbol[RV_SYMBOL_MAX];
	char cloid[ORDER_CLOID];
	int64_t side, lots, px, fee, closed_pnl, tid, oid, time_ms;
} order_fill;

/* An order that the venue has a record of. */
typedef struct order_record {
	char symbol[RV_SYMBOL_MAX];
	char cloid[ORDER_CLOID];
	char status[40];
	int64_t nonce, oid, filled, time_ms;
} order_record;

typedef struct order_act {
	char type[32];
	int64_t nonce, time_ms, accepted;
} order_act;

typedef struct order_position {
	char symbol[RV_SYMBOL_MAX];
	int64_t lots;
} order_position;

typedef struct order_books {
	order_event *events;
	size_t n_events;
	order_record *orders;
	size_t n_orders;
	order_fill *fills; /* the venue's */
	size_t n_fills;
	order_act *acts; /* of this signer */
	size_t n_acts;
	order_position *positions;
	size_t n_positions;
	int64_t cash, deposited, fees, funding; /* micro-USDC */
	int64_t open_orders;
	int64_t dropped;  /* records that its ledger has let go */
	char audit[200];  /* "ok" */
	char verify[320]; /* "ok", or what the journal's own proof found */
} order_books;

/*
 * Reads the one journal of a folder and the venue's books of an account and a signer (0x...
 * addresses, lower case). False with why; free in any case. b->dropped: a ledger that is not
 * whole, which is no error here.
 */
bool order_books_read(order_books *b, const char *state_dir, const order_venue *v,
		      const char *account, const char *signer, char *why, size_t cap);
/* The path of the one journal of a folder; false: there is none. */
bool order_books_journal(const char *state_dir, char path[ORDER_PATH]);
/* The journal alone, its proof included, into zeroed books. */
bool order_books_read_journal(order_books *b, const char *state_dir, char *why, size_t cap);
void order_books_free(order_books *b);

/* Event `seq` or NULL. */
const order_event *order_books_event(const order_books *b, uint64_t seq);

#endif
