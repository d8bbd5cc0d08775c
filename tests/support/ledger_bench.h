/*
 * The bench of the order management with its ledgers beside it, ticked at every step, and checked
 * there against the mini venue's own cash and positions. Asserts inside; one at a time.
 */
#ifndef RV_TESTS_LEDGER_BENCH_H
#define RV_TESTS_LEDGER_BENCH_H

#include "engine/manager/ledgers.h"
#include "tests/support/oms_bench.h"

typedef struct ledger_bench {
	oms_bench *b;
	rv_ledgers *l;
	rv_ledger_params p;
	rv_ledger_quote quotes[MINI_COINS];
	double rate[MINI_COINS];
	bool no_marks;	  /* the market says nothing */
	bool unchecked;	  /* something moved that nobody tells: unexplained is not 0 */
	bool days;	  /* days are summed, to be a month's; not over a restart that loses some */
	int64_t payments; /* of funding, so far */
	double paid_usd;  /* paid in since the beginning */
	double day_usd[RV_SUB_N]; /* days of this month that are over */
	size_t looks, rolls;	  /* how often equity was known and tied; days that began */
	rv_ledger_view view, before;
} ledger_bench;

ledger_bench *lb_new(void);
void lb_free(ledger_bench *x);
/* As of now. */
const rv_ledger_view *lb_view(ledger_bench *x);
/* The venue's account by its own books: cash, and positions at the mids. */
double lb_venue_usd(const ledger_bench *x);
/* Fees of its fills from a time on and before another. */
double lb_fees_usd(const ledger_bench *x, int64_t from_ms, int64_t until_ms);
void lb_pay(ledger_bench *x, double usd);
/* The venue pays funding on what is held of a coin, as of a time. */
void lb_funding(ledger_bench *x, size_t coin, double usd, int64_t time_ms);
/* The same, of cash that has moved already: it is told now. */
void lb_tell_funding(ledger_bench *x, size_t coin, double usd, int64_t time_ms);
/* To the moment before (ms < 0) or after the next midnight, by one jump. */
void lb_midnight(ledger_bench *x, int64_t ms);
/* A ledger made anew from the journal says the same. */
void lb_same_anew(ledger_bench *x);
/* Restarts with the first n events (SIZE_MAX all), up and armed again. */
void lb_restart(ledger_bench *x, size_t n, bool process);

#endif
