/* A ticket, mandate, order or fill with all that is known of it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/paint.h"
#include "tui/panes/approval.h"
#include "tui/panes/program_delta.h"
#include "tui/panes/ticket_parts.h"
#include "tui/panes/trading.h"
#include "tui/programs.h"

static void write_age(rv_writer *wr, const rv_scene *s, const char *name, int64_t at,
		      const char *remark)
{
	char text[RV_FMT_TEXT];

	rv_write_item(wr, name, RV_ROLE_TEXT, rv_fmt_age(rv_scene_age(s, at), text), remark);
}

static void write_lots(rv_writer *wr, const char *name, int64_t lots, const rv_coin_ref *coin,
		       const char *remark)
{
	char text[RV_FMT_TEXT];

	rv_write_item(wr, name, RV_ROLE_TEXT, rv_fmt_lots(lots, coin->sz_decimals, text), remark);
}

static void write_px(rv_writer *wr, const char *name, int64_t px, const rv_coin_ref *coin,
		     const char *remark)
{
	char text[RV_FMT_TEXT];

	rv_write_item(wr, name, RV_ROLE_TEXT, rv_fmt_px(px, coin->sz_decimals, text), remark);
}

static void ticket_state(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	char why[RV_WHY_NOT], left[RV_FMT_TEXT], text[64];
	const char *not_now = rv_ticket_why_not(&ui->live, t, why);

	(void)snprintf(text, sizeof(text), "version %u, %s left", t->version,
		       rv_fmt_left(rv_trade_left(&ui->live, t->expires_at), left));
	rv_write_item(wr, "state", rv_role_ticket(t->state), rv_label_ticket(t->state), text);
	if (not_now[0])
		rv_write_wrapped(wr, 1, rv_role_ticket(t->state), 0, "%s%s", not_now,
				 rv_ticket_waits(t) && rv_quote_is_old(t) ? "; Enter quotes again"
									  : "");
	char reason[RV_WHY_TEXT + 8];
	(void)snprintf(reason, sizeof(reason), "why: %s", t->why[0] ? t->why : "--");
	rv_write_paragraph(wr, 1, RV_ROLE_TEXT, reason);
}

static void ticket_quote(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	const rv_quoted mid = rv_ticket_price(&ui->live, t);
	const int dec = t->coin.sz_decimals;
	char text[RV_FMT_TEXT], remark[128], bid[RV_FMT_TEXT], ask[RV_FMT_TEXT];
	char move[RV_MOVE_TEXT];

	rv_write_heading(wr, "Quote", "");
	(void)snprintf(remark, sizeof(remark), "bid %s, ask %s",
		       rv_fmt_price(t->quote_bid, dec, bid), rv_fmt_price(t->quote_ask, dec, ask));
	rv_write_item(wr, "mid quoted", RV_ROLE_TEXT, rv_fmt_price(t->quote_mid, dec, text),
		      remark);
	(void)snprintf(remark, sizeof(remark), "%s, price %s, %s old", rv_move_text(t, move),
		       rv_health_word(mid.health_now), rv_fmt_age(mid.age_ms, bid));
	rv_write_item(wr, "mid now", RV_ROLE_TEXT, rv_fmt_price(rv_move_mid(t), dec, text), remark);
	write_age(wr, &ui->live, "quote age", t->quote_at, "");
	write_age(wr, &ui->live, "context age", t->ctx_at, "mark, oracle, funding");
	write_age(wr, &ui->live, "account age", t->account_at, "margin");
}

static void ticket_after(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const int dec = t->coin.sz_decimals;
	char text[RV_FMT_TEXT], remark[64], limit[RV_FMT_TEXT], delta[RV_DELTA_TEXT];

	rv_write_heading(wr, "After it", "");
	(void)snprintf(remark, sizeof(remark), "from %s", rv_num(t->lots_before, dec).s);
	rv_write_item(wr, t->coin.symbol, RV_ROLE_TEXT, rv_num(t->lots_after, dec).s, remark);
	(void)snprintf(remark, sizeof(remark), "USD%s", rv_of_limit(tv, "gross", limit));
	rv_write_item(wr, "gross", RV_ROLE_TEXT, rv_fmt_usd(t->gross_after_usd, 0, text), remark);
	(void)snprintf(remark, sizeof(remark), "USD%s", rv_of_limit(tv, "net", limit));
	rv_write_item(wr, "net", RV_ROLE_TEXT, rv_fmt_usd_signed(t->net_after_usd, 0, text),
		      remark);
	rv_write_item(wr, "margin", RV_ROLE_TEXT, rv_fmt_ratio(t->margin_after, text),
		      "account value over maintenance");
	rv_write_item(wr, "under stress", RV_ROLE_TEXT, rv_fmt_ratio(t->stress_after, text),
		      "the worst of the stress table");
	rv_write_wrapped(wr, 1, RV_ROLE_TEXT, 0, "%s, before hedges",
			 rv_ticket_delta(&ui->live.v->book, t, delta));
}

static void write_ticket(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	char leg[RV_LEG_TEXT], how[RV_STYLE_TEXT], usd[RV_FMT_TEXT];

	rv_write_wrapped(wr, 0, rv_role_side(t->side), RV_ATTR_BOLD, "%s", rv_leg_text(t, leg));
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "%s USD, %s",
			 rv_fmt_musd(t->notional_musd, 2, usd),
			 rv_label_style(t->style, t->duration_ms, t->slices, how));
	ticket_state(wr, ui, t);
	rv_write_ticket_whose(wr, ui, t);
	rv_write_heading(wr, "Checks", t->n_checks ? "" : "none yet");
	for (size_t i = 0; i < t->n_checks; i++)
		rv_write_check(wr, &t->checks[i]);
	ticket_quote(wr, ui, t);
	rv_write_ticket_costs(wr, t);
	ticket_after(wr, ui, t);
	rv_write_heading(wr, "Digest", "what an approval is bound to");
	rv_write_text(wr, 1, RV_ROLE_DIM, 0, "%s..", rv_fmt_digest(&t->digest, 16, usd));
}

static void write_mandate(rv_writer *wr, const rv_ui *ui, const rv_tv_mandate *m)
{
	char text[RV_FMT_TEXT], remark[96], how[RV_STYLE_TEXT], change[RV_CHANGE_TEXT];

	rv_write_wrapped(wr, 0, rv_role_side(m->side), RV_ATTR_BOLD, "%s %s %s",
			 rv_label_side(m->side),
			 rv_fmt_lots(m->lots_most, m->coin.sz_decimals, text), m->coin.symbol);
	rv_write_item(wr, "state", rv_role_mandate(m->state), rv_label_mandate(m->state),
		      m->reason);
	(void)snprintf(remark, sizeof(remark), "ticket #%llu, by uid %lld",
		       (unsigned long long)m->ticket, (long long)m->approved_by);
	write_age(wr, &ui->live, "approved", m->approved_at, remark);
	rv_write_heading(wr, "Work", rv_label_style(m->style, 0, m->slices, how));
	if (m->lots_granted > 0 && m->lots_granted != m->lots_most) {
		(void)snprintf(change, sizeof(change), "%s by the correction",
			       rv_fmt_lots_signed(m->lots_most - m->lots_granted,
						  m->coin.sz_decimals, text));
		write_lots(wr, "granted", m->lots_granted, &m->coin, change);
	}
	write_lots(wr, "filled", m->lots_filled, &m->coin, "");
	write_lots(wr, "working", m->lots_working, &m->coin, "");
	write_lots(wr, "unknown", m->lots_unknown, &m->coin, "counted as filled in every limit");
	rv_write_item(wr, "average", RV_ROLE_TEXT,
		      rv_fmt_price(m->avg_px, m->coin.sz_decimals, text), "");
	write_px(wr, "collar", m->px_worst, &m->coin, "no worse than this");
	(void)snprintf(remark, sizeof(remark), "of %lld", (long long)m->slices);
	(void)snprintf(text, sizeof(text), "%lld", (long long)m->slices_done);
	rv_write_item(wr, "slices", RV_ROLE_TEXT, text, remark);
	if (m->state != RV_MANDATE_ENDED) {
		rv_write_item(
			wr, "next slice", RV_ROLE_TEXT,
			m->next_slice_at == INT64_MAX
				? "--"
				: rv_fmt_left(rv_trade_left(&ui->live, m->next_slice_at), text),
			"");
		rv_write_item(wr, "ends in", RV_ROLE_TEXT,
			      rv_fmt_left(rv_trade_left(&ui->live, m->ends_at), text),
			      m->style == RV_STYLE_TWAP ? "at the latest, missed slices included"
							: "at the latest");
	}
	rv_write_heading(wr, "Digest", "of the ticket that was approved");
	rv_write_text(wr, 1, RV_ROLE_DIM, 0, "%s..", rv_fmt_digest(&m->digest, 16, text));
}

static void write_order(rv_writer *wr, const rv_ui *ui, const rv_tv_order *o)
{
	char text[RV_FMT_TEXT];

	rv_write_wrapped(wr, 0, rv_role_side(o->side), RV_ATTR_BOLD, "%s %s %s",
			 rv_label_side(o->side), rv_fmt_lots(o->lots, o->coin.sz_decimals, text),
			 o->coin.symbol);
	rv_write_item(wr, "state", rv_role_order(o->state), rv_label_order(o->state), o->text);
	write_px(wr, "limit", o->px, &o->coin, rv_label_tif(o->tif));
	write_lots(wr, "filled", o->lots_filled, &o->coin, o->reduce_only ? "reduce only" : "");
	write_age(wr, &ui->live, "sent", o->sent_at, "ago");
	write_age(wr, &ui->live, "changed", o->changed_at, "ago");
	(void)snprintf(text, sizeof(text), "%lld", (long long)o->oid);
	rv_write_item(wr, "oid", RV_ROLE_DIM, text, o->external ? "not an order of ours" : "");
	if (!o->external)
		rv_write_item(wr, "cloid", RV_ROLE_DIM, rv_fmt_cloid(&o->cloid, text), "");
	if (o->mandate)
		rv_write_text(wr, 1, RV_ROLE_DIM, 0, "of mandate m%llu",
			      (unsigned long long)o->mandate);
	if (o->state == RV_ORDER_UNKNOWN)
		rv_write_wrapped(wr, 0, RV_ROLE_BAD, 0,
				 "Nobody knows whether it landed. It counts as filled in every "
				 "limit; evidence decides, or :force %s with a reason.",
				 rv_fmt_cloid(&o->cloid, text));
}

static void write_fill(rv_writer *wr, const rv_ui *ui, const rv_tv_fill *f)
{
	const rv_fill *x = &f->fill;
	char text[RV_FMT_TEXT], at[RV_TIME_TEXT], age[RV_FMT_TEXT], remark[96];
	const rv_coin_ref coin = { .sz_decimals = x->sz_decimals };
	const int64_t ms = ui->live.utc_now - x->time_ms;

	rv_write_wrapped(wr, 0, rv_role_side(x->side), RV_ATTR_BOLD, "%s %s %s at %s",
			 rv_label_side(x->side), rv_fmt_lots(x->lots, x->sz_decimals, text),
			 x->symbol, rv_fmt_px(x->px, x->sz_decimals, age));
	(void)snprintf(remark, sizeof(remark), "%s ago, the venue's clock",
		       rv_fmt_age(ms > 0 ? ms : 0, age));
	rv_write_item(wr, "time", RV_ROLE_TEXT, rv_time_format_clock(x->time_ms, at), remark);
	rv_write_item(wr, "fee", RV_ROLE_TEXT, rv_fmt_musd(x->fee_musd, 4, text),
		      x->taker ? "USD, taker" : "USD, maker");
	rv_write_item(wr, "closed PnL", RV_ROLE_TEXT, rv_fmt_musd(x->closed_pnl_musd, 2, text),
		      "USD, before fees");
	write_lots(wr, "held before", x->start_lots, &coin, "as the venue says");
	(void)snprintf(text, sizeof(text), "%lld", (long long)x->tid);
	rv_write_item(wr, "tid", RV_ROLE_DIM, text, "");
	(void)snprintf(text, sizeof(text), "%lld", (long long)x->oid);
	rv_write_item(wr, "oid", RV_ROLE_DIM, text, "");
	if (f->late)
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "It came after its order was over.");
	if (!f->mandate)
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "Not of a mandate of ours. %s",
			      rv_label_fill(x->kind));
}

static void write_item(rv_writer *wr, const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	const rv_pick *p = &ui->trade.item;
	const rv_tv_ticket *t = tv && p->kind == RV_PICK_TICKET ? rv_trade_ticket(tv, p->a) : NULL;
	const rv_tv_mandate *m =
		tv && p->kind == RV_PICK_MANDATE ? rv_trade_mandate(tv, p->a) : NULL;
	const rv_tv_order *o = tv && p->kind == RV_PICK_ORDER ? rv_trade_order(tv, p) : NULL;
	const rv_tv_fill *f = tv && p->kind == RV_PICK_FILL ? rv_trade_fill(tv, p) : NULL;

	if (t)
		write_ticket(wr, ui, t);
	else if (m)
		write_mandate(wr, ui, m);
	else if (o)
		write_order(wr, ui, o);
	else if (f)
		write_fill(wr, ui, f);
	else
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "It is not in the engine's lists any more.");
}

size_t rv_item_lines(const rv_ui *ui, int w)
{
	rv_writer wr = { .c = NULL, .w = w };

	write_item(&wr, ui);
	return wr.line;
}

void rv_dialog_item(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	static const char *const kinds[] = { "", "Ticket #", "Mandate m", "Order", "Fill" };
	const rv_pick *p = &ui->trade.item;
	char title[48];

	if (p->kind == RV_PICK_TICKET || p->kind == RV_PICK_MANDATE)
		(void)snprintf(title, sizeof(title), "%s%llu", kinds[p->kind],
			       (unsigned long long)p->a);
	else
		(void)snprintf(title, sizeof(title), "%s", kinds[p->kind]);
	const rv_rect in = rv_paint_box(c, box, title);
	rv_writer wr = { .c = c, .w = in.w, .h = in.h, .top = ui->dialog_top };
	write_item(&wr, ui);
}
