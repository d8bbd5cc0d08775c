/*
 * What the market feed shows while a venue answers but refuses (HTTP errors, the rate limit): its
 * own count, and no outage. And the weight on the board, which leaves it with time alone.
 */
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"
#include "tests/support/patience.h"

#include <stdlib.h>

#include "feeds/rest_state.h"
#include "tests/support/tmpdir.h"

static uint64_t errors(const struct desk *d)
{
	return d->b.streams[RV_STREAM_REST].errors;
}

static bool refused_thrice(const struct desk *d)
{
	return errors(d) >= 3 && d->b.streams[RV_STREAM_CLOCK].connected;
}

static void refused_history_is_no_outage(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d = NULL;
	char path[RV_TMP_PATH * 2];
	rv_tmpdir dir;
	rv_tmpdir_make(&dir);
	rv_tmpdir_text(&dir, "plan.json",
		       "[{\"at\":0,\"for\":5,\"match\":\"info.candleSnapshot\",\"do\":\"status\","
		       "\"code\":500}]");
	sim = desk_venue("127.0.0.1:0", rv_tmpdir_path(&dir, "plan.json", path), 1.0, false, 7);
	rv_tmpdir_remove(&dir); /* it has been read */
	d = desk_new(rv_sim_url(sim), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, refused_thrice, 4500));
	const int64_t end = rv_mono_ms() + 60000;
	while (!desk_everything(d) && rv_mono_ms() < end) {
		desk_pump(d, 50);
		assert_true(d->b.venue.rest_ok);
		assert_true(d->b.streams[RV_STREAM_REST].connected);
		assert_true(d->b.streams[RV_STREAM_CLOCK].connected);
	}
	assert_true(desk_everything(d)); /* it is asked for again until it comes */
	assert_int_equal(desk_malformed(d), 0);
	assert_int_equal(d->b.venue.limited_until_mono_ms, 0);
	desk_free(d);
	rv_sim_stop(sim);
}

static bool limited(const struct desk *d)
{
	return d->b.venue.limited_until_mono_ms > 0;
}

static void a_rate_limit_is_a_wait_and_no_outage(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d = desk_started("[{\"at\":0,\"for\":60,\"match\":\"info.fundingHistory\","
				      "\"do\":\"status\",\"code\":429,\"retry_after\":12}]",
				      &sim);
	assert_true(desk_wait(d, limited, 10000 * RV_PATIENCE));
	desk_pump_for(d, 500);
	assert_true(d->b.venue.limited_ms >= 12000 && d->b.venue.limited_ms <= 13200);
	assert_true(d->b.venue.limited_until_mono_ms > rv_mono_ms());
	assert_true(errors(d) > 0);
	assert_int_equal(desk_malformed(d), 0);
	assert_true(d->b.venue.rest_ok && d->b.streams[RV_STREAM_CLOCK].connected);
	desk_free(d);
	rv_sim_stop(sim);
}

static void weight_on_the_board_decays(void **state)
{
	(void)state;
	rv_feed_shared sh = { 0 };
	rv_board_copy *c = calloc(1, sizeof(*c));
	rv_poller *r = calloc(1, sizeof(*r));
	assert_non_null(c);
	assert_non_null(r);
	assert_int_equal(rv_board_new(&sh.board), RV_OK);
	r->sh = &sh;
	rv_budget_init(&r->budget, 1200);
	assert_true(rv_budget_take(&r->budget, 100000, 300, 0));
	assert_true(rv_budget_take(&r->budget, 130000, 40, 0));
	static const struct {
		int64_t at;
		unsigned used;
	} cases[] = { { 130000, 340 }, { 159000, 340 }, { 162000, 40 }, { 192000, 0 } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rv_poller_weight(r, cases[i].at);
		rv_board_read(sh.board, c);
		assert_int_equal(c->venue.weight_used, cases[i].used);
		assert_int_equal(c->venue.weight_limit, 1200);
	}
	rv_board_free(sh.board);
	free(r);
	free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_history_is_no_outage),
		cmocka_unit_test(a_rate_limit_is_a_wait_and_no_outage),
		cmocka_unit_test(weight_on_the_board_decays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
