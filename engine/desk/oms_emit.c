/* Events, batches, and the effects that wait for a batch's ack. */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void oms_enter(rv_oms *o)
{
	o->now.utc = rv_clock_utc_ms(o->clock);
	o->now.at = rv_clock_elapsed_ms(o->clock);
	o->uid = RV_EVENT_UID_DESK;
	o->conn = 0;
}

void oms_due(rv_oms *o, int64_t at)
{
	if (at < o->due)
		o->due = at;
}

/* From here on nothing leaves: the last gate closes, and no effect is ever released again. */
void oms_break(rv_oms *o, const char *fmt, ...)
{
	if (o->broken)
		return;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(o->broken_text, sizeof(o->broken_text), fmt, ap);
	va_end(ap);
	o->broken = true;
	o->n_batch = 0;
	o->n_effects = 0;
	if (o->started)
		o->venue.halt(o->venue.self, true);
	rv_log_put(o->log, RV_LOG_ERROR, "oms", "halted for good: %s", o->broken_text);
	if (o->started)
		oms_cancel_from_memory(o);
}

rv_event *oms_event(rv_oms *o, rv_event_type type, const char *subject)
{
	if (o->n_batch == OMS_BATCH)
		oms_flush(o);
	rv_event *e = &o->batch[o->n_batch];
	rv_event_begin(e, type, subject);
	e->utc_ms = o->now.utc;
	e->elapsed_ms = o->now.at;
	e->uid = o->uid;
	e->conn = o->conn;
	return e;
}

void oms_emit(rv_oms *o, rv_event *e, unsigned mark, const char *fmt, ...)
{
	char words[OMS_WORDS];
	rv_err err = { 0 };
	if (o->broken)
		return;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	words[RV_TV_TEXT - 1] = '\0';
	rv_event_put(e, "words", words);
	if (!rv_event_fits(e)) {
		oms_break(o, "an event of type %s is too long to be written",
			  rv_event_word(e->type));
		return;
	}
	if (oms_apply(o->f, e, &err) != RV_OK) {
		oms_break(o, "%.110s", err.text);
		return;
	}
	o->n_batch++;
	o->marks |= mark;
	oms_observed(o, e);
}

void oms_observed(const rv_oms *o, const rv_event *e)
{
	for (size_t i = 0; i < o->n_observers; i++)
		o->observers[i].applied(o->observers[i].self, o, e);
}

rv_status rv_oms_record(rv_oms *o, const rv_event *e, const char *words)
{
	/* HEDGE is a command: rv_oms_hedge */
	const bool of_book = e->type >= RV_EVENT_PHASE && e->type <= RV_EVENT_LICENCE;
	if (!of_book)
		return RV_EINVAL;
	if (!o->started || o->stopping)
		return RV_ECLOSED;
	if (o->broken)
		return RV_EIO;
	oms_enter(o);
	rv_event *to = oms_event(o, e->type, e->subject);
	memcpy(to->key, e->key, sizeof(to->key));
	memcpy(to->text, e->text, sizeof(to->text));
	to->len = e->len;
	to->uid = e->uid;
	to->conn = e->conn;
	oms_emit(o, to, 0, "%s", words);
	oms_flush(o);
	return o->broken ? RV_EIO : RV_OK;
}

/* The crash points that stand before an append, by what is in the batch. */
static void pass_before(unsigned marks)
{
	if (marks & OMS_MARK_KILL)
		rv_crash_point("halt.before-append");
	if (marks & OMS_MARK_APPROVE)
		rv_crash_point("approve.before-append");
	if (marks & OMS_MARK_FILL)
		rv_crash_point("fill.before-append");
	if (marks & OMS_MARK_INTENT)
		rv_crash_point("intent.before-append");
	if (marks & OMS_MARK_VERDICT)
		rv_crash_point("report.before-append");
	if (marks & OMS_MARK_STOP)
		rv_crash_point("stop.before-append");
	if (marks & OMS_MARK_PROPOSE)
		rv_crash_point("propose.before-append");
	if (marks & OMS_MARK_CANCEL)
		rv_crash_point("cancel.before-append");
	if (marks & OMS_MARK_PROOF)
		rv_crash_point("proof.before-append");
	if (marks & OMS_MARK_RESUME)
		rv_crash_point("resume.before-append");
}

static void pass_acked(unsigned marks)
{
	if (marks & OMS_MARK_KILL)
		rv_crash_point("halt.acked");
	if (marks & OMS_MARK_APPROVE)
		rv_crash_point("approve.acked");
	if (marks & OMS_MARK_FILL)
		rv_crash_point("fill.acked");
	if (marks & OMS_MARK_INTENT)
		rv_crash_point("intent.acked");
	if (marks & OMS_MARK_STOP)
		rv_crash_point("stop.acked");
	if (marks & OMS_MARK_PROPOSE)
		rv_crash_point("propose.acked");
	if (marks & OMS_MARK_CANCEL)
		rv_crash_point("cancel.acked");
	if (marks & OMS_MARK_PROOF)
		rv_crash_point("proof.acked");
	if (marks & OMS_MARK_RESUME)
		rv_crash_point("resume.acked");
	if (marks & OMS_MARK_VERDICT)
		rv_crash_point("report.acked");
}

