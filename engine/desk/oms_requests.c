/*
 * Acts of two people: what one person asks for waits, with a digest, until a second one approves
 * exactly that. It is done then, as if the second had asked for it, if it is still about the same.
 * What waits survives a restart and ends by itself.
 */
#include "engine/base/hex.h"
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DIGEST_SHOWN = 4 }; /* bytes: what a script names it by */

static const char *subject_of(uint64_t id, char out[32])
{
	(void)snprintf(out, 32, "request %" PRIu64, id);
	return out;
}

static const char *say_first(const oms_request *x, char out[RV_WHO_SAID])
{
	return rv_who_say(x->first.uid, x->first.who, out);
}

/* ---- the first ---- */

static void put_act(rv_event *e, const rv_command *c)
{
	if (c->kind == RV_CMD_OVERRIDE) /* first: it is found by its place */
		oms_put_override(e, &c->over);
	rv_event_put(e, "act", rv_cmd_word(c->kind));
	if (c->symbol[0])
		rv_event_put(e, "of_symbol", c->symbol);
	if (c->kind == RV_CMD_FORCE)
		oms_put_cloid(e, &c->cloid);
	if (c->kind == RV_CMD_LICENCE || c->kind == RV_CMD_ASSIGN)
		rv_event_put(e, "of_sub", rv_sub_name(c->sub));
	if (c->kind == RV_CMD_LICENCE) {
		rv_event_put(e, "licence", rv_licence_name(c->licence));
		rv_event_put_i64(e, "shadow", c->shadow);
		if (c->evidence[0])
			rv_event_put(e, "evidence", c->evidence);
	}
	if (c->kind == RV_CMD_OVERRIDE_END)
		rv_event_put_i64(e, "of_override", (int64_t)(c->ids[0] & INT64_MAX));
	if (c->reason[0])
		oms_put_text(e, "because", c->reason);
}

/* What is hashed is what a reader of the event finds in it. */
static bool put_digest(const rv_oms *o, rv_event *e, rv_digest *d)
{
	oms_request x;
	oms_rd r = { .e = e, .t = o->now };
	oms_request_read(&r, &x);
	if (r.bad)
		return false;
	oms_request_digest(o->f, &x, d);
	rv_event_put_hex(e, "digest", d->b, sizeof(d->b));
	return true;
}

static void ask(rv_oms *o, const rv_command *c, const char *about)
{
	char subject[32], who[RV_WHO_SAID], digest[RV_HEX_TEXT(DIGEST_SHOWN)];
	rv_digest d;
	const uint64_t id = o->f->last_request + 1;
	rv_event *e = oms_event(o, RV_EVENT_REQUEST, subject_of(id, subject));
	put_act(e, c);
	rv_event_put_i64(e, "request", (int64_t)id);
	rv_event_put_i64(e, "life_ms", o->p.second_ms);
	oms_put_text(e, "who", c->who);
	oms_put_text(e, "about", about);
	if (!put_digest(o, e, &d)) { /* the journal cleans text: what is left may be none */
		oms_refuse(o, c, "reason: expected plain text");
		return;
	}
	(void)rv_who_say(c->uid, c->who, who);
	oms_emit(o, e, OMS_MARK_APPROVE, "r%" PRIu64 " %.100s", id, about);
	rv_log_put(o->log, RV_LOG_WARN, "request",
		   "r%" PRIu64 " of %s waits for another person: %s", id, who, about);
	oms_reply(o, c, true, "r%" PRIu64 " digest %s: " OMS_FIRST_OF_TWO, id,
		  rv_hex_format(d.b, DIGEST_SHOWN, digest), who);
}

static const oms_request *find_same(const rv_oms *o, const char *about)
{
	for (size_t i = 0; i < OMS_REQUESTS; i++) {
		const oms_request *x = &o->f->requests[i];
		if (x->id != 0 && strcmp(x->about, about) == 0)
			return x;
	}
	return NULL;
}

static bool is_room(const rv_oms *o)
{
	for (size_t i = 0; i < OMS_REQUESTS; i++) {
		if (o->f->requests[i].id == 0)
			return true;
	}
	return false;
}

static void ask_once(rv_oms *o, const rv_command *c, const char *about)
{
	char who[RV_WHO_SAID];
	const oms_request *same = find_same(o, about);
	if (same && same->first.uid == c->uid)
		oms_refuse(o, c, "you have asked for it: r%" PRIu64 " waits for another person",
			   same->id);
	else if (same)
		oms_refuse(o, c, "%s has asked for it: approve r%" PRIu64, say_first(same, who),
			   same->id);
	else if (!is_room(o))
		oms_refuse(o, c, "%d requests wait for a second person: approve or reject one",
			   OMS_REQUESTS);
	else
		ask(o, c, about);
}

/* ---- the end ---- */

static void end(rv_oms *o, const oms_request *x, oms_request_what what, const char *why)
{
	char subject[32], who[RV_WHO_SAID];
	const uint64_t id = x->id;
	rv_event *e = oms_event(o, RV_EVENT_REQUEST_END, subject_of(id, subject));
	rv_event_put_i64(e, "request", (int64_t)id);
	rv_event_put(e, "what", oms_request_words[what]);
	rv_event_put_hex(e, "digest", x->digest.b, sizeof(x->digest.b));
	oms_put_text(e, "first", say_first(x, who));
	oms_put_text(e, "about", x->about);
	if (why[0])
		oms_put_text(e, "because", why);
	oms_emit(o, e, 0, "r%" PRIu64 " %s%s%.80s", id, oms_request_words[what], why[0] ? ": " : "",
		 why);
	rv_log_put(o->log, RV_LOG_INFO, "request", "r%" PRIu64 " %s%s%s", id,
		   oms_request_words[what], why[0] ? ": " : "", why);
}

