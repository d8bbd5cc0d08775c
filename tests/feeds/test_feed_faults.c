/*
 * What the market feed shows while a venue sends nonsense (garbage, wrong types, frozen prices),
 * and that it recovers by itself.
 */
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"

static void nothing_changed(struct desk *d, const struct desk_sym *before)
{
	const struct desk_sym *s = desk_find(d, before->name);
	assert_int_equal(s->resets, before->resets);
	assert_in_range(s->n1h, before->n1h, before->n1h + 1); /* an hour may pass */
	assert_int_equal(s->n1d, before->n1d);
}

static void garbage_is_counted_and_changes_nothing(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d = desk_filled(
		"[{\"at\":" DESK_LATER ",\"for\":6,\"match\":\"ws\",\"do\":\"garbage\"},"
		"{\"at\":" DESK_LATER ",\"for\":6,\"match\":\"info\",\"do\":\"garbage\"}]",
		&sim);
	const struct desk_sym before = *desk_find(d, "SOL");
	assert_int_equal(desk_malformed(d), 0);
	assert_true(desk_wait(d, desk_not_live, DESK_LATER_MS + DESK_TRUTH_MS));
	assert_true(desk_malformed(d) > 0);
	assert_true(desk_wait(d, desk_up, 15000));
	nothing_changed(d, &before);
	desk_free(d);
	rv_sim_stop(sim);
}

static void wrong_types_are_refused(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d = desk_started("[{\"at\":" DESK_LATER
				      ",\"for\":3,\"match\":\"ws\",\"do\":\"wrong_types\"}]",
				      &sim);
	const int64_t end = rv_mono_ms() + DESK_LATER_MS + 4000;
	while (rv_mono_ms() < end && desk_malformed(d) == 0)
		desk_pump(d, 100);
	assert_true(desk_malformed(d) > 0);
	for (size_t i = 0; i < d->b.n; i++)
		assert_true(d->b.quotes[i].mark > 0.0);
	assert_true(desk_wait(d, desk_up, 15000));
	desk_free(d);
	rv_sim_stop(sim);
}

static void a_frozen_market_looks_frozen(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d =
		desk_started("[{\"at\":4,\"for\":9,\"match\":\"*\",\"do\":\"freeze\"}]", &sim);
	assert_true(desk_wait(d, desk_not_live, 14000));
	assert_true(desk_wait(d, desk_up, 20000));
	desk_free(d);
	rv_sim_stop(sim);
}

/* A hundredth of real speed: no price changes for many real seconds, and that is right. */
static void a_slow_clock_is_no_frozen_market(void **state)
{
	(void)state;
	rv_sim *sim = desk_venue("127.0.0.1:0", NULL, 0.01, false, 7);
	struct desk *d = desk_new(rv_sim_url(sim), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_everything, 60000));
	const int64_t end = rv_mono_ms() + 5000;
	while (rv_mono_ms() < end)
		desk_pump(d, 100);
	assert_string_not_equal(d->b.venue.last_error, "prices are frozen");
	assert_true(desk_up(d));
	desk_free(d);
	rv_sim_stop(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(garbage_is_counted_and_changes_nothing),
		cmocka_unit_test(wrong_types_are_refused),
		cmocka_unit_test(a_frozen_market_looks_frozen),
		cmocka_unit_test(a_slow_clock_is_no_frozen_market),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
