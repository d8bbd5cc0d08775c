/*
 * Frames: whole whatever pieces they come in, refused before any room is made for what is no frame;
 * and a command, which comes out as it went in or not at all.
 */
#include "app/control/command_wire.h"
#include "app/control/frame.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Gives a reader the bytes in pieces of at most piece; frames that come out are counted. */
static rv_status feed(rv_wire_reader *r, const uint8_t *data, size_t n, size_t piece,
		      size_t *frames, rv_err *err)
{
	while (n > 0) {
		uint8_t *at = NULL;
		size_t room = 0;
		rv_wire_frame f;
		const rv_status st = rv_wire_frame_room(r, &at, &room, err);
		if (st != RV_OK)
			return st;
		size_t take = room < piece ? room : piece;
		take = take < n ? take : n;
		memcpy(at, data, take);
		rv_wire_frame_came(r, take, 7);
		data += take;
		n -= take;
		while (rv_wire_frame_whole(r, &f)) {
			assert_int_equal(f.began_ms, 7);
			++*frames;
			rv_wire_frame_next(r);
		}
	}
	uint8_t *at = NULL;
	size_t room = 0;
	return rv_wire_frame_room(r, &at, &room, err);
}

static void frames_come_in_pieces(void **state)
{
	(void)state;
	uint8_t data[3 * 400];
	size_t n = 0;
	for (size_t i = 0; i < 3; i++) {
		const size_t len = i * 300;
		rv_wire_frame_head(data + n, RV_FRAME_PING, len);
		memset(data + n + RV_FRAME_HEAD, (int)i, len);
		n += RV_FRAME_HEAD + len;
	}
	for (size_t piece = 1; piece < 1000; piece += 13) {
		rv_wire_reader r;
		rv_err err = { 0 };
		size_t frames = 0;
		rv_wire_reader_init(&r, false);
		assert_int_equal(feed(&r, data, n, piece, &frames, &err), RV_OK);
		assert_int_equal(frames, 3);
		rv_wire_reader_free(&r);
	}
}

static void what_is_no_frame_is_refused(void **state)
{
	(void)state;
	static const struct {
		bool down;
		uint8_t head[RV_FRAME_HEAD];
		rv_status want;
	} cases[] = {
		{ false, { 0, 0, 0, 0, RV_FRAME_PING }, RV_OK },
		{ false, { 0, 0, 0, 0, 0 }, RV_EPARSE },
		{ false, { 0, 0, 0, 0, RV_FRAME_SNAPSHOT }, RV_EPARSE }, /* the other way */
		{ true, { 0, 0, 0, 0, RV_FRAME_COMMAND }, RV_EPARSE },
		{ false, { 0, 0, 0, 0, RV_FRAME_BYE }, RV_OK },
		{ false, { 0, 0, 0, 0, RV_FRAME_PAST }, RV_OK },
		{ false, { 0, 0, 0, 0, RV_FRAME_PAST + 1 }, RV_EPARSE },
		{ true, { 0, 0, 0, 0, RV_FRAME_PAST_ANSWER }, RV_OK },
		{ true, { 0, 0, 0, 0, RV_FRAME_PAST_ANSWER + 1 }, RV_EPARSE },
		{ false, { 0, 0, 0, 0, 200 }, RV_EPARSE },
		{ false, { 0xfb, 0xff, 0, 0, RV_FRAME_COMMAND }, RV_OK }, /* 64 KiB with the head */
		{ false, { 0xfc, 0xff, 0, 0, RV_FRAME_COMMAND }, RV_ERANGE },
		{ false, { 0xff, 0xff, 0xff, 0xff, RV_FRAME_COMMAND }, RV_ERANGE },
		{ true, { 0xff, 0xff, 0xff, 0xff, RV_FRAME_SNAPSHOT }, RV_ERANGE },
		{ true, { 0xfb, 0xff, 0xff, 0, RV_FRAME_SNAPSHOT }, RV_OK },
		{ true, { 0xfc, 0xff, 0xff, 0, RV_FRAME_SNAPSHOT }, RV_ERANGE },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rv_wire_reader r;
		rv_err err = { 0 };
		size_t frames = 0;
		rv_wire_reader_init(&r, cases[i].down);
		const rv_status st = feed(&r, cases[i].head, RV_FRAME_HEAD, 5, &frames, &err);
		if (st != cases[i].want)
			fail_msg("case %zu: %s, expected %s", i, rv_status_text(st),
				 rv_status_text(cases[i].want));
		assert_int_equal(st == RV_OK, err.text[0] == '\0');
		rv_wire_reader_free(&r);
	}
}

