/*
 * Arming: a person says, with the PIN where there is one, that the desk may send what is granted.
 * It ends by hand, by time, or when nobody types.
 */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>

bool oms_approves_alone(const rv_oms *o)
{
	return o->p.approval == RV_APPROVE_AUTO && !o->p.live;
}

bool oms_armed(const rv_oms *o)
{
	return o->f->armed || oms_approves_alone(o);
}

const char *oms_unarmed_words(const rv_oms *o)
{
	return o->f->armed || !oms_approves_alone(o) ? "" : "; not armed: approval is auto";
}

/* False, and refused in words that have nothing of what was typed. */
static bool pin_passes(rv_oms *o, const rv_command *c)
{
	switch (c->pin) {
	case RV_PIN_NONE:
	case RV_PIN_RIGHT:
		return true;
	case RV_PIN_MISSING:
		oms_refuse(o, c, RV_PIN_ASKED);
		break;
	case RV_PIN_WRONG:
		oms_refuse(o, c, "the PIN is wrong, %u in a row: the next one in %" PRId64 " s",
			   c->pin_wrong, c->pin_wait_ms / RV_SECOND_MS);
		break;
	case RV_PIN_WAIT:
		oms_refuse(o, c, "after %u wrong PINs the next one in %" PRId64 " s", c->pin_wrong,
			   c->pin_wait_ms / RV_SECOND_MS + 1);
		break;
	case RV_PIN_UNREADABLE:
		oms_refuse(o, c, "the file of the PIN cannot be read: nobody can arm");
		break;
	case RV_PIN_UNCHECKED:
		oms_refuse(o, c, "nobody has looked at the PIN");
		break;
	}
	o->n_refused++;
	return false;
}

void oms_cmd_arm(rv_oms *o, const rv_command *c)
{
	if (!pin_passes(o, c))
		return;
	rv_event *e = oms_event(o, RV_EVENT_ARM, "desk");
	oms_emit(o, e, 0, "armed for %" PRId64 " s", o->p.arm_ms / RV_SECOND_MS);
	oms_reply(o, c, true, "armed for %" PRId64 " s, or %" PRId64 " s without a key",
		  o->p.arm_ms / RV_SECOND_MS, o->p.arm_idle_ms / RV_SECOND_MS);
}

void oms_cmd_lock(rv_oms *o, const rv_command *c)
{
	if (o->f->armed || o->f->closes) {
		rv_event *e = oms_event(o, RV_EVENT_LOCK, "desk");
		oms_emit(o, e, 0, "locked by hand");
	}
	oms_reply(o, c, true, "locked%s",
		  oms_approves_alone(o) ? "; approval is auto: the desk still approves by itself"
					: "");
}

void oms_work_arming(rv_oms *o)
{
	if (!o->f->armed && !o->f->closes)
		return;
	const int64_t end = o->f->armed_t.at + o->p.arm_ms;
	const int64_t idle = o->touched_at + o->p.arm_idle_ms;
	const int64_t at = end < idle ? end : idle;
	if (o->now.at < at) {
		oms_due(o, at);
		return;
	}
	rv_event *e = oms_event(o, RV_EVENT_LOCK, "desk");
	oms_emit(o, e, 0, "%s", end <= idle ? "the time of arming is over" : "nobody typed");
}
