/*
 * Settings on a terminal: what is chosen is what the terminal is told from the next frame on, and
 * the pace of frames follows.
 */
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"

#define F2 "\033OQ"

static void type(rv_job *j, const char *keys)
{
	rv_job_send(j, keys, strlen(keys));
}

/* A colour that is set: "\033[31m", "\033[91m", "\033[0;38;5;9m". */
static bool sets_colour(const char *out)
{
	for (const char *p = strstr(out, "\033["); p; p = strstr(p + 1, "\033[")) {
		const char *end = p + 2 + strspn(p + 2, "0123456789;");
		const char *word = p + 2;
		while (*end == 'm' && word < end) {
			const size_t n = strcspn(word, ";m");
			const bool fg = n == 2 && (word[0] == '3' || word[0] == '9') &&
					word[1] >= '1' && word[1] <= '8';
			if (fg)
				return true;
			word += n + 1;
		}
	}
	return false;
}

/* What came since before, once it is a whole frame and more than a line of it. */
static const char *frame_since(rv_job *j, size_t before)
{
	for (int i = 0; i < RV_PATIENCE_MS / 200 && rv_job_bytes(j) < before + 2500; i++)
		rv_job_pump(j, 200, 0);
	const size_t n = rv_job_bytes(j) - before;
	const char *out = rv_job_output(j);
	assert_true(n >= 2500 && n < strlen(out));
	return out + strlen(out) - n;
}

/* Colours off: a whole frame from then on has none; on: it has them again. */
static void test_colours(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 200 };
	rv_job *j = rv_console_job_shown(&c);

	assert_true(sets_colour(rv_job_output(j)));
	type(j, F2 "jj");
	assert_true(rv_job_wait_text(j, "Characters", RV_PATIENCE_MS));
	type(j, "l");
	assert_true(rv_job_wait_text(j, "Colours      off", RV_PATIENCE_MS));
	size_t before = rv_job_bytes(j);
	type(j, "\014");
	assert_false(sets_colour(frame_since(j, before)));
	before = rv_job_bytes(j);
	type(j, "h\014");
	assert_true(rv_job_wait_text(j, "Colours      on", RV_PATIENCE_MS));
	assert_true(sets_colour(frame_since(j, before)));
	type(j, "\003");
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	rv_assert_restored(j);
	rv_job_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_colours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
