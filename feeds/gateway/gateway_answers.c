/* Answers to questions: a whole report, or an error and none; see gateway_priv.h. */
#include "feeds/gateway/gateway_priv.h"

#include <stdio.h>
#include <string.h>

enum { ACCOUNT_POSITIONS = 256 };

/* A report of what was asked, with room for rows; NULL: there is no memory. */
static rv_venue_report *answer(const rv_gw_ask *a, rv_report_kind kind, size_t rows)
{
	rv_venue_report *r = NULL;
	if (rv_venue_report_new(kind, rows, &r) != RV_OK)
		return NULL;
	r->request = a->q.request;
	r->query = a->q.kind;
	r->sent_at = a->sent_at;
	return r;
}

typedef rv_venue_report *(*reader)(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				   rv_err *err);

static rv_venue_report *out_of_memory(rv_err *err)
{
	(void)rv_err_set(err, RV_ENOMEM, "out of memory");
	return NULL;
}

static rv_venue_report *drop(rv_venue_report *r)
{
	rv_venue_report_free(r);
	return NULL;
}

static rv_venue_report *read_status(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				    rv_err *err)
{
	rv_hl_order_state *s = &g->rows.states[0];
	const rv_status st = rv_hl_parse_order_status(res->body, res->len, s, err);
	if (st != RV_OK && st != RV_ENOENT)
		return NULL;
	rv_venue_report *r = answer(a, RV_REPORT_ORDER_STATUS, 1);
	if (!r)
		return out_of_memory(err);
	if (st == RV_ENOENT) {
		r->records[0].cloid = a->q.cloid;
		r->records[0].status = RV_STATUS_NONE;
		rv_lastgate_absent(g->gate, &a->q.cloid, a->sent_utc);
		(void)snprintf(r->records[0].word, sizeof(r->records[0].word), "unknownOid");
		return r;
	}
	if (!rv_gw_state(g, s, &r->records[0], err))
		return drop(r);
	if (memcmp(r->records[0].cloid.b, a->q.cloid.b, sizeof(a->q.cloid.b)) != 0) {
		(void)rv_err_set(err, RV_EDATA, "the answer is about another order");
		return drop(r);
	}
	rv_lastgate_record(g->gate, &r->records[0]);
	return r;
}

