/* A ticket is approved: checked once more, and its mandate granted with what it may spend at most.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What a leg may cost at most: its worst limit, or for a sale the upper end of the collar. */
static int64_t notional_most(const rv_oms *o, const oms_ticket *t, int64_t px_worst)
{
	const rv_ticket_terms *x = &t->terms;
	const double width = rv_collar_width(o->p.collar_bps, o->p.collar_sigmas, t->sigma_hour);
	int64_t px = px_worst > x->px ? px_worst : x->px, top = 0;
	if (rv_px_collar(RV_BUY, t->mid, width, x->coin.sz_decimals, &top) == RV_OK && top > px)
		px = top;
	return oms_musd(px, x->lots);
}

static int64_t worst_of(const rv_oms *o, const oms_ticket *t)
{
	int64_t px = 0;
	const rv_ticket_terms *x = &t->terms;
	const double width = rv_collar_width(o->p.collar_bps, o->p.collar_sigmas, t->sigma_hour);
	if (rv_px_collar(x->side, t->mid, width, x->coin.sz_decimals, &px) != RV_OK)
		return x->px;
	return px;
}

static int64_t life_of(const rv_oms *o, const rv_ticket_terms *x)
{
	return x->duration_ms + (x->style == RV_STYLE_LIMIT ? 0 : o->p.mandate_extra_ms);
}

static void put_times(const rv_oms *o, rv_event *e, const oms_ticket *t, const oms_times *x,
		      int64_t min_lots)
{
	rv_twap plan;
	rv_event_put_i64(e, "life_ms", x->life_ms);
	rv_event_put_i64(e, "wait_ms", x->wait_ms);
	rv_event_put_i64(e, "window_ms", x->window_ms);
	if (rv_twap_make(t->id, t->terms.lots, min_lots, x->window_ms, o->p.slice_ms,
			 o->p.slice_jitter, &plan) == RV_OK)
		rv_event_put_i64(e, "slices", plan.slices);
}

void oms_grant(rv_oms *o, const oms_ticket *t)
{
	oms_times x;
	oms_grant_for(o, t, oms_leg_times(o, t, &x) ? &x : NULL);
}

void oms_grant_for(rv_oms *o, const oms_ticket *t, const oms_times *times)
{
	char subject[32];
	const rv_ticket_terms *x = &t->terms;
	const int64_t worst = worst_of(o, t);
	const uint64_t mandate = o->f->last_mandate + 1;
	rv_event *e = oms_event(o, RV_EVENT_APPROVE, oms_ticket_subject(t, subject));
	rv_event_put_i64(e, "ticket", (int64_t)t->id);
	rv_event_put_i64(e, "mandate", (int64_t)mandate);
	rv_event_put_hex(e, "digest", t->digest.b, sizeof(t->digest.b));
	rv_event_put_i64(e, "px_worst", worst);
	rv_event_put_i64(e, "notional_most", notional_most(o, t, worst));
	rv_event_put_i64(e, "min_lots", oms_min_lots(o, x, worst));
	oms_put_mid(o, e, x->coin.symbol);
	if (t->flatten)
		rv_event_put_i64(e, "cancel_coin", 1);
	if (times)
		put_times(o, e, t, times, oms_min_lots(o, x, worst));
	else
		rv_event_put_i64(e, "life_ms", life_of(o, x));
	oms_emit(o, e, OMS_MARK_APPROVE, "mandate %" PRIu64 ": %s", mandate, oms_ticket_words(t).s);
}

static bool may_approve(rv_oms *o, const oms_ticket *t, const rv_digest *d, char *text, size_t cap)
{
	if (!t || t->state != RV_TICKET_READY) {
		(void)snprintf(text, cap, "it does not wait for an approval");
		return false;
	}
	if (t->program != 0) {
		(void)snprintf(text, cap, "it is a leg of program %" PRIu64 ", granted with it",
			       t->program);
		return false;
	}
	if (!rv_digest_same(&t->digest, d)) {
		(void)snprintf(text, cap, "it is not what was on the screen: look again");
		return false;
	}
	if (o->now.at >= t->quoted.at + t->ttl_ms) {
		(void)snprintf(text, cap, "its time is over");
		return false;
	}
	if (oms_running(o->f) >= OMS_RUNNING_MOST) {
		(void)snprintf(text, cap, "%d mandates run already", OMS_RUNNING_MOST);
		return false;
	}
	if (t->cls == RV_CLASS_HEDGE && oms_hedge_of(o->f, t->terms.coin.symbol)) {
		(void)snprintf(text, cap, "a hedge of %s runs already", t->terms.coin.symbol);
		return false;
	}
	oms_look(o, t);
	(void)snprintf(text, cap, "%s", oms_eval_of(o, t)->text);
	return oms_eval_of(o, t)->ready;
}

/* What an approval has come to. */
typedef struct outcome {
	size_t granted, first; /* first: of two people, the other one is waited for */
	char why[RV_TV_TEXT];  /* of the first that was refused */
} outcome;

static void take_vote(rv_oms *o, const rv_command *c, const oms_ticket *t, outcome *out, char *text,
		      size_t cap)
{
	char subject[32];
	text[0] = '\0';
	switch (oms_vote_of(o, c, &t->first)) {
	case OMS_VOTE_GRANTS:
		oms_grant(o, t);
		out->granted++;
		break;
	case OMS_VOTE_FIRST:
		oms_agree(o, c, oms_ticket_subject(t, subject), "ticket", t->id, &t->digest);
		out->first++;
		break;
	case OMS_VOTE_AGAIN:
		(void)snprintf(text, cap, OMS_VOTED_ALREADY);
		break;
	}
}

static void approve_one(rv_oms *o, const rv_command *c, size_t i, outcome *out)
{
	char text[RV_TV_TEXT];
	const oms_ticket *t = oms_ticket_find(o->f, c->ids[i]);
	if (may_approve(o, t, &c->digests[i], text, sizeof(text)))
		take_vote(o, c, t, out, text, sizeof(text));
	if (text[0] && out->why[0] == '\0')
		(void)snprintf(out->why, sizeof(out->why), "ticket %" PRIu64 ": %.80s", c->ids[i],
			       text);
}

static void answer(rv_oms *o, const rv_command *c, const outcome *out)
{
	char who[RV_WHO_SAID];
	(void)rv_who_say(c->uid, c->who, who);
	if (out->granted + out->first < c->n_ids)
		oms_refuse(o, c, "%zu of %zu granted; %s", out->granted, c->n_ids, out->why);
	else if (out->first == 0)
		oms_reply(o, c, true, "%zu granted", out->granted);
	else if (out->granted == 0)
		oms_reply(o, c, true, OMS_FIRST_OF_TWO, who);
	else
		oms_reply(o, c, true, "%zu granted; %zu: 1 of 2: %s, waits for another person",
			  out->granted, out->first, who);
}

void oms_cmd_approve(rv_oms *o, const rv_command *c)
{
	outcome out = { .granted = 0 };
	if (!oms_armed(o)) {
		oms_refuse(o, c, "the desk is not armed");
		return;
	}
	if (c->n_ids == 0) {
		oms_refuse(o, c, "no ticket is named");
		return;
	}
	for (size_t i = 0; i < c->n_ids; i++)
		approve_one(o, c, i, &out);
	answer(o, c, &out);
}
