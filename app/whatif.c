/* See whatif.h. */
#include "app/whatif.h"

#include "engine/desk/position.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BP = 10000 };

static size_t refuse(rv_whatif_view *out, const char *text)
{
	(void)snprintf(out->text, sizeof(out->text), "%s", text);
	return 0;
}

static const rv_tv_ticket *ticket_of(const rv_trade_view *t, uint64_t id)
{
	for (size_t i = 0; i < t->n_tickets; i++) {
		const rv_tv_ticket *x = &t->tickets[i];
		if (x->id == id && (x->state == RV_TICKET_READY || x->state == RV_TICKET_BLOCKED))
			return x;
	}
	return NULL;
}

static void add_sums(rv_whatif_view *out, double usd, double cost_bps, double edge_bps)
{
	out->usd += usd;
	out->cost_usd += usd * cost_bps / BP;
	out->edge_usd += usd * edge_bps / BP;
}

static size_t of_tickets(const rv_command *c, const rv_trade_view *t, rv_whatif_order *orders,
			 rv_whatif_view *out)
{
	for (size_t i = 0; i < c->n_ids; i++) {
		const rv_tv_ticket *x = ticket_of(t, c->ids[i]);
		if (!x) {
			(void)snprintf(out->text, sizeof(out->text),
				       "ticket %" PRIu64 " does not wait any more", c->ids[i]);
			return 0;
		}
		orders[i].fill = (rv_what_fill){ x->coin, (int64_t)x->side * x->lots };
		memcpy(orders[i].want, x->want, sizeof(orders[i].want));
		add_sums(out, (double)x->notional_musd / 1e6, x->slippage_bps + x->fee_bps,
			 x->edge_bps);
	}
	return c->n_ids > 0 ? c->n_ids : refuse(out, "no ticket is named");
}

static size_t of_program(const rv_command *c, const rv_trade_view *t, rv_whatif_order *orders,
			 rv_whatif_view *out)
{
	const rv_tv_program *p = NULL;
	size_t n = 0;
	for (size_t i = 0; i < t->n_programs; i++)
		p = t->programs[i].id == out->program ? &t->programs[i] : p;
	(void)c;
	if (!p || (p->state != RV_PROGRAM_READY && p->state != RV_PROGRAM_BLOCKED))
		return refuse(out, p ? "that program does not wait: its own dialog has what is "
				       "left of it"
				     : "no program of that number");
	for (size_t i = 0; i < p->n; i++) {
		const rv_tv_leg *l = &p->legs[i];
		if (l->excluded)
			continue;
		orders[n].fill = (rv_what_fill){ l->coin, (int64_t)l->side * l->lots };
		memcpy(orders[n++].want, l->want, sizeof(l->want));
		if (l->side != 0)
			add_sums(out, l->usd, l->cost_bps, l->edge_bps);
	}
	return n > 0 ? n : refuse(out, "every leg is left out");
}

size_t rv_whatif_orders(const rv_command *asked, const rv_trade_view *t,
			rv_whatif_order orders[RV_WHATIF_ORDERS], rv_whatif_view *out)
{
	const bool program = asked->kind == RV_CMD_PREVIEW_PROGRAM;
	*out = (rv_whatif_view){ .nonce = asked->nonce, .uid = asked->uid };
	out->program = program ? asked->ids[0] : 0;
	out->n_orders =
		program ? of_program(asked, t, orders, out) : of_tickets(asked, t, orders, out);
	return out->n_orders;
}

static int64_t held(const rv_trade_view *t, const char *symbol)
{
	for (size_t i = 0; i < t->n_positions; i++) {
		if (strcmp(t->positions[i].coin.symbol, symbol) == 0)
			return t->positions[i].lots;
	}
	return 0;
}

static double mark_of(const rv_view *v, const char *symbol)
{
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcmp(v->rows[i].symbol, symbol) == 0)
			return v->rows[i].mark;
	}
	return NAN;
}

/* Several tickets may be of one coin. */
static void add_coin(const rv_view *v, const rv_what_fill *f, rv_whatif_view *out)
{
	size_t k = 0;
	if (f->lots == 0)
		return;
	while (k < out->n_coins && strcmp(out->coins[k].symbol, f->coin.symbol) != 0)
		k++;
	if (k == out->n_coins) {
		const int64_t now = held(&v->trade, f->coin.symbol);
		out->coins[out->n_coins++] = (rv_op_coin){ .sz_decimals = f->coin.sz_decimals,
							   .price = mark_of(v, f->coin.symbol),
							   .before = now,
							   .after = now };
		memcpy(out->coins[k].symbol, f->coin.symbol, sizeof(out->coins[k].symbol));
	}
	out->coins[k].after += f->lots;
}

static void put_side(const rv_account_with *a, rv_whatif_side *out)
{
	out->gross_usd = a->gross_usd;
	out->net_usd = a->net_usd;
	out->margin = a->margin;
	out->stress = a->stress;
}

void rv_whatif_account(const rv_oms *o, const rv_view *v, const rv_whatif_order *orders, size_t n,
		       rv_whatif_view *out)
{
	rv_what_fill fills[RV_WHATIF_ORDERS];
	rv_account_with a;
	for (size_t i = 0; i < n; i++) {
		fills[i] = orders[i].fill;
		add_coin(v, &fills[i], out);
	}
	rv_oms_account_with(o, NULL, 0, &a);
	put_side(&a, &out->before);
	rv_oms_account_with(o, fills, n, &a);
	put_side(&a, &out->after);
	out->utc_ms = v->utc_ms;
}
