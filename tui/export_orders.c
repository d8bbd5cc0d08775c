/* Typed exports of the order side; see export_pane.h. */
#include <math.h>
#include <stdio.h>

#include "engine/base/hex.h"
#include "tui/export_pane.h"
#include "tui/order_lists.h"
#include "tui/programs.h"
#include "tui/requests.h"
#include "tui/trade.h"

#define LEN_OF(a) (sizeof(a) / sizeof((a)[0]))

enum { MUSD_SCALE = 6, ID_TEXT = 48 };

/* One set for all lists but fills: what a kind does not have stays empty. */
static const rv_export_head item_heads[] = {
	{ "kind", "" },	       { "id", "" },	     { "program", "" },	    { "state", "" },
	{ "reason", "" },      { "symbol", "" },     { "side", "" },	    { "style", "" },
	{ "reduce_only", "" }, { "size", "coins" },  { "filled", "coins" }, { "limit", "USD" },
	{ "notional", "USD" }, { "edge", "bp" },     { "cost", "bp" },	    { "net", "bp" },
	{ "age", "s" },	       { "time_left", "s" }, { "why", "" },
};

static void put_id(rv_export *e, char prefix, uint64_t id)
{
	char text[ID_TEXT];

	(void)snprintf(text, sizeof(text), "%c%llu", prefix, (unsigned long long)id);
	rv_export_text(e, id ? text : "");
}

static void put_px(rv_export *e, int64_t px, int sz_decimals)
{
	if (px > 0)
		rv_export_dec(e, px, RV_PX_SCALE_SUM - sz_decimals);
	else
		rv_export_skip(e);
}

static void put_age(rv_export *e, const rv_scene *s, int64_t at)
{
	const int64_t age = rv_scene_age(s, at);

	rv_export_num(e, age < 0 ? (double)NAN : (double)age / 1000.0);
}

static void put_left(rv_export *e, const rv_scene *s, int64_t at)
{
	rv_export_num(e, (double)rv_trade_left(s, at) / 1000.0);
}

static void put_begin(rv_export *e, const char *kind, char prefix, uint64_t id, uint64_t program)
{
	rv_export_text(e, kind);
	put_id(e, prefix, id);
	put_id(e, 'p', program);
}

static void put_ticket(const rv_ui *ui, const rv_tv_ticket *t, rv_export *e)
{
	const rv_scene *s = &ui->scene;
	char style[RV_STYLE_TEXT];

	put_begin(e, "ticket", '#', t->id, t->program);
	rv_export_text(e, rv_label_ticket(t->state));
	rv_export_text(e, t->reason);
	rv_export_text(e, t->coin.symbol);
	rv_export_text(e, rv_label_side(t->side));
	rv_export_text(e, rv_label_style(t->style, t->duration_ms, t->slices, style));
	rv_export_text(e, t->reduce_only ? "yes" : "no");
	rv_export_dec(e, t->lots, t->coin.sz_decimals);
	rv_export_skip(e);
	put_px(e, t->px, t->coin.sz_decimals);
	rv_export_dec(e, t->notional_musd, MUSD_SCALE);
	rv_export_num(e, t->edge_bps);
	rv_export_num(e, t->slippage_bps + t->fee_bps);
	rv_export_num(e, t->net_bps);
	put_age(e, s, t->created_at);
	put_left(e, s, t->expires_at);
	rv_export_text(e, t->why);
}

static void put_mandate(const rv_ui *ui, const rv_tv_mandate *m, rv_export *e)
{
	char style[RV_STYLE_TEXT];

	put_begin(e, "mandate", 'm', m->id, m->program);
	rv_export_text(e, rv_label_mandate(m->state));
	rv_export_text(e, m->reason);
	rv_export_text(e, m->coin.symbol);
	rv_export_text(e, rv_label_side(m->side));
	rv_export_text(e, rv_label_style(m->style, 0, m->slices, style));
	rv_export_skip(e);
	rv_export_dec(e, m->lots_most, m->coin.sz_decimals);
	rv_export_dec(e, m->lots_filled, m->coin.sz_decimals);
	put_px(e, m->px_worst, m->coin.sz_decimals);
	for (int k = 0; k < 4; k++) /* notional, edge, cost, net: of its ticket */
		rv_export_skip(e);
	put_age(e, &ui->scene, m->approved_at);
	put_left(e, &ui->scene, m->ends_at);
}