static rv_command some_command(void)
{
	rv_command c;
	memset(&c, 0, sizeof(c));
	c.kind = RV_CMD_APPROVE;
	c.nonce = UINT64_C(0x123456789abcdef0);
	c.n_ids = 2;
	for (size_t i = 0; i < RV_CMD_IDS; i++) {
		c.ids[i] = 41 + i;
		memset(c.digests[i].b, (int)(i + 1), sizeof(c.digests[i].b));
	}
	memset(c.cloid.b, 0xc1, sizeof(c.cloid.b));
	(void)snprintf(c.symbol, sizeof(c.symbol), "kPEPE");
	c.sub = RV_SUB_S4P;
	c.licence = RV_LICENCE_50;
	c.shadow = true;
	(void)snprintf(c.evidence, sizeof(c.evidence), "30 days");
	c.side = RV_SELL;
	c.close = true;
	c.reduce_only = true;
	c.style = RV_STYLE_LIMIT;
	c.duration_ms = 90061;
	c.notional_musd = -2385;
	c.lots = INT64_MAX;
	c.px = INT64_MIN;
	c.level = RV_KILL_REDUCE;
	c.over = (rv_override){ .id = 7, .kind = RV_OVERRIDE_CAP, .sub = RV_SUB_N };
	c.over.value[0] = .0385;
	c.over.value[1] = -INFINITY;
	(void)snprintf(c.over.symbol, sizeof(c.over.symbol), "SOL");
	(void)snprintf(c.over.word, sizeof(c.over.word), "RISK_OFF");
	(void)snprintf(c.over.reason, sizeof(c.over.reason), "too much of it");
	c.over.set_utc_ms = 1;
	c.over.expires_utc_ms = -2;
	(void)snprintf(c.reason, sizeof(c.reason), "%0*d", RV_REASON_TEXT - 1, 5);
	(void)snprintf(c.typed, sizeof(c.typed), "Y");
	c.rtt_ms = 12.5;
	c.frame_age_ms = 1e300;
	return c;
}

static void a_command_comes_out_as_it_went_in(void **state)
{
	(void)state;
	uint8_t data[RV_COMMAND_WIRE_MAX];
	size_t n = 0;
	rv_err err = { 0 };
	rv_command c = some_command(), got;
	c.from.via = RV_VIA_CONSOLE;
	(void)snprintf(c.denied, sizeof(c.denied), "no");
	c.uid = 1000; /* whose it is does not travel, nor what the door has found */
	c.conn = 9;
	c.role = RV_WHO_ADMIN;
	(void)snprintf(c.who, sizeof(c.who), "root");
	c.pin = RV_PIN_RIGHT;
	c.pin_wrong = 3;
	c.pin_wait_ms = 4000;
	assert_int_equal(rv_command_write(&c, data, sizeof(data), &n), RV_OK);
	assert_int_equal(rv_command_read(data, n, &got, &err), RV_OK);
	c.uid = 0;
	c.conn = 0;
	c.from.via = RV_VIA_DESK;
	memset(c.denied, 0, sizeof(c.denied));
	c.role = RV_WHO_NONE;
	memset(c.who, 0, sizeof(c.who));
	c.pin = RV_PIN_UNCHECKED;
	c.pin_wrong = 0;
	c.pin_wait_ms = 0;
	assert_memory_equal(&got, &c, sizeof(c));
	c.rtt_ms = NAN;
	assert_int_equal(rv_command_write(&c, data, sizeof(data), &n), RV_OK);
	assert_int_equal(rv_command_read(data, n, &got, &err), RV_OK);
	assert_true(isnan(got.rtt_ms));
	assert_int_equal(rv_command_write(&c, data, n - 1, &n), RV_EFULL);
}

