/*
 * What is due of orders: cancels that are wanted go out, and again while the venue does not say
 * that the order is over; an answer that never comes is given up after the order's own time.
 */
#include "engine/desk/oms_internal.h"

enum {
	CANCEL_MS = 2000, /* between attempts, doubled each time up to ... */
	CANCEL_MOST_MS = 30000,
	SILENT_MS = 30000 /* after its expiry and settling: then its answer will not come */
};

/* An answer that never came is no verdict. The gateway answers everything; this is for a bug. */
static void lose_silent(rv_oms *o)
{
	const int64_t most = o->p.expires_ms + o->p.settle_ms + SILENT_MS;
	for (size_t i = 0; i < o->f->n_live; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && q->state == RV_ORDER_SENDING && o->now.at - q->sent.at > most)
			oms_lose(o, q, "the gateway has not answered");
	}
	for (size_t i = 0; i < OMS_FLIGHTS; i++)
		if (o->flights[i].request != 0 && o->now.at - o->flights[i].at > most)
			o->flights[i].request = 0;
}

/* One that waits for its intent's ack is stopped there; a cancel could only overtake it. */
static bool wants_cancel(const rv_oms *o, const oms_order *q)
{
	return !q->external && q->cancel_wanted && !rv_order_over(q->state) &&
	       (q->state != RV_ORDER_SENDING || oms_order_flies(o, q));
}

static int64_t cancel_wait(unsigned tries)
{
	int64_t ms = CANCEL_MS;
	for (unsigned i = 0; i < tries && ms < CANCEL_MOST_MS; i++)
		ms *= 2;
	return ms < CANCEL_MOST_MS ? ms : CANCEL_MOST_MS;
}

static void send_some(rv_oms *o, oms_order **some, size_t n)
{
	const bool sent = oms_send_cancels(o, some, n);
	for (size_t i = 0; i < n; i++) {
		oms_watch *w = &some[i]->watch;
		w->next_cancel_at = o->now.at + (sent ? cancel_wait(w->cancels) : CANCEL_MS / 4);
		w->cancels += sent;
		oms_due(o, w->next_cancel_at);
	}
}

bool oms_cancel_now(rv_oms *o, oms_order *q)
{
	if (!oms_send_cancels(o, &(oms_order *){ q }, 1))
		return false;
	q->watch.next_cancel_at = o->now.at + cancel_wait(q->watch.cancels++);
	return true;
}

static void work_cancels(rv_oms *o)
{
	oms_order *some[RV_ACTION_ORDERS];
	size_t n = 0;
	for (size_t i = 0; i < o->f->n_live; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (!wants_cancel(o, q))
			continue;
		if (q->watch.next_cancel_at > o->now.at) {
			oms_due(o, q->watch.next_cancel_at);
			continue;
		}
		some[n++] = q;
		if (n == RV_ACTION_ORDERS) {
			send_some(o, some, n);
			n = 0;
		}
	}
	if (n > 0)
		send_some(o, some, n);
}

void oms_work_orders(rv_oms *o)
{
	lose_silent(o);
	work_cancels(o);
}
