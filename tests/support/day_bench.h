/*
 * The bench of the ledgers with a day log beside it, which every restart makes anew from the
 * journal, as a desk does. Asserts inside; one at a time.
 */
#ifndef RV_TESTS_DAY_BENCH_H
#define RV_TESTS_DAY_BENCH_H

#include "app/ops/day_log.h"
#include "tests/support/ledger_bench.h"

typedef struct day_bench {
	ledger_bench *x;
	rv_day_log *log;
} day_bench;

day_bench *db_new(void); /* up and armed, 2026-11-26 */
void db_free(day_bench *d);
/* A day of trades, notes, an alarm's acknowledgement and funding; its midnight. */
int64_t db_day(day_bench *d);

#endif
