/* The command line: its verbs and their parsers; see command_line.h. */
#include "tui/command_line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/command_program.h"
#include "tui/command_verbs.h"
#include "tui/command_words.h"

enum { BP_WHOLE = 10000 };

static rv_status order_side(const rv_line_in *in)
{
	if (in->v && in->v->trade.present)
		return RV_OK;
	return rv_words_fail(in->ws, 0, "this engine has no order side: it only watches");
}

static void begin(rv_line *out, rv_cmd_kind kind)
{
	out->kind = RV_LINE_SEND;
	out->cmd.kind = kind;
}

static void set_symbol(rv_line *out, const char *symbol)
{
	(void)snprintf(out->cmd.symbol, sizeof(out->cmd.symbol), "%s", symbol); /* fits */
}

/* What follows the amount: nothing (now, at the collar), "twap [15m]" or "limit PX". */
static rv_status parse_style(const rv_line_in *in, size_t i, int sz_decimals, rv_command *c)
{
	const rv_word w = rv_words_at(in->ws, i);
	rv_status st;

	c->style = RV_STYLE_IOC;
	if (w.len == 0)
		return RV_OK;
	if (rv_word_is(w, "twap")) {
		c->style = RV_STYLE_TWAP;
		if (rv_words_at(in->ws, i + 1).len == 0)
			return RV_OK; /* the configured time */
		st = rv_words_duration(in->ws, i + 1, &c->duration_ms);
		return st == RV_OK ? rv_words_end(in->ws, i + 2) : st;
	}
	if (rv_word_is(w, "limit")) {
		c->style = RV_STYLE_LIMIT;
		st = rv_words_price(in->ws, i + 1, sz_decimals, &c->px);
		return st == RV_OK ? rv_words_end(in->ws, i + 2) : st;
	}
	return rv_words_fail(in->ws, i, "'%.*s': expected twap, limit or nothing",
			     (int)(w.len < 24 ? w.len : 24), w.s);
}

static rv_status parse_trade(const rv_line_in *in, rv_line *out)
{
	const rv_view_row *r;
	rv_status st = rv_words_symbol(in->ws, 1, in->v, true, &r);

	begin(out, RV_CMD_PROPOSE);
	out->cmd.side = rv_word_is(in->ws->w[0], "buy") ? RV_BUY : RV_SELL;
	if (st == RV_OK)
		st = rv_words_amount(in->ws, 2, r->sz_decimals, &out->cmd.notional_musd,
				     &out->cmd.lots);
	if (st == RV_OK)
		st = parse_style(in, 4, r->sz_decimals, &out->cmd);
	if (st == RV_OK)
		set_symbol(out, r->symbol);
	return st;
}

static const rv_tv_position *find_position(const rv_trade_view *tv, const char *symbol)
{
	for (size_t i = 0; i < tv->n_positions; i++) {
		if (strcmp(tv->positions[i].coin.symbol, symbol) == 0)
			return &tv->positions[i];
	}
	return NULL;
}

/* A symbol in which there is a position to make smaller. */
static rv_status parse_held(const rv_line_in *in, const rv_tv_position **p)
{
	const rv_view_row *r;
	const rv_status st = rv_words_symbol(in->ws, 1, in->v, false, &r);

	if (st != RV_OK)
		return st;
	*p = find_position(&in->v->trade, r->symbol);
	if (!*p || (*p)->lots == 0)
		return rv_words_fail(in->ws, 1, "there is no position in %s", r->symbol);
	return RV_OK;
}

static rv_status parse_close(const rv_line_in *in, rv_line *out)
{
	const rv_tv_position *p;
	const rv_status st = parse_held(in, &p);

	begin(out, RV_CMD_PROPOSE);
	if (st != RV_OK)
		return st;
	out->cmd.close = out->cmd.reduce_only = true;
	set_symbol(out, p->coin.symbol);
	return parse_style(in, 2, p->coin.sz_decimals, &out->cmd);
}

