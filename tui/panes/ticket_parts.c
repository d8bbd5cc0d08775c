/* See ticket_parts.h. */
#include "tui/panes/ticket_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/programs.h"

enum { REMARK = 160 };

static const rv_bv_coin *book_coin(const rv_view *v, const char *symbol)
{
	for (size_t i = 0; v->book.present && i < v->book.n_coins; i++) {
		if (strcmp(v->book.coins[i].symbol, symbol) == 0)
			return &v->book.coins[i];
	}
	return NULL;
}

/* "63 % of it": of what all want, whatever the direction, since some may want the other side. */
static void share_of(const rv_tv_ticket *t, int s, char out[RV_FMT_TEXT])
{
	double all = 0.0;

	for (int k = 0; k < RV_SUB_N; k++)
		all += fabs((double)t->want[k]);
	(void)snprintf(out, RV_FMT_TEXT, "%s %%",
		       rv_num(fabs((double)t->want[s]) / all * 100.0, 0).s);
}

/* Its vote now and what it holds: only strategies vote. */
static void vote_of(const rv_bv_coin *c, int s, int dec, char out[REMARK])
{
	char held[RV_FMT_TEXT], target[RV_FMT_TEXT], model[RV_FMT_TEXT], vote[RV_FMT_TEXT];

	out[0] = '\0';
	if (!c)
		return;
	(void)rv_fmt_lots_signed(c->held[s], dec, held);
	if (s >= RV_SUB_H) {
		(void)snprintf(out, REMARK, "holds %s", held);
		return;
	}
	(void)snprintf(out, REMARK, "model %s, vote %s of its equity, holds %s, target %s",
		       rv_fmt_pct(c->model[s], 2, model), rv_fmt_pct(c->vote[s], 2, vote), held,
		       rv_fmt_lots_signed(c->net.target[s], dec, target));
}

static void write_sub(rv_writer *wr, const rv_tv_ticket *t, const rv_bv_coin *c, int s)
{
	const int dec = t->coin.sz_decimals;
	char lots[RV_FMT_TEXT], share[RV_FMT_TEXT], vote[REMARK], text[REMARK + 64];

	share_of(t, s, share);
	vote_of(c, s, dec, vote);
	(void)snprintf(text, sizeof(text), "%s%s%s%s", share,
		       t->edge_assumed >> s & 1U ? ", its edge is assumed" : "",
		       vote[0] ? "; " : "", vote);
	rv_write_item(wr, rv_sub_name((rv_sub)s), RV_ROLE_TEXT,
		      rv_fmt_lots_signed(t->want[s], dec, lots), text);
}

void rv_write_ticket_whose(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	const rv_bv_coin *c = ui->live.v ? book_coin(ui->live.v, t->coin.symbol) : NULL;
	char date[RV_TIME_TEXT], remark[64] = "the book has no votes now";

	if (ui->live.v && ui->live.v->book.present)
		(void)snprintf(remark, sizeof(remark), "votes of the close of %s, as they are now",
			       rv_time_format_date(ui->live.v->book.close_ms - 1, date));
	rv_write_heading(wr, "Whose it is", remark);
	size_t n = 0;
	for (int s = 0; s < RV_SUB_N; s++) {
		if (t->want[s] == 0)
			continue;
		write_sub(wr, t, c, s);
		n++;
	}
	if (n == 0)
		rv_write_text(wr, 1, RV_ROLE_DIM, 0, "--");
	if (c && c->signals[0])
		rv_write_wrapped(wr, 1, RV_ROLE_TEXT, 0, "signals: %s", c->signals);
	if (c && c->why[0])
		rv_write_wrapped(wr, 1, RV_ROLE_TEXT, 0, "done to the votes: %s", c->why);
}

/* A part in basis points of the notional, and in money. */
static void write_part(rv_writer *wr, const rv_tv_ticket *t, const char *name, double bps,
		       const char *what)
{
	const double usd = (double)t->notional_musd / 1e6 * bps / 1e4;
	char remark[REMARK], money[RV_FMT_TEXT];

	(void)snprintf(remark, sizeof(remark), "%s USD%s%s", rv_fmt_usd_signed(usd, 2, money),
		       what[0] ? ", " : "", what);
	rv_write_item(wr, name, isfinite(bps) ? RV_ROLE_TEXT : RV_ROLE_DIM, rv_num(bps, 1).s,
		      remark);
}

void rv_write_ticket_costs(rv_writer *wr, const rv_tv_ticket *t)
{
	char edge[RV_EDGE_WORDS], words[RV_EDGE_WORDS + 40];

	rv_write_heading(wr, "Edge and costs", "basis points of the notional");
	(void)snprintf(words, sizeof(words), "expected%s; by hand there is none",
		       rv_edge_words(t->edge_assumed, t->want, edge));
	write_part(wr, t, "edge", t->edge_bps, words);
	write_part(wr, t, "slippage", t->slippage_bps, "half the spread of the quote");
	write_part(wr, t, "fees", t->fee_bps, "as a taker");
	write_part(wr, t, "net", t->net_bps, "edge less both");
}
