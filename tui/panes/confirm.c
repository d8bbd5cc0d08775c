/* The questions of the order side, and the kill menu. */
#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/money.h"
#include "tui/paint.h"
#include "tui/panes/approval.h"
#include "tui/panes/hedge_question.h"
#include "tui/panes/override_lines.h"
#include "tui/panes/paper.h"
#include "tui/panes/program.h"
#include "tui/panes/program_row.h"
#include "tui/panes/request.h"
#include "tui/panes/trading.h"

enum { BIG_W = 96, SMALL_W = 74, MARGIN = 2, FRAME_W = 4, FRAME_H = 2 };

static rv_rect box_of(const rv_ui *ui, int most_w, int lines)
{
	const int w = ui->cols - MARGIN < most_w ? ui->cols - MARGIN : most_w;
	const int h = lines + FRAME_H < ui->rows - MARGIN ? lines + FRAME_H : ui->rows - MARGIN;

	return (rv_rect){ (ui->cols - w) / 2, (ui->rows - h) / 2, w, h };
}

/* The word that is asked for, with what has been typed of it. */
static void write_word(rv_writer *wr, const rv_confirm *c)
{
	int y;

	if (!c->word[0])
		return;
	if (rv_write_here(wr, &y)) {
		const bool done = rv_confirm_word_typed(c);
		const int x = rv_write_put(wr, 0, y, RV_ROLE_TEXT, RV_ATTR_BOLD,
					   "type %s first: ", c->word);
		const int end = rv_write_put(wr, x, y, done ? RV_ROLE_GOOD : RV_ROLE_WARN,
					     RV_ATTR_BOLD, "%s", c->typed.text);
		if (!done)
			rv_canvas_attr(wr->c, end, y, 1, RV_ATTR_REVERSE);
	}
	rv_write_next(wr);
}

/* The keys from the question to a new quote; a program's dialog is there again after Esc. */
static const char *quoting_helps(const rv_ui *ui)
{
	const rv_confirm *c = &ui->trade.confirm;
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const uint64_t id = c->n > 0 ? c->bound[0].id : 0;
	const rv_tv_program *p = tv && c->ask == RV_ASK_PROGRAM ? rv_trade_program(tv, id) : NULL;
	const rv_tv_ticket *t = tv && c->ask == RV_ASK_APPROVE ? rv_trade_ticket(tv, id) : NULL;

	if (!tv || rv_confirm_changed(c, tv))
		return "";
	if (p && rv_program_quote_is_old(p))
		return "; Esc, then Enter quotes again";
	return t && rv_quote_is_old(t) ? "; Esc, Enter for its details, Enter quotes again" : "";
}

void rv_write_answers(rv_writer *wr, const rv_ui *ui)
{
	static const struct {
		const char *yes, *other;
	} words[] = {
		[RV_ASK_APPROVE] = { "send", "cancel" },
		[RV_ASK_MARKED] = { "send all", "cancel" },
		[RV_ASK_PROGRAM] = { "grant all", "back" },
		[RV_ASK_REJECT] = { "reject", "cancel" },
		[RV_ASK_REJECT_PROGRAM] = { "reject", "back" },
		[RV_ASK_CANCEL] = { "cancel it", "leave it" },
		[RV_ASK_ARM] = { "arm", "cancel" },
		[RV_ASK_FLATTEN] = { "flatten", "cancel" },
		[RV_ASK_OVERRIDE] = { "set it", "cancel" },
		[RV_ASK_LICENCE] = { "set it", "cancel" },
		[RV_ASK_HEDGE] = { "hedge now", "cancel" },
		[RV_ASK_REQUEST] = { "approve", "cancel" },
		[RV_ASK_REJECT_REQUEST] = { "reject", "cancel" },
	};
	enum { LONG_W = 68, ROOMY_ROWS = 30 }; /* where one line more keeps the picture whole */
	const rv_confirm *c = &ui->trade.confirm;
	const bool ends = c->ask == RV_ASK_OVERRIDE && c->cmd.kind == RV_CMD_OVERRIDE_END;
	const char *done = ends ? "end it" : c->ask == RV_ASK_QUIT ? "" : words[c->ask].yes;
	char why[RV_WHY_NOT];
	const char *block = rv_consent_block(ui, ui->now_mono, why);

	if (block[0])
		rv_write_wrapped(wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD, "cannot be sent: %s%s", block,
				 ui->rows >= ROOMY_ROWS ? quoting_helps(ui) : "");
	write_word(wr, c);
	if (c->ask == RV_ASK_QUIT)
		rv_write_wrapped(wr, 0, RV_ROLE_TITLE, RV_ATTR_BOLD,
				 "C = cancel them and quit, Y = leave them and quit, any other "
				 "key = stay");
	else if (c->word[0])
		rv_write_wrapped(wr, 0, RV_ROLE_TITLE, RV_ATTR_BOLD,
				 "type %s, then Y = %s; Esc = %s", c->word, done,
				 words[c->ask].other);
	else
		rv_write_wrapped(wr, 0, RV_ROLE_TITLE, RV_ATTR_BOLD,
				 wr->w >= LONG_W
					 ? "Y = %s, any other key = %s (Enter and Space do nothing)"
					 : "Y = %s, others = %s",
				 done, words[c->ask].other);
}

