/*
 * The day's program in front of a person: the whole desk on the simulated venue, the console's keys
 * on its snapshots, its commands back into it; and the lines of `serve --stdin`. Nothing is granted
 * that was not on the screen, and what was left out or made smaller there is so at the venue.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/line_commands.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/order_desk.h"
#include "tui/desk.h"
#include "tui/keys.h"

/* 2026-01-16T23:48:00Z, four of the venue's seconds in one: prices stay young enough for a person.
 */
#define BEFORE_MS (INT64_C(1768565100000) + ((11 * 60) + 43) * 60000)
enum { SPEED = 4, COLS = 120, ROWS = 40, TRIES = 200, STEP_MS = 50 };

static order_desk *d;
static rv_desk *console;
static rv_canvas *canvas;
static rv_command sent; /* the newest */
static size_t n_sent;

static void take(void *ctx, const rv_command *c)
{
	(void)ctx;
	sent = *c;
	n_sent++;
	assert_int_equal(rv_runtime_command(&d->rt, c), RV_OK);
}

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = SPEED,
			      .manual = true,
			      .start_ms = BEFORE_MS,
			      .orders =
				      OD_FAST_WITH(", \"order_most_usd\": 60000,"
						   "\"symbol_most_usd\": 90000, \"net_most_x\": 2",
						   "", "") };
	d = od_new(&p);
	const rv_sender to = { .sink = take,
			       .nonce = ((uint64_t)rv_clock_utc_ms(d->venue_clock) << 20) + 500000,
			       .uid = (int64_t)getuid(),
			       .conn = 2 };
	if (rv_desk_new(&console) != RV_OK || rv_canvas_new(COLS, ROWS, false, &canvas) != RV_OK)
		return -1;
	rv_desk_set_sender(console, &to);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rv_canvas_free(canvas);
	rv_desk_free(console);
	od_free(d);
	return 0;
}

/* ---- the screen ---- */

static void draw(void)
{
	const int64_t now = rv_mono_ms();
	(void)od_look(d);
	rv_desk_update(console, d->v, now);
	rv_desk_draw(console, canvas);
	rv_desk_frame_sent(console, rv_desk_frame(console), now);
}

static bool shows(const char *text)
{
	char line[COLS + 1];
	for (int y = 0; y < ROWS; y++) {
		for (int x = 0; x < COLS; x++) {
			const wchar_t ch = rv_canvas_at(canvas, x, y)->ch;
			line[x] = ch < 0x80 ? (char)ch : '~';
		}
		line[COLS] = '\0';
		if (strstr(line, text))
			return true;
	}
	return false;
}

static void until_shown(const char *text)
{
	od_begin(d, OD_WAIT_MS);
	for (draw(); !shows(text); draw())
		od_turn(d, text);
}

static void press(int key)
{
	(void)rv_desk_key_at(console, key, rv_mono_ms());
	draw();
}

static void type(const char *keys)
{
	for (; *keys; keys++)
		press(*keys);
}

static void enter(void)
{
	press(RV_KEY_ENTER);
}

/* ---- what the snapshot has ---- */

static const rv_tv_program *program(void)
{
	assert_true(T->n_programs > 0);
	return &T->programs[0];
}

static bool is_ready(void)
{
	return T->n_programs > 0 && program()->state == RV_PROGRAM_READY;
}

static void wait_a_moment(void)
{
	(void)poll(NULL, 0, STEP_MS);
	draw();
}

/* ---- the lines of serve ---- */

typedef struct lines {
	rv_line_commands *l;
	int in[2], out, real_out;
	unsigned n;
	char said[4096];
} lines;

static void lines_open(lines *x)
{
	char path[RV_TMP_PATH * 3];
	memset(x, 0, sizeof(*x));
	rv_tmpdir_text(&d->dir, "said", "");
	assert_int_equal(pipe(x->in), 0);
	assert_int_equal(fflush(stdout), 0);
	x->real_out = dup(STDOUT_FILENO);
	assert_true(x->real_out >= 0);
	assert_non_null(freopen(rv_tmpdir_path(&d->dir, "said", path), "w", stdout));
	assert_int_equal(rv_line_commands_new(&d->rt, x->in[0], &x->l), RV_OK);
}

static void lines_close(lines *x)
{
	rv_line_commands_free(x->l);
	assert_int_equal(fflush(stdout), 0);
	assert_int_equal(dup2(x->real_out, STDOUT_FILENO), STDOUT_FILENO);
	assert_int_equal(close(x->real_out), 0);
	assert_int_equal(close(x->in[0]), 0);
	assert_int_equal(close(x->in[1]), 0);
}