static int64_t magnitude(int64_t lots)
{
	return lots < 0 ? -lots : lots;
}

/* The share of a position in whole lots, cut towards nothing. */
static rv_status reduce_share(const rv_line_in *in, const rv_tv_position *p, rv_command *c)
{
	const int64_t held = magnitude(p->lots);
	int64_t bp;
	const rv_status st = rv_words_percent(in->ws, 2, &bp);

	if (st != RV_OK)
		return st;
	c->lots = held / BP_WHOLE * bp + held % BP_WHOLE * bp / BP_WHOLE;
	if (c->lots == 0)
		return rv_words_fail(in->ws, 2, "that is less than the smallest size of %s",
				     p->coin.symbol);
	return parse_style(in, 3, p->coin.sz_decimals, c);
}

static rv_status parse_reduce(const rv_line_in *in, rv_line *out)
{
	const rv_word amount = rv_words_at(in->ws, 2);
	const rv_tv_position *p;
	rv_command *c = &out->cmd;
	rv_status st = parse_held(in, &p);

	begin(out, RV_CMD_PROPOSE);
	if (st != RV_OK)
		return st;
	c->side = p->lots > 0 ? RV_SELL : RV_BUY;
	c->reduce_only = true;
	set_symbol(out, p->coin.symbol);
	if (amount.len > 0 && amount.s[amount.len - 1] == '%')
		return reduce_share(in, p, c);
	st = rv_words_amount(in->ws, 2, p->coin.sz_decimals, &c->notional_musd, &c->lots);
	if (st == RV_OK && c->lots > magnitude(p->lots))
		return rv_words_fail(in->ws, 2, "more than the position in %s", p->coin.symbol);
	return st == RV_OK ? parse_style(in, 4, p->coin.sz_decimals, c) : st;
}

static rv_status parse_cancel(const rv_line_in *in, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, 1);
	const rv_view_row *r;

	out->kind = RV_LINE_CANCEL;
	if (w.len == 0)
		return rv_words_fail(in->ws, 1, "all, or a symbol, is expected");
	if (!rv_word_is(w, "all")) {
		const rv_status st = rv_words_symbol(in->ws, 1, in->v, false, &r);
		if (st != RV_OK)
			return st;
		set_symbol(out, r->symbol);
	}
	return rv_words_end(in->ws, 2);
}

/* "VERB SYM reason" */
static rv_status parse_symbol_reason(const rv_line_in *in, rv_line *out, rv_cmd_kind kind)
{
	const rv_view_row *r;
	rv_status st = rv_words_symbol(in->ws, 1, in->v, false, &r);

	begin(out, kind);
	if (st == RV_OK)
		st = rv_words_reason(in->ws, 2, out->cmd.reason);
	if (st == RV_OK)
		set_symbol(out, r->symbol);
	return st;
}

static rv_status parse_halt(const rv_line_in *in, rv_line *out)
{
	return parse_symbol_reason(in, out, RV_CMD_HALT_SYMBOL);
}

static rv_status parse_adjust(const rv_line_in *in, rv_line *out)
{
	return parse_symbol_reason(in, out, RV_CMD_ADJUST);
}

static rv_status parse_assign(const rv_line_in *in, rv_line *out)
{
	const rv_view_row *r;
	rv_status st = rv_words_symbol(in->ws, 1, in->v, false, &r);

	begin(out, RV_CMD_ASSIGN);
	if (st == RV_OK)
		st = rv_words_sub(in->ws, 2, &out->cmd.sub);
	if (st == RV_OK)
		st = rv_words_reason(in->ws, 3, out->cmd.reason);
	if (st == RV_OK)
		set_symbol(out, r->symbol);
	return st;
}