static rv_venue_report *read_open(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				  rv_err *err)
{
	rv_hl_orders in = { .v = g->rows.orders, .cap = RV_HL_OPEN_ORDERS_MAX };
	if (rv_hl_parse_orders(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	if (in.n > RV_REPORT_ROWS) {
		(void)rv_err_set(err, RV_EFULL, "%zu open orders are more than one report holds",
				 in.n);
		return NULL;
	}
	rv_venue_report *r = answer(a, RV_REPORT_OPEN_ORDERS, in.n);
	if (!r)
		return out_of_memory(err);
	r->n = 0;
	for (size_t i = 0; i < in.n; i++) {
		if (rv_hl_is_foreign(in.v[i].coin))
			continue; /* spot and builders' markets are not the desk's */
		if (!rv_gw_record(g, &in.v[i], &r->records[r->n], err))
			return drop(r);
		rv_lastgate_record(g->gate, &r->records[r->n++]);
	}
	return r;
}

static rv_venue_report *read_fills(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				   rv_err *err)
{
	rv_hl_fills in = { .v = g->rows.fills, .cap = RV_HL_FILLS_MAX };
	if (rv_hl_parse_fills(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_weight_spend(g->weight, (unsigned)((in.n + in.foreign) / 20));
	rv_venue_report *r = answer(a, RV_REPORT_FILLS_PAGE, in.n);
	if (!r)
		return out_of_memory(err);
	for (size_t i = 0; i < in.n; i++) {
		if (!rv_gw_fill(g, &in.v[i], &r->fills[i], err))
			return drop(r);
	}
	rv_gw_sort_fills(r->fills, r->n);
	r->saturated = in.n + in.foreign >= RV_HL_FILLS_MAX;
	return r;
}

static void put_margin(rv_venue_report *r, const rv_hl_account *in)
{
	r->u.account.time_ms = in->time_ms;
	r->u.account.account_value_usd = rv_dec_to_double(in->all.account_value);
	r->u.account.margin_used_usd = rv_dec_to_double(in->all.margin_used);
	r->u.account.notional_usd = rv_dec_to_double(in->all.total_ntl);
	r->u.account.raw_usd = rv_dec_to_double(in->all.total_raw_usd);
	r->u.account.maintenance_usd = rv_dec_to_double(in->cross_maintenance);
	r->u.account.withdrawable_usd = rv_dec_to_double(in->withdrawable);
}

static rv_venue_report *read_account(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				     rv_err *err)
{
	rv_hl_account in = { .v = g->rows.positions, .cap = RV_HL_POSITIONS_MAX };
	if (rv_hl_parse_account(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	if (in.n > ACCOUNT_POSITIONS) {
		(void)rv_err_set(err, RV_EFULL, "%zu positions are more than one report holds",
				 in.n);
		return NULL;
	}
	rv_venue_report *r = answer(a, RV_REPORT_ACCOUNT, 0);
	if (!r)
		return out_of_memory(err);
	put_margin(r, &in);
	r->u.account.n = in.n;
	for (size_t i = 0; i < in.n; i++) {
		if (!rv_gw_position(g, &in.v[i], &r->u.account.positions[i], err))
			return drop(r);
	}
	return r;
}

/* userRole of the signer, then extraAgents of the account, which says until when. */
static rv_venue_report *read_role(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				  rv_err *err)
{
	rv_hl_user_role role;
	if (rv_hl_parse_role(res->body, res->len, &role, err) != RV_OK)
		return NULL;
	const bool self = memcmp(g->signer_address, g->p.account, sizeof(g->signer_address)) == 0;
	a->is_agent = role.role == RV_HL_ROLE_AGENT
			      ? memcmp(role.of, g->p.account, sizeof(role.of)) == 0
			      : self && role.role == RV_HL_ROLE_USER;
	if (a->is_agent && !self) {
		a->step = 1; /* asked next; no report yet */
		return NULL;
	}
	rv_venue_report *r = answer(a, RV_REPORT_ROLE, 0);
	if (!r)
		return out_of_memory(err);
	r->u.role.is_agent = a->is_agent;
	return r;
}

static rv_venue_report *read_agents(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				    rv_err *err)
{
	if (rv_hl_parse_agents(res->body, res->len, &g->agents, err) != RV_OK)
		return NULL;
	rv_venue_report *r = answer(a, RV_REPORT_ROLE, 0);
	if (!r)
		return out_of_memory(err);
	r->u.role.is_agent = a->is_agent;
	for (size_t i = 0; i < g->agents.n; i++) {
		const rv_hl_agent *e = &g->agents.v[i];
		if (memcmp(e->address, g->signer_address, sizeof(e->address)) == 0 &&
		    e->valid_until_ms > 0)
			r->u.role.valid_until_ms = e->valid_until_ms;
	}
	return r;
}

static rv_venue_report *read_fees(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				  rv_err *err)
{
	rv_hl_fees in;
	(void)g;
	if (rv_hl_parse_fees(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_venue_report *r = answer(a, RV_REPORT_FEES, 0);
	if (!r)
		return out_of_memory(err);
	r->u.fees.taker = rv_dec_to_double(in.cross);
	r->u.fees.maker = rv_dec_to_double(in.add);
	return r;
}

static rv_venue_report *read_budget(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				    rv_err *err)
{
	rv_hl_allowance in;
	(void)g;
	if (rv_hl_parse_allowance(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_venue_report *r = answer(a, RV_REPORT_BUDGET, 0);
	if (!r)
		return out_of_memory(err);
	r->u.budget.used = in.used;
	r->u.budget.cap = in.cap;
	return r;
}

static rv_venue_report *read_funding(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				     rv_err *err)
{
	rv_hl_payments in = { .v = g->rows.payments, .cap = RV_HL_FUNDINGS_MAX };
	if (rv_hl_parse_payments(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_weight_spend(g->weight, (unsigned)((in.n + in.foreign) / 20));
	rv_venue_report *r = answer(a, RV_REPORT_FUNDING, 0);
	if (!r)
		return out_of_memory(err);
	r->u.funding.n = in.n;
	for (size_t i = 0; i < in.n; i++) {
		if (!rv_gw_payment(g, &in.v[i], &r->u.funding.rows[i], err))
			return drop(r);
	}
	r->saturated = in.n + in.foreign >= RV_HL_FUNDINGS_MAX;
	return r;
}

static rv_venue_report *read_transfers(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res,
				       rv_err *err)
{
	rv_hl_ledger in = { .v = g->rows.transfers, .cap = RV_HL_LEDGER_MAX };
	if (rv_hl_parse_ledger(res->body, res->len, &in, err) != RV_OK)
		return NULL;
	rv_weight_spend(g->weight, (unsigned)(in.n / 20));
	rv_venue_report *r = answer(a, RV_REPORT_TRANSFERS, in.n);
	if (!r)
		return out_of_memory(err);
	for (size_t i = 0; i < in.n; i++) {
		if (!rv_gw_transfer(g, &in.v[i], &r->transfers[i], err))
			return drop(r);
	}
	rv_gw_sort_transfers(r->transfers, r->n);
	r->saturated = in.n >= RV_HL_LEDGER_MAX;
	return r;
}

rv_venue_report *rv_gw_ask_read(rv_gateway *g, rv_gw_ask *a, const rv_http_result *res, rv_err *err)
{
	static const reader readers[RV_QUERY_N] = {
		[RV_QUERY_ORDER_STATUS] = read_status, [RV_QUERY_OPEN_ORDERS] = read_open,
		[RV_QUERY_FILLS] = read_fills,	       [RV_QUERY_ACCOUNT] = read_account,
		[RV_QUERY_ROLE] = read_role,	       [RV_QUERY_FEES] = read_fees,
		[RV_QUERY_BUDGET] = read_budget,       [RV_QUERY_FUNDING] = read_funding,
		[RV_QUERY_TRANSFERS] = read_transfers,
	};
	return (a->step == 1 ? read_agents : readers[a->q.kind])(g, a, res, err);
}
