/* What the snapshot says of trading: state, journal, answers, audit; see trade_view.h. */
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A signer that the venue does not know is why nothing can start, whatever halted the book. */
static void say_reason(const rv_oms *o, rv_trade_view *v)
{
	const bool no_agent = o->f->state == RV_BOOK_HALTED && o->signer_known && !o->signer_ok;
	if (o->broken || no_agent)
		(void)snprintf(v->state_reason, sizeof(v->state_reason), "%s",
			       o->broken ? o->broken_text : OMS_NO_AGENT);
	else
		oms_state_reason(o, v->state_reason, sizeof(v->state_reason));
}

static void say_state(const rv_oms *o, rv_trade_view *v)
{
	v->state = o->broken ? RV_BOOK_HALTED : o->f->state;
	say_reason(o, v);
	v->state_since_utc_ms = o->f->state_t.utc;
	v->armed = o->f->armed;
	v->closes = o->f->closes;
	const int64_t end = o->f->armed_t.at + o->p.arm_ms;
	const int64_t idle = o->touched_at + o->p.arm_idle_ms;
	v->armed_until_at = o->f->armed ? (end < idle ? end : idle) : 0;
	v->live_confirm = o->p.live;
	v->signer_known = o->signer_known;
	v->signer_ok = o->signer_known && o->signer_ok;
	v->signer_until_ms = o->signer_until_ms;
}

static void say_account_name(const rv_oms *o, rv_trade_view *v)
{
	const size_t n = strlen(o->p.account);
	if (n > 12)
		(void)snprintf(v->account, sizeof(v->account), "%.6s..%s", o->p.account,
			       o->p.account + n - 4);
	else
		(void)snprintf(v->account, sizeof(v->account), "%s", o->p.account);
}

static const char *round_words(const rv_oms *o)
{
	switch (o->round.phase) {
	case OMS_ROUND_LISTS:
		return "asks for open orders and the account";
	case OMS_ROUND_FILLS:
		return "asks for fills";
	case OMS_ROUND_STATUS:
		return "asks about each order";
	case OMS_ROUND_NONE:
		break;
	}
	return o->pages.stuck ? "more fills than pages can tell apart"
			      : "compares again in a moment";
}

static void say_deadman(const rv_oms *o, rv_trade_view *v)
{
	const bool asked = o->f->deadman_ms > o->now.utc;
	v->deadman_on = oms_deadman_on(o);
	v->deadman_available = o->p.deadman && o->deadman_available;
	v->deadman_at_ms = o->deadman_told_ms;
	v->deadman_left = oms_deadman_left(o);
	(void)snprintf(v->deadman_text, sizeof(v->deadman_text), "%s",
		       o->deadman_text[0] || v->deadman_on || !asked
			       ? o->deadman_text
			       : "asked for, the venue has not said yes");
}

static void say_connection(const rv_oms *o, rv_trade_view *v)
{
	v->journal_ok = !o->broken;
	v->journal_seq = o->acked_seq;
	(void)snprintf(v->head, sizeof(v->head), "%.16s", o->head);
	v->found_seq = o->found_seq;
	(void)snprintf(v->found_head, sizeof(v->found_head), "%.16s", o->found_head);
	memcpy(v->events, o->f->events, sizeof(v->events));
	v->journal_waiting = o->n_flying;
	v->commit_us = NAN;
	v->stream_up = o->stream_up;
	v->reconciled = o->reconciled;
	v->reconciled_at = o->reconciled_at;
	v->account_at = o->account.known ? o->account.at : RV_NEVER;
	if (!o->stream_up)
		(void)snprintf(v->recovery, sizeof(v->recovery), "waits for the user streams");
	else if (!o->reconciled)
		(void)snprintf(v->recovery, sizeof(v->recovery), "%s", round_words(o));
	say_deadman(o, v);
}

static void say_replies(const rv_oms *o, rv_trade_view *v)
{
	size_t n = 0;
	const size_t most = o->answer_next < OMS_REPLIES ? o->answer_next : (size_t)OMS_REPLIES;
	for (size_t i = 0; i < most && n < RV_TV_REPLIES; i++) {
		const oms_answer *a = &o->answers[(o->answer_next - 1 - i) % OMS_REPLIES];
		if (a->batch > o->acked && !o->broken)
			continue;
		v->replies[n] = a->reply;
		if (a->batch > o->acked) {
			v->replies[n].ok = false;
			(void)snprintf(v->replies[n].text, sizeof(v->replies[n].text),
				       "the journal is broken: this was not written down");
		}
		n++;
	}
}

static void say_audit(const rv_oms *o, rv_trade_view *v)
{
	const uint64_t all = o->f->audit_n;
	const uint64_t n = all < RV_TV_AUDIT ? all : (uint64_t)RV_TV_AUDIT;
	for (uint64_t i = all - n; i < all; i++)
		v->audit[v->n_audit++] = o->f->audit[i % RV_TV_AUDIT];
}

static void say_notes(const rv_oms *o, rv_trade_view *v)
{
	const uint64_t all = o->f->notes_n;
	const uint64_t n = all < RV_TV_NOTES ? all : (uint64_t)RV_TV_NOTES;
	for (uint64_t i = all - n; i < all; i++)
		v->notes[v->n_notes++] = o->f->notes[i % RV_TV_NOTES];
}

static void say_breaks(const rv_oms *o, rv_trade_view *v)
{
	for (size_t i = 0; i < o->f->n_coins && v->n_breaks < RV_TV_BREAKS; i++) {
		const oms_coin *c = &o->f->coins[i];
		const oms_mismatch *m = &o->mismatch[i];
		if (!c->proposed && m->seen == 0)
			continue;
		rv_tv_break *b = &v->breaks[v->n_breaks++];
		const int64_t ours = c->proposed ? c->ours : c->pos.lots;
		const int64_t theirs = c->proposed ? c->theirs : c->pos.lots + m->less;
		(void)snprintf(b->what, sizeof(b->what), "%.20s position", c->ref.symbol);
		(void)snprintf(b->ours, sizeof(b->ours), "%.23s", oms_say_bare(&c->ref, ours).s);
		(void)snprintf(b->theirs, sizeof(b->theirs), "%.23s",
			       oms_say_bare(&c->ref, theirs).s);
		b->since_at = c->proposed ? c->proposed_t.at : m->since_at;
	}
}

static void say_acks(const rv_oms *o, rv_trade_view *v)
{
	const uint64_t all = o->f->n_acks;
	const uint64_t n = all < RV_TV_ACKS ? all : (uint64_t)RV_TV_ACKS;
	for (uint64_t i = all - n; i < all; i++)
		v->acks[v->n_acks++] = o->f->acks[i % RV_TV_ACKS];
}

void rv_oms_view(const rv_oms *o, rv_trade_view *v)
{
	memset(v, 0, sizeof(*v));
	v->present = true;
	v->hedges_itself = rv_oms_hedges_itself(o);
	v->hedges_by_settings = oms_hedges_by_settings(o);
	say_state(o, v);
	oms_view_people(o, v);
	say_account_name(o, v);
	say_connection(o, v);
	oms_view_money(o, v);
	oms_view_subs(o, v);
	oms_view_work(o, v);
	oms_view_programs(o, v);
	say_replies(o, v);
	say_audit(o, v);
	say_notes(o, v);
	v->rules = o->f->rules;
	say_acks(o, v);
	oms_view_requests(o, v);
	say_breaks(o, v);
}
