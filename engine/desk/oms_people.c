/*
 * Who may do what: roles, the pen, and the second person. What somebody may not do is refused in
 * words, written down with who it was, and changes nothing.
 */
#include "engine/desk/oms_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- the pen ---- */

static bool has_pen(const rv_oms *o, const rv_command *c)
{
	const oms_pen *p = &o->f->pen;
	return p->held && p->uid == c->uid && p->conn == c->conn;
}

static const char *say_pen(const rv_oms *o, char out[RV_WHO_SAID])
{
	return rv_who_say(o->f->pen.uid, o->f->pen.who, out);
}

/*
 * Who armed the desk has proved that for himself: another hand begins locked. Orders and mandates
 * are not touched.
 */
static void write_pen(rv_oms *o, oms_pen_what what, const char *who, const char *fmt, ...)
	RV_PRINTF(4, 5);

static void write_pen(rv_oms *o, oms_pen_what what, const char *who, const char *fmt, ...)
{
	char words[OMS_WORDS];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	rv_event *e = oms_event(o, RV_EVENT_PEN, "pen");
	rv_event_put(e, "what", oms_pen_words[what]);
	oms_put_text(e, "who", who);
	oms_emit(o, e, 0, "%s", words);
	rv_log_put(o->log, RV_LOG_INFO, "pen", "%s", words);
	if (what == OMS_PEN_TAKEN || !(o->f->armed || o->f->closes))
		return;
	e = oms_event(o, RV_EVENT_LOCK, "desk");
	oms_emit(o, e, 0, "locked: the pen has left the hand that armed");
}

void oms_cmd_pen(rv_oms *o, const rv_command *c)
{
	char from[RV_WHO_SAID], to[RV_WHO_SAID];
	const bool held = o->f->pen.held;
	(void)say_pen(o, from);
	(void)rv_who_say(c->uid, c->who, to);
	if (o->p.pen_ms == 0) {
		oms_refuse(o, c, "this desk has no pen");
		return;
	}
	if (has_pen(o, c)) {
		o->pen_beat_at = o->now.at;
		oms_reply(o, c, true, "the pen is yours already");
		return;
	}
	if (held && c->reason[0] == '\0') {
		oms_refuse(o, c, "%s has the pen: to take it over needs a reason", from);
		return;
	}
	o->pen_beat_at = o->now.at;
	if (held)
		write_pen(o, OMS_PEN_OVER, c->who, "the pen: %s takes it over from %s: %.60s", to,
			  from, c->reason);
	else
		write_pen(o, OMS_PEN_TAKEN, c->who, "the pen: %s takes it", to);
	oms_reply(o, c, true, "you have the pen");
}

void oms_cmd_pen_free(rv_oms *o, const rv_command *c)
{
	char who[RV_WHO_SAID];
	if (!has_pen(o, c)) {
		oms_refuse(o, c, "the pen is not yours");
		return;
	}
	write_pen(o, OMS_PEN_FREED, c->who, "the pen: %s lets it go", say_pen(o, who));
	oms_reply(o, c, true, "the pen is free");
}

bool oms_pen_sign(rv_oms *o, const rv_command *c)
{
	char who[RV_WHO_SAID];
	if (c->kind != RV_CMD_PEN_BEAT && c->kind != RV_CMD_GONE)
		return false;
	if (o->broken || !has_pen(o, c))
		return true;
	if (c->kind == RV_CMD_PEN_BEAT)
		o->pen_beat_at = o->now.at;
	else
		write_pen(o, OMS_PEN_FREED, c->who, "the pen: the console of %s has left",
			  say_pen(o, who));
	return true;
}

/* In the desk's time: silence is of people, and theirs is the real one. */
static int64_t pen_ends_at(const rv_oms *o)
{
	const double ms = (double)o->p.pen_ms * rv_clock_rate(o->clock);
	return o->pen_beat_at + (int64_t)ms;
}

void oms_work_pen(rv_oms *o)
{
	char who[RV_WHO_SAID];
	if (!o->f->pen.held)
		return;
	const int64_t end = pen_ends_at(o);
	if (o->now.at < end) {
		oms_due(o, end);
		return;
	}
	write_pen(o, OMS_PEN_EXPIRED, "", "the pen: nothing heard of %s for %.1f s",
		  say_pen(o, who), (double)o->p.pen_ms / RV_SECOND_MS);
}

/* ---- the second person ---- */

bool oms_two_people(const rv_oms *o)
{
	return o->p.two_person == RV_TWO_PERSON_ALWAYS ||
	       (o->p.two_person == RV_TWO_PERSON_LIVE && o->p.live);
}

