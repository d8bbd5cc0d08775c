/*
 * The market feed where a start goes wrong, where the venue is down, killed, or comes back as
 * another market: it ends with what a fresh start gets.
 */
#include <stdio.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"

static void errors_at_the_start_are_waited_out(void **state)
{
	(void)state;
	static const char *const plans[] = {
		"[{\"at\":0,\"for\":2,\"match\":\"info\",\"do\":\"status\",\"code\":502}]",
		"[{\"at\":0,\"for\":2,\"match\":\"info\",\"do\":\"truncate\"}]",
		"[{\"at\":0,\"for\":2,\"match\":\"*\",\"do\":\"refuse\"}]",
		"[{\"at\":0,\"for\":2,\"match\":\"info.candleSnapshot\",\"do\":\"duplicate\"}]",
		("[{\"at\":0,\"for\":6,\"match\":\"info.fundingHistory\",\"do\":\"status\","
		 "\"code\":429,\"retry_after\":11}]"),
	};
	for (size_t i = 0; i < LEN(plans); i++) {
		rv_sim *sim = NULL;
		const int64_t t0 = rv_mono_ms();
		struct desk *d = desk_filled(plans[i], &sim);
		assert_int_equal(desk_find(d, "BTC")->n1h, DESK_HOURS);
		assert_in_range(desk_find(d, "BTC")->n_fund, DESK_FUNDING_H - 1,
				DESK_FUNDING_H + 1);
		if (i == LEN(plans) - 1)
			assert_true(rv_mono_ms() - t0 >= 11000); /* Retry-After is honoured */
		desk_free(d);
		rv_sim_stop(sim);
	}
}

static bool all_reset(const struct desk *d)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->sym[i].n1h > 0 && d->sym[i].resets == 0)
			return false;
	}
	return true;
}

static void restart(uint64_t seed, bool other_market)
{
	char listen[64];
	rv_sim *sim = NULL;
	struct desk *d = desk_filled("[]", &sim);
	(void)snprintf(listen, sizeof(listen), "%s", rv_sim_url(sim) + strlen("http://"));
	rv_sim_stop(sim);
	assert_true(desk_wait(d, desk_down, DESK_TRUTH_MS));
	desk_pump_for(d, 2500);
	assert_false(d->b.venue.rest_ok && d->b.venue.ws_connected);
	sim = desk_venue(listen, NULL, 1.0, false, seed);
	assert_true(desk_wait(d, desk_up, 15000));
	/* Every symbol's newest bars are fetched again, and with another market everything is. */
	if (other_market)
		assert_true(desk_wait(d, all_reset, 30000));
	desk_pump_for(d, 3000);
	assert_int_equal(all_reset(d), other_market);
	struct desk *fresh = desk_new(rv_sim_url(sim), NULL, DESK_GENEROUS);
	assert_true(desk_wait(fresh, desk_everything, 60000));
	for (size_t i = 0; i < d->n; i++) {
		const struct desk_sym *f = desk_find(fresh, d->sym[i].name);
		assert_non_null(f);
		if (f->last_1h == d->sym[i].last_1h) /* an hour may pass between the two */
			assert_close(f->name, d->sym[i].last_close, f->last_close, 0.0);
	}
	desk_free(fresh);
	desk_free(d);
	rv_sim_stop(sim);
}

static void a_killed_venue_comes_back(void **state)
{
	(void)state;
	restart(7, false);
}

static void a_venue_that_comes_back_as_another_market_is_believed(void **state)
{
	(void)state;
	restart(11, true);
}

static void a_venue_that_is_down_at_the_start_is_waited_for(void **state)
{
	(void)state;
	char url[64], listen[64];
	rv_sim *sim = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	(void)snprintf(url, sizeof(url), "%s", rv_sim_url(sim));
	(void)snprintf(listen, sizeof(listen), "%s", url + strlen("http://"));
	rv_sim_stop(sim);
	struct desk *d = desk_new(url, NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_down, 2000));
	assert_true(d->b.venue.last_error[0] != '\0');
	assert_false(d->b.venue.rest_ok);
	sim = desk_venue(listen, NULL, 1.0, false, 7);
	assert_true(desk_wait(d, desk_everything, 30000));
	assert_true(desk_wait(d, desk_up, 10000));
	desk_free(d);
	rv_sim_stop(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_at_the_start_are_waited_out),
		cmocka_unit_test(a_killed_venue_comes_back),
		cmocka_unit_test(a_venue_that_comes_back_as_another_market_is_believed),
		cmocka_unit_test(a_venue_that_is_down_at_the_start_is_waited_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
