/*
 * A console's link to the control server over a real socket: what it holds is byte for byte what
 * was published, a desk that goes is found again, and a command is of whom the kernel says, in
 * time, or not done. Strangers and slow ones: test_control_server.c.
 */
#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/control_bench.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static control_bench *b;

static int setup(void **state)
{
	if (rv_tmp_setup(state) != 0)
		return -1;
	b = cb_new(1);
	return 0;
}

static int teardown(void **state)
{
	cb_free(b);
	return rv_tmp_teardown(state);
}

static rv_control_stats stats(void)
{
	return rv_control_server_stats(b->server);
}

/* ---- the console's end ---- */

static rv_pub *mine;
static rv_control_link *start_link(const char *path, bool read_only)
{
	rv_control_link *l = NULL;
	rv_err err = { 0 };
	rv_control_link_params p = { .read_only = read_only };
	(void)snprintf(p.path, sizeof(p.path), "%s", path);
	assert_int_equal(rv_pub_new(RV_LINK_SNAPSHOTS, &mine), RV_OK);
	p.pub = mine;
	assert_int_equal(rv_control_link_start(&p, &l, &err), RV_OK);
	return l;
}

static void stop_link(rv_control_link *l)
{
	rv_control_link_stop(l);
	rv_pub_free(mine);
}

static bool has_come(int64_t mark)
{
	const rv_view *v = rv_pub_get(mine);
	const bool yes = v && v->utc_ms == mark;
	rv_pub_put(mine, v);
	return yes;
}

static rv_link link_now(rv_control_link *l)
{
	rv_link now;
	rv_control_link_now(l, &now);
	return now;
}

/* Byte for byte, but for the two that are each process's own. */
static void assert_same(rv_view *copy)
{
	const rv_view *v = rv_pub_get(mine);
	assert_non_null(v);
	memcpy(copy, v, sizeof(*v));
	rv_pub_put(mine, v);
	assert_true(copy->mono_ms <= b->now->mono_ms);
	assert_true(copy->mono_ms >= b->now->mono_ms - 1000 * RV_PATIENCE);
	copy->mono_ms = b->now->mono_ms;
	copy->seq = b->now->seq;
	assert_int_equal(memcmp(copy, b->now, sizeof(*copy)), 0);
}

/* Every third time a reader keeps an older one, as a frozen display does. */
/* Under a sanitizer a fifth of them: the same paths, ten times slower. */
enum { SNAPSHOTS = RV_PATIENCE > 1 ? 200 : 1000, COMES_BACK = SNAPSHOTS * 2 / 5 };

static void a_thousand_snapshots_are_the_same_there(void **state)
{
	(void)state;
	rv_control_link *l = start_link(b->path, true);
	rv_view *copy = malloc(sizeof(*copy));
	const rv_view *kept = NULL;
	rv_rng rng;
	assert_non_null(copy);
	rv_rng_seed(&rng, 2385, 7, 7);
	uint8_t *bytes = (uint8_t *)b->now;
	for (int64_t i = 1; i <= SNAPSHOTS; i++) {
		const size_t n = (size_t)rv_rng_below(&rng, 60);
		for (size_t k = 0; k < n; k++) /* anywhere, padding as well */
			bytes[64 + rv_rng_below(&rng, sizeof(rv_view) - 64)] =
				(uint8_t)rv_rng_below(&rng, 256);
		if (i % 50 == 0)
			memset(bytes + rv_rng_below(&rng, sizeof(rv_view) / 2), (int)i, 100000);
		b->now->clock_rate = 1.0;
		cb_publish(b, i);
		CB_UNTIL(has_come(i));
		assert_same(copy);
		if (i % 3 == 0) {
			rv_pub_put(mine, kept);
			kept = rv_pub_get(mine);
		}
		if (i % COMES_BACK == 0) { /* the desk comes back and begins with a whole one */
			cb_stop(b);
			CB_UNTIL(!link_now(l).up);
			cb_serve(b);
			CB_UNTIL(link_now(l).up);
		}
	}
	rv_pub_put(mine, kept);
	free(copy);
	stop_link(l);
}

static void a_desk_that_goes_is_said_and_found_again(void **state)
{
	(void)state;
	rv_control_link *l = start_link(b->path, false);
	rv_welcome w;
	rv_err err = { 0 };
	assert_int_equal(rv_control_link_wait(l, 10000 * RV_PATIENCE, &w, &err), RV_OK);
	assert_int_equal(w.uid, getuid());
	cb_publish(b, 1);
	CB_UNTIL(has_come(1));
	CB_UNTIL(link_now(l).rtt_ms >= 0);
	assert_true(link_now(l).up && link_now(l).may && link_now(l).attached);
	rv_pub_drain_event(mine);
	cb_stop(b);
	CB_UNTIL(!link_now(l).up);
	assert_true(link_now(l).why[0] != '\0');
	assert_int_equal(link_now(l).rtt_ms, -1);
	struct pollfd fd = { .fd = rv_pub_fd(mine), .events = POLLIN };
	assert_int_equal(poll(&fd, 1, 10000), 1); /* the screen is woken to say it */
	assert_true(has_come(1));		  /* and has what it had */
	(void)poll(NULL, 0, 500);
	cb_serve(b);
	const int64_t from = rv_mono_ms();
	CB_UNTIL(link_now(l).up);
	assert_true(rv_mono_ms() - from < 2500 * RV_PATIENCE);
	cb_publish(b, 2);
	CB_UNTIL(has_come(2));
	stop_link(l);
}

