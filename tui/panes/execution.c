/* What executing has cost: by sub-book in basis points, and the newest orders. */
#include <math.h>
#include <stdio.h>

#include "engine/base/timefmt.h"
#include "tui/money.h"
#include "tui/panes/ledger_cells.h"

enum {
	NAME_W = 9,
	COLUMN_MIN = 8,
	COLUMN_MAX = 11,
	USD_W = 11,
	N_W = 5,
	PARTS_FROM = NAME_W + RV_TCA_N * COLUMN_MIN + N_W, /* cells that all parts need */
	USD_FROM = PARTS_FROM + USD_W,
	PRICES_FROM = 110
};

/* Where there is no room for all of them. */
static const rv_tca_part few[] = { RV_TCA_IMPACT, RV_TCA_FEE, RV_TCA_TOTAL };
static const rv_tca_part all[] = { RV_TCA_WAIT,	 RV_TCA_DELAY, RV_TCA_IMPACT, RV_TCA_FEE,
				   RV_TCA_TOTAL, RV_TCA_CLOSE, RV_TCA_MISSED };

static size_t parts_of(const rv_writer *wr, const rv_tca_part **list)
{
	*list = wr->w >= PARTS_FROM ? all : few;
	return wr->w >= PARTS_FROM ? RV_TCA_N : sizeof(few) / sizeof(few[0]);
}

static int column(const rv_writer *wr, size_t n)
{
	const int beside = NAME_W + N_W + (wr->w >= USD_FROM ? USD_W : 0);
	const int w = (wr->w - beside) / (int)n;
	return w > COLUMN_MAX ? COLUMN_MAX : w;
}

static void write_heads(rv_writer *wr, const char *name, const char *last)
{
	static const char *const heads[RV_TCA_N] = { "WAIT",  "DELAY", "IMPACT", "FEE",
						     "TOTAL", "CLOSE", "MISSED" };
	const rv_tca_part *list;
	const size_t n = parts_of(wr, &list);
	const int w = column(wr, n);
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%s", name);
		for (size_t i = 0; i < n; i++, x += w)
			rv_ledger_head(wr, x, y, w, heads[list[i]]);
		if (wr->w >= USD_FROM) {
			rv_ledger_head(wr, x, y, USD_W, "TOTAL USD");
			x += USD_W;
		}
		rv_ledger_head(wr, x, y, N_W, last);
	}
	rv_write_next(wr);
}

static bool any(const rv_tca_sum *s)
{
	return s->part[RV_TCA_FEE].n + s->part[RV_TCA_FEE].unknown > 0;
}

static void write_sub(rv_writer *wr, const char *name, const rv_tca_sum *s)
{
	const rv_tca_part *list;
	const size_t n = parts_of(wr, &list);
	const int w = column(wr, n);
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, 0, "%s", name);
		for (size_t i = 0; i < n; i++, x += w)
			rv_ledger_bps(wr, x, y, w, rv_tca_mean_bps(s, list[i]));
		if (wr->w >= USD_FROM) {
			rv_ledger_usd(wr, x, y, USD_W, RV_ROLE_TEXT, 2, s->part[RV_TCA_TOTAL].usd);
			x += USD_W;
		}
		rv_canvas_printf(wr->c, x, y, N_W, RV_ROLE_DIM, 0, "%*zu", N_W,
				 s->part[RV_TCA_FEE].n);
	}
	rv_write_next(wr);
}

static size_t unknowns(const rv_tca_sum sub[RV_SUB_N])
{
	size_t n = 0;

	for (size_t i = 0; i < RV_SUB_N; i++) {
		for (size_t p = RV_TCA_WAIT; p <= RV_TCA_TOTAL; p++)
			n += sub[i].part[p].unknown;
	}
	return n;
}

static void write_span(rv_writer *wr, const rv_ledger_view *l, rv_span s)
{
	char since[RV_FMT_TEXT];
	size_t shown = 0;

	rv_write_heading(wr, rv_ledger_span(s), rv_ledger_since(l, s, since));
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (!any(&l->tca[s][i]))
			continue;
		if (shown++ == 0)
			write_heads(wr, "bp", "N");
		write_sub(wr, rv_sub_name((rv_sub)i), &l->tca[s][i]);
	}
	if (shown == 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "no order");
	if (unknowns(l->tca[s]) > 0)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "%zu parts of orders are left out: a mid of theirs is not known",
				 unknowns(l->tca[s]));
}

/* ---- orders ---- */

/* Where the prices have no columns: one line more. */
static void write_prices(rv_writer *wr, const rv_lv_order *q)
{
	rv_write_wrapped(wr, 2, RV_ROLE_DIM, 0, "mid %s, approved %s, arrived %s, filled %s",
			 rv_num_sig(q->decision, 6).s, rv_num_sig(q->approval, 6).s,
			 rv_num_sig(q->arrival, 6).s, rv_num_sig(q->fill, 6).s);
}

static void write_order(rv_writer *wr, const rv_lv_order *q)
{
	char time[RV_TIME_TEXT];
	const rv_tca_part *list;
	const size_t n = parts_of(wr, &list);
	const int w = column(wr, n);
	int y, x = NAME_W;

	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%.8s %s %s of %s %s%s",
		      rv_time_format(q->utc_ms, time) + 11, q->side > 0 ? "buy" : "sell",
		      rv_num_sig(q->filled, 6).s, rv_num_sig(q->ordered, 6).s, q->symbol,
		      q->runs ? ", runs" : "");
	if (rv_write_here(wr, &y)) {
		for (size_t i = 0; i < n; i++, x += w)
			rv_ledger_bps(wr, x, y, w, q->cost.bps[list[i]]);
		if (wr->w >= USD_FROM)
			rv_ledger_usd(wr, x, y, USD_W, RV_ROLE_TEXT, 2, q->cost.usd[RV_TCA_TOTAL]);
	}
	rv_write_next(wr);
	if (wr->w >= PARTS_FROM)
		write_prices(wr, q);
}

void rv_text_execution(const rv_ui *ui, rv_writer *wr)
{
	const rv_ledger_view *l = rv_ledger_of(ui, wr);

	if (!l)
		return;
	for (unsigned s = 0; s < RV_SPAN_N; s++)
		write_span(wr, l, (rv_span)s);
	rv_write_heading(wr, "Orders of the day", "the newest first, cost in basis points");
	if (l->n_orders == 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "none");
	else
		write_heads(wr, "", "");
	for (size_t i = 0; i < l->n_orders; i++)
		write_order(wr, &l->orders[i]);
}
