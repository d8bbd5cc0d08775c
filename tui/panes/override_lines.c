/* What an override is and does, as lines; see override_lines.h. */
#include "tui/panes/override_lines.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "engine/book/overrides.h"
#include "tui/money.h"
#include "tui/override.h"
#include "tui/override_text.h"
#include "tui/paint.h"
#include "tui/panes/whatif_pair.h"
#include "tui/programs.h"
#include "tui/trade.h"

enum {
	MANY_ROWS = 30, /* of the terminal: fewer show only the FEW_COINS largest changes */
	FEW_COINS = 2
};

void rv_write_override_badges(rv_writer *wr, int x, const rv_scene *s, const char *symbol)
{
	char line[RV_OVERRIDE_LINE];

	for (size_t i = 0; i < s->v->overrides.set.n; i++) {
		const rv_override *o = &s->v->overrides.set.o[i];
		if (rv_override_holds(s, o) && strcmp(o->symbol, symbol) == 0)
			rv_write_wrapped(wr, x, RV_ROLE_WARN, 0, "%s",
					 rv_override_line(s, o, line));
	}
}

void rv_write_override_briefs(rv_writer *wr, const rv_scene *s, unsigned kinds)
{
	char line[RV_OVERRIDE_LINE];

	for (size_t i = 0; i < s->v->overrides.set.n; i++) {
		const rv_override *o = &s->v->overrides.set.o[i];
		if (kinds & 1U << o->kind && rv_override_holds(s, o))
			rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "%s",
					 rv_override_brief(s, o, line));
	}
}

static const char *size_text(const rv_op_side *s, char buf[RV_FMT_TEXT])
{
	static const char *const bounds[RV_NET_BOUND_N] = {
		[RV_NET_FREE] = "",	      [RV_NET_GROSS] = " gross",
		[RV_NET_VOL] = " volatility", [RV_NET_MARGIN] = " margin",
		[RV_NET_RISING] = " rising",  [RV_NET_UNKNOWN] = " kept"
	};

	(void)snprintf(buf, RV_FMT_TEXT, "%s%s", rv_num(s->g, 3).s,
		       s->bound < RV_NET_BOUND_N ? bounds[s->bound] : "");
	return buf;
}

static const char *legs_text(const rv_op_side *s, char buf[RV_FMT_TEXT])
{
	if (s->deferred > 0)
		(void)snprintf(buf, RV_FMT_TEXT, "%zu, %zu deferred", s->legs, s->deferred);
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%zu", s->legs);
	return buf;
}

static const char *hedge_text(const rv_op_side *s, int k, char buf[2 * RV_FMT_TEXT])
{
	char distance[RV_FMT_TEXT], trigger[RV_FMT_TEXT];

	(void)snprintf(buf, (size_t)2 * RV_FMT_TEXT, "%s of %s",
		       rv_fmt_usd_signed(s->distance[k], 0, distance),
		       rv_fmt_usd(s->trigger[k], 0, trigger));
	return buf;
}

static void write_hedge(rv_writer *wr, const rv_ui *ui, const rv_override_preview *p, int k)
{
	char name[RV_SYMBOL_MAX + 8], a[2 * RV_FMT_TEXT], b[2 * RV_FMT_TEXT];

	(void)snprintf(name, sizeof(name), "%.5s to hedge", ui->live.v->book.hedge_names[k]);
	rv_write_pair(wr, name, hedge_text(&p->before, k, a), hedge_text(&p->after, k, b),
		      rv_pair_differs(p->before.distance[k], p->after.distance[k]) ||
			      rv_pair_differs(p->before.trigger[k], p->after.trigger[k]));
}

/* As things are, and at the worst of the stress table, were the targets held. */
static const char *margin_text(const rv_op_side *s, char buf[2 * RV_FMT_TEXT])
{
	char now[RV_FMT_TEXT], stress[RV_FMT_TEXT];

	(void)snprintf(buf, (size_t)2 * RV_FMT_TEXT, "%s, %s", rv_fmt_ratio(s->margin, now),
		       rv_fmt_ratio(s->stress, stress));
	return buf;
}

static void write_margin(rv_writer *wr, const rv_override_preview *p)
{
	char a[2 * RV_FMT_TEXT], b[2 * RV_FMT_TEXT];

	rv_write_pair(wr, "margin,stress", margin_text(&p->before, a), margin_text(&p->after, b),
		      rv_pair_differs(p->before.margin, p->after.margin) ||
			      rv_pair_differs(p->before.stress, p->after.stress));
}

static double usd_of(const rv_op_coin *c)
{
	return ((double)c->after - (double)c->before) * pow(10.0, -(double)c->sz_decimals) *
	       c->price;
}

