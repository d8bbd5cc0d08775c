/*
 * What waits for a second person, at a console: it is in the lists and in words, a and Y approve
 * exactly what was read, r rejects it with a reason, and whoever has asked is told to wait.
 */
#include "tui/desk.h"

#include <stdio.h>
#include <string.h>

#include "tui/command_line.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_trade.h"

enum { AWHILE = 400, ANN = 4711, BENCH_UID = 1000, LIFE_MS = 240000 };
static const char text[] = "force 0xcef9aaaa: buy 2 SOL at 140, 1 filled";

static void put(rv_view *v, uint64_t id, int64_t uid, uint8_t digest)
{
	rv_tv_request *x = &v->trade.requests[v->trade.n_requests++];
	*x = (rv_tv_request){ .id = id,
			      .kind = RV_CMD_FORCE,
			      .role = RV_WHO_RISK,
			      .first_uid = uid,
			      .asked_utc_ms = v->utc_ms,
			      .expires_at = v->elapsed_ms + LIFE_MS };
	memset(x->digest.b, digest, sizeof(x->digest.b));
	(void)snprintf(x->first, sizeof(x->first), "ann (%d)", ANN);
	(void)snprintf(x->text, sizeof(x->text), "%s", text);
	(void)snprintf(x->reason, sizeof(x->reason), "the venue told me");
	v->trade.n_pending++;
}

static int setup(void **state)
{
	if (rv_bench_trade_setup(state) != 0)
		return -1;
	rv_bench *b = *state;
	put(b->v, 3, ANN, 0xab);
	put(b->newer, 3, ANN, 0xab);
	rv_bench_draw(b);
	return 0;
}

static void line(rv_bench *b, const char *words)
{
	rv_bench_type(b, ":");
	rv_bench_type(b, words);
	(void)rv_bench_key(b, RV_KEY_ENTER);
}

static void test_it_is_in_the_lists(void **state)
{
	rv_bench *b = *state;
	rv_bench_type(b, "5");
	rv_expect(b, "r3");
	rv_expect(b, "1 OF 2");
	rv_expect(b, "force 0xcef9aaaa");
}

static void test_the_question_says_all_of_it(void **state)
{
	rv_bench *b = *state;
	line(b, "request");
	rv_expect(b, "Second person: approve r3");
	rv_expect(b, text);
	rv_expect(b, "ann (4711) has asked for it: the venue told me");
	rv_expect(b, "digest abab");
	rv_bench_type(b, "Y"); /* before it could be read */
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_APPROVE_REQUEST);
	assert_int_equal(b->got[0].n_ids, 1);
	assert_int_equal(b->got[0].ids[0], 3);
	assert_int_equal(b->got[0].digests[0].b[31], 0xab);
	rv_expect_not(b, "Second person: approve r3");
}

static void test_enter_and_others_send_nothing(void **state)
{
	rv_bench *b = *state;
	line(b, "request r3 approve"); /* what is granted must have been read: it asks */
	rv_bench_wait(b, AWHILE);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "n");
	rv_expect_not(b, "Second person: approve r3");
	assert_int_equal(b->n_got, 0);
}

static void test_who_has_asked_waits(void **state)
{
	rv_bench *b = *state;
	b->v->trade.requests[0].first_uid = b->newer->trade.requests[0].first_uid = BENCH_UID;
	line(b, "request 3");
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "you have asked for it: another person approves it");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
}

static void test_another_digest_is_asked_again(void **state)
{
	rv_bench *b = *state;
	line(b, "request 3");
	b->v->trade.requests[0].digest.b[0] ^= 1;
	b->newer->trade.requests[0].digest.b[0] ^= 1;
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_expect(b, "it has CHANGED since it was opened");
}

static void test_one_that_is_over_is_not_sent(void **state)
{
	rv_bench *b = *state;
	line(b, "request 3");
	b->v->trade.n_requests = b->newer->trade.n_requests = 0;
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_expect(b, "it does not wait any more");
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, "request");
	rv_expect(b, "nothing waits for a second person");
}

static void test_it_is_rejected_with_a_reason(void **state)
{
	rv_bench *b = *state;
	line(b, "request 3 reject not before the close");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_REJECT_REQUEST);
	assert_int_equal(b->got[0].ids[0], 3);
	assert_string_equal(b->got[0].reason, "not before the close");
}

static void test_what_is_wrong(void **state)
{
	const rv_bench *b = *state;
	static const char *const wrong[][2] = {
		{ "request 7", "no request of that number waits" },
		{ "request 3 grant", "expected approve, or reject REASON" },
		{ "request 3 reject", "reason" },
		{ "request 3 approve now", "nothing expected here" },
	};
	for (size_t i = 0; i < LEN(wrong); i++) {
		rv_line_error err = { 0, "" };
		rv_line l;
		assert_int_equal(rv_line_parse(wrong[i][0], b->v, &l, &err), RV_EPARSE);
		if (!strstr(err.text, wrong[i][1]))
			fail_msg("\"%s\": %s", wrong[i][0], err.text);
	}
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, setup, rv_bench_teardown)
	const struct CMUnitTest tests[] = {
		T(test_it_is_in_the_lists),
		T(test_the_question_says_all_of_it),
		T(test_enter_and_others_send_nothing),
		T(test_who_has_asked_waits),
		T(test_another_digest_is_asked_again),
		T(test_one_that_is_over_is_not_sent),
		T(test_it_is_rejected_with_a_reason),
		T(test_what_is_wrong),
	};
	return cmocka_run_group_tests_name("requests", tests, NULL, NULL);
}
