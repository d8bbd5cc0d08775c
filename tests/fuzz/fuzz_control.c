/*
 * Fuzzes what the control socket reads: a desk's frames with hello, ping, ack and command, and a
 * console's with the snapshots in them, and questions and answers about the past. What is taken has
 * one form, and nothing is taken twice.
 */
#include "app/control/command_wire.h"
#include "app/control/frame.h"
#include "app/control/hello.h"
#include "app/control/view_wire.h"
#include "app/past/past_wire.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static rv_view *image;
static rv_view_unpacker *unpacker;
static rv_side_id own;

static void need(int ok)
{
	if (!ok)
		abort();
}

static void begin(void)
{
	if (image)
		return;
	image = calloc(1, sizeof(*image));
	need(image && rv_view_unpacker_new(&unpacker) == RV_OK);
	own.protocol = RV_CONTROL_PROTOCOL; /* and a binary of zeros, which an input can have */
}

/* A command that is read is written to the same bytes. */
static void try_command(const uint8_t *data, size_t n)
{
	rv_command c;
	uint8_t again[RV_COMMAND_WIRE_MAX];
	size_t len = 0;
	rv_err err = { 0 };
	if (rv_command_read(data, n, &c, &err) != RV_OK) {
		need(err.text[0] != '\0');
		return;
	}
	need(rv_command_write(&c, again, sizeof(again), &len) == RV_OK);
	need(len == n && memcmp(again, data, n) == 0);
	need(c.n_ids <= RV_CMD_IDS && c.nonce != 0 && c.kind < RV_CMD_N);
}

static void try_first_words(const rv_wire_frame *f)
{
	rv_hello h;
	rv_welcome w;
	uint8_t again[RV_CONTROL_MAX];
	size_t n = 0;
	rv_err err = { 0 };
	if (rv_hello_read(f->data, f->n, &own, &h, &err) == RV_OK) {
		need(rv_hello_write(&h, again, sizeof(again), &n) == RV_OK);
		need(n == f->n && memcmp(again, f->data, n) == 0);
	}
	if (rv_welcome_read(f->data, f->n, &own, &w, &err) == RV_OK) {
		need(rv_welcome_write(&w, again, sizeof(again), &n) == RV_OK);
		need(n == f->n && memcmp(again, f->data, n) == 0);
	}
}

static void try_snapshot(const rv_wire_frame *f)
{
	rv_view_update up;
	rv_err err = { 0 };
	if (rv_view_update_read(f->data, f->n, &up, &err) == RV_OK &&
	    rv_view_unpack(unpacker, &up, image, &err) == RV_OK)
		return;
	need(err.text[0] != '\0');
}

static void try_past(const rv_wire_frame *f)
{
	rv_past_ask q;
	rv_past_answer a;
	uint8_t again[RV_PAST_ASK_BYTES];
	rv_err err = { 0 };
	if (f->type == RV_FRAME_PAST && rv_past_ask_read(f->data, f->n, &q) == RV_OK) {
		rv_past_ask_write(&q, again);
		need(f->n == sizeof(again) && memcmp(again, f->data, f->n) == 0);
	}
	if (f->type != RV_FRAME_PAST_ANSWER)
		return;
	if (rv_past_answer_read(f->data, f->n, &a, &err) != RV_OK) {
		need(err.text[0] != '\0');
		return;
	}
	need((a.view == NULL) == (a.why[0] != '\0'));
	rv_past_view_free(a.view);
}

static void try_frame(const rv_wire_frame *f)
{
	switch (f->type) {
	case RV_FRAME_HELLO:
	case RV_FRAME_WELCOME:
		try_first_words(f);
		break;
	case RV_FRAME_COMMAND:
		try_command(f->data, f->n);
		break;
	case RV_FRAME_SNAPSHOT:
		try_snapshot(f);
		break;
	case RV_FRAME_PAST:
	case RV_FRAME_PAST_ANSWER:
		try_past(f);
		break;
	default:
		break;
	}
}

/* The first byte says who reads, and in what pieces it comes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rv_wire_reader r;
	rv_err err = { 0 };
	begin();
	if (size == 0)
		return 0;
	const size_t piece = 1 + (data[0] >> 1);
	rv_wire_reader_init(&r, data[0] & 1);
	for (size_t at = 1; at < size;) {
		uint8_t *to = NULL;
		size_t room = 0;
		rv_wire_frame f;
		if (rv_wire_frame_room(&r, &to, &room, &err) != RV_OK) {
			need(err.text[0] != '\0');
			break;
		}
		size_t n = room < piece ? room : piece;
		n = n < size - at ? n : size - at;
		memcpy(to, data + at, n);
		rv_wire_frame_came(&r, n, 1);
		at += n;
		if (rv_wire_frame_whole(&r, &f)) {
			try_frame(&f);
			rv_wire_frame_next(&r);
		}
	}
	rv_wire_reader_free(&r);
	return 0;
}
