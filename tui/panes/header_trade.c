/* The header's pieces of the order side: state, lock, what waits, money, the chain's head. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/override_text.h"
#include "tui/panes/pieces.h"
#include "tui/pen.h"
#include "tui/trade.h"

enum { NARROW = 60, REASON_LEAST = 28, REASON_FROM = 100 };

/* The reason goes with the word where there is room, else it begins the second line. */
static bool reason_fits(int w)
{
	return w >= REASON_FROM;
}

static void add_book_state(rv_pieces *ps, const rv_trade_view *tv, int w)
{
	const bool active = tv->state == RV_BOOK_ACTIVE;
	const char *word = rv_label_book_state(tv->state);

	if (active || !reason_fits(w) || !tv->state_reason[0]) {
		rv_pieces_add(ps, rv_role_book_state(tv->state), RV_ATTR_BOLD,
			      active ? "%s" : " %s ", word);
		rv_pieces_must(ps, "");
		return;
	}
	rv_pieces_add(ps, rv_role_book_state(tv->state), RV_ATTR_BOLD, " %s: %s ", word,
		      tv->state_reason);
	rv_pieces_must_cut(ps, REASON_LEAST + (int)strlen(word) + 4);
}

void rv_header_state(rv_pieces *ps, const rv_ui *ui, int w)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	if (tv)
		add_book_state(ps, tv, w);
}

/* Who may approve, seen by all; how long somebody has been it. A user may have several consoles:
 * the one that has it says so. */
static void add_pen(rv_pieces *ps, const rv_ui *ui, const rv_trade_view *tv)
{
	char who[RV_WHO_SAID], age[RV_FMT_TEXT], name[RV_PIECE_SHORT];

	if (!tv->pen.needed)
		return;
	if (!tv->pen.held) {
		rv_pieces_add(ps, RV_ROLE_WARN, 0, "PEN free");
		rv_pieces_must(ps, "");
		return;
	}
	const bool mine = rv_pen_mine(ui);
	(void)snprintf(name, sizeof(name), "PEN %.20s", mine ? "you" : rv_pen_who(&tv->pen, who));
	rv_pieces_add(ps, mine ? RV_ROLE_HEADER : RV_ROLE_WARN, mine ? 0 : RV_ATTR_BOLD, "%s %s",
		      name, rv_fmt_age(rv_scene_age(&ui->live, tv->pen.since_at), age));
	rv_pieces_must(ps, name);
}

/* Who grants hedges, where a person has set it otherwise than the settings. */
static void add_auto_hedge(rv_pieces *ps, const rv_trade_view *tv)
{
	if (tv->hedges_itself != tv->hedges_by_settings)
		rv_pieces_add(ps, tv->hedges_itself ? RV_ROLE_WARN : RV_ROLE_BAD, RV_ATTR_BOLD,
			      "AUTO-HEDGE %s", tv->hedges_itself ? "ON" : "OFF");
}

void rv_header_lock(rv_pieces *ps, const rv_ui *ui, int w)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	char left[RV_FMT_TEXT];

	if (!tv)
		return;
	if (rv_trade_armed(&ui->live))
		rv_pieces_add(ps, RV_ROLE_ALERT, RV_ATTR_BOLD, w < NARROW ? "ARM %s" : " ARMED %s ",
			      rv_fmt_left(rv_trade_left(&ui->live, tv->armed_until_at), left));
	else
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "LOCKED");
	rv_pieces_must(ps, "");
	add_pen(ps, ui, tv);
	if (w < NARROW)
		add_auto_hedge(ps, tv);
	if (w < NARROW && tv->n_pending > 0)
		rv_pieces_add(ps, RV_ROLE_ENTRY, RV_ATTR_BOLD, "%zu wait%s", tv->n_pending,
			      tv->n_pending == 1 ? "s" : "");
}

void rv_header_account(rv_pieces *ps, const rv_ui *ui, int w)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	if (tv && w >= NARROW && tv->account[0])
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "%s", tv->account);
}

static void add_waiting(rv_pieces *ps, const rv_ui *ui, const rv_trade_view *tv)
{
	char age[RV_FMT_TEXT];

	if (tv->n_unknown > 0) {
		rv_pieces_add(ps, RV_ROLE_BAD, RV_ATTR_BOLD, "%zu UNKNOWN", tv->n_unknown);
		rv_pieces_must(ps, "");
	}
	if (tv->n_pending > 0) {
		rv_pieces_add(ps, RV_ROLE_ENTRY, RV_ATTR_BOLD, "%zu wait%s %s", tv->n_pending,
			      tv->n_pending == 1 ? "s" : "",
			      rv_fmt_age(rv_scene_age(&ui->live, tv->oldest_pending_at), age));
		rv_pieces_must(ps, "");
	}
	add_auto_hedge(ps, tv);
	const size_t held = rv_overrides_held(&ui->live);
	if (held > 0)
		rv_pieces_add(ps, RV_ROLE_WARN, RV_ATTR_BOLD, "%zu override%s", held,
			      held == 1 ? "" : "s");
}

/* Of the ledgers, which have the marks of midnight; the account's own while they are not known. */
static double day_usd(const rv_ui *ui, const rv_trade_view *tv)
{
	const rv_ledger_view *l = &ui->live.v->ledger;
	const rv_lv_pnl *day = &l->span[RV_SPAN_DAY].all;
	return l->present && day->unknown == 0 && isfinite(day->total) ? day->total
								       : tv->day_pnl_usd;
}

void rv_header_money(rv_pieces *ps, const rv_ui *ui, int w)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	char text[RV_FMT_TEXT];

	if (!tv)
		return;
	const rv_role plain = rv_trade_account_stale(&ui->live, tv) ? RV_ROLE_DIM : RV_ROLE_HEADER;
	const double day = day_usd(ui, tv);
	if (tv->state != RV_BOOK_ACTIVE && !reason_fits(w) && tv->state_reason[0]) {
		rv_pieces_add(ps, RV_ROLE_WARN, RV_ATTR_BOLD, "%s", tv->state_reason);
		rv_pieces_must_cut(ps, REASON_LEAST);
	}
	add_waiting(ps, ui, tv);
	rv_pieces_add(ps, plain, 0, "NAV %s", rv_fmt_usd(tv->nav_usd, 0, text));
	rv_pieces_must(ps, "");
	if (plain == RV_ROLE_DIM)
		rv_pieces_add(ps, RV_ROLE_WARN, 0, "account ?%s",
			      rv_fmt_age(rv_scene_age(&ui->live, tv->account_at), text));
	rv_pieces_add(ps,
		      plain == RV_ROLE_DIM ? plain
		      : day < 0		   ? RV_ROLE_DOWN
		      : day > 0		   ? RV_ROLE_UP
					   : plain,
		      0, "day %s", rv_fmt_usd_signed(day, 0, text));
	rv_pieces_add(ps, plain, 0, "gross %s", rv_fmt_usd(tv->gross_usd, 0, text));
	rv_pieces_add(ps, plain, 0, "net %s", rv_fmt_usd_signed(tv->net_usd, 0, text));
	rv_pieces_add(ps, plain, 0, "margin %s", rv_fmt_ratio(tv->margin_ratio, text));
	rv_pieces_add(ps, tv->journal_ok ? RV_ROLE_DIM : RV_ROLE_BAD,
		      tv->journal_ok ? 0 : RV_ATTR_BOLD,
		      tv->journal_ok ? "head %.8s" : "JOURNAL FAILED %.8s",
		      tv->head[0] ? tv->head : "--");
}
