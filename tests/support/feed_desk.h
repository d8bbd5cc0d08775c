/*
 * A desk for tests: a market feed with its clock, board, queue and log, and what the engine would
 * know from the events alone. Asserts inside; one test thread.
 */
#ifndef RV_TESTS_FEED_DESK_H
#define RV_TESTS_FEED_DESK_H

#include "feeds/market_feed.h"
#include "feeds/sim/sim.h"
#include "tests/support/patience.h"

#include <stdbool.h>

enum {
	DESK_GENEROUS = 1000000,
	DESK_SYMS = 64,
	DESK_TRUTH_MS = 5000 * RV_PATIENCE /* the screen tells the truth within so much */
};

/* When a planned fault begins, in seconds after the venue's start: the desk has all it needs by
 * then. */
#if RV_PATIENCE > 1
#define DESK_LATER "24"
enum { DESK_LATER_MS = 24000 };
#else
#define DESK_LATER "6"
enum { DESK_LATER_MS = 6000 };
#endif

/* Hourly bars and funding stamps of a coin. Under a sanitizer fewer: what reads them is the same
 * code. */
enum { DESK_HOURS = RV_PATIENCE > 1 ? 480 : 1440, DESK_FUNDING_H = RV_PATIENCE > 1 ? 720 : 2160 };

struct desk_sym {
	char name[RV_SYMBOL_MAX];
	unsigned have;
	size_t n1h, n1d, n_fund, n_mcap, resets;
	int64_t last_1h;
	double last_close;
};

struct desk {
	rv_clock *clock;
	rv_log *log;
	rv_board *board;
	rv_queue *md;
	rv_feed *feed;
	rv_board_copy b; /* as of the last pump */
	size_t n;
	struct desk_sym sym[DESK_SYMS];
	rv_instrument in[DESK_SYMS];
};

rv_sim *desk_venue(const char *listen, const char *faults, double speed, bool real, uint64_t seed);
/* store NULL = none. Fails the test when the feed does not start. */
struct desk *desk_new(const char *url, const char *store, unsigned weight);
/* The same with market caps: the mcap_* of caps are taken. */
struct desk *desk_new_caps(const char *url, const char *store, unsigned weight,
			   const rv_feed_params *caps);
/* A live desk on a venue with this fault plan (its text), whose times count from its start. */
struct desk *desk_started(const char *plan, rv_sim **sim);
/* The same with all its history. */
struct desk *desk_filled(const char *plan, rv_sim **sim);
/* Fails the test when the feed takes more than a second to stop. */
void desk_free(struct desk *d);
struct desk_sym *desk_find(struct desk *d, const char *name);
/* Waits for events up to ms and takes them. */
void desk_pump(struct desk *d, int ms);
/* Pumps until cond holds; false after ms. */
bool desk_wait(struct desk *d, bool (*cond)(const struct desk *), int ms);

/* Pumps for the whole of ms. */
void desk_pump_for(struct desk *d, int ms);

bool desk_first_stage(const struct desk *d); /* all quoted, newest bars there */
bool desk_everything(const struct desk *d);
bool desk_down(const struct desk *d); /* the venue is said to be down */
bool desk_live(const struct desk *d); /* prices are live by the stale rules */
bool desk_not_live(const struct desk *d);
bool desk_up(const struct desk *d);  /* connected, all subscriptions acknowledged, live */
void desk_print_log(struct desk *d); /* for a failing test */
uint64_t desk_malformed(const struct desk *d);

#endif
