/*
 * The decoder: a byte at a time into seq, until seq is a whole key, an answer or nonsense.
 * Forms: ESC O x (application keypad), ESC [ params final, ESC [ [ x (linux F1..F5), UTF-8,
 * ESC [ < params M or m (mouse), ESC [ M and three bytes (mouse of terminals that know no other
 * form: swallowed, because those bytes may be letters).
 */
#include "tui/keyin.h"

#include <stdint.h>
#include <string.h>

#include "tui/keys.h"

enum {
	ESC = 27,
	CSI = 0x9b, /* ESC [ in one byte */
	DECRQM_SYNC = 2026,
	BUTTON_LEFT = 0,
	WHEEL_UP = 64,
	WHEEL_DOWN = 65,
	OLD_MOUSE_BYTES = 3
};

static const unsigned char pong[] = { ESC, '[', '0', 'n' };

static void push(rv_keyin *k, int key)
{
	if (key == RV_KEY_NONE || k->n == RV_KEYIN_QUEUE)
		return;
	k->queue[(k->head + k->n++) % RV_KEYIN_QUEUE] = key;
}

static int plain_key(unsigned char b)
{
	if (b == '\n' || b == '\r')
		return RV_KEY_ENTER;
	return b == 8 ? RV_KEY_BACKSPACE : b;
}

/* Final byte of ESC O x, and of ESC [ x without a tilde. */
static int letter_key(unsigned char final)
{
	switch (final) {
	case 'A':
		return RV_KEY_UP;
	case 'B':
		return RV_KEY_DOWN;
	case 'C':
		return RV_KEY_RIGHT;
	case 'D':
		return RV_KEY_LEFT;
	case 'H':
		return RV_KEY_HOME;
	case 'F':
		return RV_KEY_END;
	case 'Z':
		return RV_KEY_BTAB;
	case 'M':
		return RV_KEY_ENTER; /* keypad */
	case 'P':
	case 'Q':
	case 'R':
	case 'S':
		return RV_KEY_F1 + (final - 'P');
	default:
		return RV_KEY_NONE;
	}
}

/* The number of ESC [ number ~. */
static int tilde_key(int number)
{
	static const int keys[] = {
		[1] = RV_KEY_HOME, [2] = RV_KEY_INS,  [3] = RV_KEY_DEL,	 [4] = RV_KEY_END,
		[5] = RV_KEY_PGUP, [6] = RV_KEY_PGDN, [7] = RV_KEY_HOME, [8] = RV_KEY_END,
		[11] = RV_KEY_F1,  [12] = RV_KEY_F2,  [13] = RV_KEY_F3,	 [14] = RV_KEY_F4,
		[15] = RV_KEY_F5,  [17] = RV_KEY_F6,  [18] = RV_KEY_F7,	 [19] = RV_KEY_F8,
		[20] = RV_KEY_F9,  [21] = RV_KEY_F10, [23] = RV_KEY_F11, [24] = RV_KEY_F12,
	};
	if (number < 0 || (size_t)number >= sizeof(keys) / sizeof(keys[0]))
		return RV_KEY_NONE;
	return keys[number];
}

/* Reads digits at s[*i]; -1 if there are none or the number is absurd. */
static int read_number(const unsigned char *s, size_t n, size_t *i)
{
	int v = -1;
	for (; *i < n && s[*i] >= '0' && s[*i] <= '9'; (*i)++) {
		if (v > 99999)
			return -1;
		v = (v < 0 ? 0 : v) * 10 + (s[*i] - '0');
	}
	return v;
}

/* ESC [ ? 2026 ; Ps $ y */
static void take_answer(rv_keyin *k)
{
	size_t i = 3;
	const int mode = read_number(k->seq, k->n_seq, &i);
	if (mode != DECRQM_SYNC || i >= k->n_seq || k->seq[i++] != ';')
		return;
	const int ps = read_number(k->seq, k->n_seq, &i);
	if (ps >= 0 && ps <= 4 && i + 2 == k->n_seq && k->seq[i] == '$' && k->seq[i + 1] == 'y')
		k->sync_mode = 1 + ps;
}

/* ESC [ < button ; column ; line M, or m when the button is let go. */
static void take_mouse(rv_keyin *k)
{
	static const struct {
		int button;
		rv_mouse what;
	} known[] = { { BUTTON_LEFT, RV_MOUSE_PRESS },
		      { WHEEL_UP, RV_MOUSE_WHEEL_UP },
		      { WHEEL_DOWN, RV_MOUSE_WHEEL_DOWN } };
	int v[3];
	size_t at = 3;
	for (size_t i = 0; i < 3; i++) {
		v[i] = read_number(k->seq, k->n_seq, &at);
		if (v[i] < 0 || at >= k->n_seq || (i < 2 && k->seq[at] != ';'))
			return;
		at++; /* over the separator, and last over the final byte */
	}
	const bool whole = at == k->n_seq && k->seq[at - 1] == 'M';
	const bool inside =
		v[1] >= 1 && v[1] <= RV_MOUSE_MOST && v[2] >= 1 && v[2] <= RV_MOUSE_MOST;
	for (size_t i = 0; k->mouse && whole && inside && i < 3; i++)
		if (known[i].button == v[0])
			push(k, rv_key_mouse(known[i].what, v[1] - 1, v[2] - 1));
}

