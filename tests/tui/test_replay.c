/*
 * The screen of a past moment: it is what was drawn then, it says loudly that it is past, nothing
 * that trades goes out of it, and what is of now goes on.
 */
#include "tui/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/command_line.h"
#include "tui/keymap.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

enum { KEPT = 4, SCREEN = 200 * 60 * 4 + 61 };

/* A past of a few snapshots, which answers at once or when it is told to. */
typedef struct store {
	rv_view *kept[KEPT]; /* id = index + 1 */
	size_t n, asked;
	bool waits; /* answers nothing yet */
	bool has;   /* a question that waits */
	rv_past_ask q;
} store;

static store past;

static void ask(void *ctx, const rv_past_ask *q)
{
	store *s = ctx;

	s->q = *q;
	s->has = true;
	s->asked++;
}

/* The index that is asked for, -1 none. */
static long chosen(const store *s)
{
	long at = (long)s->q.id - 1 + s->q.steps;

	if (s->q.steps != 0)
		return at == (long)s->q.id - 1 ? -1
		       : at < 0		       ? (s->q.id == 1 ? -1 : 0)
		       : at >= (long)s->n      ? (s->q.id == s->n ? -1 : (long)s->n - 1)
					       : at;
	for (at = (long)s->n - 1; at >= 0 && s->kept[at]->utc_ms > s->q.utc_ms; at--)
		;
	return at;
}

static bool answer(void *ctx, rv_past_answer *out)
{
	store *s = ctx;

	if (!s->has || s->waits)
		return false;
	s->has = false;
	*out = (rv_past_answer){ 0 };
	const long at = chosen(s);
	if (at < 0) {
		(void)snprintf(out->why, sizeof(out->why), "that is the end of what is kept");
		return true;
	}
	out->view = rv_past_view_new();
	assert_non_null(out->view);
	*out->view = *s->kept[at];
	out->id = (uint64_t)at + 1;
	return true;
}

static void keep(const rv_view *v)
{
	assert_true(past.n < KEPT);
	past.kept[past.n] = malloc(sizeof(*v));
	assert_non_null(past.kept[past.n]);
	*past.kept[past.n++] = *v;
}

static int setup(void **state)
{
	const rv_past_way way = { .ask = ask, .answer = answer, .ctx = &past };

	memset(&past, 0, sizeof(past));
	if (rv_bench_trade_setup(state) != 0)
		return -1;
	rv_bench *b = *state;
	b->v->n_alerts = b->newer->n_alerts = 0;
	rv_desk_set_past(b->d, &way);
	rv_bench_draw(b);
	return 0;
}

static int teardown(void **state)
{
	for (size_t i = 0; i < past.n; i++)
		free(past.kept[i]);
	return rv_bench_teardown(state);
}

static void command(rv_bench *b, const char *line)
{
	rv_bench_type(b, ":");
	rv_bench_type(b, line);
	(void)rv_bench_key(b, RV_KEY_ENTER);
}

/* Ten minutes later: other prices, another book, nothing that waits. */
static void go_on(rv_bench *b)
{
	rv_fixture_move(b->v, 3);
	rv_fixture_next(b->v, 600000);
	rv_fixture_trade_next(b->v, 600000);
	b->v->trade.n_tickets = 0;
	b->v->trade.nav_usd += 1234.5;
	b->v->log_seq += 7;
	rv_bench_draw(b);
}

/* Keeps what is shown, goes on, and is back at it. */
static void go_back(rv_bench *b)
{
	keep(b->v);
	go_on(b);
	command(b, "replay 12:35");
	rv_bench_draw(b);
	rv_expect(b, " REPLAY ");
}

/* All lines but the first and the hints. */
static void body(const rv_canvas *c, char *out)
{
	static char text[SCREEN];
	char *end;

	rv_golden_text(c, text);
	(void)snprintf(out, SCREEN, "%s", strchr(text, '\n') + 1);
	end = strrchr(out, '\n');
	if (end && !end[1]) /* behind the last line */
		*end = '\0';
	end = strrchr(out, '\n');
	assert_non_null(end);
	*end = '\0';
}

