/* The legs of a program as lines; see program.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/key_words.h"
#include "tui/money.h"
#include "tui/paint.h"
#include "tui/panes/columns.h"
#include "tui/panes/program.h"

enum { SYMBOL, SIDE, SIZE, LIMIT, USD, BAR, EDGE, MOVE, HELD, THEN, WHOSE, STATE, COLUMNS };

static const rv_col_spec spec[COLUMNS] = {
	[SYMBOL] = { "SYMBOL", 9, false, 0, false }, [SIDE] = { "SIDE", 5, false, 0, false },
	[SIZE] = { "SIZE", 10, true, 0, false },     [LIMIT] = { "LIMIT", 9, true, 1, false },
	[USD] = { "USD", 8, true, 0, false },	     [BAR] = { "SELL BUY", 9, false, 3, false },
	[EDGE] = { "EDGE bp", 7, true, 2, false },   [MOVE] = { "MOVE bp", 7, true, 7, false },
	[HELD] = { "HELD", 9, true, 6, false },	     [THEN] = { "AFTER", 9, true, 4, false },
	[WHOSE] = { "WHOSE", 21, false, 5, false },  [STATE] = { "STATE", 10, false, 0, true },
};

void rv_leg_heads(rv_canvas *c, int y, int w)
{
	rv_cols cols;

	rv_cols_plan(spec, COLUMNS, w, &cols);
	for (int k = 0; k < COLUMNS; k++)
		rv_cols_put(c, &cols, k, y, RV_ROLE_DIM, 0, spec[k].head);
}

/* What changes places: lots that somebody takes. */
static int64_t crossed_lots(const rv_tv_leg *l)
{
	int64_t lots = 0;

	for (int s = 0; s < RV_SUB_N; s++)
		lots += l->want[s] > 0 ? l->want[s] : 0;
	return lots;
}

static int64_t held_lots(const rv_trade_view *tv, const rv_tv_leg *l)
{
	for (size_t i = 0; i < tv->n_positions; i++) {
		if (strcmp(tv->positions[i].coin.symbol, l->coin.symbol) == 0)
			return tv->positions[i].lots;
	}
	return 0;
}

static bool is_stale(const rv_ui *ui, const rv_tv_leg *l)
{
	char unused[RV_WHY_NOT];

	return rv_price_why_not(&ui->live, l->coin.symbol, unused)[0] != '\0';
}

static const rv_tv_mandate *mandate_of(const rv_ui *ui, const rv_tv_leg *l)
{
	return l->mandate ? rv_trade_mandate(rv_trade_of(&ui->live), l->mandate) : NULL;
}

static bool is_paused(const rv_ui *ui, const rv_tv_leg *l)
{
	const rv_tv_mandate *m = mandate_of(ui, l);

	return m && m->state == RV_MANDATE_PAUSED;
}

/* In a word, while it waits or when nothing of it works. */
static const char *word_of(const rv_ui *ui, const rv_tv_program *p, const rv_tv_leg *l,
			   rv_role *role)
{
	const bool waits = rv_program_waits(p);
	const bool stale = waits && is_stale(ui, l);

	*role = l->excluded			? RV_ROLE_ENTRY
		: waits && (!l->ready || stale) ? RV_ROLE_WARN
		: waits || l->crossed		? RV_ROLE_GOOD
						: RV_ROLE_DIM;
	return l->excluded    ? "LEFT OUT"
	       : !waits	      ? (l->crossed ? "crossed" : "over")
	       : !l->ready    ? "BLOCKED"
	       : stale	      ? "STALE"
	       : l->side == 0 ? "crosses"
			      : "ready";
}

/* Thin, so that the rows stay apart. */
static void put_line(rv_canvas *c, int x, int y, int w, double share, rv_role role)
{
	const bool ascii = rv_canvas_ascii(c);
	const int n = isfinite(share) ? (int)(share * w + 0.5) : 0;

	for (int i = 0; i < w; i++)
		rv_canvas_put(c, x + i, y, i < n ? (ascii ? L'=' : L'━') : (ascii ? L'.' : L'·'),
			      i < n ? role : RV_ROLE_DIM, 0);
}

/* A bar, how much of it, and behind it what the correction has changed of the granted size. */
static void put_progress(rv_canvas *c, int x, int y, int w, const rv_ui *ui, const rv_tv_program *p,
			 const rv_tv_leg *l)
{
	enum { PERCENT_W = 5, BAR_W = 12, BAR_LEAST = 3 };
	const double done = rv_leg_done(l);
	const int64_t change = rv_leg_change(p, l);
	char text[RV_FMT_TEXT] = "";
	const bool over = l->lots_to_come == 0 && l->lots_filled < l->lots_most;

	if (change != 0)
		(void)rv_fmt_lots_signed(change, l->coin.sz_decimals, text);
	const int room = w - PERCENT_W - (change != 0 ? (int)strlen(text) + 1 : 0);
	const int bar = room >= BAR_W ? BAR_W : room >= BAR_LEAST ? room : 0;
	put_line(c, x, y, bar, done,
		 is_paused(ui, l) ? RV_ROLE_WARN
		 : over		  ? RV_ROLE_DIM
				  : RV_ROLE_PLOT);
	rv_canvas_printf(c, x + bar, y, PERCENT_W, RV_ROLE_TEXT, 0, "%4s%%",
			 rv_num(floor(done * 100), 0).s);
	if (change != 0)
		rv_canvas_text(c, x + bar + PERCENT_W + 1, y, w - bar - PERCENT_W - 1, RV_ROLE_WARN,
			       0, text);
}