static rv_status parse_resume(const rv_line_in *in, rv_line *out)
{
	const rv_view_row *r;

	begin(out, RV_CMD_RESUME);
	if (rv_words_at(in->ws, 1).len == 0)
		return RV_OK;
	const rv_status st = rv_words_symbol(in->ws, 1, in->v, false, &r);
	if (st != RV_OK)
		return st;
	set_symbol(out, r->symbol);
	return rv_words_end(in->ws, 2);
}

static rv_status parse_flatten(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_FLATTEN;
	return rv_words_end(in->ws, 1);
}

static rv_status parse_force(const rv_line_in *in, rv_line *out)
{
	const rv_tv_order *o;
	const rv_status st = rv_words_order(in->ws, 1, &in->v->trade, &o);

	begin(out, RV_CMD_FORCE);
	if (st != RV_OK)
		return st;
	if (o->state != RV_ORDER_UNKNOWN)
		return rv_words_fail(in->ws, 1, "that order is not unknown: nothing to force");
	out->cmd.cloid = o->cloid;
	set_symbol(out, o->coin.symbol);
	return rv_words_reason(in->ws, 2, out->cmd.reason);
}

static rv_status parse_reconcile(const rv_line_in *in, rv_line *out)
{
	begin(out, RV_CMD_RECONCILE);
	return rv_words_end(in->ws, 1);
}

static rv_status parse_note(const rv_line_in *in, rv_line *out)
{
	begin(out, RV_CMD_NOTE);
	return rv_words_reason(in->ws, 1, out->cmd.reason);
}

/* Of the snapshot's alerts, or the first of those that nobody has acknowledged yet. */
static rv_status parse_ack(const rv_line_in *in, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, 1);
	char id[24];

	begin(out, RV_CMD_ACK);
	for (size_t i = 0; in->v && i < in->v->n_alerts && out->cmd.n_ids < RV_CMD_IDS; i++) {
		const rv_view_alert *a = &in->v->alerts[i];
		(void)snprintf(id, sizeof(id), "%llu", (unsigned long long)a->id);
		if (a->id == 0 || (w.len > 0 ? !rv_word_is(w, id) : a->acked_utc_ms != 0))
			continue;
		out->cmd.ids[out->cmd.n_ids++] = a->id;
		(void)snprintf(out->cmd.reason, sizeof(out->cmd.reason), "%s",
			       out->cmd.n_ids > 1 ? "" : a->text);
	}
	if (out->cmd.n_ids == 0)
		return rv_words_fail(in->ws, w.len > 0 ? 1 : 0, "%s",
				     w.len > 0 ? "no alert has that number"
					       : "no alert waits for it");
	return rv_words_end(in->ws, w.len > 0 ? 2 : 1);
}

/* "pen" takes it, "pen free" lets it go, "pen REASON" takes it from somebody. */
static rv_status parse_pen(const rv_line_in *in, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, 1);

	begin(out, RV_CMD_PEN);
	if (w.len == 0)
		return RV_OK;
	if (!rv_word_is(w, "free") || rv_words_at(in->ws, 2).len > 0)
		return rv_words_reason(in->ws, 1, out->cmd.reason);
	out->cmd.kind = RV_CMD_PEN_FREE;
	return RV_OK;
}

/* The rest of the line as it is: the filter has a parser of its own. */
static rv_status parse_filter(const rv_line_in *in, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, 1);

	out->kind = RV_LINE_FILTER;
	(void)memcpy(out->text, w.s, strnlen(w.s, sizeof(out->text) - 1));
	return RV_OK;
}

static rv_status parse_find(const rv_line_in *in, rv_line *out)
{
	const rv_view_row *r;
	const rv_status st = rv_words_symbol(in->ws, 1, in->v, false, &r);

	out->kind = RV_LINE_FIND;
	if (st != RV_OK)
		return st;
	set_symbol(out, r->symbol);
	return rv_words_end(in->ws, 2);
}

static rv_status parse_screen(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_SCREEN;
	for (int k = 0; k < RV_SCREEN_N; k++) {
		if (rv_word_is(in->ws->w[0], rv_screen_word((rv_screen_id)k)))
			out->screen = (rv_screen_id)k;
	}
	return rv_words_end(in->ws, 1);
}