/* Says it and waits for its answer, which must begin so and have these words. */
static void line(lines *x, const char *text, const char *verdict, const char *words)
{
	char path[RV_TMP_PATH * 3], want[32];
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	const char *at = NULL;
	rv_err err = { 0 };
	x->n++;
	(void)snprintf(want, sizeof(want), "%s %u ", verdict, x->n);
	assert_int_equal(write(x->in[1], text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(write(x->in[1], "\n", 1), 1);
	while (!at && rv_mono_ms() < until) {
		assert_int_equal(rv_line_commands_step(x->l, &err), RV_OK);
		(void)rv_file_read(rv_tmpdir_path(&d->dir, "said", path), x->said, sizeof(x->said));
		at = strstr(x->said, want);
	}
	if (!at || !strstr(at, words)) {
		lines_close(x);
		fail_msg("%s: wanted '%s%s' in: %s", text, want, words, x->said);
	}
}

static void by_lines(void)
{
	lines x;
	char exclude[64], include[64];
	const char *last = program()->legs[program()->n - 1].coin.symbol;
	(void)snprintf(exclude, sizeof(exclude), "program 1 exclude %s", last);
	(void)snprintf(include, sizeof(include), "program include %s", last);
	lines_open(&x);
	line(&x, "status", "ok", " programs=1 ");
	line(&x, "program", "ok", "p1 projected ");
	line(&x, "program 1 approve", "no", "the desk is not armed");
	line(&x, exclude, "ok", "1 left out");
	line(&x, exclude, "no", "so already");
	line(&x, include, "ok", "0 left out");
	line(&x, "program 1 requote", "ok", "program 1: projected");
	line(&x, "program 7", "no", "no program 7 is on the screen");
	line(&x, "program 1 sell", "no", "exclude, include, reduce, requote, reject, approve");
	lines_close(&x);
}

/* ---- the test ---- */

/* Leaves the first leg out and halves the second that is an order; they are kept in out, half. */
static void change_legs(char out[RV_SYMBOL_MAX], char half[RV_SYMBOL_MAX])
{
	size_t i = 1;
	type("p");
	until_shown("Program p1: projected of 2026-01-16");
	memcpy(out, program()->legs[0].coin.symbol, RV_SYMBOL_MAX);
	type("x");
	OD_UNTIL(d, program()->n_excluded == 1);
	assert_true(program()->legs[0].excluded);
	while (program()->legs[i].side == 0)
		i++;
	memcpy(half, program()->legs[i].coin.symbol, RV_SYMBOL_MAX);
	for (size_t k = 0; k < i; k++)
		type("j");
	type("e50%");
	enter();
	OD_UNTIL(d, program()->legs[i].lots < program()->legs[i].lots_proposed);
	until_shown("was ");
	until_shown("LEFT OUT");
}

/* A version or an old price on a busy machine is read again, as a person would. */
static void grant(void)
{
	for (int i = 0; i < TRIES && program()->state != RV_PROGRAM_GRANTED; i++) {
		const size_t before = n_sent;
		type("a");
		for (int k = 0; k < 8; k++)
			wait_a_moment();
		type("Y");
		if (n_sent > before)
			OD_UNTIL(d, program()->state == RV_PROGRAM_GRANTED ||
					    T->replies[0].nonce == sent.nonce);
		if (program()->state != RV_PROGRAM_GRANTED)
			press(RV_KEY_ESC); /* the question, or the dialog */
		if (!shows("Program p1"))
			type("p");
	}
	assert_int_equal(program()->state, RV_PROGRAM_GRANTED);
}

static void check_mandates(const char *out, const char *half)
{
	size_t orders = 0;
	for (size_t i = 0; i < program()->n; i++) {
		const rv_tv_leg *l = &program()->legs[i];
		if (strcmp(l->coin.symbol, out) == 0)
			assert_true(l->excluded && l->mandate == 0);
		else if (l->side != 0)
			assert_true(l->mandate != 0 && l->lots_most == l->lots);
		if (strcmp(l->coin.symbol, half) == 0)
			assert_true(l->lots_most == l->lots_proposed / 2);
		orders += l->mandate != 0;
	}
	assert_true(orders > 0);
	assert_int_equal(sent.kind, RV_CMD_APPROVE_PROGRAM);
	assert_memory_equal(&sent.digests[0], &program()->digest, sizeof(rv_digest));
	assert_int_equal(program()->granted_by, (int64_t)getuid());
}

static void from_the_screen_to_the_venue(void **state)
{
	(void)state;
	char out[RV_SYMBOL_MAX], half[RV_SYMBOL_MAX];
	const rv_command lock = od_cmd(RV_CMD_LOCK, ""), arm = od_cmd(RV_CMD_ARM, "");
	od_ready(d);
	od_yes(d, &arm);
	od_resume(d);
	OD_UNTIL(d, is_ready());
	assert_int_equal(T->n_pending, 1); /* whatever the number of its legs */
	assert_true(program()->n >= 3);
	until_shown("p1   projected");
	od_yes(d, &lock);
	by_lines();
	change_legs(out, half);
	until_shown("LOCKED, U arms");
	type("U");
	for (int k = 0; k < 8; k++)
		wait_a_moment();
	type("Y");
	OD_UNTIL(d, T->armed);
	grant();
	check_mandates(out, half);
	assert_int_equal(T->n_pending, 0);
	until_shown("GRANTED");
	OD_UNTIL(d, T->fills_total > 0);
	until_shown("% filled");
	assert_int_equal(od_lots(d, out), 0);
	const rv_command kill = od_kill(RV_KILL_CANCEL);
	od_yes(d, &kill);
	od_ties(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(from_the_screen_to_the_venue, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