static void test_the_screen_of_then(void **state)
{
	(void)state;
	static const struct {
		int cols, rows;
	} sizes[] = { { 120, 40 }, { 80, 24 }, { 200, 60 } };
	static char then[SCREEN], now[SCREEN], again[SCREEN];

	for (size_t k = 0; k < LEN(sizes); k++) {
		for (int key = '1'; key <= '9'; key++) {
			void *s = NULL;
			const char keys[] = { (char)key, '\0' };
			assert_int_equal(setup(&s), 0);
			rv_bench *b = s;
			assert_int_equal(rv_canvas_resize(b->c, sizes[k].cols, sizes[k].rows),
					 RV_OK);
			rv_bench_type(b, keys);
			rv_bench_draw(b);
			body(b->c, then);
			keep(b->v);
			go_on(b);
			body(b->c, now);
			if (key != '9') /* backtests are of no moment */
				assert_string_not_equal(then, now);
			command(b, "replay 12:35");
			rv_bench_draw(b);
			b->later = 3000; /* it stands still, and does not become old */
			rv_bench_draw(b);
			body(b->c, again);
			if (strcmp(then, again) != 0)
				fail_msg("screen %c at %dx%d: then\n%s\nagain\n%s", key,
					 sizes[k].cols, sizes[k].rows, then, again);
			assert_int_equal(teardown(&s), 0);
		}
	}
}

static void test_it_says_so(void **state)
{
	rv_bench *b = *state;

	go_back(b);
	assert_non_null(strstr(rv_bench_line(b, 0), " REPLAY "));
	assert_non_null(strstr(rv_bench_line(b, 0), " PAPER "));
	assert_non_null(strstr(rv_bench_line(b, 0), "2026-11-20 12:34:5"));
	assert_non_null(strstr(rv_bench_line(b, 0), "10m"));
	assert_int_equal(rv_canvas_at(b->c, 1, 0)->role, RV_ROLE_ENV_SIM);
	rv_golden_check("replay-120x40", b->c, rv_golden_text);
	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	rv_bench_draw(b);
	rv_golden_check("replay-80x24", b->c, rv_golden_text);
	rv_golden_check("roles-replay-80x24", b->c, rv_golden_roles);
	assert_int_equal(rv_canvas_resize(b->c, 40, 10), RV_OK);
	rv_bench_draw(b);
	rv_golden_check("replay-40x10", b->c, rv_golden_text);
}

/* From every screen, list and dialog: no key sends anything but lock and kill. */
static void test_keys_that_trade_are_off(void **state)
{
	rv_bench *b = *state;
	static const char *const places[] = { "1", "2", "4", "5", "5\t", "5\t\t", "7" };
	const rv_key_binding *t;
	const size_t n = rv_keymap_bindings(&t);
	size_t tried = 0;

	go_back(b);
	for (size_t p = 0; p < LEN(places); p++) {
		for (size_t i = 0; i < n; i++) {
			const bool trades = rv_action_is_trading(t[i].action) &&
					    !rv_action_is_safety(t[i].action);
			const unsigned here = 1U << RV_CTX_MAIN | 1U << RV_CTX_ITEM;
			if (!trades || !(t[i].contexts & here))
				continue;
			rv_bench_type(b, places[p]);
			if (!(t[i].contexts & 1U << RV_CTX_MAIN))
				(void)rv_bench_key(b, RV_KEY_ENTER);
			(void)rv_bench_key(b, t[i].key);
			if (rv_bench_find(b, " REPLAY ") < 0)
				fail_msg("key %d at %s: not in the replay any more", t[i].key,
					 places[p]);
			rv_bench_type(b, "Y");
			(void)rv_bench_key(b, RV_KEY_ENTER);
			if (b->n_got != 0)
				fail_msg("key %d at %s sends", t[i].key, places[p]);
			command(b, "replay 12:35"); /* whatever is open */
			tried++;
		}
	}
	assert_true(tried >= 7 * 10);
	rv_bench_type(b, "1U");
	rv_expect(b, "REPLAY: this screen is past");
}