static void put_state(const rv_ui *ui, rv_canvas *c, const rv_cols *cols, int y,
		      const rv_tv_program *p, const rv_tv_leg *l)
{
	char text[RV_FMT_TEXT + 32], lots[RV_FMT_TEXT];
	rv_role role;
	const char *word = word_of(ui, p, l, &role);

	if (l->lots_most > 0 && !l->excluded) {
		put_progress(c, cols->x[STATE], y, cols->w[STATE], ui, p, l);
		return;
	}
	(void)snprintf(text, sizeof(text), "%s", word);
	if (rv_leg_shrunk(l) && !l->excluded) {
		(void)rv_fmt_lots(l->lots_proposed, l->coin.sz_decimals, lots);
		(void)snprintf(text, sizeof(text), "%s, was %s", word, lots);
		if ((int)strlen(text) > cols->w[STATE] && l->ready)
			(void)snprintf(text, sizeof(text), "was %s", lots);
	}
	rv_cols_put(c, cols, STATE, y, role, 0, text);
}

static double largest_usd(const rv_tv_program *p)
{
	double most = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (!p->legs[i].excluded)
			most = fmax(most, p->legs[i].usd);
	}
	return most;
}

/* To the side that it trades. */
static void put_bar(rv_canvas *c, int x, int y, int w, double v)
{
	const bool ascii = rv_canvas_ascii(c);
	const int half = w / 2;
	const int n = isfinite(v) ? (int)ceil(fmin(fabs(v), 1) * half) : 0;

	rv_canvas_put(c, x + half, y, ascii ? L'|' : L'│', RV_ROLE_DIM, 0);
	for (int i = 1; i <= n; i++)
		rv_canvas_put(c, v > 0 ? x + half + i : x + half - i, y, ascii ? L'=' : L'━',
			      v > 0 ? RV_ROLE_UP : RV_ROLE_DOWN, 0);
}

static void put_numbers(const rv_ui *ui, rv_canvas *c, const rv_cols *cols, int y,
			const rv_tv_program *p, const rv_tv_leg *l)
{
	enum { EDGE_WIDE = 1000 };
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_role plain = l->excluded ? RV_ROLE_DIM : RV_ROLE_TEXT;
	const int dec = l->coin.sz_decimals;
	const int64_t held = held_lots(tv, l);
	char text[RV_LEG_SHARES];

	rv_cols_put(c, cols, SIZE, y, plain, 0,
		    rv_fmt_lots(l->side ? l->lots : crossed_lots(l), dec, text));
	rv_cols_put(c, cols, LIMIT, y, plain, 0, l->side ? rv_fmt_px(l->px, dec, text) : "-");
	rv_cols_put(c, cols, USD, y, plain, 0, l->side ? rv_fmt_usd(l->usd, 0, text) : "-");
	const int decimals = fabs(l->edge_bps) < EDGE_WIDE ? 1 : 0; /* or a number would be cut */
	(void)snprintf(text, sizeof(text), "%s%s", rv_num_signed(l->edge_bps, decimals).s,
		       l->edge_assumed ? "*" : " ");
	rv_cols_put(c, cols, EDGE, y, plain, 0, l->side ? text : "- ");
	rv_cols_put(c, cols, MOVE, y, l->move_bps > 0 ? RV_ROLE_WARN : plain, 0,
		    l->side ? rv_fmt_signed(l->move_bps, 1, text) : "-");
	rv_cols_put(c, cols, HELD, y, plain, 0, rv_fmt_lots_signed(held, dec, text));
	rv_cols_put(c, cols, THEN, y, plain, 0,
		    rv_fmt_lots_signed(held + l->lots_to_come, dec, text));
	rv_cols_put(c, cols, WHOSE, y, plain, 0, rv_leg_shares(l, text));
	if (cols->w[WHOSE] > 0 && (int)strlen(text) > cols->w[WHOSE]) /* or a number would be cut */
		rv_canvas_put(c, cols->x[WHOSE] + cols->w[WHOSE] - 1, y,
			      rv_canvas_ascii(c) ? L'~' : L'…', plain, 0);
	if (cols->w[BAR] > 0)
		put_bar(c, cols->x[BAR], y, cols->w[BAR],
			l->excluded ? 0 : l->side * l->usd / largest_usd(p));
}

