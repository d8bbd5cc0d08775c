/* The port and the questions of a very small venue; see mini_venue.h. */
#include "tests/support/mini_venue.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rv_status prepare(void *self, const rv_venue_action *a, rv_signed_action *out)
{
	mini_venue *v = self;
	assert(v->n_actions < MINI_ACTIONS);
	mini_action *x = &v->actions[v->n_actions++];
	x->a = *a;
	x->used = false;
	(void)snprintf(x->body, sizeof(x->body), "{\"action\":%zu,\"nonce\":%" PRId64 "}",
		       v->n_actions, a->nonce);
	out->nonce = a->nonce;
	out->expires_after_ms = a->expires_after_ms;
	out->len = strlen(x->body);
	memcpy(out->body, x->body, out->len + 1);
	return RV_OK;
}

static mini_fate next_fate(mini_venue *v)
{
	return v->fate_at < v->n_fates ? v->fates[v->fate_at++] : MINI_ANSWER;
}

static rv_status send(void *self, const rv_venue_send *s)
{
	mini_venue *v = self;
	if (v->full || v->n_pending == 64)
		return RV_EFULL;
	if (v->on_send)
		v->on_send(v->ctx, s);
	v->n_sends++;
	mini_pending *p = &v->pending[v->n_pending++];
	p->s = *s;
	p->fate = s->kind == RV_ACTION_SCHEDULE_CANCEL ? v->schedule_fate : next_fate(v);
	return RV_OK;
}

static rv_status ask(void *self, const rv_venue_query *q)
{
	mini_venue *v = self;
	if (v->full || v->n_asks_waiting == 256)
		return RV_EFULL;
	v->n_asks++;
	v->asks[v->n_asks_waiting++] = *q;
	return RV_OK;
}

/* What has landed was never proved not to have. */
static rv_status never_landed(void *self, const rv_cloid *cloid)
{
	mini_venue *v = self;
	if (mini_by_cloid(v, cloid))
		(void)snprintf(v->violation, sizeof(v->violation),
			       "told that %02x%02x.. never landed", cloid->b[0], cloid->b[1]);
	v->n_never_landed++;
	return RV_OK;
}

static void halt(void *self, bool halted)
{
	((mini_venue *)self)->halted = halted;
}

rv_venue_port mini_port(mini_venue *v)
{
	return (rv_venue_port){ v, prepare, send, ask, never_landed, halt };
}

void mini_fate_next(mini_venue *v, mini_fate f)
{
	if (v->fate_at == v->n_fates)
		v->fate_at = v->n_fates = 0;
	assert(v->n_fates < 64);
	v->fates[v->n_fates++] = f;
}

/* ---- questions ---- */

static rv_venue_report *new_answer(const mini_venue *v, const rv_venue_query *q,
				   rv_report_kind kind, size_t n)
{
	rv_venue_report *r = NULL;
	if (rv_venue_report_new(kind, n, &r) != RV_OK)
		abort();
	r->request = q->request;
	r->query = q->kind;
	r->sent_at = r->got_at = v->at;
	return r;
}

static void record(const mini_venue *v, const mini_order *q, rv_order_record *out)
{
	*out = (rv_order_record){ .oid = q->oid,
				  .side = q->o.side,
				  .lots_orig = q->o.lots,
				  .lots_left = q->left,
				  .px = q->o.px,
				  .status = q->status,
				  .status_ms = q->status_ms,
				  .reduce_only = q->o.reduce_only };
	memcpy(out->symbol, q->o.coin.symbol, sizeof(out->symbol));
	memcpy(out->word, q->word, sizeof(out->word));
	if (!v->no_cloids)
		out->cloid = q->o.cloid;
}

static rv_venue_report *status(mini_venue *v, const rv_venue_query *q)
{
	const mini_order *o = mini_by_cloid(v, &q->cloid);
	rv_venue_report *r = new_answer(v, q, RV_REPORT_ORDER_STATUS, 1);
	r->records[0].cloid = q->cloid;
	r->records[0].status = RV_STATUS_NONE;
	if (o)
		record(v, o, &r->records[0]);
	return r;
}

static rv_venue_report *open_orders(mini_venue *v, const rv_venue_query *q)
{
	size_t n = 0;
	for (size_t i = 0; i < v->n_orders; i++)
		n += v->orders[i].status == RV_STATUS_OPEN;
	rv_venue_report *r = new_answer(v, q, RV_REPORT_OPEN_ORDERS, n);
	n = 0;
	for (size_t i = 0; i < v->n_orders; i++)
		if (v->orders[i].status == RV_STATUS_OPEN)
			record(v, &v->orders[i], &r->records[n++]);
	return r;
}

static bool shown(const mini_venue *v, const rv_venue_query *q, const rv_fill *x)
{
	return x->time_ms >= q->from_ms && x->time_ms <= q->to_ms &&
	       x->time_ms <= v->utc - v->lag_ms;
}

