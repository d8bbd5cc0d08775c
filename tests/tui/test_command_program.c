/* `:program`: what it opens and sends, where it goes wrong, what completes it, and on the desk. */
#include "tui/command_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/program_bench.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

static rv_view *view;

static int setup(void **state)
{
	(void)state;
	view = rv_fixture_view();
	if (!view)
		return -1;
	rv_fixture_program(view);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(view);
	return 0;
}

static rv_line parse(const char *text)
{
	rv_line line;
	rv_line_error err = { 0, "" };

	memset(&line, 0, sizeof(line));
	if (rv_line_parse(text, view, &line, &err) != RV_OK)
		fail_msg("%s: at %zu: %s", text, err.pos, err.text);
	return line;
}

static void refused(const char *text, size_t pos, const char *says)
{
	rv_line line;
	rv_line_error err = { 99, "" };

	assert_int_equal(rv_line_parse(text, view, &line, &err), RV_EPARSE);
	if (!strstr(err.text, says) || err.pos != pos)
		fail_msg("\"%s\": at %zu: %s; want at %zu: %s", text, err.pos, err.text, pos, says);
}

static void test_what_it_sends(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_line_kind kind;
		rv_cmd_kind cmd;
		const char *symbol, *reason;
	} cases[] = {
		{ "program exclude SOL", RV_LINE_SEND, RV_CMD_EXCLUDE, "SOL", "" },
		{ "program 4 exclude sol", RV_LINE_SEND, RV_CMD_EXCLUDE, "SOL", "" },
		{ "program include AVAX", RV_LINE_SEND, RV_CMD_INCLUDE, "AVAX", "" },
		{ "program requote", RV_LINE_SEND, RV_CMD_REQUOTE_PROGRAM, "", "" },
		{ "program reject", RV_LINE_SEND, RV_CMD_REJECT_PROGRAM, "", "" },
		{ "program 4 reject  too much WIF ", RV_LINE_SEND, RV_CMD_REJECT_PROGRAM, "",
		  "too much WIF" },
		{ "program 4 approve", RV_LINE_GRANT, RV_CMD_APPROVE_PROGRAM, "", "" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_line l = parse(cases[i].text);
		assert_int_equal(l.kind, cases[i].kind);
		assert_int_equal(l.cmd.kind, cases[i].cmd);
		assert_int_equal(l.cmd.n_ids, 1);
		assert_int_equal(l.cmd.ids[0], 4);
		assert_memory_equal(&l.cmd.digests[0], &view->trade.programs[0].digest,
				    sizeof(rv_digest));
		assert_string_equal(l.cmd.symbol, cases[i].symbol);
		assert_string_equal(l.cmd.reason, cases[i].reason);
	}
}

static void test_what_it_opens(void **state)
{
	(void)state;
	assert_int_equal(parse("program").kind, RV_LINE_PROGRAM);
	assert_int_equal(parse("program").cmd.ids[0], 0);
	assert_int_equal(parse("program 4").kind, RV_LINE_PROGRAM);
	assert_int_equal(parse("program 4").cmd.ids[0], 4);
}

/* 0.6 ETH to sell, at 2991.0 or more. */
static void test_a_leg_smaller(void **state)
{
	(void)state;
	const uint64_t ticket = view->trade.programs[0].legs[1].ticket;
	rv_line l = parse("program 4 reduce ETH 0.35");

	assert_int_equal(l.kind, RV_LINE_SEND);
	assert_int_equal(l.cmd.kind, RV_CMD_REDUCE);
	assert_int_equal(l.cmd.ids[0], ticket);
	assert_int_equal(l.cmd.lots, 3500);
	l = parse("program reduce ETH 25%");
	assert_int_equal(l.cmd.lots, 1500);
	assert_int_equal(l.cmd.px, 0);
	l = parse("program reduce ETH @2995");
	assert_int_equal(l.cmd.px, 299500);
	assert_int_equal(l.cmd.lots, 0);
}

