/*
 * History that cannot be kept any more: the keeper says why, once, and the desk goes on without
 * its store.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/base/clock.h"
#include "feeds/history_keeper.h"
#include "tests/support/feed_desk.h"
#include "tests/support/store_help.h"

enum { BARS = 2000, SMALL_FILE = 200000 };

/* Files end at so many bytes, as on a full disk. */
static void limit_files(rlim_t bytes, struct rlimit *before)
{
	struct rlimit r;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, before), 0);
	r = *before;
	r.rlim_cur = bytes;
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	assert_int_equal(sigaction(SIGXFSZ, &ignore, NULL), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

static void fill(rv_bar *bars)
{
	for (int i = 0; i < BARS; i++)
		bars[i] = (rv_bar){ i * RV_HOUR_MS, 1.5, 1.5, 1.5, 1.5, NAN, NAN };
}

static void a_store_that_breaks_is_given_up_once_and_says_why(void **state)
{
	store_place *f = *state;
	rv_clock *clock = NULL;
	rv_log *log = NULL;
	rv_keeper *k = NULL;
	rv_bar *bars = calloc(BARS, sizeof(*bars));
	assert_non_null(bars);
	fill(bars);
	assert_int_equal(rv_clock_new_real(&clock), RV_OK);
	assert_int_equal(rv_log_new(clock, NULL, &log, NULL), RV_OK);
	assert_ok(rv_keeper_new(f->path, "http://127.0.0.1:1", log, &k, &f->err), f->err);
	rv_keeper_bars(k, "BTC", RV_INTERVAL_1H, bars, BARS, false, 0);
	assert_int_equal(rv_keeper_flush(k, 0, true), -1);
	assert_string_equal(rv_keeper_error(k), "");

	FILE *file = fopen(f->path, "r+b"); /* the change counter too: no cache is trusted */
	assert_non_null(file);
	assert_int_equal(fseek(file, 24, SEEK_SET), 0);
	for (int i = 0; i < 60000; i++)
		assert_int_equal(fputc(0x5a, file), 0x5a);
	assert_int_equal(fclose(file), 0);
	const uint64_t lines = rv_log_seq(log);
	for (int i = 0; i < 3; i++) {
		rv_keeper_bars(k, "ETH", RV_INTERVAL_1H, bars, BARS, false, 0);
		(void)rv_keeper_flush(k, 0, true);
	}
	assert_int_equal(rv_log_seq(log), lines + 1);
	assert_true(rv_keeper_error(k)[0] != '\0');
	assert_null(strstr(rv_keeper_error(k), f->path)); /* the reason, not the place */
	rv_keeper_free(k);
	rv_log_free(log);
	rv_clock_free(clock);
	free(bars);
}

static bool store_lost(const struct desk *d)
{
	return d->b.venue.store_error[0] != '\0';
}

static void a_full_disk_leaves_a_desk_that_says_so(void **state)
{
	store_place *f = *state;
	struct rlimit before;
	rv_sim *sim = desk_venue("127.0.0.1:0", NULL, 1.0, false, 7);
	limit_files(SMALL_FILE, &before);
	struct desk *d = desk_new(rv_sim_url(sim), f->path, DESK_GENEROUS);
	const bool lost = desk_wait(d, store_lost, 60000);
	const bool all = desk_wait(d, desk_everything, 60000);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(lost);
	assert_true(all);
	assert_true(desk_wait(d, desk_up, 10000));
	assert_true(store_lost(d)); /* it stands */
	desk_free(d);
	rv_sim_stop(sim);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, store_place_setup, store_place_teardown)
	const struct CMUnitTest tests[] = {
		T(a_store_that_breaks_is_given_up_once_and_says_why),
		T(a_full_disk_leaves_a_desk_that_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
