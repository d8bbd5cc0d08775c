/* Frames of the control socket; see frame.h. */
#include "app/control/frame.h"

#include <stdlib.h>
#include <string.h>

enum { KEEP_MAX = 256 << 10, FIRST_CAP = 4096 };

bool rv_wire_frame_is_up(uint8_t type)
{
	return type >= RV_FRAME_HELLO && type <= RV_FRAME_PAST;
}

bool rv_wire_frame_is_down(uint8_t type)
{
	return type >= RV_FRAME_WELCOME && type <= RV_FRAME_PAST_ANSWER;
}

void rv_wire_frame_head(uint8_t out[RV_FRAME_HEAD], rv_wire_frame_type type, size_t n)
{
	rv_bytes_out o = { .at = out, .cap = RV_FRAME_HEAD };
	rv_put_u32(&o, (uint32_t)n);
	rv_put_u8(&o, (uint8_t)type);
}

void rv_wire_reader_init(rv_wire_reader *r, bool down)
{
	*r = (rv_wire_reader){ .down = down,
			       .most = down ? RV_FRAME_DOWN_MAX : RV_FRAME_UP_MAX,
			       .began_ms = -1 };
}

/* What people send may hold a PIN, and is small. */
static void wipe(rv_wire_reader *r)
{
	if (!r->down && r->buf)
		explicit_bzero(r->buf, r->n);
}

void rv_wire_reader_free(rv_wire_reader *r)
{
	wipe(r);
	free(r->buf);
	r->buf = NULL;
	r->n = r->cap = 0;
}

/* Length of the frame that has begun, head and all; the head's own while that is not whole. */
static size_t frame_size(const rv_wire_reader *r)
{
	rv_bytes_in in = { .at = r->buf, .n = r->n };
	if (r->n < RV_FRAME_HEAD)
		return RV_FRAME_HEAD;
	return RV_FRAME_HEAD + (size_t)rv_take_u32(&in);
}

static bool is_known(const rv_wire_reader *r, uint8_t type)
{
	return r->down ? rv_wire_frame_is_down(type) : rv_wire_frame_is_up(type);
}

static rv_status check_head(const rv_wire_reader *r, rv_err *err)
{
	const uint8_t type = r->buf[RV_FRAME_HEAD - 1];
	if (!is_known(r, type))
		return rv_err_set(err, RV_EPARSE, "a frame of type %d: not one of this protocol",
				  type);
	if (frame_size(r) > r->most)
		return rv_err_set(err, RV_ERANGE, "a frame of %zu bytes: at most %zu",
				  frame_size(r), r->most);
	return RV_OK;
}

/* As much as has to be there at once; what was large is not kept for what is small. */
static rv_status make_room(rv_wire_reader *r, size_t need)
{
	const size_t want = need < FIRST_CAP ? FIRST_CAP : need;
	if (r->cap >= need && (r->cap <= KEEP_MAX || want > KEEP_MAX))
		return RV_OK;
	uint8_t *p = realloc(r->buf, want);
	if (!p)
		return RV_ENOMEM;
	r->buf = p;
	r->cap = want;
	return RV_OK;
}

rv_status rv_wire_frame_room(rv_wire_reader *r, uint8_t **at, size_t *n, rv_err *err)
{
	rv_status st = r->n >= RV_FRAME_HEAD ? check_head(r, err) : RV_OK;
	if (st != RV_OK)
		return st;
	const size_t size = frame_size(r);
	st = make_room(r, size);
	if (st != RV_OK)
		return rv_err_set(err, st, "a frame of %zu bytes: %s", size, rv_status_text(st));
	*at = r->buf + r->n;
	*n = size - r->n;
	return RV_OK;
}

void rv_wire_frame_came(rv_wire_reader *r, size_t n, int64_t now_ms)
{
	if (r->n == 0 && n > 0)
		r->began_ms = now_ms;
	r->n += n;
}

bool rv_wire_frame_whole(const rv_wire_reader *r, rv_wire_frame *out)
{
	if (r->n < RV_FRAME_HEAD || r->n != frame_size(r))
		return false;
	if (!is_known(r, r->buf[RV_FRAME_HEAD - 1]))
		return false; /* rv_wire_frame_room says so */
	*out = (rv_wire_frame){ .type = (rv_wire_frame_type)r->buf[RV_FRAME_HEAD - 1],
				.data = r->buf + RV_FRAME_HEAD,
				.n = r->n - RV_FRAME_HEAD,
				.began_ms = r->began_ms };
	return true;
}

void rv_wire_frame_next(rv_wire_reader *r)
{
	wipe(r);
	r->n = 0;
	r->began_ms = -1;
}