static void test_what_makes_safe_goes_out(void **state)
{
	rv_bench *b = *state;

	go_back(b);
	rv_bench_type(b, "L");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_LOCK);
	rv_bench_type(b, "K");
	assert_int_equal(b->n_got, 1);
	rv_bench_type(b, "H");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_KILL);
	assert_int_equal(b->got[1].level, RV_KILL_CANCEL);
	command(b, "halt SOL spread looks wrong");
	assert_int_equal(b->n_got, 3);
	assert_int_equal(b->got[2].kind, RV_CMD_HALT_SYMBOL);
	command(b, "note looked at 12:35 again");
	assert_int_equal(b->got[3].kind, RV_CMD_NOTE);
	rv_expect(b, " REPLAY ");
	b->v->trade.state = RV_BOOK_HALTED;
	rv_bench_draw(b);
	assert_non_null(strstr(rv_bench_line(b, 0), " NOW HALTED "));
	assert_true(rv_desk_take_bell(b->d));
}

static void test_lines_that_trade_are_refused(void **state)
{
	rv_bench *b = *state;
	static const char *const lines[] = {
		"buy SOL 100 usd",
		"sell SOL 100 usd",
		"close LINK",
		"cancel all",
		"program",
		"resume",
		"flatten",
		"adjust LINK a reason",
		"licence s4M 50 reason",
		"pen",
		"pen free",
		"override ban SOL 4h reason",
		"overrides",
		"weight SOL 0.02 4h r",
		"hedge now a reason",
		"hedge off 4h reason",
		"handover",
		"regime RISK_OFF 4h reason",
		"backtest book 2024-01-01 2024-02-01",
	};

	go_back(b);
	for (size_t i = 0; i < LEN(lines); i++) {
		command(b, lines[i]);
		if (b->n_got != 0)
			fail_msg("'%s' was sent", lines[i]);
		rv_expect(b, " REPLAY ");
		rv_expect(b, ":"); /* the line stays, with why */
		(void)rv_bench_key(b, RV_KEY_ESC);
		rv_expect(b, " REPLAY ");
	}
	command(b, "filter rv>0.5");
	command(b, "orders");
	rv_expect(b, " REPLAY ");
	assert_int_equal(b->n_got, 0);
}

static void test_a_ticket_of_then_is_not_granted(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5");
	keep(b->v);
	command(b, "replay 12:34:56"); /* of this very moment: the ticket still waits */
	rv_expect(b, " REPLAY ");
	rv_bench_wait(b, 500);
	rv_bench_type(b, "a");
	rv_expect(b, "REPLAY: this screen is past");
	rv_bench_wait(b, 500);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "q");
	rv_expect_not(b, " REPLAY ");
	rv_bench_wait(b, 500);
	rv_bench_type(b, "a");
	rv_bench_wait(b, 500);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_APPROVE);
}

static void test_steps(void **state)
{
	rv_bench *b = *state;
	char first[512];

	for (int i = 0; i < KEPT; i++) {
		keep(b->v);
		rv_fixture_next(b->v, 5000);
		rv_fixture_trade_next(b->v, 5000);
	}
	rv_bench_draw(b);
	rv_bench_type(b, "]["); /* the range of the plot: nothing is asked */
	assert_int_equal(past.asked, 0);
	rv_bench_type(b, "{");
	rv_expect(b, "only in a replay");
	command(b, "replay 12:34:57");
	rv_bench_draw(b);
	(void)snprintf(first, sizeof(first), "%s", rv_bench_line(b, 0));
	assert_non_null(strstr(first, "12:34:56Z"));
	rv_bench_type(b, "]");
	rv_bench_draw(b);
	assert_non_null(strstr(rv_bench_line(b, 0), "12:35:01Z"));
	past.waits = true; /* three more keys are one more question */
	rv_bench_type(b, "]]]");
	past.waits = false;
	rv_bench_draw(b);
	rv_bench_draw(b);
	assert_non_null(strstr(rv_bench_line(b, 0), "12:35:11Z"));
	assert_int_equal(past.asked, 4);
	rv_bench_type(b, "]");
	rv_bench_draw(b);
	rv_expect(b, "that is the end of what is kept");
	assert_non_null(strstr(rv_bench_line(b, 0), "12:35:11Z"));
	rv_bench_type(b, "[[[");
	rv_bench_draw(b);
	assert_string_equal(rv_bench_line(b, 0), first);
	rv_bench_type(b, "}");
	rv_bench_draw(b);
	assert_non_null(strstr(rv_bench_line(b, 0), "12:35:11Z"));
}

