/* The one book: its size, the sub-books, and for each coin votes, target, change and verdict. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/empty.h"
#include "tui/money.h"
#include "tui/override_text.h"
#include "tui/panes/override_lines.h"
#include "tui/panes/texts.h"
#include "tui/trade.h"

enum {
	NAME_W = 10,
	VOTE_W = 8,
	LOTS_W = 11,
	USD_W = 9,
	WON_W = 6,
	VOTES_FROM = 110, /* cells from which votes have columns of their own */
	SUBS_FROM = 150,  /* cells from which two sub-books stand side by side */
	INDENT = 2
};

static const char *cap_text(double cap, char buf[RV_FMT_TEXT])
{
	(void)snprintf(buf, RV_FMT_TEXT, "%s", isinf(cap) ? "free" : rv_num(cap, 2).s);
	return buf;
}

/* Why the rows below have nothing to do, before anything else. */
static void write_stop(rv_writer *wr, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	if (v->book.no_additions && t->present && t->state != RV_BOOK_ACTIVE)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "%s: nothing is added",
				 rv_label_book_state(t->state));
}

static void write_size(rv_writer *wr, const rv_book_view *b)
{
	const rv_net_g *g = &b->net.g;
	char gross[RV_FMT_TEXT], vol[RV_FMT_TEXT], to[RV_FMT_TEXT], net[RV_FMT_TEXT],
		least[RV_FMT_TEXT], margin[RV_FMT_TEXT];
	const char *bound = rv_net_bound_text(g->bound);

	rv_write_wrapped(wr, 0, g->bound == RV_NET_FREE ? RV_ROLE_TEXT : RV_ROLE_WARN, 0,
			 "G %s%s%s (caps: gross %s, volatility %s, stress margin %s)",
			 rv_num(g->g, 3).s, bound[0] ? ": " : "", bound, cap_text(g->gross, gross),
			 cap_text(g->vol, vol), cap_text(g->margin, margin));
	rv_write_wrapped(
		wr, 0, RV_ROLE_TEXT, 0,
		"targets: gross %s, net %s USD; %zu legs, %zu deferred, none under %s USD%s",
		rv_fmt_usd(b->net.gross_usd, 0, to), rv_fmt_usd_signed(b->net.net_usd, 0, net),
		b->net.n_legs, b->net.n_deferred, rv_fmt_usd(b->net.least_usd, 0, least),
		b->no_additions ? "; nothing is added" : "");
}

/* What works toward another target than the one below. */
static void write_program(rv_writer *wr, const rv_view *v)
{
	char date[RV_TIME_TEXT];
	for (size_t i = 0; i < v->trade.n_programs; i++) {
		const rv_tv_program *p = &v->trade.programs[i];
		if (p->state != RV_PROGRAM_GRANTED ||
		    p->run_date_ms + RV_DAY_MS <= v->book.close_ms)
			continue;
		rv_write_wrapped(
			wr, 0, RV_ROLE_WARN, 0,
			"p%llu works toward the close of %s; below are votes of the one before",
			(unsigned long long)p->id, rv_time_format_date(p->run_date_ms, date));
	}
}

/* Where the day is: what comes next, and what became of the last phase. */
static void write_day(rv_writer *wr, const rv_day_view *d)
{
	char next[RV_TIME_TEXT], said[RV_TIME_TEXT];

	if (!d->present) {
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "what the sub-books want together; nothing is proposed here");
		return;
	}
	rv_write_wrapped(wr, 0, d->ready[0] ? RV_ROLE_WARN : RV_ROLE_TEXT, 0, "next: %s at %sZ%s%s",
			 rv_phase_word(d->next), rv_time_format_clock(d->next_utc_ms, next),
			 d->ready[0] ? "; " : "", d->ready);
	if ((d->missed >> RV_PHASE_PROPOSE & 1U) != 0)
		rv_write_wrapped(
			wr, 0, RV_ROLE_WARN, 0,
			"the proposal before this close was missed: the desk was not ready");
	if (d->said_utc_ms != 0)
		rv_write_wrapped(wr, 0, d->alarm ? RV_ROLE_ALERT : RV_ROLE_DIM, 0, "%sZ %s",
				 rv_time_format_clock(d->said_utc_ms, said), d->said);
}

static void write_sub(rv_writer *wr, int x, int w, const rv_book_view *b, int s)
{
	char equity[RV_FMT_TEXT], held[RV_FMT_TEXT];
	int y;

	if (!rv_write_here(wr, &y))
		return;
	(void)rv_write_put(wr, x, y, RV_ROLE_TITLE, 0, "%-7s", rv_sub_name((rv_sub)s));
	if (s < RV_SUB_H) {
		rv_canvas_text_right(wr->c, x + 7, y, 6, RV_ROLE_TEXT, 0,
				     rv_licence_name(b->licence[s]));
		rv_canvas_text_right(wr->c, x + 13, y, 10, RV_ROLE_TEXT, 0,
				     rv_fmt_usd(b->net.equity[s], 0, equity));
	}
	rv_canvas_text_right(wr->c, x + 23, y, 10, RV_ROLE_TEXT, 0,
			     rv_fmt_usd(b->gross_usd[s], 0, held));
	if (s < RV_SUB_H && w > 36)
		rv_canvas_text(wr->c, x + 35, y, w - 36, RV_ROLE_DIM, 0, b->state[s]);
}

