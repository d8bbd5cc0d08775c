/* Orders as the events make them; see oms_fold.h. */
#include "engine/desk/oms_fold.h"

#include <stdio.h>
#include <string.h>

static void read_order(oms_rd *r, rv_order *o)
{
	oms_rd_coin(r, &o->coin);
	o->side = oms_rd_range(r, "side", -1, 1) < 0 ? RV_SELL : RV_BUY;
	o->lots = oms_rd_range(r, "lots", 1, INT64_MAX);
	o->px = oms_rd_range(r, "px", 1, INT64_MAX);
	o->tif = (rv_tif)oms_rd_range(r, "tif", RV_TIF_IOC, RV_TIF_ALO);
	o->reduce_only = oms_rd_bool(r, "reduce_only");
}

static void take_nonce(oms_fold *f, oms_rd *r, int64_t nonce, bool again)
{
	if (nonce <= f->last_nonce && !again)
		oms_rd_fail(r, "nonce (a higher one)");
	if (!r->bad && nonce > f->last_nonce)
		f->last_nonce = nonce;
}

/* I2 at every prefix of the journal: what a mandate may still fill, with this, fits in it. */
static void check_room(oms_fold *f, oms_rd *r, const oms_mandate *m, int64_t lots)
{
	int64_t working = 0, unknown = 0;
	oms_mandate_lots(f, m, &working, &unknown);
	if (m->lots_filled + working + unknown > m->lots_most - lots)
		oms_rd_fail(r, "lots (more than the mandate has left)");
}

void oms_on_intent(oms_fold *f, oms_rd *r)
{
	rv_order o;
	memset(&o, 0, sizeof(o));
	read_order(r, &o);
	oms_rd_hex(r, "cloid", o.cloid.b, sizeof(o.cloid.b));
	oms_mandate *m = oms_mandate_find(f, oms_rd_id(r, "mandate"));
	const unsigned child = (unsigned)oms_rd_range(r, "child", 0, 1000000);
	const unsigned attempt = (unsigned)oms_rd_range(r, "attempt", 0, 1000000);
	const int64_t nonce = oms_rd_range(r, "nonce", 1, INT64_MAX);
	const int64_t expires = oms_rd_range(r, "expires_ms", 1, INT64_MAX);
	if (!m || m->state == RV_MANDATE_ENDED)
		oms_rd_fail(r, "mandate (one that runs)");
	else if (m->terms.side != o.side || strcmp(m->terms.coin.symbol, o.coin.symbol) != 0)
		oms_rd_fail(r, "symbol and side (those of the mandate)");
	else
		check_room(f, r, m, o.lots);
	if (oms_order_by_cloid(f, &o.cloid) || rv_cloid_none(&o.cloid))
		oms_rd_fail(r, "cloid (a new one)");
	take_nonce(f, r, nonce, false);
	const oms_coin *c = oms_coin_take(f, &o.coin, r);
	oms_order *q = c && m ? oms_order_new(f, r) : NULL;
	if (!q)
		return;
	q->o = o;
	q->mandate = m->id;
	q->child = child;
	q->attempt = attempt;
	q->nonce = nonce;
	q->expires_ms = expires;
	q->state = RV_ORDER_SENDING;
	q->sent = q->changed = r->t;
	q->coin = (unsigned)(c - f->coins);
	oms_order_index_cloid(f, q);
	if (attempt == 0)
		m->child_t = r->t;
	m->children = child + 1;
	m->attempts = attempt + 1;
	m->last_never_landed = false;
	f->orders_total++;
}

static oms_order *by_cloid(oms_fold *f, oms_rd *r)
{
	rv_cloid c;
	oms_rd_hex(r, "cloid", c.b, sizeof(c.b));
	oms_order *q = oms_order_by_cloid(f, &c);
	if (!q)
		oms_rd_fail(r, "cloid (one of ours)");
	return q;
}

/* A row of the stream had come without its cloid: what was taken for a stranger's was this one. */
static void merge_stranger(oms_fold *f, const oms_order *q, int64_t oid, const oms_stamp *t)
{
	oms_order *x = oms_order_by_oid(f, oid, q->o.coin.symbol);
	if (!x || !x->external || rv_order_over(x->state))
		return;
	x->state = RV_ORDER_CANCELED;
	x->over = x->changed = *t;
	oms_order_settle(f, x);
}

