/*
 * Alert rules that people set: written down here, by command, and folded from the journal, so that
 * they hold after a restart and where no console is. Their words are read by whoever looks at the
 * market; here they are text.
 */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

_Static_assert((int)RV_RULE_TEXT <= (int)RV_REASON_TEXT, "a command has room for a rule");

static const rv_desk_rule *find(const rv_desk_rules *l, uint64_t id)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->r[i].id == id)
			return &l->r[i];
	}
	return NULL;
}

static const rv_desk_rule *same(const rv_desk_rules *l, const char *text)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->r[i].text, text) == 0)
			return &l->r[i];
	}
	return NULL;
}

void oms_on_alert_rule(oms_fold *f, oms_rd *r)
{
	rv_desk_rules *l = &f->rules;
	rv_desk_rule x = { .uid = r->e->uid, .utc_ms = r->e->utc_ms };
	x.id = oms_rd_id(r, "id");
	oms_rd_text(r, "rule", x.text, sizeof(x.text));
	if (x.id != l->last_id + 1)
		oms_rd_fail(r, "id (the next one)");
	if (l->n == RV_DESK_RULES)
		oms_rd_fail(r, "rule (one that there is room for)");
	if (r->bad)
		return;
	l->last_id = x.id;
	l->r[l->n++] = x;
}

void oms_on_alert_rule_end(oms_fold *f, oms_rd *r)
{
	rv_desk_rules *l = &f->rules;
	const rv_desk_rule *x = find(l, oms_rd_id(r, "id"));
	if (!x)
		oms_rd_fail(r, "id (of a rule that is set)");
	if (r->bad)
		return;
	const size_t at = (size_t)(x - l->r);
	l->n--;
	memmove(&l->r[at], &l->r[at + 1], (l->n - at) * sizeof(l->r[0]));
}

static rv_event *begin(rv_oms *o, rv_event_type type, uint64_t id, const char *rule)
{
	char subject[32];
	(void)snprintf(subject, sizeof(subject), "rule %" PRIu64, id);
	rv_event *e = oms_event(o, type, subject);
	rv_event_put_i64(e, "id", (int64_t)id);
	rv_event_put(e, "rule", rule);
	return e;
}

void oms_cmd_alert_rule(rv_oms *o, const rv_command *c)
{
	const rv_desk_rules *l = &o->f->rules;
	const rv_desk_rule *old = same(l, c->reason);
	if (!c->reason[0] || strlen(c->reason) >= RV_RULE_TEXT) {
		oms_refuse(o, c, "a rule is expected");
		return;
	}
	if (old) {
		oms_refuse(o, c, "rule %" PRIu64 " is that already", old->id);
		return;
	}
	if (l->n == RV_DESK_RULES) {
		oms_refuse(o, c, "%d rules are set: end one first", RV_DESK_RULES);
		return;
	}
	const uint64_t id = l->last_id + 1;
	rv_event *e = begin(o, RV_EVENT_ALERT_RULE, id, c->reason);
	oms_emit(o, e, 0, "alert %" PRIu64 ": %s", id, c->reason);
	oms_reply(o, c, true, "alert %" PRIu64 ": %s", id, c->reason);
}

void oms_cmd_alert_rule_end(rv_oms *o, const rv_command *c)
{
	const rv_desk_rule *at = c->n_ids == 1 ? find(&o->f->rules, c->ids[0]) : NULL;
	if (!at) {
		oms_refuse(o, c, "no alert rule of that number is set");
		return;
	}
	const rv_desk_rule x = *at; /* the list moves up */
	rv_event *e = begin(o, RV_EVENT_ALERT_RULE_END, x.id, x.text);
	oms_emit(o, e, 0, "alert %" PRIu64 " has ended: %s", x.id, x.text);
	oms_reply(o, c, true, "alert %" PRIu64 " has ended: %s", x.id, x.text);
}