static void a_wrong_field_is_named(void **state)
{
	(void)state;
	/* offsets of docs/control.md, "Commands" */
	enum { KIND = 1, NONCE = 2, N_IDS = 10, SYMBOL = 11 + RV_CMD_IDS * 40 + 16 };
	static const struct {
		size_t at, n;
		uint8_t value;
		const char *want;
	} cases[] = {
		{ 0, 1, RV_COMMAND_WIRE_VERSION + 1, "another layout" },
		{ KIND, 1, RV_CMD_N, "the kind" },
		{ KIND, 1, RV_CMD_VISIT, "the kind" }, /* of the desk's own end alone */
		{ NONCE, 8, 0, "the nonce" },
		{ N_IDS, 1, RV_CMD_IDS + 1, "the number of ids" },
		{ SYMBOL, 1, 255, "the symbol" },
		{ SYMBOL + 1, 1, 0, "the symbol" },
		{ SYMBOL + 2, 1, 27, "the symbol" }, /* an escape would reach every screen */
		{ SYMBOL + 6, 1, RV_SUB_N + 1, "the sub-book" },
		{ SYMBOL + 7, 1, RV_LICENCE_N, "the licence" },
		{ SYMBOL + 8, 1, 2, "whether it was SHADOW" },
		{ SYMBOL + 17, 1, 3, "the side" },
		{ SYMBOL + 18, 1, 2, "whether it closes" },
		{ SYMBOL + 20, 1, 3, "the style" },
		{ SYMBOL + 53, 1, 3, "the level" },
		{ SYMBOL + 62, 1, RV_OVERRIDE_N, "the override's kind" },
	};
	const rv_command c = some_command();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t data[RV_COMMAND_WIRE_MAX];
		size_t n = 0;
		rv_err err = { 0 };
		rv_command got;
		assert_int_equal(rv_command_write(&c, data, sizeof(data), &n), RV_OK);
		memset(data + cases[i].at, cases[i].value, cases[i].n);
		assert_int_equal(rv_command_read(data, n, &got, &err), RV_EPARSE);
		if (!strstr(err.text, cases[i].want))
			fail_msg("case %zu: '%s', expected '%s' in it", i, err.text, cases[i].want);
	}
}

/* A PIN goes with an ARM and with nothing else. */
static void a_pin_goes_with_an_arm(void **state)
{
	(void)state;
	uint8_t data[RV_COMMAND_WIRE_MAX];
	size_t n = 0;
	rv_err err = { 0 };
	rv_command c = some_command(), got;
	(void)snprintf(c.pin_text, sizeof(c.pin_text), "123456");
	assert_int_equal(rv_command_write(&c, data, sizeof(data), &n), RV_OK);
	assert_null(memmem(data, n, "123456", 6));
	c.kind = RV_CMD_ARM;
	assert_int_equal(rv_command_write(&c, data, sizeof(data), &n), RV_OK);
	assert_int_equal(rv_command_read(data, n, &got, &err), RV_OK);
	assert_string_equal(got.pin_text, "123456");
	data[1] = RV_CMD_NOTE;
	assert_int_equal(rv_command_read(data, n, &got, &err), RV_EPARSE);
	assert_non_null(strstr(err.text, "the PIN"));
	assert_null(strstr(err.text, "123456"));
}

/* Whatever is cut off it or put behind it, it is none any more. */
static void a_command_has_one_length(void **state)
{
	(void)state;
	uint8_t data[RV_COMMAND_WIRE_MAX] = { 0 };
	size_t n = 0;
	const rv_command c = some_command();
	rv_command got;
	assert_int_equal(rv_command_write(&c, data, sizeof(data), &n), RV_OK);
	for (size_t len = 0; len < sizeof(data); len++) {
		rv_err err = { 0 };
		uint8_t *exact = malloc(len + 1); /* so that a sanitizer sees a read past it */
		assert_non_null(exact);
		memcpy(exact, data, len);
		assert_int_equal(rv_command_read(exact, len, &got, &err) == RV_OK, len == n);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_come_in_pieces),
		cmocka_unit_test(what_is_no_frame_is_refused),
		cmocka_unit_test(a_command_comes_out_as_it_went_in),
		cmocka_unit_test(a_wrong_field_is_named),
		cmocka_unit_test(a_pin_goes_with_an_arm),
		cmocka_unit_test(a_command_has_one_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
