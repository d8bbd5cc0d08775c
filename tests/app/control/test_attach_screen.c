/*
 * The same snapshot on two terminals: one console in the desk's process, one at the other end of
 * the control socket. What they show is the same, but for how far the desk is.
 */
#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/control_bench.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"
#include "tests/support/view_trade.h"
#include "tui/console.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCREEN = RV_COLS * RV_ROWS * 4 + RV_ROWS + 1, SETTLE_MS = 1500 };

typedef struct child {
	bool attached;
	const char *keys;
} child;

static atomic_bool stopping;

/* The same market again and again, so that it stays young. */
static void *publish(void *arg)
{
	while (!atomic_load(&stopping)) {
		cb_publish(arg, ((control_bench *)arg)->now->utc_ms);
		(void)poll(NULL, 0, 200);
	}
	return NULL;
}

static int run_console(rv_job_shared *sh, void *arg)
{
	static volatile sig_atomic_t never = 0;
	const child *c = arg;
	rv_console_params p;
	rv_err err = { 0 };
	pthread_t thread;
	rv_control_link *link = NULL;
	rv_control_link_params lp = { .read_only = true };
	control_bench *b = cb_new(0);
	(void)sh;
	rv_fixture_trade(b->now);
	if (pthread_create(&thread, NULL, publish, b) != 0 ||
	    rv_pub_new(RV_LINK_SNAPSHOTS, &lp.pub) != RV_OK)
		return 1;
	(void)snprintf(lp.path, sizeof(lp.path), "%s", b->path);
	rv_console_params_default(&p);
	if (c->attached) {
		if (rv_control_link_start(&lp, &link, &err) != RV_OK)
			return 1;
		p.link = rv_control_link_now;
		p.link_ctx = link;
	}
	const rv_status st = rv_console_run(&p, c->attached ? lp.pub : b->pub, &never, &err);
	rv_control_link_stop(link);
	atomic_store(&stopping, true);
	(void)pthread_join(thread, NULL);
	rv_pub_free(lp.pub);
	cb_free(b);
	return st == RV_OK ? 0 : RV_CONSOLE_EXIT_FAILED;
}

/* What is on the screen below the two lines of the header. */
static void screen_of(child c, char out[SCREEN])
{
	rv_job *j = rv_job_start(RV_COLS, RV_ROWS, rv_xterm_env, run_console, &c);
	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
	if (c.attached) {
		assert_true(rv_job_wait_text(j, "RTT ", RV_PATIENCE_MS));
		assert_true(rv_job_has_text(j, "VIEW ONLY"));
	}
	rv_job_send(j, c.keys, strlen(c.keys));
	rv_job_pump(j, SETTLE_MS, 0);
	const char *text = rv_job_screen(j);
	for (int line = 0; line < 2; line++)
		text = strchr(text, '\n') + 1;
	(void)snprintf(out, SCREEN, "%s", text);
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	assert_int_equal(rv_job_notes(j)->exit_status, 0);
	rv_job_free(j);
}

static void both_ends_show_the_same(void **state)
{
	(void)state;
	static const char *const keys[] = { "", "5" };
	char *here = malloc(SCREEN), *there = malloc(SCREEN);
	assert_true(here && there);
	(void)rv_tmp_path("control.sock.lock"); /* the consoles' processes make it */
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		screen_of((child){ .attached = false, .keys = keys[i] }, here);
		screen_of((child){ .attached = true, .keys = keys[i] }, there);
		if (strcmp(here, there) != 0)
			fail_msg("screen '%s': here\n%s\nthere\n%s", keys[i], here, there);
	}
	free(here);
	free(there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_ends_show_the_same, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
