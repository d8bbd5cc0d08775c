/*
 * A made-up backtest for tests of reports: a book of random weights under random returns, with
 * windows, trials, trades, a coin that ends, notes and features. Same seed, same result. Nothing in
 * it is a finding about a market. Failures fail the test.
 */
#ifndef RV_TESTS_BT_PAGE_H
#define RV_TESTS_BT_PAGE_H

#include "app/research/dashboard.h"
#include "engine/research/result.h"

typedef struct rv_bt_page_size {
	size_t days, coins, held; /* held <= coins: with a weight on a day */
	size_t windows, samples;  /* of a walk-forward; 0 windows: none, nothing is out of sample */
	size_t trades, features;
} rv_bt_page_size;

/* 600 days, 12 coins, 3 windows of 20 samples, 80 trades, 9 features */
extern const rv_bt_page_size RV_BT_PAGE_SMALL;

rv_bt_result *rv_bt_page_run(const rv_bt_page_size *s, uint64_t seed);
/* The page as text, with an overfitting probability of .38; the caller frees. */
char *rv_bt_page(const rv_bt_result *r, size_t *n);

#endif
