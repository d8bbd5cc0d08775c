/* Profit and loss: sub-books by cause over day, month and ever, the account, symbols. */
#include <math.h>
#include <stdio.h>

#include "tui/money.h"
#include "tui/panes/ledger_cells.h"

enum {
	NAME_W = 9,
	COLUMN_MIN = 9,
	COLUMN_MAX = 13,
	CAUSES_FROM = NAME_W + (RV_CAUSE_N + 1) * COLUMN_MIN, /* cells that causes need */
	HELD_W = 12
};

/* What one cent has moved is worth a look. */
static const double cent = 0.005;

static int column(const rv_writer *wr, int n)
{
	const int w = (wr->w - NAME_W) / n;
	return w > COLUMN_MAX ? COLUMN_MAX : w;
}

static bool is_empty(const rv_lv_pnl *p)
{
	for (size_t i = 0; i < RV_CAUSE_N; i++) {
		if (fabs(p->usd[i]) > 0.0)
			return false;
	}
	return p->unknown == 0;
}

/* Nobody has ever done anything there. */
static bool sub_idle(const rv_ledger_view *l, size_t sub)
{
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		if (!is_empty(&l->span[s].sub[sub]))
			return false;
	}
	return true;
}

/* What is not whole is not shown as if it were. */
static double whole(const rv_lv_pnl *p, double v)
{
	return p->unknown > 0 ? (double)NAN : v;
}

/* The largest amount of a table, which decides its decimals. */
static double most_of(const rv_lv_span *p)
{
	double most = fabs(p->all.total);

	for (size_t i = 0; i < RV_SUB_N; i++) {
		most = fmax(most, fabs(p->sub[i].total));
		for (size_t c = 0; c < RV_CAUSE_N; c++)
			most = fmax(most, fmax(fabs(p->sub[i].usd[c]), fabs(p->all.usd[c])));
	}
	return most;
}

static void write_causes(rv_writer *wr, const char *name, int attr, int decimals,
			 const rv_lv_pnl *p)
{
	static const rv_cause order[] = { RV_CAUSE_PRICE, RV_CAUSE_HEDGE,    RV_CAUSE_FUNDING,
					  RV_CAUSE_FEE,	  RV_CAUSE_SLIPPAGE, RV_CAUSE_TRANSFER };
	const int w = column(wr, RV_CAUSE_N + 1);
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, attr, "%s", name);
		for (size_t i = 0; i < RV_CAUSE_N; i++, x += w)
			rv_ledger_usd(wr, x, y, w, RV_ROLE_TEXT, decimals,
				      whole(p, p->usd[order[i]]));
		rv_ledger_signed(wr, x, y, w, decimals, whole(p, p->total));
	}
	rv_write_next(wr);
}

static void write_cause_heads(rv_writer *wr)
{
	static const char *const heads[] = { "PRICE", "HEDGE",	  "FUNDING", "FEE",
					     "SLIP",  "TRANSFER", "TOTAL" };
	const int w = column(wr, RV_CAUSE_N + 1);
	int y;

	if (rv_write_here(wr, &y)) {
		for (int i = 0; i <= RV_CAUSE_N; i++)
			rv_ledger_head(wr, NAME_W + i * w, y, w, heads[i]);
	}
	rv_write_next(wr);
}

static void write_span(rv_writer *wr, const rv_ledger_view *l, rv_span s)
{
	char since[RV_FMT_TEXT];
	const rv_lv_span *p = &l->span[s];
	const int decimals = rv_ledger_decimals(column(wr, RV_CAUSE_N + 1), most_of(p));

	rv_write_heading(wr, rv_ledger_span(s), rv_ledger_since(l, s, since));
	write_cause_heads(wr);
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (!sub_idle(l, i))
			write_causes(wr, rv_sub_name((rv_sub)i), 0, decimals, &p->sub[i]);
	}
	write_causes(wr, "all", RV_ATTR_BOLD, decimals, &p->all);
	if (p->all.unknown > 0)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0,
				 "%zu holding%s without a mark: not the whole", p->all.unknown,
				 p->all.unknown == 1 ? "" : "s");
}

/* ---- narrow: totals only ---- */

static void write_totals(rv_writer *wr, const char *name, int decimals, const double v[RV_SPAN_N])
{
	const int w = column(wr, RV_SPAN_N);
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, 0, "%s", name);
		for (int s = 0; s < RV_SPAN_N; s++)
			rv_ledger_signed(wr, NAME_W + s * w, y, w, decimals, v[s]);
	}
	rv_write_next(wr);
}

static void write_span_heads(rv_writer *wr)
{
	const int w = column(wr, RV_SPAN_N);
	int y;

	if (rv_write_here(wr, &y)) {
		for (int s = 0; s < RV_SPAN_N; s++)
			rv_ledger_head(wr, NAME_W + s * w, y, w, rv_ledger_span((rv_span)s));
	}
	rv_write_next(wr);
}

static void write_narrow(rv_writer *wr, const rv_ledger_view *l)
{
	double v[RV_SPAN_N], most = 0.0;

	for (size_t s = 0; s < RV_SPAN_N; s++)
		most = fmax(most, most_of(&l->span[s]));
	const int decimals = rv_ledger_decimals(column(wr, RV_SPAN_N), most);
	write_span_heads(wr);
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (sub_idle(l, i))
			continue;
		for (size_t s = 0; s < RV_SPAN_N; s++)
			v[s] = whole(&l->span[s].sub[i], l->span[s].sub[i].total);
		write_totals(wr, rv_sub_name((rv_sub)i), decimals, v);
	}
	for (size_t s = 0; s < RV_SPAN_N; s++)
		v[s] = whole(&l->span[s].all, l->span[s].all.total);
	write_totals(wr, "all", decimals, v);
}