static void no_desk_is_one_line(void **state)
{
	(void)state;
	rv_welcome w;
	rv_err err = { 0 };
	cb_stop(b);
	rv_control_link *l = start_link(b->path, false);
	assert_int_equal(rv_control_link_wait(l, 10000 * RV_PATIENCE, &w, &err), RV_EIO);
	assert_non_null(strstr(err.text, "no desk is there"));
	stop_link(l);
}

/* ---- commands ---- */

static rv_command command(rv_cmd_kind kind, uint64_t nonce)
{
	rv_command c;
	memset(&c, 0, sizeof(c));
	c.kind = kind;
	c.nonce = nonce;
	c.rtt_ms = 2.5;
	c.frame_age_ms = NAN;
	(void)snprintf(c.reason, sizeof(c.reason), "because");
	return c;
}

static bool is_denied(rv_control_link *l, uint64_t nonce, const char *want)
{
	const rv_link now = link_now(l);
	for (size_t i = 0; i < RV_LINK_DENIED; i++) {
		if (now.denied[i].nonce == nonce && !now.denied[i].ok)
			return strstr(now.denied[i].text, want) != NULL;
	}
	return false;
}

static void a_command_is_of_whom_the_kernel_says(void **state)
{
	(void)state;
	rv_control_link *l = start_link(b->path, false);
	rv_welcome w;
	rv_err err = { 0 };
	assert_int_equal(rv_control_link_wait(l, 10000 * RV_PATIENCE, &w, &err), RV_OK);
	rv_command c = command(RV_CMD_NOTE, 41);
	c.uid = 777;
	c.conn = 888;
	rv_control_link_send(l, &c);
	CB_UNTIL(cb_commands(b) == 1);
	assert_int_equal(b->got[0].kind, RV_CMD_NOTE);
	assert_int_equal(b->got[0].nonce, 41);
	assert_int_equal(b->got[0].uid, getuid());
	assert_int_equal(b->got[0].conn, w.conn);
	assert_string_equal(b->got[0].reason, "because");
	assert_close("rtt", b->got[0].rtt_ms, 2.5, 0.0);
	c = command(RV_CMD_APPROVE, 42); /* one that adds risk is in time on a good way */
	rv_control_link_send(l, &c);
	CB_UNTIL(cb_commands(b) == 2);
	b->say = RV_EFULL;
	c.nonce = 43;
	rv_control_link_send(l, &c);
	CB_UNTIL(is_denied(l, 43, "too many commands wait"));
	cb_stop(b);
	CB_UNTIL(!link_now(l).up);
	c.nonce = 44;
	rv_control_link_send(l, &c);
	assert_true(is_denied(l, 44, "DISCONNECTED: not sent"));
	b->say = RV_OK;
	cb_serve(b);
	CB_UNTIL(link_now(l).up);
	CB_UNTIL(link_now(l).rtt_ms >= 0);
	assert_int_equal(cb_commands(b), 2); /* nothing was kept for later */
	stop_link(l);
}

static void who_looks_on_sends_nothing(void **state)
{
	(void)state;
	raw_console r;
	rv_wire_frame f;
	const rv_command c = command(RV_CMD_KILL, 5);
	raw_attach(&r, b->path, true);
	raw_command(&r, &c, 0);
	do
		assert_true(raw_next(&r, &f));
	while (f.type != RV_FRAME_ANSWER);
	rv_bytes_in in = { .at = f.data, .n = f.n };
	assert_int_equal(rv_take_u64(&in), 5);
	assert_int_equal(cb_commands(b), 0);
	assert_int_equal(stats().denied, 1);
	raw_close(&r);
}

/* The audit has it, with whom and whence, but not as often as somebody likes. */
static void what_is_denied_is_written_down(void **state)
{
	(void)state;
	raw_console r;
	rv_command last;
	raw_attach(&r, b->path, true);
	for (uint64_t i = 1; i <= 100; i++) {
		const rv_command c = command(RV_CMD_KILL, i);
		raw_command(&r, &c, 0);
		CB_UNTIL(stats().denied == i);
	}
	assert_int_equal(cb_denied(b, &last), 32);
	assert_int_equal(last.kind, RV_CMD_KILL);
	assert_int_equal(last.nonce, 32);
	assert_int_equal(last.uid, getuid());
	assert_int_equal(last.from.via, RV_VIA_SOCKET);
	assert_int_equal(last.from.pid, getpid());
	assert_string_equal(last.from.told, "10.1.2.3 4 10.1.2.4 22");
	assert_string_equal(last.denied, "a console that looks on sends nothing");
	raw_close(&r);
}

