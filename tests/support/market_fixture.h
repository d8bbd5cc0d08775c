/*
 * A whole made market for tests and benches of the engine: BTC, ETH, SOL and further coins with
 * betas, fat tails, gaps, late listings and dropouts; daily bars with volume, funding and market
 * caps, and hourly bars. Everything follows from the seed. Failing calls fail the program.
 */
#ifndef RV_TESTS_MARKET_FIXTURE_H
#define RV_TESTS_MARKET_FIXTURE_H

#include "engine/market/panel.h"
#include "engine/run/live.h"

/* What stands after the cut in a panel. */
typedef enum fx_after {
	FX_AFTER_TRUTH,
	FX_AFTER_NOTHING, /* the columns are not there */
	FX_AFTER_NAN,
	FX_AFTER_TIMES_1000,
	FX_AFTER_SHUFFLED,
	FX_AFTER_HOLES, /* half of the bars are missing */
	FX_AFTER_N
} fx_after;

typedef struct fx_market fx_market;

/* clean: no gaps, late listings or dropouts. */
fx_market *fx_market_new(uint64_t seed, size_t coins, size_t days, size_t hours, int clean);
void fx_market_free(fx_market *m);
/* Open time of the first daily and hourly bar; the last bars of both close at the same instant. */
int64_t fx_market_day0(const fx_market *m);
int64_t fx_market_hour0(const fx_market *m);
size_t fx_market_coins(const fx_market *m);

/*
 * A panel of the market; bars that close after cut_ms are replaced as `after` says. reversed adds
 * the symbols in reverse order. The caller frees it.
 */
rv_panel *fx_market_panel(const fx_market *m, rv_interval iv, int64_t cut_ms, fx_after after,
			  int reversed);

/* Sends the closes of one coin of a panel to a live engine, as the feeds would. */
void fx_market_send(rv_live *l, const rv_panel *p, size_t row);

#endif
