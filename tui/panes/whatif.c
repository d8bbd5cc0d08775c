/* "What if" as lines: three in a question, a table in a dialog of its own; see tui/whatif.h. */
#include "tui/whatif.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/paint.h"
#include "tui/panes/approval.h"
#include "tui/panes/whatif_pair.h"

enum { NAME = 10 };

static void write_line(rv_writer *wr, const char *name, const char *text)
{
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%s", name);
		(void)rv_write_put(wr, NAME, y, RV_ROLE_TEXT, 0, "%s", text);
		if ((int)strlen(text) > wr->w - NAME)
			rv_canvas_put(wr->c, wr->w - 1, y, rv_canvas_ascii(wr->c) ? L'~' : L'…',
				      RV_ROLE_TEXT, 0);
	}
	rv_write_next(wr);
}

static const char *leg_name(const rv_ui *ui, int k)
{
	const char *name = ui->live.v->book.hedge_names[k];

	return name[0] ? name : k == RV_HEDGE_BTC ? "BTC" : "ETH";
}

/* Why there is nothing to show, and as many lines as there would be. */
static const char *nothing(const rv_ui *ui, const rv_whatif_view *w)
{
	if (w)
		return w->text;
	return ui->trade.whatif_told ? "the engine has not told it"
				     : "asking the engine what they do together ...";
}

static void short_exposure(const rv_ui *ui, const rv_whatif_view *w, char out[160])
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	char t[6][RV_FMT_TEXT];

	(void)snprintf(out, 160, "gross %s to %s%s, net %s to %s%s",
		       rv_fmt_usd(w->before.gross_usd, 0, t[0]),
		       rv_fmt_usd(w->after.gross_usd, 0, t[1]), rv_of_limit(tv, "gross", t[2]),
		       rv_fmt_usd_signed(w->before.net_usd, 0, t[3]),
		       rv_fmt_usd_signed(w->after.net_usd, 0, t[4]), rv_of_limit(tv, "net", t[5]));
}

static void short_margin(const rv_whatif_view *w, char out[160])
{
	char t[5][RV_FMT_TEXT];

	(void)snprintf(out, 160, "margin %s to %s, stress %s to %s; cost %s USD",
		       rv_fmt_ratio(w->before.margin, t[0]), rv_fmt_ratio(w->after.margin, t[1]),
		       rv_fmt_ratio(w->before.stress, t[2]), rv_fmt_ratio(w->after.stress, t[3]),
		       rv_fmt_usd(w->cost_usd, 2, t[4]));
}

static void short_delta(const rv_ui *ui, const rv_whatif_view *w, char out[160])
{
	char a[RV_FMT_TEXT], b[RV_FMT_TEXT], order[RV_FMT_TEXT];
	size_t n = 0;

	out[0] = '\0';
	for (int k = 0; k < RV_HEDGE_LEGS && n < 160; k++) {
		const double usd = w->after.order_usd[k];
		const int m = snprintf(out + n, 160 - n, "%s%s delta %s to %s", n > 0 ? ", " : "",
				       leg_name(ui, k), rv_fmt_usd_signed(w->before.delta[k], 0, a),
				       rv_fmt_usd_signed(w->after.delta[k], 0, b));
		n += m > 0 ? (size_t)m : 0;
		if (n < 160 && fabs(usd) > 0.0)
			n += (size_t)snprintf(out + n, 160 - n, " (hedge %s)",
					      rv_fmt_usd_signed(usd, 0, order));
	}
}

void rv_write_whatif_short(rv_writer *wr, const rv_ui *ui)
{
	const rv_whatif_view *w = rv_whatif_effect(ui);
	char text[160] = "";

	if (!w || !w->ok) {
		write_line(wr, "together", nothing(ui, w));
		rv_write_next(wr);
		rv_write_next(wr); /* the picture does not jump when the answer comes */
		return;
	}
	short_exposure(ui, w, text);
	write_line(wr, "together", text);
	short_margin(w, text);
	write_line(wr, "", text);
	short_delta(ui, w, text);
	write_line(wr, "", text);
}

/* ---- the dialog ---- */

static void write_usd(rv_writer *wr, const char *name, double a, double b, bool sign)
{
	char x[RV_FMT_TEXT], y[RV_FMT_TEXT];

	rv_write_pair(wr, name, sign ? rv_fmt_usd_signed(a, 0, x) : rv_fmt_usd(a, 0, x),
		      sign ? rv_fmt_usd_signed(b, 0, y) : rv_fmt_usd(b, 0, y),
		      rv_pair_differs(a, b));
}