static void finish_csi(rv_keyin *k)
{
	const unsigned char final = k->seq[k->n_seq - 1];
	if (k->seq[2] == '?') {
		take_answer(k);
		return;
	}
	if (k->seq[2] == '<') {
		take_mouse(k);
		return;
	}
	if (k->n_seq == sizeof(pong) && memcmp(k->seq, pong, sizeof(pong)) == 0) {
		k->pongs++;
		return;
	}
	if (final == 'M' && k->n_seq == 3 && k->mouse) {
		k->skip = OLD_MOUSE_BYTES;
		return;
	}
	size_t i = 2;
	const int number = read_number(k->seq, k->n_seq, &i);
	if (final == '~')
		push(k, tilde_key(number));
	else if (i == k->n_seq - 1 || k->seq[i] == ';') /* plain, or with modifiers */
		push(k, letter_key(final));
}

/* A byte of ESC [ ...; true when the sequence is over. */
static bool csi_byte(rv_keyin *k, unsigned char b)
{
	if (k->n_seq == 4 && k->seq[2] == '[') { /* linux: ESC [ [ A .. E */
		push(k, b >= 'A' && b <= 'E' ? RV_KEY_F1 + (b - 'A') : RV_KEY_NONE);
		return true;
	}
	if (k->n_seq == 3 && b == '[')
		return false;
	if (b >= 0x20 && b <= 0x3f) /* parameters and intermediates */
		return false;
	if (b >= 0x40 && b <= 0x7e && !k->overlong)
		finish_csi(k);
	return true;
}

/* A byte after ESC; true when the sequence is over. */
static bool escape_byte(rv_keyin *k, unsigned char b)
{
	if (k->n_seq > 2 && k->seq[1] == '[')
		return csi_byte(k, b);
	if (k->n_seq > 2) {
		push(k, letter_key(b)); /* ESC O x */
		return true;
	}
	return false; /* ESC [ or ESC O */
}

static size_t utf8_length(unsigned char lead)
{
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

/* A byte of UTF-8; true when the character is over. */
static bool utf8_byte(rv_keyin *k)
{
	const size_t want = utf8_length(k->seq[0]);
	if (k->n_seq < want)
		return false;
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int32_t v = k->seq[0] & (0xff >> (want + 1));
	for (size_t i = 1; i < want; i++)
		v = (v << 6) | (k->seq[i] & 0x3f);
	if (v >= least[want] && v <= 0x10ffff && (v < 0xd800 || v > 0xdfff))
		push(k, v);
	return true;
}

static void first_byte(rv_keyin *k, unsigned char b)
{
	if (b == CSI) {
		k->seq[0] = ESC;
		k->seq[1] = '[';
		k->n_seq = 2;
	} else if (b == ESC || utf8_length(b) > 0) {
		k->seq[0] = b;
		k->n_seq = 1;
	} else if (b < 0x80) {
		push(k, plain_key(b));
	}
}

static void reset(rv_keyin *k)
{
	k->n_seq = 0;
	k->overlong = false;
}

/* They were no answer's rest after all. */
static void release_held(rv_keyin *k)
{
	for (size_t i = 0; i < k->n_held; i++)
		push(k, pong[k->given_up + i]);
	k->given_up = k->n_held = 0;
}

/* The byte goes on with an answer whose beginning was given up on. */
static bool is_late_rest(rv_keyin *k, unsigned char b)
{
	if (k->given_up == 0)
		return false;
	if (k->n_seq > 0 || b != pong[k->given_up + k->n_held]) {
		release_held(k);
		return false;
	}
	k->n_held++;
	if (k->given_up + k->n_held == sizeof(pong)) {
		k->given_up = k->n_held = 0;
		k->pongs++;
	}
	return true;
}

/* What has begun does not go on: a lone ESC was a key, anything else is dropped. */
static void end_escape(rv_keyin *k)
{
	if (k->n_seq == 1 && k->seq[0] == ESC)
		push(k, RV_KEY_ESC);
	reset(k);
}

static void take_byte(rv_keyin *k, unsigned char b)
{
	if (k->skip > 0) {
		k->skip--;
		return;
	}
	if (is_late_rest(k, b))
		return;
	const bool in_escape = k->n_seq > 0 && k->seq[0] == ESC;
	const bool lone_esc = k->n_seq == 1 && b != '[' && b != 'O';
	if (in_escape && (b == ESC || lone_esc))
		end_escape(k); /* ESC was a key, and b starts anew */
	else if (k->n_seq > 0 && !in_escape && (b & 0xc0) != 0x80)
		reset(k); /* a cut character: drop it */
	if (k->n_seq == 0) {
		first_byte(k, b);
		return;
	}
	if (k->n_seq == RV_KEYIN_SEQ)
		k->overlong = true;
	else
		k->seq[k->n_seq++] = b;
	if (in_escape ? escape_byte(k, b) : utf8_byte(k))
		reset(k);
}

void rv_keyin_feed(rv_keyin *k, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		take_byte(k, bytes[i]);
}

int rv_keyin_next(rv_keyin *k)
{
	if (k->n == 0)
		return RV_KEY_NONE;
	const int key = k->queue[k->head];
	k->head = (k->head + 1) % RV_KEYIN_QUEUE;
	k->n--;
	return key;
}

bool rv_keyin_waiting(const rv_keyin *k)
{
	return k->n_seq > 0 || k->n_held > 0 || k->skip > 0;
}

void rv_keyin_timeout(rv_keyin *k)
{
	const bool beginning =
		k->n_seq > 0 && k->n_seq < sizeof(pong) && memcmp(k->seq, pong, k->n_seq) == 0;
	release_held(k);
	k->skip = 0;
	if (beginning && k->expects)
		k->given_up = k->n_seq;
	end_escape(k);
}