static void test_back_to_now(void **state)
{
	rv_bench *b = *state;
	static const char *const ways[] = { "q", "live", "replay off" };

	keep(b->v);
	go_on(b);
	for (size_t i = 0; i < LEN(ways); i++) {
		command(b, "replay 12:35");
		rv_expect(b, " REPLAY ");
		assert_ptr_equal(rv_desk_view(b->d), b->v); /* what it borrows is of now */
		if (i == 0)
			rv_bench_type(b, ways[i]);
		else
			command(b, ways[i]);
		rv_expect_not(b, " REPLAY ");
		assert_ptr_equal(rv_desk_view(b->d), b->v);
	}
	command(b, "replay 12:35");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, " REPLAY ");
	rv_bench_type(b, "Z"); /* a frozen display is let go */
	command(b, "replay 12:35");
	rv_expect(b, " REPLAY ");
	rv_expect_not(b, "FROZEN");
	rv_bench_type(b, "Z");
	rv_expect(b, "stands still by itself");
	b->v->trade.armed_until_at = b->v->elapsed_ms + 60000;
	rv_bench_draw(b);
	rv_desk_interrupted(b->d, b->v->mono_ms); /* and the desk is locked */
	rv_bench_draw(b);
	rv_expect_not(b, " REPLAY ");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_LOCK);
}

static void set_alert(rv_view *v, uint64_t id, const char *text)
{
	v->n_alerts = 1;
	v->alerts[0] = (rv_view_alert){
		.id = id, .level = RV_LOG_ERROR, .active = true, .since_utc_ms = v->utc_ms
	};
	(void)snprintf(v->alerts[0].text, sizeof(v->alerts[0].text), "%s", text);
}

static void test_alerts(void **state)
{
	rv_bench *b = *state;

	set_alert(b->v, 5, "VENUE DOWN: of then");
	keep(b->v);
	b->v->n_alerts = 0;
	rv_bench_draw(b); /* it was never seen here */
	go_on(b);
	command(b, "replay 12:35");
	(void)rv_desk_take_bell(b->d);
	rv_expect(b, "VENUE DOWN: of then");
	rv_expect_not(b, "NOW ");
	set_alert(b->v, 9, "RECON BREAK: of now");
	b->later = 1000;
	rv_bench_draw(b);
	assert_true(rv_desk_take_bell(b->d));
	rv_expect(b, "NOW ");
	rv_expect(b, "RECON BREAK: of now");
	rv_expect(b, " REPLAY ");
	rv_bench_type(b, "!");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_ACK);
	assert_true(b->got[0].ids[0] == 9);
	rv_expect(b, "VENUE DOWN: of then");
}

static void test_questions_are_of_now(void **state)
{
	rv_bench *b = *state;
	const rv_sender owner = { .sink = rv_bench_sink, .ctx = b, .nonce = 9000, .owner = true };

	rv_desk_set_sender(b->d, &owner);
	keep(b->v);
	past.waits = true;
	command(b, "replay 12:34:56");
	rv_bench_type(b, "5");
	rv_bench_wait(b, 500);
	rv_bench_type(b, "a");
	past.waits = false; /* the answer comes into a question */
	rv_bench_draw(b);
	rv_expect_not(b, " REPLAY ");
	rv_expect(b, "a question is open");
	(void)rv_bench_key(b, RV_KEY_ESC);
	command(b, "replay 12:34:56");
	rv_expect(b, " REPLAY ");
	rv_bench_wait(b, 9000); /* what was said makes room for hints */
	rv_bench_type(b, "Q");	/* what becomes of orders is asked of the desk as it is */
	rv_expect_not(b, " REPLAY ");
	rv_expect(b, "leave, quit");
}