static void write_ratio(rv_writer *wr, const char *name, double a, double b)
{
	char x[RV_FMT_TEXT], y[RV_FMT_TEXT];

	rv_write_pair(wr, name, rv_fmt_ratio(a, x), rv_fmt_ratio(b, y), rv_pair_differs(a, b));
}

static void write_hedge(rv_writer *wr, const rv_ui *ui, const rv_whatif_view *w, int k)
{
	const char *leg = leg_name(ui, k);
	char name[RV_SYMBOL_MAX + 16];

	(void)snprintf(name, sizeof(name), "%.5s delta USD", leg);
	write_usd(wr, name, w->before.delta[k], w->after.delta[k], true);
	(void)snprintf(name, sizeof(name), " its target");
	write_usd(wr, name, w->before.target[k], w->after.target[k], true);
	(void)snprintf(name, sizeof(name), " its trigger");
	write_usd(wr, name, w->before.trigger[k], w->after.trigger[k], false);
	(void)snprintf(name, sizeof(name), " its hedge");
	write_usd(wr, name, w->before.order_usd[k], w->after.order_usd[k], true);
}

static void write_coins(rv_writer *wr, const rv_whatif_view *w)
{
	char x[RV_FMT_TEXT], y[RV_FMT_TEXT];

	for (size_t i = 0; i < w->n_coins; i++) {
		const rv_op_coin *c = &w->coins[i];
		rv_write_pair(wr, c->symbol, rv_fmt_lots_signed(c->before, c->sz_decimals, x),
			      rv_fmt_lots_signed(c->after, c->sz_decimals, y), true);
	}
}

static void write_sums(rv_writer *wr, const rv_whatif_view *w)
{
	char usd[RV_FMT_TEXT], cost[RV_FMT_TEXT], edge[RV_FMT_TEXT];

	if (w->program > 0)
		rv_write_wrapped(wr, 0, RV_ROLE_TITLE, RV_ATTR_BOLD,
				 "Program p%llu, %zu legs that are not left out",
				 (unsigned long long)w->program, w->n_orders);
	else
		rv_write_wrapped(wr, 0, RV_ROLE_TITLE, RV_ATTR_BOLD, "%zu ticket%s together",
				 w->n_orders, w->n_orders == 1 ? "" : "s");
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0,
			 "%s USD, slippage and fees %s USD, edge before them %s USD",
			 rv_fmt_usd(w->usd, 0, usd), rv_fmt_usd(w->cost_usd, 2, cost),
			 rv_fmt_usd_signed(w->edge_usd, 2, edge));
}

static void write_all(rv_writer *wr, const rv_ui *ui)
{
	const rv_whatif_view *w = rv_whatif_effect(ui);
	char age[RV_FMT_TEXT];

	if (!w || !w->ok) {
		rv_write_wrapped(wr, 0, w ? RV_ROLE_WARN : RV_ROLE_DIM, 0, "%s", nothing(ui, w));
		return;
	}
	write_sums(wr, w);
	rv_write_next(wr);
	rv_write_pair(wr, "", "today", "after it", false);
	write_usd(wr, "gross USD", w->before.gross_usd, w->after.gross_usd, false);
	write_usd(wr, "net USD", w->before.net_usd, w->after.net_usd, true);
	write_ratio(wr, "margin", w->before.margin, w->after.margin);
	write_ratio(wr, "under stress", w->before.stress, w->after.stress);
	for (int k = 0; k < RV_HEDGE_LEGS; k++)
		write_hedge(wr, ui, w, k);
	write_coins(wr, w);
	rv_write_next(wr);
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
			 "by the engine, age %s, in %s ms: filled at the marks, hedges and open "
			 "orders not counted. Nothing is approved here.",
			 rv_fmt_age(ui->live.utc_now - w->utc_ms, age), rv_num(w->took_ms, 1).s);
}

size_t rv_whatif_dialog_lines(const rv_ui *ui, int w)
{
	rv_writer wr = { .c = NULL, .w = w };

	write_all(&wr, ui);
	return wr.line;
}

void rv_dialog_whatif(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	const rv_rect in = rv_paint_box(c, box, "What if");
	rv_writer wr = { .c = c, .w = in.w, .h = in.h, .top = ui->dialog_top };

	write_all(&wr, ui);
}
