/*
 * Programs while they wait and as they are granted: every change of a leg is an event of its ticket
 * and, in the same batch, a version of the program. A quote lives as long as a ticket's; until the
 * program's last-quote time the desk quotes it again by itself, and after a restart, too: nobody
 * sees the old prices any more.
 */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- versions ---- */

static void write_version(rv_oms *o, oms_program *next, bool renew, const char *what)
{
	next->terms.version++;
	oms_write_program(o, next, RV_EVENT_PROGRAM_VERSION, renew, what);
}

/* again: it is made anew; what its legs wanted is decided there. */
static void write_end_of(rv_oms *o, const oms_program *p, bool expired, bool again,
			 const char *reason)
{
	char subject[32];
	rv_event *e = oms_event(o, RV_EVENT_PROGRAM_END, oms_program_subject(p, subject));
	rv_event_put_i64(e, "program", (int64_t)p->id);
	rv_event_put_i64(e, "expired", expired);
	if (again)
		rv_event_put_i64(e, "again", 1);
	oms_put_text(e, "reason", reason);
	oms_emit(o, e, 0, "%s", reason);
}

static void write_end(rv_oms *o, const oms_program *p, bool expired, const char *reason)
{
	write_end_of(o, p, expired, false, reason);
}

rv_status rv_oms_withdraw(rv_oms *o, uint64_t program, const char *why)
{
	if (!o->started || o->stopping)
		return RV_ECLOSED;
	if (o->broken)
		return RV_EIO;
	oms_enter(o);
	const oms_program *p = oms_program_find(o->f, program);
	if (!p || p->state != OMS_PROGRAM_PENDING)
		return RV_ENOENT;
	write_end_of(o, p, true, true, why);
	oms_flush(o);
	return o->broken ? RV_EIO : RV_OK;
}

/* New prices for every leg, or the words of the first that has none. */
static bool requote(rv_oms *o, const oms_program *p, char *text, size_t cap)
{
	oms_ticket tickets[RV_PROGRAM_LEGS];
	oms_program next = *p;
	if (o->now.utc >= p->quote_end_utc_ms) {
		(void)snprintf(text, cap, "its last quote is over");
		return false;
	}
	for (size_t i = 0; i < p->terms.n; i++) {
		const oms_ticket *t = oms_ticket_find(o->f, p->ticket[i]);
		rv_program_leg *l = &next.terms.legs[i];
		if (t)
			tickets[i] = *t;
		if (t && !oms_quote_ticket(o, &tickets[i], text, cap))
			return false;
		const rv_oms_quote *q = t ? NULL : oms_quote(o, l->symbol);
		if (!t && (!q || rv_px_units(q->mid, l->sz_decimals, &l->mid_px) != RV_OK)) {
			(void)snprintf(text, cap, "%.20s: no price now", l->symbol);
			return false;
		}
	}
	oms_room(o, p->terms.n + 1);
	for (size_t i = 0; i < p->terms.n; i++)
		if (p->ticket[i] != 0)
			oms_write_version(o, &tickets[i], true, "quoted again");
	oms_program_times(o, &next);
	write_version(o, &next, true, "quoted again, ");
	o->quoted[p - o->f->programs] = p->id;
	return true;
}

/* The leg of a ticket becomes smaller or more passive; next is the ticket as it would be. */
void oms_reduce_leg(rv_oms *o, const rv_command *c, oms_ticket *next)
{
	const oms_program *p = oms_program_find(o->f, next->program);
	const oms_ticket *was = oms_ticket_find(o->f, next->id);
	if (!p || !was || p->state != OMS_PROGRAM_PENDING) {
		oms_refuse(o, c, "its program does not wait");
		return;
	}
	oms_program later = *p;
	if (next->terms.lots < was->terms.lots) {
		rv_program x = p->terms;
		const size_t i = oms_leg_of(p, next->id);
		if (rv_program_shrink(&x, next->terms.coin.symbol, next->terms.lots) != RV_OK) {
			oms_refuse(o, c, "it cannot be shared in that size");
			return;
		}
		memcpy(next->terms.want, x.legs[i].want, sizeof(next->terms.want));
	}
	oms_size_ticket(o, next);
	oms_room(o, 2);
	oms_write_version(o, next, false, "reduced");
	write_version(o, &later, false, "a leg reduced, ");
	oms_reply(o, c, true, "program %" PRIu64 ": %.80s", p->id, oms_program_words(p).s);
}

static oms_program *named(rv_oms *o, const rv_command *c)
{
	oms_program *p = c->n_ids > 0 ? oms_program_find(o->f, c->ids[0]) : NULL;
	if (p && p->state == OMS_PROGRAM_PENDING)
		return p;
	oms_refuse(o, c, "no program of that number waits");
	return NULL;
}

