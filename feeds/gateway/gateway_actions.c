/* Actions out: what waits, what may leave, and the last moment at which it can be stopped. */
#include "engine/base/crash_point.h"
#include "feeds/gateway/gateway_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rv_gw_send_free(void *job)
{
	rv_gw_send *j = job;
	if (!j)
		return;
	rv_venue_report_free(j->report);
	free(j);
}

const rv_cloid *rv_gw_send_cloid(const rv_gw_send *j, size_t i)
{
	return j->f.kind == RV_ACTION_ORDER && i < j->f.n ? &j->f.v[i].cloid : &j->s.cloids[i];
}

void rv_gw_send_tell(rv_gateway *g, rv_gw_send *j, rv_outcome outcome, rv_refusal refusal)
{
	rv_venue_report *r = j->report;
	r->request = j->s.request;
	r->sent_at = j->sent_at;
	r->u.action.kind = j->s.kind;
	r->u.action.outcome = outcome;
	r->u.action.refusal = refusal;
	if (outcome != RV_OUTCOME_VERDICT)
		r->u.action.n = j->s.n;
	for (size_t i = 0; i < j->s.n; i++)
		r->u.action.cloids[i] = *rv_gw_send_cloid(j, i);
	if (j->f.kind == RV_ACTION_ORDER)
		rv_lastgate_answered(g->gate, &j->f, r);
	if (outcome == RV_OUTCOME_UNKNOWN)
		rv_gw_board_error(g, "orders", r->text);
	j->report = NULL;
	rv_gw_push(g, r);
	rv_gw_send_free(j);
}

void rv_gw_send_gated(rv_gateway *g, rv_gw_send *j, const char *why)
{
	rv_gw_say(j->report, "%s", why);
	rv_log_put(g->log, RV_LOG_WARN, "gateway", "not sent: %s", why);
	rv_gw_send_tell(g, j, RV_OUTCOME_GATED, RV_REFUSAL_OTHER);
}

static const char *env_refusal(const rv_gateway *g, bool order)
{
	const rv_venue_env env = rv_gateway_env(g);
	if (env == RV_VENUE_ENV_MISMATCH)
		return g->p.sim ? "this is not the simulated venue that is configured"
				: "this is a simulated venue, a real one is configured";
	if (env == RV_VENUE_ENV_UNKNOWN && order)
		return "the venue has not said yet what it is";
	return NULL;
}

static bool no(char why[RV_VENUE_TEXT], const char *fmt, ...) RV_PRINTF(2, 3);

static bool no(char why[RV_VENUE_TEXT], const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(why, RV_VENUE_TEXT, fmt, ap);
	va_end(ap);
	return false;
}

/* Weight of the address: cancels go whatever is left, the venue decides. */
static bool weight_ok(rv_gateway *g, bool order, char why[RV_VENUE_TEXT])
{
	const int64_t wait = g->limited_until - rv_mono_ms();
	if (!order) {
		rv_weight_spend(g->weight, 1);
		return true;
	}
	if (wait > 0)
		return no(why, "rate limited by the venue for %lld s more",
			  (long long)(wait + 999) / 1000);
	return rv_weight_take(g->weight, 1, g->p.weight_reserve) ||
	       no(why, "the REST weight of this minute is spent, %u of %u",
		  rv_weight_used(g->weight), rv_weight_limit(g->weight));
}

/* Everything that is asked before a connection is looked for; true: it is charged. */
static bool admit(rv_gateway *g, rv_gw_send *j, char why[RV_VENUE_TEXT])
{
	rv_err err = { 0 };
	const rv_lastgate_now now = rv_gw_now(g);
	if (g->broken)
		return no(why, "the HTTP library failed: nothing leaves any more");
	if (!rv_coins_known(g->coins) && j->s.kind == RV_ACTION_ORDER)
		return no(why, "the venue's universe is not known yet");
	if (rv_wire_facts(&g->wire, j->s.bytes.body, j->s.bytes.len, g->coins, &j->f, &err) !=
	    RV_OK)
		return no(why, "the bytes cannot be read: %.120s", err.text);
	const bool order = j->f.kind == RV_ACTION_ORDER;
	const char *env = env_refusal(g, order);
	if (env)
		return no(why, "%s", env);
	return weight_ok(g, order, why) && rv_lastgate_pass(g->gate, &j->s, &j->f, &now, why);
}

static bool names(const rv_gw_send *order, const rv_cloid *cloid)
{
	for (size_t i = 0; i < order->f.n; i++) {
		if (memcmp(order->f.v[i].cloid.b, cloid->b, sizeof(cloid->b)) == 0)
			return true;
	}
	return false;
}

static bool cancels(const rv_gw_send *cancel, const rv_gw_send *order)
{
	bool any = false;
	for (size_t i = 0; order->f.kind == RV_ACTION_ORDER && i < cancel->s.n; i++)
		any = any || names(order, &cancel->s.cloids[i]);
	return any;
}

/*
 * A cancel overtakes orders that wait for a connection. Its own order must not leave after it: the
 * venue would know nothing to cancel, and then rest the order.
 */
