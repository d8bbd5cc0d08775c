/*
 * Overrides by key and by line: what goes out, to the number; the effect that is asked for first
 * and when Y counts; what is refused, and where.
 */
#include "tui/desk.h"

#include <stdio.h>
#include <string.h>

#include "tui/command_line.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_overrides.h"
#include "tests/support/view_program.h"
#include "tests/support/view_trade.h"

enum { AWHILE = 400 };

static int setup(void **state)
{
	if (rv_bench_trade_setup(state) != 0)
		return -1;
	rv_bench *b = *state;
	rv_fixture_overrides(b->v);
	rv_fixture_overrides(b->newer);
	rv_bench_draw(b);
	return 0;
}

static void line(rv_bench *b, const char *text)
{
	rv_bench_type(b, ":");
	rv_bench_type(b, text);
	(void)rv_bench_key(b, RV_KEY_ENTER);
}

/* The engine answers what was asked last; both snapshots have it. */
static void told(rv_bench *b)
{
	assert_true(b->n_got > 0);
	assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_PREVIEW_OVERRIDE);
	rv_fixture_effect(b->v, b->got[b->n_got - 1].nonce);
	rv_fixture_effect(b->newer, b->got[b->n_got - 1].nonce);
	rv_bench_draw(b);
}

/* ---- lines ---- */

static rv_line parsed(const rv_view *v, const char *text)
{
	rv_line_error err = { 0, "" };
	rv_line l;
	if (rv_line_parse(text, v, &l, &err) != RV_OK)
		fail_msg("\"%s\" is refused at %zu: %s", text, err.pos, err.text);
	return l;
}

