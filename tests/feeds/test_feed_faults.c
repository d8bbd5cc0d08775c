/*
 * What the market feed shows while the venue misbehaves, and that it recovers by itself: garbage,
 * silence, closed and refused connections, errors, frozen prices, a venue that is killed.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"
#include "tests/support/patience.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRUTH_MS = 5000 * RV_PATIENCE }; /* the screen tells the truth within so much */

/* When a fault begins, in seconds since the venue's start: after the desk has all it needs. */
#if RV_PATIENCE > 1
#define LATER "24"
enum { LATER_MS = 24000 };
#else
#define LATER "6"
enum { LATER_MS = 6000 };
#endif

static void write_plan(char *path, size_t cap, const char *plan)
{
	const char *dir = getenv("TMPDIR");
	(void)snprintf(path, cap, "%s/rvfeed-%ld-faults.json", dir ? dir : "/tmp", (long)getpid());
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(plan, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* A live desk on a venue with this plan; the plan's times count from the venue's start. */
static struct desk *started(const char *plan, rv_sim **sim)
{
	char path[256];
	write_plan(path, sizeof(path), plan);
	*sim = desk_venue("127.0.0.1:0", path, 1.0, false, 7);
	assert_int_equal(unlink(path), 0);
	struct desk *d = desk_new(rv_sim_url(*sim), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_first_stage, 60000));
	assert_true(desk_wait(d, desk_up, 10000));
	return d;
}

/* The same with all its history. */
static struct desk *filled(const char *plan, rv_sim **sim)
{
	struct desk *d = started(plan, sim);
	assert_true(desk_wait(d, desk_everything, 60000));
	assert_true(desk_wait(d, desk_up, 10000));
	return d;
}

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
	struct desk *d =
		filled("[{\"at\":" LATER ",\"for\":6,\"match\":\"ws\",\"do\":\"garbage\"},"
		       "{\"at\":" LATER ",\"for\":6,\"match\":\"info\",\"do\":\"garbage\"}]",
		       &sim);
	const struct desk_sym before = *desk_find(d, "SOL");
	assert_int_equal(desk_malformed(d), 0);
	assert_true(desk_wait(d, desk_not_live, LATER_MS + TRUTH_MS));
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
	struct desk *d = started(
		"[{\"at\":" LATER ",\"for\":3,\"match\":\"ws\",\"do\":\"wrong_types\"}]", &sim);
	const int64_t end = rv_mono_ms() + LATER_MS + 4000;
	while (rv_mono_ms() < end && desk_malformed(d) == 0)
		desk_pump(d, 100);
	assert_true(desk_malformed(d) > 0);
	for (size_t i = 0; i < d->b.n; i++)
		assert_true(d->b.quotes[i].mark > 0.0);
	assert_true(desk_wait(d, desk_up, 15000));
	desk_free(d);
	rv_sim_stop(sim);
}

static void silence_is_told_within_five_seconds(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d =
		started("[{\"at\":" LATER ",\"for\":7,\"match\":\"ws\",\"do\":\"silent\"}]", &sim);
	assert_true(desk_wait(d, desk_down, LATER_MS + TRUTH_MS + 500));
	assert_true(d->b.venue.last_error[0] != '\0');
	assert_true(desk_wait(d, desk_up, 20000));
	assert_true(d->b.streams[RV_STREAM_MIDS].reconnects >= 1);
	desk_free(d);
	rv_sim_stop(sim);
}

static void a_frozen_market_looks_frozen(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d = started("[{\"at\":4,\"for\":9,\"match\":\"*\",\"do\":\"freeze\"}]", &sim);
	assert_true(desk_wait(d, desk_not_live, 14000));
	assert_true(desk_wait(d, desk_up, 20000));
	desk_free(d);
	rv_sim_stop(sim);
}

static void closed_connections_come_back(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d = started("[{\"at\":4,\"for\":1.5,\"match\":\"ws\",\"do\":\"close\","
				 "\"code\":1000},{\"at\":9,\"for\":1.5,\"match\":\"ws\","
				 "\"do\":\"close\",\"code\":1006}]",
				 &sim);
	const int64_t end = rv_mono_ms() + 15000;
	while (rv_mono_ms() < end && d->b.streams[RV_STREAM_CTX].reconnects < 2)
		desk_pump(d, 100);
	assert_true(d->b.streams[RV_STREAM_CTX].reconnects >= 2);
	assert_true(desk_wait(d, desk_up, 10000));
	desk_free(d);
	rv_sim_stop(sim);
}

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
		struct desk *d = filled(plans[i], &sim);
		assert_int_equal(desk_find(d, "BTC")->n1h, 1440);
		rv_feed_params p;
		rv_feed_params_default(&p);
		const size_t hours = (size_t)p.depth_funding_h;
		assert_in_range(desk_find(d, "BTC")->n_fund, hours - 1, hours + 1);
		if (i == LEN(plans) - 1)
			assert_true(rv_mono_ms() - t0 >= 11000); /* Retry-After is honoured */
		desk_free(d);
		rv_sim_stop(sim);
	}
}

static void pump_for(struct desk *d, int ms)
{
	const int64_t end = rv_mono_ms() + ms;
	while (rv_mono_ms() < end)
		desk_pump(d, 100);
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
	struct desk *d = filled("[]", &sim);
	(void)snprintf(listen, sizeof(listen), "%s", rv_sim_url(sim) + strlen("http://"));
	rv_sim_stop(sim);
	assert_true(desk_wait(d, desk_down, TRUTH_MS));
	pump_for(d, 2500);
	assert_false(d->b.venue.rest_ok && d->b.venue.ws_connected);
	sim = desk_venue(listen, NULL, 1.0, false, seed);
	assert_true(desk_wait(d, desk_up, 15000));
	/* Every symbol's newest bars are fetched again, and with another market everything is. */
	if (other_market)
		assert_true(desk_wait(d, all_reset, 30000));
	pump_for(d, 3000);
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
		cmocka_unit_test(garbage_is_counted_and_changes_nothing),
		cmocka_unit_test(wrong_types_are_refused),
		cmocka_unit_test(silence_is_told_within_five_seconds),
		cmocka_unit_test(a_frozen_market_looks_frozen),
		cmocka_unit_test(closed_connections_come_back),
		cmocka_unit_test(errors_at_the_start_are_waited_out),
		cmocka_unit_test(a_killed_venue_comes_back),
		cmocka_unit_test(a_venue_that_comes_back_as_another_market_is_believed),
		cmocka_unit_test(a_venue_that_is_down_at_the_start_is_waited_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