static void write_ticket_short(rv_writer *wr, const rv_ui *ui)
{
	const rv_tv_ticket *t = rv_trade_ticket(&ui->live.v->trade, ui->trade.confirm.bound[0].id);
	char leg[RV_LEG_TEXT], left[RV_FMT_TEXT];

	if (!t) {
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "the ticket is gone");
		return;
	}
	rv_write_wrapped(wr, 0, rv_role_side(t->side), RV_ATTR_BOLD, "%s", rv_leg_text(t, leg));
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "%s, valid %s%s%s", rv_label_ticket(t->state),
			 rv_fmt_left(rv_trade_left(&ui->live, t->expires_at), left),
			 t->why[0] ? ": " : "", t->why);
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "A reason is asked for after Y.");
}

static void write_program_short(rv_writer *wr, const rv_ui *ui)
{
	const rv_tv_program *p = rv_program_shown(ui);
	char counts[RV_PROGRAM_COUNTS], gross[RV_FMT_TEXT];

	if (!p) {
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "the program is gone");
		return;
	}
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, RV_ATTR_BOLD, "%s: %zu legs (%s), gross %s USD",
			 p->phase, p->n, rv_program_counts_text(p, counts),
			 rv_fmt_usd(p->gross_usd, 0, gross));
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0,
			 "Every leg of it is over then, and the phase is not proposed again.");
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "A reason is asked for after Y.");
}

static void write_mandate_short(rv_writer *wr, const rv_tv_mandate *m)
{
	const int dec = m->coin.sz_decimals;
	char filled[RV_FMT_TEXT], most[RV_FMT_TEXT], working[RV_FMT_TEXT], unknown[RV_FMT_TEXT];

	rv_write_wrapped(wr, 0, rv_role_side(m->side), RV_ATTR_BOLD, "mandate m%llu %s %s %s",
			 (unsigned long long)m->id, rv_label_side(m->side),
			 rv_fmt_lots(m->lots_most, dec, most), m->coin.symbol);
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0,
			 "%s filled and stays, %s working and %s unknown are cancelled",
			 rv_fmt_lots(m->lots_filled, dec, filled),
			 rv_fmt_lots(m->lots_working, dec, working),
			 rv_fmt_lots(m->lots_unknown, dec, unknown));
}

static void write_order_short(rv_writer *wr, const rv_tv_order *o)
{
	const int dec = o->coin.sz_decimals;
	char id[RV_FMT_TEXT], lots[RV_FMT_TEXT], px[RV_FMT_TEXT], filled[RV_FMT_TEXT];

	rv_write_wrapped(wr, 0, rv_role_side(o->side), RV_ATTR_BOLD, "order %s %s %s %s at %s",
			 rv_fmt_cloid(&o->cloid, id), rv_label_side(o->side),
			 rv_fmt_lots(o->lots, dec, lots), o->coin.symbol,
			 rv_fmt_px(o->px, dec, px));
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "%s, %s filled", rv_label_order(o->state),
			 rv_fmt_lots(o->lots_filled, dec, filled));
}

static void write_target(rv_writer *wr, const rv_ui *ui)
{
	const rv_trade_view *tv = &ui->live.v->trade;
	const rv_pick *p = &ui->trade.confirm.target;
	const rv_tv_mandate *m = p->kind == RV_PICK_MANDATE ? rv_trade_mandate(tv, p->a) : NULL;
	const rv_tv_order *o = p->kind == RV_PICK_ORDER ? rv_trade_order(tv, p) : NULL;

	if (m)
		write_mandate_short(wr, m);
	else if (o)
		write_order_short(wr, o);
	else
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "it is gone");
}

enum { COUNT_TEXT = 32 };

