/* The cases of tests/oracle/stat_arb.py, and the market of one. Asserts inside. */
#ifndef RV_TESTS_SA_CASES_H
#define RV_TESTS_SA_CASES_H

#include "tests/engine/factors/sa_run.h"

typedef struct oracle_symbol {
	const char *name;
	bool active;
	double alpha, beta_btc, beta_eth, residual, idio_vol, residual_z, hedge_btc, hedge_eth;
	double raw[RV_IDIO_N], z[RV_IDIO_N], mu;
} oracle_symbol;

typedef struct oracle_case {
	const char *name;
	size_t bars;
	unsigned coins; /* bit of each coin that is there */
	struct {
		int window, min_periods, idio_window, idio_min;
		bool oos, shrunk;
		int warmup, hedge_min;
	} p;
	bool has_previous;
	double previous[RV_IDIO_N];
	size_t rows, dates;
	bool fallback;
	double weights[RV_IDIO_N], alpha, r2, oos_r2;
	double corr[3]; /* 01 02 12 */
	const oracle_symbol *symbols;
	size_t n;
} oracle_case;

#include "tests/oracle/stat_arb_cases.h"

static inline rv_panel *sa_panel(const oracle_case *c)
{
	rv_panel *panel = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, CASE_COINS, CASE_BARS, &panel), RV_OK);
	for (size_t i = 0; i < CASE_COINS; i++) {
		if (c->coins & (1U << i))
			sa_add_coin(panel, case_names[i], case_close[i], case_volume[i],
				    case_funding[i], c->bars);
	}
	return panel;
}

#endif