static const struct {
	const char *text;
	rv_override_kind kind;
	rv_sub sub;
	const char *symbol, *word;
	double value[RV_IDIO_N];
	int64_t life_ms; /* 0: until the next close */
} lines[] = {
	{ "override pin SOL 0.02 S5 4h a few words",
	  RV_OVERRIDE_PIN,
	  RV_SUB_S5,
	  "SOL",
	  "",
	  { 0.02 },
	  4 * RV_HOUR_MS },
	{ "weight sol -0.02 4h a few words",
	  RV_OVERRIDE_PIN,
	  RV_SUB_OP,
	  "SOL",
	  "",
	  { -0.02 },
	  4 * RV_HOUR_MS },
	{ "weight SOL 0.2 op 30d a few words",
	  RV_OVERRIDE_PIN,
	  RV_SUB_OP,
	  "SOL",
	  "",
	  { 0.2 },
	  30 * RV_DAY_MS },
	{ "cap SOL 0.05 1d a few words",
	  RV_OVERRIDE_CAP,
	  RV_SUB_N,
	  "SOL",
	  "",
	  { 0.05 },
	  RV_DAY_MS },
	{ "ban SOL close a few words", RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", "", { 0.0 }, 0 },
	{ "override exclude WIF 90m a few words",
	  RV_OVERRIDE_EXCLUDE,
	  RV_SUB_N,
	  "WIF",
	  "",
	  { 0.0 },
	  90 * RV_MINUTE_MS },
	{ "override flatten SOL 1h a few words",
	  RV_OVERRIDE_FLATTEN,
	  RV_SUB_N,
	  "SOL",
	  "",
	  { 0.0 },
	  RV_HOUR_MS },
	{ "scale SOL 0.5 1h a few words",
	  RV_OVERRIDE_SCALE,
	  RV_SUB_N,
	  "SOL",
	  "",
	  { 0.5 },
	  RV_HOUR_MS },
	{ "scale s4m 0.5 1h a few words",
	  RV_OVERRIDE_SCALE,
	  RV_SUB_S4M,
	  "",
	  "",
	  { 0.5 },
	  RV_HOUR_MS },
	{ "scale SOL S3 0.5 1h a few words",
	  RV_OVERRIDE_SCALE,
	  RV_SUB_S3,
	  "SOL",
	  "",
	  { 0.5 },
	  RV_HOUR_MS },
	{ "regime risk_off 4h a few words",
	  RV_OVERRIDE_REGIME,
	  RV_SUB_N,
	  "",
	  "RISK_OFF",
	  { 0.0 },
	  4 * RV_HOUR_MS },
	{ "override factors 0.5 0.3 0.2 1h a few words",
	  RV_OVERRIDE_FACTORS,
	  RV_SUB_N,
	  "",
	  "",
	  { 0.5, 0.3, 0.2 },
	  RV_HOUR_MS },
	{ "override leverage 0.7 1h a few words",
	  RV_OVERRIDE_LEVERAGE,
	  RV_SUB_N,
	  "",
	  "",
	  { 0.7 },
	  RV_HOUR_MS },
	{ "override hedge 0.02 1h a few words",
	  RV_OVERRIDE_HEDGE,
	  RV_SUB_N,
	  "",
	  "",
	  { 0.02 },
	  RV_HOUR_MS },
	{ "pause S5 4h a few words",
	  RV_OVERRIDE_PAUSE,
	  RV_SUB_S5,
	  "",
	  "",
	  { 0.0 },
	  4 * RV_HOUR_MS },
	{ "override autohedge off 1h a few words",
	  RV_OVERRIDE_AUTO_HEDGE,
	  RV_SUB_N,
	  "",
	  "OFF",
	  { 0.0 },
	  RV_HOUR_MS },
	{ "hedge on close a few words", RV_OVERRIDE_AUTO_HEDGE, RV_SUB_N, "", "ON", { 0.0 }, 0 },
};

static void test_lines(void **state)
{
	const rv_bench *b = *state;
	for (size_t i = 0; i < LEN(lines); i++) {
		const rv_line l = parsed(b->v, lines[i].text);
		const rv_override *o = &l.cmd.over;
		const int64_t close = rv_time_floor(b->v->utc_ms, RV_DAY_MS) + RV_DAY_MS;
		assert_int_equal(l.kind, RV_LINE_OVERRIDE);
		assert_int_equal(l.cmd.kind, RV_CMD_OVERRIDE);
		assert_int_equal(o->kind, lines[i].kind);
		assert_int_equal(o->sub, lines[i].sub);
		assert_string_equal(o->symbol, lines[i].symbol);
		assert_string_equal(o->word, lines[i].word);
		for (int k = 0; k < RV_IDIO_N; k++)
			assert_close(lines[i].text, o->value[k], lines[i].value[k], 0);
		assert_int_equal(o->expires_utc_ms,
				 lines[i].life_ms ? b->v->utc_ms + lines[i].life_ms : close);
		assert_string_equal(o->reason, "a few words");
	}
	rv_line now = parsed(b->v, "hedge now eth before the CPI");
	assert_int_equal(now.kind, RV_LINE_HEDGE);
	assert_int_equal(now.cmd.kind, RV_CMD_HEDGE);
	assert_string_equal(now.cmd.symbol, "ETH");
	assert_string_equal(now.cmd.reason, "before the CPI");
	now = parsed(b->v, "hedge now before the CPI");
	assert_string_equal(now.cmd.symbol, "");
	assert_string_equal(now.cmd.reason, "before the CPI");
	const rv_line end = parsed(b->v, "override end 4 it is over");
	assert_int_equal(end.cmd.kind, RV_CMD_OVERRIDE_END);
	assert_true(end.cmd.n_ids == 1 && end.cmd.ids[0] == 4);
	assert_string_equal(end.cmd.reason, "it is over");
	assert_int_equal(parsed(b->v, "overrides").kind, RV_LINE_OVERRIDES);
	assert_int_equal(parsed(b->v, "regime").kind, RV_LINE_SCREEN);
}

static void test_lines_that_are_refused(void **state)
{
	const rv_bench *b = *state;
	static const struct {
		const char *text;
		size_t pos;
		const char *says;
	} cases[] = {
		{ "override", 8, "pin cap exclude" },
		{ "override pins SOL", 9, "hedge pause autohedge or end expected" },
		{ "override pin XYZ 0.1 4h why not", 13, "'XYZ': no such symbol" },
		{ "weight SOL", 10, "a weight is expected" },
		{ "weight SOL much 4h why not", 11, "a weight is expected" },
		{ "weight SOL 0.5 4h why not", 7, "weight 0.5: expected -0.20 to 0.20" },
		{ "weight SOL 0.1 H 4h why not", 15, "1m to 30d expected: 90m, 4h, 3d or close" },
		{ "cap SOL 0.3 4h why not", 4, "cap 0.3: expected 0.00 to 0.20" },
		{ "scale S5 1.5 4h why not", 6, "scale 1.5: expected 0.00 to 1.00" },
		{ "ban SOL 4 why not", 8, "1m to 30d expected: 90m, 4h, 3d or close" },
		{ "ban SOL 31d why not", 8, "1m to 30d expected: 90m, 4h, 3d or close" },
		{ "ban SOL 0h why not", 8, "1m to 30d expected: 90m, 4h, 3d or close" },
		{ "ban SOL 4h", 10, "a reason is expected" },
		{ "ban SOL 4h no", 4, "reason: expected one line of 3 to 119" },
		{ "pause SOL 4h why not", 6, "a strategy is expected" },
		{ "pause OP 4h why not", 6, "a strategy is expected" },
		{ "regime FOGGY 4h why not", 7,
		  "RISK_ON, RISK_OFF, ROTATION, DIVERGENCE, UNKNOWN, S4_RISK_OFF, S4_CLEAR or S3's "
		  "expected, not FOGGY" },
		{ "override factors 0.5 0.3 4h why not", 25, "a weight of three" },
		{ "override hedge 0.5 4h why not", 15, "hedge trigger 0.5: expected 0.001 to" },
		{ "override end", 12, "the number of an override" },
		{ "override end 99", 13, "the number of an override" },
		{ "override autohedge maybe 4h why not", 19, "expected ON or OFF" },
		{ "hedge", 5, "now, on or off expected" },
		{ "hedge it", 6, "now, on or off expected" },
		{ "hedge now", 9, "a reason is expected" },
		{ "hedge now BTC", 13, "a reason is expected" },
		{ "hedge off 4h", 12, "a reason is expected" },
		{ "overrides now", 10, "nothing expected here" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_line_error err = { 0, "" };
		rv_line l;
		assert_int_equal(rv_line_parse(cases[i].text, b->v, &l, &err), RV_EPARSE);
		if (err.pos != cases[i].pos || !strstr(err.text, cases[i].says))
			fail_msg("\"%s\" at %zu: %s", cases[i].text, err.pos, err.text);
	}
}

/* What was wrong is read whole on the smallest screen: it takes lines of its own. */
static void test_a_refusal_is_not_cut(void **state)
{
	rv_bench *b = *state;
	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	line(b, "regime FOO 4h spread looks wrong");
	rv_expect(b, ":regime FOO 4h spread looks wrong");
	rv_expect(b, " at 8: RISK_ON, RISK_OFF, ROTATION, DIVERGENCE, UNKNOWN, S4_RISK_OFF, ");
	rv_expect(b, "S3's expected, not FOO");
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, "ban kPEPE 31d this coin is much too thin on a Saturday");
	rv_expect(b, "at 11: 1m to 30d expected: 90m, 4h, 3d or close");
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_expect_not(b, "at 11:");
}

static void test_completion(void **state)
{
	const rv_bench *b = *state;
	char out[RV_PROMPT_CAP], choices[RV_LINE_CHOICES];
	rv_line_complete("override ex", b->v, out, choices);
	assert_string_equal(out, "override exclude ");
	rv_line_complete("override exclude DOG", b->v, out, choices);
	assert_string_equal(out, "override exclude DOGE ");
	rv_line_complete("override pause S4", b->v, out, choices);
	assert_string_equal(choices, "S4m S4r S4mr S4p");
	rv_line_complete("pause S", b->v, out, choices);
	assert_string_equal(choices, "S5 S4m S4r S4mr S4p S3");
	rv_line_complete("override ", b->v, out, choices);
	assert_non_null(strstr(choices, "leverage hedge pause autohedge end"));
	rv_line_complete("hedge o", b->v, out, choices);
	assert_string_equal(choices, "on off");
	rv_line_complete("override end 3 ", b->v, out, choices);
	assert_string_equal(choices, "");
}

/* ---- keys ---- */

/* A question asked in a program's dialog, long answered, is not where this one leads back to. */
static void test_it_leads_back_to_the_panes(void **state)
{
	rv_bench *b = *state;
	rv_fixture_program(b->v);
	rv_bench_draw(b);
	rv_bench_type(b, "pr");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	rv_bench_type(b, "not before the CPI");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "Program p4");
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, "ban SOL 4h spread looks wrong");
	rv_fixture_effect(b->v, b->got[b->n_got - 1].nonce);
	rv_bench_draw(b);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_OVERRIDE);
	rv_expect_not(b, "Program p4");
	rv_bench_type(b, "o");
	rv_expect(b, "Overrides");
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, "ban SOL 4h spread looks wrong"); /* left, it is the same */
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "Program p4");
}