/* ---- the second ---- */

static bool sign(rv_oms *o, const rv_command *c, const char *about)
{
	const oms_request *x = oms_request_find(o->f, o->signing);
	if (x && strcmp(x->about, about) == 0) {
		end(o, x, OMS_REQUEST_APPROVED, "");
		return !o->broken;
	}
	if (x)
		end(o, x, OMS_REQUEST_CHANGED, about);
	oms_refuse(o, c, "it has changed since it was asked for: %.70s", about);
	return false;
}

bool oms_signed(rv_oms *o, const rv_command *c, const char *fmt, ...)
{
	char about[RV_TV_TEXT];
	va_list ap;
	if (!oms_two_people(o))
		return true;
	va_start(ap, fmt);
	(void)vsnprintf(about, sizeof(about), fmt, ap);
	va_end(ap);
	if (o->signing != 0)
		return sign(o, c, about);
	ask_once(o, c, about);
	return false;
}

static bool is_over(const rv_oms *o, const oms_request *x)
{
	return o->now.at >= x->asked.at + x->life_ms;
}

static bool may_approve(rv_oms *o, const rv_command *c, const oms_request *x)
{
	const rv_who_role role = rv_cmd_role(x->cmd.kind);
	if (!oms_armed(o))
		oms_refuse(o, c, "the desk is not armed");
	else if (x->first.uid == c->uid)
		oms_refuse(o, c, "you have asked for r%" PRIu64 ": it waits for another person",
			   x->id);
	else if (c->role < role)
		oms_refuse(o, c, "r%" PRIu64 " needs the role %s", x->id, rv_who_role_word(role));
	else if (!rv_digest_same(&x->digest, &c->digests[0]))
		oms_refuse(o, c, "it is not what was on the screen: look again");
	else if (is_over(o, x))
		oms_refuse(o, c, "its time is over");
	else
		return true;
	return false;
}

static const oms_request *named(rv_oms *o, const rv_command *c)
{
	const oms_request *x = c->n_ids == 1 ? oms_request_find(o->f, c->ids[0]) : NULL;
	(void)snprintf(o->about, sizeof(o->about), "%s", x ? x->about : "");
	if (!x)
		oms_refuse(o, c, "no request of that number waits");
	return x;
}

/* What else it needs it is asked for again by its own rules; what they refuse waits on. */
void oms_cmd_approve_request(rv_oms *o, const rv_command *c)
{
	const oms_request *x = named(o, c);
	if (!x || !may_approve(o, c, x))
		return;
	rv_command act = x->cmd;
	act.nonce = c->nonce;
	act.uid = c->uid;
	act.conn = c->conn;
	act.role = c->role;
	memcpy(act.who, c->who, sizeof(act.who));
	o->signing = x->id;
	oms_run(o, &act);
	o->signing = 0;
}

/* Whoever has asked takes it back by the same word. */
void oms_cmd_reject_request(rv_oms *o, const rv_command *c)
{
	const oms_request *x = named(o, c);
	const uint64_t id = x ? x->id : 0;
	if (!x || !oms_reasoned(o, c))
		return;
	end(o, x, OMS_REQUEST_REJECTED, c->reason);
	oms_reply(o, c, true, "r%" PRIu64 " is rejected", id);
}

void oms_work_requests(rv_oms *o)
{
	for (size_t i = 0; i < OMS_REQUESTS && !o->broken; i++) {
		const oms_request *x = &o->f->requests[i];
		if (x->id == 0)
			continue;
		if (is_over(o, x))
			end(o, x, OMS_REQUEST_EXPIRED, "nobody else approved it in time");
		else
			oms_due(o, x->asked.at + x->life_ms);
	}
}

/* ---- the view ---- */

static void show(const oms_request *x, rv_tv_request *out)
{
	*out = (rv_tv_request){ .id = x->id,
				.kind = x->cmd.kind,
				.digest = x->digest,
				.role = rv_cmd_role(x->cmd.kind),
				.first_uid = x->first.uid,
				.asked_utc_ms = x->asked.utc,
				.expires_at = x->asked.at + x->life_ms };
	(void)say_first(x, out->first);
	memcpy(out->text, x->about, sizeof(out->text));
	(void)snprintf(out->reason, sizeof(out->reason), "%s",
		       x->cmd.kind == RV_CMD_OVERRIDE ? x->cmd.over.reason : x->cmd.reason);
}

/* Numbers only rise: the next in line is the least that is above the last. */
void oms_view_requests(const rv_oms *o, rv_trade_view *v)
{
	for (uint64_t last = 0; v->n_requests < RV_TV_REQUESTS;) {
		const oms_request *next = NULL;
		for (size_t i = 0; i < OMS_REQUESTS; i++) {
			const oms_request *x = &o->f->requests[i];
			if (x->id > last && (!next || x->id < next->id))
				next = x;
		}
		if (!next)
			return;
		show(next, &v->requests[v->n_requests++]);
		if (v->n_pending++ == 0 || next->asked.at < v->oldest_pending_at)
			v->oldest_pending_at = next->asked.at;
		last = next->id;
	}
}