/* Two beside each other where there is room. */
static void write_subs(rv_writer *wr, const rv_book_view *b)
{
	const int columns = wr->w >= SUBS_FROM ? 2 : 1, w = wr->w / columns;
	const int rows = (RV_SUB_N + columns - 1) / columns;
	int y;

	rv_write_heading(wr, "Sub-books", "licence, equity and what is held in USD, votes");
	for (int k = 0; k < rows; k++) {
		for (int i = 0; i < columns; i++) {
			const int s = k + i * rows;
			if (s < RV_SUB_N && rv_write_here(wr, &y))
				write_sub(wr, i * w, w, b, s);
		}
		rv_write_next(wr);
	}
}

static bool has_vote(const rv_bv_coin *c, int s)
{
	return c->held[s] != 0 || fabs(c->vote[s]) > 0;
}

static const char *vote_text(const rv_bv_coin *c, int s, char buf[RV_FMT_TEXT])
{
	if (c->net.frozen >> s & 1U || isnan(c->vote[s])) {
		(void)snprintf(buf, RV_FMT_TEXT, "stays");
		return buf;
	}
	return rv_fmt_pct(c->vote[s], 2, buf);
}

static rv_role side_role(double v)
{
	return v > 0 ? RV_ROLE_UP : v < 0 ? RV_ROLE_DOWN : RV_ROLE_DIM;
}

static rv_role verdict_role(rv_net_verdict v)
{
	switch (v) {
	case RV_NET_LEG:
	case RV_NET_CROSS:
		return RV_ROLE_GOOD;
	case RV_NET_BLOCKED:
		return RV_ROLE_WARN;
	default:
		return RV_ROLE_DIM;
	}
}

static void write_heads(rv_writer *wr, bool votes)
{
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "SYMBOL");
		for (int s = 0; votes && s < RV_SUB_H; s++, x += VOTE_W)
			rv_canvas_text_right(wr->c, x, y, VOTE_W, RV_ROLE_DIM, 0,
					     rv_sub_name((rv_sub)s));
		rv_canvas_text_right(wr->c, x, y, LOTS_W, RV_ROLE_DIM, 0, "TARGET");
		rv_canvas_text_right(wr->c, x + LOTS_W, y, LOTS_W, RV_ROLE_DIM, 0, "HELD");
		x += 2 * LOTS_W;
		rv_canvas_text_right(wr->c, x, y, USD_W, RV_ROLE_DIM, 0, "CHANGE");
		(void)rv_write_put(wr, x + USD_W + 1, y, RV_ROLE_DIM, 0, "WON");
		(void)rv_write_put(wr, x + USD_W + 1 + WON_W, y, RV_ROLE_DIM, 0, "VERDICT");
	}
	rv_write_next(wr);
}

/* USD that would be traded, with the sign of the trade. */
static double change_usd(const rv_bv_coin *c)
{
	return c->net.net < c->net.position ? -c->net.usd : c->net.usd;
}

static void write_numbers(rv_writer *wr, int x, int y, const rv_bv_coin *c)
{
	const rv_net_out *o = &c->net;
	char text[RV_FMT_TEXT], word[RV_FMT_TEXT];

	rv_canvas_text_right(wr->c, x, y, LOTS_W, side_role((double)o->net), 0,
			     rv_fmt_lots_signed(o->net, c->sz_decimals, text));
	rv_canvas_text_right(wr->c, x + LOTS_W, y, LOTS_W, side_role((double)o->position), 0,
			     rv_fmt_lots_signed(o->position, c->sz_decimals, text));
	x += 2 * LOTS_W;
	rv_canvas_text_right(wr->c, x, y, USD_W, side_role(change_usd(c)), 0,
			     rv_fmt_usd_signed(change_usd(c), 0, text));
	x += USD_W + 1;
	(void)rv_write_put(wr, x, y, RV_ROLE_TEXT, 0, "%s",
			   o->winner == RV_SUB_N ? "flat" : rv_sub_name(o->winner));
	if (o->rank == SIZE_MAX)
		(void)snprintf(word, sizeof(word), "%s",
			       o->verdict == RV_NET_NONE ? "nothing to do"
							 : rv_net_verdict_name(o->verdict));
	else
		(void)snprintf(word, sizeof(word), "%s %zu", rv_net_verdict_name(o->verdict),
			       o->rank + 1);
	(void)rv_write_put(wr, x + WON_W, y, verdict_role(o->verdict), 0, "%s", word);
}