/* Nothing but the question for its effect leaves before Y, and Y counts from when it was seen. */
static void test_a_line_asks_first(void **state)
{
	rv_bench *b = *state;
	line(b, "weight SOL 0.05 S5 4h spread looks wrong");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_PREVIEW_OVERRIDE);
	assert_close("asked", b->got[0].over.value[0], 0.05, 0);
	rv_expect(b, "S5 SOL pinned at 0.05");
	rv_expect(b, "in the place of 3: S5 SOL pinned at 0.02");
	rv_expect(b, "cannot be sent: its effect is not known yet");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	rv_expect(b, "not sent: its effect is not known yet");
	told(b);
	rv_expect(b, "11,020");
	rv_expect(b, "and 4 smaller ones");
	rv_bench_type(b, "Y"); /* typed before it could be read */
	assert_int_equal(b->n_got, 1);
	rv_bench_wait(b, AWHILE);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_bench_type(b, " ");
	assert_int_equal(b->n_got, 1);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_OVERRIDE);
	assert_close("sent", b->got[1].over.value[0], 0.05, 0);
	assert_string_equal(b->got[1].over.reason, "spread looks wrong");
	assert_string_equal(b->got[1].symbol, "SOL");
	rv_expect(b, "override S5 SOL pinned at 0.05: sent");
}

