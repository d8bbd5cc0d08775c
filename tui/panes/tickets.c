/* Tickets and mandates of the Orders screen, over the whole width. */
#include <math.h>
#include <stdio.h>

#include "tui/empty.h"
#include "tui/money.h"
#include "tui/panes/columns.h"
#include "tui/panes/program_row.h"
#include "tui/panes/request.h"
#include "tui/panes/texts.h"
#include "tui/panes/trading.h"
#include "tui/trade.h"

enum {
	T_ID,
	T_SIDE,
	T_SYMBOL,
	T_SIZE,
	T_LIMIT,
	T_USD,
	T_HOW,
	T_NET,
	T_QUOTE,
	T_STATE,
	T_LEFT,
	T_WHY,
	T_N
};

static const rv_col_spec ticket_spec[T_N] = {
	[T_ID] = { "ID", 4, false, 0, false },	       [T_SIDE] = { "SIDE", 4, false, 0, false },
	[T_SYMBOL] = { "SYMBOL", 8, false, 0, false }, [T_SIZE] = { "SIZE", 9, true, 2, false },
	[T_LIMIT] = { "LIMIT", 9, true, 3, false },    [T_USD] = { "USD", 8, true, 5, false },
	[T_HOW] = { "HOW", 14, false, 7, false },      [T_NET] = { "NET bp", 6, true, 6, false },
	[T_QUOTE] = { "QUOTE", 5, true, 8, false },    [T_STATE] = { "STATE", 8, false, 0, false },
	[T_LEFT] = { "VALID", 5, true, 1, false },     [T_WHY] = { "WHY", 14, false, 4, true },
};

static void put_left(const rv_row *r, const rv_tv_ticket *t)
{
	const int64_t left = rv_trade_left(&r->ui->live, t->expires_at);
	char text[RV_FMT_TEXT];

	if (rv_ticket_waits(t))
		rv_row_put(r, T_LEFT, left < 20000 ? RV_ROLE_WARN : RV_ROLE_TEXT,
			   rv_fmt_left(left, text));
	else
		rv_row_put(r, T_LEFT, RV_ROLE_DIM, "-");
}

static void plain_row(const rv_row *r)
{
	const rv_tv_ticket *t = &r->tv->tickets[r->pick->index];
	const rv_role plain = rv_ticket_waits(t) ? RV_ROLE_TEXT : RV_ROLE_DIM;
	char text[RV_FMT_TEXT], how[RV_STYLE_TEXT];
	rv_role state;

	(void)snprintf(text, sizeof(text), "#%llu", (unsigned long long)t->id);
	rv_row_put(r, T_ID, plain, text);
	rv_row_put(r, T_SIDE, plain == RV_ROLE_DIM ? plain : rv_role_side(t->side),
		   rv_label_side(t->side));
	rv_row_put(r, T_SYMBOL, plain, t->coin.symbol);
	rv_row_put(r, T_SIZE, plain, rv_fmt_lots(t->lots, t->coin.sz_decimals, text));
	rv_row_put(r, T_LIMIT, plain, rv_fmt_px(t->px, t->coin.sz_decimals, text));
	rv_row_put(r, T_USD, plain, rv_fmt_musd(t->notional_musd, 0, text));
	rv_row_put(r, T_HOW, plain, rv_label_style(t->style, t->duration_ms, t->slices, how));
	rv_row_put(r, T_NET, plain, rv_fmt_signed(t->net_bps, 1, text));
	rv_row_put(r, T_QUOTE, RV_ROLE_DIM,
		   rv_fmt_age(rv_scene_age(&r->ui->live, t->quote_at), text));
	const char *word = rv_ticket_word(&r->ui->live, t, &state);
	rv_row_put(r, T_STATE, state, word);
	put_left(r, t);
	rv_row_put(r, T_WHY, RV_ROLE_DIM, t->reason[0] ? t->reason : t->why);
}

static void ticket_row(const rv_row *r)
{
	static const rv_program_cols program = { .id = T_ID,
						 .from = T_SIDE,
						 .to = T_QUOTE,
						 .state = T_STATE,
						 .left = T_LEFT,
						 .why = T_WHY };

	if (r->pick->kind == RV_PICK_PROGRAM)
		rv_program_row(r, &program);
	else if (r->pick->kind == RV_PICK_REQUEST)
		rv_request_row(r, &program);
	else
		plain_row(r);
}

static void tickets_note(const rv_ui *ui, char note[96])
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	char age[RV_FMT_TEXT], marked[40] = "";

	note[0] = '\0';
	if (ui->trade.n_marked > 0)
		(void)snprintf(marked, sizeof(marked), ", %zu marked", ui->trade.n_marked);
	if (tv && tv->n_pending > 0)
		(void)snprintf(note, 96, "%zu wait%s, oldest %s%s", tv->n_pending,
			       tv->n_pending == 1 ? "s" : "",
			       rv_fmt_age(rv_scene_age(&ui->live, tv->oldest_pending_at), age),
			       marked);
}

