/*
 * What people ask for. Every command is answered once, under its nonce, when what it did is on the
 * disk; the same nonce again gets the same words and does nothing. What is not allowed is written
 * down with its words.
 */
#include "engine/base/text_fit.h"
#include "engine/base/timefmt.h"
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

bool rv_oms_answered(const rv_oms *o, int64_t uid, uint64_t nonce)
{
	for (size_t i = 0; i < OMS_REPLIES; i++) {
		const oms_answer *a = &o->answers[i];
		if (a->nonce == nonce && a->uid == uid)
			return a->batch <= o->acked && !o->broken;
	}
	return false;
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
	rv_event_put(e, "who", c->who);
	rv_event_put(e, "role", rv_who_role_word(c->role));
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

/* ---- the small ones ---- */

static void cmd_note(rv_oms *o, const rv_command *c)
{
	if (!oms_reasoned(o, c))
		return;
	rv_event *e = oms_event(o, RV_EVENT_NOTE, "desk");
	if (c->who[0])
		rv_event_put(e, "name", c->who);
	oms_emit(o, e, 0, "%s", c->reason);
	rv_log_put(o->log, RV_LOG_INFO, "note", "%s%suid %" PRId64 ": %s", c->who,
		   c->who[0] ? ", " : "", c->uid, c->reason);
	oms_reply(o, c, true, "noted");
}

/* Which alerts there are is not known here: one that is over is acknowledged all the same. */
static void cmd_ack(rv_oms *o, const rv_command *c)
{
	bool ok = c->n_ids > 0;
	for (size_t i = 0; i < c->n_ids; i++)
		ok = ok && c->ids[i] > 0 && c->ids[i] <= INT64_MAX;
	if (!ok) {
		oms_refuse(o, c, "which alert?");
		return;
	}
	for (size_t i = 0; i < c->n_ids; i++) {
		rv_event *e = oms_event(o, RV_EVENT_ACKNOWLEDGE, "desk");
		rv_event_put_i64(e, "alert", (int64_t)c->ids[i]);
		oms_emit(o, e, 0, "alert %llu%s%.90s", (unsigned long long)c->ids[i],
			 c->reason[0] ? ": " : "", c->reason);
	}
	oms_reply(o, c, true, "for the whole desk");
}

/*
 * Whoever goes on after a halt arms anew. What closes positions does not wait for that: flattening
 * takes the arming that there was.
 */
static void lock_halted(rv_oms *o)
{
	if (!o->f->armed)
		return;
	rv_event *e = oms_event(o, RV_EVENT_LOCK, "desk");
	rv_event_put_i64(e, "halt", 1);
	oms_emit(o, e, 0, "locked: the desk was halted");
}

static void cmd_kill(rv_oms *o, const rv_command *c)
{
	static const char *const words[] = { OMS_KILLED_CANCEL, OMS_KILLED_LEAVE, "reducing only" };
	char why[RV_TV_TEXT], reason[81];
	const size_t n = oms_own_working(o->f);
	if ((unsigned)c->level > RV_KILL_REDUCE) {
		oms_refuse(o, c, "there is no such level");
		return;
	}
	(void)snprintf(why, sizeof(why), "%s%s%s", words[c->level], c->reason[0] ? ": " : "",
		       rv_text_fit(reason, sizeof(reason), c->reason));
	oms_kill(o, c->level, why);
	if (c->level != RV_KILL_REDUCE)
		lock_halted(o);
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
	oms_reply(o, c, true, "mandate %" PRIu64 " goes on%s", m->id, oms_unarmed_words(o));
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
	oms_reply(o, c, true, "%s is ACTIVE%s", c->symbol, oms_unarmed_words(o));
}

/* Why there was a kill, as it was told; that there was one has been said. */
static const char *kill_reason(const rv_oms *o)
{
	static const char *const words[] = { OMS_KILLED_CANCEL ": ", OMS_KILLED_LEAVE ": " };
	const char *why = o->f->reason;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strncmp(why, words[i], strlen(words[i])) == 0)
			return why + strlen(words[i]);
	}
	return why;
}

/* Since when, too: a kill that comes after the first person asked is another one. */
static bool resume_signed(rv_oms *o, const rv_command *c)
{
	char since[RV_TIME_TEXT], why[51];
	return oms_signed(o, c, "resume the book after a kill, %s since %s: %s",
			  oms_state_word(o->f->state), rv_time_format(o->f->state_t.utc, since),
			  rv_text_fit(why, sizeof(why), kill_reason(o)));
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
	} else if (!o->f->killed || resume_signed(o, c)) {
		oms_set_book(o, RV_BOOK_ACTIVE, false, false, OMS_MARK_RESUME, "resumed by hand");
		oms_reply(o, c, true, "the book is ACTIVE%s", oms_unarmed_words(o));
	}
}