/* "1 order", "2 orders"; "" for none. */
static void count_of(size_t n, const char *what, char out[COUNT_TEXT])
{
	out[0] = '\0';
	if (n > 0)
		(void)snprintf(out, COUNT_TEXT, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

static void write_flatten(rv_writer *wr, const rv_ui *ui)
{
	const rv_trade_view *tv = &ui->live.v->trade;
	char gross[RV_FMT_TEXT];
	char orders[COUNT_TEXT], mandates[COUNT_TEXT];
	size_t held = 0;

	for (size_t i = 0; i < tv->n_positions; i++)
		held += tv->positions[i].lots != 0;
	rv_write_wrapped(wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD,
			 "Close every position at the market: %zu position%s, gross %s USD", held,
			 held == 1 ? "" : "s", rv_fmt_usd(tv->gross_usd, 0, gross));
	if (tv->flatten_orders + tv->flatten_mandates > 0) {
		count_of(tv->flatten_orders, "order", orders);
		count_of(tv->flatten_mandates, "mandate", mandates);
		rv_write_wrapped(wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD, "Also %s%s%s%s%s.",
				 orders[0] ? "cancel " : "", orders,
				 orders[0] && mandates[0] ? ", " : "", mandates[0] ? "end " : "",
				 mandates);
	}
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0,
			 "The book is %s. Orders are reduce-only, with a "
			 "collar.",
			 rv_label_book_state(tv->state));
}

static void write_quit(rv_writer *wr, const rv_ui *ui)
{
	const rv_trade_view *tv = &ui->live.v->trade;
	size_t mandates = 0, orders = 0;
	char m[COUNT_TEXT], o[COUNT_TEXT];

	for (size_t i = 0; i < tv->n_mandates; i++)
		mandates += tv->mandates[i].state != RV_MANDATE_ENDED;
	for (size_t i = 0; i < tv->n_orders; i++)
		orders += rv_order_works(&tv->orders[i]) && !tv->orders[i].external;
	count_of(mandates, "mandate", m);
	count_of(orders, "order", o);
	rv_write_wrapped(wr, 0, RV_ROLE_WARN, RV_ATTR_BOLD,
			 "The engine ends with this console: %s%s%s of ours %s not over.", m,
			 mandates > 0 && orders > 0 ? " and " : "", o,
			 mandates + orders == 1 ? "is" : "are");
}

static void write_question(rv_writer *wr, const rv_ui *ui, int columns)
{
	const rv_confirm *c = &ui->trade.confirm;
	const rv_tv_ticket *t;

	switch (c->ask) {
	case RV_ASK_APPROVE:
		t = rv_trade_ticket(&ui->live.v->trade, c->bound[0].id);
		if (t)
			rv_write_approval(wr, ui, t, columns);
		else
			rv_write_text(wr, 0, RV_ROLE_WARN, 0, "the ticket is gone");
		break;
	case RV_ASK_MARKED:
		rv_write_marked(wr, ui);
		break;
	case RV_ASK_REJECT:
		write_ticket_short(wr, ui);
		break;
	case RV_ASK_REJECT_PROGRAM:
		write_program_short(wr, ui);
		break;
	case RV_ASK_CANCEL:
		write_target(wr, ui);
		break;
	case RV_ASK_FLATTEN:
		write_flatten(wr, ui);
		break;
	case RV_ASK_OVERRIDE:
		rv_write_override(wr, ui);
		break;
	case RV_ASK_LICENCE:
		rv_write_licence(wr, ui);
		break;
	case RV_ASK_HEDGE:
		rv_write_hedge_question(wr, ui);
		break;
	case RV_ASK_REQUEST:
	case RV_ASK_REJECT_REQUEST:
		rv_write_request(wr, ui);
		break;
	case RV_ASK_QUIT:
		write_quit(wr, ui);
		break;
	default:
		rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0,
				 "Armed, tickets can be approved. The lock comes back by itself; "
				 "L locks at once.");
		break;
	}
}

static size_t write_all(rv_writer *wr, const rv_ui *ui, int columns, bool spaced)
{
	write_question(wr, ui, columns);
	if (spaced)
		rv_write_next(wr);
	rv_write_answers(wr, ui);
	return wr->line;
}