void oms_order_name(oms_fold *f, oms_order *q, int64_t oid, const oms_stamp *t)
{
	if (q->oid > 0 || oid <= 0)
		return;
	merge_stranger(f, q, oid, t);
	oms_order_set_oid(f, q, oid);
	oms_order_adopt(f, q, t);
}

static void name_order(oms_fold *f, oms_rd *r, oms_order *q)
{
	oms_order_name(f, q, oms_rd_opt_i64(r, "oid", 0), &r->t);
}

static void step(oms_fold *f, oms_rd *r, oms_order *q, rv_order_event ev)
{
	char text[RV_TV_TEXT];
	oms_rd_opt_text(r, "text", text, sizeof(text));
	name_order(f, r, q);
	(void)oms_order_step(f, q, ev, &r->t, text);
}

/* What the venue says is filled at least; fills that are still to come make it so. */
static void said(oms_order *q, int64_t lots)
{
	if (lots > q->lots_said)
		q->lots_said = lots < q->o.lots ? lots : q->o.lots;
}

/* What a record has left; of a reduce-only order that is no count of fills, the venue shrinks it.
 */
static void said_left(oms_rd *r, oms_order *q, bool over)
{
	const int64_t left = oms_rd_opt_i64(r, "lots_left", -1);
	if (left < 0 || left > q->o.lots || q->o.reduce_only)
		return;
	said(q, q->o.lots - left);
	q->told = q->told || over;
}

void oms_on_ack(oms_fold *f, oms_rd *r)
{
	oms_order *q = by_cloid(f, r);
	if (!q)
		return;
	const bool filled = oms_rd_bool(r, "filled");
	if (filled)
		said(q, 1);
	else
		q->resting = true;
	step(f, r, q, filled ? RV_OEV_ACK_FILLED : RV_OEV_ACK_RESTING);
}

void oms_on_refused(oms_fold *f, oms_rd *r)
{
	oms_order *q = by_cloid(f, r);
	if (q)
		step(f, r, q, oms_rd_bool(r, "by_status") ? RV_OEV_SAYS_REJECTED : RV_OEV_REFUSE);
}

void oms_on_unsent(oms_fold *f, oms_rd *r)
{
	oms_order *q = by_cloid(f, r);
	if (q)
		step(f, r, q, RV_OEV_GATE);
}

void oms_on_unknown(oms_fold *f, oms_rd *r)
{
	oms_order *q = by_cloid(f, r);
	if (q)
		step(f, r, q, RV_OEV_LOSE);
}

void oms_on_never_landed(oms_fold *f, oms_rd *r)
{
	oms_order *q = by_cloid(f, r);
	if (q && q->lots_filled > 0)
		oms_rd_fail(r, "an order without fills");
	if (!q || r->bad)
		return;
	step(f, r, q, RV_OEV_NEVER_LANDED);
	oms_mandate *m = oms_mandate_find(f, q->mandate);
	if (m && q->settled)
		m->last_never_landed = true;
}

void oms_on_forced(oms_fold *f, oms_rd *r)
{
	oms_order *q = by_cloid(f, r);
	if (!q)
		return;
	step(f, r, q, RV_OEV_FORCE_CLOSE);
	oms_order_settle(f, q);
}

/* word: what the venue said; "settled": every fill of an order that is over has come. */
void oms_on_evidence(oms_fold *f, oms_rd *r)
{
	oms_order *q = by_cloid(f, r);
	if (!q)
		return;
	if (oms_rd_opt_i64(r, "settled", 0) == 1) {
		oms_order_settle(f, q);
		return;
	}
	q->has_said = true;
	q->said = (rv_order_status)oms_rd_range(r, "status", RV_STATUS_NONE, RV_STATUS_UNREADABLE);
	said_left(r, q, q->said == RV_STATUS_FILLED || q->said == RV_STATUS_CANCELED);
	switch (q->said) {
	case RV_STATUS_OPEN:
		q->resting = true;
		step(f, r, q, RV_OEV_SAYS_OPEN);
		break;
	case RV_STATUS_FILLED:
		said(q, 1);
		step(f, r, q, RV_OEV_SAYS_FILLED);
		break;
	default:
		name_order(f, r, q);
		break;
	}
}