/* ---- cancel ---- */

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

/* ---- the door ---- */

static void cmd_exclude(rv_oms *o, const rv_command *c)
{
	oms_cmd_exclude(o, c, true);
}

static void cmd_include(rv_oms *o, const rv_command *c)
{
	oms_cmd_exclude(o, c, false);
}

/* A preview changes nothing and is rv_book_preview's to answer; a hedge goes by rv_oms_hedge, a
 * backtest by rv_oms_answer. */
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
	[RV_CMD_ARM] = oms_cmd_arm,
	[RV_CMD_LOCK] = oms_cmd_lock,
	[RV_CMD_FORCE] = oms_cmd_force,
	[RV_CMD_ADJUST] = oms_cmd_adjust,
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
	[RV_CMD_ACK] = cmd_ack,
	[RV_CMD_ALERT_RULE] = oms_cmd_alert_rule,
	[RV_CMD_ALERT_RULE_END] = oms_cmd_alert_rule_end,
	[RV_CMD_APPROVE_REQUEST] = oms_cmd_approve_request,
	[RV_CMD_REJECT_REQUEST] = oms_cmd_reject_request,
	[RV_CMD_PEN] = oms_cmd_pen,
	[RV_CMD_PEN_FREE] = oms_cmd_pen_free,
};

void oms_run(rv_oms *o, const rv_command *c)
{
	if (run_of[c->kind])
		run_of[c->kind](o, c);
}

#define ENDS(text) (memchr(text, '\0', sizeof(text)) != NULL)

static bool readable(const rv_command *c)
{
	return c->nonce != 0 && (unsigned)c->kind < RV_CMD_N && c->n_ids <= RV_CMD_IDS &&
	       ENDS(c->symbol) && ENDS(c->evidence) && ENDS(c->reason) && ENDS(c->who) &&
	       ENDS(c->over.symbol) && ENDS(c->over.word) && ENDS(c->over.reason) &&
	       ENDS(c->from.told) && ENDS(c->typed) && ENDS(c->denied);
}

/* Nobody asks anything and nobody is answered; their nonces may be others' too. */
static bool is_sign(rv_cmd_kind kind)
{
	return kind == RV_CMD_PEN_BEAT || kind == RV_CMD_GONE || kind == RV_CMD_VISIT;
}

static void end_turn(rv_oms *o)
{
	o->uid = RV_EVENT_UID_DESK;
	o->conn = 0;
	oms_work(o);
	oms_flush(o);
}

bool oms_command_begin(rv_oms *o, const rv_command *c)
{
	if (!o->started || !readable(c))
		return false;
	const bool sign = is_sign(c->kind);
	oms_enter(o);
	if (!sign && answer_find(o, c))
		return false;
	if (o->broken) {
		if (!sign)
			keep_answer(o, c, false, "the journal is broken: nothing was done");
		return false;
	}
	o->uid = c->uid;
	o->conn = c->conn;
	if (c->denied[0]) { /* on its way: it is only written down */
		oms_reply(o, c, false, "%s", c->denied);
		oms_command_end(o, c);
		return false;
	}
	if (sign) {
		if (!oms_visit(o, c))
			(void)oms_pen_sign(o, c);
		end_turn(o);
		return false;
	}
	if (!oms_may(o, c)) {
		oms_command_end(o, c);
		return false;
	}
	o->touched_at = o->now.at; /* who may do nothing keeps nobody's desk armed */
	return true;
}

void oms_command_end(rv_oms *o, const rv_command *c)
{
	const oms_answer *a = answer_find(o, c);
	if (a && c->uid != RV_EVENT_UID_DESK)
		oms_audit(o, c, &a->reply);
	end_turn(o);
}

void rv_oms_answer(rv_oms *o, const rv_command *c, rv_oms_decide decide, void *ctx)
{
	char text[RV_TV_TEXT] = "";
	if (!oms_command_begin(o, c))
		return;
	const bool ok = decide(ctx, c, text);
	oms_reply(o, c, ok, "%s", text);
	oms_command_end(o, c);
}

void rv_oms_command(rv_oms *o, const rv_command *c)
{
	if (!oms_command_begin(o, c))
		return;
	oms_run(o, c);
	oms_command_end(o, c);
}