void oms_cmd_exclude(rv_oms *o, const rv_command *c, bool excluded)
{
	const oms_program *p = named(o, c);
	if (!p)
		return;
	oms_program next = *p;
	const rv_status st = rv_program_exclude(&next.terms, c->symbol, excluded);
	if (st != RV_OK) {
		oms_refuse(o, c, "%.20s is %s", c->symbol,
			   st == RV_ENOENT ? "not in the program" : "so already");
		return;
	}
	next.terms.version--; /* write_version counts it */
	write_version(o, &next, false, excluded ? "a leg left out, " : "a leg taken back in, ");
	oms_reply(o, c, true, "program %" PRIu64 ": %.80s", p->id, oms_program_words(p).s);
}

void oms_cmd_requote_program(rv_oms *o, const rv_command *c)
{
	char text[RV_TV_TEXT];
	const oms_program *p = named(o, c);
	if (!p)
		return;
	if (requote(o, p, text, sizeof(text)))
		oms_reply(o, c, true, "program %" PRIu64 ": %.80s", p->id, oms_program_words(p).s);
	else
		oms_refuse(o, c, "%s", text);
}

void oms_cmd_reject_program(rv_oms *o, const rv_command *c)
{
	const oms_program *p = named(o, c);
	if (!p)
		return;
	write_end(o, p, false, c->reason[0] ? c->reason : "rejected by hand");
	oms_reply(o, c, true, "program %" PRIu64 " is rejected", p->id);
}

/* ---- granting ---- */

/* How long a leg's mandate works, from now; false: it is none. */
bool oms_leg_times(const rv_oms *o, const oms_ticket *t, oms_times *out)
{
	const oms_program *p = oms_program_find(o->f, t->program);
	const size_t i = p ? oms_leg_of(p, t->id) : SIZE_MAX;
	if (!p || i == SIZE_MAX)
		return false;
	const rv_program_leg *l = &p->terms.legs[i];
	const int64_t wait = l->from_utc_ms > o->now.utc ? l->from_utc_ms - o->now.utc : 0;
	const int64_t window = l->to_utc_ms - o->now.utc - wait;
	*out = (oms_times){ .life_ms = p->terms.mandate_end_utc_ms - o->now.utc,
			    .wait_ms = wait,
			    .window_ms = window > 1 ? window : 1 };
	if (out->window_ms > t->terms.duration_ms)
		out->window_ms = t->terms.duration_ms;
	return true;
}

static size_t orders_of(const oms_program *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->terms.n; i++)
		n += p->ticket[i] != 0 && !p->terms.legs[i].excluded;
	return n;
}

/* Every leg is looked at anew; false with the words of the first that is not ready. */
static bool legs_ready(rv_oms *o, const oms_program *p, char *text, size_t cap)
{
	for (size_t i = 0; i < p->terms.n; i++) {
		const oms_ticket *t = oms_ticket_find(o->f, p->ticket[i]);
		if (!t || p->terms.legs[i].excluded)
			continue;
		oms_look(o, t);
		if (oms_eval_of(o, t)->ready)
			continue;
		(void)snprintf(text, cap, "leg %.20s: %.90s", t->terms.coin.symbol,
			       oms_eval_of(o, t)->text);
		return false;
	}
	return true;
}

static bool may_grant(rv_oms *o, const oms_program *p, char *text, size_t cap)
{
	const char *why = NULL;
	bool any = false;
	for (size_t i = 0; i < p->terms.n; i++)
		any = any || !p->terms.legs[i].excluded;
	if (!any)
		why = "every leg is left out";
	else if (o->quoted[p - o->f->programs] != p->id)
		why = "its quote is from before the restart; it is quoted again in a moment";
	else if (o->now.utc >= p->terms.expires_utc_ms)
		why = "its time is over";
	else if (oms_running(o->f) + orders_of(p) > OMS_RUNNING_MOST)
		why = "too many mandates run already";
	if (why)
		(void)snprintf(text, cap, "%s", why);
	return !why && legs_ready(o, p, text, cap);
}

