/* Order records and books; see orders.h. */
#include "feeds/simx/orders.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/simx/list.h"

#define RV_SIMX_STATUS_NAME(code, text) text,
static const char *const status_names[] = { RV_SIMX_STATUS_TABLE(RV_SIMX_STATUS_NAME) };
#undef RV_SIMX_STATUS_NAME

const char *rv_simx_status_text(rv_simx_status s)
{
	return status_names[s];
}

void rv_simx_event_put(rv_simx *x, const rv_simx_event *e)
{
	rv_simx_event *v = rv_simx_room(x->events.v, &x->events.n, &x->events.cap,
					&x->events.dropped, sizeof(*v), RV_SIMX_EVENTS_MOST);
	if (!v) {
		x->failed = true;
		return;
	}
	x->events.v = v;
	v[x->events.n++] = *e;
}

const rv_simx_event *rv_simx_events_take(rv_simx *x, size_t *n)
{
	*n = x->events.n;
	x->events.n = 0;
	return x->events.v;
}

void rv_simx_order_tell(rv_simx *x, const rv_simx_order *o)
{
	rv_simx_event e = { .kind = RV_SIMX_EVENT_ORDER, .account = o->account, .u.order = *o };
	e.u.order.prev = e.u.order.next = NULL;
	rv_simx_event_put(x, &e);
}

void rv_simx_order_touch(rv_simx *x, rv_simx_order *o)
{
	if (!x->kept || o->touched)
		return;
	rv_simx_order **v = rv_simx_room((void *)x->touched.v, &x->touched.n, &x->touched.cap,
					 &x->touched.dropped, sizeof(*v), SIZE_MAX / sizeof(*v));
	if (!v) {
		x->failed = true;
		return;
	}
	x->touched.v = v;
	v[x->touched.n++] = o;
	o->touched = true;
}

/* Lets the oldest ended records go until the account can see 2000 or only open ones are older. */
static void forget_old(rv_simx *x, rv_simx_account *a)
{
	for (size_t i = a->first_shown; a->n_shown > RV_SIMX_RETENTION && i < a->orders.n; i++) {
		rv_simx_order *o = a->orders.v[i];
		if (o->forgotten || o->status == RV_SIMX_OPEN)
			continue;
		o->forgotten = true;
		a->n_shown--;
		rv_simx_order_touch(x, o);
	}
	while (a->first_shown < a->orders.n && a->orders.v[a->first_shown]->forgotten)
		a->first_shown++;
}

/* The ledger's cap: frees the oldest tenth of the forgotten ones. */
static void drop_oldest(rv_simx_account *a)
{
	size_t kept = 0, freed = 0;
	for (size_t i = 0; i < a->orders.n; i++) {
		rv_simx_order *o = a->orders.v[i];
		if (o->forgotten && !o->touched && freed < RV_SIMX_KEPT / 10) {
			free(o);
			freed++;
		} else {
			a->orders.v[kept++] = o;
		}
	}
	a->orders.n = kept;
	a->orders.dropped += (int64_t)freed;
	a->first_shown = 0;
	while (a->first_shown < kept && a->orders.v[a->first_shown]->forgotten)
		a->first_shown++;
}

/* A copy of proto at the end of its account's records, not resting. */
static rv_simx_order *append(rv_simx *x, const rv_simx_order *proto)
{
	rv_simx_account *a = x->accounts[proto->account];
	if (a->orders.n >= RV_SIMX_KEPT)
		drop_oldest(a);
	rv_simx_order **v = rv_simx_room((void *)a->orders.v, &a->orders.n, &a->orders.cap,
					 &a->orders.dropped, sizeof(*v), 2 * (size_t)RV_SIMX_KEPT);
	rv_simx_order *o = malloc(sizeof(*o));
	if (v)
		a->orders.v = v;
	if (!v || !o) {
		x->failed = true;
		free(o);
		return NULL;
	}
	*o = *proto;
	o->prev = o->next = NULL;
	o->resting = o->forgotten = o->touched = false;
	a->orders.v[a->orders.n++] = o;
	a->n_shown++;
	return o;
}

rv_simx_order *rv_simx_order_new(rv_simx *x, const rv_simx_order *proto)
{
	rv_simx_order *o = append(x, proto);
	if (!o)
		return NULL;
	o->oid = x->next_oid++;
	o->placed_ms = o->status_ms = rv_simx_stamp(x);
	rv_simx_order_touch(x, o);
	forget_old(x, x->accounts[o->account]);
	return o;
}

rv_status rv_simx_order_restore(rv_simx *x, const rv_simx_order *record)
{
	rv_simx_order *o = append(x, record);
	if (!o)
		return RV_ENOMEM;
	if (o->status == RV_SIMX_OPEN)
		rv_simx_order_rest(x, o);
	return RV_OK;
}

static bool before(const rv_simx_order *a, const rv_simx_order *b)
{
	return a->buy ? a->px >= b->px : a->px <= b->px;
}

void rv_simx_order_rest(rv_simx *x, rv_simx_order *o)
{
	rv_simx_order **head = &x->heads[o->buy ? 0 : 1][o->coin];
	rv_simx_order *after = NULL;
	for (rv_simx_order *q = *head; q && before(q, o); q = q->next)
		after = q;
	o->prev = after;
	o->next = after ? after->next : *head;
	if (o->next)
		o->next->prev = o;
	if (after)
		after->next = o;
	else
		*head = o;
	o->resting = true;
	o->status = RV_SIMX_OPEN;
	rv_simx_order_touch(x, o);
	x->n_resting++;
	x->accounts[o->account]->n_open++;
}

static void unrest(rv_simx *x, rv_simx_order *o)
{
	if (!o->resting)
		return;
	if (o->prev)
		o->prev->next = o->next;
	else
		x->heads[o->buy ? 0 : 1][o->coin] = o->next;
	if (o->next)
		o->next->prev = o->prev;
	o->prev = o->next = NULL;
	o->resting = false;
	x->n_resting--;
	x->accounts[o->account]->n_open--;
}

void rv_simx_order_end(rv_simx *x, rv_simx_order *o, rv_simx_status status)
{
	unrest(x, o);
	o->status = status;
	o->status_ms = rv_simx_stamp(x);
	rv_simx_order_touch(x, o);
	rv_simx_order_tell(x, o);
}

void rv_simx_orders_end(rv_simx *x, const rv_simx_account *a, size_t coin, rv_simx_status status)
{
	for (size_t i = a->first_shown; i < a->orders.n; i++) {
		rv_simx_order *o = a->orders.v[i];
		if (o->resting && (coin == SIZE_MAX || o->coin == coin))
			rv_simx_order_end(x, o, status);
	}
}

rv_simx_order *rv_simx_order_by_oid(const rv_simx_account *a, int64_t oid)
{
	for (size_t i = a->orders.n; i > a->first_shown; i--) {
		rv_simx_order *o = a->orders.v[i - 1];
		if (o->oid == oid)
			return o->forgotten ? NULL : o;
	}
	return NULL;
}

rv_simx_order *rv_simx_order_by_cloid(const rv_simx_account *a,
				      const unsigned char cloid[RV_SIMX_CLOID])
{
	for (size_t i = a->orders.n; i > a->first_shown; i--) {
		rv_simx_order *o = a->orders.v[i - 1];
		if (!o->forgotten && o->has_cloid && memcmp(o->cloid, cloid, RV_SIMX_CLOID) == 0)
			return o;
	}
	return NULL;
}
