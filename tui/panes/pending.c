/*
 * What waits for a person and what works: unknown orders first, then tickets, mandates with their
 * progress, the last fills. What is to be said of the chosen one stands below in words.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/empty.h"
#include "tui/money.h"
#include "tui/panes/columns.h"
#include "tui/panes/program_row.h"
#include "tui/panes/request.h"
#include "tui/panes/texts.h"
#include "tui/panes/trading.h"
#include "tui/trade.h"

enum { ID, SIDE, SYMBOL, SIZE, LIMIT, USD, STATE, TIME, SAID, COLUMNS };

static const rv_col_spec spec[COLUMNS] = {
	[ID] = { "ID", 4, false, 0, false },	     [SIDE] = { "SIDE", 4, false, 0, false },
	[SYMBOL] = { "SYMBOL", 8, false, 0, false }, [SIZE] = { "SIZE", 8, true, 1, false },
	[LIMIT] = { "LIMIT", 9, true, 2, false },    [USD] = { "USD", 7, true, 3, false },
	[STATE] = { "STATE", 9, false, 0, false },   [TIME] = { "TIME", 5, true, 0, false },
	[SAID] = { "WHY", 20, false, 4, true },
};

static void put_head(const rv_row *r, const char *id, rv_side side, const char *symbol)
{
	rv_row_put(r, ID, RV_ROLE_TEXT, id);
	rv_row_put(r, SIDE, rv_role_side(side), rv_label_side(side));
	rv_row_put(r, SYMBOL, RV_ROLE_TEXT, symbol);
}

static void ticket_row(const rv_row *r, const rv_tv_ticket *t)
{
	const int64_t left = rv_trade_left(&r->ui->live, t->expires_at);
	rv_role role;
	const char *word = rv_ticket_word(&r->ui->live, t, &role);
	char id[RV_FMT_TEXT], text[RV_FMT_TEXT];

	(void)snprintf(id, sizeof(id), "#%llu", (unsigned long long)t->id);
	put_head(r, id, t->side, t->coin.symbol);
	rv_row_put(r, SIZE, RV_ROLE_TEXT, rv_fmt_lots(t->lots, t->coin.sz_decimals, text));
	rv_row_put(r, LIMIT, RV_ROLE_TEXT, rv_fmt_px(t->px, t->coin.sz_decimals, text));
	rv_row_put(r, USD, RV_ROLE_TEXT, rv_fmt_musd(t->notional_musd, 0, text));
	rv_row_put(r, STATE, role, word);
	rv_row_put(r, TIME, left < 20000 ? RV_ROLE_WARN : RV_ROLE_TEXT, rv_fmt_left(left, text));
	rv_row_put(r, SAID, RV_ROLE_DIM, t->reason[0] ? t->reason : t->why);
}

/* Filled of the most, as a bar over the columns of size and limit. */
static void put_progress(const rv_row *r, const rv_tv_mandate *m)
{
	enum { PERCENT_W = 5 };
	const double share =
		m->lots_most > 0 ? (double)m->lots_filled / (double)m->lots_most : (double)NAN;
	const int x = r->cols->x[SIZE];
	const int end =
		r->cols->w[LIMIT] ? r->cols->x[LIMIT] + r->cols->w[LIMIT] : x + r->cols->w[SIZE];

	if (r->cols->w[SIZE] == 0)
		return;
	rv_meter(r->c, x, r->y, end - x - PERCENT_W, share, (double)NAN, RV_ROLE_PLOT);
	rv_canvas_printf(r->c, end - PERCENT_W, r->y, PERCENT_W, RV_ROLE_TEXT, r->attr, "%4s%%",
			 rv_num(floor(share * 100), 0).s); /* 100 only when all is */
}

static void mandate_row(const rv_row *r, const rv_tv_mandate *m)
{
	char id[RV_FMT_TEXT], text[RV_FMT_TEXT];

	(void)snprintf(id, sizeof(id), "m%llu", (unsigned long long)m->id);
	put_head(r, id, m->side, m->coin.symbol);
	put_progress(r, m);
	rv_row_put(r, STATE, rv_role_mandate(m->state), rv_label_mandate(m->state));
	rv_row_put(r, TIME, RV_ROLE_TEXT,
		   rv_fmt_left(rv_trade_left(&r->ui->live, m->ends_at), text));
	rv_row_put(r, SAID, RV_ROLE_DIM, m->reason);
}

static void order_row(const rv_row *r, const rv_tv_order *o)
{
	char text[RV_FMT_TEXT];
	const bool unknown = o->state == RV_ORDER_UNKNOWN;
	rv_row bold = *r;

	bold.attr |= unknown ? RV_ATTR_BOLD : 0;
	put_head(&bold, "ord", o->side, o->coin.symbol);
	rv_row_put(r, SIZE, RV_ROLE_TEXT, rv_fmt_lots(o->lots, o->coin.sz_decimals, text));
	rv_row_put(r, LIMIT, RV_ROLE_TEXT, rv_fmt_px(o->px, o->coin.sz_decimals, text));
	rv_row_put(&bold, STATE, rv_role_order(o->state), rv_label_order(o->state));
	rv_row_put(r, TIME, unknown ? RV_ROLE_BAD : RV_ROLE_TEXT,
		   rv_fmt_age(rv_scene_age(&r->ui->live, o->changed_at), text));
	rv_row_put(r, SAID, RV_ROLE_DIM, o->text);
	if (unknown)
		rv_canvas_put(r->c, 1, r->y, L'!', RV_ROLE_BAD, RV_ATTR_BOLD);
}