void rv_leg_row(const rv_ui *ui, rv_canvas *c, int y, int w, const rv_tv_program *p,
		const rv_tv_leg *l)
{
	const bool here = rv_program_leg_of(p, ui->trade.leg) == l;
	const int attr = here ? RV_ATTR_BOLD : 0;
	rv_cols cols;

	rv_cols_plan(spec, COLUMNS, w, &cols);
	if (l->excluded)
		rv_canvas_put(c, 1, y, L'x', RV_ROLE_ENTRY, RV_ATTR_BOLD);
	else if (rv_leg_shrunk(l))
		rv_canvas_put(c, 1, y, L'-', RV_ROLE_ENTRY, RV_ATTR_BOLD);
	if (is_paused(ui, l))
		rv_canvas_put(c, 1, y, L'!', RV_ROLE_WARN, RV_ATTR_BOLD);
	rv_cols_put(c, &cols, SYMBOL, y, l->excluded ? RV_ROLE_DIM : RV_ROLE_TEXT, attr,
		    l->coin.symbol);
	rv_cols_put(c, &cols, SIDE, y, l->excluded ? RV_ROLE_DIM : rv_role_leg_side(l->side), attr,
		    rv_label_leg_side(l->side));
	put_numbers(ui, c, &cols, y, p, l);
	put_state(ui, c, &cols, y, p, l);
	if (!here)
		return;
	rv_canvas_put(c, 0, y, L'>', RV_ROLE_TEXT, RV_ATTR_BOLD);
	rv_paint_selected(c, y, w);
}

const char *rv_leg_whose(const rv_tv_leg *l, char out[RV_LEG_WORDS])
{
	char shares[RV_LEG_SHARES], edge[RV_EDGE_WORDS];

	(void)snprintf(out, RV_LEG_WORDS, "%s%s", rv_leg_shares(l, shares),
		       l->reduce_only ? " (reduce only)" : "");
	const size_t n = strlen(out);
	if (l->side != 0)
		(void)snprintf(out + n, RV_LEG_WORDS - n, ", edge %s bp%s, cost %s bp",
			       rv_num_signed(l->edge_bps, 1).s,
			       rv_edge_words(l->edge_assumed, l->want, edge),
			       rv_num(l->cost_bps, 1).s);
	const size_t m = strlen(out);
	(void)snprintf(out + m, RV_LEG_WORDS - m, "%s%s", l->why[0] ? ": " : "", l->why);
	return out;
}

static void say_mandate(const rv_tv_mandate *m, char out[RV_LEG_WORDS])
{
	char filled[RV_FMT_TEXT], most[RV_FMT_TEXT], change[RV_CHANGE_TEXT];

	(void)snprintf(out, RV_LEG_WORDS, "m%llu %s, %s of %s filled%s%s%s",
		       (unsigned long long)m->id, rv_label_mandate(m->state),
		       rv_fmt_lots(m->lots_filled, m->coin.sz_decimals, filled),
		       rv_fmt_lots(m->lots_most, m->coin.sz_decimals, most),
		       rv_mandate_change(m, change), m->reason[0] ? ": " : "", m->reason);
}

static void say_blocked(const rv_tv_leg *l, char out[RV_LEG_WORDS])
{
	char quote[RV_KEY_TEXT], leave[RV_KEY_TEXT];

	if (!l->quote_old)
		(void)snprintf(out, RV_LEG_WORDS, "BLOCKED: %s%s", l->reason,
			       rv_key_words(RV_KEYED_OUT));
	else
		(void)snprintf(out, RV_LEG_WORDS, "BLOCKED: %s; %s quotes again, %s: out",
			       l->reason, rv_keymap_key(RV_ACT_REQUOTE, quote),
			       rv_keymap_key(RV_ACT_LEG_OUT, leave));
}

const char *rv_leg_state(const rv_ui *ui, const rv_tv_program *p, const rv_tv_leg *l, rv_role *role,
			 char out[RV_LEG_WORDS])
{
	const double least_shown = 0.05;
	const rv_tv_mandate *m = mandate_of(ui, l);
	const char *word = word_of(ui, p, l, role);
	char why[RV_WHY_NOT];

	if (m) {
		*role = rv_role_mandate(m->state);
		say_mandate(m, out);
	} else if (l->excluded || !rv_program_waits(p)) {
		(void)snprintf(out, RV_LEG_WORDS, "%s%s", word,
			       rv_program_waits(p) ? rv_key_words(RV_KEYED_BACK_IN) : "");
	} else if (!l->ready) {
		say_blocked(l, out);
	} else if (rv_price_why_not(&ui->live, l->coin.symbol, why)[0]) {
		(void)snprintf(out, RV_LEG_WORDS, "STALE: %s", why);
	} else if (fabs(l->move_bps) >= least_shown) {
		(void)snprintf(out, RV_LEG_WORDS, "%s, the mid has moved %s bp %s since the quote",
			       word, rv_num(fabs(l->move_bps), 1).s,
			       l->move_bps > 0 ? "against us" : "in our favour");
	} else {
		(void)snprintf(out, RV_LEG_WORDS, "%s", word);
	}
	return out;
}