/* What hung somewhere for long is not done any more, unless it makes things safer. */
static void a_late_command_is_denied(void **state)
{
	(void)state;
	static const struct {
		rv_cmd_kind kind;
		int64_t age_ms;
		bool taken;
	} cases[] = {
		{ RV_CMD_APPROVE, 4000, true },
		{ RV_CMD_APPROVE, 60000, false },
		{ RV_CMD_APPROVE_PROGRAM, 6000, false },
		{ RV_CMD_RESUME, 6000, false },
		{ RV_CMD_OVERRIDE, 6000, false },
		{ RV_CMD_APPROVE, -60000, false },
		{ RV_CMD_KILL, 60000, true },
		{ RV_CMD_CANCEL, 60000, true },
		{ RV_CMD_LOCK, 60000, true },
	};
	raw_console r;
	size_t taken = 0, denied = 0;
	raw_attach(&r, b->path, false);
	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_command c = command(cases[i].kind, i + 1);
		raw_command(&r, &c, cases[i].age_ms);
		taken += cases[i].taken;
		denied += !cases[i].taken;
		CB_UNTIL(stats().commands == i + 1);
	}
	CB_UNTIL(cb_commands(b) == taken);
	assert_int_equal(stats().denied, denied);
	raw_close(&r);
}

enum { STRANGER = 65534 };

/* The kernel tells the server whom the connecting thread was then. */
static void *connect_as_stranger(void *arg)
{
	if (syscall(SYS_setresuid, -1, STRANGER, -1) != 0)
		return NULL;
	raw_open(arg, b->path);
	return syscall(SYS_setresuid, -1, 0, -1) == 0 ? arg : NULL;
}

static void another_user_looks_on(void **state)
{
	(void)state;
	raw_console r;
	rv_welcome w;
	rv_wire_frame f;
	rv_err err = { 0 };
	uint8_t data[RV_CONTROL_MAX];
	size_t n = 0;
	pthread_t thread;
	void *done = NULL;
	const rv_command c = command(RV_CMD_KILL, 5);
	const rv_hello h = raw_hello();
	if (geteuid() != 0) {
		print_message("# only root can be another user\n");
		skip();
	}
	assert_int_equal(chmod(rv_tmp.path, 0711), 0);
	assert_int_equal(chmod(b->path, 0666), 0);
	assert_int_equal(pthread_create(&thread, NULL, connect_as_stranger, &r), 0);
	assert_int_equal(pthread_join(thread, &done), 0);
	assert_non_null(done);
	assert_int_equal(rv_hello_write(&h, data, sizeof(data), &n), RV_OK);
	raw_frame(&r, RV_FRAME_HELLO, data, n);
	assert_true(raw_next(&r, &f));
	assert_int_equal(rv_welcome_read(f.data, f.n, &h.id, &w, &err), RV_OK);
	assert_int_equal(w.uid, STRANGER);
	assert_false(w.may);
	assert_int_equal(w.role, RV_WHO_VIEW);
	raw_command(&r, &c, 0);
	CB_UNTIL(cb_commands(b) == 1); /* the desk refuses it, and writes down whose it was */
	assert_int_equal(b->got[0].uid, STRANGER);
	assert_int_equal(b->got[0].role, RV_WHO_VIEW);
	assert_int_equal(b->got[0].conn, w.conn);
	raw_close(&r);
}

static void who_only_looks_on_commands_nothing(void **state)
{
	(void)state;
	assert_false(rv_control_may_command(RV_WHO_NONE));
	assert_false(rv_control_may_command(RV_WHO_VIEW));
	assert_true(rv_control_may_command(RV_WHO_PROPOSE));
	assert_true(rv_control_may_command(RV_WHO_ADMIN));
	assert_true(rv_control_calms(RV_CMD_KILL) && rv_control_calms(RV_CMD_PEN_FREE));
	assert_false(rv_control_calms(RV_CMD_PEN));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_thousand_snapshots_are_the_same_there),
		TEST(a_desk_that_goes_is_said_and_found_again),
		TEST(no_desk_is_one_line),
		TEST(a_command_is_of_whom_the_kernel_says),
		TEST(who_looks_on_sends_nothing),
		TEST(what_is_denied_is_written_down),
		TEST(a_late_command_is_denied),
		TEST(another_user_looks_on),
		cmocka_unit_test(who_only_looks_on_commands_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
