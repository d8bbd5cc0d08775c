/*
 * A backtest with its future taken away or changed: whether it notices.
 *
 * Truncation: the run over what a store had held at the cut, to its last bar, is in every field of
 * its result the beginning of the run over all data. Poison: over bars that are something else
 * after the cut, decisions up to it are the same.
 */
#ifndef RV_TESTS_HONEST_CUTS_H
#define RV_TESTS_HONEST_CUTS_H

#include "config/load.h"
#include "tests/support/bt_honest.h"

enum { HONEST_TRAIN = 62, HONEST_TEST = 12, HONEST_RUN = 110, HONEST_SAMPLES = 5 };

/* A made market of 16 coins and 470 days in which one lists while a run is on, and a configuration;
 * once for all tests of a program. */
typedef struct honest_world {
	rv_panel *truth;
	rv_config config;
	int64_t start_ms; /* of runs: 330 days are known before */
} honest_world;

void honest_world_make(honest_world *w, const char *profile);
void honest_world_free(honest_world *w);
/* A run of HONEST_RUN days that trains on HONEST_TRAIN and tests every HONEST_TEST. */
honest_case honest_case_of(const honest_world *w, const rv_strategy *s);

/* A market, and runs over the whole of it that all others are compared with. */
typedef struct honest_bench {
	honest_case c;
	const rv_panel *truth;
	int64_t end_ms;
	honest_chain all;
	rv_bt_result *result; /* of the whole run */
} honest_bench;

/* Runs once. days: of the run, from the case's start. */
void honest_begin(honest_bench *b, size_t days);
void honest_end(honest_bench *b);

/* Is a run with the bars after day `day` taken away the same up to then? day: from the first
 * test on. deep: compares the results, too. False is said, if it is to talk. */
bool honest_truncated(const honest_bench *b, size_t day, bool deep, bool talk);
/* The same with other bars after it; day >= 1. */
bool honest_poisoned(const honest_bench *b, size_t day, honest_after after, bool talk);

#endif
