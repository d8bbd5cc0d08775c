/*
 * What people ask for. Every command is answered once, under its nonce, when what it did is on the
 * disk; the same nonce again gets the same words and does nothing. What is not allowed is written
 * down with its words.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static oms_answer *answer_find(rv_oms *o, const rv_command *c)
{
	for (size_t i = 0; i < OMS_REPLIES; i++)
		if (o->answers[i].nonce == c->nonce && o->answers[i].uid == c->uid)
			return &o->answers[i];
	return NULL;
}

static void keep_answer(rv_oms *o, const rv_command *c, bool ok, const char *text)
{
	oms_answer *a = &o->answers[o->answer_next++ % OMS_REPLIES];
	*a = (oms_answer){ .nonce = c->nonce, .uid = c->uid };
	a->batch = o->n_batch > 0 ? o->batch_next : o->batch_next - 1;
	a->reply = (rv_tv_reply){ .nonce = c->nonce, .kind = c->kind, .ok = ok };
	(void)snprintf(a->reply.text, sizeof(a->reply.text), "%s", text);
}

void oms_reply(rv_oms *o, const rv_command *c, bool ok, const char *fmt, ...)
{
	char text[RV_TV_TEXT];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	keep_answer(o, c, ok, text);
}

void oms_refuse(rv_oms *o, const rv_command *c, const char *fmt, ...)
{
	char text[RV_TV_TEXT];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	rv_event *e = oms_event(o, RV_EVENT_REFUSAL, rv_cmd_word(c->kind));
	rv_event_put(e, "command", rv_cmd_word(c->kind));
	rv_event_put_i64(e, "nonce", (int64_t)(c->nonce & INT64_MAX));
	rv_event_put(e, "symbol", c->symbol);
	oms_emit(o, e, 0, "%s", text);
	keep_answer(o, c, false, text);
}

bool oms_reasoned(rv_oms *o, const rv_command *c)
{
	if (c->reason[0] != '\0')
		return true;
	oms_refuse(o, c, "%s needs a reason", rv_cmd_word(c->kind));
	return false;
}

/* Every ticket that is ready is granted by the desk, armed or not. */
static bool approves_alone(const rv_oms *o)
{
	return o->p.approval == RV_APPROVE_AUTO && !o->p.live;
}

bool oms_armed(const rv_oms *o)
{
	return o->f->armed || approves_alone(o);
}

/* Behind an answer: who does not know that approval is auto takes the lock for one. */
static const char *unarmed_words(const rv_oms *o)
{
	return o->f->armed || !approves_alone(o) ? "" : "; not armed: approval is auto";
}

/* ---- the small ones ---- */

static void cmd_arm(rv_oms *o, const rv_command *c)
{
	rv_event *e = oms_event(o, RV_EVENT_ARM, "desk");
	oms_emit(o, e, 0, "armed for %" PRId64 " s", o->p.arm_ms / RV_SECOND_MS);
	oms_reply(o, c, true, "armed for %" PRId64 " s, or %" PRId64 " s without a key",
		  o->p.arm_ms / RV_SECOND_MS, o->p.arm_idle_ms / RV_SECOND_MS);
}

static void cmd_lock(rv_oms *o, const rv_command *c)
{
	if (o->f->armed) {
		rv_event *e = oms_event(o, RV_EVENT_LOCK, "desk");
		oms_emit(o, e, 0, "locked by hand");
	}
	oms_reply(o, c, true, "locked%s",
		  approves_alone(o) ? "; approval is auto: the desk still approves by itself" : "");
}

static void cmd_note(rv_oms *o, const rv_command *c)
{
	if (!oms_reasoned(o, c))
		return;
	rv_event *e = oms_event(o, RV_EVENT_NOTE, "desk");
	oms_emit(o, e, 0, "%s", c->reason);
	oms_reply(o, c, true, "noted");
}