static void fill_row(const rv_row *r, const rv_tv_fill *f)
{
	const rv_fill *x = &f->fill;
	char text[RV_FMT_TEXT];
	const int64_t age = r->ui->live.utc_now - x->time_ms;

	rv_row_put(r, ID, RV_ROLE_DIM, "fill");
	rv_row_put(r, SIDE, RV_ROLE_DIM, rv_label_side(x->side));
	rv_row_put(r, SYMBOL, RV_ROLE_DIM, x->symbol);
	rv_row_put(r, SIZE, RV_ROLE_DIM, rv_fmt_lots(x->lots, x->sz_decimals, text));
	rv_row_put(r, LIMIT, RV_ROLE_DIM, rv_fmt_px(x->px, x->sz_decimals, text));
	rv_row_put(r, STATE, f->late || x->kind != RV_FILL_NORMAL ? RV_ROLE_WARN : RV_ROLE_DIM,
		   x->kind != RV_FILL_NORMAL ? rv_label_fill(x->kind)
		   : f->late		     ? "LATE"
		   : f->mandate == 0	     ? "NOT OURS"
					     : "filled");
	rv_row_put(r, TIME, RV_ROLE_DIM, rv_fmt_age(age > 0 ? age : 0, text));
}

static void draw_row(const rv_row *r)
{
	const rv_trade_view *tv = r->tv;

	static const rv_program_cols program = {
		.id = ID, .from = SIDE, .to = USD, .state = STATE, .left = TIME, .why = SAID
	};

	switch (r->pick->kind) {
	case RV_PICK_PROGRAM:
		rv_program_row(r, &program);
		break;
	case RV_PICK_REQUEST:
		rv_request_row(r, &program);
		break;
	case RV_PICK_TICKET:
		ticket_row(r, &tv->tickets[r->pick->index]);
		break;
	case RV_PICK_MANDATE:
		mandate_row(r, &tv->mandates[r->pick->index]);
		break;
	case RV_PICK_ORDER:
		order_row(r, &tv->orders[r->pick->index]);
		break;
	default:
		fill_row(r, &tv->fills[r->pick->index]);
		break;
	}
}

static const char *join_note(char *buf, size_t cap, const char *text)
{
	const size_t n = strlen(buf);

	(void)snprintf(buf + n, cap - n, "%s%s", n ? ", " : "", text); /* cut is fine */
	return buf;
}

/* Orders of ours that somebody waits for: a cancel's answer, or what fills without a mandate. */
static void note_orders(const rv_trade_view *tv, char note[96])
{
	size_t canceling = 0, alone = 0;
	char text[64];

	for (size_t i = 0; i < tv->n_orders; i++) {
		const rv_tv_order *o = &tv->orders[i];
		canceling += o->state == RV_ORDER_CANCELING && !o->external;
		alone += rv_order_alone(tv, o);
	}
	if (canceling > 0) {
		(void)snprintf(text, sizeof(text), "%zu canceling", canceling);
		(void)join_note(note, 96, text);
	}
	if (alone > 0) {
		(void)snprintf(text, sizeof(text), "%zu order%s work%s", alone,
			       alone == 1 ? "" : "s", alone == 1 ? "s" : "");
		(void)join_note(note, 96, text);
	}
}

static void title_note(const rv_ui *ui, char note[96])
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	char text[64], age[RV_FMT_TEXT];

	note[0] = '\0';
	if (!tv)
		return;
	if (tv->n_unknown > 0) {
		(void)snprintf(text, sizeof(text), "%zu UNKNOWN", tv->n_unknown);
		(void)join_note(note, 96, text);
	}
	if (tv->n_pending == 0)
		note_orders(tv, note);
	if (tv->n_pending > 0)
		(void)snprintf(text, sizeof(text), "%zu wait%s, oldest %s", tv->n_pending,
			       tv->n_pending == 1 ? "s" : "",
			       rv_fmt_age(rv_scene_age(&ui->live, tv->oldest_pending_at), age));
	else
		(void)snprintf(text, sizeof(text), "%s", note[0] ? "" : "nothing waits");
	if (text[0])
		(void)join_note(note, 96, text);
	if (ui->trade.n_marked > 0) {
		(void)snprintf(text, sizeof(text), "%zu marked", ui->trade.n_marked);
		(void)join_note(note, 96, text);
	}
	if (ui->trade.lists[RV_LIST_PENDING].hold > 0)
		(void)join_note(note, 96, "held");
}

static void put_empty(const rv_ui *ui, char empty[RV_EMPTY_TEXT * 2], char propose[RV_EMPTY_TEXT])
{
	(void)snprintf(empty, RV_EMPTY_TEXT * 2, "Nothing waits and nothing works. %s",
		       rv_empty_propose(&ui->live, propose));
}

void rv_pane_pending(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	char note[96], propose[RV_EMPTY_TEXT], empty[RV_EMPTY_TEXT * 2];
	const rv_pick_list list = { .pane = RV_PANE_PENDING,
				    .list = RV_LIST_PENDING,
				    .note = note,
				    .empty = empty,
				    .spec = spec,
				    .n_spec = COLUMNS,
				    .said = true,
				    .heads = true,
				    .row = draw_row };

	title_note(ui, note);
	put_empty(ui, empty, propose);
	rv_pick_list_draw(ui, c, r, &list);
}

void rv_pane_strip(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	char note[96], propose[RV_EMPTY_TEXT], empty[RV_EMPTY_TEXT * 2];
	const rv_pick_list list = { .pane = RV_PANE_PENDING,
				    .list = RV_LIST_PENDING,
				    .note = note,
				    .empty = empty,
				    .spec = spec,
				    .n_spec = COLUMNS,
				    .row = draw_row };

	title_note(ui, note);
	put_empty(ui, empty, propose);
	rv_pick_list_draw(ui, c, r, &list);
}
