/* Questions: what they are bound to, and from when on an answer counts. */
#include "tui/confirm.h"

#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static rv_trade_view tv;

static rv_tv_ticket *add(uint64_t id, unsigned version, uint8_t digest)
{
	rv_tv_ticket *t = &tv.tickets[tv.n_tickets++];

	memset(t, 0, sizeof(*t));
	t->id = id;
	t->version = version;
	t->digest.b[RV_DIGEST_BYTES - 1] = digest;
	memcpy(t->coin.symbol, "SOL", 4);
	return t;
}

static void test_bound_to_content(void **state)
{
	(void)state;
	rv_confirm c;

	memset(&tv, 0, sizeof(tv));
	rv_tv_ticket *t = add(41, 2, 7);
	rv_confirm_open(&c, RV_ASK_APPROVE);
	assert_true(rv_confirm_bind(&c, t));
	assert_string_equal(c.bound[0].symbol, "SOL");
	assert_null(rv_confirm_changed(&c, &tv));
	t->version = 3;
	assert_ptr_equal(rv_confirm_changed(&c, &tv), &c.bound[0]);
	t->version = 2;
	t->digest.b[RV_DIGEST_BYTES - 1] = 8; /* the last byte alone */
	assert_non_null(rv_confirm_changed(&c, &tv));
	t->digest.b[RV_DIGEST_BYTES - 1] = 7;
	assert_null(rv_confirm_changed(&c, &tv));
	tv.n_tickets = 0; /* gone */
	assert_non_null(rv_confirm_changed(&c, &tv));
}

static void test_at_most_five(void **state)
{
	(void)state;
	rv_confirm c;

	memset(&tv, 0, sizeof(tv));
	rv_confirm_open(&c, RV_ASK_MARKED);
	for (uint64_t i = 0; i < RV_CMD_IDS; i++)
		assert_true(rv_confirm_bind(&c, add(i + 1, 1, 1)));
	assert_false(rv_confirm_bind(&c, add(99, 1, 1)));
	assert_int_equal(c.n, RV_CMD_IDS);
	assert_null(rv_confirm_changed(&c, &tv));
	tv.tickets[3].version++;
	assert_ptr_equal(rv_confirm_changed(&c, &tv), &c.bound[3]);
}

/* Drawn, sent whole, and 300 ms after that: in this order and not before. */
static void test_when_it_listens(void **state)
{
	(void)state;
	rv_confirm c;

	rv_confirm_open(&c, RV_ASK_APPROVE);
	rv_confirm_sent(&c, 9, 1000); /* an older frame: it was not in it */
	assert_false(rv_confirm_listens(&c, 99999));
	rv_confirm_drawn(&c, 10, true);
	rv_confirm_sent(&c, 9, 2000);
	assert_false(rv_confirm_listens(&c, 99999));
	rv_confirm_sent(&c, 10, 3000);
	assert_false(rv_confirm_listens(&c, 3000));
	assert_false(rv_confirm_listens(&c, 3299));
	assert_true(rv_confirm_listens(&c, 3300));
	rv_confirm_drawn(&c, 11, true); /* later frames change nothing */
	rv_confirm_sent(&c, 11, 4000);
	assert_true(rv_confirm_listens(&c, 3300));
	rv_confirm_undrawn(&c); /* repaint, another size */
	assert_false(rv_confirm_listens(&c, 99999));
	rv_confirm_drawn(&c, 12, true);
	rv_confirm_sent(&c, 12, 5000);
	assert_true(rv_confirm_listens(&c, 5300));
	rv_confirm_drawn(&c, 13, false); /* it does not fit any more */
	assert_false(rv_confirm_listens(&c, 99999));
	rv_confirm_sent(&c, 13, 6000);
	assert_false(rv_confirm_listens(&c, 99999));
	rv_confirm_drawn(&c, 14, true);
	assert_false(rv_confirm_listens(&c, 99999));
	rv_confirm_sent(&c, 15, 7000); /* a newer one had it, too */
	assert_true(rv_confirm_listens(&c, 7300));
}

static void test_word(void **state)
{
	(void)state;
	rv_confirm c;

	rv_confirm_open(&c, RV_ASK_FLATTEN);
	assert_true(rv_confirm_word_typed(&c)); /* none is asked for */
	memcpy(c.word, "kPEPE", 6);
	assert_false(rv_confirm_word_typed(&c));
	rv_prompt_set(&c.typed, "KPEPE"); /* letters as they are */
	assert_false(rv_confirm_word_typed(&c));
	rv_prompt_set(&c.typed, "kPEPE");
	assert_true(rv_confirm_word_typed(&c));
	rv_prompt_set(&c.typed, "kPEPEE");
	assert_false(rv_confirm_word_typed(&c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bound_to_content),
		cmocka_unit_test(test_at_most_five),
		cmocka_unit_test(test_when_it_listens),
		cmocka_unit_test(test_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