static void cmd_kill(rv_oms *o, const rv_command *c)
{
	static const char *const words[] = { OMS_KILLED_CANCEL, OMS_KILLED_LEAVE, "reducing only" };
	char why[RV_TV_TEXT];
	const size_t n = oms_own_working(o->f);
	if ((unsigned)c->level > RV_KILL_REDUCE) {
		oms_refuse(o, c, "there is no such level");
		return;
	}
	(void)snprintf(why, sizeof(why), "%s%s%.80s", words[c->level], c->reason[0] ? ": " : "",
		       c->reason);
	oms_kill(o, c->level, why);
	if (c->level == RV_KILL_REDUCE)
		oms_reply(o, c, true, "%s", words[c->level]);
	else if (n == 0)
		oms_reply(o, c, true, "killed: %s", OMS_NONE_WORKS);
	else
		oms_reply(o, c, true,
			  c->level == RV_KILL_CANCEL ? "killed: cancelling %zu order%s"
						     : "killed: %zu working order%s left",
			  n, n == 1 ? "" : "s");
}

static void cmd_halt_symbol(rv_oms *o, const rv_command *c)
{
	const oms_coin *k = oms_coin_find(o->f, c->symbol);
	const rv_oms_quote *x = oms_quote(o, c->symbol);
	if (!oms_reasoned(o, c))
		return;
	if (!k && !x) {
		oms_refuse(o, c, "no coin %.20s here", c->symbol);
		return;
	}
	oms_halt_coin(o, k ? &k->ref : &x->coin, "%s", c->reason);
	oms_reply(o, c, true, "%s is HALTED", c->symbol);
}

static void cmd_reconcile(rv_oms *o, const rv_command *c)
{
	oms_round_start(o, "asked for by hand", true);
	oms_reply(o, c, true, "reconciling");
}

/* ---- resume ---- */

static void resume_mandate(rv_oms *o, const rv_command *c)
{
	oms_mandate *m = oms_mandate_find(o->f, c->ids[0]);
	if (!m || m->state != RV_MANDATE_PAUSED) {
		oms_refuse(o, c, "mandate %" PRIu64 " is not paused", c->ids[0]);
		return;
	}
	oms_unpause(o, m);
	oms_reply(o, c, true, "mandate %" PRIu64 " goes on%s", m->id, unarmed_words(o));
}

static void resume_coin(rv_oms *o, const rv_command *c)
{
	char text[RV_TV_TEXT];
	const oms_coin *k = oms_coin_find(o->f, c->symbol);
	if (!k || k->state == RV_BOOK_ACTIVE) {
		oms_refuse(o, c, "%.20s is not halted", c->symbol);
		return;
	}
	if (oms_resume_block(o, k, text, sizeof(text))) {
		oms_refuse(o, c, "%s", text);
		return;
	}
	oms_resume_coin(o, k);
	oms_reply(o, c, true, "%s is ACTIVE%s", c->symbol, unarmed_words(o));
}

static void cmd_resume(rv_oms *o, const rv_command *c)
{
	char text[RV_TV_TEXT];
	if (!oms_armed(o)) {
		oms_refuse(o, c, "resume needs an armed desk");
	} else if (c->n_ids == 1) {
		resume_mandate(o, c);
	} else if (c->symbol[0] != '\0') {
		resume_coin(o, c);
	} else if (o->f->state == RV_BOOK_ACTIVE) {
		oms_reply(o, c, true, "the book is ACTIVE");
	} else if (o->stopping || oms_resume_block(o, NULL, text, sizeof(text))) {
		oms_refuse(o, c, "%s", o->stopping ? "the desk is stopping" : text);
	} else {
		oms_set_book(o, RV_BOOK_ACTIVE, false, false, OMS_MARK_RESUME, "resumed by hand");
		oms_reply(o, c, true, "the book is ACTIVE%s", unarmed_words(o));
	}
}

/* ---- cancel, force, adjust ---- */

