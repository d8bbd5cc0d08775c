/*
 * Mandates and their children. One order of a mandate is alive at a time: the next is made only
 * when the last is over and all its fills are here, so that an attempt follows a proof and never a
 * guess. Every child passes the whole gate with the numbers of that moment.
 */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { RETRY_MS = 1000, PROMPT = 3, RETRY_MOST_MS = 30000, PAUSE_MS = 5000, LOOK_MS = 500 };

/* The child that is due: which, and how many lots. */
typedef struct child {
	unsigned no, attempt;
	int64_t lots;
} child;

static const char *subject_of(const oms_mandate *m, char out[32])
{
	(void)snprintf(out, 32, "mandate %" PRIu64, m->id);
	return out;
}

static void write_event(rv_oms *o, rv_event_type type, const oms_mandate *m, bool stopped,
			const char *why)
{
	char subject[32];
	const rv_coin_ref *c = &m->terms.coin;
	rv_event *e = oms_event(o, type, subject_of(m, subject));
	rv_event_put_i64(e, "mandate", (int64_t)m->id);
	oms_put_text(e, "reason", why);
	rv_event_put_i64(e, "filled", m->lots_filled);
	rv_event_put_i64(e, "lots", m->lots_most);
	if (stopped)
		rv_event_put_i64(e, "stopped", 1);
	oms_emit(o, e, 0, "%.60s; %.24s of %.30s filled", why, oms_say_bare(c, m->lots_filled).s,
		 oms_say_lots(c, m->lots_most).s);
}

void oms_end_mandate(rv_oms *o, oms_mandate *m, const char *why)
{
	write_event(o, RV_EVENT_END, m, false, why);
}

void oms_stop_mandate(rv_oms *o, oms_mandate *m, const char *why)
{
	write_event(o, RV_EVENT_END, m, true, why);
}

static void pause_mandate(rv_oms *o, const oms_mandate *m, bool by_person, const char *why)
{
	char subject[32];
	rv_event *e = oms_event(o, RV_EVENT_PAUSE, subject_of(m, subject));
	rv_event_put_i64(e, "mandate", (int64_t)m->id);
	rv_event_put_i64(e, "by_person", by_person);
	oms_put_text(e, "reason", why);
	oms_emit(o, e, 0, "%s", why);
}

void oms_unpause(rv_oms *o, oms_mandate *m)
{
	char subject[32];
	rv_event *e = oms_event(o, RV_EVENT_UNPAUSE, subject_of(m, subject));
	rv_event_put_i64(e, "mandate", (int64_t)m->id);
	oms_emit(o, e, 0, "goes on");
}

oms_wait *oms_wait_of(rv_oms *o, const oms_mandate *m)
{
	return &o->waits[m - o->f->mandates];
}

/* A moment's reason is only shown; one that lasts is written down. */
static void hold(rv_oms *o, const oms_mandate *m, const char *why)
{
	oms_wait *w = oms_wait_of(o, m);
	if (w->id != m->id || w->since == RV_NEVER)
		*w = (oms_wait){ .id = m->id, .since = o->now.at };
	(void)snprintf(w->text, sizeof(w->text), "%s", why);
	if (m->state == RV_MANDATE_RUNNING && o->now.at - w->since >= PAUSE_MS)
		pause_mandate(o, m, false, why);
	oms_due(o, o->now.at + LOOK_MS);
}

static bool has_live_child(const rv_oms *o, const oms_mandate *m)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && q->mandate == m->id)
			return true;
	}
	return false;
}

/* ---- which child is due ---- */

static void over_words(const oms_mandate *m, char *text, size_t cap)
{
	if (m->last == RV_ORDER_REJECTED && m->last_text[0])
		(void)snprintf(text, cap, "%.100s", m->last_text);
	else
		(void)snprintf(text, cap, "%s",
			       m->lots_filled >= m->lots_most ? "filled" : "its order is over");
}

/* Not one lot of it can have reached the venue: the last gate stopped it, or that is proved. */
static bool untried(const oms_mandate *m)
{
	return m->last == RV_ORDER_UNSENT || m->last_never_landed;
}

/*
 * It may go again after a moment, later on each time after twice as long: what stops it (a venue
 * that wants no more requests) may last.
 */
static bool may_retry(rv_oms *o, const oms_mandate *m)
{
	int64_t wait = RETRY_MS;
	if (!untried(m))
		return false;
	for (unsigned i = PROMPT; i < m->attempts && wait < RETRY_MOST_MS; i++)
		wait *= 2;
	if (wait > RETRY_MOST_MS)
		wait = RETRY_MOST_MS;
	if (o->now.at >= m->last_over.at + wait)
		return true;
	oms_due(o, m->last_over.at + wait);
	return false;
}

