/*
 * Who comes to the control socket and goes, as the desk is told it for its journal: why each one
 * left, who was refused, and that nobody can make it say more than so much an hour.
 */
#include "app/control/visits.h"
#include "tests/support/cm.h"
#include "tests/support/control_bench.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static control_bench *b;
static rv_command told[CB_COMMANDS];

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

static const rv_command *visit(size_t i, rv_visit_kind kind, const char *why)
{
	CB_UNTIL(cb_visits(b, told) > i);
	const rv_command *c = &told[i];
	assert_int_equal(c->visit.kind, kind);
	assert_int_equal(c->uid, getuid());
	assert_int_equal(c->from.via, RV_VIA_SOCKET);
	if (!strstr(c->reason, why))
		fail_msg("'%s', expected '%s' in it", c->reason, why);
	return c;
}

static void what_a_visit_holds(void **state)
{
	(void)state;
	raw_console r;
	raw_attach(&r, b->path, true);
	const rv_command *c = visit(0, RV_VISIT_CAME, "");
	assert_true(c->visit.looks_on && c->conn == r.welcome.conn);
	assert_int_equal(c->from.pid, getpid());
	assert_string_equal(c->from.told, "10.1.2.3 4 10.1.2.4 22");
	assert_int_equal(c->role, RV_WHO_ADMIN);
	(void)poll(NULL, 0, 20);
	raw_frame(&r, RV_FRAME_BYE, "", 0);
	raw_close(&r);
	c = visit(1, RV_VISIT_LEFT, "closed");
	assert_true(c->conn == told[0].conn && c->visit.for_ms >= 20 && c->visit.looks_on);
}

static void why_each_left(void **state)
{
	(void)state;
	raw_console r;
	static const uint8_t zeros[8];
	raw_attach(&r, b->path, false);
	raw_close(&r);
	assert_false(visit(0, RV_VISIT_CAME, "")->visit.looks_on);
	(void)visit(1, RV_VISIT_LEFT, "the line broke");
	raw_attach(&r, b->path, false);
	raw_frame(&r, RV_FRAME_ACK, zeros, sizeof(zeros));
	assert_non_null(strstr(raw_refusal(&r), "not told"));
	raw_close(&r);
	(void)visit(3, RV_VISIT_LEFT, "refused: it says that it has a snapshot");
	raw_attach(&r, b->path, false);
	for (int i = 0; i < 200000 && rv_control_server_stats(b->server).attached == 1; i++)
		raw_frame(&r, RV_FRAME_PING, zeros, sizeof(zeros));
	(void)visit(5, RV_VISIT_LEFT, "it does not read");
	raw_close(&r);
	raw_attach(&r, b->path, false);
	(void)visit(6, RV_VISIT_CAME, "");
	cb_stop(b);
	(void)visit(7, RV_VISIT_LEFT, "the desk ends");
	raw_close(&r);
	assert_int_equal(cb_visits(b, told), 8);
}

static void who_is_not_let_in(void **state)
{
	(void)state;
	raw_console r, all[RV_CONTROL_PEERS];
	static const uint8_t http[] = "GET / HTTP/1.1\r\n\r\n";
	raw_open(&r, b->path);
	raw_bytes(&r, http, sizeof(http));
	(void)raw_refusal(&r);
	raw_close(&r);
	(void)visit(0, RV_VISIT_REFUSED, "not one of this protocol");
	raw_open(&r, b->path);
	raw_close(&r);
	(void)visit(1, RV_VISIT_REFUSED, "it said no hello");
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++)
		raw_attach(&all[i], b->path, i % 2 == 0);
	raw_open(&r, b->path);
	(void)raw_refusal(&r);
	raw_close(&r);
	/* 2 and the looking on up to their twenty, 20 of the others */
	CB_UNTIL(cb_visits(b, told) == 2 * RV_VISITS_MOST);
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++)
		raw_close(&all[i]);
}

/* A client that attaches in a loop: forty events, and the rest is a number. */
static void nobody_fills_the_journal(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		raw_console r;
		raw_attach(&r, b->path, false);
		raw_close(&r);
	}
	CB_UNTIL(rv_control_server_stats(b->server).attached == 0);
	assert_int_equal(cb_visits(b, told), 2 * RV_VISITS_MOST);
	cb_stop(b); /* what is counted is not lost with it */
	const rv_command *c = visit(2 * RV_VISITS_MOST, RV_VISIT_MORE, "");
	assert_int_equal(c->visit.more, 300 - RV_VISITS_MOST);
	assert_int_equal(cb_visits(b, told), 2 * RV_VISITS_MOST + 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_visit_holds),
		TEST(why_each_left),
		TEST(who_is_not_let_in),
		TEST(nobody_fills_the_journal),
	};
	return cmocka_run_group_tests_name("control_visits", tests, NULL, NULL);
}
