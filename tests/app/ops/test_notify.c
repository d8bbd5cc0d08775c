/* Words to a service manager: its two kinds of socket, its watchdog, and nobody there. */
#include "app/ops/notify.h"

#include "tests/support/cm.h"
#include "tests/support/notify_ear.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 2000, PID = 4711 };

static void speaks(const char *name)
{
	notify_ear ear;
	rv_notify n;
	rv_err err = { 0 };
	notify_ear_open(&ear, name);
	assert_int_equal(rv_notify_open(&n, name, NULL, NULL, PID, &err), RV_OK);
	assert_true(rv_notify_wanted(&n));
	assert_true(rv_notify_send(&n, "READY=%d\nSTATUS=%s", 1, "HALTED"));
	assert_true(notify_ear_next(&ear, WAIT_MS));
	assert_string_equal(ear.text, "READY=1\nSTATUS=HALTED");
	assert_true(rv_notify_send(&n, "WATCHDOG=1"));
	assert_true(notify_ear_next(&ear, WAIT_MS));
	assert_string_equal(ear.text, "WATCHDOG=1");
	assert_int_equal(n.lost, 0);
	rv_notify_close(&n);
	assert_false(rv_notify_send(&n, "WATCHDOG=1"));
	notify_ear_close(&ear);
}

static void a_path(void **state)
{
	(void)state;
	speaks(rv_tmp_path("notify"));
}

static void the_abstract_namespace(void **state)
{
	(void)state;
	char name[64];
	(void)snprintf(name, sizeof(name), "@rvdesk-test-notify-%ld", (long)getpid());
	speaks(name);
}

static void nobody_is_there(void **state)
{
	(void)state;
	rv_notify n;
	rv_err err = { 0 };
	assert_int_equal(rv_notify_open(&n, NULL, "20000000", NULL, PID, &err), RV_OK);
	assert_false(rv_notify_wanted(&n));
	assert_false(rv_notify_send(&n, "READY=1"));
	assert_int_equal(rv_notify_open(&n, rv_tmp_path("gone"), NULL, NULL, PID, &err), RV_OK);
	assert_false(rv_notify_send(&n, "READY=1"));
	assert_int_equal(n.lost, 1);
	rv_notify_close(&n);
}

/* A reader that never reads must not hold the desk up. */
static void a_full_socket_does_not_block(void **state)
{
	(void)state;
	notify_ear ear;
	rv_notify n;
	rv_err err = { 0 };
	int sent = 0;
	notify_ear_open(&ear, rv_tmp_path("full"));
	assert_int_equal(rv_notify_open(&n, ear.name, NULL, NULL, PID, &err), RV_OK);
	while (sent < 100000 && rv_notify_send(&n, "WATCHDOG=1"))
		sent++;
	assert_true(sent > 0 && sent < 100000);
	assert_int_equal(n.lost, 1);
	notify_ear_drain(&ear);
	assert_true(rv_notify_send(&n, "WATCHDOG=1"));
	rv_notify_close(&n);
	notify_ear_close(&ear);
}

static void the_watchdog_of_this_process_alone(void **state)
{
	(void)state;
	const struct {
		const char *usec, *pid;
		rv_status st;
		int64_t us;
	} cases[] = {
		{ "20000000", NULL, RV_OK, 20000000 }, { "20000000", "4711", RV_OK, 20000000 },
		{ "20000000", "4712", RV_OK, 0 },      { NULL, "4711", RV_OK, 0 },
		{ "0", NULL, RV_EINVAL, 0 },	       { "-5", NULL, RV_EINVAL, 0 },
		{ "20s", NULL, RV_EINVAL, 0 },	       { "20000000", "me", RV_EINVAL, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rv_notify n;
		rv_err err = { 0 };
		assert_int_equal(
			rv_notify_open(&n, "/run/none", cases[i].usec, cases[i].pid, PID, &err),
			cases[i].st);
		assert_int_equal(n.watchdog_us, cases[i].us);
		assert_int_equal(err.text[0] != '\0', cases[i].st != RV_OK);
		rv_notify_close(&n);
	}
}

static void other_names_are_refused(void **state)
{
	(void)state;
	char most[120];
	rv_notify n;
	memset(most, 'a', sizeof(most) - 1);
	most[0] = '/';
	most[sizeof(most) - 1] = '\0';
	const char *const names[] = { "run/notify", "vsock:2:1234", "@", "/", most };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rv_err err = { 0 };
		assert_int_equal(rv_notify_open(&n, names[i], NULL, NULL, PID, &err), RV_EINVAL);
		assert_non_null(strstr(err.text, "NOTIFY_SOCKET"));
		assert_false(rv_notify_wanted(&n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path),
		cmocka_unit_test(the_abstract_namespace),
		cmocka_unit_test(nobody_is_there),
		cmocka_unit_test(a_full_socket_does_not_block),
		cmocka_unit_test(the_watchdog_of_this_process_alone),
		cmocka_unit_test(other_names_are_refused),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
