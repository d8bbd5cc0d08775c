/*
 * The control server over a real socket, its consoles as bytes: who is let in, what ends a
 * connection and what does not, that nobody waits for a slow one, and that nothing stays of who
 * came and went. What consoles hold and send: test_control_link.c.
 */
#include "app/control/view_wire.h"
#include "engine/base/rng.h"
#include "tests/support/cm.h"
#include "tests/support/control_bench.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"
#include "tests/support/view_fixture.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
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

/* ---- who is let in ---- */

static void a_console_of_another_binary_is_refused(void **state)
{
	(void)state;
	raw_console good, bad;
	uint8_t data[RV_CONTROL_MAX];
	size_t n = 0;
	raw_attach(&good, b->path, false);
	for (int i = 0; i < 2; i++) {
		rv_hello h = raw_hello();
		if (i == 0)
			h.id.binary[5] ^= 1U;
		else
			h.id.protocol++;
		(void)snprintf(h.id.version, sizeof(h.id.version), "9.9.9");
		raw_open(&bad, b->path);
		assert_int_equal(rv_hello_write(&h, data, sizeof(data), &n), RV_OK);
		raw_frame(&bad, RV_FRAME_HELLO, data, n);
		const char *why = raw_refusal(&bad);
		assert_non_null(strstr(why, "another rvdesk (9.9.9, protocol "));
		assert_non_null(strstr(why, "than this one ("));
		assert_null(strchr(why, '\n'));
		raw_close(&bad);
	}
	assert_int_equal(stats().refused, 2);
	assert_int_equal(stats().malformed, 0);
	cb_publish(b, 1); /* and the other one is not disturbed */
	assert_int_equal(raw_snapshot(&good, NULL), 1);
	raw_close(&good);
}

static void a_welcome_says_who_is_there(void **state)
{
	(void)state;
	raw_console r;
	b->now->env = RV_ENV_SIM;
	(void)snprintf(b->now->trade.account, sizeof(b->now->trade.account), "0x12..ab");
	cb_publish(b, 1);
	const int64_t before = rv_mono_ms();
	raw_attach(&r, b->path, false);
	assert_int_equal(r.welcome.pid, getpid());
	assert_int_equal(r.welcome.uid, getuid());
	assert_true(r.welcome.may);
	assert_true(r.welcome.conn >= 2);
	assert_int_equal(r.welcome.env, RV_ENV_SIM);
	assert_string_equal(r.welcome.account, "0x12..ab");
	assert_true(r.welcome.hello_mono_ms >= before && r.welcome.mono_ms <= rv_mono_ms());
	raw_close(&r);
}

static void one_too_many_is_told_so(void **state)
{
	(void)state;
	raw_console all[RV_CONTROL_PEERS], more;
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++)
		raw_attach(&all[i], b->path, true);
	raw_open(&more, b->path);
	assert_non_null(strstr(raw_refusal(&more), "64 consoles"));
	raw_close(&more);
	raw_close(&all[7]); /* a place is free again */
	CB_UNTIL(stats().attached == RV_CONTROL_PEERS - 1);
	raw_attach(&all[7], b->path, true);
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++)
		raw_close(&all[i]);
	CB_UNTIL(stats().attached == 0);
}

/* ---- what ends a connection ---- */

static void say_after_hello(rv_wire_frame_type type, const void *data, size_t n, const char *want)
{
	raw_console r;
	raw_attach(&r, b->path, false);
	raw_frame(&r, type, data, n);
	const char *why = raw_refusal(&r);
	if (!strstr(why, want))
		fail_msg("'%s', expected '%s' in it", why, want);
	raw_close(&r);
}

static void say_first(const void *data, size_t n, const char *want)
{
	raw_console r;
	raw_open(&r, b->path);
	raw_bytes(&r, data, n);
	const char *why = raw_refusal(&r);
	if (!strstr(why, want))
		fail_msg("'%s', expected '%s' in it", why, want);
	raw_close(&r);
}

