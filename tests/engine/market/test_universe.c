/*
 * The universe: every reason, the borders of each rule, and that nothing later is read.
 */
#include "engine/market/universe.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 60, ASOF = 45 };

typedef struct fixture {
	rv_universe_params params;
	rv_panel *panel;
	rv_universe *out;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_universe_params_default(&f->params);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 32, DAYS, &f->panel), RV_OK);
	f->out = calloc(1, sizeof(*f->out));
	assert_non_null(f->out);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	rv_panel_free(f->panel);
	free(f->out);
	free(f);
	return 0;
}

static void put(fixture *f, const char *name, int day, double close, double base, double quote)
{
	if (rv_panel_find(f->panel, name) == SIZE_MAX)
		assert_int_equal(rv_panel_add_symbol(f->panel, name, RV_KIND_PERP), RV_OK);
	const rv_bar b = { day * RV_DAY_MS, close, close, close, close, base, quote };
	assert_int_equal(rv_panel_put(f->panel, rv_panel_find(f->panel, name), &b), RV_OK);
}

/* Days first .. last with the same bar. */
static void put_days(fixture *f, const char *name, int first, int last, double close, double base,
		     double quote)
{
	for (int day = first; day <= last; day++)
		put(f, name, day, close, base, quote);
}

static const rv_universe_entry *find(const fixture *f, const char *name)
{
	for (size_t i = 0; i < f->out->n; i++) {
		const rv_universe_entry *e = &f->out->entries[i];
		if (strcmp(rv_panel_name(f->panel, e->row), name) == 0)
			return e;
	}
	return NULL;
}

static void run(fixture *f)
{
	put_days(f, "AAA", 0, DAYS - 1, 2.5, 8e6, NAN); /* fixes the columns to the days */
	rv_universe_run(&f->params, f->panel, ASOF, f->out);
}

static void assert_reason(const fixture *f, const char *name, rv_universe_reason want)
{
	const rv_universe_entry *e = find(f, name);
	assert_non_null(e);
	if (e->reason != want)
		print_error("%s: %s\n", name, rv_universe_reason_text(e->reason));
	assert_int_equal(e->reason, want);
}

static void gives_every_reason(void **state)
{
	fixture *f = *state;
	put_days(f, "BTC", 0, ASOF, 60000.0, NAN, 5e9);
	put_days(f, "eth", 0, ASOF, 3000.0, NAN, 5e9);
	put_days(f, "TOTAL200", 0, ASOF, 1e12, NAN, 5e10);
	put_days(f, "usdt", 0, ASOF, 1.0, NAN, 5e10);
	put_days(f, "GONE", 0, ASOF - 1, 1.5, NAN, 5e7);
	put_days(f, "YOUNG", ASOF - 29, ASOF, 1.5, NAN, 5e7);
	put_days(f, "DARK", 0, ASOF, 1.5, NAN, 5e7);
	put(f, "DARK", ASOF - 29, 1.5, NAN, NAN);
	put_days(f, "THIN", 0, ASOF, 1.5, NAN, 9.9e6);
	put_days(f, "LATER", ASOF + 1, DAYS - 1, 1.5, NAN, 5e7);
	run(f);
	assert_reason(f, "BTC", RV_UNIVERSE_FACTOR);
	assert_reason(f, "eth", RV_UNIVERSE_FACTOR);
	assert_reason(f, "TOTAL200", RV_UNIVERSE_INDEX);
	assert_reason(f, "usdt", RV_UNIVERSE_STABLE);
	assert_reason(f, "GONE", RV_UNIVERSE_NO_BAR);
	assert_reason(f, "YOUNG", RV_UNIVERSE_HISTORY);
	assert_reason(f, "DARK", RV_UNIVERSE_NO_VOLUME);
	assert_reason(f, "THIN", RV_UNIVERSE_ILLIQUID);
	assert_reason(f, "AAA", RV_UNIVERSE_ACTIVE);
	assert_null(find(f, "LATER"));
	assert_int_equal(f->out->n, 9);
	assert_int_equal(f->out->n_active, 1);
}

