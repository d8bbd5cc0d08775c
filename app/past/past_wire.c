/* Questions about the past and their answers as bytes; see past_wire.h. */
#include "app/past/past_wire.h"

#include <string.h>

#include "app/control/bytes.h"
#include "app/control/view_wire.h"

enum { HEAD = 8 + 8 + 8 + 1 + RV_PAST_TEXT, PART = 4 };

void rv_past_ask_write(const rv_past_ask *q, uint8_t out[RV_PAST_ASK_BYTES])
{
	rv_bytes_out o = { .at = out, .cap = RV_PAST_ASK_BYTES };
	rv_put_i64(&o, q->utc_ms);
	rv_put_u64(&o, q->id);
	rv_put_u32(&o, (uint32_t)q->steps);
}

rv_status rv_past_ask_read(const uint8_t *data, size_t n, rv_past_ask *out)
{
	rv_bytes_in in = { .at = data, .n = n };
	rv_past_ask q = { .utc_ms = rv_take_i64(&in), .id = rv_take_u64(&in) };
	q.steps = (int32_t)rv_take_u32(&in);
	if (!rv_taken_whole(&in) || q.steps > RV_PAST_STEPS_MOST || q.steps < -RV_PAST_STEPS_MOST ||
	    q.id > INT64_MAX)
		return RV_EPARSE;
	*out = q;
	return RV_OK;
}

size_t rv_past_answer_size(const rv_past_parts *p)
{
	return HEAD + PART + p->n_key + PART + p->n_change;
}

rv_status rv_past_answer_write(const rv_past_parts *p, uint8_t *out, size_t cap, size_t *n)
{
	rv_bytes_out o = { .at = out, .cap = cap };
	rv_put_u64(&o, p->id);
	rv_put_i64(&o, p->oldest_utc_ms);
	rv_put_i64(&o, p->newest_utc_ms);
	rv_put_text(&o, p->why);
	rv_put_u32(&o, (uint32_t)p->n_key);
	if (p->n_key > 0)
		rv_put_raw(&o, p->key, p->n_key);
	rv_put_u32(&o, (uint32_t)p->n_change);
	if (p->n_change > 0)
		rv_put_raw(&o, p->change, p->n_change);
	if (o.bad)
		return RV_EFULL;
	*n = o.n;
	return RV_OK;
}

/* The bytes of a part, which stay where they are. */
static const uint8_t *take_part(rv_bytes_in *in, size_t *n)
{
	const uint32_t len = rv_take_u32(in);
	const uint8_t *at = in->at;
	if (in->bad || len > in->n) {
		in->bad = true;
		*n = 0;
		return NULL;
	}
	in->at += len;
	in->n -= len;
	*n = len;
	return at;
}

static rv_status apply(rv_view_unpacker *u, const uint8_t *data, size_t n, uint64_t base,
		       uint64_t *no, rv_view *image, rv_err *err)
{
	rv_view_update up;
	const rv_status st = rv_view_update_read(data, n, &up, err);
	if (st != RV_OK)
		return st;
	if (up.base != base)
		return rv_err_set(err, RV_EDATA, "a kept snapshot against another one");
	*no = up.no;
	return rv_view_unpack(u, &up, image, err);
}

/* A key from nothing, then what is told against it. */
static rv_status unpack(const rv_past_parts *p, rv_view *image, rv_err *err)
{
	rv_view_unpacker *u = NULL;
	uint64_t no = 0, key = 0;
	rv_status st = rv_view_unpacker_new(&u);
	if (st != RV_OK)
		return rv_err_set(err, st, "a kept snapshot: %s", rv_status_text(st));
	st = apply(u, p->key, p->n_key, 0, &key, image, err);
	no = key;
	if (st == RV_OK && p->n_change > 0)
		st = apply(u, p->change, p->n_change, key, &no, image, err);
	if (st == RV_OK && no != p->id)
		st = rv_err_set(err, RV_EDATA, "a kept snapshot of another number");
	rv_view_unpacker_free(u);
	return st == RV_EPARSE ? RV_EDATA : st; /* the answer itself can be read */
}

rv_status rv_past_answer_read(const uint8_t *data, size_t n, rv_past_answer *out, rv_err *err)
{
	rv_bytes_in in = { .at = data, .n = n };
	rv_past_parts p = { .id = rv_take_u64(&in) };
	rv_past_answer a = { .id = p.id };
	a.oldest_utc_ms = rv_take_i64(&in);
	a.newest_utc_ms = rv_take_i64(&in);
	rv_take_text(&in, a.why, sizeof(a.why));
	p.key = take_part(&in, &p.n_key);
	p.change = take_part(&in, &p.n_change);
	if (!rv_taken_whole(&in) || (p.n_key == 0) != (a.why[0] != '\0') ||
	    (p.n_key == 0 && p.n_change > 0))
		return rv_err_set(err, RV_EPARSE, "an answer about the past that cannot be read");
	if (p.n_key > 0) {
		a.view = rv_past_view_new();
		if (!a.view)
			return rv_err_set(err, RV_ENOMEM, "a kept snapshot: %s",
					  rv_status_text(RV_ENOMEM));
		const rv_status st = unpack(&p, a.view, err);
		if (st != RV_OK) {
			rv_past_view_free(a.view);
			return st;
		}
	}
	*out = a;
	return RV_OK;
}
