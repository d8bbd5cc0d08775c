/*
 * The trading half of the simulated venue over a market that the test makes by hand, and traders
 * who sign for it. Asserts inside; one test thread.
 *
 * Two coins. "AAA", asset 0: sizes of 2 decimals, prices of 4, most leverage 10. "BBB", asset 1:
 * sizes of 0 decimals, prices of 6, most leverage 3. Their books are one level a side at first:
 * 99.99 / 100.01 with 5.00 each, 1.9999 / 2.0001 with 1000 each; mark, oracle and last are 100, 2.
 */
#ifndef RV_TESTS_SIMX_BENCH_H
#define RV_TESTS_SIMX_BENCH_H

#include "feeds/hyperliquid/request.h"
#include "feeds/sign/signer.h"
#include "feeds/simx/exchange.h"
#include "feeds/simx/market.h"
#include "feeds/simx/simx.h"

#include <cjson/cJSON.h>

enum { BENCH_COINS = 3, BENCH_TRADERS = 4 };

/* Where the clock starts: 2026-11-20T15:59:59Z, one second before an hour. */
extern const int64_t bench_start;

typedef struct bench_coin {
	rv_simx_coin coin;
	rv_simx_quote quote;
	rv_simx_level level[2][RV_SIMX_LEVELS]; /* 0 = bids */
	size_t n[2];
	int64_t hi, lo; /* of the path, whatever the span; 0: no path */
	int64_t from;	/* and only of spans that end after this instant */
	int64_t rate;	/* funding of every hour, 1e-12 */
} bench_coin;

typedef struct simx_bench {
	bench_coin coins[BENCH_COINS]; /* the last one is not listed yet */
	rv_simx *x;
	rv_signer *signer[BENCH_TRADERS];
	unsigned char address[BENCH_TRADERS][RV_ADDRESS_BYTES];
	int64_t now, nonce;
	int64_t expires; /* of the next actions; < 0 none */
	rv_simx_flags flags;
	rv_sim_reply r;
	char *body; /* of the last request, freed with the bench */
	size_t body_n;
} simx_bench;

/* cmocka's, of a test; *state is a simx_bench whose traders have 100,000 USDC each. */
int bench_setup(void **state);
int bench_teardown(void **state);
#define bench_test(t) cmocka_unit_test_setup_teardown(t, bench_setup, bench_teardown)

/* Another venue over the same market in place of the one there is, without accounts. */
void bench_reset(simx_bench *b);
/* The traders' accounts, 100,000 USDC each. */
void bench_enter(simx_bench *b);
/* The last request once more, if there was one: its nonce must be refused. */
void bench_repeat(simx_bench *b);

/* One order; cloid NULL: none. */
rv_hl_action bench_action_order(int32_t asset, bool buy, const char *px, const char *sz,
				rv_hl_tif tif);
/* Signs as trader and sends; returns the answer's body, which must be HTTP 200. */
const char *bench_send(simx_bench *b, int trader, const rv_hl_action *a);
/* The same of one order. */
const char *bench_place(simx_bench *b, int trader, int32_t asset, bool buy, const char *px,
			const char *sz, rv_hl_tif tif);
/* The same with reduce only. */
const char *bench_reduce(simx_bench *b, int trader, int32_t asset, bool buy, const char *px,
			 const char *sz, rv_hl_tif tif);
const char *bench_cancel(simx_bench *b, int trader, int32_t asset, int64_t oid);
/* The oid in an answer, 0 if there is none. */
int64_t bench_oid(const char *answer);
/* An order's status text by oid. */
const char *bench_status(simx_bench *b, int trader, int64_t oid);
/* A query about a trader (without "user"); the caller deletes it. */
cJSON *bench_ask(simx_bench *b, int trader, const char *fields);
/* Moves the clock; the second's depth is whole again. */
void bench_advance(simx_bench *b, int64_t ms);
const rv_simx_account *bench_account(const simx_bench *b, int trader);
const rv_simx_fill *bench_last_fill(const simx_bench *b, int trader);
/* The books must add up. */
void bench_audit(const simx_bench *b);
/* "status":"err" with exactly this text, or one {"error":text}. */
void bench_expect_err(const char *answer, const char *text);
void bench_expect_error(const char *answer, const char *text);

#endif
