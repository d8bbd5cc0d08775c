/* The desk as plain lines: what is known is said, what is not is `--`, alerts once each. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tui/plain.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

static char buf[RV_PLAIN_TEXT];

static void a_live_desk_in_one_line(void **state)
{
	(void)state;
	rv_view *v = rv_fixture_view();
	assert_non_null(v);
	const char *s = rv_plain_line(v, NULL, v->mono_ms, buf);
	assert_int_equal(strncmp(s, "2026-11-20T12:34:56Z SIM feed live ", 35), 0);
	assert_non_null(strstr(s, "| RV bar 2026-11-20T12:00:00Z scored "));
	assert_non_null(strstr(s, "| strong "));
	assert_non_null(strstr(s, "btc_vs_eth "));
	assert_null(strchr(s, '\n'));
	assert_null(strstr(s, "SILENT"));
	free(v);
}

static void the_ends_are_the_extremes(void **state)
{
	(void)state;
	rv_view *v = rv_fixture_view();
	assert_non_null(v);
	rv_fixture_row(v, "LTC")->rv = 0.9995;
	rv_fixture_row(v, "SUI")->rv = -0.9995;
	rv_fixture_row(v, "BTC")->rv_available = false; /* not scored: in neither */
	rv_fixture_row(v, "BTC")->rv = NAN;
	const char *s = rv_plain_line(v, NULL, v->mono_ms, buf);
	assert_non_null(strstr(s, "strong LTC +1.000 ")); /* rounded for the eye */
	assert_non_null(strstr(s, "weak SUI -1.000 "));
	assert_null(strstr(s, " BTC "));
	free(v);
}

static void unknown_is_said(void **state)
{
	(void)state;
	rv_view *v = rv_fixture_view();
	assert_non_null(v);
	rv_fixture_empty(v);
	assert_non_null(strstr(rv_plain_line(v, NULL, v->mono_ms, buf), "no scores yet"));
	free(v);
}

static void a_silent_engine_and_a_dead_feed_are_said(void **state)
{
	(void)state;
	rv_view *v = rv_fixture_view();
	assert_non_null(v);
	assert_non_null(strstr(rv_plain_line(v, NULL, v->mono_ms + 3100, buf), "ENGINE SILENT 3s"));
	const rv_link up = { .attached = true, .up = true }, down = { .attached = true };
	assert_non_null(strstr(rv_plain_line(v, &up, v->mono_ms + 3100, buf), "ENGINE SILENT 3s"));
	assert_non_null(strstr(rv_plain_line(v, &down, v->mono_ms + 1100, buf),
			       "DISCONNECTED - data 1s old"));
	rv_fixture_venue_down(v);
	assert_non_null(strstr(rv_plain_line(v, NULL, v->mono_ms, buf), "feed down "));
	free(v);
}

static volatile sig_atomic_t stop;

static void on_alarm(int sig)
{
	(void)sig;
	stop = 1;
}

/* A signal is how the real program is told to stop. */
static void stop_soon(void)
{
	const struct sigaction sa = { .sa_handler = on_alarm };
	const struct itimerval in_60_ms = { .it_value = { .tv_usec = 60000 } };
	stop = 0;
	assert_int_equal(sigaction(SIGALRM, &sa, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &in_60_ms, NULL), 0);
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;
	for (const char *p = strstr(text, word); p; p = strstr(p + 1, word))
		n++;
	return n;
}

static void every_line_goes_out_and_an_alert_once(void **state)
{
	(void)state;
	rv_pub *pub = NULL;
	rv_err err = { 0 };
	FILE *out = tmpfile();
	rv_view *v = rv_fixture_view();
	assert_true(out && v);
	rv_fixture_venue_down(v);
	assert_true(v->n_alerts >= 1);
	assert_int_equal(rv_pub_new(3, &pub), RV_OK);
	rv_view *slot = rv_pub_begin(pub);
	assert_non_null(slot);
	*slot = *v;
	rv_pub_commit(pub, slot);
	stop_soon();
	assert_int_equal(rv_plain_run(out, pub, NULL, NULL, 5, &stop, &err), RV_OK);
	char *text = calloc(1, 1 << 16);
	assert_non_null(text);
	rewind(out);
	assert_true(fread(text, 1, (1 << 16) - 1, out) > 0);
	assert_true(count(text, "| RV bar ") >= 2);
	assert_int_equal(count(text, v->alerts[0].text), 1);
	free(text);
	free(v);
	rv_pub_free(pub);
	assert_int_equal(fclose(out), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_live_desk_in_one_line),
		cmocka_unit_test(the_ends_are_the_extremes),
		cmocka_unit_test(unknown_is_said),
		cmocka_unit_test(a_silent_engine_and_a_dead_feed_are_said),
		cmocka_unit_test(every_line_goes_out_and_an_alert_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
