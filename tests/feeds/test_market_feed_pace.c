/*
 * The market feed's pace against the simulated venue: it follows the hours of a fast one, and keeps
 * within the limits of the real one.
 */
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"

static int64_t target;

static bool passed_target(const struct desk *d)
{
	for (size_t i = 0; i < d->n; i++) {
		if (!d->in[i].delisted && d->sym[i].last_1h < target)
			return false;
	}
	return true;
}

/* Ten hours in ten seconds: every hour of every live symbol arrives, and none is disputed. */
static void follows_the_hours(void **state)
{
	(void)state;
	rv_sim *s = desk_venue("127.0.0.1:0", NULL, 3600.0, false, 7);
	struct desk *d = desk_new(rv_sim_url(s), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_everything, 60000));
	target = desk_find(d, "BTC")->last_1h + 8 * RV_HOUR_MS;
	assert_true(desk_wait(d, passed_target, 60000));
	if (desk_find(d, "BTC")->resets || desk_malformed(d))
		desk_print_log(d);
	assert_int_equal(desk_find(d, "BTC")->resets, 0);
	assert_int_equal(desk_malformed(d), 0);
	assert_true(desk_live(d)); /* ages are judged at the venue's speed */
	desk_free(d);
	rv_sim_stop(s);
}

static void keeps_within_the_real_limits(void **state)
{
	(void)state;
	rv_sim *s = desk_venue("127.0.0.1:0", NULL, 1.0, true, 7);
	struct desk *d = desk_new(rv_sim_url(s), NULL, 1200);
	desk_pump_for(d, 8000);
	size_t with_bars = 0;
	for (size_t i = 0; i < d->n; i++) {
		assert_true((d->sym[i].have & RV_HAVE_PRICE) != 0);
		with_bars += (d->sym[i].have & RV_HAVE_RV_BARS) != 0;
	}
	assert_true(with_bars >= 40); /* 1000 of weight buys 46 tails of 21 */
	assert_true(d->b.venue.weight_used <= 1200);
	assert_int_equal(desk_malformed(d), 0); /* no 429 */
	desk_free(d);
	rv_sim_stop(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_the_hours),
		cmocka_unit_test(keeps_within_the_real_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