static void cancel_order(rv_oms *o, const rv_command *c)
{
	oms_order *q = oms_order_by_cloid(o->f, &c->cloid);
	if (!q || q->external || rv_order_over(q->state)) {
		oms_refuse(o, c, "no working order %s", oms_say_cloid(&c->cloid).s);
		return;
	}
	if (oms_cancel_now(o, q))
		oms_reply(o, c, true, "cancelling %s", oms_say_cloid(&c->cloid).s);
	else
		oms_refuse(o, c, "the cancel cannot leave now; try again");
}

static void cmd_cancel(rv_oms *o, const rv_command *c)
{
	if (!rv_cloid_none(&c->cloid)) {
		cancel_order(o, c);
		return;
	}
	oms_mandate *m = c->n_ids == 1 ? oms_mandate_find(o->f, c->ids[0]) : NULL;
	if (!m || m->state == RV_MANDATE_ENDED) {
		oms_refuse(o, c, "no running mandate of that number");
		return;
	}
	oms_stop_mandate(o, m, c->reason[0] ? c->reason : "cancelled by hand");
	oms_reply(o, c, true, "mandate %" PRIu64 " has ended", m->id);
}

static void cmd_force(rv_oms *o, const rv_command *c)
{
	char hex[RV_CLOID_TEXT];
	oms_order *q = oms_order_by_cloid(o->f, &c->cloid);
	if (!oms_reasoned(o, c))
		return;
	if (!oms_armed(o)) {
		oms_refuse(o, c, "force needs an armed desk");
		return;
	}
	if (!q || q->external || q->state != RV_ORDER_UNKNOWN) {
		oms_refuse(o, c, "no order %s in UNKNOWN", oms_say_cloid(&c->cloid).s);
		return;
	}
	rv_event *e = oms_event(o, RV_EVENT_FORCED, rv_cloid_format(&q->o.cloid, hex));
	oms_put_cloid(e, &q->o.cloid);
	oms_put_text(e, "text", c->reason);
	oms_emit(o, e, 0, "forced: %.100s", c->reason);
	oms_reply(o, c, true, "%s is closed by force", oms_say_cloid(&c->cloid).s);
}

/* The mark of a position that is accepted: what the venue says it cost, else the market's mark. */
static bool adjust_px(const rv_oms *o, const oms_coin *k, int64_t *px)
{
	const rv_venue_position *v = oms_venue_position(o, k->ref.symbol);
	const rv_oms_quote *x = oms_quote(o, k->ref.symbol);
	if (v && rv_px_units(v->entry_px, k->ref.sz_decimals, px) == RV_OK)
		return true;
	return x && rv_px_units(x->mark, k->ref.sz_decimals, px) == RV_OK;
}

/* What was proposed may have explained itself since: only what still differs can be accepted. */
static bool still_differs(const rv_oms *o, const oms_coin *k)
{
	const rv_venue_position *v = oms_venue_position(o, k->ref.symbol);
	int64_t ours = 0;
	return o->account.known && oms_lots_at(o, k, o->account.time_ms, &ours) &&
	       (v ? v->lots : 0) - ours == k->theirs - k->ours;
}

static void cmd_adjust(rv_oms *o, const rv_command *c)
{
	int64_t px = 0;
	oms_coin *k = oms_coin_find(o->f, c->symbol);
	if (!oms_reasoned(o, c))
		return;
	if (!oms_armed(o)) {
		oms_refuse(o, c, "adjust needs an armed desk");
		return;
	}
	if (!k || !k->proposed) {
		oms_refuse(o, c, "no difference of %.20s to accept", c->symbol);
		return;
	}
	if (!still_differs(o, k)) {
		oms_round_start(o, "the difference has changed", true);
		oms_refuse(o, c, "%s: the difference has changed, it is compared again", c->symbol);
		return;
	}
	if (!adjust_px(o, k, &px)) {
		oms_refuse(o, c, "no price to count %s at", c->symbol);
		return;
	}
	const int64_t lots = k->theirs - k->ours;
	rv_event *e = oms_event(o, RV_EVENT_ADJUST, c->symbol);
	oms_put_coin(e, &k->ref);
	rv_event_put_i64(e, "lots", lots);
	rv_event_put_i64(e, "px", px);
	oms_put_text(e, "reason", c->reason);
	oms_emit(o, e, OMS_MARK_ADJUST, "%.40s at %.30s: %.40s", oms_say_lots(&k->ref, lots).s,
		 oms_say_px(&k->ref, px).s, c->reason);
	memset(&o->mismatch[k - o->f->coins], 0, sizeof(o->mismatch[0]));
	oms_money_lost(o);
	oms_round_start(o, "after an adjustment", true);
	oms_reply(o, c, true, "%s is adjusted by %.40s", c->symbol, oms_say_lots(&k->ref, lots).s);
}

