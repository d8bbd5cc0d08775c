/* A text in less room than it needs ends at a word, and looks cut. */
#include "engine/base/text_fit.h"

#include <string.h>

#include "tests/support/cm.h"

static void test_fits(void **state)
{
	(void)state;
	static const struct {
		size_t cap;
		const char *text, *want;
	} cases[] = {
		{ 20, "", "" },
		{ 20, "killed by hand", "killed by hand" },
		{ 15, "killed by hand", "killed by hand" },
		{ 14, "killed by hand", "killed by..." },
		{ 24, "halted: drill, all gone home", "halted: drill, all..." },
		{ 18, "halted: drill, all gone home", "halted: drill..." },
		{ 12, "incomprehensibilities", "incompre..." },
		{ 12, "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
		  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4..." },
		{ 13, "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
		  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4..." },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[32];
		assert_string_equal(rv_text_fit(out, cases[i].cap, cases[i].text), cases[i].want);
	}
}

/* Whatever the room: never beyond it, never less than the half, and what is left is the text. */
static void test_any_room(void **state)
{
	(void)state;
	static const char text[] = "rvdesk halt by fralice at 2026-11-27T02:31:00Z: drill: a, b";

	for (size_t cap = 8; cap < sizeof(text) + 4; cap++) {
		char out[sizeof(text) + 8];
		memset(out, '#', sizeof(out));
		(void)rv_text_fit(out, cap, text);
		const size_t n = strlen(out);
		assert_true(n < cap && out[cap] == '#');
		if (cap >= sizeof(text)) {
			assert_string_equal(out, text);
			continue;
		}
		assert_string_equal(out + n - 3, "...");
		assert_true(2 * (n - 1) + 4 >= cap - 4);
		assert_int_equal(strncmp(out, text, n - 3), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fits),
		cmocka_unit_test(test_any_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