static void write_cross(rv_oms *o, const oms_program *p, size_t i)
{
	int64_t lots = 0;
	rv_split s = { .want = { 0 } };
	const rv_program_leg *l = &p->terms.legs[i];
	rv_coin_ref ref = { .asset = l->asset, .sz_decimals = l->sz_decimals };
	const rv_oms_quote *q = oms_quote(o, l->symbol);
	memcpy(ref.symbol, l->symbol, sizeof(ref.symbol));
	if (q)
		ref = q->coin;
	else
		ref.asset = -1; /* what is known of it stays */
	memcpy(s.want, l->want, sizeof(s.want));
	if (rv_split_cross(&s, &lots) != RV_OK)
		lots = 0;
	rv_event *e = oms_event(o, RV_EVENT_CROSS, l->symbol);
	rv_event_put_i64(e, "program", (int64_t)p->id);
	rv_event_put_i64(e, "leg", (int64_t)i + 1);
	oms_put_coin(e, &ref);
	rv_event_put_i64(e, "px", l->mid_px);
	oms_emit(o, e, 0, "%.40s change places at %.30s", oms_say_lots(&ref, lots).s,
		 oms_say_px(&ref, l->mid_px).s);
}

static void grant(rv_oms *o, const oms_program *p)
{
	char subject[32];
	oms_room(o, p->terms.n + 1);
	rv_event *e = oms_event(o, RV_EVENT_PROGRAM_GRANT, oms_program_subject(p, subject));
	rv_event_put_i64(e, "program", (int64_t)p->id);
	rv_event_put_i64(e, "version", p->terms.version);
	rv_event_put_hex(e, "digest", p->digest.b, sizeof(p->digest.b));
	rv_event_put_num(e, "nav", oms_size_usd(o));
	oms_emit(o, e, OMS_MARK_APPROVE, "%s", oms_program_words(p).s);
	for (size_t i = 0; i < p->terms.n && !o->broken; i++) {
		const oms_ticket *t = oms_ticket_find(o->f, p->ticket[i]);
		if (p->terms.legs[i].excluded)
			continue;
		if (t)
			oms_grant(o, t);
		else
			write_cross(o, p, i);
	}
}

static void take_vote(rv_oms *o, const rv_command *c, const oms_program *p)
{
	char subject[32], who[RV_WHO_SAID];
	switch (oms_vote_of(o, c, &p->first)) {
	case OMS_VOTE_GRANTS:
		grant(o, p);
		oms_reply(o, c, true, "program %" PRIu64 ": %zu mandates", p->id, orders_of(p));
		break;
	case OMS_VOTE_FIRST:
		oms_agree(o, c, oms_program_subject(p, subject), "program", p->id, &p->digest);
		oms_reply(o, c, true, "program %" PRIu64 ": 1 of 2: %s, waits for another person",
			  p->id, rv_who_say(c->uid, c->who, who));
		break;
	case OMS_VOTE_AGAIN:
		oms_refuse(o, c, OMS_VOTED_ALREADY);
		break;
	}
}

void oms_cmd_approve_program(rv_oms *o, const rv_command *c)
{
	char text[RV_TV_TEXT];
	if (!oms_armed(o)) {
		oms_refuse(o, c, "the desk is not armed");
		return;
	}
	const oms_program *p = named(o, c);
	if (!p)
		return;
	if (!rv_digest_same(&p->digest, &c->digests[0])) {
		oms_refuse(o, c, "it is not what was on the screen: look again");
	} else if (!may_grant(o, p, text, sizeof(text))) {
		oms_refuse(o, c, "%s", text);
	} else {
		take_vote(o, c, p);
	}
}

/* ---- what is due ---- */

static void work_one(rv_oms *o, const oms_program *p)
{
	char text[RV_TV_TEXT];
	const bool old =
		o->quoted[p - o->f->programs] != p->id || o->now.utc >= p->terms.expires_utc_ms;
	if (o->now.utc >= p->quote_end_utc_ms) {
		write_end(o, p, true, "nobody granted it in time");
		return;
	}
	oms_due(o, o->now.at + p->quote_end_utc_ms - o->now.utc);
	oms_due(o, o->now.at + (old ? OMS_LOOK_MS : p->terms.expires_utc_ms - o->now.utc));
	if (old)
		(void)requote(o, p, text, sizeof(text)); /* without prices later */
	else if (oms_approves_alone(o) && !o->stopping && may_grant(o, p, text, sizeof(text)))
		grant(o, p);
}

void oms_work_programs(rv_oms *o)
{
	for (size_t i = 0; i < OMS_PROGRAMS && !o->broken; i++)
		if (o->f->programs[i].id != 0 && o->f->programs[i].state == OMS_PROGRAM_PENDING)
			work_one(o, &o->f->programs[i]);
}

/* A leg of a program that waits follows it: its own time is the program's. */
bool oms_led_by_program(const rv_oms *o, const oms_ticket *t)
{
	const oms_program *p = oms_program_find(o->f, t->program);
	return p && p->state == OMS_PROGRAM_PENDING && oms_leg_of(p, t->id) != SIZE_MAX;
}
