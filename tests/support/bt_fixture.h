/*
 * A made result of a backtest: odd numbers, every list in use, NaN where a real run has it. All of
 * it follows from the seed. Failing calls fail the test.
 */
#ifndef RV_TESTS_BT_FIXTURE_H
#define RV_TESTS_BT_FIXTURE_H

#include "engine/research/result.h"

enum { BTX_FIRST_TEST = 60, BTX_TEST = 40 };

/*
 * Majors against alts over `days` days that begin on 2023-03-01. More than BTX_FIRST_TEST days: a
 * walk-forward with windows of BTX_TEST days from there on, three trials each, one of them
 * inadmissible; else none, and every day counts. The caller frees it.
 */
rv_bt_result *btx_result(uint64_t seed, size_t days);

#endif
