/*
 * What a person asked for, as an event of its own: who, by which way, with which key, what was on
 * the screen, and what became of it. It stands behind what the command did, for a halt waits for
 * nothing; what was refused has it, too.
 */
#include "engine/base/timefmt.h"
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static void put_number(rv_event *e, const char *key, double value)
{
	if (isfinite(value))
		rv_event_put_num(e, key, value);
}

static void put_word(rv_event *e, const char *key, const char *text)
{
	if (text[0])
		oms_put_text(e, key, text);
}

/* Who, by which way. */
static void put_who(rv_event *e, const rv_command *c)
{
	put_word(e, "name", c->who);
	rv_event_put(e, "role", rv_who_role_word(c->role));
	rv_event_put(e, "via", rv_via_word(c->from.via));
	if (c->from.pid != 0)
		rv_event_put_i64(e, "pid", c->from.pid);
	put_word(e, "told_ssh", c->from.told);
}

/* And what the line was like. */
static void put_way(rv_event *e, const rv_command *c)
{
	put_who(e, c);
	put_word(e, "typed", c->typed);
	put_number(e, "frame_age_ms", c->frame_age_ms);
	put_number(e, "rtt_ms", c->rtt_ms);
}

static bool is_of_ticket(rv_cmd_kind k)
{
	return k == RV_CMD_APPROVE || k == RV_CMD_REJECT || k == RV_CMD_REDUCE ||
	       k == RV_CMD_REQUOTE;
}

/* The quote behind a ticket's digest: what was on screen, and how old it is by now. */
static void put_quote(const rv_oms *o, rv_event *e, const rv_command *c, size_t i)
{
	const oms_ticket *t = oms_ticket_find(o->f, c->ids[i]);
	char key[40];
	if (!is_of_ticket(c->kind) || !t)
		return;
	(void)snprintf(key, sizeof(key), "mid%zu", i);
	put_number(e, key, t->mid);
	(void)snprintf(key, sizeof(key), "quote_age_ms%zu", i);
	rv_event_put_i64(e, key, o->now.at - t->quoted.at);
}

static bool is_of_program(rv_cmd_kind k)
{
	return k == RV_CMD_APPROVE_PROGRAM || k == RV_CMD_REJECT_PROGRAM ||
	       k == RV_CMD_REQUOTE_PROGRAM || k == RV_CMD_EXCLUDE || k == RV_CMD_INCLUDE;
}

static void say_propose(const rv_command *c, char out[RV_TV_TEXT])
{
	const char *side = c->side == RV_BUY ? "buy" : "sell";
	if (c->close)
		(void)snprintf(out, RV_TV_TEXT, "close %.20s", c->symbol);
	else if (c->notional_musd > 0)
		(void)snprintf(out, RV_TV_TEXT, "%s %.60s of %.20s", side,
			       oms_say_usd(c->notional_musd).s, c->symbol);
	else
		(void)snprintf(out, RV_TV_TEXT, "%s %.20s", side, c->symbol);
}

/* For a reader who has no list of numbers beside the audit; "" nothing is to be said of it. */
static void say_about(const rv_oms *o, const rv_command *c, char out[RV_TV_TEXT])
{
	char words[RV_OVERRIDE_REASON], until[RV_TIME_TEXT];
	const oms_ticket *t =
		c->n_ids > 0 && is_of_ticket(c->kind) ? oms_ticket_find(o->f, c->ids[0]) : NULL;
	const oms_program *p =
		c->n_ids > 0 && is_of_program(c->kind) ? oms_program_find(o->f, c->ids[0]) : NULL;
	out[0] = '\0';
	if (t)
		(void)snprintf(out, RV_TV_TEXT, "%s", oms_ticket_words(t).s);
	else if (p)
		(void)snprintf(out, RV_TV_TEXT, "%.80s%s%.20s", oms_program_words(p).s,
			       c->symbol[0] ? ": " : "", c->symbol);
	else if (c->kind == RV_CMD_APPROVE_REQUEST || c->kind == RV_CMD_REJECT_REQUEST)
		(void)snprintf(out, RV_TV_TEXT, "%s", o->about);
	else if (c->kind == RV_CMD_OVERRIDE)
		(void)snprintf(out, RV_TV_TEXT, "%.80s until %s",
			       rv_override_words(&c->over, words),
			       rv_time_format(c->over.expires_utc_ms, until));
	else if (c->kind == RV_CMD_LICENCE && (unsigned)c->sub < RV_SUB_N)
		(void)snprintf(out, RV_TV_TEXT, "%s to %s", rv_sub_name(c->sub),
			       rv_licence_name(c->licence));
	else if (c->kind == RV_CMD_ASSIGN && (unsigned)c->sub < RV_SUB_N)
		(void)snprintf(out, RV_TV_TEXT, "%.20s to %s", c->symbol, rv_sub_name(c->sub));
	else if (c->kind == RV_CMD_PROPOSE)
		say_propose(c, out);
}

