/* Positions: ours, what they are worth, and where the venue has another number. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/desk_lines.h"
#include "tui/money.h"
#include "tui/panes/texts.h"
#include "tui/trade.h"

enum { NAME_W = 8, SIZE_W = 9, VALUE_W = 8, PNL_W = 7, PX_W = 10 };

static void write_heads(rv_writer *wr)
{
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "SYMBOL");
		rv_canvas_text_right(wr->c, x, y, SIZE_W, RV_ROLE_DIM, 0, "SIZE");
		x += SIZE_W;
		rv_canvas_text_right(wr->c, x, y, VALUE_W, RV_ROLE_DIM, 0, "USD");
		x += VALUE_W;
		rv_canvas_text_right(wr->c, x, y, PNL_W, RV_ROLE_DIM, 0, "PNL");
		x += PNL_W;
		if (x + PX_W + 1 <= wr->w)
			rv_canvas_text_right(wr->c, x + 1, y, PX_W, RV_ROLE_DIM, 0, "ENTRY");
	}
	rv_write_next(wr);
}

static void write_position(rv_writer *wr, const rv_scene *s, const rv_tv_position *p)
{
	const double value = rv_position_value_usd(s, p), pnl = rv_position_pnl_usd(s, p);
	const bool stale = isnan(value);
	char text[RV_FMT_TEXT];
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%.7s", p->coin.symbol);
		rv_canvas_text_right(wr->c, x, y, SIZE_W,
				     p->lots > 0   ? RV_ROLE_UP
				     : p->lots < 0 ? RV_ROLE_DOWN
						   : RV_ROLE_DIM,
				     0, rv_fmt_lots_signed(p->lots, p->coin.sz_decimals, text));
		x += SIZE_W;
		rv_canvas_text_right(wr->c, x, y, VALUE_W, stale ? RV_ROLE_DIM : RV_ROLE_TEXT, 0,
				     rv_fmt_usd(value, 0, text));
		x += VALUE_W;
		rv_canvas_text_right(wr->c, x, y, PNL_W,
				     pnl > 0   ? RV_ROLE_UP
				     : pnl < 0 ? RV_ROLE_DOWN
					       : RV_ROLE_DIM,
				     0, rv_fmt_usd_signed(pnl, 0, text));
		x += PNL_W;
		if (x + PX_W + 1 <= wr->w)
			rv_canvas_text_right(wr->c, x + 1, y, PX_W, RV_ROLE_DIM, 0,
					     rv_fmt_price(p->entry_px, p->coin.sz_decimals, text));
	}
	rv_write_next(wr);
}

/* The venue has been asked last before the newest fill of the coin: its number cannot have it. */
static bool told_before_fill(const rv_scene *s, const rv_tv_position *p)
{
	enum { SLACK_MS = 1000 }; /* the venue's clock, the way of its answer */
	const rv_trade_view *tv = rv_trade_of(s);

	for (size_t i = 0; i < tv->n_fills; i++) {
		const rv_fill *f = &tv->fills[i].fill;
		if (strcmp(f->symbol, p->coin.symbol) == 0) /* the newest come first */
			return s->utc_now - f->time_ms <= rv_scene_age(s, p->venue_at) + SLACK_MS;
	}
	return false;
}

static void write_difference(rv_writer *wr, const rv_scene *s, const rv_tv_position *p)
{
	const bool before = told_before_fill(s, p);
	char text[RV_FMT_TEXT];

	rv_write_text(wr, 1, before ? RV_ROLE_DIM : RV_ROLE_BAD, before ? 0 : RV_ATTR_BOLD,
		      before ? "venue had %s before the fill" : "! venue has %s",
		      rv_fmt_lots_signed(p->venue_lots, p->coin.sz_decimals, text));
}

/* What is wrong with it, on a line of its own. */
static void write_trouble(rv_writer *wr, const rv_scene *s, const rv_tv_position *p)
{
	char text[RV_FMT_TEXT], nobodys[RV_FMT_TEXT + 16];

	if (p->venue_known && p->venue_lots != p->lots)
		write_difference(wr, s, p);
	else if (!p->venue_known)
		rv_write_text(wr, 1, RV_ROLE_WARN, 0, "! the venue's is not known");
	if (p->state != RV_BOOK_ACTIVE)
		rv_write_text(wr, 1, RV_ROLE_WARN, RV_ATTR_BOLD, "! %s",
			      rv_label_book_state(p->state));
	if (p->sub_lots[RV_SUB_RESIDUE] != 0)
		rv_write_text(wr, 1, RV_ROLE_BAD, RV_ATTR_BOLD, "! %s",
			      rv_residue_words(p, nobodys, sizeof(nobodys)));
	const int64_t age = rv_scene_age(s, p->mark_at);
	if (p->lots != 0 && (age < 0 || age > 5000))
		rv_write_text(wr, 1, RV_ROLE_DIM, 0, "price ?%s", rv_fmt_age(age, text));
}

/* Flat, but not as it should be: that is no position, and still has to be seen. */
static void write_flat(rv_writer *wr, const rv_tv_position *p)
{
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%-*.7s flat", NAME_W, p->coin.symbol);
}

void rv_text_positions(const rv_ui *ui, rv_writer *wr)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	const size_t held = tv ? rv_trade_held(tv) : 0;

	if (!tv) {
		rv_text_no_order_side(ui, wr);
		return;
	}
	if (held == 0)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "No position. The first fill makes one.");
	else
		write_heads(wr);
	for (size_t i = 0; i < tv->n_positions; i++) {
		const rv_tv_position *p = &tv->positions[i];
		if (rv_position_held(p))
			write_position(wr, &ui->scene, p);
		else if (p->state != RV_BOOK_ACTIVE || p->sub_lots[RV_SUB_RESIDUE] != 0)
			write_flat(wr, p);
		else
			continue; /* it is over */
		write_trouble(wr, &ui->scene, p);
	}
}
