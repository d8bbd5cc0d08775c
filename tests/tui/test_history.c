/* Lines called back: order, the draft, repeats, the ring's end; and what is said for a while. */
#include "tui/history.h"

#include <stdio.h>
#include <string.h>

#include "tui/say.h"

#include "tests/support/cm.h"

static void test_back_and_forth(void **state)
{
	(void)state;
	static rv_history h;
	rv_prompt p;

	memset(&h, 0, sizeof(h));
	rv_prompt_set(&p, "draft");
	assert_false(rv_history_step(&h, 1, &p));
	rv_history_add(&h, "one");
	rv_history_add(&h, "two");
	rv_history_add(&h, "two"); /* once */
	rv_history_add(&h, "");
	assert_false(rv_history_step(&h, -1, &p));
	assert_true(rv_history_step(&h, 1, &p));
	assert_string_equal(p.text, "two");
	assert_int_equal(p.cursor, 3);
	assert_true(rv_history_step(&h, 1, &p));
	assert_string_equal(p.text, "one");
	assert_false(rv_history_step(&h, 1, &p));
	assert_string_equal(p.text, "one");
	assert_true(rv_history_step(&h, -1, &p));
	assert_true(rv_history_step(&h, -1, &p));
	assert_string_equal(p.text, "draft");
	assert_true(rv_history_step(&h, 1, &p));
	rv_history_rest(&h);
	rv_prompt_set(&p, "");
	assert_true(rv_history_step(&h, 1, &p));
	assert_string_equal(p.text, "two");
}

static void test_full(void **state)
{
	(void)state;
	static rv_history h;
	rv_prompt p;
	char line[RV_PROMPT_CAP + 40];

	memset(&h, 0, sizeof(h));
	for (int i = 0; i < RV_HISTORY_CAP + 5; i++) {
		(void)snprintf(line, sizeof(line), "line %d", i);
		rv_history_add(&h, line);
	}
	rv_prompt_set(&p, "");
	int n = 0;
	while (rv_history_step(&h, 1, &p))
		n++;
	assert_int_equal(n, RV_HISTORY_CAP);
	assert_string_equal(p.text, "line 5");
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	rv_history_add(&h, line); /* cut, never over */
	rv_prompt_set(&p, "");
	assert_true(rv_history_step(&h, 1, &p));
	assert_int_equal(p.len, RV_PROMPT_CAP - 1);
}

static void test_said_for_a_while(void **state)
{
	(void)state;
	rv_say s = { .text = "" };

	assert_false(rv_say_on(&s, 0));
	rv_say_set(&s, 1000, RV_ROLE_BAD, "%s %d", "lost", 3);
	assert_string_equal(s.text, "lost 3");
	assert_int_equal(s.role, RV_ROLE_BAD);
	assert_true(rv_say_on(&s, 1000 + RV_SAY_MS - 1));
	assert_false(rv_say_on(&s, 1000 + RV_SAY_MS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_back_and_forth),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_said_for_a_while),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
