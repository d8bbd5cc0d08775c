/*
 * The streams of users: fills, order updates, events, funding. What the books report goes out to
 * whoever follows the account, at once, but for the fills that a fault plan holds back.
 */
#include <stdlib.h>
#include <string.h>

#include "feeds/sim/ws_priv.h"
#include "feeds/simx/state.h"
#include "feeds/simx/user_json.h"

enum { SNAPSHOT_FILLS = 2000, SNAPSHOT_FUNDINGS = 500, OVERTAKEN_MS = 300 };

bool rv_sim_ws_users_full(const rv_sim_client *c, const rv_sim_sub *sub)
{
	unsigned char seen[64][RV_ADDRESS_BYTES];
	size_t n = 0;
	const unsigned most = c->sim->peers.limits.users;
	if (!rv_sim_sub_of_user(sub) || most > 64)
		return false;
	for (const rv_sim_client *k = c->sim->clients; k; k = k->next) {
		for (size_t i = 0; k->peer == c->peer && i < k->subs.n; i++) {
			const rv_sim_sub *v = &k->subs.v[i];
			size_t at = 0;
			if (!rv_sim_sub_of_user(v))
				continue;
			if (memcmp(v->user, sub->user, sizeof(v->user)) == 0)
				return false; /* followed already */
			while (at < n && memcmp(seen[at], v->user, sizeof(v->user)) != 0)
				at++;
			if (at == n && n < 64)
				memcpy(seen[n++], v->user, sizeof(v->user));
		}
	}
	return n >= most;
}

/* --- Messages --- */

/* Begins "[" on the first of several rows, "," before the others. */
static void row(rv_sim_out *o, bool *any)
{
	rv_sim_out_raw(o, *any ? "," : "[");
	*any = true;
}

static void put_user(rv_sim_out *o, const char *before, const rv_sim_sub *sub)
{
	char user[RV_ADDRESS_TEXT];
	rv_sim_out_fmt(o, "%s\"user\":\"%s\"", before, rv_address_format(sub->user, user));
}

static void put_fill(const rv_sim *s, const rv_sim_sub *sub, rv_sim_out *o, const rv_simx_fill *f,
		     bool *any)
{
	const bool own = sub->type == RV_SIM_SUB_USER_FILLS;
	const char *name = own ? "ws.userFills" : "ws.userEvents";
	rv_simx_fill shown = *f;
	if (rv_sim_fault_now(s, RV_SIM_FAULT_WRONG_FILL_SIZE, name))
		shown.sz++;
	for (int k = rv_sim_fault_now(s, RV_SIM_FAULT_DUPLICATE_FILLS, name) ? 2 : 1; k > 0; k--) {
		row(o, any);
		rv_simx_json_fill(o, s->x, &shown);
	}
}

static void put_funding(const rv_sim *s, rv_sim_out *o, const rv_simx_funding *f)
{
	rv_sim_out_fmt(o, "{\"time\":%lld,", (long long)f->time);
	rv_simx_json_funding(o, s->x, f);
	rv_sim_out_raw(o, "}");
}

static void send_on(rv_sim_client *c, const rv_sim_sub *sub)
{
	char name[RV_SIM_FAULT_NAME];
	rv_sim_out_raw(&c->text, "}");
	(void)snprintf(name, sizeof(name), "ws.%s", rv_sim_sub_channel(sub));
	rv_sim_ws_send(c, name);
}

/* All events of one kind for one account as the rows of one list; false: there were none. */
static bool put_rows(const rv_sim *s, const rv_sim_sub *sub, rv_sim_out *o, rv_simx_event_kind kind,
		     int account, const rv_simx_event *e, size_t n)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		if (e[i].kind != kind || e[i].account != account)
			continue;
		if (kind == RV_SIMX_EVENT_FILL) {
			put_fill(s, sub, o, &e[i].u.fill, &any);
			continue;
		}
		row(o, &any);
		if (kind == RV_SIMX_EVENT_ORDER)
			rv_simx_json_order_status(o, s->x, &e[i].u.order, false);
		else
			put_funding(s, o, &e[i].u.funding);
	}
	if (any)
		rv_sim_out_raw(o, "]");
	return any;
}

static void push_fills(rv_sim_client *c, const rv_sim_sub *sub, int account, const rv_simx_event *e,
		       size_t n)
{
	rv_sim_out *o = rv_sim_ws_begin(c, "userFills");
	put_user(o, "{", sub);
	rv_sim_out_raw(o, ",\"fills\":");
	if (!put_rows(c->sim, sub, o, RV_SIMX_EVENT_FILL, account, e, n))
		return;
	rv_sim_out_raw(o, "}");
	send_on(c, sub);
}