/* ---- the door ---- */

static void cmd_exclude(rv_oms *o, const rv_command *c)
{
	oms_cmd_exclude(o, c, true);
}

static void cmd_include(rv_oms *o, const rv_command *c)
{
	oms_cmd_exclude(o, c, false);
}

/* A preview changes nothing and is rv_book_preview's to answer. */
static void (*const run_of[RV_CMD_N])(rv_oms *o, const rv_command *c) = {
	[RV_CMD_PROPOSE] = oms_cmd_propose,
	[RV_CMD_APPROVE] = oms_cmd_approve,
	[RV_CMD_REJECT] = oms_cmd_reject,
	[RV_CMD_REDUCE] = oms_cmd_reduce,
	[RV_CMD_REQUOTE] = oms_cmd_requote,
	[RV_CMD_CANCEL] = cmd_cancel,
	[RV_CMD_KILL] = cmd_kill,
	[RV_CMD_FLATTEN] = oms_cmd_flatten,
	[RV_CMD_RESUME] = cmd_resume,
	[RV_CMD_ARM] = cmd_arm,
	[RV_CMD_LOCK] = cmd_lock,
	[RV_CMD_FORCE] = cmd_force,
	[RV_CMD_ADJUST] = cmd_adjust,
	[RV_CMD_HALT_SYMBOL] = cmd_halt_symbol,
	[RV_CMD_RECONCILE] = cmd_reconcile,
	[RV_CMD_NOTE] = cmd_note,
	[RV_CMD_ASSIGN] = oms_cmd_assign,
	[RV_CMD_APPROVE_PROGRAM] = oms_cmd_approve_program,
	[RV_CMD_REJECT_PROGRAM] = oms_cmd_reject_program,
	[RV_CMD_REQUOTE_PROGRAM] = oms_cmd_requote_program,
	[RV_CMD_EXCLUDE] = cmd_exclude,
	[RV_CMD_INCLUDE] = cmd_include,
	[RV_CMD_LICENCE] = oms_cmd_licence,
	[RV_CMD_OVERRIDE] = oms_cmd_override,
	[RV_CMD_OVERRIDE_END] = oms_cmd_override_end,
};

static void run(rv_oms *o, const rv_command *c)
{
	if (run_of[c->kind])
		run_of[c->kind](o, c);
}

static bool readable(const rv_command *c)
{
	return c->nonce != 0 && (unsigned)c->kind < RV_CMD_N && c->n_ids <= RV_CMD_IDS &&
	       memchr(c->symbol, '\0', sizeof(c->symbol)) &&
	       memchr(c->over.symbol, '\0', sizeof(c->over.symbol)) &&
	       memchr(c->over.word, '\0', sizeof(c->over.word)) &&
	       memchr(c->reason, '\0', sizeof(c->reason));
}

void rv_oms_command(rv_oms *o, const rv_command *c)
{
	if (!o->started || !readable(c))
		return;
	oms_enter(o);
	if (answer_find(o, c))
		return;
	if (o->broken) {
		keep_answer(o, c, false, "the journal is broken: nothing was done");
		return;
	}
	o->uid = c->uid;
	o->conn = c->conn;
	if (c->uid != RV_EVENT_UID_DESK)
		o->touched_at = o->now.at;
	run(o, c);
	o->uid = RV_EVENT_UID_DESK;
	o->conn = 0;
	oms_work(o);
	oms_flush(o);
}
