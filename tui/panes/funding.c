/* Funding: what was expected at each stamp against what was paid, and what the next one brings. */
#include <math.h>
#include <stdio.h>

#include "tui/money.h"
#include "tui/panes/ledger_cells.h"

enum {
	NAME_W = 9,
	HELD_W = 12,
	RATE_W = 9,
	USD_W = 11,
	N_W = 6,
	WIDE_FROM = NAME_W + HELD_W + RATE_W + 4 * USD_W + N_W + 10,
	MID_FROM = NAME_W + RATE_W + 4 * USD_W
};

static bool has_any(const rv_lv_coin *c)
{
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		if (c->stamps[s] > 0 || fabs(c->beside_usd[s]) > 0.0)
			return true;
	}
	return c->lots != 0;
}

static void write_next_stamp(rv_writer *wr, const rv_ui *ui, const rv_ledger_view *l)
{
	const int64_t left = l->next_stamp_ms - l->utc_ms - rv_scene_age(&ui->scene, l->at);
	double next = 0.0;
	char text[RV_FMT_TEXT], usd[RV_FMT_TEXT], age[RV_FMT_TEXT];

	for (size_t i = 0; i < l->n_coins; i++) {
		if (l->coins[i].lots != 0)
			next += l->coins[i].next_usd;
	}
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0,
			 "next stamp in %s: %s USD at the rates of now (oldest %s)",
			 rv_fmt_left(left > 0 ? left : 0, text), rv_fmt_usd_signed(next, 2, usd),
			 rv_fmt_age(rv_scene_age(&ui->scene, l->rate_at), age));
}

static void write_heads(rv_writer *wr)
{
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "SYMBOL");
		if (wr->w >= WIDE_FROM) {
			rv_ledger_head(wr, x, y, HELD_W, "HELD");
			x += HELD_W;
		}
		if (wr->w >= MID_FROM) {
			rv_ledger_head(wr, x, y, RATE_W, "RATE/YR");
			rv_ledger_head(wr, x + RATE_W, y, USD_W, "NEXT");
			x += RATE_W + USD_W;
		}
		rv_ledger_head(wr, x, y, USD_W, "EXPECTED");
		rv_ledger_head(wr, x + USD_W, y, USD_W, "PAID");
		if (wr->w >= MID_FROM)
			rv_ledger_head(wr, x + 2 * USD_W, y, USD_W, "LESS");
		if (wr->w >= WIDE_FROM) {
			rv_ledger_head(wr, x + 3 * USD_W, y, N_W, "N");
			(void)rv_write_put(wr, x + 3 * USD_W + N_W + 2, y, RV_ROLE_DIM, 0,
					   "WAITING");
		}
	}
	rv_write_next(wr);
}

static void write_usd(rv_writer *wr, int x, int y, rv_role role, double usd)
{
	char text[RV_FMT_TEXT];
	rv_canvas_text_right(wr->c, x, y, USD_W, isnan(usd) ? RV_ROLE_DIM : role, 0,
			     rv_fmt_usd_signed(usd, 4, text));
}

static void write_coin(rv_writer *wr, const rv_lv_coin *c, rv_span s)
{
	const double less = c->paid_usd[s] - c->expected_usd[s];
	char text[RV_FMT_TEXT];
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, 0, "%.8s", c->symbol);
		if (wr->w >= WIDE_FROM) {
			rv_canvas_text_right(
				wr->c, x, y, HELD_W, RV_ROLE_TEXT, 0,
				c->lots ? rv_fmt_lots_signed(c->lots, c->sz_decimals, text) : ".");
			x += HELD_W;
		}
		if (wr->w >= MID_FROM) {
			rv_canvas_text_right(wr->c, x, y, RATE_W, RV_ROLE_TEXT, 0,
					     rv_fmt_funding(c->rate_1h, text));
			write_usd(wr, x + RATE_W, y, RV_ROLE_TEXT, c->next_usd);
			x += RATE_W + USD_W;
		}
		write_usd(wr, x, y, RV_ROLE_TEXT, c->expected_usd[s]);
		write_usd(wr, x + USD_W, y, RV_ROLE_TEXT, c->paid_usd[s]);
		if (wr->w >= MID_FROM)
			write_usd(wr, x + 2 * USD_W, y, RV_ROLE_DIM, less);
		if (wr->w >= WIDE_FROM) {
			rv_canvas_printf(wr->c, x + 3 * USD_W, y, N_W, RV_ROLE_DIM, 0, "%*zu", N_W,
					 c->stamps[s]);
			if (c->waiting > 0)
				(void)rv_write_put(wr, x + 3 * USD_W + N_W + 2, y, RV_ROLE_WARN, 0,
						   "%zu", c->waiting);
		}
	}
	rv_write_next(wr);
}

static void write_span(rv_writer *wr, const rv_ledger_view *l, rv_span s)
{
	char since[RV_FMT_TEXT], usd[RV_FMT_TEXT];
	double beside = 0.0;
	size_t shown = 0;

	rv_write_heading(wr, rv_ledger_span(s), rv_ledger_since(l, s, since));
	for (size_t i = 0; i < l->n_coins; i++) {
		if (!has_any(&l->coins[i]))
			continue;
		if (shown++ == 0)
			write_heads(wr);
		write_coin(wr, &l->coins[i], s);
		beside += l->coins[i].beside_usd[s];
	}
	if (shown == 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "nothing was held at a stamp");
	if (fabs(beside) > 0.0)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "besides %s USD at stamps at which nothing was looked at",
				 rv_fmt_usd_signed(beside, 4, usd));
}

void rv_text_funding(const rv_ui *ui, rv_writer *wr)
{
	const rv_ledger_view *l = rv_ledger_of(ui, wr);

	if (!l)
		return;
	write_next_stamp(wr, ui, l);
	for (unsigned s = 0; s < RV_SPAN_N; s++)
		write_span(wr, l, (rv_span)s);
}