void rv_pane_tickets(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	char note[96], propose[RV_EMPTY_TEXT], empty[RV_EMPTY_TEXT * 2];
	const rv_pick_list list = { .pane = RV_PANE_TICKETS,
				    .list = RV_LIST_TICKETS,
				    .note = note,
				    .empty = empty,
				    .spec = ticket_spec,
				    .n_spec = T_N,
				    .heads = true,
				    .said = true,
				    .row = ticket_row };

	tickets_note(ui, note);
	(void)snprintf(empty, sizeof(empty),
		       "No tickets yet. %s :buy SOL 500 usd proposes one by hand.",
		       rv_empty_propose(&ui->live, propose));
	rv_pick_list_draw(ui, c, r, &list);
}

enum {
	M_ID,
	M_SIDE,
	M_SYMBOL,
	M_BAR,
	M_FILLED,
	M_WORKING,
	M_UNKNOWN,
	M_AVG,
	M_COLLAR,
	M_SLICES,
	M_STATE,
	M_LEFT,
	M_WHY,
	M_N
};

static const rv_col_spec mandate_spec[M_N] = {
	[M_ID] = { "ID", 4, false, 0, false },
	[M_SIDE] = { "SIDE", 4, false, 0, false },
	[M_SYMBOL] = { "SYMBOL", 8, false, 0, false },
	[M_BAR] = { "PROGRESS", 12, false, 3, false },
	[M_FILLED] = { "FILLED OF", 15, true, 1, false },
	[M_WORKING] = { "WORKING", 7, true, 6, false },
	[M_UNKNOWN] = { "UNKNOWN", 7, true, 5, false },
	[M_AVG] = { "AVERAGE", 8, true, 7, false },
	[M_COLLAR] = { "COLLAR", 8, true, 8, false },
	[M_SLICES] = { "SLICES", 6, true, 9, false },
	[M_STATE] = { "STATE", 7, false, 0, false },
	[M_LEFT] = { "ENDS", 5, true, 2, false },
	[M_WHY] = { "WHY", 10, false, 4, true },
};

static void put_bar(const rv_row *r, const rv_tv_mandate *m)
{
	const double share =
		m->lots_most > 0 ? (double)m->lots_filled / (double)m->lots_most : (double)NAN;

	if (r->cols->w[M_BAR] == 0)
		return;
	rv_meter(r->c, r->cols->x[M_BAR], r->y, r->cols->w[M_BAR] - 5, share, (double)NAN,
		 m->state == RV_MANDATE_ENDED ? RV_ROLE_DIM : RV_ROLE_PLOT);
	rv_canvas_printf(r->c, r->cols->x[M_BAR] + r->cols->w[M_BAR] - 5, r->y, 5, RV_ROLE_TEXT,
			 r->attr, "%4s%%", rv_num(floor(share * 100), 0).s);
}

static void put_sizes(const rv_row *r, const rv_tv_mandate *m, rv_role plain)
{
	const int dec = m->coin.sz_decimals;
	char filled[RV_FMT_TEXT], most[RV_FMT_TEXT], text[2 * RV_FMT_TEXT + 2];

	(void)snprintf(text, sizeof(text), "%s/%s", rv_fmt_lots(m->lots_filled, dec, filled),
		       rv_fmt_lots(m->lots_most, dec, most));
	rv_row_put(r, M_FILLED, plain, text);
	rv_row_put(r, M_WORKING, plain, rv_fmt_lots(m->lots_working, dec, text));
	rv_row_put(r, M_UNKNOWN, m->lots_unknown ? RV_ROLE_BAD : RV_ROLE_DIM,
		   rv_fmt_lots(m->lots_unknown, dec, text));
}

static void mandate_row(const rv_row *r)
{
	const rv_tv_mandate *m = &r->tv->mandates[r->pick->index];
	const bool over = m->state == RV_MANDATE_ENDED;
	const rv_role plain = over ? RV_ROLE_DIM : RV_ROLE_TEXT;
	char text[2 * RV_FMT_TEXT];

	(void)snprintf(text, sizeof(text), "m%llu", (unsigned long long)m->id);
	rv_row_put(r, M_ID, plain, text);
	rv_row_put(r, M_SIDE, over ? plain : rv_role_side(m->side), rv_label_side(m->side));
	rv_row_put(r, M_SYMBOL, plain, m->coin.symbol);
	put_bar(r, m);
	put_sizes(r, m, plain);
	rv_row_put(r, M_AVG, plain, rv_fmt_price(m->avg_px, m->coin.sz_decimals, text));
	rv_row_put(r, M_COLLAR, plain, rv_fmt_px(m->px_worst, m->coin.sz_decimals, text));
	(void)snprintf(text, sizeof(text), "%lld/%lld", (long long)m->slices_done,
		       (long long)m->slices);
	rv_row_put(r, M_SLICES, plain, text);
	rv_row_put(r, M_STATE, rv_role_mandate(m->state), rv_label_mandate(m->state));
	rv_row_put(r, M_LEFT, plain,
		   over ? "-" : rv_fmt_left(rv_trade_left(&r->ui->live, m->ends_at), text));
	rv_row_put(r, M_WHY, RV_ROLE_DIM, m->reason);
}

void rv_pane_mandates(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_pick_list list = {
		.pane = RV_PANE_MANDATES,
		.list = RV_LIST_MANDATES,
		.note = "",
		.empty = "No mandates yet: approving a ticket or a program makes them.",
		.spec = mandate_spec,
		.n_spec = M_N,
		.heads = true,
		.said = true,
		.row = mandate_row
	};

	rv_pick_list_draw(ui, c, r, &list);
}
