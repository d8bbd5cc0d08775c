/*
 * The simulated market without its server: a seeded source, the tape over it, and answers of the
 * info endpoint. Asserts inside.
 */
#ifndef RV_TESTS_SIM_MARKET_H
#define RV_TESTS_SIM_MARKET_H

#include <cjson/cJSON.h>

#include "feeds/sim/info.h"
#include "feeds/sim/market.h"
#include "feeds/sim/tape.h"

extern const int64_t market_start; /* 2026-11-20T15:53:20Z */

typedef struct sim_market {
	rv_sim_source *src;
	rv_sim_tape *tape;
	rv_sim_reply r; /* the last answer, and what the next one shall suffer */
} sim_market;

sim_market market_open(uint64_t seed, int64_t at);
/* The same on a source of the caller's, which market_close frees. */
sim_market market_over(rv_sim_source *src, int64_t at);
void market_close(sim_market *m);

/* cmocka's, of a group; *state is a sim_market of seed 7 at market_start. */
int market_setup(void **state);
int market_teardown(void **state);

/* An interval by its name, which must exist. */
const rv_sim_interval *market_interval(const char *name);
void assert_same_bits(const rv_sim_ohlc *a, const rv_sim_ohlc *b);
/* A request that must succeed; the caller deletes the answer. */
cJSON *market_ask(sim_market *m, const char *body);

#endif
