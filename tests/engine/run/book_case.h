/*
 * A market of five coins that is small enough to do by hand, for tests of the one book: prices of
 * 50 USD, sizes of two decimals, returns of +-1 % that do not correlate, a NAV of 10,000 USD, an
 * S5 that votes for what the test sets. Asserts inside.
 */
#ifndef RV_TESTS_BOOK_CASE_H
#define RV_TESTS_BOOK_CASE_H

#include "engine/run/book_now.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

enum { BC_ADA, BC_BTC, BC_ETH, BC_SOL, BC_XRP, BC_N };
#define BC_T0 (INT64_C(20400) * RV_DAY_MS)
#define BC_NOW (BC_T0 + 5 * RV_HOUR_MS)

typedef struct book_case {
	rv_book_params bp;
	rv_step_params params;
	rv_step_result *r;
	rv_book_coin coins[BC_N];
	double returns[BC_N][RV_BOOK_RETURNS];
	rv_book_input in;
	rv_book_now *b;
	rv_overrides set;
} book_case;

static const char *const bc_names[] = { "ADA", "BTC", "ETH", "SOL", "XRP" };

static inline void bc_fill_pass(rv_step_result *r)
{
	r->n_daily = r->n_signal = r->universe.n = r->book.n = r->idio.n = r->buckets.n = r->ms.n =
		r->risk.n = BC_N;
	r->idio.close_ms = r->buckets.close_ms = r->ma.close_ms = BC_T0;
	r->book.status = RV_OPT_OPTIMAL;
	r->book.n_assets = 3;
	r->buckets.ready = true;
	r->buckets.leverage_factor = 1.0;
	r->ms.regime = RV_REGIME_RISK_ON;
	r->ms.confidence = 0.9;
	r->ma.score = 0.1; /* stands aside */
	for (size_t i = 0; i < BC_N; i++) {
		memcpy(r->daily_names[i], bc_names[i], strlen(bc_names[i]) + 1);
		memcpy(r->signal_names[i], bc_names[i], strlen(bc_names[i]) + 1);
		r->daily_close[i] = 100.0;
		r->book.symbols[i].reason =
			i == BC_BTC || i == BC_ETH ? RV_BOOK_INACTIVE : RV_BOOK_IN;
		r->risk.symbols[i].leader_vol_factor = 1.0;
		r->ms.symbols[i].pairs[0].beta = 1.5;
		r->idio.symbols[i].hedge_btc = 1.2;
		r->idio.symbols[i].hedge_eth = 0.5;
	}
}

static inline int bc_set_up(void **state)
{
	book_case *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->r = calloc(1, sizeof(*f->r));
	assert_non_null(f->r);
	rv_book_params_default(&f->bp);
	rv_step_params_default(&f->params);
	f->params.modules &= ~(unsigned)RV_MODULE_HYBRID;
	bc_fill_pass(f->r);
	for (size_t i = 0; i < BC_N; i++) {
		memcpy(f->coins[i].symbol, bc_names[i], strlen(bc_names[i]) + 1);
		f->coins[i].sz_decimals = 2;
		f->coins[i].price = 50.0;
		f->coins[i].returns = f->returns[i];
		for (size_t t = 0; t < RV_BOOK_RETURNS; t++)
			f->returns[i][t] = t / (i + 1) % 2 ? 0.01 : -0.01;
	}
	f->in = (rv_book_input){ .pass = f->r,
				 .params = &f->params,
				 .coins = f->coins,
				 .n = BC_N,
				 .nav = 10000.0,
				 .overrides = &f->set,
				 .utc_ms = BC_NOW };
	assert_int_equal(rv_book_now_new(&f->bp, &f->b), RV_OK);
	*state = f;
	return 0;
}

static inline int bc_tear_down(void **state)
{
	book_case *f = *state;
	rv_book_now_free(f->b);
	free(f->r);
	free(f);
	return 0;
}

static inline const rv_book_view *bc_run(book_case *f)
{
	assert_int_equal(rv_book_now_run(f->b, &f->in), RV_OK);
	return rv_book_now_view(f->b);
}

/* NULL: the book does not have it. */
static inline const rv_bv_coin *bc_find(const rv_book_view *v, const char *name)
{
	for (size_t i = 0; i < v->n_coins; i++) {
		if (strcmp(v->coins[i].symbol, name) == 0)
			return &v->coins[i];
	}
	return NULL;
}

static inline const rv_bv_coin *bc_coin(const rv_book_view *v, const char *name)
{
	const rv_bv_coin *c = bc_find(v, name);
	if (!c)
		fail_msg("%s is not in the book", name);
	return c;
}

#endif
