/* The input line: every edit, at both ends and at its capacity. */
#include "tui/prompt.h"

#include <string.h>

#include "tui/keys.h"

#include "tests/support/cm.h"

static void type(rv_prompt *p, const char *text)
{
	for (; *text; text++)
		assert_true(rv_prompt_insert(p, *text));
}

static void test_edits(void **state)
{
	(void)state;
	rv_prompt p;

	rv_prompt_set(&p, "rv>0.5");
	assert_int_equal(p.cursor, 6);
	assert_true(rv_prompt_edit(&p, RV_ACT_FIRST));
	assert_true(rv_prompt_edit(&p, RV_ACT_ERASE)); /* nothing before */
	assert_string_equal(p.text, "rv>0.5");
	type(&p, "!(");
	assert_string_equal(p.text, "!(rv>0.5");
	assert_true(rv_prompt_edit(&p, RV_ACT_LAST));
	assert_true(rv_prompt_edit(&p, RV_ACT_DELETE)); /* nothing under */
	type(&p, ")  & fund");
	assert_true(rv_prompt_edit(&p, RV_ACT_ERASE_WORD));
	assert_string_equal(p.text, "!(rv>0.5)  & ");
	assert_true(rv_prompt_edit(&p, RV_ACT_ERASE_WORD));
	assert_string_equal(p.text, "!(rv>0.5)  ");
	assert_true(rv_prompt_edit(&p, RV_ACT_LEFT));
	assert_true(rv_prompt_edit(&p, RV_ACT_LEFT));
	assert_true(rv_prompt_edit(&p, RV_ACT_LEFT));
	assert_true(rv_prompt_edit(&p, RV_ACT_DELETE));
	assert_string_equal(p.text, "!(rv>0.5  ");
	assert_true(rv_prompt_edit(&p, RV_ACT_RIGHT));
	assert_true(rv_prompt_edit(&p, RV_ACT_ERASE));
	assert_string_equal(p.text, "!(rv>0.5 ");
	assert_true(rv_prompt_edit(&p, RV_ACT_ERASE_LINE));
	assert_int_equal(p.len, 0);
	assert_int_equal(p.cursor, 0);
	assert_true(rv_prompt_edit(&p, RV_ACT_ERASE_WORD));
	assert_false(rv_prompt_edit(&p, RV_ACT_SORT_MENU));
}

static void test_only_printable_ascii(void **state)
{
	(void)state;
	rv_prompt p;

	rv_prompt_set(&p, "");
	assert_false(rv_prompt_insert(&p, 0));
	assert_false(rv_prompt_insert(&p, 27));
	assert_false(rv_prompt_insert(&p, 127));
	assert_false(rv_prompt_insert(&p, 0xe9));
	assert_false(rv_prompt_insert(&p, RV_KEY_UP));
	assert_int_equal(p.len, 0);
}

static void test_capacity(void **state)
{
	(void)state;
	char text[RV_PROMPT_CAP * 2];
	rv_prompt p;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	rv_prompt_set(&p, text);
	assert_int_equal(p.len, RV_PROMPT_CAP - 1);
	assert_false(rv_prompt_insert(&p, 'y'));
	assert_int_equal(strlen(p.text), RV_PROMPT_CAP - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_only_printable_ascii),
		cmocka_unit_test(test_capacity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
