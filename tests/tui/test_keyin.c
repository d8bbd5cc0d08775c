/* Bytes to keys: every terminal's spelling, in one piece and a byte at a time; and nonsense. */
#include "tui/keyin.h"

#include <string.h>

#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tui/keys.h"

enum { MAX_KEYS = 8 };

static const struct {
	const char *bytes;
	int want[MAX_KEYS];
} cases[] = {
	{ "a", { 'a' } },
	{ "\r\n", { RV_KEY_ENTER, RV_KEY_ENTER } },
	{ "\x7f\x08", { RV_KEY_BACKSPACE, RV_KEY_BACKSPACE } },
	{ "\t\033[Z", { RV_KEY_TAB, RV_KEY_BTAB } },
	{ "\x04\x15", { RV_KEY_CTRL('d'), RV_KEY_CTRL('u') } },
	{ "\033[A\033[B\033[C\033[D", { RV_KEY_UP, RV_KEY_DOWN, RV_KEY_RIGHT, RV_KEY_LEFT } },
	{ "\033OA\033OB\033OC\033OD", { RV_KEY_UP, RV_KEY_DOWN, RV_KEY_RIGHT, RV_KEY_LEFT } },
	{ "\033[1;5A\033[1;2D", { RV_KEY_UP, RV_KEY_LEFT } }, /* with Ctrl, with Shift */
	{ "\033[H\033[F\033OH\033OF", { RV_KEY_HOME, RV_KEY_END, RV_KEY_HOME, RV_KEY_END } },
	{ "\033[1~\033[4~\033[7~\033[8~", { RV_KEY_HOME, RV_KEY_END, RV_KEY_HOME, RV_KEY_END } },
	{ "\033[5~\033[6~\033[2~\033[3~", { RV_KEY_PGUP, RV_KEY_PGDN, RV_KEY_INS, RV_KEY_DEL } },
	{ "\033OP\033OQ\033OR\033OS", { RV_KEY_F1, RV_KEY_F2, RV_KEY_F3, RV_KEY_F4 } },
	{ "\033[11~\033[12~\033[15~\033[17~", { RV_KEY_F1, RV_KEY_F2, RV_KEY_F5, RV_KEY_F6 } },
	{ "\033[18~\033[19~\033[20~\033[21~", { RV_KEY_F7, RV_KEY_F8, RV_KEY_F9, RV_KEY_F10 } },
	{ "\033[23~\033[24~\033[21;2~", { RV_KEY_F11, RV_KEY_F12, RV_KEY_F10 } },
	{ "\033[[A\033[[B\033[[E", { RV_KEY_F1, RV_KEY_F2, RV_KEY_F5 } }, /* linux */
	{ "\033OM", { RV_KEY_ENTER } },
	{ "β€😀", { 0x3b2, 0x20ac, 0x1f600 } },
	{ "\033q", { RV_KEY_ESC, 'q' } },
	{ "\033β", { RV_KEY_ESC, 0x3b2 } },
	{ "\033\033[A", { RV_KEY_ESC, RV_KEY_UP } },
	{ "\033[99~x\033[~y", { 'x', 'y' } },			      /* unknown: swallowed */
	{ "\033[<0;12;7Mx", { 'x' } },				      /* a mouse report */
	{ "\033[200~x", { 'x' } },				      /* bracketed paste */
	{ "\033[99999999999999999999999999999999999999Ax", { 'x' } }, /* longer than the buffer */
	{ "\033[0nx", { 'x' } },				      /* a pong is no key */
	{ "\033[5\033[Bx", { RV_KEY_DOWN, 'x' } },		      /* cut by another */
	{ "\xffq\xc0z", { 'q', 'z' } },
	{ "\xe2\x82q", { 'q' } }, /* a cut character */
	{ "\xed\xa0\x80q", { 'q' } },
};

static void assert_keys(rv_keyin *k, const int *want, const char *what)
{
	for (size_t i = 0; i < MAX_KEYS && want[i]; i++) {
		const int got = rv_keyin_next(k);
		if (got != want[i])
			fail_msg("%s: key %zu is %#x, expected %#x", what, i, (unsigned)got,
				 (unsigned)want[i]);
	}
	assert_int_equal(rv_keyin_next(k), RV_KEY_NONE);
	assert_false(rv_keyin_waiting(k));
}

