/* See order_story.h. */
#include "tests/support/order_story.h"

#include "tests/support/cm.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ACTIVE = 0, REDUCING = 1, HALTED = 2 };

order_event *story_event(order_story *s, rv_event_type type)
{
	order_event *e = &s->events[s->b.n_events++];
	*e = (order_event){ .seq = s->b.n_events, .type = type };
	(void)snprintf(e->hash16, sizeof(e->hash16), "%016" PRIx64,
		       e->seq * UINT64_C(0x9e3779b97f4a7c15));
	return e;
}

void story_cloid(char out[ORDER_CLOID], int order)
{
	(void)snprintf(out, ORDER_CLOID, "0x%032d", order);
}

static void state(order_story *s, const char *symbol, int64_t to, const char *words)
{
	order_event *e = story_event(s, RV_EVENT_STATE);
	e->book = symbol[0] == '\0';
	e->state = to;
	(void)snprintf(e->symbol, sizeof(e->symbol), "%s", symbol);
	(void)snprintf(e->words, sizeof(e->words), "%s", words);
}

/* A ticket that is granted at once: mandate of the same number, digest of that digit. */
static void grant(order_story *s, int64_t ticket, const char *symbol, int64_t side, int64_t lots,
		  bool flatten)
{
	for (int i = 0; i < 2; i++) {
		order_event *e = story_event(s, i == 0 ? RV_EVENT_PROPOSE : RV_EVENT_APPROVE);
		e->ticket = ticket;
		e->lots = i == 0 ? lots : 0;
		e->side = i == 0 ? side : 0;
		e->flatten = i == 0 && flatten;
		e->mandate = i == 0 ? 0 : ticket;
		(void)snprintf(e->symbol, sizeof(e->symbol), "%s", symbol);
		(void)snprintf(e->digest, sizeof(e->digest), "%064" PRId64, ticket);
	}
}

void story_act(order_story *s, const char *type, int64_t nonce)
{
	order_act *a = &s->acts[s->b.n_acts++];
	*a = (order_act){ .nonce = nonce };
	(void)snprintf(a->type, sizeof(a->type), "%s", type);
}

void story_order(order_story *s, int no, int64_t mandate, const char *symbol, int64_t side,
		 int64_t lots, bool reduce_only, const char *status)
{
	order_event *e = story_event(s, RV_EVENT_INTENT);
	e->mandate = mandate;
	e->side = side;
	e->lots = lots;
	e->reduce_only = reduce_only;
	e->nonce = 1000 + no;
	(void)snprintf(e->symbol, sizeof(e->symbol), "%s", symbol);
	(void)snprintf(e->digest, sizeof(e->digest), "%064" PRId64, mandate);
	story_cloid(e->cloid, no);
	if (!status[0])
		return;
	order_record *x = &s->orders[s->b.n_orders++];
	*x = (order_record){ .nonce = e->nonce, .oid = 70 + no };
	memcpy(x->symbol, e->symbol, sizeof(x->symbol));
	memcpy(x->cloid, e->cloid, sizeof(x->cloid));
	(void)snprintf(x->status, sizeof(x->status), "%s", status);
	story_act(s, "order", e->nonce);
}

order_event *story_about(order_story *s, rv_event_type type, int no)
{
	order_event *e = story_event(s, type);
	story_cloid(e->cloid, no);
	return e;
}

order_record *story_record(order_story *s, int no)
{
	for (size_t i = 0; i < s->b.n_orders; i++)
		if (s->orders[i].oid == 70 + no)
			return &s->orders[i];
	fail_msg("no record of order %d", no);
	return s->orders;
}

/* Told by both. */
static void fill(order_story *s, int no, int64_t side, int64_t lots, int64_t px, int64_t fee,
		 int64_t pnl)
{
	order_record *x = story_record(s, no);
	order_event *e = story_about(s, RV_EVENT_FILL, no);
	order_fill *f = &s->fills[s->b.n_fills++];
	e->side = side;
	e->lots = lots;
	e->px = px;
	e->fee = fee;
	e->closed_pnl = pnl;
	e->tid = 500 + (int64_t)s->b.n_fills;
	e->oid = x->oid;
	e->time_ms = 1795651200000 + (int64_t)e->seq;
	memcpy(e->symbol, x->symbol, sizeof(e->symbol));
	*f = (order_fill){ .side = side,
			   .lots = lots,
			   .px = px,
			   .fee = fee,
			   .closed_pnl = pnl,
			   .tid = e->tid,
			   .oid = e->oid,
			   .time_ms = e->time_ms };
	memcpy(f->symbol, e->symbol, sizeof(f->symbol));
	memcpy(f->cloid, e->cloid, sizeof(f->cloid));
	x->filled += lots;
}