static void title_of(const rv_confirm *c, char title[64])
{
	const unsigned long long id = c->n ? (unsigned long long)c->bound[0].id : 0;
	const unsigned long long asked = (unsigned long long)c->cmd.ids[0];

	switch (c->ask) {
	case RV_ASK_APPROVE:
		(void)snprintf(title, 64, "Approve #%llu", id);
		break;
	case RV_ASK_MARKED:
		(void)snprintf(title, 64, "Approve %zu ticket%s", c->n, c->n == 1 ? "" : "s");
		break;
	case RV_ASK_REJECT:
		(void)snprintf(title, 64, "Reject #%llu", id);
		break;
	case RV_ASK_REJECT_PROGRAM:
		(void)snprintf(title, 64, "Reject program p%llu", id);
		break;
	case RV_ASK_CANCEL:
		(void)snprintf(title, 64, "Cancel");
		break;
	case RV_ASK_ARM:
		(void)snprintf(title, 64, "Arm");
		break;
	case RV_ASK_FLATTEN:
		(void)snprintf(title, 64, "Flatten");
		break;
	case RV_ASK_HEDGE:
		(void)snprintf(title, 64, "Hedge now");
		break;
	case RV_ASK_OVERRIDE:
		(void)snprintf(title, 64,
			       c->cmd.kind == RV_CMD_OVERRIDE ? "Override" : "End an override");
		break;
	case RV_ASK_REQUEST:
		(void)snprintf(title, 64, "Second person: approve r%llu", asked);
		break;
	case RV_ASK_REJECT_REQUEST:
		(void)snprintf(title, 64, "Reject r%llu", asked);
		break;
	case RV_ASK_LICENCE:
		(void)snprintf(title, 64, "Licence of %s", rv_sub_name(c->cmd.sub));
		break;
	default:
		(void)snprintf(title, 64, "Quit");
		break;
	}
}

static bool draw_too_small(const rv_ui *ui, rv_canvas *c, int cols, size_t lines)
{
	const rv_rect in = rv_paint_box(c, box_of(ui, SMALL_W, 3), "Too small");
	rv_writer wr = { .c = c, .w = in.w, .h = in.h };

	rv_write_wrapped(&wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD, "This needs %dx%zu, here are %dx%d.",
			 cols, lines + FRAME_H + MARGIN, ui->cols, ui->rows);
	rv_write_wrapped(&wr, 0, RV_ROLE_TEXT, 0, "Any key closes it.");
	return false;
}

/* How it is written so that it fits: checks side by side as far as it takes, no blank line. */
typedef struct form {
	int columns;
	bool spaced;
	size_t lines;
} form;

static form form_of(const rv_ui *ui, bool big, int w, int h)
{
	form f = { .columns = 0, .spaced = true };

	do {
		rv_writer count = { .c = NULL, .w = w };
		f.lines = write_all(&count, ui, ++f.columns, true);
	} while (big && (int)f.lines > h && f.columns < RV_CHECK_NAMES);
	if ((int)f.lines > h) {
		f.spaced = false;
		f.lines--;
	}
	return f;
}

bool rv_dialog_confirm(const rv_ui *ui, rv_canvas *c)
{
	const rv_confirm *q = &ui->trade.confirm;
	const bool big = q->ask == RV_ASK_APPROVE || q->ask == RV_ASK_MARKED;
	const int most_w = big ? BIG_W : SMALL_W, h = ui->rows - MARGIN - FRAME_H;
	char title[64];

	if (!rv_trade_of(&ui->live))
		return draw_too_small(ui, c, RV_LAYOUT_MIN_COLS, 0);
	if (q->ask == RV_ASK_PROGRAM)
		return rv_dialog_program(ui, c, true);
	const form f = form_of(ui, big, box_of(ui, most_w, 1).w - FRAME_W, h);
	if ((int)f.lines > h || (big && ui->cols < RV_APPROVE_COLS))
		return draw_too_small(ui, c, big ? RV_APPROVE_COLS : ui->cols, f.lines);
	title_of(q, title);
	const rv_rect in = rv_paint_box(c, box_of(ui, most_w, (int)f.lines), title);
	rv_writer wr = { .c = c, .w = in.w, .h = in.h };
	(void)write_all(&wr, ui, f.columns, f.spaced);
	return true;
}

void rv_dialog_kill(const rv_ui *ui, rv_canvas *c)
{
	static const struct {
		const char *key, *text;
	} lines[] = { { "H", "HALT, and cancel every order of ours" },
		      { "C", "HALT, working orders stay" },
		      { "R", "REDUCING: only what reduces" } };
	const rv_rect in = rv_paint_box(c, box_of(ui, 50, 5), "KILL");

	for (int i = 0; i < 3; i++) {
		rv_canvas_text(c, 0, i, 1, RV_ROLE_BAD, RV_ATTR_BOLD, lines[i].key);
		rv_canvas_text(c, 3, i, in.w - 3, RV_ROLE_TEXT, 0, lines[i].text);
	}
	rv_canvas_text(c, 0, 4, in.w, RV_ROLE_DIM, 0, "at once; any other key closes this");
}