static void test_spellings(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		const unsigned char *b = (const unsigned char *)cases[i].bytes;
		rv_keyin whole = { .n = 0 }, pieces = { .n = 0 };
		rv_keyin_feed(&whole, b, strlen(cases[i].bytes));
		assert_keys(&whole, cases[i].want, cases[i].bytes + 1);
		for (size_t n = 0; b[n]; n++)
			rv_keyin_feed(&pieces, b + n, 1);
		assert_keys(&pieces, cases[i].want, cases[i].bytes + 1);
	}
}

static void feed(rv_keyin *k, const char *s)
{
	rv_keyin_feed(k, (const unsigned char *)s, strlen(s));
}

static void test_lone_escape_needs_time(void **state)
{
	(void)state;
	rv_keyin k = { .n = 0 };
	feed(&k, "\033");
	assert_true(rv_keyin_waiting(&k));
	assert_int_equal(rv_keyin_next(&k), RV_KEY_NONE);
	rv_keyin_timeout(&k);
	assert_int_equal(rv_keyin_next(&k), RV_KEY_ESC);
	assert_false(rv_keyin_waiting(&k));
	feed(&k, "\033[1;"); /* a sequence whose rest is lost is no key at all */
	rv_keyin_timeout(&k);
	assert_int_equal(rv_keyin_next(&k), RV_KEY_NONE);
	feed(&k, "A");
	assert_int_equal(rv_keyin_next(&k), 'A');
}

static void test_answer_is_kept_apart(void **state)
{
	(void)state;
	rv_keyin k = { .n = 0 };
	feed(&k, "\033[?2027;1$y\033[?2026;9$y\033[?1;2c");
	assert_int_equal(k.sync_mode, 0);
	feed(&k, "j\033[?2026;2$yk");
	assert_int_equal(k.sync_mode, 3);
	assert_int_equal(rv_keyin_next(&k), 'j');
	assert_int_equal(rv_keyin_next(&k), 'k');
	assert_int_equal(rv_keyin_next(&k), RV_KEY_NONE);
}

static void assert_one_pong(rv_keyin *k, unsigned pongs, const char *what)
{
	const int key = rv_keyin_next(k);
	if (key != RV_KEY_NONE)
		fail_msg("%s: key %#x", what, (unsigned)key);
	if (k->pongs != pongs)
		fail_msg("%s: %u answers, expected %u", what, k->pongs, pongs);
}

/* Cut at every place, with and without giving up in between: an answer, and no key but ESC. */
static void test_pongs(void **state)
{
	(void)state;
	static const char pong[] = "\033[0n";
	rv_keyin k = { .expects = true };
	feed(&k, "\033[0n\033[0n");
	assert_one_pong(&k, 2, "twice");
	for (size_t cut = 1; cut < strlen(pong); cut++) {
		rv_keyin_feed(&k, (const unsigned char *)pong, cut);
		feed(&k, pong + cut);
		assert_one_pong(&k, (unsigned)(1 + 2 * cut), "in pieces");
		rv_keyin_feed(&k, (const unsigned char *)pong, cut);
		rv_keyin_timeout(&k);
		if (cut == 1)
			assert_int_equal(rv_keyin_next(&k), RV_KEY_ESC);
		feed(&k, pong + cut);
		assert_one_pong(&k, (unsigned)(2 + 2 * cut), "in pieces far apart");
		assert_false(rv_keyin_waiting(&k));
	}
	const unsigned had = k.pongs;
	feed(&k, "\033[3n\033[00n\033[0;0n\033[n\033[?0n\033[1;1n\033[0$n");
	assert_one_pong(&k, had, "no such answers");
	feed(&k, "\x9b"
		 "0n");
	assert_one_pong(&k, had + 1, "in one byte less");
}

/* What only looks like the rest of an answer is typed after all. */
static void test_no_rest_of_a_pong(void **state)
{
	(void)state;
	rv_keyin k = { .expects = true };
	feed(&k, "\033");
	rv_keyin_timeout(&k);
	feed(&k, "[");
	assert_true(rv_keyin_waiting(&k));
	assert_int_equal(rv_keyin_next(&k), RV_KEY_ESC);
	assert_int_equal(rv_keyin_next(&k), RV_KEY_NONE);
	feed(&k, "x");
	assert_keys(&k, (const int[MAX_KEYS]){ '[', 'x' }, "another byte");
	feed(&k, "\033");
	rv_keyin_timeout(&k);
	feed(&k, "[0");
	rv_keyin_timeout(&k);
	assert_keys(&k, (const int[MAX_KEYS]){ RV_KEY_ESC, '[', '0' }, "nothing follows");
	feed(&k, "\033");
	rv_keyin_timeout(&k);
	feed(&k, "\033[0n[");
	assert_int_equal(rv_keyin_next(&k), RV_KEY_ESC);
	assert_int_equal(rv_keyin_next(&k), '[');
	assert_one_pong(&k, 1, "Esc, then an answer");
	k.expects = false;
	feed(&k, "\033");
	rv_keyin_timeout(&k);
	feed(&k, "[0n");
	assert_keys(&k, (const int[MAX_KEYS]){ RV_KEY_ESC, '[', '0', 'n' }, "none is expected");
}