/* ---- the account ---- */

static void write_account_line(rv_writer *wr, const char *name, const double v[RV_SPAN_N],
			       bool plain, rv_role role)
{
	enum { LABEL = 22, CELL = 16 };
	const int w = wr->w < LABEL + 3 * CELL ? (wr->w - LABEL) / RV_SPAN_N : CELL;
	char text[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%s", name);
		for (int s = 0; s < RV_SPAN_N; s++)
			rv_canvas_text_right(wr->c, LABEL + s * w, y, w,
					     isnan(v[s]) ? RV_ROLE_DIM : role, 0,
					     plain ? rv_fmt_usd(v[s], w > 11 ? 2 : 0, text)
						   : rv_fmt_usd_signed(v[s], w > 11 ? 2 : 0, text));
	}
	rv_write_next(wr);
}

static bool is_off(double v)
{
	return fabs(v) >= cent;
}

/* Whether it ties, before everything else. */
static void write_ties(rv_writer *wr, const rv_ledger_view *l)
{
	const double day = l->span[RV_SPAN_DAY].unexplained_usd,
		     month = l->span[RV_SPAN_MONTH].unexplained_usd,
		     ever = l->span[RV_SPAN_EVER].unexplained_usd;
	const bool off = is_off(day) || is_off(month) || is_off(ever);
	const bool known = !isnan(day) && !isnan(month) && !isnan(ever);

	rv_write_wrapped(wr, 0,
			 off	 ? RV_ROLE_WARN
			 : known ? RV_ROLE_GOOD
				 : RV_ROLE_DIM,
			 0, "unexplained: day %s, month %s, ever %s USD", rv_num(day, 2).s,
			 rv_num(month, 2).s, rv_num(ever, 2).s);
}

/* The remainder is shown and never spread: docs/book.md. */
static void write_account(rv_writer *wr, const rv_ledger_view *l)
{
	double change[RV_SPAN_N], paid[RV_SPAN_N], rest[RV_SPAN_N];
	bool off = false;
	char equity[RV_FMT_TEXT], remark[RV_LV_TEXT];

	for (size_t s = 0; s < RV_SPAN_N; s++) {
		change[s] = l->span[s].change_usd;
		paid[s] = l->span[s].paid_usd;
		rest[s] = l->span[s].unexplained_usd;
		off = off || is_off(rest[s]);
	}
	(void)snprintf(remark, sizeof(remark), "equity %s USD at these marks: day, month, ever",
		       rv_fmt_usd(l->equity_usd, 2, equity));
	rv_write_heading(wr, "Account", remark);
	write_account_line(wr, "paid in", paid, false, RV_ROLE_TEXT);
	write_account_line(wr, "change less paid in", change, false, RV_ROLE_TEXT);
	write_account_line(wr, "unexplained", rest, true, off ? RV_ROLE_WARN : RV_ROLE_GOOD);
}

/* ---- by symbol ---- */

static void write_coin(rv_writer *wr, const rv_lv_coin *c, int decimals)
{
	const int held = wr->w >= CAUSES_FROM ? HELD_W : 0, w = column(wr, RV_SPAN_N + 1);
	char text[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, 0, "%.8s", c->symbol);
		if (held)
			rv_canvas_text_right(
				wr->c, NAME_W, y, held, RV_ROLE_TEXT, 0,
				c->lots ? rv_fmt_lots_signed(c->lots, c->sz_decimals, text) : ".");
		for (int s = 0; s < RV_SPAN_N; s++)
			rv_ledger_signed(wr, NAME_W + held + s * w, y, w, decimals,
					 whole(&c->span[s], c->span[s].total));
	}
	rv_write_next(wr);
}

static void write_coins(rv_writer *wr, const rv_ledger_view *l)
{
	const int held = wr->w >= CAUSES_FROM ? HELD_W : 0, w = column(wr, RV_SPAN_N + 1);
	double most = 0.0;
	int y;

	for (size_t i = 0; i < l->n_coins; i++) {
		for (size_t s = 0; s < RV_SPAN_N; s++)
			most = fmax(most, fabs(l->coins[i].span[s].total));
	}
	rv_write_heading(wr, "Symbols", "held first, then the largest of the day");
	if (rv_write_here(wr, &y)) {
		if (held)
			rv_ledger_head(wr, NAME_W, y, held, "HELD");
		for (int s = 0; s < RV_SPAN_N; s++)
			rv_ledger_head(wr, NAME_W + held + s * w, y, w, rv_ledger_span((rv_span)s));
	}
	rv_write_next(wr);
	for (size_t i = 0; i < l->n_coins; i++)
		write_coin(wr, &l->coins[i], rv_ledger_decimals(w, most));
	if (l->n_coins == 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "nothing was ever traded");
	if (l->coins_total > l->n_coins)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%zu more", l->coins_total - l->n_coins);
}

void rv_text_pnl(const rv_ui *ui, rv_writer *wr)
{
	const rv_ledger_view *l = rv_ledger_of(ui, wr);

	if (!l)
		return;
	write_ties(wr, l);
	if (wr->w < CAUSES_FROM) {
		write_narrow(wr, l);
	} else {
		for (unsigned s = 0; s < RV_SPAN_N; s++)
			write_span(wr, l, (rv_span)s);
	}
	write_account(wr, l);
	write_coins(wr, l);
}