static void the_borders_belong_to_the_active_side(void **state)
{
	fixture *f = *state;
	put_days(f, "EDGE", ASOF - 30, ASOF, 1.5, NAN, 10e6); /* 31 closes, exactly the minimum */
	put_days(f, "BELOW", ASOF - 30, ASOF, 1.5, NAN, 10e6);
	put(f, "BELOW", ASOF - 3, 1.5, NAN, 10e6 - 1.0);
	/* 30 volumes in a row and one old close: a hole in between does not matter. */
	put_days(f, "HOLE", ASOF - 29, ASOF, 1.5, NAN, 11e6);
	put(f, "HOLE", 2, 1.5, NAN, NAN);
	run(f);
	assert_reason(f, "EDGE", RV_UNIVERSE_ACTIVE);
	assert_reason(f, "BELOW", RV_UNIVERSE_ILLIQUID);
	assert_reason(f, "HOLE", RV_UNIVERSE_ACTIVE);
	assert_int_equal(find(f, "EDGE")->closes, 31);
	assert_close("mean", find(f, "BELOW")->mean_volume_usd, 10e6 - 1.0 / 30.0, 1e-15);
}

static void volume_in_coins_counts_at_the_close(void **state)
{
	fixture *f = *state;
	put_days(f, "COINS", 0, ASOF, 2.5, 8e6, NAN);
	put_days(f, "BOTH", 0, ASOF, 2.5, 8e6, 3e6); /* what is published wins */
	put_days(f, "ZERO", 0, ASOF, 2.5, 0.0, NAN);
	put_days(f, "MINUS", 0, ASOF, 2.5, -8e6, NAN);
	run(f);
	assert_close("coins", find(f, "COINS")->mean_volume_usd, 20e6, 1e-15);
	assert_close("both", find(f, "BOTH")->mean_volume_usd, 3e6, 1e-15);
	assert_reason(f, "ZERO", RV_UNIVERSE_ILLIQUID); /* zero is known */
	assert_reason(f, "MINUS", RV_UNIVERSE_NO_VOLUME);
	assert_close("minus", find(f, "MINUS")->mean_volume_usd, NAN, 0);
}

static void nothing_after_the_as_of_bar_is_read(void **state)
{
	fixture *f = *state;
	put_days(f, "THIN", 0, ASOF, 1.5, NAN, 9.9e6);
	run(f);
	const rv_universe before = *f->out;
	put_days(f, "THIN", ASOF + 1, DAYS - 1, 1.5, NAN, 1e12);
	put_days(f, "BTC", ASOF + 1, DAYS - 1, 1.5, NAN, 1e12);
	run(f);
	assert_int_equal(f->out->n, before.n);
	assert_int_equal(f->out->n_active, before.n_active);
	for (size_t i = 0; i < before.n; i++) {
		assert_int_equal(f->out->entries[i].reason, before.entries[i].reason);
		assert_int_equal(f->out->entries[i].closes, before.entries[i].closes);
		assert_memory_equal(&f->out->entries[i].mean_volume_usd,
				    &before.entries[i].mean_volume_usd, sizeof(double));
	}
}

static void too_few_columns_for_a_mean(void **state)
{
	fixture *f = *state;
	put_days(f, "AAA", 0, 20, 2.5, 8e6, NAN);
	f->params.min_history_closes = 5;
	rv_universe_run(&f->params, f->panel, 20, f->out);
	assert_reason(f, "AAA", RV_UNIVERSE_NO_VOLUME);
	f->params.volume_days = 21;
	rv_universe_run(&f->params, f->panel, 20, f->out);
	assert_reason(f, "AAA", RV_UNIVERSE_ACTIVE);
}

static void kinds_by_the_lists(void **state)
{
	const fixture *f = *state;
	assert_int_equal(rv_universe_kind(&f->params, "btcdom"), RV_KIND_INDEX);
	assert_int_equal(rv_universe_kind(&f->params, "FDUSD"), RV_KIND_STABLE);
	assert_int_equal(rv_universe_kind(&f->params, "USTC"), RV_KIND_PERP);
	assert_int_equal(rv_universe_kind(&f->params, "BTC"), RV_KIND_PERP);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(gives_every_reason),
		WITH(the_borders_belong_to_the_active_side),
		WITH(volume_in_coins_counts_at_the_close),
		WITH(nothing_after_the_as_of_bar_is_read),
		WITH(too_few_columns_for_a_mean),
		WITH(kinds_by_the_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