/* "S5 +2.30%, S4m stays" where the votes have no columns. */
static void write_votes_line(rv_writer *wr, const rv_bv_coin *c)
{
	char line[160] = "", text[RV_FMT_TEXT];
	size_t at = 0;

	for (int s = 0; s < RV_SUB_H; s++) {
		if (!has_vote(c, s))
			continue;
		at += (size_t)snprintf(line + at, sizeof(line) - at, "%s%s %s", at ? ", " : "",
				       rv_sub_name((rv_sub)s), vote_text(c, s, text));
	}
	if (at > 0)
		rv_write_wrapped(wr, INDENT, RV_ROLE_TEXT, 0, "%s", line);
}

/* Why, in words, on lines of their own. */
static void write_why(rv_writer *wr, const rv_book_view *b, const rv_bv_coin *c)
{
	const rv_net_out *o = &c->net;
	/* Where nothing may be added anywhere, the head says it once. */
	const bool said = b->no_additions && strcmp(o->note, "no additions") == 0;

	if (o->verdict != RV_NET_NONE && o->reason[0])
		rv_write_wrapped(wr, INDENT, RV_ROLE_DIM, 0, "%s", o->reason);
	if (o->note[0] && !said)
		rv_write_wrapped(wr, INDENT, RV_ROLE_DIM, 0, "%s", o->note);
	if (c->why[0])
		rv_write_wrapped(wr, INDENT, RV_ROLE_DIM, 0, "votes: %s", c->why);
}

static void write_coin(rv_writer *wr, const rv_scene *s, const rv_bv_coin *c, bool votes)
{
	const rv_book_view *b = &s->v->book;
	char text[RV_FMT_TEXT];
	int y, x = NAME_W;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%.8s", c->symbol);
		if (rv_override_of_coin(s, c->symbol))
			(void)rv_write_put(wr, NAME_W - 1, y, RV_ROLE_WARN, RV_ATTR_BOLD, "o");
		for (int k = 0; votes && k < RV_SUB_H; k++, x += VOTE_W) {
			const bool any = has_vote(c, k);
			rv_canvas_text_right(wr->c, x, y, VOTE_W,
					     any ? side_role(c->vote[k]) : RV_ROLE_DIM, 0,
					     any ? vote_text(c, k, text) : ".");
		}
		write_numbers(wr, x, y, c);
	}
	rv_write_next(wr);
	if (!votes)
		write_votes_line(wr, c);
	write_why(wr, b, c);
	rv_write_override_badges(wr, INDENT, s, c->symbol);
}

/* Nothing is voted, held or wanted: a factor of the hedge that nobody is in. */
static bool is_idle(const rv_scene *s, const rv_bv_coin *c)
{
	for (int k = 0; k < RV_SUB_N; k++) {
		if (c->held[k] != 0 || (k < RV_SUB_H && fabs(c->vote[k]) > 0))
			return false;
	}
	return c->net.net == 0 && !rv_override_of_coin(s, c->symbol);
}

/* What would be traded first, by rank; then what waits; then the rest by name. */
static size_t place_of(const rv_bv_coin *c)
{
	static const size_t order[] = {
		[RV_NET_NONE] = 4,    [RV_NET_LEG] = 0,	     [RV_NET_CROSS] = 0,
		[RV_NET_SKIPPED] = 3, [RV_NET_DEFERRED] = 1, [RV_NET_BLOCKED] = 2
	};
	const size_t rank = c->net.rank < RV_BV_COINS ? c->net.rank : 0;
	return order[c->net.verdict] * RV_BV_COINS + rank;
}

static void write_coins(rv_writer *wr, const rv_scene *s)
{
	const rv_book_view *b = &s->v->book;
	const bool votes = wr->w >= VOTES_FROM;
	size_t shown = 0;

	rv_write_heading(wr, "Coins", "votes of each sub-book's equity, change in USD");
	for (size_t place = 0; place < 5 * (size_t)RV_BV_COINS; place++) {
		for (size_t i = 0; i < b->n_coins; i++) {
			if (place_of(&b->coins[i]) != place || is_idle(s, &b->coins[i]))
				continue;
			if (shown++ == 0)
				write_heads(wr, votes);
			write_coin(wr, s, &b->coins[i], votes);
		}
	}
	if (shown == 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "nobody votes, nothing is held");
}

void rv_text_net_target(const rv_ui *ui, rv_writer *wr)
{
	const rv_book_view *b = &ui->scene.v->book;

	if (!b->present) {
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "-- %s",
				 b->reason[0] ? b->reason : "this engine makes no book");
		if (b->reason[0])
			rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	write_stop(wr, ui->scene.v);
	write_size(wr, b);
	write_day(wr, &ui->scene.v->day);
	write_program(wr, ui->scene.v);
	rv_text_sub_risk(ui->scene.v, wr);
	rv_write_override_badges(wr, 0, &ui->scene, "");
	write_coins(wr, &ui->scene);
	write_subs(wr, b);
}