static void test_what_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t pos;
		const char *says;
	} cases[] = {
		{ "program 7", 8, "no program 7 is on the screen" },
		{ "program 4x", 8, "number of a program" },
		{ "program 0", 8, "number of a program" },
		{ "program sell", 8, "'sell': exclude, include, reduce" },
		{ "program 4 sell", 10, "'sell': exclude, include, reduce" },
		{ "program exclude", 15, "symbol" },
		{ "program exclude UNI", 16, "UNI is not in program 4" },
		{ "program exclude NOPE", 16, "NOPE" },
		{ "program exclude SOL now", 20, "now" },
		{ "program requote now", 16, "now" },
		{ "program approve now", 16, "now" },
		{ "program reduce ETH", 18, "a size" },
		{ "program reduce ETH 0.6", 19, "less than 0.6000" },
		{ "program reduce ETH @2990", 20, "above" },
		{ "program reduce ETH 0.1 2", 23, "2" },
		{ "program reduce AVAX 50%", 15, "AVAX has no size: it is left out" },
		{ "program reduce TIA 50%", 15, "TIA has no size: it only changes places" },
	};

	for (size_t i = 0; i < LEN(cases); i++)
		refused(cases[i].text, cases[i].pos, cases[i].says);
}

/* Which one is meant must be said where several wait; what does not wait is not changed. */
static void test_which_one(void **state)
{
	(void)state;
	view->trade.n_programs = 0;
	refused("program exclude SOL", 8, "no program waits");
	assert_int_equal(parse("program").kind, RV_LINE_PROGRAM); /* opening says so itself */
	memset(&view->trade, 0, sizeof(view->trade));
	rv_fixture_program_many(view);
	refused("program exclude SOL", 8, "2 programs wait: say program 5, or another");
	assert_int_equal(parse("program 4 exclude LTC").cmd.ids[0], 4);
	refused("program 5 exclude LTC", 18, "LTC is not in program 5");
	rv_fixture_program_of(view, 5)->state = RV_PROGRAM_EXPIRED;
	assert_int_equal(parse("program exclude LTC").cmd.ids[0], 4);
	refused("program 5 exclude SOL", 10, "program 5 does not wait");
	view->trade.present = false;
	refused("program", 0, "no order side");
}

static void completes(const char *text, const char *want, const char *choices)
{
	char out[RV_PROMPT_CAP], got[RV_LINE_CHOICES];

	rv_line_complete(text, view, out, got);
	assert_string_equal(out, want);
	if (!strstr(got, choices))
		fail_msg("%s: '%s' does not have '%s'", text, got, choices);
}

static void test_completion(void **state)
{
	(void)state;
	completes("prog", "program ", "");
	completes("program ", "program ", "exclude include reduce requote reject approve 4");
	completes("program e", "program exclude ", "");
	completes("program 4 inc", "program 4 include ", "");
	completes("program exclude L", "program exclude L", "LINK LTC");
	completes("program 4 reduce HY", "program 4 reduce HYPE ", "");
	completes("program requote S", "program requote S", "");
	completes("program 9 exclude S", "program 9 exclude S", "");
	rv_line_complete("program exclude S", NULL, (char[RV_PROMPT_CAP]){ 0 },
			 (char[RV_LINE_CHOICES]){ 0 });
}

static void run(rv_bench *b, const char *text)
{
	rv_bench_type(b, ":");
	rv_bench_type(b, text);
	(void)rv_bench_key(b, RV_KEY_ENTER);
}

static void test_on_the_desk(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	run(b, "program");
	rv_expect(b, "Program p4: projected");
	(void)rv_bench_key(b, RV_KEY_ESC);
	run(b, "program exclude WIF");
	program_sent(b, 1, RV_CMD_EXCLUDE, 4);
	rv_expect(b, "exclude p4 WIF: sent");
	run(b, "program 4 approve"); /* not without its screen */
	assert_int_equal(b->n_got, 1);
	rv_expect(b, "Program p4: projected");
	program_asked(b, false);
}

/* Rejecting makes safe and leaves always; the rest does not. */
static void test_on_a_silent_desk(void **state)
{
	rv_bench *b = *state;
	static const char *const others[] = { "program exclude WIF", "program include AVAX",
					      "program requote", "program reduce ETH 50%" };

	program_show(b, rv_fixture_program_locked);
	b->later = 5000;
	for (size_t i = 0; i < LEN(others); i++) {
		run(b, others[i]);
		rv_expect(b, "ENGINE SILENT");
		(void)rv_bench_key(b, RV_KEY_ESC);
	}
	assert_int_equal(b->n_got, 0);
	run(b, "program reject not now");
	program_sent(b, 1, RV_CMD_REJECT_PROGRAM, 4);
	assert_string_equal(b->got[0].reason, "not now");
}

#define LINE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define DESK(name) cmocka_unit_test_setup_teardown(name, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINE(test_what_it_sends),   LINE(test_what_it_opens),	 LINE(test_a_leg_smaller),
		LINE(test_what_is_refused), LINE(test_which_one),	 LINE(test_completion),
		DESK(test_on_the_desk),	    DESK(test_on_a_silent_desk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