oms_vote oms_vote_of(const rv_oms *o, const rv_command *c, const oms_first *first)
{
	if (!oms_two_people(o))
		return OMS_VOTE_GRANTS;
	if (!first->is)
		return OMS_VOTE_FIRST;
	return first->uid == c->uid ? OMS_VOTE_AGAIN : OMS_VOTE_GRANTS;
}

void oms_agree(rv_oms *o, const rv_command *c, const char *subject, const char *key, uint64_t id,
	       const rv_digest *d)
{
	char who[RV_WHO_SAID];
	rv_event *e = oms_event(o, RV_EVENT_AGREE, subject);
	rv_event_put_i64(e, key, (int64_t)id);
	rv_event_put_hex(e, "digest", d->b, sizeof(d->b));
	oms_put_text(e, "who", c->who);
	oms_emit(o, e, OMS_MARK_APPROVE, OMS_FIRST_OF_TWO, rv_who_say(c->uid, c->who, who));
}

static const oms_first *first_of(const rv_oms *o, const rv_command *c, size_t i)
{
	const oms_program *p = oms_program_find(o->f, c->ids[i]);
	const oms_ticket *t = oms_ticket_find(o->f, c->ids[i]);
	if (c->kind == RV_CMD_APPROVE_PROGRAM)
		return p ? &p->first : NULL;
	return t ? &t->first : NULL;
}

/* Everything that it names waits for a second person: after this one (own), or after another. */
static bool all_wait(const rv_oms *o, const rv_command *c, bool own)
{
	if (!oms_two_people(o) || c->n_ids == 0 ||
	    (c->kind != RV_CMD_APPROVE && c->kind != RV_CMD_APPROVE_PROGRAM))
		return false;
	for (size_t i = 0; i < c->n_ids; i++) {
		const oms_first *first = first_of(o, c, i);
		if (!first || !first->is || (first->uid == c->uid) != own)
			return false;
	}
	return true;
}

/* A second person answers a question of whoever has the pen, and does not need it. */
static bool is_second(const rv_oms *o, const rv_command *c)
{
	return all_wait(o, c, false);
}

/* ---- may it? ---- */

static void refuse_role(rv_oms *o, const rv_command *c)
{
	char who[RV_WHO_SAID], words[RV_TV_TEXT];
	(void)snprintf(words, sizeof(words), "%s needs the role %s; %s has %s",
		       rv_cmd_word(c->kind), rv_who_role_word(rv_cmd_role(c->kind)),
		       rv_who_say(c->uid, c->who, who), rv_who_role_word(c->role));
	oms_refuse(o, c, "%s", words);
	rv_log_file(o->log, RV_LOG_WARN, "orders", "refused: %s", words);
}

static void refuse_pen(rv_oms *o, const rv_command *c)
{
	char who[RV_WHO_SAID];
	if (all_wait(o, c, true)) /* with the pen it would be no other */
		oms_refuse(o, c, OMS_VOTED_ALREADY);
	else if (o->f->pen.held)
		oms_refuse(o, c, "%s has the pen: a console takes it over by `:pen REASON`",
			   say_pen(o, who));
	else
		oms_refuse(o, c, RV_NO_PEN ": `pen` takes it");
}

bool oms_may(rv_oms *o, const rv_command *c)
{
	const bool role = c->role >= rv_cmd_role(c->kind);
	const bool pen =
		o->p.pen_ms == 0 || !rv_cmd_needs_pen(c->kind) || has_pen(o, c) || is_second(o, c);
	if (role && pen)
		return true;
	o->n_refused++;
	if (!role)
		refuse_role(o, c);
	else
		refuse_pen(o, c);
	return false;
}

/* ---- the view ---- */

void oms_view_people(const rv_oms *o, rv_trade_view *v)
{
	const oms_pen *p = &o->f->pen;
	v->two_people = oms_two_people(o);
	v->n_refused = o->n_refused;
	v->pen = (rv_tv_pen){ .needed = o->p.pen_ms > 0,
			      .held = p->held,
			      .uid = p->uid,
			      .conn = p->conn,
			      .since_at = p->since.at };
	memcpy(v->pen.who, p->who, sizeof(v->pen.who));
}

void oms_view_waits(const oms_first *f, char reason[RV_TV_TEXT])
{
	char who[RV_WHO_SAID];
	if (f->is)
		(void)snprintf(reason, RV_TV_TEXT, OMS_FIRST_OF_TWO,
			       rv_who_say(f->uid, f->who, who));
}

void oms_view_first(const oms_first *f, char out[RV_WHO_SAID])
{
	out[0] = '\0';
	if (f->is)
		(void)rv_who_say(f->uid, f->who, out);
}
