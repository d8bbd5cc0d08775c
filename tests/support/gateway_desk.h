/*
 * A gateway for tests, with what an engine would give it: clock, signer, queue of reports, and
 * actions that are right unless the test makes them wrong. Asserts inside; one test thread.
 */
#ifndef RV_TESTS_GATEWAY_DESK_H
#define RV_TESTS_GATEWAY_DESK_H

#include "engine/base/queue.h"
#include "feeds/gateway/gateway.h"
#include "feeds/sim/sim.h"
#include "tests/support/patience.h"

enum { GD_WAIT_MS = 10000 * RV_PATIENCE, GD_REPORTS = 256 };

typedef struct gateway_desk {
	rv_clock *clock; /* real */
	rv_log *log;
	rv_board *board;
	rv_queue *reports;
	rv_signer *signer;
	uint8_t account[RV_ADDRESS_BYTES];
	rv_gateway_params p;
	rv_gateway *g;
	rv_venue_port port;
	int64_t nonce;
	uint64_t request;
	unsigned order;			   /* of the last cloid */
	rv_venue_report *kept[GD_REPORTS]; /* seen and not asked for yet, oldest first */
	size_t n_kept;
} gateway_desk;

/* Everything but the gateway: params as tests want them (short waits) and a fresh signer. */
void gd_make(gateway_desk *d);
/* Starts against this URL with d->p; the gate is opened. */
void gd_start(gateway_desk *d, const char *url);
/* Stops the gateway, which must take less than a second, and frees all. */
void gd_free(gateway_desk *d);
void gd_print_log(gateway_desk *d);

/* The next report of this kind; the caller frees it. Fails the test after GD_WAIT_MS. */
rv_venue_report *gd_report(gateway_desk *d, rv_report_kind kind);
/* The answer to a request, whatever its kind. */
rv_venue_report *gd_answer(gateway_desk *d, uint64_t request);
/* True if such a report is there already or comes within ms; it is kept. */
bool gd_seen(gateway_desk *d, rv_report_kind kind, int ms);
void gd_drop(gateway_desk *d, rv_report_kind kind); /* those that were seen so far */
/* Until the venue has said what it is and the universe is known. */
void gd_ready(gateway_desk *d);

/*
 * A simulated venue with the desk's account and its signer as agent, test controls on, generous
 * limits. plan: a fault plan's text, or NULL. The caller stops it after gd_free.
 */
rv_sim *gd_sim(gateway_desk *d, const char *plan, double speed);
/* POST /_test/what at the simulated venue; fails the test unless it says ok. */
void gd_control(rv_sim *sim, const char *what, const char *json);
/* The venue's own books; the caller frees. */
char *gd_ledger(rv_sim *sim);
/* The newest price of SOL at this venue, in its units: legal as it is. */
int64_t gd_px(const char *url);
/* An order of SOL (asset 3, 2 decimals) under a new cloid. */
rv_order gd_order(gateway_desk *d, rv_side side, int64_t lots, int64_t px, rv_tif tif);
/* Prepares an action of these orders; mandate legs have room for a hundred times their size. */
void gd_prepare(gateway_desk *d, const rv_order *o, size_t n, rv_venue_send *out);
/* Prepares and sends; the request's number. */
uint64_t gd_send(gateway_desk *d, const rv_order *o, size_t n);
uint64_t gd_cancel(gateway_desk *d, const rv_order *o);
/* Any other action. */
uint64_t gd_act(gateway_desk *d, rv_venue_action *a);
uint64_t gd_resend(gateway_desk *d, const rv_venue_send *s);
uint64_t gd_ask(gateway_desk *d, rv_query_kind kind);
uint64_t gd_ask_order(gateway_desk *d, const rv_cloid *cloid);

#endif
