/*
 * A simulated venue for tests, over real loopback sockets: HTTP by libcurl, WebSocket by a raw
 * client. The clock is the test's own, so that every block comes when the test says. Asserts
 * inside; one test thread.
 */
#ifndef RV_TESTS_SIM_VENUE_H
#define RV_TESTS_SIM_VENUE_H

#include <cjson/cJSON.h>
#include <curl/curl.h>

#include "feeds/sim/sim.h"
#include "tests/support/tmpdir.h"
#include "tests/support/ws_raw.h"

enum { VENUE_WAIT_MS = 5000, VENUE_QUIET_MS = 150 };

/* Where the clock starts: one second before an hour. */
extern const int64_t venue_start;

typedef struct sim_venue {
	rv_clock *clock;
	rv_sim *sim;
	CURL *curl;
	char *body, *head; /* of the last answer, NUL-ended */
	size_t n, head_n;
	rv_tmpdir dir;
	bool test_control; /* of the next launch */
	bool accounts;	   /* the same: they are kept in "accounts" of the folder */
	long wait_ms;	   /* for an answer; 0: VENUE_WAIT_MS */
} sim_venue;

/* cmocka's: of the group (libcurl as a whole), and of a test; *state is a sim_venue. */
int venue_group_setup(void **state);
int venue_group_teardown(void **state);
int venue_setup(void **state);
int venue_teardown(void **state);
#define venue_test(t) cmocka_unit_test_setup_teardown(t, venue_setup, venue_teardown)

/* Starts the venue; plan: the text of a fault plan, or NULL. */
void venue_launch(sim_venue *f, bool real_limits, const char *plan);
/* Ends the venue that runs. */
void venue_stop(sim_venue *f);
/* Sends a request (body NULL: GET); returns curl's result. */
CURLcode venue_request(sim_venue *f, const char *path, const char *body, long *status);
/* The same, which must get this status. */
void venue_expect(sim_venue *f, const char *path, const char *body, long want);

/* Opens a WebSocket and takes the greeting. */
void venue_join(sim_venue *f, rv_ws_raw *w);
/* Next message of a channel, skipping others; its data. The caller deletes *whole. */
const cJSON *venue_next_of(rv_ws_raw *w, const char *channel, cJSON **whole);
/* what: the subscription as JSON; returns when it is acknowledged. */
void venue_subscribe(rv_ws_raw *w, const char *what);
/* Sets the clock and lets the venue make its block. */
void venue_block_at(sim_venue *f, int64_t utc_ms);

#endif
