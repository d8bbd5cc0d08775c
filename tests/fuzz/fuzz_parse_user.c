/* Fuzzes every reader of account data. The first byte picks the reader, the rest is the message. */
#include "feeds/hyperliquid/parse_user.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static rv_hl_user_msg *m;
static rv_hl_order_state one;
static rv_hl_agents agents;
static rv_hl_ledger_row ledger_rows[RV_HL_LEDGER_MAX];

static void need(int ok)
{
	if (!ok)
		abort();
}

static void decimal(rv_dec d)
{
	const rv_dec c = rv_dec_canonical(d);
	need(d.scale >= 0 && d.scale <= RV_DEC_MAX_SCALE && c.units == d.units &&
	     c.scale == d.scale);
}

static void fills(const rv_hl_fills *f)
{
	need(f->n <= f->cap);
	for (size_t i = 0; i < f->n; i++) {
		const rv_hl_fill *r = &f->v[i];
		need(r->coin[0] && memchr(r->coin, 0, sizeof(r->coin)));
		need(memchr(r->dir, 0, sizeof(r->dir)) &&
		     memchr(r->fee_token, 0, sizeof(r->fee_token)));
		need(r->px.units > 0 && r->sz.units > 0 && r->oid >= 0 && r->tid >= 0);
		decimal(r->px);
		decimal(r->fee);
	}
}

static void row(const rv_hl_order_row *o)
{
	need(o->coin[0] && memchr(o->coin, 0, sizeof(o->coin)));
	need(o->sz.units >= 0 && o->orig_sz.units >= 0 && o->limit_px.units >= 0 && o->oid >= 0);
	decimal(o->sz);
}

static void states(const rv_hl_order_states *s)
{
	need(s->n <= s->cap);
	for (size_t i = 0; i < s->n; i++) {
		row(&s->v[i].order);
		need(memchr(s->v[i].word, 0, sizeof(s->v[i].word)) != NULL);
		need(s->v[i].status < RV_HL_STATUS_N);
	}
}

static void orders(const rv_hl_orders *o)
{
	need(o->n <= o->cap);
	for (size_t i = 0; i < o->n; i++)
		row(&o->v[i]);
}

static void account(const rv_hl_account *a)
{
	need(a->n <= a->cap);
	for (size_t i = 0; i < a->n; i++) {
		need(isnan(a->v[i].liquidation_px) || a->v[i].liquidation_px >= 0.0);
		decimal(a->v[i].szi);
	}
	decimal(a->all.account_value);
}

static void message(const char *s, size_t n, rv_err *err)
{
	if (rv_hl_parse_user(s, n, m, err) != RV_OK) {
		need(err->text[0] != '\0');
		return;
	}
	fills(&m->fills);
	states(&m->states);
	orders(&m->open);
	if (m->kind == RV_HL_USER_ACCOUNT)
		account(&m->account);
	need(m->payments.n <= m->payments.cap && m->n_cancels <= RV_HL_SYSTEM_CANCELS_MAX);
	need(memchr(m->text, 0, sizeof(m->text)) != NULL);
}

static void rights(uint8_t pick, const char *s, size_t n, rv_err *err)
{
	rv_hl_user_role role;
	rv_hl_fees fees;
	rv_hl_allowance allowance;
	rv_hl_ledger ledger = { .v = ledger_rows, .cap = RV_HL_LEDGER_MAX };
	switch (pick) {
	case 'r':
		if (rv_hl_parse_role(s, n, &role, err) == RV_OK)
			need(role.role <= RV_HL_ROLE_SUB_ACCOUNT);
		break;
	case 'g':
		if (rv_hl_parse_agents(s, n, &agents, err) == RV_OK)
			need(agents.n <= RV_HL_AGENTS_MAX);
		break;
	case 'e':
		if (rv_hl_parse_fees(s, n, &fees, err) == RV_OK)
			need(fees.cross.units >= 0 && rv_dec_to_double(fees.cross) < 1.0);
		break;
	case 'l':
		if (rv_hl_parse_allowance(s, n, &allowance, err) == RV_OK)
			need(allowance.used >= 0 && allowance.volume_usd >= 0.0);
		break;
	default:
		if (rv_hl_parse_ledger(s, n, &ledger, err) == RV_OK)
			need(ledger.n <= RV_HL_LEDGER_MAX);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rv_err err = { 0 };
	if (!m)
		m = rv_hl_user_msg_new();
	if (size == 0 || !m)
		return 0;
	const char *s = (const char *)data + 1;
	const size_t n = size - 1;
	switch (data[0]) {
	case 'w':
		message(s, n, &err);
		break;
	case 'f':
		if (rv_hl_parse_fills(s, n, &m->fills, &err) == RV_OK)
			fills(&m->fills);
		break;
	case 'o':
		if (rv_hl_parse_orders(s, n, &m->open, &err) == RV_OK)
			orders(&m->open);
		break;
	case 's':
		if (rv_hl_parse_order_status(s, n, &one, &err) == RV_OK)
			row(&one.order);
		break;
	case 'h':
		if (rv_hl_parse_order_states(s, n, &m->states, &err) == RV_OK)
			states(&m->states);
		break;
	case 'a':
		if (rv_hl_parse_account(s, n, &m->account, &err) == RV_OK)
			account(&m->account);
		break;
	case 'p':
		if (rv_hl_parse_payments(s, n, &m->payments, &err) == RV_OK)
			need(m->payments.n <= m->payments.cap);
		break;
	default:
		rights(data[0], s, n, &err);
	}
	return 0;
}