static void put_order(const rv_ui *ui, const rv_tv_order *o, rv_export *e)
{
	char id[2 * sizeof(o->cloid) + 8] = "0x";

	rv_export_text(e, o->external ? "external order" : "order");
	(void)rv_hex_format(o->cloid.b, sizeof(o->cloid.b), id + 2);
	if (o->external) /* it has no name of ours: the venue's */
		rv_export_int(e, o->oid);
	else
		rv_export_text(e, id);
	rv_export_skip(e);
	rv_export_text(e, rv_label_order(o->state));
	rv_export_text(e, o->text);
	rv_export_text(e, o->coin.symbol);
	rv_export_text(e, rv_label_side(o->side));
	rv_export_text(e, rv_label_tif(o->tif));
	rv_export_text(e, o->reduce_only ? "yes" : "no");
	rv_export_dec(e, o->lots, o->coin.sz_decimals);
	rv_export_dec(e, o->lots_filled, o->coin.sz_decimals);
	put_px(e, o->px, o->coin.sz_decimals);
	for (int k = 0; k < 4; k++)
		rv_export_skip(e);
	put_age(e, &ui->scene, o->sent_at);
}

/* Its sums; the legs are the export of its tickets. */
static void put_program(const rv_ui *ui, const rv_tv_program *p, rv_export *e)
{
	put_begin(e, "program", 'p', p->id, 0);
	rv_export_text(e, rv_label_program(p->state));
	rv_export_text(e, p->reason);
	rv_export_skip(e);
	rv_export_skip(e);
	rv_export_text(e, p->phase);
	for (int k = 0; k < 4; k++) /* reduce only, size, filled, limit: of its legs */
		rv_export_skip(e);
	rv_export_num(e, p->gross_usd);
	for (int k = 0; k < 3; k++)
		rv_export_skip(e);
	rv_export_num(e, (double)(ui->scene.utc_now - p->created_utc_ms) / 1000.0);
	rv_export_num(e, fmax(0, (double)(p->expires_utc_ms - ui->scene.utc_now) / 1000.0));
	rv_export_text(e, p->why);
}

static void put_request(const rv_ui *ui, const rv_tv_request *x, rv_export *e)
{
	put_begin(e, "request", 'r', x->id, 0);
	rv_export_text(e, "1 of 2");
	rv_export_text(e, x->reason);
	for (int k = 0; k < 11; k++)
		rv_export_skip(e);
	rv_export_num(e, (double)(ui->scene.utc_now - x->asked_utc_ms) / 1000.0);
	put_left(e, &ui->scene, x->expires_at);
	rv_export_text(e, x->text);
}

static void put_item(const rv_ui *ui, const rv_trade_view *tv, const rv_pick *p, rv_export *e)
{
	rv_export_row(e);
	switch (p->kind) {
	case RV_PICK_TICKET:
		put_ticket(ui, &tv->tickets[p->index], e);
		break;
	case RV_PICK_MANDATE:
		put_mandate(ui, &tv->mandates[p->index], e);
		break;
	case RV_PICK_ORDER:
		put_order(ui, &tv->orders[p->index], e);
		break;
	case RV_PICK_PROGRAM:
		put_program(ui, &tv->programs[p->index], e);
		break;
	case RV_PICK_REQUEST:
		put_request(ui, &tv->requests[p->index], e);
		break;
	default:
		break;
	}
}

static void export_items(const rv_ui *ui, rv_list_id list, rv_export *e)
{
	const rv_picks *p = &ui->trade.lists[list];

	rv_export_heads(e, item_heads, LEN_OF(item_heads));
	for (size_t i = 0; i < p->n; i++)
		put_item(ui, rv_trade_of(&ui->scene), &p->list[i], e);
}

static void export_fills(const rv_trade_view *tv, rv_export *e)
{
	static const rv_export_head heads[] = {
		{ "utc", "" },	    { "symbol", "" },  { "side", "" },		{ "size", "coins" },
		{ "price", "USD" }, { "fee", "USD" },  { "closed_pnl", "USD" }, { "taker", "" },
		{ "kind", "" },	    { "mandate", "" }, { "trade_id", "" },	{ "order_id", "" },
		{ "late", "" },
	};

	rv_export_heads(e, heads, LEN_OF(heads));
	for (size_t i = 0; i < tv->n_fills; i++) {
		const rv_tv_fill *t = &tv->fills[i];
		const rv_fill *f = &t->fill;
		rv_export_row(e);
		rv_export_time(e, f->time_ms);
		rv_export_text(e, f->symbol);
		rv_export_text(e, rv_label_side(f->side));
		rv_export_dec(e, f->lots, f->sz_decimals);
		put_px(e, f->px, f->sz_decimals);
		rv_export_dec(e, f->fee_musd, MUSD_SCALE);
		rv_export_dec(e, f->closed_pnl_musd, MUSD_SCALE);
		rv_export_text(e, f->taker ? "taker" : "maker");
		rv_export_text(e, rv_label_fill(f->kind));
		put_id(e, 'm', t->mandate);
		rv_export_int(e, f->tid);
		rv_export_int(e, f->oid);
		rv_export_text(e, t->late ? "yes" : "no");
	}
}