static void test_another_key_leaves_it(void **state)
{
	rv_bench *b = *state;
	line(b, "ban SOL 4h spread looks wrong");
	told(b);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "n");
	rv_expect_not(b, "Y = set it");
	assert_int_equal(b->n_got, 1);
}

/* The effect of another question, or of another person's, is none of this one. */
static void test_only_its_own_effect_counts(void **state)
{
	rv_bench *b = *state;
	line(b, "ban SOL 4h spread looks wrong");
	rv_fixture_effect(b->v, b->got[0].nonce + 1);
	rv_bench_draw(b);
	rv_expect(b, "its effect is not known yet");
	rv_fixture_effect(b->v, b->got[0].nonce);
	b->v->overrides.preview.uid = 1001;
	rv_bench_draw(b);
	rv_expect(b, "its effect is not known yet");
}

/* What works is not what the effect is compared with: the words say so, and only then. */
static void test_a_program_that_works_is_not_the_basis(void **state)
{
	rv_bench *b = *state;
	static const char words[] = "not by what the program";
	b->v->trade.n_programs = b->newer->trade.n_programs = 0;
	line(b, "ban SOL 4h spread looks wrong");
	rv_fixture_effect(b->v, b->got[0].nonce);
	rv_bench_draw(b);
	rv_expect(b, "by the votes of the close of");
	rv_expect_not(b, words);
	b->v->trade.n_programs = 1;
	b->v->trade.programs[0].state = RV_PROGRAM_GRANTED;
	b->v->trade.programs[0].stopped = false;
	rv_bench_draw(b);
	rv_expect(b, words);
}

/* An engine that never tells does not keep a person from what calms. */
static void test_without_an_effect_after_a_while(void **state)
{
	rv_bench *b = *state;
	line(b, "ban SOL 4h spread looks wrong");
	rv_bench_wait(b, 5100);
	rv_expect(b, "The engine has not told its effect.");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_OVERRIDE);
}