static rv_venue_report *fills(mini_venue *v, const rv_venue_query *q)
{
	const size_t page = v->page_small ? 2 : (size_t)RV_REPORT_ROWS;
	size_t n = 0;
	for (size_t i = 0; i < v->n_fills; i++)
		n += shown(v, q, &v->fills[i]);
	rv_venue_report *r = new_answer(v, q, RV_REPORT_FILLS_PAGE, n < page ? n : page);
	r->saturated = n >= page;
	n = 0;
	for (size_t i = v->n_fills; i-- > 0 && n < r->n;) /* newest first */
		if (shown(v, q, &v->fills[i]))
			r->fills[n++] = v->fills[i];
	return r;
}

static rv_venue_report *account(mini_venue *v, const rv_venue_query *q)
{
	rv_venue_report *r = new_answer(v, q, RV_REPORT_ACCOUNT, 0);
	r->u.account.time_ms = v->utc;
	r->u.account.account_value_usd = v->account_usd;
	r->u.account.maintenance_usd = v->maintenance_usd;
	r->u.account.raw_usd = v->cash_usd;
	for (size_t i = 0; i < MINI_COINS; i++) {
		const mini_coin *c = &v->coins[i];
		if (c->lots == 0)
			continue;
		rv_venue_position *p = &r->u.account.positions[r->u.account.n++];
		memcpy(p->symbol, c->ref.symbol, sizeof(p->symbol));
		p->lots = c->lots;
		p->entry_px = (double)(c->bid + c->ask) / 2.0;
		for (int k = c->ref.sz_decimals; k < RV_PX_SCALE_SUM; k++)
			p->entry_px /= 10.0;
	}
	return r;
}

static rv_venue_report *transfers(mini_venue *v, const rv_venue_query *q)
{
	size_t n = 0;
	const size_t told =
		v->n_transfers < v->hide_transfers ? 0 : v->n_transfers - v->hide_transfers;
	for (size_t i = 0; i < told; i++)
		n += v->transfers[i].time_ms >= q->from_ms && v->transfers[i].time_ms <= q->to_ms;
	rv_venue_report *r = new_answer(v, q, RV_REPORT_TRANSFERS, n);
	n = 0;
	for (size_t i = 0; i < told && n < r->n; i++)
		if (v->transfers[i].time_ms >= q->from_ms && v->transfers[i].time_ms <= q->to_ms)
			r->transfers[n++] = v->transfers[i];
	return r;
}

static rv_venue_report *answer(mini_venue *v, const rv_venue_query *q)
{
	switch (q->kind) {
	case RV_QUERY_ORDER_STATUS:
		return status(v, q);
	case RV_QUERY_OPEN_ORDERS:
		return open_orders(v, q);
	case RV_QUERY_FILLS:
		return fills(v, q);
	case RV_QUERY_ACCOUNT:
		return account(v, q);
	case RV_QUERY_TRANSFERS:
		return transfers(v, q);
	default:
		break;
	}
	rv_venue_report *r = new_answer(v, q,
					q->kind == RV_QUERY_ROLE     ? RV_REPORT_ROLE
					: q->kind == RV_QUERY_FEES   ? RV_REPORT_FEES
					: q->kind == RV_QUERY_BUDGET ? RV_REPORT_BUDGET
								     : RV_REPORT_FUNDING,
					0);
	if (q->kind == RV_QUERY_ROLE) {
		r->u.role.is_agent = !v->never_agent;
		r->u.role.valid_until_ms =
			v->utc +
			(int64_t)((v->signer_days > 0.0 ? v->signer_days : 100.0) * 86400e3);
	} else if (q->kind == RV_QUERY_FEES) {
		r->u.fees.taker = 0.00045;
		r->u.fees.maker = 0.00015;
	} else if (q->kind == RV_QUERY_BUDGET) {
		r->u.budget.used = v->budget_used;
		r->u.budget.cap = 10000;
	}
	return r;
}

void mini_answer_asks(mini_venue *v)
{
	for (size_t i = 0; i < v->n_asks_waiting; i++) {
		const rv_venue_query *q = &v->asks[i];
		rv_venue_report *r = NULL;
		if (v->fail_asks > 0 || (v->fail_fills && q->kind == RV_QUERY_FILLS) ||
		    (v->fail_transfers && q->kind == RV_QUERY_TRANSFERS)) {
			v->fail_asks -= v->fail_asks > 0;
			r = new_answer(v, q, RV_REPORT_QUERY_FAILED, 0);
			(void)snprintf(r->text, sizeof(r->text), "502, said the test");
		} else {
			r = answer(v, q);
		}
		mini_put(v, r);
	}
	v->n_asks_waiting = 0;
}