static bool single_child(rv_oms *o, oms_mandate *m, child *out)
{
	char why[RV_TV_TEXT];
	*out = (child){ .lots = m->lots_most - m->lots_filled };
	if (m->children == 0)
		return true;
	if (m->last == RV_ORDER_UNSENT) {
		out->attempt = m->attempts;
		return may_retry(o, m);
	}
	over_words(m, why, sizeof(why));
	oms_end_mandate(o, m, why);
	return false;
}

rv_twap oms_twap_of(const rv_oms *o, const oms_mandate *m)
{
	return (rv_twap){ .seed = m->id,
			  .window_ms = m->plan.window_ms,
			  .lots = m->plan.lots,
			  .slices = m->plan.slices,
			  .min_lots = m->min_lots,
			  .jitter = o->p.slice_jitter };
}

static bool slice_child(rv_oms *o, oms_mandate *m, child *out)
{
	const rv_twap plan = oms_twap_of(o, m);
	const int64_t since = o->now.at - m->plan.from.at;
	const int64_t i = rv_twap_current(&plan, since), next = rv_twap_next_due(&plan, since);
	if (next != INT64_MAX)
		oms_due(o, m->plan.from.at + next);
	if (i < 0)
		return false;
	*out = (child){ .no = m->plan.child + (unsigned)i };
	if (out->no < m->children) {
		out->attempt = m->attempts;
		if (next == INT64_MAX && !untried(m))
			oms_end_mandate(o, m, "its last slice is over");
		if (m->state == RV_MANDATE_ENDED || !may_retry(o, m))
			return false;
	}
	out->lots = rv_twap_size(&plan, i, m->lots_filled - m->plan.filled);
	if (out->lots == 0 && next == INT64_MAX)
		oms_end_mandate(o, m, "what is left is too small to send");
	return out->lots > 0;
}

/* ---- its order ---- */

static bool name_order(const rv_oms *o, const oms_mandate *m, const child *c, rv_cloid *out)
{
	rv_cloid_terms t = { .paper = m->terms.paper,
			     .granted_ms = m->approved.utc,
			     .proposal = m->terms.id,
			     .parent = m->id,
			     .child = c->no,
			     .attempt = c->attempt };
	memcpy(t.desk, o->f->desk, sizeof(t.desk));
	memcpy(t.book, m->terms.book, sizeof(t.book));
	(void)snprintf(t.phase, sizeof(t.phase), "%s",
		       m->program   ? m->phase
		       : m->flatten ? "flatten"
				    : "operator");
	return rv_cloid_make(&t, out) == RV_OK;
}

static bool child_price(const rv_oms *o, const oms_mandate *m, const rv_oms_quote *q, int64_t *px)
{
	const rv_ticket_terms *x = &m->terms;
	*px = x->px;
	if (x->style != RV_STYLE_TWAP)
		return true;
	if (rv_px_ioc(x->side, q->bid, q->ask, o->p.ioc_slippage_bps, x->coin.sz_decimals, px) !=
	    RV_OK)
		return false;
	*px = rv_px_tighter(x->side, *px, rv_px_tighter(x->side, m->px_worst, x->px));
	return true;
}

/* The far side must be inside the collar, or an order at its edge would only be refused. */
static bool outside(const oms_mandate *m, const rv_oms_quote *q)
{
	int64_t far = 0, worst = m->px_worst;
	const double usd = m->terms.side == RV_BUY ? q->ask : q->bid;
	if (m->terms.style == RV_STYLE_TWAP)
		worst = rv_px_tighter(m->terms.side, worst, m->terms.px);
	return m->terms.style != RV_STYLE_LIMIT &&
	       rv_px_units(usd, m->terms.coin.sz_decimals, &far) == RV_OK &&
	       rv_px_worse(m->terms.side, far, worst);
}

static const char *build(rv_oms *o, oms_mandate *m, const child *c, rv_order *out)
{
	const rv_ticket_terms *x = &m->terms;
	const rv_oms_quote *q = oms_quote(o, x->coin.symbol);
	const oms_coin *k = oms_coin_find(o->f, x->coin.symbol);
	if (!q || q->coin.asset != x->coin.asset || q->coin.sz_decimals != x->coin.sz_decimals)
		return "the coin is not in the market as it was when it was approved";
	*out = (rv_order){ .coin = x->coin,
			   .side = x->side,
			   .lots = c->lots,
			   .tif = x->style == RV_STYLE_LIMIT ? RV_TIF_GTC : RV_TIF_IOC,
			   .reduce_only = x->reduce_only };
	if (!name_order(o, m, c, &out->cloid))
		return "it cannot be named";
	if (!child_price(o, m, q, &out->px))
		return "no bid or ask now";
	if (outside(m, q))
		return "the price is outside the collar";
	if (x->reduce_only && k) {
		rv_side side = x->side;
		const int64_t most = rv_size_close(k->pos.lots, c->lots, &side);
		if (most > 0 && side == x->side)
			out->lots = most;
	}
	return NULL;
}