static void test_mouse(void **state)
{
	(void)state;
	rv_keyin k = { .mouse = true };
	int x, y;
	feed(&k, "\033[<0;120;40M");
	int key = rv_keyin_next(&k);
	assert_true(rv_key_is_mouse(key));
	assert_int_equal(rv_key_mouse_at(key, &x, &y), RV_MOUSE_PRESS);
	assert_int_equal(x, 119);
	assert_int_equal(y, 39);
	feed(&k, "\033[<64;1;1M\033[<65;1024;1024M");
	assert_int_equal(rv_key_mouse_at(rv_keyin_next(&k), &x, &y), RV_MOUSE_WHEEL_UP);
	assert_int_equal(rv_key_mouse_at(rv_keyin_next(&k), &x, &y), RV_MOUSE_WHEEL_DOWN);
	assert_int_equal(x, 1023);
	assert_int_equal(y, 1023);
	/* let go, other buttons, with Shift, moved, out of range, nonsense: nothing */
	feed(&k, "\033[<0;120;40m\033[<1;5;5M\033[<2;5;5M\033[<4;5;5M\033[<32;5;5M"
		 "\033[<0;0;5M\033[<0;1025;5M\033[<0;5M\033[<0;5;5;5M\033[<;;M\033[<M");
	assert_one_pong(&k, 0, "no press");
	/* the old form has letters behind it: 'Y' is column 57 */
	feed(&k, "\033[M YYx");
	assert_keys(&k, (const int[MAX_KEYS]){ 'x' }, "the old form");
	feed(&k, "\033[M Y");
	rv_keyin_timeout(&k);
	feed(&k, "z");
	assert_keys(&k, (const int[MAX_KEYS]){ 'z' }, "the old form, cut");
}

static void test_full_queue_drops(void **state)
{
	(void)state;
	rv_keyin k = { .n = 0 };
	for (int i = 0; i < 2 * RV_KEYIN_QUEUE; i++)
		feed(&k, i < RV_KEYIN_QUEUE ? "a" : "b");
	for (int i = 0; i < RV_KEYIN_QUEUE; i++)
		assert_int_equal(rv_keyin_next(&k), 'a');
	assert_int_equal(rv_keyin_next(&k), RV_KEY_NONE);
}

static void test_random_bytes(void **state)
{
	(void)state;
	static const char alphabet[] = "\033\033[[O?<;0123456789~$ynABHZPMm\x9b\xe2\x82\xc3\xff aQ";
	rv_rng r;
	rv_rng_seed(&r, 7, 0, 0);
	rv_keyin k = { .expects = true, .mouse = true };
	for (int i = 0; i < 200000; i++) {
		const size_t at = (size_t)rv_rng_below(&r, sizeof(alphabet) - 1);
		rv_keyin_feed(&k, (const unsigned char *)&alphabet[at], 1);
		if (rv_rng_below(&r, 50) == 0)
			rv_keyin_timeout(&k);
		for (int key; (key = rv_keyin_next(&k)) != RV_KEY_NONE;)
			if (!rv_key_is_mouse(key))
				assert_in_range(key, 1, RV_KEY_END_OF_KEYS - 1);
	}
	rv_keyin_timeout(&k);
	feed(&k, "\033[A");
	while (k.n > 1)
		(void)rv_keyin_next(&k);
	assert_int_equal(rv_keyin_next(&k), RV_KEY_UP); /* it always finds its feet again */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_lone_escape_needs_time),
		cmocka_unit_test(test_answer_is_kept_apart),
		cmocka_unit_test(test_pongs),
		cmocka_unit_test(test_no_rest_of_a_pong),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_full_queue_drops),
		cmocka_unit_test(test_random_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
