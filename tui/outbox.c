/* What the console asks of the engine, and what it answered; see outbox.h. */
#include "tui/outbox.h"

#include <stdio.h>
#include <string.h>

void rv_outbox_init(rv_outbox *o, const rv_sender *to)
{
	memset(o, 0, sizeof(*o));
	o->to = *to;
}

static void put_sender(rv_outbox *o, rv_command *c)
{
	if (o->to.nonce == 0)
		o->to.nonce++;
	c->nonce = o->to.nonce++;
	c->uid = o->to.uid;
	c->conn = o->to.conn;
	c->from = o->to.from;
}

uint64_t rv_outbox_ask(rv_outbox *o, rv_command *c)
{
	if (!o->to.sink)
		return 0;
	put_sender(o, c);
	o->to.sink(o->to.ctx, c);
	return c->nonce;
}

bool rv_outbox_send(rv_outbox *o, rv_command *c, const char *about, int64_t now_mono)
{
	if (!o->to.sink)
		return false;
	put_sender(o, c);
	rv_sent *s = &o->sent[o->next];
	o->next = (o->next + 1) % RV_OUTBOX_CAP;
	*s = (rv_sent){ .nonce = c->nonce, .kind = c->kind, .at_mono = now_mono };
	(void)snprintf(s->about, sizeof(s->about), "%s", about); /* cut is fine */
	o->to.sink(o->to.ctx, c);
	return true;
}

static const rv_tv_reply *find_reply(const rv_trade_view *tv, uint64_t nonce)
{
	for (size_t i = 0; tv && i < RV_TV_REPLIES; i++) {
		if (tv->replies[i].nonce == nonce)
			return &tv->replies[i];
	}
	return NULL;
}

static void tell(const rv_sent *s, const char *text, rv_answered *out)
{
	out->kind = s->kind;
	(void)snprintf(out->about, sizeof(out->about), "%s", s->about);
	(void)snprintf(out->text, sizeof(out->text), "%s", text);
}

void rv_outbox_denied(rv_outbox *o, const rv_tv_reply *r)
{
	for (size_t i = 0; r->nonce != 0 && i < RV_OUTBOX_CAP; i++) {
		rv_sent *s = &o->sent[i];
		if (s->nonce != r->nonce)
			continue;
		s->denied = true;
		memcpy(s->said, r->text, sizeof(s->said));
	}
}

rv_answer rv_outbox_answer(rv_outbox *o, const rv_trade_view *tv, int64_t now_mono,
			   rv_answered *out)
{
	for (size_t i = 0; i < RV_OUTBOX_CAP; i++) {
		rv_sent *s = &o->sent[(o->next + i) % RV_OUTBOX_CAP]; /* oldest first */
		if (s->nonce == 0)
			continue;
		if (s->denied) {
			tell(s, s->said, out);
			s->nonce = 0;
			return RV_ANSWER_REFUSED;
		}
		const rv_tv_reply *r = find_reply(tv, s->nonce);
		if (r) {
			tell(s, r->text, out);
			s->nonce = 0;
			return r->ok ? RV_ANSWER_OK : RV_ANSWER_REFUSED;
		}
		if (!s->late && now_mono - s->at_mono > RV_OUTBOX_LATE_MS) {
			s->late = true;
			tell(s, "", out);
			return RV_ANSWER_LATE;
		}
	}
	return RV_ANSWER_NONE;
}