void oms_flush(rv_oms *o)
{
	if (o->n_batch == 0 || o->broken)
		return;
	if (o->n_flying == OMS_FLYING) {
		oms_break(o, "the journal has acknowledged nothing for %d batches", OMS_FLYING);
		return;
	}
	pass_before(o->marks);
	const rv_status st =
		o->journal.append(o->journal.self, o->batch_next, o->batch, o->n_batch);
	if (st != RV_OK) {
		oms_break(o, "the journal takes no events: %s", rv_status_text(st));
		return;
	}
	if (o->marks & OMS_MARK_INTENT)
		rv_crash_point("intent.appended");
	o->flying[(o->flying_head + o->n_flying++) % OMS_FLYING] =
		(oms_flying){ .batch = o->batch_next++, .marks = o->marks, .seq = o->f->seq };
	o->n_batch = 0;
	o->marks = 0;
}

/* ---- effects ---- */

int oms_send_slot(rv_oms *o)
{
	if (o->n_effects >= OMS_EFFECTS - 1)
		return -1;
	for (int i = 0; i < OMS_SENDS; i++)
		if (!o->send_used[i])
			return i;
	return -1;
}

/* What is being written now decides; with nothing being written, what was written last. */
static uint64_t batch_of_now(const rv_oms *o)
{
	return o->n_batch > 0 ? o->batch_next : o->batch_next - 1;
}

static bool put(rv_oms *o, const oms_effect *x)
{
	if (o->broken || o->n_effects == OMS_EFFECTS)
		return false;
	oms_effect *y = &o->effects[(o->effect_head + o->n_effects++) % OMS_EFFECTS];
	*y = *x;
	y->batch = batch_of_now(o);
	return true;
}

bool oms_effect_put(rv_oms *o, oms_effect_kind kind, int slot)
{
	const oms_effect x = { .kind = kind, .slot = slot };
	if (!put(o, &x))
		return false;
	if (kind == OMS_EFFECT_SEND)
		o->send_used[slot] = true;
	return true;
}

void oms_effect_never_landed(rv_oms *o, const rv_cloid *cloid)
{
	const oms_effect x = { .kind = OMS_EFFECT_NEVER_LANDED, .cloid = *cloid };
	if (!put(o, &x) && !o->broken)
		rv_log_put(o->log, RV_LOG_WARN, "oms", "the last gate is not told of %s",
			   oms_say_cloid(cloid).s);
}

static void tell_gate(rv_oms *o, const rv_cloid *cloid)
{
	const rv_status st = o->venue.never_landed(o->venue.self, cloid);
	if (st != RV_OK)
		rv_log_put(o->log, RV_LOG_WARN, "oms",
			   "the last gate goes on counting %s, it has seen too little: %s",
			   oms_say_cloid(cloid).s, rv_status_text(st));
}

static void perform(rv_oms *o, const oms_effect *x)
{
	switch (x->kind) {
	case OMS_EFFECT_SEND:
		oms_do_send(o, x->slot);
		o->send_used[x->slot] = false;
		break;
	case OMS_EFFECT_OPEN_GATE:
		/* A kill may have come while the resume was on its way to the disk. */
		if (o->f->state == RV_BOOK_ACTIVE)
			o->venue.halt(o->venue.self, false);
		break;
	case OMS_EFFECT_NEVER_LANDED:
		tell_gate(o, &x->cloid);
		break;
	}
}

void oms_release(rv_oms *o)
{
	while (!o->broken && o->n_effects > 0 && o->effects[o->effect_head].batch <= o->acked) {
		const oms_effect x = o->effects[o->effect_head];
		o->effect_head = (o->effect_head + 1) % OMS_EFFECTS;
		o->n_effects--;
		perform(o, &x);
	}
}

/* Acks come in order, one for each batch. */
static bool take_ack(rv_oms *o, const rv_journal_ack *a, oms_flying *out)
{
	if (o->n_flying == 0 || o->flying[o->flying_head].batch != a->batch)
		return false;
	*out = o->flying[o->flying_head];
	o->flying_head = (o->flying_head + 1) % OMS_FLYING;
	o->n_flying--;
	return true;
}

void rv_oms_acked(rv_oms *o, const rv_journal_ack *a)
{
	oms_flying x = { 0 };
	if (!o->started || o->broken)
		return;
	oms_enter(o);
	if (a->status != RV_OK) {
		oms_break(o, "the journal failed: %.90s", a->text);
		return;
	}
	if (!take_ack(o, a, &x) || x.seq != a->seq) {
		oms_break(o,
			  "the journal acknowledged batch %llu up to event %llu, which was not "
			  "asked of it",
			  (unsigned long long)a->batch, (unsigned long long)a->seq);
		return;
	}
	o->acked = a->batch;
	o->acked_seq = a->seq;
	memcpy(o->head, a->head, sizeof(o->head));
	o->head[sizeof(o->head) - 1] = '\0';
	pass_acked(x.marks);
	oms_release(o);
	oms_work(o);
	oms_flush(o);
}