/* What it was about. */
static void put_about(const rv_oms *o, rv_event *e, const rv_command *c)
{
	char key[40], about[RV_TV_TEXT];
	for (size_t i = 0; i < c->n_ids; i++) {
		(void)snprintf(key, sizeof(key), "id%zu", i);
		rv_event_put_i64(e, key, (int64_t)(c->ids[i] & INT64_MAX));
		(void)snprintf(key, sizeof(key), "digest%zu", i);
		rv_event_put_hex(e, key, c->digests[i].b, sizeof(c->digests[i].b));
		put_quote(o, e, c, i);
	}
	if (!rv_cloid_none(&c->cloid))
		oms_put_cloid(e, &c->cloid);
	put_word(e, "symbol", c->symbol);
	say_about(o, c, about);
	put_word(e, "about", about);
	put_word(e, "reason", c->kind == RV_CMD_OVERRIDE ? c->over.reason : c->reason);
}

void oms_audit(rv_oms *o, const rv_command *c, const rv_tv_reply *r)
{
	rv_event *e = oms_event(o, RV_EVENT_COMMAND, rv_cmd_word(c->kind));
	rv_event_put_i64(e, "nonce", (int64_t)(c->nonce & INT64_MAX));
	put_way(e, c);
	put_about(o, e, c);
	rv_event_put(e, "result", r->ok ? "ok" : "no");
	oms_put_text(e, "answer", r->text);
	oms_emit(o, e, 0, "%s: %s: %.90s", rv_cmd_word(c->kind), r->ok ? "ok" : "no", r->text);
}

static void put_visitor(rv_event *e, const rv_command *c)
{
	put_who(e, c);
	rv_event_put_i64(e, "looks_on", c->visit.looks_on);
}

static void visit_began(rv_oms *o, const rv_command *c, const char *who)
{
	rv_event *e = oms_event(o, RV_EVENT_ATTACH, "console");
	const bool in = c->visit.kind == RV_VISIT_CAME;
	put_visitor(e, c);
	rv_event_put(e, "result", in ? "ok" : "no");
	if (in)
		oms_emit(o, e, 0, "a console of %s as %s%s", who, rv_who_role_word(c->role),
			 c->visit.looks_on ? ", looking on" : "");
	else
		oms_emit(o, e, 0, "a console of %s is refused: %.100s", who, c->reason);
}

static void visit_ended(rv_oms *o, const rv_command *c, const char *who)
{
	rv_event *e = oms_event(o, RV_EVENT_DETACH, "console");
	put_visitor(e, c);
	oms_put_text(e, "why", c->reason);
	rv_event_put_i64(e, "for_ms", c->visit.for_ms);
	oms_emit(o, e, 0, "a console of %s is gone: %.100s", who, c->reason);
}

static void visits_more(rv_oms *o, const rv_command *c, const char *who)
{
	rv_event *e = oms_event(o, RV_EVENT_ATTACH, "more");
	put_word(e, "name", c->who);
	rv_event_put(e, "via", rv_via_word(c->from.via));
	rv_event_put_i64(e, "looks_on", c->visit.looks_on);
	rv_event_put_i64(e, "more", (int64_t)(c->visit.more & INT64_MAX));
	rv_event_put_i64(e, "for_ms", c->visit.for_ms);
	oms_emit(o, e, 0, "and %" PRIu64 " more visits of %s in %.1f min", c->visit.more, who,
		 (double)c->visit.for_ms / RV_MINUTE_MS);
}

bool oms_visit(rv_oms *o, const rv_command *c)
{
	char who[RV_WHO_SAID];
	if (c->kind != RV_CMD_VISIT)
		return false;
	(void)rv_who_say(c->uid, c->who, who);
	switch (c->visit.kind) {
	case RV_VISIT_CAME:
	case RV_VISIT_REFUSED:
		visit_began(o, c, who);
		break;
	case RV_VISIT_LEFT:
		visit_ended(o, c, who);
		break;
	case RV_VISIT_MORE:
		visits_more(o, c, who);
		break;
	}
	return true;
}