static void write_coin(rv_writer *wr, const rv_op_coin *c)
{
	char name[RV_SYMBOL_MAX + 8], a[RV_FMT_TEXT], b[RV_FMT_TEXT], usd[RV_FMT_TEXT];
	int y;
	const bool here = rv_write_here(wr, &y);

	if (here)
		(void)rv_write_put(wr, RV_PAIR_NAME + 2 * RV_PAIR_SIDE + 1, y,
				   rv_sign_role(usd_of(c)), 0, "%s",
				   rv_fmt_usd_signed(usd_of(c), 0, usd));
	(void)snprintf(name, sizeof(name), "%.*s", RV_PAIR_NAME - 1, c->symbol);
	rv_write_pair(wr, name, rv_fmt_lots_signed(c->before, c->sz_decimals, a),
		      rv_fmt_lots_signed(c->after, c->sz_decimals, b), true);
}

/* A program that is granted works towards the phase's own targets. */
static bool goes_on(const rv_trade_view *tv)
{
	for (size_t i = 0; i < tv->n_programs; i++) {
		if (rv_program_goes_on(&tv->programs[i]))
			return true;
	}
	return false;
}

/* The effect is of these votes; HALTED nothing would be added, so that it is told as resumed. */
static void write_basis(rv_writer *wr, const rv_ui *ui)
{
	char date[RV_TIME_TEXT];
	const rv_view *v = ui->live.v;
	const bool halted = v->trade.present && v->trade.state == RV_BOOK_HALTED;
	const bool works = v->trade.present && goes_on(&v->trade);
	if (v->book.present)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "by the votes of the close of %s%s%s",
				 rv_time_format_date(v->book.close_ms - 1, date),
				 halted ? ", as if the book were resumed" : "",
				 works ? ", not by what the program works towards now" : "");
}

static void write_effect(rv_writer *wr, const rv_ui *ui, const rv_override_preview *p)
{
	char a[RV_FMT_TEXT], b[RV_FMT_TEXT];

	write_basis(wr, ui);
	rv_write_pair(wr, "the book now", "without", "with", false);
	rv_write_pair(wr, "gross USD", rv_fmt_usd(p->before.gross_usd, 0, a),
		      rv_fmt_usd(p->after.gross_usd, 0, b),
		      rv_pair_differs(p->before.gross_usd, p->after.gross_usd));
	rv_write_pair(wr, "net USD", rv_fmt_usd_signed(p->before.net_usd, 0, a),
		      rv_fmt_usd_signed(p->after.net_usd, 0, b),
		      rv_pair_differs(p->before.net_usd, p->after.net_usd));
	rv_write_pair(wr, "size G", size_text(&p->before, a), size_text(&p->after, b),
		      rv_pair_differs(p->before.g, p->after.g));
	rv_write_pair(wr, "legs", legs_text(&p->before, a), legs_text(&p->after, b),
		      p->before.legs != p->after.legs || p->before.deferred != p->after.deferred);
	write_margin(wr, p);
	for (int k = 0; k < RV_HEDGE_LEGS; k++)
		write_hedge(wr, ui, p, k);
	if (p->n == 0) {
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "No coin's target changes now.");
		return;
	}
	const size_t n = ui->rows < MANY_ROWS && p->n > FEW_COINS ? FEW_COINS : p->n;
	for (size_t i = 0; i < n; i++)
		write_coin(wr, &p->coins[i]);
	if (p->n_changed > n)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "and %zu smaller ones", p->n_changed - n);
}

/* A program that waits is as it was proposed: what is set since takes it back. */
static void write_waiting(rv_writer *wr, const rv_trade_view *tv)
{
	for (size_t i = 0; i < tv->n_programs; i++) {
		const rv_tv_program *p = &tv->programs[i];
		if (p->state == RV_PROGRAM_READY || p->state == RV_PROGRAM_BLOCKED)
			rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0,
					 "Program %llu waits and was made without this: where it "
					 "changes its legs it is withdrawn and made anew.",
					 (unsigned long long)p->id);
	}
}

