/* The clock of a simulated venue, asked for once: its start and its speed, or no change. */
#include "feeds/clock_ask.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/patience.h"
#include "tests/support/sim_venue.h"
#include "tests/support/tiny_server.h"

enum { MOST_MS = 5000 * RV_PATIENCE };

static void takes_start_and_speed(void **state)
{
	(void)state;
	rv_sim_params p;
	rv_sim *sim = NULL;
	rv_clock *c = NULL;
	rv_err err = { 0 };
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.start_ms = venue_start;
	p.speed = 20;
	assert_int_equal(rv_sim_start(&p, NULL, &sim, &err), RV_OK);
	const int64_t began = rv_mono_ms();
	assert_int_equal(rv_clock_new_slaved(&c), RV_OK);
	assert_int_equal(rv_clock_ask(rv_sim_url(sim), c, MOST_MS, &err), RV_OK);
	const int64_t now = rv_clock_utc_ms(c), start = rv_sim_start_ms(sim);
	assert_true(now >= start && now <= start + 20 * (rv_mono_ms() - began + 1000));
	assert_int_equal((int)rv_clock_rate(c), 20);
	rv_clock_free(c);
	rv_sim_stop(sim);
}

static void hang(int fd, int nth, void *arg)
{
	char buf[1024];
	(void)nth;
	(void)arg;
	while (tiny_request(fd, buf, sizeof(buf)))
		;
}

static void without_an_answer_nothing_changes(void **state)
{
	(void)state;
	char url[64];
	rv_clock *c = NULL;
	rv_err err = { 0 };
	tiny_server *s = tiny_start(hang, NULL);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d", tiny_port(s));
	assert_int_equal(rv_clock_new_slaved(&c), RV_OK);
	const int64_t before = rv_clock_utc_ms(c);
	assert_int_equal(rv_clock_ask(url, c, 200, &err), RV_ETIMEOUT);
	assert_non_null(strstr(err.text, "has not told its clock"));
	tiny_stop(s);
	assert_true(rv_clock_ask(url, c, MOST_MS, &err) != RV_OK); /* nobody listens there now */
	const int64_t after = rv_clock_utc_ms(c);
	assert_true(after >= before && after - before < 60000);
	rv_clock_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_start_and_speed),
		cmocka_unit_test(without_an_answer_nothing_changes),
	};
	return cmocka_run_group_tests(tests, venue_group_setup, venue_group_teardown);
}
