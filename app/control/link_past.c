/* The desk's past over the link: one question at a time, the newest that was asked; see link.h. */
#include "app/control/link_impl.h"

#include "app/past/past_wire.h"

#include <stdio.h>
#include <string.h>

/* Held: mu. The answer becomes the link's. */
static void put_answer(link_shared *s, const rv_past_answer *a)
{
	rv_past_view_free(s->past.view);
	s->past = *a;
	s->past_got = true;
}

static void put_refusal(link_shared *s, const char *why)
{
	rv_past_answer a = { 0 };
	(void)snprintf(a.why, sizeof(a.why), "%.*s", RV_PAST_TEXT - 1, why);
	put_answer(s, &a);
}

void link_forget_past(rv_control_link *l)
{
	if (l->s.past_due || l->s.past_waits)
		put_refusal(&l->s, "DISCONNECTED: the past is the desk's");
	l->s.past_due = l->s.past_waits = false;
}

void link_put_past(rv_control_link *l)
{
	uint8_t data[RV_PAST_ASK_BYTES];
	link_lock(l);
	const bool due = l->s.past_due && !l->past_out;
	if (due) {
		rv_past_ask_write(&l->s.past_q, data);
		l->s.past_due = false;
		l->s.past_waits = true;
	}
	link_unlock(l);
	if (due && link_put(l, RV_FRAME_PAST, data, sizeof(data)))
		l->past_out = true;
}

void link_take_past(rv_control_link *l, const rv_wire_frame *f)
{
	rv_past_answer a = { 0 };
	rv_err err = { 0 };
	const rv_status st = l->past_out ? rv_past_answer_read(f->data, f->n, &a, &err) : RV_EPARSE;
	if (st == RV_EPARSE) {
		link_fall(l, RV_EIO, err.text[0] ? err.text : "the desk answers what nobody asked");
		return;
	}
	l->past_out = false;
	link_lock(l);
	l->s.past_waits = false;
	if (st == RV_OK)
		put_answer(&l->s, &a);
	else
		put_refusal(&l->s, err.text);
	link_unlock(l);
	rv_pub_wake(l->p.pub);
}

static void ask(void *ctx, const rv_past_ask *q)
{
	rv_control_link *l = ctx;
	link_lock(l);
	if (l->s.up) {
		l->s.past_q = *q;
		l->s.past_due = true;
	} else {
		put_refusal(&l->s, "DISCONNECTED: the past is the desk's");
	}
	link_unlock(l);
	link_wake(l);
}

static bool answer(void *ctx, rv_past_answer *out)
{
	rv_control_link *l = ctx;
	link_lock(l);
	const bool got = l->s.past_got;
	if (got) {
		*out = l->s.past;
		l->s.past = (rv_past_answer){ 0 };
		l->s.past_got = false;
	}
	link_unlock(l);
	return got;
}

rv_past_way rv_control_link_past(rv_control_link *l)
{
	return (rv_past_way){ .ask = ask, .answer = answer, .ctx = l };
}
