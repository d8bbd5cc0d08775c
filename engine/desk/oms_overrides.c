/*
 * Overrides by command, and their end by time.
 *
 * What can only make the book smaller, or keep it from growing, needs no armed desk; anything else
 * does, and so does every end by hand, because what it held back may come.
 */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *subject_of(uint64_t id, char out[32])
{
	(void)snprintf(out, 32, "override %" PRIu64, id);
	return out;
}

void oms_put_override(rv_event *e, const rv_override *x)
{
	char text[RV_OVERRIDE_TEXT], key[32];
	(void)rv_override_canonical(x, text);
	for (char *at = text; *at;) {
		char *nl = strchr(at, '\n'), *value = strchr(at, ' ') + 1;
		*nl = '\0';
		(void)snprintf(key, sizeof(key), "%.*s", (int)(value - at - 1), at);
		rv_event_put(e, key, value);
		at = nl + 1;
	}
}

/* False, and refused, when it is none, or of a coin that is not here. */
static bool is_valid(rv_oms *o, const rv_command *c, const rv_override *x)
{
	rv_err err = { 0 };
	if (rv_override_check(x, &err) != RV_OK) {
		oms_refuse(o, c, "%s", err.text);
		return false;
	}
	if (x->symbol[0] && !oms_quote(o, x->symbol) && !oms_coin_find(o->f, x->symbol)) {
		oms_refuse(o, c, "no coin %.20s here", x->symbol);
		return false;
	}
	return true;
}

static bool may(rv_oms *o, const rv_command *c, const rv_override *x)
{
	const rv_overrides *l = &o->f->overrides;
	if (!oms_armed(o) && !rv_overrides_calms(l, x)) {
		oms_refuse(o, c, "%s: it may add risk, which needs an armed desk",
			   rv_override_kind_name(x->kind));
		return false;
	}
	if (l->n == RV_OVERRIDES_MAX && rv_overrides_same(l, x) == 0) {
		oms_refuse(o, c, "%d overrides are set: end one first", RV_OVERRIDES_MAX);
		return false;
	}
	return true;
}

/* What may add risk is two people's. */
static bool may_set(rv_oms *o, const rv_command *c, const rv_override *x, uint64_t replaced)
{
	char words[RV_OVERRIDE_REASON], until[RV_TIME_TEXT], in[40] = "";
	rv_command asked = *c;
	if (rv_overrides_calms(&o->f->overrides, x))
		return true;
	asked.over = *x;
	if (replaced != 0)
		(void)snprintf(in, sizeof(in), ", in the place of %" PRIu64, replaced);
	return oms_signed(o, &asked, "override %.55s until %s%s", rv_override_words(x, words),
			  rv_time_format(x->expires_utc_ms, until), in);
}

void oms_cmd_override(rv_oms *o, const rv_command *c)
{
	char subject[32], words[RV_OVERRIDE_REASON], until[RV_TIME_TEXT];
	rv_override x = c->over, back;
	x.id = o->f->overrides.last_id + 1;
	x.set_utc_ms = o->now.utc;
	x.uid = c->uid;
	if (!is_valid(o, c, &x) || !may(o, c, &x))
		return;
	const uint64_t replaced = rv_overrides_same(&o->f->overrides, &x);
	if (!may_set(o, c, &x, replaced))
		return;
	rv_event *e = oms_event(o, RV_EVENT_OVERRIDE, subject_of(x.id, subject));
	oms_put_override(e, &x);
	rv_event_put_i64(e, "replaced", (int64_t)replaced);
	/* The journal cleans text: what is left of a reason may be none. */
	if (oms_override_of(e, &back) != RV_OK) {
		oms_refuse(o, c, "reason: expected plain text");
		return;
	}
	(void)rv_override_words(&x, words);
	(void)rv_time_format(x.expires_utc_ms, until);
	oms_emit(o, e, 0, "%.60s until %s: %.30s", words, until, x.reason);
	if (replaced != 0)
		oms_reply(o, c, true, "%" PRIu64 ": %.60s until %s, in the place of %" PRIu64, x.id,
			  words, until, replaced);
	else
		oms_reply(o, c, true, "%" PRIu64 ": %.60s until %s", x.id, words, until);
}

static void end(rv_oms *o, const rv_override *x, const char *why)
{
	char subject[32], words[RV_OVERRIDE_REASON];
	rv_event *e = oms_event(o, RV_EVENT_OVERRIDE_END, subject_of(x->id, subject));
	rv_event_put_i64(e, "id", (int64_t)x->id);
	oms_put_text(e, "why", why);
	oms_emit(o, e, 0, "%.50s: %.60s", rv_override_words(x, words), why);
}

void oms_cmd_override_end(rv_oms *o, const rv_command *c)
{
	const rv_override *at =
		c->n_ids == 1 ? rv_overrides_find(&o->f->overrides, c->ids[0]) : NULL;
	char words[RV_OVERRIDE_REASON];
	if (!oms_armed(o)) {
		oms_refuse(o, c, "the end of an override may add risk: it needs an armed desk");
		return;
	}
	if (!at) {
		oms_refuse(o, c, "no override of that number is set");
		return;
	}
	if (!oms_signed(o, c, "end override %" PRIu64 ": %.80s", at->id,
			rv_override_words(at, words)))
		return;
	const rv_override x = *at; /* the list moves up */
	end(o, &x, c->reason[0] ? c->reason : "ended by hand");
	oms_reply(o, c, true, "%" PRIu64 " has ended: %.80s", x.id, rv_override_words(&x, words));
}

void oms_work_overrides(rv_oms *o)
{
	const rv_overrides *l = &o->f->overrides;
	if (o->stopping)
		return;
	for (size_t i = 0; i < l->n && !o->broken;) {
		const rv_override x = l->o[i];
		if (o->now.utc < x.expires_utc_ms)
			i++;
		else
			end(o, &x, "its time is over");
	}
	const int64_t next = rv_overrides_next_end(l, o->now.utc);
	if (next != INT64_MAX)
		oms_due(o, o->now.at + (next - o->now.utc));
}

const rv_overrides *rv_oms_overrides(const rv_oms *o)
{
	return &o->f->overrides;
}
