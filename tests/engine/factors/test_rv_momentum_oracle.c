/*
 * Relative momentum against an independent reference: tests/oracle/rv_momentum.py (numpy, pandas)
 * made the cases on seeded synthetic walks. Agreement to 1e-12 in every published number.
 */
#include "engine/factors/rv_momentum.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdlib.h>

typedef struct oracle_symbol {
	const char *name;
	bool available;
	double momentum, raw, z, score;
} oracle_symbol;

typedef struct oracle_case {
	const char *name;
	rv_rvm_params params;
	rv_rvm_baskets baskets;
	size_t n, bars;
	const double *close; /* [n][bars] */
	const oracle_symbol *symbols;
	size_t n_available;
	rv_rvm_spread_value spreads[RV_SPREAD_N];
} oracle_case;

#include "tests/oracle/rv_momentum_cases.h"

static void check_symbol(const oracle_case *c, const oracle_symbol *want, const rv_panel *panel,
			 const rv_rvm_result *r)
{
	const size_t row = rv_panel_find(panel, want->name);
	for (size_t i = 0; i < r->n; i++) {
		const rv_rvm_symbol *s = &r->symbols[i];
		if (s->row != row)
			continue;
		if (s->available != want->available)
			print_error("case %s, %s\n", c->name, want->name);
		assert_int_equal(s->available, want->available);
		assert_close(want->name, s->momentum, want->momentum, 1e-12);
		assert_close(want->name, s->raw, want->raw, 1e-12);
		assert_close(want->name, s->z, want->z, 1e-12);
		assert_close(want->name, s->score, want->score, 1e-12);
		if (s->available)
			assert_close("terms",
				     s->term_pair + s->term_l1_alt + s->term_meme_rest +
					     s->term_own,
				     want->raw, 1e-12);
		return;
	}
	fail_msg("case %s: %s is not in the result", c->name, want->name);
}

static void check_case(const oracle_case *c)
{
	rv_panel *panel = fx_panel(RV_INTERVAL_1H, c->n, c->bars);
	for (size_t i = 0; i < c->n; i++)
		fx_closes(panel, c->symbols[i].name, 0, c->close + i * c->bars, c->bars);
	rv_rvm *w = NULL;
	assert_int_equal(rv_rvm_new(c->n, (size_t)c->params.lookback_bars, &w), RV_OK);
	rv_rvm_result *r = calloc(1, sizeof(*r));
	assert_non_null(r);
	assert_int_equal(rv_panel_bars(panel), c->bars);
	assert_int_equal(rv_rvm_run(w, &c->params, &c->baskets, panel, c->bars - 1, r), RV_OK);
	assert_int_equal(r->n, c->n);
	assert_int_equal(r->n_available, c->n_available);
	for (size_t i = 0; i < RV_SPREAD_N; i++) {
		const char *name = rv_spread_name((rv_spread)i);
		assert_int_equal(r->spreads[i].available, c->spreads[i].available);
		/* A spread per bar is ~1e-4: compare it at its own scale. */
		assert_close(name, r->spreads[i].s / 1e-3, c->spreads[i].s / 1e-3, 1e-12);
		assert_close(name, r->spreads[i].cum, c->spreads[i].cum, 1e-12);
	}
	for (size_t i = 0; i < c->n; i++)
		check_symbol(c, &c->symbols[i], panel, r);
	free(r);
	rv_rvm_free(w);
	rv_panel_free(panel);
}

static void agrees_with_the_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(oracle_cases); i++)
		check_case(&oracle_cases[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