static void what_cannot_be_read_ends_that_connection_alone(void **state)
{
	(void)state;
	static const uint8_t http[] = "GET / HTTP/1.1\r\n\r\n", zeros[200];
	static const uint8_t large[] = { 0, 0, 2, 0, RV_FRAME_COMMAND };
	static const uint8_t down[] = { 0, 0, 0, 0, RV_FRAME_WELCOME };
	static const uint8_t ping[] = { 8, 0, 0, 0, RV_FRAME_PING, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t empty[] = { 0, 0, 0, 0, RV_FRAME_HELLO };
	raw_console good;
	raw_attach(&good, b->path, false);
	say_first(http, sizeof(http), "not one of this protocol");
	say_first(large, sizeof(large), "at most 65536");
	say_first(down, sizeof(down), "not one of this protocol");
	say_first(ping, sizeof(ping), "no hello");
	say_first(empty, sizeof(empty), "no hello");
	say_after_hello(RV_FRAME_HELLO, zeros, 8, "second hello");
	say_after_hello(RV_FRAME_PING, zeros, 7, "ping");
	say_after_hello(RV_FRAME_ACK, zeros, 8, "not told");
	say_after_hello(RV_FRAME_ACK, zeros, 0, "not told");
	say_after_hello(RV_FRAME_COMMAND, zeros, 5, "cut short");
	say_after_hello(RV_FRAME_COMMAND, zeros, sizeof(zeros), "another layout");
	assert_int_equal(stats().malformed, 11);
	assert_int_equal(stats().commands, 0);
	cb_publish(b, 1);
	assert_int_equal(raw_snapshot(&good, NULL), 1);
	raw_close(&good);
	CB_UNTIL(stats().attached == 0);
}

/* A frame may come byte by byte; while it does nobody else waits. */
static void a_slow_writer_is_nobodys_business(void **state)
{
	(void)state;
	static const uint8_t ping[] = { 8, 0, 0, 0, RV_FRAME_PING, 1, 2, 3, 4, 5, 6, 7, 8 };
	raw_console slow, fast;
	rv_wire_frame f;
	raw_attach(&slow, b->path, false);
	raw_attach(&fast, b->path, false);
	for (size_t i = 0; i < sizeof(ping); i++) {
		raw_bytes(&slow, ping + i, 1);
		cb_publish(b, (int64_t)i);
		(void)raw_snapshot(&fast, NULL);
	}
	do
		assert_true(raw_next(&slow, &f));
	while (f.type != RV_FRAME_PONG);
	assert_memory_equal(f.data, ping + RV_FRAME_HEAD, 8);
	raw_close(&slow);
	raw_close(&fast);
}

/* What is large goes in parts, and what is said meanwhile comes behind it. */
static void frames_are_not_mixed(void **state)
{
	(void)state;
	raw_console r;
	rv_wire_frame f;
	rv_rng rng;
	rv_view_update up;
	rv_view_unpacker *u = NULL;
	rv_err err = { 0 };
	size_t pongs = 0;
	bool snapshot = false;
	rv_view *image = calloc(1, sizeof(*image));
	assert_true(image && rv_view_unpacker_new(&u) == RV_OK);
	rv_rng_seed(&rng, 2385, 3, 3);
	for (size_t i = 100; i + 8 < sizeof(rv_view); i += 8) { /* nothing to pack */
		const uint64_t v = rv_rng_u64(&rng);
		memcpy((uint8_t *)b->now + i, &v, sizeof(v));
	}
	raw_attach(&r, b->path, true);
	cb_publish(b, 1);
	CB_UNTIL(stats().snapshots == 1);
	for (uint64_t i = 0; i < 20; i++) {
		raw_frame(&r, RV_FRAME_PING, &i, sizeof(i));
		(void)poll(NULL, 0, 2);
	}
	while (pongs < 20 || !snapshot) {
		assert_true(raw_next(&r, &f));
		pongs += f.type == RV_FRAME_PONG;
		if (f.type != RV_FRAME_SNAPSHOT)
			continue;
		assert_int_equal(rv_view_update_read(f.data, f.n, &up, &err), RV_OK);
		assert_int_equal(rv_view_unpack(u, &up, image, &err), RV_OK);
		assert_int_equal(memcmp(image, b->now, sizeof(*image)), 0);
		snapshot = true;
	}
	rv_view_unpacker_free(u);
	free(image);
	raw_close(&r);
}

/* Answers that nobody takes pile up to a few KiB, then that console is gone. */
static void who_asks_and_does_not_read_is_dropped(void **state)
{
	(void)state;
	raw_console r;
	raw_attach(&r, b->path, false);
	for (int i = 0; i < 200000 && stats().attached == 1; i++)
		raw_frame(&r, RV_FRAME_PING, &(uint64_t){ 0 }, sizeof(uint64_t));
	CB_UNTIL(stats().attached == 0);
	raw_close(&r);
}

/* ---- nobody waits ---- */

enum { MANY = 50, ROUNDS = 20 };

static void one_that_does_not_read_holds_up_nobody(void **state)
{
	(void)state;
	raw_console all[MANY];
	const uint64_t before = stats().packings;
	for (size_t i = 0; i < MANY; i++)
		raw_attach(&all[i], b->path, true);
	for (int64_t round = 1; round <= ROUNDS; round++) {
		rv_fixture_next(b->now, 1000);
		cb_publish(b, round);
		/* the first one never reads, but it is there */
		raw_frame(&all[0], RV_FRAME_PING, &(uint64_t){ 0 }, sizeof(uint64_t));
		for (size_t i = 1; i < MANY; i++)
			assert_int_equal(raw_snapshot(&all[i], NULL), round);
	}
	assert_int_equal(stats().attached, MANY);
	/* in step: one packing a round for all of them, whatever their number */
	const uint64_t made = stats().packings - before;
	if (made > 2 * ROUNDS)
		fail_msg("%llu packings of %d snapshots for %d consoles", (unsigned long long)made,
			 ROUNDS, MANY);
	assert_int_equal(stats().snapshots, (MANY - 1) * ROUNDS + 1);
	for (size_t i = 0; i < MANY; i++)
		raw_close(&all[i]);
}

static void who_was_away_gets_the_newest_alone(void **state)
{
	(void)state;
	raw_console slow, fast;
	rv_wire_frame f;
	raw_attach(&slow, b->path, true);
	raw_attach(&fast, b->path, true);
	cb_publish(b, 1);
	do
		assert_true(raw_next(&slow, &f));
	while (f.type != RV_FRAME_SNAPSHOT); /* and says nothing of it for a while */
	for (int64_t i = 1; i <= 10; i++) {
		if (i > 1)
			cb_publish(b, i);
		assert_int_equal(raw_snapshot(&fast, NULL), i);
	}
	raw_ack(&slow, 1);
	assert_int_equal(raw_snapshot(&slow, NULL), 10);
	raw_close(&slow);
	raw_close(&fast);
}

/* A base that the ring has kept makes a small update; without one it is a whole snapshot. */
static void a_base_that_a_console_has_is_kept(void **state)
{
	(void)state;
	raw_console slow, fast;
	int64_t whole = 0, size = 0;
	raw_attach(&slow, b->path, true);
	raw_attach(&fast, b->path, true);
	cb_publish(b, 1);
	assert_int_equal(raw_snapshot(&fast, &whole), 1);
	rv_wire_frame f;
	do
		assert_true(raw_next(&slow, &f));
	while (f.type != RV_FRAME_SNAPSHOT);
	for (int64_t i = 2; i <= 20; i++) {
		rv_fixture_next(b->now, 1000);
		cb_publish(b, i);
		assert_int_equal(raw_snapshot(&fast, &size), i);
	}
	raw_ack(&slow, 1);
	assert_int_equal(raw_snapshot(&slow, &size), 20);
	assert_true(size * 4 < whole);
	raw_close(&slow);
	raw_close(&fast);
}

/* ---- memory ---- */

static size_t open_files(void)
{
	size_t n = 0;
	DIR *d = opendir("/proc/self/fd");
	assert_non_null(d);
	while (readdir(d))
		n++;
	(void)closedir(d);
	return n;
}

static size_t resident_kib(void)
{
	unsigned long size = 0, pages = 0;
	char text[128] = "";
	FILE *f = fopen("/proc/self/statm", "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	(void)fclose(f);
	char *end = text;
	size = strtoul(end, &end, 10);
	pages = strtoul(end, NULL, 10);
	assert_true(size >= pages);
	return pages * (size_t)sysconf(_SC_PAGESIZE) / 1024;
}

static void come_and_go(int64_t mark)
{
	raw_console r;
	raw_attach(&r, b->path, true);
	rv_fixture_next(b->now, 1000);
	cb_publish(b, mark);
	(void)raw_snapshot(&r, NULL);
	raw_close(&r);
}

/* RVDESK_ATTACHES: how many, for the long run. */
static void consoles_come_and_go_and_nothing_stays(void **state)
{
	(void)state;
	const char *asked = getenv("RVDESK_ATTACHES");
	const long n = asked ? strtol(asked, NULL, 10) : 100;
	for (int64_t i = 0; i < 20; i++)
		come_and_go(i);
	CB_UNTIL(stats().attached == 0);
	const size_t files = open_files(), kib = resident_kib();
	for (int64_t i = 0; i < n; i++)
		come_and_go(i);
	CB_UNTIL(stats().attached == 0);
	assert_int_equal(open_files(), files);
	const size_t after = resident_kib();
	print_message("# %ld consoles came and went: %zu KiB, then %zu\n", n, kib, after);
	if (RV_PATIENCE == 1) /* a sanitizer keeps what is freed */
		assert_true(after < kib + 1024);
}

/* The thread sleeps when nothing is published and nobody speaks. */
static void an_idle_server_does_nothing(void **state)
{
	(void)state;
	raw_console r;
	raw_attach(&r, b->path, true);
	cb_publish(b, 1);
	(void)raw_snapshot(&r, NULL);
	raw_console mute; /* has one on its way, and newer ones wait for it */
	raw_attach(&mute, b->path, true);
	cb_publish(b, 2);
	(void)raw_snapshot(&r, NULL);
	cb_publish(b, 3);
	(void)raw_snapshot(&r, NULL);
	const clock_t from = clock();
	(void)poll(NULL, 0, 1000);
	assert_true(clock() - from < CLOCKS_PER_SEC / 50);
	raw_close(&r);
	raw_close(&mute);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_console_of_another_binary_is_refused),
		TEST(a_welcome_says_who_is_there),
		TEST(one_too_many_is_told_so),
		TEST(what_cannot_be_read_ends_that_connection_alone),
		TEST(a_slow_writer_is_nobodys_business),
		TEST(frames_are_not_mixed),
		TEST(who_asks_and_does_not_read_is_dropped),
		TEST(one_that_does_not_read_holds_up_nobody),
		TEST(who_was_away_gets_the_newest_alone),
		TEST(a_base_that_a_console_has_is_kept),
		TEST(consoles_come_and_go_and_nothing_stays),
		TEST(an_idle_server_does_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