static void drop_cancelled(rv_gateway *g, const rv_gw_send *cancel)
{
	size_t kept = 0;
	for (size_t i = 0; i < g->n_send_wait; i++) {
		rv_gw_send *j = g->send_wait[i];
		if (!cancels(cancel, j)) {
			g->send_wait[kept++] = j;
			continue;
		}
		rv_lastgate_unsent(g->gate, &j->f);
		rv_gw_send_gated(g, j, "cancelled before it left");
	}
	g->n_send_wait = kept;
}

void rv_gw_sends_take(rv_gateway *g)
{
	rv_queue_drain_event(g->sends);
	while (g->n_send_wait < RV_GW_SENDS) {
		char why[RV_VENUE_TEXT] = "";
		rv_gw_send *j = rv_queue_pop(g->sends);
		if (!j)
			return;
		if (!admit(g, j, why)) {
			rv_gw_send_gated(g, j, why);
			continue;
		}
		if (j->f.kind == RV_ACTION_CANCEL)
			drop_cancelled(g, j);
		g->send_wait[g->n_send_wait++] = j;
	}
}

/* A tag for the job, or -1: orders leave room for cancels, which overtake them here. */
static int slot_for(const rv_gateway *g, const rv_gw_send *j)
{
	int orders = 0;
	for (int i = 0; i < RV_HTTP_MAX_INFLIGHT; i++)
		orders += g->flights[i].use == RV_GW_SEND &&
			  g->flights[i].send->f.kind == RV_ACTION_ORDER;
	if (j->f.kind == RV_ACTION_ORDER && orders >= RV_GW_ORDERS_OUT)
		return -1;
	return rv_gw_slot(g);
}

/* True: the job is gone from the list, sent or told. */
static bool start(rv_gateway *g, rv_gw_send *j)
{
	char why[RV_VENUE_TEXT] = "";
	const rv_lastgate_now now = rv_gw_now(g);
	const int tag = slot_for(g, j);
	if (!rv_lastgate_still(g->gate, &j->f, &now, why)) {
		rv_lastgate_unsent(g->gate, &j->f);
		rv_gw_send_gated(g, j, why);
		return true;
	}
	if (tag < 0)
		return false;
	const rv_status st =
		rv_http_post_once(g->http, "/exchange", j->s.bytes.body, j->s.bytes.len, tag);
	if (st != RV_OK) {
		rv_lastgate_unsent(g->gate, &j->f);
		rv_gw_send_gated(g, j, rv_status_text(st));
		return true;
	}
	g->flights[tag] = (rv_gw_flight){ .use = RV_GW_SEND, .send = j };
	return true;
}

void rv_gw_sends_start(rv_gateway *g)
{
	size_t kept = 0;
	for (size_t i = 0; i < g->n_send_wait; i++) {
		rv_gw_send *j = g->send_wait[i];
		if (!start(g, j))
			g->send_wait[kept++] = j;
	}
	g->n_send_wait = kept;
}

/* The connection stands and the headers are out: the last moment at which it can be stopped. */
size_t rv_gw_give(void *ctx, int tag, size_t given, size_t left)
{
	rv_gateway *g = ctx;
	rv_gw_send *j = g->flights[tag].send;
	const rv_lastgate_now now = rv_gw_now(g);
	if (given > 0) {
		rv_crash_point("gateway.mid-send");
		return left;
	}
	const char *env = env_refusal(g, j->f.kind == RV_ACTION_ORDER);
	if (env)
		(void)no(j->why, "%s", env);
	else if (atomic_load(&g->stop))
		(void)no(j->why, "the gateway stops");
	else if (rv_lastgate_still(g->gate, &j->f, &now, j->why))
		j->why[0] = '\0';
	if (j->why[0])
		return 0;
	rv_crash_point("gateway.before-send");
	j->sent_at = rv_clock_elapsed_ms(g->clock);
	/* Two pieces only for the crash point between them. */
	return atomic_load_explicit(&rv_crash_armed, memory_order_relaxed) ? (left + 1) / 2 : left;
}

void rv_gw_gone(void *ctx, int tag)
{
	(void)ctx;
	(void)tag;
	rv_crash_point("gateway.after-send");
}

void rv_gw_sends_abandon(rv_gateway *g)
{
	for (size_t i = 0; i < g->n_send_wait; i++) {
		rv_lastgate_unsent(g->gate, &g->send_wait[i]->f);
		rv_gw_send_gated(g, g->send_wait[i], "the HTTP library failed");
	}
	g->n_send_wait = 0;
	for (int i = 0; i < RV_HTTP_MAX_INFLIGHT; i++) {
		rv_gw_send *j = g->flights[i].send;
		if (g->flights[i].use != RV_GW_SEND)
			continue;
		g->flights[i] = (rv_gw_flight){ 0 };
		rv_gw_say(j->report, "the HTTP library failed");
		rv_gw_send_tell(g, j, RV_OUTCOME_UNKNOWN, RV_REFUSAL_OTHER);
	}
}
