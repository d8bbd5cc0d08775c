/* The hedge: the book's delta to each factor against its target, and how far that is. */
#include <math.h>
#include <stdio.h>

#include "engine/base/timefmt.h"
#include "tui/empty.h"
#include "tui/money.h"
#include "tui/panes/override_lines.h"
#include "tui/panes/texts.h"

static rv_role leg_role(const rv_hedge_leg *l)
{
	if (l->verdict == RV_HEDGE_UNKNOWN)
		return RV_ROLE_DIM;
	return fabs(l->distance) > l->trigger ? RV_ROLE_WARN : RV_ROLE_TEXT;
}

/* The bar ends a quarter beyond the trigger, which is marked. */
static void write_distance(rv_writer *wr, const rv_hedge_leg *l)
{
	enum { NUMBERS = 16 };
	const double share = fabs(l->distance) / l->trigger;
	char distance[RV_FMT_TEXT], trigger[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		const int w = wr->w - NUMBERS - 1;
		if (w >= 8)
			rv_meter(wr->c, 0, y, w, share * 0.8, 0.8,
				 leg_role(l) == RV_ROLE_TEXT ? RV_ROLE_PLOT : leg_role(l));
		(void)snprintf(trigger, sizeof(trigger), "%s of %s",
			       rv_fmt_usd_signed(l->distance, 0, distance),
			       rv_num(l->trigger, 0).s);
		rv_canvas_text_right(wr->c, wr->w - NUMBERS, y, NUMBERS, leg_role(l), 0, trigger);
	}
	rv_write_next(wr);
}

static void write_leg(rv_writer *wr, const rv_book_view *b, int k)
{
	const rv_hedge_leg *l = &b->hedge[k];
	char actual[RV_FMT_TEXT], target[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, 0, "%.5s", b->hedge_names[k]);
		(void)rv_write_put(wr, 6, y, leg_role(l), 0, "net %s for %s USD",
				   rv_fmt_usd_signed(l->actual, 0, actual),
				   rv_fmt_usd_signed(l->target, 0, target));
	}
	rv_write_next(wr);
	write_distance(wr, l);
}

static const rv_tv_fill *last_hedge(const rv_trade_view *t)
{
	const rv_tv_fill *last = NULL;
	for (size_t i = 0; i < t->n_fills; i++) {
		const rv_tv_fill *f = &t->fills[i];
		if (f->part[RV_SUB_H] != 0 && f->mandate != 0 &&
		    (!last || f->fill.time_ms > last->fill.time_ms))
			last = f;
	}
	return last;
}

/* Who sends it, of how many fills the deltas are, and when it last traded. */
static void write_manager(rv_writer *wr, const rv_trade_view *t)
{
	char clock[RV_TIME_TEXT] = "";
	const rv_tv_fill *f = last_hedge(t);
	const char *who = t->state == RV_BOOK_HALTED ? "HALTED"
			  : t->hedges_itself	     ? "auto"
						     : "manual";
	if (!t->present) {
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "no order side: no hedge is sent");
		return;
	}
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "%s, %zu fills, last %s%s", who, t->fills_total,
			 f ? rv_time_format_clock(f->fill.time_ms, clock) : "none", f ? "Z" : "");
}

/* What is wanted and why, what H has, what was assumed. */
static void write_details(rv_writer *wr, const rv_book_view *b, int k)
{
	const rv_hedge_leg *l = &b->hedge[k];
	char held[RV_FMT_TEXT];

	if (l->verdict != RV_HEDGE_QUIET && l->reason[0])
		rv_write_wrapped(wr, 0, leg_role(l), 0, "%s: %s", b->hedge_names[k], l->reason);
	if (b->hedge_lots[k] != 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%s: H holds %s", b->hedge_names[k],
			      rv_fmt_lots_signed(b->hedge_lots[k], b->hedge_decimals[k], held));
	if (l->assumed > 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%s: betas not of this close: %zu",
			      b->hedge_names[k], l->assumed);
}

void rv_text_hedge(const rv_ui *ui, rv_writer *wr)
{
	const rv_book_view *b = &ui->scene.v->book;

	if (!b->present || !b->hedge_known) {
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "-- %s",
				 b->reason[0] ? b->reason : "the delta is not known");
		if (!b->present && b->reason[0])
			rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	for (int k = 0; k < RV_HEDGE_LEGS; k++)
		write_leg(wr, b, k);
	rv_write_override_briefs(wr, &ui->scene,
				 1U << RV_OVERRIDE_HEDGE | 1U << RV_OVERRIDE_AUTO_HEDGE);
	write_manager(wr, &ui->scene.v->trade);
	for (int k = 0; k < RV_HEDGE_LEGS; k++)
		write_details(wr, b, k);
	if (b->risk_off)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "risk-off: momentum has no delta");
}
