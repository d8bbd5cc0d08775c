/*
 * The market feed against the simulated venue, over real sockets on loopback: it fills, a warm
 * start asks only for what is missing, and it stops at once.
 */
#include "engine/base/health.h"
#include "feeds/market_feed.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/tiny_server.h"
#include "tests/support/tmpdir.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fills_from_nothing(void **state)
{
	(void)state;
	rv_sim *s = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	const int64_t t0 = rv_mono_ms();
	struct desk *d = desk_new(rv_sim_url(s), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_first_stage, 20000));
	const int64_t t1 = rv_mono_ms() - t0;
	assert_true(desk_wait(d, desk_up, 20000));
	const int64_t t2 = rv_mono_ms() - t0;
	assert_true(desk_wait(d, desk_everything, 120000));
	print_message("first stage %lld ms, subscribed %lld ms, everything %lld ms\n",
		      (long long)t1, (long long)t2, (long long)(rv_mono_ms() - t0));
	assert_true(d->b.venue.is_sim);
	assert_true(fabs(d->b.venue.skew_ms) < 250.0 * RV_PATIENCE);
	const struct desk_sym *btc = desk_find(d, "BTC");
	assert_int_equal(btc->n1h, DESK_HOURS);
	assert_int_equal(btc->n1d, 400);
	assert_in_range(btc->n_fund, DESK_FUNDING_H - 1, DESK_FUNDING_H + 1);
	assert_int_equal(btc->resets, 0);
	const int64_t now = rv_clock_utc_ms(d->clock);
	assert_in_range(now - btc->last_1h, RV_HOUR_MS, 2 * RV_HOUR_MS + 5000);
	assert_int_equal(desk_malformed(d), 0);
	desk_free(d);
	rv_sim_stop(s);
}

static const rv_quote *quote_of(const struct desk *d, const char *name)
{
	for (size_t i = 0; i < d->b.n; i++) {
		if (strcmp(d->b.quotes[i].symbol, name) == 0)
			return &d->b.quotes[i];
	}
	fail_msg("%s has no quote", name);
	return NULL;
}

static bool has_best_prices(const struct desk *d)
{
	const rv_quote *q = quote_of(d, "BTC");
	return q->bbo_at != RV_NEVER && isfinite(q->bid) && isfinite(q->ask);
}

/* A best price comes only when it changes: one of a connection that ended must not stay. */
static void best_prices_belong_to_their_connection(void **state)
{
	(void)state;
	rv_sim *s = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	char listen[64];
	(void)snprintf(listen, sizeof(listen), "%s", strstr(rv_sim_url(s), "//") + 2);
	struct desk *d = desk_new(rv_sim_url(s), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_up, 20000 * RV_PATIENCE));
	assert_true(desk_wait(d, has_best_prices, 20000 * RV_PATIENCE));
	const rv_quote *q = quote_of(d, "BTC");
	assert_true(q->bid < q->ask && q->bid <= q->mid && q->mid <= q->ask);
	const int64_t before = q->bbo_at;
	rv_sim_stop(s);
	assert_true(desk_wait(d, desk_down, 20000 * RV_PATIENCE));
	assert_int_equal(quote_of(d, "BTC")->bbo_at, RV_NEVER);
	assert_true(isnan(quote_of(d, "BTC")->bid));
	s = desk_venue(listen, NULL, 1.0, false, 7);
	assert_true(desk_wait(d, has_best_prices, 20000 * RV_PATIENCE));
	assert_true(quote_of(d, "BTC")->bbo_at > before);
	desk_free(d);
	rv_sim_stop(s);
}

static uint64_t rest_answers(const struct desk *d)
{
	return d->b.streams[RV_STREAM_REST].messages;
}

static void a_warm_start_asks_only_for_what_is_missing(void **state)
{
	(void)state;
	const char *path = rv_tmp_path("warm.db");
	rv_sim *s = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	struct desk *d = desk_new(rv_sim_url(s), path, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_everything, 120000));
	const size_t n = d->n;
	const struct desk_sym cold = *desk_find(d, "ETH");
	const uint64_t cold_answers = rest_answers(d);
	const unsigned cold_weight = d->b.venue.weight_used;
	desk_free(d);
	d = desk_new(rv_sim_url(s), path, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_everything, 120000));
	const struct desk_sym *warm = desk_find(d, "ETH");
	assert_int_equal(warm->n1h, cold.n1h);
	assert_int_equal(warm->n1d, cold.n1d);
	assert_int_equal(warm->n_fund, cold.n_fund);
	assert_int_equal(warm->resets, 0);
	assert_close("newest close", warm->last_close, cold.last_close, 0.0);
	print_message("cold: %llu answers, weight %u; warm: %llu answers, weight %u\n",
		      (unsigned long long)cold_answers, cold_weight,
		      (unsigned long long)rest_answers(d), d->b.venue.weight_used);
	/* Three tails of one symbol each, and once more for the few that were listed late. */
	assert_true(rest_answers(d) <= 3 * n + 20);
	assert_true(d->b.venue.weight_used <= 23 * rest_answers(d)); /* tails, no depth */
	assert_true(d->b.venue.weight_used < cold_weight / (DESK_HOURS == 1440 ? 3 : 2));
	desk_free(d);
	rv_sim_stop(s);
}

