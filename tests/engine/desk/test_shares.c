/* Whose an order is: its text, and sizes that change. */
#include "engine/desk/shares.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

static int64_t net_of(const int64_t w[RV_SUB_N])
{
	int64_t net = -1;
	assert_int_equal(rv_shares_net(w, &net), RV_OK);
	return net;
}

static void text_there_and_back(void **state)
{
	(void)state;
	char text[RV_SHARES_TEXT];
	int64_t w[RV_SUB_N] = { 0 }, back[RV_SUB_N];
	assert_string_equal(rv_shares_format(w, text), "");
	w[RV_SUB_S5] = 120;
	w[RV_SUB_S4M] = -20;
	w[RV_SUB_RESIDUE] = INT64_MAX;
	assert_string_equal(rv_shares_format(w, text),
			    "S5:120 S4m:-20 RESIDUE:9223372036854775807");
	assert_int_equal(rv_shares_parse(text, back), RV_OK);
	assert_memory_equal(w, back, sizeof(w));
	for (size_t i = 0; i < RV_SUB_N; i++)
		w[i] = INT64_MIN; /* the longest */
	assert_int_equal(rv_shares_parse(rv_shares_format(w, text), back), RV_OK);
	assert_memory_equal(w, back, sizeof(w));
}

static void one_way_to_write_it(void **state)
{
	(void)state;
	static const char *const not [] = { "S4m:-20 S5:120",
					    "S5:0",
					    "S5:1 S5:2",
					    "S5:+1",
					    "S5:01",
					    "S5:1 ",
					    " S5:1",
					    "S5:1  S3:2",
					    "S5",
					    "S5:",
					    "s5:1",
					    "S6:1",
					    "S5:1.0",
					    "S5:1,S3:2",
					    "S5:1 S3",
					    ":4",
					    "RESIDUERESIDUERESIDUE:1",
					    "S5:9223372036854775808" };
	int64_t w[RV_SUB_N] = { 7 };
	for (size_t i = 0; i < sizeof(not ) / sizeof(not [0]); i++) {
		if (rv_shares_parse(not [i], w) != RV_EPARSE)
			fail_msg("\"%s\" was read", not [i]);
		assert_int_equal(w[0], 7);
	}
	assert_int_equal(rv_shares_parse("", w), RV_OK);
	assert_int_equal(w[0], 0);
}

static void plain_is_the_operators(void **state)
{
	(void)state;
	int64_t w[RV_SUB_N];
	rv_shares_own(-450, w);
	assert_true(rv_shares_plain(w));
	assert_int_equal(w[RV_SUB_OP], -450);
	assert_int_equal(net_of(w), -450);
	w[RV_SUB_H] = 1;
	assert_false(rv_shares_plain(w));
	w[RV_SUB_H] = INT64_MAX;
	w[RV_SUB_S5] = INT64_MAX;
	int64_t net = 3;
	assert_int_equal(rv_shares_net(w, &net), RV_ERANGE);
	assert_int_equal(net, 3);
}

/*
 * 120 - 20 + 50 = 150 lots as 77: 61.6, -10.27, 25.67. Rounded down 61, -11, 25; the two lots that
 * are missing go to the largest remainders, .73 and .67.
 */
static void another_size(void **state)
{
	(void)state;
	int64_t w[RV_SUB_N] = { [RV_SUB_S5] = 120, [RV_SUB_S4M] = -20, [RV_SUB_OP] = 50 };
	assert_int_equal(rv_shares_scale(77, w), RV_OK);
	assert_int_equal(w[RV_SUB_S5], 61);
	assert_int_equal(w[RV_SUB_S4M], -10);
	assert_int_equal(w[RV_SUB_OP], 26);
	assert_int_equal(rv_shares_scale(-77, w), RV_EINVAL);
	assert_int_equal(rv_shares_scale(0, w), RV_EINVAL);
	assert_int_equal(w[RV_SUB_S5], 61);
	int64_t inside[RV_SUB_N] = { [RV_SUB_S5] = 5, [RV_SUB_S3] = -5 };
	assert_int_equal(rv_shares_scale(5, inside), RV_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_there_and_back),
		cmocka_unit_test(one_way_to_write_it),
		cmocka_unit_test(plain_is_the_operators),
		cmocka_unit_test(another_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