static void push_orders(rv_sim_client *c, const rv_sim_sub *sub, int account,
			const rv_simx_event *e, size_t n)
{
	rv_sim_out *o = rv_sim_ws_begin(c, "orderUpdates");
	if (put_rows(c->sim, sub, o, RV_SIMX_EVENT_ORDER, account, e, n))
		send_on(c, sub);
}

static void push_fundings(rv_sim_client *c, const rv_sim_sub *sub, int account,
			  const rv_simx_event *e, size_t n)
{
	rv_sim_out *o = rv_sim_ws_begin(c, "userFundings");
	put_user(o, "{", sub);
	rv_sim_out_raw(o, ",\"fundings\":");
	if (!put_rows(c->sim, sub, o, RV_SIMX_EVENT_FUNDING, account, e, n))
		return;
	rv_sim_out_raw(o, "}");
	send_on(c, sub);
}

/* What the venue itself took out of the book; a shrunk reduce-only order is not among it. */
static bool cancelled_by_venue(rv_simx_status s)
{
	return s == RV_SIMX_MARGIN_CANCELED || s == RV_SIMX_LIQUIDATED_CANCELED ||
	       s == RV_SIMX_DELISTED_CANCELED || s == RV_SIMX_SCHEDULED_CANCEL ||
	       s == RV_SIMX_SELF_TRADE_CANCELED;
}

static void push_other_events(rv_sim_client *c, const rv_sim_sub *sub, const rv_simx_event *e)
{
	const rv_simx *x = c->sim->x;
	char user[RV_ADDRESS_TEXT];
	rv_sim_out *o = rv_sim_ws_begin(c, "user");
	if (e->kind == RV_SIMX_EVENT_FUNDING) {
		rv_sim_out_raw(o, "{\"funding\":");
		put_funding(c->sim, o, &e->u.funding);
	} else if (e->kind == RV_SIMX_EVENT_LIQUIDATION) {
		const rv_simx_liquidation *l = &e->u.liquidation;
		rv_sim_out_fmt(o,
			       "{\"liquidation\":{\"lid\":%llu,\"liquidator\":"
			       "\"0x0000000000000000000000000000000000000000\","
			       "\"liquidated_user\":\"%s\",\"liquidated_ntl_pos\":",
			       (unsigned long long)l->lid, rv_address_format(l->user, user));
		rv_simx_json_dec(o, l->ntl, 6);
		rv_sim_out_raw(o, ",\"liquidated_account_value\":");
		rv_simx_json_dec(o, l->value, 6);
		rv_sim_out_raw(o, "}");
	} else if (e->kind == RV_SIMX_EVENT_ORDER && cancelled_by_venue(e->u.order.status)) {
		const rv_simx_coin coin = rv_simx_coin_of(x, e->u.order.coin);
		rv_sim_out_raw(o, "{\"nonUserCancel\":[{\"coin\":");
		rv_sim_out_str(o, coin.name);
		rv_sim_out_fmt(o, ",\"oid\":%lld}]", (long long)e->u.order.oid);
	} else {
		return;
	}
	rv_sim_out_raw(o, "}");
	send_on(c, sub);
}

static void push_events(rv_sim_client *c, const rv_sim_sub *sub, int account,
			const rv_simx_event *e, size_t n)
{
	rv_sim_out *o = rv_sim_ws_begin(c, "user");
	rv_sim_out_raw(o, "{\"fills\":");
	if (put_rows(c->sim, sub, o, RV_SIMX_EVENT_FILL, account, e, n)) {
		rv_sim_out_raw(o, "}");
		send_on(c, sub);
	}
	for (size_t i = 0; i < n; i++) {
		if (e[i].account == account)
			push_other_events(c, sub, &e[i]);
	}
}

static void push_to(rv_sim_client *c, const rv_sim_sub *sub, const rv_simx_event *e, size_t n)
{
	const rv_simx_account *a = rv_simx_find(c->sim->x, sub->user);
	if (!a)
		return;
	switch (sub->type) {
	case RV_SIM_SUB_USER_FILLS:
		push_fills(c, sub, a->index, e, n);
		return;
	case RV_SIM_SUB_ORDER_UPDATES:
		push_orders(c, sub, a->index, e, n);
		return;
	case RV_SIM_SUB_USER_EVENTS:
		push_events(c, sub, a->index, e, n);
		return;
	case RV_SIM_SUB_USER_FUNDINGS:
		push_fundings(c, sub, a->index, e, n);
		return;
	default:
		return;
	}
}