static void test_locked_only_what_calms_is_set(void **state)
{
	rv_bench *b = *state;
	b->v->trade.armed = b->newer->trade.armed = false;
	rv_bench_draw(b);
	line(b, "weight SOL 0.02 S5 4h spread looks wrong");
	told(b);
	rv_expect(b, "cannot be sent: LOCKED, U arms");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, "cap WIF 0.01 2d spread looks wrong"); /* .005 is set: it would be weaker */
	told(b);
	rv_expect(b, "cannot be sent: LOCKED, U arms");
	(void)rv_bench_key(b, RV_KEY_ESC);
	line(b, "cap WIF 0.001 2d spread looks wrong");
	told(b);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_OVERRIDE);
}

static void test_real_money_asks_for_the_symbol(void **state)
{
	rv_bench *b = *state;
	b->v->trade.live_confirm = b->newer->trade.live_confirm = true;
	line(b, "ban SOL 4h spread looks wrong");
	told(b);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_bench_type(b, "SOL");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_OVERRIDE);
}

/* The mark stands apart from the symbol before it and from the bucket behind it. */
static void test_a_long_symbol_has_its_mark(void **state)
{
	rv_bench *b = *state;
	rv_overrides *l = &b->v->overrides.set;
	rv_expect(b, "FARTCOIN  MEME");
	l->o[l->n] = l->o[0];
	l->o[l->n].id = ++l->last_id;
	(void)snprintf(l->o[l->n++].symbol, RV_SYMBOL_MAX, "FARTCOIN");
	rv_bench_draw(b);
	rv_expect(b, "FARTCOIN o MEME");
	rv_expect(b, "WIF o     MEME"); /* a short one is as it was */
}

/* ---- hedge now ---- */

/* The order and the delta stand in the question; nothing leaves before its Y. */
static void test_hedge_now_asks_first(void **state)
{
	rv_bench *b = *state;
	line(b, "hedge now btc before the CPI");
	rv_expect(b, "BTC: SELL 0.00317, 290.86 USD, at the market");
	rv_expect(b, "delta +1,216.40 before, +925.54 after, target +900.00 USD");
	rv_expect_not(b, "ETH: nothing");
	rv_expect(b, "reason: before the CPI");
	rv_bench_type(b, "Y"); /* typed before it could be read */
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, AWHILE);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_HEDGE);
	assert_string_equal(b->got[0].symbol, "BTC");
	assert_string_equal(b->got[0].reason, "before the CPI");
	line(b, "hedge now before the CPI");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "n");
	assert_int_equal(b->n_got, 1);
}

static void refuses_to_hedge(rv_bench *b, const char *words)
{
	line(b, "hedge now before the CPI");
	rv_bench_wait(b, AWHILE);
	rv_expect(b, words);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	(void)rv_bench_key(b, RV_KEY_ESC);
}

static void test_hedge_now_says_why_not(void **state)
{
	rv_bench *b = *state;
	rv_view *const both[] = { b->v, b->newer };
	for (int i = 0; i < 2; i++)
		both[i]->trade.armed = false;
	refuses_to_hedge(b, "cannot be sent: LOCKED, U arms");
	for (int i = 0; i < 2; i++)
		both[i]->book.hedge[RV_HEDGE_BTC].now.verdict = RV_HEDGE_QUIET;
	refuses_to_hedge(b, "cannot be sent: there is nothing to order");
	for (int i = 0; i < 2; i++)
		both[i]->trade.reconciled = false;
	refuses_to_hedge(b, "cannot be sent: positions are not reconciled with the venue");
	for (int i = 0; i < 2; i++)
		both[i]->trade.state = RV_BOOK_HALTED;
	refuses_to_hedge(b, "cannot be sent: HALTED: no hedge is sent");
	for (int i = 0; i < 2; i++)
		both[i]->book.hedge_known = false;
	refuses_to_hedge(b, "cannot be sent: the delta is not known");
}

static void test_real_money_types_hedge(void **state)
{
	rv_bench *b = *state;
	b->v->trade.live_confirm = b->newer->trade.live_confirm = true;
	line(b, "hedge now before the CPI");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_bench_type(b, "HEDGEY");
	assert_int_equal(b->n_got, 1);
}