/* "regime" alone is a screen, with a word an override. */
static rv_status parse_regime(const rv_line_in *in, rv_line *out)
{
	if (rv_words_at(in->ws, 1).len == 0)
		return parse_screen(in, out);
	return order_side(in) == RV_OK ? rv_parse_override_short(in, out) : RV_EPARSE;
}

static rv_status parse_help(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_HELP;
	return rv_words_end(in->ws, 1);
}

static rv_status parse_tour(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_TOUR;
	return rv_words_end(in->ws, 1);
}

static rv_status parse_handover(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_HANDOVER;
	return rv_words_end(in->ws, 1);
}

static rv_status parse_quit(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_QUIT;
	return rv_words_end(in->ws, 1);
}

/* In the order of the help. */
static const rv_verb verbs[] = {
	{ "buy", "SYM N usd|coins [twap 15m|limit PX]", true, RV_ARG_SYMBOL, parse_trade },
	{ "sell", "SYM N usd|coins [twap 15m|limit PX]", true, RV_ARG_SYMBOL, parse_trade },
	{ "close", "SYM [twap 15m|limit PX]", true, RV_ARG_HELD, parse_close },
	{ "reduce", "SYM N usd|coins, or SYM 50%", true, RV_ARG_HELD, parse_reduce },
	{ "cancel", "all|SYM: mandates and orders of ours", true, RV_ARG_ALL, parse_cancel },
	{ "program", "[N] [exclude|include SYM|reject]", true, RV_ARG_PROGRAM, rv_line_program },
	{ "request", "[N] [approve|reject REASON]: of two", true, RV_ARG_NONE, rv_parse_request },
	{ "halt", "SYM reason", true, RV_ARG_SYMBOL, parse_halt },
	{ "resume", "[SYM]: the book, or a symbol", true, RV_ARG_SYMBOL, parse_resume },
	{ "flatten", "close every position, asks", true, RV_ARG_NONE, parse_flatten },
	{ "force", "0xID reason: close an unknown order", true, RV_ARG_UNKNOWN, parse_force },
	{ "adjust", "SYM reason: take the venue's position", true, RV_ARG_SYMBOL, parse_adjust },
	{ "assign", "SYM SUB reason: whose nobody's is", true, RV_ARG_SYMBOL, parse_assign },
	{ "licence", "SUB SHADOW|25|50|100 reason", true, RV_ARG_STRATEGY, rv_parse_licence },
	{ "evidence", "[SUB]: what it earned on paper", true, RV_ARG_STRATEGY, rv_parse_evidence },
	{ "reconcile", "compare with the venue now", true, RV_ARG_NONE, parse_reconcile },
	{ "note", "TEXT for the audit and the hand-over", true, RV_ARG_NONE, parse_note },
	{ "handover", "what whoever takes over must know", true, RV_ARG_NONE, parse_handover },
	{ "ack", "[N]: an alert, for all of the desk", true, RV_ARG_NONE, parse_ack },
	{ "whatif", "[N ..|pN]: together, before approval", true, RV_ARG_NONE, rv_parse_whatif },
	{ "alert", "RULE [for 3], or end N", true, RV_ARG_RULE, rv_parse_alert },
	{ "alerts", "rules, and what they see", false, RV_ARG_NONE, rv_parse_alerts },
	{ "pen", "[free|REASON]: take it, let it go", true, RV_ARG_NONE, parse_pen },
	{ "override", "KIND .. 4h|1d|close REASON, end N", true, RV_ARG_OVERRIDE,
	  rv_parse_override },
	{ "overrides", "those that are set", true, RV_ARG_NONE, rv_parse_overrides },
	{ "weight", "SYM W [SUB] 4h REASON: pin", true, RV_ARG_SYMBOL, rv_parse_override_short },
	{ "cap", "SYM SHARE 4h REASON", true, RV_ARG_SYMBOL, rv_parse_override_short },
	{ "scale", "SYM|SUB 0.5 4h REASON", true, RV_ARG_SYMBOL, rv_parse_override_short },
	{ "ban", "SYM 4h REASON: nothing is added", true, RV_ARG_SYMBOL, rv_parse_override_short },
	{ "pause", "SUB 4h REASON: it stays", true, RV_ARG_STRATEGY, rv_parse_override_short },
	{ "hedge", "now [SYM] REASON, or on|off 4h REASON", true, RV_ARG_HEDGE, rv_parse_hedge },
	{ "backtest", "STRATEGY START END, or cancel", true, RV_ARG_BACKTEST, rv_parse_backtest },
	{ "regime", "WORD 4h REASON, alone a screen", false, RV_ARG_NONE, parse_regime },
	{ "filter", "EXPRESSION, empty shows all", false, RV_ARG_FILTER, parse_filter },
	{ "rv", "SYM: go to it", false, RV_ARG_SYMBOL, parse_find },
	{ "export", "[csv|json [FILE]]: the focused pane", false, RV_ARG_NONE, rv_parse_export },
	{ "desk", "the screens by name", false, RV_ARG_NONE, parse_screen },
	{ "symbols", "", false, RV_ARG_NONE, parse_screen },
	{ "portfolio", "", false, RV_ARG_NONE, parse_screen },
	{ "orders", "", false, RV_ARG_NONE, parse_screen },
	{ "structure", "", false, RV_ARG_NONE, parse_screen },
	{ "risk", "", false, RV_ARG_NONE, parse_screen },
	{ "log", "", false, RV_ARG_NONE, parse_screen },
	{ "research", "[open NAME]: backtests", false, RV_ARG_RUN, rv_parse_research },
	{ "replay", "[DAY] HH:MM[:SS]|off: that screen", false, RV_ARG_NONE, rv_parse_replay },
	{ "live", "back from a replay", false, RV_ARG_NONE, rv_parse_live },
	{ "tour", "begins it, or ends it", false, RV_ARG_NONE, parse_tour },
	{ "help", "", false, RV_ARG_NONE, parse_help },
	{ "quit", "also q", false, RV_ARG_NONE, parse_quit },
	{ "q", "", false, RV_ARG_NONE, parse_quit },
};
enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