static void export_positions(const rv_ui *ui, const rv_trade_view *tv, rv_export *e)
{
	static const rv_export_head heads[] = {
		{ "symbol", "" },	  { "size", "coins" }, { "venue_size", "coins" },
		{ "entry", "USD" },	  { "value", "USD" },  { "unrealized", "USD" },
		{ "realized", "USD" },	  { "fees", "USD" },   { "funding", "USD" },
		{ "liquidation", "USD" }, { "mark_age", "s" }, { "venue_age", "s" },
		{ "state", "" },
	};

	rv_export_heads(e, heads, LEN_OF(heads));
	for (size_t i = 0; i < tv->n_positions; i++) {
		const rv_tv_position *p = &tv->positions[i];
		rv_export_row(e);
		rv_export_text(e, p->coin.symbol);
		rv_export_dec(e, p->lots, p->coin.sz_decimals);
		if (p->venue_known)
			rv_export_dec(e, p->venue_lots, p->coin.sz_decimals);
		else
			rv_export_skip(e);
		rv_export_num(e, p->entry_px);
		rv_export_num(e, rv_position_value_usd(&ui->scene, p));
		rv_export_num(e, rv_position_pnl_usd(&ui->scene, p));
		rv_export_num(e, p->realized_usd);
		rv_export_num(e, p->fees_usd);
		rv_export_num(e, p->funding_usd);
		rv_export_num(e, p->liquidation_px);
		put_age(e, &ui->scene, p->mark_at);
		put_age(e, &ui->scene, p->venue_at);
		rv_export_text(e, rv_label_book_state(p->state));
	}
}

static void export_limits(const rv_trade_view *tv, rv_export *e)
{
	static const rv_export_head heads[] = { { "limit", "" },    { "used", "" },
						{ "allowed", "" },  { "unit", "" },
						{ "at_least", "" }, { "breached", "" } };

	rv_export_heads(e, heads, LEN_OF(heads));
	for (size_t i = 0; i < tv->n_limits; i++) {
		const rv_tv_limit *l = &tv->limits[i];
		rv_export_row(e);
		rv_export_text(e, l->name);
		rv_export_num(e, l->used);
		rv_export_num(e, l->limit);
		rv_export_text(e, l->unit);
		rv_export_text(e, l->at_least ? "yes" : "no");
		rv_export_text(e, l->breached ? "yes" : "no");
	}
}

static void export_audit(const rv_trade_view *tv, rv_export *e)
{
	static const rv_export_head heads[] = { { "utc", "" },	{ "number", "" },  { "uid", "" },
						{ "type", "" }, { "subject", "" }, { "text", "" } };

	rv_export_heads(e, heads, LEN_OF(heads));
	for (size_t i = 0; i < tv->n_audit; i++) {
		const rv_tv_audit *a = &tv->audit[i];
		rv_export_row(e);
		rv_export_time(e, a->utc_ms);
		rv_export_int(e, (int64_t)a->seq);
		rv_export_int(e, a->uid);
		rv_export_text(e, a->type);
		rv_export_text(e, a->subject);
		rv_export_text(e, a->text);
	}
}

bool rv_export_orders(const rv_ui *ui, rv_pane_id pane, rv_export *e)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	const rv_list_id list = rv_list_of_pane(pane);

	if (!tv)
		return false;
	if (pane == RV_PANE_FILLS)
		export_fills(tv, e);
	else if (list != RV_LIST_N)
		export_items(ui, list, e);
	else if (pane == RV_PANE_POSITIONS)
		export_positions(ui, tv, e);
	else if (pane == RV_PANE_LIMITS)
		export_limits(tv, e);
	else if (pane == RV_PANE_AUDIT)
		export_audit(tv, e);
	else
		return false;
	return true;
}