/* The size that is still to be closed is gone: nothing is left to do. */
static bool nothing_to_reduce(const rv_oms *o, const oms_mandate *m)
{
	const oms_coin *k = oms_coin_find(o->f, m->terms.coin.symbol);
	const int64_t lots = k ? k->pos.lots : 0;
	return m->terms.reduce_only && (m->terms.side == RV_SELL ? lots <= 0 : lots >= 0);
}

static bool holds(rv_oms *o, oms_mandate *m, const rv_order *q, rv_gate_result *g, char *text,
		  size_t cap)
{
	if (oms_block(o, &q->coin, q->reduce_only, m->flatten, text, cap))
		return true;
	oms_gate_child(o, m, q, g);
	return oms_gate_fails(g, m->flatten, text, cap);
}

static void send(rv_oms *o, oms_mandate *m, const child *c, const rv_order *q,
		 const rv_gate_result *g)
{
	const char *why = "";
	if (m->state == RV_MANDATE_PAUSED)
		oms_unpause(o, m);
	oms_wait_of(o, m)->since = RV_NEVER;
	if (oms_send_order(o, m, q, c->no, c->attempt, g, &why) != RV_OK && !o->broken)
		hold(o, m, why);
}

/* An order of ours that flattening has cancelled counts against the position until it is over. */
static bool waits_for_cancel(const rv_oms *o, const oms_mandate *m, char *text, size_t cap)
{
	for (size_t i = 0; m->flatten && i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->external || !q->cancel_wanted || q->mandate == m->id ||
		    strcmp(q->o.coin.symbol, m->terms.coin.symbol) != 0)
			continue;
		(void)snprintf(text, cap, "waits for the cancel of %s",
			       oms_say_cloid(&q->o.cloid).s);
		return true;
	}
	return false;
}

static void next_child(rv_oms *o, oms_mandate *m)
{
	child c = { 0 };
	rv_order q;
	rv_gate_result g;
	char text[RV_TV_TEXT];
	const bool due =
		m->terms.style == RV_STYLE_TWAP ? slice_child(o, m, &c) : single_child(o, m, &c);
	if (!due || o->stopping)
		return;
	if (m->barren >= o->p.repeat_most) {
		(void)snprintf(text, sizeof(text), "%u orders in a row without a fill", m->barren);
		pause_mandate(o, m, true, text);
		return;
	}
	const char *why = o->f->n_live - o->f->n_external >= OMS_OWN_MOST
				  ? "too many orders are still undecided"
				  : build(o, m, &c, &q);
	if (why)
		hold(o, m, why);
	else if (waits_for_cancel(o, m, text, sizeof(text)) ||
		 holds(o, m, &q, &g, text, sizeof(text)))
		hold(o, m, text);
	else
		send(o, m, &c, &q, &g);
}

/* What was granted is still what is being done. */
static bool true_to_digest(const oms_mandate *m)
{
	rv_digest d;
	rv_ticket_digest(&m->terms, &d);
	return rv_digest_same(&d, &m->digest);
}

static void work_one(rv_oms *o, oms_mandate *m)
{
	const int64_t end = m->approved.at + m->life_ms;
	if (oms_mandate_lived(m, &o->now)) {
		write_event(o, RV_EVENT_EXPIRE, m, false, "its time is over");
		return;
	}
	oms_due(o, end);
	if (has_live_child(o, m))
		return;
	if (m->lots_filled >= m->lots_most)
		oms_end_mandate(o, m, m->lots_most > 0 ? "filled" : "nothing is left of it");
	else if (nothing_to_reduce(o, m))
		oms_end_mandate(o, m, "no position left to reduce");
	else if (!true_to_digest(m))
		oms_stop_mandate(o, m, "it is not what was approved");
	else if (oms_held(o, m))
		hold(o, m, "waits for the correction");
	else if (!m->by_person)
		next_child(o, m);
}

void oms_work_mandates(rv_oms *o)
{
	for (size_t i = 0; i < OMS_MANDATES && !o->broken; i++)
		if (o->f->mandates[i].id != 0 && o->f->mandates[i].state != RV_MANDATE_ENDED)
			work_one(o, &o->f->mandates[i]);
}