/* Who grants hedges is told by the settings and what is set, not by the effect on targets. */
static void test_auto_hedge_is_asked(void **state)
{
	rv_bench *b = *state;
	b->v->trade.hedges_itself = b->newer->trade.hedges_itself = true;
	b->v->trade.armed = b->newer->trade.armed = false;
	line(b, "hedge off 4h before the CPI");
	told(b);
	rv_expect(b, "auto-hedge OFF");
	rv_expect(b, "granted by              the desk          a person");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y"); /* not armed: it stops orders */
	assert_int_equal(b->n_got, 2);
	assert_string_equal(b->got[1].over.word, "OFF");
	line(b, "hedge on 4h it is over");
	told(b);
	rv_expect(b, "cannot be sent: LOCKED, U arms");
}

/* The menu begins the line with the symbol of the cursor. */
static void test_menu_begins_a_line(void **state)
{
	rv_bench *b = *state;
	rv_bench_type(b, "ojj");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, ":override exclude WIF ");
	rv_bench_type(b, "4h back on Monday");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	told(b);
	rv_expect(b, "WIF excluded");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].over.kind, RV_OVERRIDE_EXCLUDE);
	assert_string_equal(b->got[1].over.symbol, "WIF");
	rv_bench_type(b, "oj");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "a coin: nothing is added");
	assert_int_equal(b->n_got, 2);
}

static void test_menu_ends_one(void **state)
{
	rv_bench *b = *state;
	rv_bench_type(b, "oGk"); /* the last but one: the hedge's trigger */
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_PREVIEW_OVERRIDE);
	assert_true(b->got[0].n_ids == 1 && b->got[0].ids[0] == 7);
	rv_expect(b, "ends: hedge trigger 0.02");
	told(b);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_OVERRIDE_END);
	assert_true(b->got[1].n_ids == 1 && b->got[1].ids[0] == 7);
	/* It is gone while the question is open. */
	line(b, "override end 4");
	told(b);
	b->v->overrides.set.n = b->newer->overrides.set.n = 1;
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 3);
	rv_expect(b, "that override has ended");
}

/* The list becomes shorter under the cursor. */
static void test_menu_of_a_list_that_shrinks(void **state)
{
	rv_bench *b = *state;
	rv_bench_type(b, "oG");
	b->v->overrides.set.n = b->newer->overrides.set.n = 0;
	rv_bench_draw(b);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "that override has ended");
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "k");
	rv_expect(b, "Overrides");
}

static void test_blind_nothing_is_asked(void **state)
{
	rv_bench *b = *state;
	b->later = 5000;
	rv_bench_draw(b);
	line(b, "weight SOL 0.02 S5 4h spread looks wrong");
	rv_expect(b, "ENGINE SILENT");
	assert_int_equal(b->n_got, 0);
}

static void test_badges(void **state)
{
	rv_bench *b = *state;
	rv_expect(b, "5 overrides");
	rv_expect(b, "> WIF o"); /* never at the name: oWIF would be another coin */
	rv_expect_not(b, "oWIF");
	rv_expect(b, "by hand: RISK_OFF, ");
	rv_expect(b, "by hand: trigger 0.02, ");
	rv_bench_type(b, "4");
	rv_expect(b, "override 5: S4p paused");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_lines),
		T(test_lines_that_are_refused),
		T(test_a_refusal_is_not_cut),
		T(test_completion),
		T(test_it_leads_back_to_the_panes),
		T(test_a_line_asks_first),
		T(test_another_key_leaves_it),
		T(test_only_its_own_effect_counts),
		T(test_a_program_that_works_is_not_the_basis),
		T(test_without_an_effect_after_a_while),
		T(test_locked_only_what_calms_is_set),
		T(test_real_money_asks_for_the_symbol),
		T(test_a_long_symbol_has_its_mark),
		T(test_hedge_now_asks_first),
		T(test_hedge_now_says_why_not),
		T(test_real_money_types_hedge),
		T(test_auto_hedge_is_asked),
		T(test_menu_begins_a_line),
		T(test_menu_ends_one),
		T(test_menu_of_a_list_that_shrinks),
		T(test_blind_nothing_is_asked),
		T(test_badges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