static void test_a_silent_past(void **state)
{
	rv_bench *b = *state;
	const rv_past_way none = { 0 };

	keep(b->v);
	go_on(b);
	past.waits = true;
	command(b, "replay 12:35");
	rv_expect_not(b, " REPLAY ");
	b->later = 11000;
	rv_bench_draw(b);
	rv_expect(b, "no answer about the past");
	past.waits = false; /* too late: nobody waits for it */
	b->later = 12000;
	rv_bench_draw(b);
	rv_expect_not(b, " REPLAY ");
	b->later = 0;
	command(b, "replay 12:00");
	rv_expect(b, "that is the end of what is kept");
	command(b, "replay 2026-11-20 12:35");
	rv_expect(b, " REPLAY ");
	const rv_link down = { .attached = true, .up = false };
	rv_desk_set_link(b->d, &down);
	rv_bench_draw(b);
	rv_expect(b, " NOW DISCONNECTED ");
	rv_expect(b, " REPLAY ");
	rv_bench_type(b, "q");
	rv_desk_set_past(b->d, &none);
	command(b, "replay 12:35");
	rv_expect(b, "this console has no past");
}

static void test_moments_in_words(void **state)
{
	(void)state;
	/* now: 2026-11-20T12:34:56Z */
	static const struct {
		const char *line;
		int64_t before_ms; /* now; -1: refused */
	} cases[] = {
		{ "replay 12:34", 56000 },
		{ "replay 12:34:50", 6000 },
		{ "replay 12:34:56Z", 0 },
		{ "replay 12:35", 86400000 - 4000 }, /* yesterday's */
		{ "replay 00:00", 45296000 },
		{ "replay 23:59:59", 45297000 },
		{ "replay 2026-11-19 12:34:56", 86400000 },
		{ "replay 2026-11-20 12:35", -1 },
		{ "replay", -1 },
		{ "replay 24:00", -1 },
		{ "replay 12:60", -1 },
		{ "replay 12:34:5", -1 },
		{ "replay 1234", -1 },
		{ "replay 12:34 now", -1 },
		{ "replay 2026-13-19 12:34", -1 },
		{ "replay 2026-11-19", -1 },
		{ "replay -1:34", -1 },
		{ "live now", -1 },
	};
	rv_view *v = rv_fixture_view();

	assert_non_null(v);
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_line l = { .at_ms = 0 };
		rv_line_error err = { 0 };
		const rv_status st = rv_line_parse(cases[i].line, v, &l, &err);
		if (cases[i].before_ms < 0) {
			if (st == RV_OK || !err.text[0])
				fail_msg("'%s' was taken", cases[i].line);
			continue;
		}
		if (st != RV_OK)
			fail_msg("'%s': %s", cases[i].line, err.text);
		assert_int_equal(l.kind, RV_LINE_REPLAY);
		if (v->utc_ms - l.at_ms != cases[i].before_ms)
			fail_msg("'%s': %lld ms before", cases[i].line,
				 (long long)(v->utc_ms - l.at_ms));
	}
	free(v);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_screen_of_then),
		TEST(test_it_says_so),
		TEST(test_keys_that_trade_are_off),
		TEST(test_what_makes_safe_goes_out),
		TEST(test_lines_that_trade_are_refused),
		TEST(test_a_ticket_of_then_is_not_granted),
		TEST(test_steps),
		TEST(test_back_to_now),
		TEST(test_alerts),
		TEST(test_questions_are_of_now),
		TEST(test_a_silent_past),
		cmocka_unit_test(test_moments_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