static void external_gone(oms_fold *f, oms_rd *r, int64_t oid)
{
	char symbol[RV_SYMBOL_MAX];
	oms_rd_text(r, "symbol", symbol, sizeof(symbol));
	oms_order *q = oms_order_by_oid(f, oid, symbol);
	if (!q || !q->external) {
		oms_rd_fail(r, "oid (of an order that is not ours)");
		return;
	}
	q->state = RV_ORDER_CANCELED;
	q->over = q->changed = r->t;
	oms_order_settle(f, q);
}

static void count_trigger(oms_fold *f, oms_rd *r)
{
	const int64_t at = oms_rd_opt_i64(r, "status_ms", 0);
	if (oms_rd_opt_i64(r, "scheduled", 0) != 1 || at <= f->deadman_last_ms)
		return;
	const int64_t day = at / RV_DAY_MS;
	f->deadman_triggers = day == f->deadman_day ? f->deadman_triggers + 1 : 1;
	f->deadman_day = day;
	f->deadman_last_ms = at;
	f->deadman_ms = 0;
}

void oms_on_canceled(oms_fold *f, oms_rd *r)
{
	const int64_t external = oms_rd_opt_i64(r, "external", 0);
	if (external > 0) {
		external_gone(f, r, external);
		return;
	}
	oms_order *q = by_cloid(f, r);
	if (!q)
		return;
	said_left(r, q, true);
	count_trigger(f, r);
	step(f, r, q, RV_OEV_SAYS_CANCELED);
}

void oms_on_external(oms_fold *f, oms_rd *r)
{
	rv_order o;
	memset(&o, 0, sizeof(o));
	read_order(r, &o);
	oms_rd_hex(r, "cloid", o.cloid.b, sizeof(o.cloid.b));
	const int64_t oid = oms_rd_range(r, "oid", 1, INT64_MAX);
	if (oms_order_by_oid(f, oid, o.coin.symbol) || f->n_external == OMS_EXTERNAL_MOST)
		oms_rd_fail(r, "oid (a new one, of at most 1,024)");
	const oms_coin *c = oms_coin_take(f, &o.coin, r);
	oms_order *q = c ? oms_order_new(f, r) : NULL;
	if (!q)
		return;
	q->o = o;
	q->external = q->resting = true;
	q->state = RV_ORDER_WORKING;
	q->sent = q->changed = r->t;
	q->coin = (unsigned)(c - f->coins);
	f->n_external++;
	oms_order_set_oid(f, q, oid);
}

/* ---- actions that are not orders ---- */

void oms_on_action(oms_fold *f, oms_rd *r)
{
	const rv_action_kind kind =
		(rv_action_kind)oms_rd_range(r, "kind", RV_ACTION_CANCEL, RV_ACTION_LEVERAGE);
	take_nonce(f, r, oms_rd_range(r, "nonce", 1, INT64_MAX), kind == RV_ACTION_NOOP);
	if (kind == RV_ACTION_SCHEDULE_CANCEL)
		f->deadman_ms = oms_rd_range(r, "schedule_ms", 0, INT64_MAX);
	if (kind == RV_ACTION_NOOP) {
		oms_order *q = by_cloid(f, r);
		if (q)
			q->noop = true;
	}
	const int64_t n = oms_rd_opt_i64(r, "cancels", 0);
	if (kind != RV_ACTION_CANCEL || r->bad)
		return;
	for (int i = 0; i < n && i < RV_ACTION_ORDERS; i++) {
		char key[24];
		rv_cloid c;
		(void)snprintf(key, sizeof(key), "cloid%d", i);
		oms_rd_hex(r, key, c.b, sizeof(c.b));
		oms_order *q = oms_order_by_cloid(f, &c);
		if (!q)
			continue;
		q->cancel_wanted = true;
		(void)oms_order_step(f, q, RV_OEV_CANCEL_SENT, &r->t, "");
	}
}

void oms_on_result(oms_fold *f, oms_rd *r)
{
	rv_cloid c;
	if (oms_rd_opt_i64(r, "deadman_refused", 0) == 1)
		f->deadman_ms = 0;
	if (rv_event_get_hex(r->e, "cloid", c.b, sizeof(c.b)) != RV_OK)
		return;
	oms_order *q = oms_order_by_cloid(f, &c);
	if (q && oms_rd_bool(r, "refused"))
		(void)oms_order_step(f, q, RV_OEV_CANCEL_REFUSED, &r->t, "");
}