size_t rv_line_verbs(const rv_verb **table)
{
	*table = verbs;
	return VERBS;
}

static const rv_verb *find_verb(rv_word w)
{
	for (size_t i = 0; i < VERBS; i++) {
		if (rv_word_is(w, verbs[i].name))
			return &verbs[i];
	}
	return NULL;
}

rv_status rv_line_parse(const char *text, const rv_view *v, rv_line *out, rv_line_error *err)
{
	rv_line line;
	rv_words ws;
	const rv_line_in in = { &ws, v };

	memset(&line, 0, sizeof(line));
	line.cmd.rtt_ms = line.cmd.frame_age_ms = (double)NAN;
	rv_words_split(text, &ws, err);
	if (ws.n == 0)
		return rv_words_fail(&ws, 0, "a command is expected, help shows which");
	const rv_verb *verb = find_verb(ws.w[0]);
	if (!verb)
		return rv_words_fail(&ws, 0, "'%.*s': no such command, help shows which",
				     (int)(ws.w[0].len < 24 ? ws.w[0].len : 24), ws.w[0].s);
	if (verb->trading && order_side(&in) != RV_OK)
		return RV_EPARSE;
	const rv_status st = verb->parse(&in, &line);
	if (st == RV_OK)
		*out = line;
	return st;
}

bool rv_line_describe(size_t i, const char **verb, const char **usage, bool *trading)
{
	if (i >= VERBS)
		return false;
	*verb = verbs[i].name;
	*usage = verbs[i].usage;
	*trading = verbs[i].trading;
	return true;
}
