/* Orders that work or are unknown, orders that are over, and fills. */
#include <stdio.h>

#include "tui/money.h"
#include "tui/panes/columns.h"
#include "tui/panes/trading.h"
#include "tui/trade.h"

enum { O_ID, O_SIDE, O_SYMBOL, O_SIZE, O_FILLED, O_LIMIT, O_STATE, O_AGE, O_WHY, O_N };

static const rv_col_spec order_spec[O_N] = {
	[O_ID] = { "ORDER", 10, false, 2, false },     [O_SIDE] = { "SIDE", 4, false, 0, false },
	[O_SYMBOL] = { "SYMBOL", 8, false, 0, false }, [O_SIZE] = { "SIZE", 8, true, 1, false },
	[O_FILLED] = { "FILLED", 8, true, 4, false },  [O_LIMIT] = { "LIMIT", 9, true, 3, false },
	[O_STATE] = { "STATE", 9, false, 0, false },   [O_AGE] = { "AGE", 3, true, 0, false },
	[O_WHY] = { "WHY", 16, false, 5, true },
};

static const char *order_id(const rv_tv_order *o, char *buf)
{
	if (!o->external)
		return rv_fmt_cloid(&o->cloid, buf);
	(void)snprintf(buf, RV_FMT_TEXT, "oid %lld", (long long)o->oid);
	return buf;
}

static void order_row(const rv_row *r)
{
	const rv_tv_order *o = &r->tv->orders[r->pick->index];
	const rv_role plain = rv_order_works(o) ? RV_ROLE_TEXT : RV_ROLE_DIM;
	const int dec = o->coin.sz_decimals;
	char text[RV_FMT_TEXT];
	rv_row state = *r;

	if (o->state == RV_ORDER_UNKNOWN)
		state.attr |= RV_ATTR_BOLD;
	rv_row_put(r, O_ID, o->external ? RV_ROLE_WARN : plain, order_id(o, text));
	rv_row_put(r, O_SIDE, plain == RV_ROLE_DIM ? plain : rv_role_side(o->side),
		   rv_label_side(o->side));
	rv_row_put(r, O_SYMBOL, plain, o->coin.symbol);
	rv_row_put(r, O_SIZE, plain, rv_fmt_lots(o->lots, dec, text));
	rv_row_put(r, O_FILLED, plain, rv_fmt_lots(o->lots_filled, dec, text));
	rv_row_put(r, O_LIMIT, plain, rv_fmt_px(o->px, dec, text));
	rv_row_put(&state, O_STATE, rv_role_order(o->state), rv_label_order(o->state));
	rv_row_put(r, O_AGE, RV_ROLE_DIM,
		   rv_fmt_age(rv_scene_age(&r->ui->live, o->changed_at), text));
	rv_row_put(r, O_WHY, RV_ROLE_DIM, o->external && !o->text[0] ? "not ours" : o->text);
	if (o->state == RV_ORDER_UNKNOWN)
		rv_canvas_put(r->c, 1, r->y, L'!', RV_ROLE_BAD, RV_ATTR_BOLD);
}

void rv_pane_orders(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	char note[48] = "";
	const rv_pick_list list = { .pane = RV_PANE_ORDERS,
				    .list = RV_LIST_ORDERS,
				    .note = note,
				    .empty = "No order works. What was granted sends them.",
				    .spec = order_spec,
				    .n_spec = O_N,
				    .heads = true,
				    .said = true,
				    .row = order_row };

	if (tv && tv->n_unknown > 0)
		(void)snprintf(note, sizeof(note), "%zu UNKNOWN", tv->n_unknown);
	rv_pick_list_draw(ui, c, r, &list);
}

void rv_pane_history(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	char note[48] = "";
	const rv_pick_list list = {
		.pane = RV_PANE_HISTORY,
		.list = RV_LIST_HISTORY,
		.note = note,
		.empty = "No order is over yet. Those that were filled or cancelled come here.",
		.spec = order_spec,
		.n_spec = O_N,
		.heads = true,
		.said = true,
		.row = order_row
	};

	if (tv && tv->orders_total > tv->n_orders)
		(void)snprintf(note, sizeof(note), "the newest of %zu orders", tv->orders_total);
	rv_pick_list_draw(ui, c, r, &list);
}

enum { F_TIME, F_SIDE, F_SYMBOL, F_SIZE, F_PRICE, F_FEE, F_PNL, F_FOR, F_N };

static const rv_col_spec fill_spec[F_N] = {
	[F_TIME] = { "TIME", 8, false, 2, false },     [F_SIDE] = { "SIDE", 4, false, 0, false },
	[F_SYMBOL] = { "SYMBOL", 8, false, 0, false }, [F_SIZE] = { "SIZE", 8, true, 0, false },
	[F_PRICE] = { "PRICE", 9, true, 0, false },    [F_FEE] = { "FEE", 6, true, 3, false },
	[F_PNL] = { "CLOSED", 8, true, 4, false },     [F_FOR] = { "FOR", 4, false, 1, true },
};

static void fill_row(const rv_row *r)
{
	const rv_tv_fill *f = &r->tv->fills[r->pick->index];
	const rv_fill *x = &f->fill;
	char text[RV_FMT_TEXT], at[RV_TIME_TEXT], whose[64];

	rv_row_put(r, F_TIME, RV_ROLE_DIM, rv_time_format_clock(x->time_ms, at));
	rv_row_put(r, F_SIDE, rv_role_side(x->side), rv_label_side(x->side));
	rv_row_put(r, F_SYMBOL, RV_ROLE_TEXT, x->symbol);
	rv_row_put(r, F_SIZE, RV_ROLE_TEXT, rv_fmt_lots(x->lots, x->sz_decimals, text));
	rv_row_put(r, F_PRICE, RV_ROLE_TEXT, rv_fmt_px(x->px, x->sz_decimals, text));
	rv_row_put(r, F_FEE, RV_ROLE_DIM, rv_fmt_musd(x->fee_musd, 2, text));
	rv_row_put(r, F_PNL,
		   x->closed_pnl_musd > 0   ? RV_ROLE_UP
		   : x->closed_pnl_musd < 0 ? RV_ROLE_DOWN
					    : RV_ROLE_DIM,
		   rv_fmt_musd(x->closed_pnl_musd, 2, text));
	if (f->mandate)
		(void)snprintf(whose, sizeof(whose), "m%llu%s", (unsigned long long)f->mandate,
			       f->late ? " LATE" : "");
	else
		(void)snprintf(whose, sizeof(whose), "%s",
			       x->kind == RV_FILL_NORMAL ? "NOT OURS" : rv_label_fill(x->kind));
	rv_row_put(r, F_FOR, f->late || !f->mandate ? RV_ROLE_WARN : RV_ROLE_DIM, whose);
}

void rv_pane_fills(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	char note[48] = "";
	const rv_pick_list list = {
		.pane = RV_PANE_FILLS,
		.list = RV_LIST_FILLS,
		.note = note,
		.empty = "No fills yet. They come while an order works, with whose they are.",
		.spec = fill_spec,
		.n_spec = F_N,
		.heads = true,
		.row = fill_row
	};

	if (tv && tv->fills_total > tv->n_fills)
		(void)snprintf(note, sizeof(note), "the newest of %zu", tv->fills_total);
	rv_pick_list_draw(ui, c, r, &list);
}