static void push_all(rv_sim *s, const rv_simx_event *e, size_t n)
{
	for (rv_sim_client *c = s->clients; c && n > 0; c = c->next) {
		for (size_t i = 0; i < c->subs.n && !c->doomed; i++)
			push_to(c, &c->subs.v[i], e, n);
	}
}

void rv_sim_ws_user_snapshot(rv_sim_client *c, const rv_sim_sub *sub)
{
	const rv_simx_account *a = rv_simx_find(c->sim->x, sub->user);
	const bool fills = sub->type == RV_SIM_SUB_USER_FILLS;
	bool any = false;
	if (!fills && sub->type != RV_SIM_SUB_USER_FUNDINGS)
		return;
	rv_sim_out *o = rv_sim_ws_begin(c, fills ? "userFills" : "userFundings");
	rv_sim_out_raw(o, "{\"isSnapshot\":true");
	put_user(o, ",", sub);
	rv_sim_out_raw(o, fills ? ",\"fills\":" : ",\"fundings\":");
	const size_t have = !a ? 0 : fills ? a->fills.n : a->fundings.n;
	for (size_t i = 0; i < have && i < (fills ? SNAPSHOT_FILLS : SNAPSHOT_FUNDINGS); i++) {
		if (fills) {
			put_fill(c->sim, sub, o, &a->fills.v[have - 1 - i], &any);
			continue;
		}
		row(o, &any);
		put_funding(c->sim, o, &a->fundings.v[have - 1 - i]);
	}
	rv_sim_out_raw(o, any ? "]}" : "[]}");
	send_on(c, sub);
}

/* --- Holding fills back --- */

/* How long the plan holds this fill back; 0: not at all. */
static int64_t held_for(rv_sim *s)
{
	const rv_sim_fault *late = rv_sim_fault_now(s, RV_SIM_FAULT_LATE_FILLS, "ws.userFills");
	if (late)
		return late->ms;
	if (!rv_sim_fault_now(s, RV_SIM_FAULT_REORDER_FILLS, "ws.userFills"))
		return 0;
	return s->n_fills++ % 2 == 0 ? OVERTAKEN_MS : 0;
}

static bool hold(rv_sim *s, const rv_simx_event *e, int64_t due_ms)
{
	if (s->n_held == s->cap_held) {
		const size_t cap = s->cap_held ? 2 * s->cap_held : 64;
		rv_sim_held *v = cap > RV_SIM_HELD_MAX ? NULL : realloc(s->held, cap * sizeof(*v));
		if (!v)
			return false; /* told on time instead */
		s->held = v;
		s->cap_held = cap;
	}
	s->held[s->n_held++] = (rv_sim_held){ .event = *e, .due_ms = due_ms };
	return true;
}

static void on_release(lws_sorted_usec_list_t *sul)
{
	rv_sim_ws_users(lws_container_of(sul, rv_sim, release));
}

/* Tells what is due, in the order in which it was held, and wakes up for the rest. */
static void release_due(rv_sim *s)
{
	const int64_t at = rv_sim_since_start(s);
	int64_t next = INT64_MAX;
	size_t kept = 0;
	for (size_t i = 0; i < s->n_held; i++) {
		const rv_sim_held h = s->held[i];
		if (h.due_ms <= at) {
			push_all(s, &h.event, 1);
			continue;
		}
		next = h.due_ms < next ? h.due_ms : next;
		s->held[kept++] = h;
	}
	s->n_held = kept;
	if (kept > 0 && !s->clock)
		lws_sul_schedule(s->context, 0, &s->release, on_release, (next - at) * 1000);
}

void rv_sim_ws_users(rv_sim *s)
{
	size_t n = 0, from = 0;
	const rv_simx_event *e = rv_simx_events_take(s->x, &n);
	const int64_t at = rv_sim_since_start(s);
	for (size_t i = 0; i < n; i++) {
		const int64_t ms = e[i].kind == RV_SIMX_EVENT_FILL ? held_for(s) : 0;
		if (ms == 0 || !hold(s, &e[i], at + ms))
			continue;
		push_all(s, e + from, i - from);
		from = i + 1;
	}
	push_all(s, e + from, n - from);
	release_due(s);
}
