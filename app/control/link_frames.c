/* What the desk's frames do to the link; see link_impl.h. */
#include "app/control/link_impl.h"

#include <string.h>

static void take_welcome(rv_control_link *l, const rv_wire_frame *f)
{
	rv_welcome w;
	rv_err err = { 0 };
	const rv_status st = rv_welcome_read(f->data, f->n, &l->own, &w, &err);
	if (st != RV_OK) {
		link_fall(l, st, err.text);
		return;
	}
	rv_link_clock_learn(&l->clock, w.hello_mono_ms, w.mono_ms, rv_mono_ms());
	l->backoff_ms = LINK_BACKOFF_FIRST_MS;
	l->ping_ms = 0; /* at once: what was measured before was another connection */
	link_lock(l);
	l->s.welcome = w;
	l->s.up = true;
	l->s.why[0] = '\0';
	link_answered(l, RV_OK);
	link_unlock(l);
	rv_pub_wake(l->p.pub);
}

/* The desk's words, cleaned: they go to a screen. */
static void take_refused(rv_control_link *l, const rv_wire_frame *f)
{
	char why[RV_LINK_TEXT];
	const size_t n = f->n < sizeof(why) - 1 ? f->n : sizeof(why) - 1;
	for (size_t i = 0; i < n; i++)
		why[i] = (char)(f->data[i] >= ' ' && f->data[i] <= '~' ? f->data[i] : '?');
	why[n] = '\0';
	l->backoff_ms = LINK_BACKOFF_MOST_MS; /* it will most likely say the same again */
	link_fall(l, RV_EVENUE, why);
}

static void take_pong(rv_control_link *l, const rv_wire_frame *f)
{
	rv_bytes_in in = { .at = f->data, .n = f->n };
	const int64_t sent = rv_take_i64(&in), theirs = rv_take_i64(&in), now = rv_mono_ms();
	if (!rv_taken_whole(&in) || !l->ping_out || sent != l->ping_ms) {
		link_fall(l, RV_EIO, "the desk answers what nobody asked");
		return;
	}
	l->ping_out = false;
	rv_link_clock_learn(&l->clock, sent, theirs, now);
	link_lock(l);
	l->s.rtt_ms = now - sent;
	l->s.ping_ms = -1;
	link_unlock(l);
}

static void take_snapshot(rv_control_link *l, const rv_wire_frame *f)
{
	rv_view_update up;
	rv_err err = { 0 };
	uint8_t data[sizeof(uint64_t)];
	rv_bytes_out out = { .at = data, .cap = sizeof(data) };
	rv_status st = rv_view_update_read(f->data, f->n, &up, &err);
	if (st == RV_OK)
		st = rv_image_slots_take(l->slots, &up, &l->clock, f->began_ms, &err);
	if (st != RV_OK) {
		link_fall(l, RV_EIO, err.text[0] ? err.text : rv_status_text(st));
		return;
	}
	rv_put_u64(&out, up.no);
	(void)link_put(l, RV_FRAME_ACK, data, out.n);
}

static void take_answer(rv_control_link *l, const rv_wire_frame *f)
{
	char why[RV_TV_TEXT];
	rv_bytes_in in = { .at = f->data, .n = f->n };
	const uint64_t nonce = rv_take_u64(&in);
	rv_take_text(&in, why, sizeof(why));
	if (!rv_taken_whole(&in)) {
		link_fall(l, RV_EIO, "an answer that cannot be read");
		return;
	}
	link_lock(l);
	link_deny(&l->s, nonce, why);
	link_unlock(l);
	rv_pub_wake(l->p.pub);
}

void link_take(rv_control_link *l, const rv_wire_frame *f, bool up)
{
	if (f->type != RV_FRAME_REFUSED && up == (f->type == RV_FRAME_WELCOME)) {
		link_fall(l, RV_EIO, "the desk speaks out of turn");
		return;
	}
	switch (f->type) {
	case RV_FRAME_WELCOME:
		take_welcome(l, f);
		break;
	case RV_FRAME_REFUSED:
		take_refused(l, f);
		break;
	case RV_FRAME_PONG:
		take_pong(l, f);
		break;
	case RV_FRAME_SNAPSHOT:
		take_snapshot(l, f);
		break;
	case RV_FRAME_PAST_ANSWER:
		link_take_past(l, f);
		break;
	default:
		take_answer(l, f);
		break;
	}
}