/* What is granted is no target any more: an override does not end it. Its coin's, or all. */
static void write_granted(rv_writer *wr, const rv_ui *ui)
{
	const rv_command *c = &ui->trade.confirm.cmd;
	const rv_trade_view *t = &ui->live.v->trade;
	const char *symbol = c->over.symbol, *first = "";
	size_t n = 0;

	for (size_t i = 0; i < t->n_mandates; i++) {
		const rv_tv_mandate *m = &t->mandates[i];
		const bool of_it = !symbol[0] || strcmp(m->coin.symbol, symbol) == 0;
		if (m->state == RV_MANDATE_ENDED || !of_it)
			continue;
		first = n == 0 ? m->coin.symbol : first;
		n++;
	}
	const bool of_targets = c->kind == RV_CMD_OVERRIDE &&
				c->over.kind != RV_OVERRIDE_AUTO_HEDGE &&
				c->over.kind != RV_OVERRIDE_HEDGE;
	if (n > 0 && of_targets)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0,
				 "What is granted works on all the same: %zu mandate%s, %s%s; c on "
				 "Orders (5) cancels.",
				 n, n == 1 ? "" : "s", first,
				 n > 1 && !symbol[0] ? " and others" : "");
}

/* What it takes the place of, or that it is the end of one. */
static void write_what(rv_writer *wr, const rv_ui *ui)
{
	const rv_command *c = &ui->trade.confirm.cmd;
	const rv_overrides *set = &ui->live.v->overrides.set;
	char words[RV_OVERRIDE_REASON], until[RV_TIME_TEXT], left[RV_FMT_TEXT];

	rv_write_wrapped(wr, 0, RV_ROLE_TITLE, RV_ATTR_BOLD, "%s%s",
			 c->kind == RV_CMD_OVERRIDE_END ? "ends: " : "",
			 rv_override_words(&c->over, words));
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "until %s, %s left: %s",
			 rv_time_format(c->over.expires_utc_ms, until),
			 rv_fmt_left(c->over.expires_utc_ms - ui->live.utc_now, left),
			 c->over.reason);
	const rv_override *before =
		c->kind == RV_CMD_OVERRIDE
			? rv_overrides_find(set, rv_overrides_same(set, &c->over))
			: NULL;
	if (before)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "in the place of %llu: %s",
				 (unsigned long long)before->id, rv_override_words(before, words));
}

/* The factor that is in force now, and whose it is: what a new one is measured against. */
static void write_leverage(rv_writer *wr, const rv_ui *ui)
{
	const rv_command *c = &ui->trade.confirm.cmd;
	const rv_view *v = ui->live.v;
	const double model = v->has_scores ? v->scores.buckets.leverage_factor : (double)NAN;
	const bool ends = c->kind == RV_CMD_OVERRIDE_END;
	double by_hand = NAN;
	const bool held = rv_overrides_leverage(&v->overrides.set, ui->live.utc_now, &by_hand);

	rv_write_pair(wr, "S4's factor", "now", "with", false);
	rv_write_pair(wr, held ? "by hand" : "by its model", rv_num(held ? by_hand : model, 3).s,
		      rv_num(ends ? model : c->over.value[0], 3).s, true);
	if (held)
		rv_write_pair(wr, "by its model", rv_num(model, 3).s, "", false);
}

/* Who grants hedges before and after, and how many wait for that now. */
static void write_auto_hedge(rv_writer *wr, const rv_ui *ui)
{
	const rv_command *c = &ui->trade.confirm.cmd;
	const rv_trade_view *t = &ui->live.v->trade;
	const bool ends = c->kind == RV_CMD_OVERRIDE_END;
	const bool after = ends ? t->hedges_by_settings : strcmp(c->over.word, "ON") == 0;
	size_t n = 0;

	for (size_t i = 0; i < t->n_tickets; i++)
		n += t->tickets[i].cls == RV_CLASS_HEDGE && rv_ticket_waits(&t->tickets[i]);
	rv_write_pair(wr, "hedges", "without", "with", false);
	rv_write_pair(wr, "granted by", t->hedges_itself ? "the desk" : "a person",
		      after ? "the desk" : "a person", after != t->hedges_itself);
	if (n > 0)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "waiting now: %zu, %s", n,
				 after ? "granted by the desk then" : "for a person then, too");
}

void rv_write_override(rv_writer *wr, const rv_ui *ui)
{
	const rv_override_preview *p = rv_override_effect(ui);

	write_what(wr, ui);
	if (ui->trade.confirm.cmd.over.kind == RV_OVERRIDE_LEVERAGE)
		write_leverage(wr, ui);
	if (ui->trade.confirm.cmd.over.kind == RV_OVERRIDE_AUTO_HEDGE)
		write_auto_hedge(wr, ui);
	else if (p && p->ok)
		write_effect(wr, ui, p);
	else if (p)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "Its effect cannot be told: %s", p->text);
	else
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "%s",
				 ui->trade.confirm.told ? "The engine has not told its effect."
							: "Asking the engine what it would do ...");
	write_granted(wr, ui);
	write_waiting(wr, &ui->live.v->trade);
}
