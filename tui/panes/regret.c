/* Regret: what was proposed and not done, and what that is worth by now. */
#include <math.h>
#include <stdio.h>

#include "engine/base/timefmt.h"
#include "tui/money.h"
#include "tui/panes/ledger_cells.h"

enum {
	KIND_W = 12,
	N_W = 6,
	USD_W = 13,
	TOTALS_FROM = KIND_W + N_W + 3 * USD_W,
	TIME_W = 12,
	SYMBOL_W = 10,
	LOTS_W = 13,
	PX_W = 11,
	LIST_FROM = TIME_W + KIND_W + SYMBOL_W + 2 * LOTS_W + 2 * PX_W + USD_W
};

static void write_total_heads(rv_writer *wr)
{
	int y;

	if (rv_write_here(wr, &y)) {
		rv_ledger_head(wr, KIND_W, y, N_W, "N");
		rv_ledger_head(wr, KIND_W + N_W, y, USD_W, "WORTH");
		if (wr->w >= TOTALS_FROM) {
			rv_ledger_head(wr, KIND_W + N_W + USD_W, y, USD_W, "HAS COST");
			rv_ledger_head(wr, KIND_W + N_W + 2 * USD_W, y, USD_W, "HAS SAVED");
		}
	}
	rv_write_next(wr);
}

static void write_total(rv_writer *wr, const char *name, int attr, const rv_lv_regret_total *t)
{
	int y, x = KIND_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, attr, "%s", name);
		rv_canvas_printf(wr->c, x, y, N_W, RV_ROLE_TEXT, 0, "%*llu", N_W,
				 (unsigned long long)t->n);
		x += N_W;
		rv_ledger_usd(wr, x, y, USD_W, RV_ROLE_TEXT, 2, t->usd);
		if (wr->w >= TOTALS_FROM) {
			rv_ledger_usd(wr, x + USD_W, y, USD_W, RV_ROLE_TEXT, 2, t->cost_usd);
			rv_ledger_usd(wr, x + 2 * USD_W, y, USD_W, RV_ROLE_TEXT, 2, t->saved_usd);
			if (t->unknown > 0)
				(void)rv_write_put(wr, x + 3 * USD_W + 2, y, RV_ROLE_DIM, 0,
						   "%llu without a mark",
						   (unsigned long long)t->unknown);
		}
	}
	rv_write_next(wr);
}

static void write_totals(rv_writer *wr, const rv_ledger_view *l)
{
	rv_lv_regret_total all = { .n = 0 };

	write_total_heads(wr);
	for (size_t k = 0; k < RV_REGRET_N; k++) {
		const rv_lv_regret_total *t = &l->regret[k];
		write_total(wr, rv_regret_name((rv_regret_kind)k), 0, t);
		all.n += t->n;
		all.unknown += t->unknown;
		all.usd += t->usd;
		all.cost_usd += t->cost_usd;
		all.saved_usd += t->saved_usd;
	}
	write_total(wr, "all", RV_ATTR_BOLD, &all);
}

static void write_list_heads(rv_writer *wr)
{
	int y, x = TIME_W + KIND_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "TIME");
		(void)rv_write_put(wr, TIME_W, y, RV_ROLE_DIM, 0, "WHAT");
		(void)rv_write_put(wr, x, y, RV_ROLE_DIM, 0, "SYMBOL");
		x += SYMBOL_W;
		rv_ledger_head(wr, x, y, LOTS_W, "WANTED");
		rv_ledger_head(wr, x + LOTS_W, y, LOTS_W, "DONE");
		x += 2 * LOTS_W;
		rv_ledger_head(wr, x, y, PX_W, "AT");
		rv_ledger_head(wr, x + PX_W, y, PX_W, "MARK");
		rv_ledger_head(wr, x + 2 * PX_W, y, USD_W, "WORTH");
	}
	rv_write_next(wr);
}

static const char *when(int64_t utc_ms, char buf[RV_TIME_TEXT])
{
	return rv_time_format(utc_ms, buf) + 5; /* without the year */
}

static void write_entry(rv_writer *wr, const rv_lv_regret *r)
{
	char time[RV_TIME_TEXT], text[RV_FMT_TEXT];
	int y, x = TIME_W + KIND_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%.11s", when(r->e.utc_ms, time));
		(void)rv_write_put(wr, TIME_W, y, RV_ROLE_TEXT, 0, "%s", rv_regret_name(r->e.kind));
		(void)rv_write_put(wr, x, y, RV_ROLE_TITLE, 0, "%.9s", r->e.symbol);
		x += SYMBOL_W;
		rv_canvas_text_right(wr->c, x, y, LOTS_W, RV_ROLE_TEXT, 0,
				     rv_fmt_lots_signed(r->e.wanted, r->sz_decimals, text));
		rv_canvas_text_right(wr->c, x + LOTS_W, y, LOTS_W, RV_ROLE_TEXT, 0,
				     rv_fmt_lots_signed(r->e.done, r->sz_decimals, text));
		x += 2 * LOTS_W;
		rv_canvas_text_right(wr->c, x, y, PX_W, RV_ROLE_TEXT, 0,
				     rv_fmt_px(r->e.px, r->sz_decimals, text));
		rv_canvas_text_right(wr->c, x + PX_W, y, PX_W,
				     r->e.over ? RV_ROLE_DIM : RV_ROLE_TEXT, 0,
				     rv_fmt_px(r->e.mark_px, r->sz_decimals, text));
		rv_ledger_usd(wr, x + 2 * PX_W, y, USD_W, r->e.over ? RV_ROLE_DIM : RV_ROLE_TEXT, 2,
			      r->worth_usd);
	}
	rv_write_next(wr);
}

static void write_short(rv_writer *wr, const rv_lv_regret *r)
{
	char time[RV_TIME_TEXT], wanted[RV_FMT_TEXT], done[RV_FMT_TEXT], worth[RV_FMT_TEXT];

	rv_write_wrapped(wr, 0, r->e.over ? RV_ROLE_DIM : RV_ROLE_TEXT, 0,
			 "%.11s %s %s %s, done %s: %s USD%s", when(r->e.utc_ms, time),
			 rv_regret_name(r->e.kind), r->e.symbol,
			 rv_fmt_lots_signed(r->e.wanted, r->sz_decimals, wanted),
			 rv_fmt_lots_signed(r->e.done, r->sz_decimals, done),
			 rv_fmt_usd_signed(r->worth_usd, 2, worth), r->e.over ? ", over" : "");
}

void rv_text_regret(const rv_ui *ui, rv_writer *wr)
{
	const rv_ledger_view *l = rv_ledger_of(ui, wr);

	if (!l)
		return;
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
			 "What was proposed and not done would have earned by now: above 0 the "
			 "decision has cost it, below 0 saved it.");
	write_totals(wr, l);
	rv_write_heading(wr, "Decisions",
			 "the newest first; dim: over, the coin was decided on anew");
	if (l->n_regrets == 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "none");
	else if (wr->w >= LIST_FROM)
		write_list_heads(wr);
	for (size_t i = 0; i < l->n_regrets; i++) {
		if (wr->w >= LIST_FROM)
			write_entry(wr, &l->regrets[i]);
		else
			write_short(wr, &l->regrets[i]);
	}
}
