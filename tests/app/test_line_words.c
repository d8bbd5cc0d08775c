/* Lines of orders that the console has keys for. */
#include "app/line_words.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

static rv_command cmd;
static char why[RV_TV_TEXT];

static void words_are_commands(void **state)
{
	(void)state;
	assert_int_equal(rv_line_word_parse("arm", NULL, &cmd, why), RV_WORD_OK);
	assert_int_equal(cmd.kind, RV_CMD_ARM);
	assert_int_equal(rv_line_word_parse("lock", NULL, &cmd, why), RV_WORD_OK);
	assert_int_equal(cmd.kind, RV_CMD_LOCK);
	assert_int_equal(rv_line_word_parse("kill leave", NULL, &cmd, why), RV_WORD_OK);
	assert_int_equal(cmd.kind, RV_CMD_KILL);
	assert_int_equal(cmd.level, RV_KILL_LEAVE);
	assert_int_equal(rv_line_word_parse("kill reduce", NULL, &cmd, why), RV_WORD_OK);
	assert_int_equal(cmd.level, RV_KILL_REDUCE);
}

static void other_words_are_the_command_lines(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"", "buy SOL 5 usd", "armed", "lockk", "killer", " arm"
	};
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(rv_line_word_parse(lines[i], NULL, &cmd, why), RV_WORD_OTHER);
}

static void what_is_wrong_says_what_was_expected(void **state)
{
	(void)state;
	assert_int_equal(rv_line_word_parse("kill", NULL, &cmd, why), RV_WORD_WRONG);
	assert_string_equal(why, "expected kill cancel, kill leave or kill reduce");
	assert_int_equal(rv_line_word_parse("kill everything", NULL, &cmd, why), RV_WORD_WRONG);
	assert_int_equal(rv_line_word_parse("approve", NULL, &cmd, why), RV_WORD_WRONG);
	assert_int_equal(rv_line_word_parse("approve -4", NULL, &cmd, why), RV_WORD_WRONG);
	assert_int_equal(rv_line_word_parse("approve 41", NULL, &cmd, why), RV_WORD_WRONG);
	assert_string_equal(why, "expected a ticket that is on the screen");
}

static void a_ticket_goes_with_the_digest_that_was_shown(void **state)
{
	(void)state;
	rv_view *v = calloc(1, sizeof(*v));
	assert_non_null(v);
	v->trade.n_tickets = 2;
	v->trade.tickets[0].id = 40;
	v->trade.tickets[1].id = 41;
	memset(v->trade.tickets[1].digest.b, 0x5a, RV_DIGEST_BYTES);
	assert_int_equal(rv_line_word_parse("approve 41", v, &cmd, why), RV_WORD_OK);
	assert_int_equal(cmd.kind, RV_CMD_APPROVE);
	assert_int_equal(cmd.n_ids, 1);
	assert_int_equal(cmd.ids[0], 41);
	assert_memory_equal(cmd.digests[0].b, v->trade.tickets[1].digest.b, RV_DIGEST_BYTES);
	assert_int_equal(rv_line_word_parse("reject 40 not now, thanks", v, &cmd, why), RV_WORD_OK);
	assert_int_equal(cmd.kind, RV_CMD_REJECT);
	assert_string_equal(cmd.reason, "not now, thanks");
	free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_commands),
		cmocka_unit_test(other_words_are_the_command_lines),
		cmocka_unit_test(what_is_wrong_says_what_was_expected),
		cmocka_unit_test(a_ticket_goes_with_the_digest_that_was_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
