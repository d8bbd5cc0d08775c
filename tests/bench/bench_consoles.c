/*
 * The engine's punctuality with no console, one, and fifty of which some never read and some are
 * stopped: the whole desk in this process with its venue. Its feeds are made to have something at
 * any time, so that a pass is due every PASS_MS. The conditions take turns, so that whatever else
 * the machine does is in all of them alike.
 *
 * A pass begins where the engine takes the feeds' signal back, and ends with its publication
 * (rv_board_drain_event and rv_pub_commit, wrapped at link time: WRAP_PASS in the Makefile).
 * CONSOLES_ROUNDS: turns (3) of ten seconds each.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/control/control_server.h"
#include "engine/base/num.h"
#include "feeds/board.h"
#include "tests/support/cm.h"
#include "tests/support/control_bench.h"
#include "tests/support/order_desk.h"

enum {
	PASS_MS = 250, /* PUMP_MIN_MS of app/engine_loop.c */
	TURN_MS = 10000,
	SETTLE_MS = 1500,
	POKE_MS = 20,
	PASSES_MOST = 100000,
	READERS = 30,
	MUTES = 10,
	STOPPED = 10,
	PING_MS = 1000
};

/* ---- passes ---- */

typedef struct passes {
	double *gap_ms, *work_ms; /* between two begins; from begin to publication */
	size_t n;
} passes;

static int64_t begun_us, begun_before_us; /* of the engine's thread */
static atomic_bool poked_enough;
static _Atomic(passes *) into; /* NULL: nobody counts */

static int64_t now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void __real_rv_board_drain_event(rv_board *b);
void __wrap_rv_board_drain_event(rv_board *b);
void __real_rv_pub_commit(rv_pub *p, rv_view *v);
void __wrap_rv_pub_commit(rv_pub *p, rv_view *v);

void __wrap_rv_board_drain_event(rv_board *b)
{
	begun_before_us = begun_us;
	begun_us = now_us();
	__real_rv_board_drain_event(b);
}

/* The first publication after a begin is the pass's; others between two passes are of orders. */
void __wrap_rv_pub_commit(rv_pub *p, rv_view *v)
{
	__real_rv_pub_commit(p, v);
	passes *to = atomic_load(&into);
	if (!to || begun_before_us == 0 || to->n == PASSES_MOST)
		return;
	to->gap_ms[to->n] = (double)(begun_us - begun_before_us) / 1e3;
	to->work_ms[to->n++] = (double)(now_us() - begun_us) / 1e3;
	begun_before_us = 0;
}

/* Something is new, at any time. */
static void *poke(void *arg)
{
	while (!atomic_load(&poked_enough)) {
		rv_board_notify(arg);
		(void)poll(NULL, 0, POKE_MS);
	}
	return NULL;
}

/* ---- consoles, each kind in a process of its own that was there before the desk ---- */

typedef struct crowd {
	pid_t pid;
	int to; /* a byte: that many attach; 0: they leave */
} crowd;

static void read_one(raw_console *r)
{
	rv_wire_frame f;
	if (!raw_next(r, &f))
		return;
	if (f.type == RV_FRAME_SNAPSHOT) {
		rv_bytes_in in = { .at = f.data, .n = f.n };
		raw_ack(r, rv_take_u64(&in));
	}
}

static void ping_all(raw_console *r, size_t n)
{
	const uint64_t now = (uint64_t)rv_mono_ms();
	for (size_t i = 0; i < n; i++)
		raw_frame(&r[i], RV_FRAME_PING, &now, sizeof(now));
}

/* Until it is told something. */
static void stay(raw_console *r, size_t n, int from, bool reads)
{
	struct pollfd fds[READERS + 1] = { { .fd = from, .events = POLLIN } };
	int64_t ping = rv_mono_ms();
	for (size_t i = 0; i < n; i++)
		fds[i + 1] = (struct pollfd){ .fd = reads ? r[i].fd : -1, .events = POLLIN };
	while (fds[0].revents == 0) {
		if (rv_mono_ms() >= ping) {
			ping_all(r, n);
			ping = rv_mono_ms() + PING_MS;
		}
		(void)poll(fds, (nfds_t)n + 1, PING_MS);
		for (size_t i = 0; i < n; i++) {
			if (fds[i + 1].revents)
				read_one(&r[i]);
		}
	}
}

static _Noreturn void crowd_main(int from, const char *path, bool reads)
{
	raw_console r[READERS];
	unsigned char n = 0;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(from, &n, 1) == 1) { /* 0 ended a stay: nobody attaches */
		for (size_t i = 0; i < n; i++)
			raw_attach(&r[i], path, true);
		if (n > 0)
			stay(r, n, from, reads);
		for (size_t i = 0; i < n; i++)
			raw_close(&r[i]);
	}
	_exit(0);
}

static void crowd_new(crowd *c, const char *path, bool reads)
{
	int pipes[2];
	assert_int_equal(pipe(pipes), 0);
	c->pid = fork();
	assert_true(c->pid >= 0);
	if (c->pid == 0) {
		(void)close(pipes[1]);
		crowd_main(pipes[0], path, reads);
	}
	(void)close(pipes[0]);
	c->to = pipes[1];
}

static void tell(const crowd *c, int n)
{
	const unsigned char byte = (unsigned char)n;
	assert_int_equal(write(c->to, &byte, 1), 1);
}

/* ---- turns ---- */

enum { ALIVE, MUTE, ASLEEP, CROWDS };
enum { NONE, ONE, FIFTY, CONDITIONS };

