/* Commands out and answers in: nonces, the read-only console, late and repeated answers. */
#include "tui/outbox.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static rv_command got[RV_OUTBOX_CAP + 8];
static size_t n_got;

static void take(void *ctx, const rv_command *c)
{
	assert_ptr_equal(ctx, &n_got);
	assert_true(n_got < LEN(got));
	got[n_got++] = *c;
}

static void send(rv_outbox *o, rv_cmd_kind kind, const char *about, int64_t at)
{
	rv_command c = { .kind = kind };

	assert_true(rv_outbox_send(o, &c, about, at));
}

static void test_nonces(void **state)
{
	(void)state;
	const rv_sender to = {
		.sink = take, .ctx = &n_got, .nonce = UINT64_MAX, .uid = 1001, .conn = 7
	};
	rv_outbox o;

	n_got = 0;
	rv_outbox_init(&o, &to);
	send(&o, RV_CMD_LOCK, "", 0);
	send(&o, RV_CMD_ARM, "", 0);
	assert_int_equal(got[0].kind, RV_CMD_LOCK);
	assert_true(got[0].nonce == UINT64_MAX);
	assert_true(got[1].nonce == 1); /* 0 is left out */
	assert_int_equal(got[1].uid, 1001);
	assert_int_equal(got[1].conn, 7);
}

static void test_read_only(void **state)
{
	(void)state;
	const rv_sender nobody = { 0 };
	rv_outbox o;
	rv_command c = { .kind = RV_CMD_KILL };

	rv_outbox_init(&o, &nobody);
	assert_false(rv_outbox_send(&o, &c, "", 0));
	assert_int_equal(c.nonce, 0);
}

static void test_answers(void **state)
{
	(void)state;
	static rv_trade_view tv;
	const rv_sender to = { .sink = take, .ctx = &n_got, .nonce = 40 };
	rv_answered a;
	rv_outbox o;

	n_got = 0;
	memset(&tv, 0, sizeof(tv));
	rv_outbox_init(&o, &to);
	send(&o, RV_CMD_APPROVE, "#41 SOL", 1000);
	send(&o, RV_CMD_REJECT, "#42 WIF", 1000);
	assert_int_equal(rv_outbox_answer(&o, NULL, 1000, &a), RV_ANSWER_NONE);
	assert_int_equal(rv_outbox_answer(&o, &tv, 6000, &a), RV_ANSWER_NONE);
	tv.replies[9] = (rv_tv_reply){ .nonce = 41, .kind = RV_CMD_REJECT, .ok = true };
	tv.replies[3] = (rv_tv_reply){ .nonce = 99, .ok = true }; /* somebody else's */
	assert_int_equal(rv_outbox_answer(&o, &tv, 6000, &a), RV_ANSWER_OK);
	assert_string_equal(a.about, "#42 WIF");
	assert_int_equal(a.kind, RV_CMD_REJECT);
	assert_int_equal(rv_outbox_answer(&o, &tv, 6000, &a), RV_ANSWER_NONE); /* told once */
	assert_int_equal(rv_outbox_answer(&o, &tv, 6001, &a), RV_ANSWER_LATE);
	assert_string_equal(a.about, "#41 SOL");
	assert_int_equal(rv_outbox_answer(&o, &tv, 9999, &a), RV_ANSWER_NONE);
	tv.replies[0] = (rv_tv_reply){ .nonce = 40, .text = "the quote has moved" };
	assert_int_equal(rv_outbox_answer(&o, &tv, 9999, &a),
			 RV_ANSWER_REFUSED); /* late, still told */
	assert_string_equal(a.text, "the quote has moved");
}

/* More commands than places: the oldest are no longer waited for, the newest are. */
static void test_full_ring(void **state)
{
	(void)state;
	static rv_trade_view tv;
	const rv_sender to = { .sink = take, .ctx = &n_got, .nonce = 1 };
	rv_answered a;
	rv_outbox o;
	size_t answers = 0;

	n_got = 0;
	memset(&tv, 0, sizeof(tv));
	rv_outbox_init(&o, &to);
	for (int i = 0; i < RV_OUTBOX_CAP + 3; i++)
		send(&o, RV_CMD_NOTE, "", 0);
	tv.replies[0].nonce = 1;
	tv.replies[1].nonce = RV_OUTBOX_CAP + 3;
	while (rv_outbox_answer(&o, &tv, 0, &a) != RV_ANSWER_NONE)
		answers++;
	assert_int_equal(answers, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nonces),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_full_ring),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