static void another_market_in_the_store_is_replaced(void **state)
{
	(void)state;
	const char *path = rv_tmp_path("other.db");
	rv_sim *s = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	struct desk *d = desk_new(rv_sim_url(s), path, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_everything, 120000));
	desk_free(d);
	rv_sim_stop(s);
	s = desk_venue("127.0.0.1:0", NULL, 1.0, false, 8);
	d = desk_new(rv_sim_url(s), path, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_everything, 120000));
	assert_true(desk_find(d, "BTC")->resets >= 1);
	assert_int_equal(desk_find(d, "BTC")->n1h, DESK_HOURS);
	const double got = desk_find(d, "BTC")->last_close;
	desk_free(d);
	d = desk_new(rv_sim_url(s), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, desk_everything, 120000));
	assert_close("close as of a fresh start", got, desk_find(d, "BTC")->last_close, 0.0);
	desk_free(d);
	rv_sim_stop(s);
}

static void serve_nothing(int fd, int nth, void *arg)
{
	char buf[4096];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, buf, sizeof(buf))) /* never answered */
		;
}

/* desk_free fails the test when stop takes a second. */
static void stops_at_once_whatever_the_venue_does(void **state)
{
	(void)state;
	char mute[64];
	tiny_server *t = tiny_start(serve_nothing, NULL);
	(void)snprintf(mute, sizeof(mute), "http://127.0.0.1:%d", tiny_port(t));
	const char *const urls[] = { mute, "http://127.0.0.1:1", "http://venue.invalid",
				     "https://venue.invalid" };
	for (size_t i = 0; i < LEN(urls); i++) {
		struct desk *d = desk_new(urls[i], NULL, 1200);
		for (int k = 0; k < 3; k++)
			desk_pump(d, 60);
		desk_free(d);
		d = desk_new(urls[i], NULL, 1200);
		desk_free(d);
	}
	tiny_stop(t);
}

static void refuses_what_it_cannot_run_on(void **state)
{
	(void)state;
	static const char text[] =
		"this is no database, and it is longer than a header of one ....."
		"..................................................";
	const char *path = rv_tmp_path("broken.db");
	char back[sizeof(text) + 1];
	rv_clock *clock = NULL;
	rv_board *board = NULL;
	rv_queue *md = NULL;
	rv_feed *feed = NULL;
	rv_feed_params p;
	rv_err err = { 0 };
	rv_file_write(path, text, sizeof(text));
	assert_int_equal(rv_clock_new_slaved(&clock), RV_OK);
	assert_int_equal(rv_board_new(&board), RV_OK);
	assert_int_equal(rv_queue_new(8, &md), RV_OK);
	rv_feed_params_default(&p);
	p.base_url = "http://127.0.0.1:1";
	p.store_path = path;
	assert_int_not_equal(rv_feed_start(&p, clock, board, md, NULL, &feed, &err), RV_OK);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(rv_file_read(path, back, sizeof(back)), sizeof(text));
	assert_memory_equal(back, text, sizeof(text)); /* untouched */
	p.store_path = NULL;
	p.base_url = "ftp://127.0.0.1";
	assert_int_equal(rv_feed_start(&p, clock, board, md, NULL, &feed, &err), RV_EINVAL);
	p.base_url = "http://127.0.0.1:1";
	p.weight_reserve = p.weight_per_min;
	assert_int_equal(rv_feed_start(&p, clock, board, md, NULL, &feed, &err), RV_EINVAL);
	rv_queue_free(md, NULL);
	rv_board_free(board);
	rv_clock_free(clock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_from_nothing),
		cmocka_unit_test(best_prices_belong_to_their_connection),
		cmocka_unit_test_setup_teardown(a_warm_start_asks_only_for_what_is_missing,
						rv_tmp_setup, rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(another_market_in_the_store_is_replaced,
						rv_tmp_setup, rv_tmp_teardown),
		cmocka_unit_test(stops_at_once_whatever_the_venue_does),
		cmocka_unit_test_setup_teardown(refuses_what_it_cannot_run_on, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