static const char *const names[CONDITIONS] = { "no console", "one that reads",
					       "50: 30 that read, 10 that never do, 10 stopped" };

static crowd crowds[CROWDS];
static passes seen[CONDITIONS];
static rv_control_server *server;

static void until_attached(uint64_t n)
{
	CB_UNTIL(rv_control_server_stats(server).attached == n);
}

static void attach_all(int what)
{
	if (what == ONE)
		tell(&crowds[ALIVE], 1);
	if (what == FIFTY) {
		tell(&crowds[ALIVE], READERS);
		tell(&crowds[MUTE], MUTES);
		tell(&crowds[ASLEEP], STOPPED);
	}
	until_attached(what == NONE ? 0 : what == ONE ? 1 : READERS + MUTES + STOPPED);
	if (what == FIFTY)
		(void)kill(crowds[ASLEEP].pid, SIGSTOP);
}

static void leave_all(int what)
{
	if (what == FIFTY)
		(void)kill(crowds[ASLEEP].pid, SIGCONT);
	for (int i = 0; i < CROWDS; i++) {
		if (what == FIFTY || (what == ONE && i == ALIVE))
			tell(&crowds[i], 0);
	}
	until_attached(0);
}

static void turn(int what)
{
	attach_all(what);
	(void)poll(NULL, 0, SETTLE_MS);
	atomic_store(&into, &seen[what]);
	(void)poll(NULL, 0, TURN_MS);
	atomic_store(&into, NULL);
	leave_all(what);
	(void)poll(NULL, 0, SETTLE_MS);
}

static int by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void row(const char *what, double *v, size_t n, double less)
{
	qsort(v, n, sizeof(v[0]), by_size);
	(void)printf("    %-26s p50 %8.2f  p99 %8.2f  most %8.2f ms\n", what, v[n / 2] - less,
		     v[(n * 99 + 99) / 100 - 1] - less, v[n - 1] - less);
}

static void print_all(void)
{
	double load[3] = { 0 };
	(void)getloadavg(load, 3);
	(void)printf("engine with consoles attached; load of the machine %.2f\n", load[0]);
	for (int what = 0; what < CONDITIONS; what++) {
		passes *p = &seen[what];
		assert_true(p->n > 0);
		(void)printf("  %s, %zu passes\n", names[what], p->n);
		row("between two passes", p->gap_ms, p->n, 0.0);
		row("late, of its schedule", p->gap_ms, p->n, PASS_MS);
		row("pass to publication", p->work_ms, p->n, 0.0);
	}
}

static rv_status take(void *ctx, const rv_command *c)
{
	const order_desk *d = ctx;
	return rv_trading_command(d->rt.trading, c);
}

static void serve(order_desk *d, const char *path)
{
	rv_control_listener listener;
	rv_err err = { 0 };
	if (rv_control_listen(path, "", &listener, &err) != RV_OK)
		fail_msg("%s", err.text);
	const rv_control_params cp = { .listener = &listener,
				       .pub = d->rt.pub,
				       .log = d->rt.log,
				       .access = { .who = d->rt.config.who,
						   .desk_uid = d->rt.self.uid },
				       .command = take,
				       .ctx = d };
	assert_int_equal(rv_control_server_start(&cp, &server, &err), RV_OK);
}

static int rounds(void)
{
	const char *text = getenv("CONSOLES_ROUNDS");
	int64_t n = 3;
	if (text && (rv_num_parse_i64(text, strlen(text), &n) != RV_OK || n < 1 || n > 1000))
		fail_msg("CONSOLES_ROUNDS=%s: expected 1 to 1000", text);
	return (int)n;
}

static void consoles(void **state)
{
	(void)state;
	const od_params fast = { .speed = OD_FAST_SPEED, .orders = OD_FAST };
	char path[RV_TMP_PATH * 2];
	(void)snprintf(path, sizeof(path), "%s", rv_tmp_path("control.sock"));
	(void)rv_tmp_path("control.sock.lock");
	for (int i = 0; i < CROWDS; i++)
		crowd_new(&crowds[i], path, i != MUTE);
	for (int i = 0; i < CONDITIONS; i++) {
		seen[i].gap_ms = calloc(PASSES_MOST, sizeof(double));
		seen[i].work_ms = calloc(PASSES_MOST, sizeof(double));
		assert_true(seen[i].gap_ms && seen[i].work_ms);
	}
	order_desk *d = od_trading(&fast);
	pthread_t poker;
	assert_int_equal(pthread_create(&poker, NULL, poke, d->rt.board), 0);
	serve(d, path);
	for (int i = rounds(); i > 0; i--) {
		for (int what = 0; what < CONDITIONS; what++)
			turn(what);
	}
	print_all();
	atomic_store(&poked_enough, true);
	(void)pthread_join(poker, NULL);
	for (int i = 0; i < CROWDS; i++) {
		(void)close(crowds[i].to);
		(void)kill(crowds[i].pid, SIGKILL); /* the later ones have this pipe, too */
		assert_int_equal(waitpid(crowds[i].pid, NULL, 0), crowds[i].pid);
	}
	for (int i = 0; i < CONDITIONS; i++) {
		free(seen[i].gap_ms);
		free(seen[i].work_ms);
	}
	rv_control_server_stop(server);
	od_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(consoles, rv_tmp_setup, rv_tmp_teardown),
	};
	return cmocka_run_group_tests_name("bench_consoles", tests, NULL, NULL);
}
