/* What an override is and does, as lines; see override_lines.h. */
#include "tui/panes/override_lines.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tui/money.h"
#include "tui/override.h"
#include "tui/override_text.h"
#include "tui/paint.h"
#include "tui/trade.h"

enum {
	NAME_W = 14,
	SIDE_W = 18,
	MANY_ROWS = 30, /* of the terminal: fewer show only the FEW_COINS largest changes */
	FEW_COINS = 3
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

/* name, before, after in columns. */
static void write_pair(rv_writer *wr, const char *name, const char *before, const char *after,
		       bool differs)
{
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%s", name);
		rv_canvas_text_right(wr->c, NAME_W, y, SIDE_W, RV_ROLE_TEXT, 0, before);
		rv_canvas_text_right(wr->c, NAME_W + SIDE_W, y, SIDE_W,
				     differs ? RV_ROLE_TITLE : RV_ROLE_TEXT,
				     differs ? RV_ATTR_BOLD : 0, after);
	}
	rv_write_next(wr);
}

static bool differ(double a, double b)
{
	return a < b || a > b || isnan(a) != isnan(b);
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
	write_pair(wr, name, hedge_text(&p->before, k, a), hedge_text(&p->after, k, b),
		   differ(p->before.distance[k], p->after.distance[k]) ||
			   differ(p->before.trigger[k], p->after.trigger[k]));
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
		(void)rv_write_put(wr, NAME_W + 2 * SIDE_W + 1, y, rv_sign_role(usd_of(c)), 0, "%s",
				   rv_fmt_usd_signed(usd_of(c), 0, usd));
	(void)snprintf(name, sizeof(name), "%.*s", NAME_W - 1, c->symbol);
	write_pair(wr, name, rv_fmt_lots_signed(c->before, c->sz_decimals, a),
		   rv_fmt_lots_signed(c->after, c->sz_decimals, b), true);
}

/* The effect is of these votes; HALTED nothing would be added, so that it is told as resumed. */
static void write_basis(rv_writer *wr, const rv_ui *ui)
{
	char date[RV_TIME_TEXT];
	const rv_view *v = ui->live.v;
	const bool halted = v->trade.present && v->trade.state == RV_BOOK_HALTED;
	if (v->book.present)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "by the votes of the close of %s%s",
				 rv_time_format_date(v->book.close_ms - 1, date),
				 halted ? ", as if the book were resumed" : "");
}

static void write_effect(rv_writer *wr, const rv_ui *ui, const rv_override_preview *p)
{
	char a[RV_FMT_TEXT], b[RV_FMT_TEXT];

	write_basis(wr, ui);
	write_pair(wr, "the book now", "without", "with", false);
	write_pair(wr, "gross USD", rv_fmt_usd(p->before.gross_usd, 0, a),
		   rv_fmt_usd(p->after.gross_usd, 0, b),
		   differ(p->before.gross_usd, p->after.gross_usd));
	write_pair(wr, "net USD", rv_fmt_usd_signed(p->before.net_usd, 0, a),
		   rv_fmt_usd_signed(p->after.net_usd, 0, b),
		   differ(p->before.net_usd, p->after.net_usd));
	write_pair(wr, "size G", size_text(&p->before, a), size_text(&p->after, b),
		   differ(p->before.g, p->after.g));
	write_pair(wr, "legs", legs_text(&p->before, a), legs_text(&p->after, b),
		   p->before.legs != p->after.legs || p->before.deferred != p->after.deferred);
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

/* A program that waits is as it was proposed: it does not change by itself. */
static void write_waiting(rv_writer *wr, const rv_trade_view *tv)
{
	for (size_t i = 0; i < tv->n_programs; i++) {
		const rv_tv_program *p = &tv->programs[i];
		if (p->state == RV_PROGRAM_READY || p->state == RV_PROGRAM_BLOCKED)
			rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0,
					 "Program %llu waits and was made without this: leave legs "
					 "out there, or reject it.",
					 (unsigned long long)p->id);
	}
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

void rv_write_override(rv_writer *wr, const rv_ui *ui)
{
	const rv_override_preview *p = rv_override_effect(ui);

	write_what(wr, ui);
	if (p && p->ok)
		write_effect(wr, ui, p);
	else if (p)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "Its effect cannot be told: %s", p->text);
	else
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "%s",
				 ui->trade.confirm.told ? "The engine has not told its effect."
							: "Asking the engine what it would do ...");
	write_waiting(wr, &ui->live.v->trade);
}