static void end(order_story *s, int64_t mandate)
{
	story_event(s, RV_EVENT_END)->mandate = mandate;
}

/* 60 of 100 lots filled in two, 40 rest and are cancelled. */
static void tell_sol(order_story *s)
{
	grant(s, 1, "SOL", 1, 100, false);
	story_order(s, 1, 1, "SOL", 1, 60, false, "filled");
	fill(s, 1, 1, 20, 1500000, 13500, 0);
	fill(s, 1, 1, 40, 1500100, 27002, 0);
	story_order(s, 2, 1, "SOL", 1, 40, false, "canceled");
	(void)story_about(s, RV_EVENT_ACK, 2);
	story_event(s, RV_EVENT_ACTION)->nonce = 1100;
	story_act(s, "cancelByCloid", 1100);
	(void)story_about(s, RV_EVENT_CANCELED, 2);
	story_about(s, RV_EVENT_EVIDENCE, 2)->settled = 1;
	end(s, 1);
}

/* Refused, then lost and proved never to have landed, then filled. */
static void tell_eth(order_story *s)
{
	grant(s, 2, "ETH", -1, 30, false);
	story_order(s, 3, 2, "ETH", -1, 30, false, "iocCancelRejected");
	(void)story_about(s, RV_EVENT_REFUSED, 3);
	story_order(s, 104, 2, "ETH", -1, 30, false, "");
	(void)story_about(s, RV_EVENT_UNKNOWN, 104);
	(void)story_about(s, RV_EVENT_NEVER_LANDED, 104);
	story_order(s, 105, 2, "ETH", -1, 30, false, "filled");
	fill(s, 105, -1, 30, 320000, 4320, 0);
	end(s, 2);
}

/* SOL is closed while nothing may add; of ETH 20 of 30 after a kill. */
static void tell_ends(order_story *s)
{
	state(s, "", REDUCING, "book REDUCING: reducing only");
	grant(s, 3, "SOL", -1, 60, false);
	story_order(s, 106, 3, "SOL", -1, 60, true, "filled");
	fill(s, 106, -1, 60, 1499000, 40473, -64000);
	end(s, 3);
	state(s, "", HALTED, "book HALTED: killed, all orders cancelled");
	grant(s, 4, "ETH", 1, 20, true);
	story_order(s, 107, 4, "ETH", 1, 20, true, "filled");
	fill(s, 107, 1, 20, 320100, 2881, -2000);
	end(s, 4);
}

/*
 * Money by hand, in micro-USD. Paid: 30,000,000 + 60,004,000 - 9,600,000 - 89,940,000 + 6,402,000 =
 * -3,134,000. Fees: 13,500 + 27,002 + 4,320 + 40,473 + 2,881 = 88,176. Cash: 1,000,000,000 +
 * 3,134,000 - 88,176 - 1,234 of funding = 1,003,044,590.
 */
void story_tell(order_story *s)
{
	memset(s, 0, sizeof(*s));
	s->b = (order_books){ .events = s->events,
			      .orders = s->orders,
			      .fills = s->fills,
			      .acts = s->acts,
			      .positions = s->positions,
			      .n_positions = 1,
			      .deposited = 1000000000,
			      .fees = 88176,
			      .funding = -1234,
			      .cash = 1003044590,
			      .audit = "ok",
			      .verify = "ok" };
	s->positions[0] = (order_position){ .symbol = "ETH", .lots = -10 };
	(void)story_event(s, RV_EVENT_RUN);
	state(s, "", HALTED, "book HALTED: the desk has started");
	state(s, "", ACTIVE, "book ACTIVE: resumed by hand");
	state(s, "BTC", HALTED, "BTC HALTED: an order stays unknown");
	tell_sol(s);
	tell_eth(s);
	tell_ends(s);
	s->told = (order_told){ .n_heads = 1, .head_seq = { 9 }, .proposed = 4, .killed = 1 };
	memcpy(s->told.head[0], s->events[8].hash16, ORDER_HASH16);
}
