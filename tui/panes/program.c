/* The dialog of a program; see program.h. */
#include "tui/panes/program.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/money.h"
#include "tui/paint.h"
#include "tui/panes/approval.h"
#include "tui/panes/program_delta.h"
#include "tui/panes/program_row.h"

enum {
	BOX_MOST_W = 140,
	MARGIN = 2,
	FRAME_W = 4,
	FRAME_H = 2,
	NAME = 10,
	LEGS_LEAST = 3,
	BLANKS = 4 /* lines between what belongs together, where there is room */
};

typedef struct sheet {
	const rv_ui *ui;
	const rv_tv_program *p;
	bool asks;
	bool spaced;  /* with the blank lines */
	bool compact; /* every line counts */
} sheet;

static int box_width(const rv_ui *ui)
{
	return ui->cols - MARGIN < BOX_MOST_W ? ui->cols - MARGIN : BOX_MOST_W;
}

/* One line; what is cut ends with a mark. */
static void write_cut(rv_writer *wr, int x, rv_role role, const char *text)
{
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, x, y, role, 0, "%s", text);
		if ((int)strlen(text) > wr->w - x)
			rv_canvas_put(wr->c, wr->w - 1, y, rv_canvas_ascii(wr->c) ? L'~' : L'…',
				      role, 0);
	}
	rv_write_next(wr);
}

/* A dim name at the left of the next line. */
static void put_name(const rv_writer *wr, const char *name)
{
	int y;

	if (rv_write_here(wr, &y))
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%s", name);
}

/* ---- above the legs ---- */

static void put_state(const rv_writer *wr, int y, const sheet *s)
{
	enum { SOON_MS = 20000 };
	const int64_t left_ms = rv_program_left(&s->ui->live, s->p);
	char left[RV_FMT_TEXT], text[64];
	rv_role role;
	const char *word = rv_program_word(&s->ui->live, s->p, &role);
	const char *time = rv_fmt_left(left_ms, left);

	if (rv_program_waits(s->p) && left_ms < SOON_MS)
		role = RV_ROLE_WARN;

	if (rv_program_waits(s->p))
		(void)snprintf(text, sizeof(text), "%s  valid %s", word, time);
	else if (rv_program_goes_on(s->p))
		(void)snprintf(text, sizeof(text), "%s  %s left", word, time);
	else
		(void)snprintf(text, sizeof(text), "%s", word);
	rv_canvas_text_right(wr->c, wr->w - (int)strlen(text), y, (int)strlen(text), role,
			     RV_ATTR_BOLD, text);
}

static void write_head(rv_writer *wr, const sheet *s)
{
	const rv_view *v = s->ui->live.v;
	char digest[RV_FMT_TEXT];
	rv_role role;
	int y;

	if (rv_write_here(wr, &y)) {
		const char *env = rv_env_text(v->env, &role);
		int x = rv_write_put(wr, 0, y, role, RV_ATTR_BOLD, " %s ", env);
		x = rv_write_put(wr, x + 2, y, RV_ROLE_TEXT, 0, "account %s",
				 v->trade.account[0] ? v->trade.account : "--");
		(void)rv_write_put(wr, x + 2, y, RV_ROLE_DIM, 0, "v%u %s", s->p->version,
				   rv_fmt_digest(&s->p->digest, 4, digest));
		put_state(wr, y, s);
	}
	rv_write_next(wr);
	if (s->spaced)
		rv_write_next(wr);
}

/* ---- below them ---- */

static void write_leg(rv_writer *wr, const sheet *s)
{
	const rv_tv_leg *l = &s->p->legs[rv_program_cursor(s->ui, s->p)];
	char text[RV_LEG_WORDS];
	rv_role role;

	put_name(wr, l->coin.symbol);
	if (!s->compact || (l->ready && !l->mandate && !l->excluded))
		write_cut(wr, NAME, RV_ROLE_TEXT, rv_leg_whose(l, text));
	if (!s->compact || !l->ready || l->mandate || l->excluded) {
		(void)rv_leg_state(s->ui, s->p, l, &role, text);
		write_cut(wr, NAME, role, text);
	}
}

static void write_sums(rv_writer *wr, const sheet *s)
{
	const rv_tv_program *p = s->p;
	char counts[RV_PROGRAM_COUNTS], out[32] = "", done[48] = "";
	char gross[RV_FMT_TEXT], net[RV_FMT_TEXT], cost[RV_FMT_TEXT], edge[RV_FMT_TEXT];

	if (p->n_excluded > 0)
		(void)snprintf(out, sizeof(out), ", %zu left out", p->n_excluded);
	if (rv_program_waits(p))
		(void)snprintf(done, sizeof(done), "; %zu of %zu ready", p->n_ready,
			       p->n - p->n_excluded);
	else if (isfinite(rv_program_done(p)))
		(void)snprintf(done, sizeof(done), "; %s%% filled",
			       rv_num(floor(rv_program_done(p) * 100), 0).s);
	put_name(wr, "program");
	rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, RV_ATTR_BOLD,
			 "gross %s  net %s  cost %s  edge %s USD",
			 rv_fmt_usd(p->gross_usd, 0, gross), rv_fmt_usd_signed(p->net_usd, 0, net),
			 rv_fmt_usd(p->cost_usd, 2, cost), rv_fmt_usd_signed(p->edge_usd, 2, edge));
	rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, 0, "%s%s%s", rv_program_counts_text(p, counts),
			 out, done);
}

static void write_why(rv_writer *wr, const sheet *s)
{
	if (s->compact || !s->p->why[0])
		return;
	put_name(wr, "why");
	write_cut(wr, NAME, RV_ROLE_TEXT, s->p->why);
}

static void write_after(rv_writer *wr, const sheet *s)
{
	const rv_trade_view *tv = rv_trade_of(&s->ui->live);
	const rv_tv_program *p = s->p;
	char gross[RV_FMT_TEXT], net[RV_FMT_TEXT], of_gross[RV_FMT_TEXT], of_net[RV_FMT_TEXT];
	char gross_now[RV_FMT_TEXT], net_now[RV_FMT_TEXT];
	char margin[RV_FMT_TEXT], margin_now[RV_FMT_TEXT], stress[RV_FMT_TEXT];
	char delta[RV_DELTA_TEXT];

	if (p->state > RV_PROGRAM_GRANTED)
		return;
	put_name(wr, "after it");
	rv_write_wrapped(
		wr, NAME, RV_ROLE_TEXT, 0, "gross %s to %s%s, net %s to %s%s",
		rv_fmt_usd(tv->gross_usd, 0, gross_now), rv_fmt_usd(p->gross_after_usd, 0, gross),
		rv_of_limit(tv, "gross", of_gross), rv_fmt_usd_signed(tv->net_usd, 0, net_now),
		rv_fmt_usd_signed(p->net_after_usd, 0, net), rv_of_limit(tv, "net", of_net));
	rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, 0, "margin %s to %s, under stress %s",
			 rv_fmt_ratio(tv->margin_ratio, margin_now),
			 rv_fmt_ratio(p->margin_after, margin),
			 rv_fmt_ratio(p->stress_after, stress));
	if (!s->compact)
		rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, 0, "%s",
				 rv_program_delta(&s->ui->live.v->book, p, delta));
}

static void write_times(rv_writer *wr, const sheet *s)
{
	const rv_tv_program *p = s->p;
	char until[RV_TIME_TEXT], slices[RV_TIME_TEXT], ends[RV_TIME_TEXT], first[64] = "";

	if (p->state > RV_PROGRAM_GRANTED)
		return;
	if (rv_program_waits(p))
		(void)snprintf(first, sizeof(first), "grant until %s, ",
			       rv_time_format_clock(p->quote_end_utc_ms, until));
	else
		(void)snprintf(first, sizeof(first), "granted by uid %lld, ",
			       (long long)p->granted_by);
	put_name(wr, "times");
	if (p->stopped) {
		rv_write_wrapped(wr, NAME, RV_ROLE_WARN, RV_ATTR_BOLD, "%sSTOPPED: %s", first,
				 p->reason);
		return;
	}
	rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, 0, "%sslices to %s, mandates to %s", first,
			 rv_time_format_clock(p->window_end_utc_ms, slices),
			 rv_time_format_clock(p->mandate_end_utc_ms, ends));
}

/* The oldest price of its legs is the one to be looked at. */
static const rv_tv_leg *oldest_price(const sheet *s)
{
	const rv_tv_leg *worst = NULL;
	int64_t most = -1;

	for (size_t i = 0; i < s->p->n; i++) {
		const rv_tv_leg *l = &s->p->legs[i];
		const int64_t age = rv_trade_price(&s->ui->live, l->coin.symbol).age_ms;
		if (l->excluded)
			continue;
		if (age < 0)
			return l;
		if (age > most) {
			most = age;
			worst = l;
		}
	}
	return worst;
}

static void write_ages(rv_writer *wr, const sheet *s)
{
	const rv_scene *live = &s->ui->live;
	const rv_tv_leg *l = oldest_price(s);
	const int64_t quote = live->utc_now + live->held_ms - s->p->quoted_utc_ms;
	char price[RV_FMT_TEXT], quoted[RV_FMT_TEXT], account[RV_FMT_TEXT];

	if (s->p->state > RV_PROGRAM_GRANTED)
		return;
	const rv_quoted px = rv_trade_price(live, l ? l->coin.symbol : "");
	put_name(wr, "ages");
	rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, 0,
			 "prices %s, oldest %s of %s  quote %s  account %s",
			 rv_health_word(px.health_now), rv_fmt_age(px.age_ms, price),
			 l ? l->coin.symbol : "none", rv_fmt_age(quote > 0 ? quote : 0, quoted),
			 rv_fmt_age(rv_scene_age(live, live->v->trade.account_at), account));
}

/* Whole, whatever the width. */
static void write_envelope(rv_writer *wr, const sheet *s)
{
	if (s->p->state <= RV_PROGRAM_GRANTED)
		rv_write_paragraph(wr, 0, RV_ROLE_TEXT, s->p->envelope);
}

/* What Y would say, before the question is open. */
static void write_hint(rv_writer *wr, const sheet *s)
{
	char why[RV_WHY_NOT];
	const char *not_now = rv_program_why_not(&s->ui->live, s->p, why);

	if (s->p->state == RV_PROGRAM_GRANTED)
		return;
	if (not_now[0] && rv_program_waits(s->p))
		rv_write_wrapped(wr, 0, RV_ROLE_BAD, 0, "cannot be granted: %s%s", not_now,
				 rv_quote_is_old(not_now) ? "; Enter quotes again" : "");
	else if (not_now[0])
		write_cut(wr, 0, RV_ROLE_DIM, not_now);
	else
		write_cut(wr, 0, RV_ROLE_GOOD, "a, then Y, grants all legs that are not left out");
}

static void write_foot(rv_writer *wr, const sheet *s)
{
	if (s->spaced)
		rv_write_next(wr);
	write_leg(wr, s);
	write_sums(wr, s);
	write_why(wr, s);
	write_after(wr, s);
	if (s->spaced)
		rv_write_next(wr);
	write_times(wr, s);
	write_ages(wr, s);
	write_envelope(wr, s);
	if (s->spaced && s->p->state != RV_PROGRAM_GRANTED)
		rv_write_next(wr);
	if (s->asks)
		rv_write_answers(wr, s->ui);
	else
		write_hint(wr, s);
}

/* ---- all of it ---- */

static size_t fixed_lines(const sheet *s)
{
	rv_writer count = { .c = NULL, .w = box_width(s->ui) - FRAME_W };

	write_head(&count, s);
	rv_write_next(&count); /* heads */
	write_foot(&count, s);
	return count.line;
}

/* A small screen is used whole but for the line of hints. */
static rv_rect box_of(const sheet *s, int lines)
{
	const int most = s->compact ? s->ui->rows - 1 : s->ui->rows - MARGIN;
	const int w = box_width(s->ui), h = lines + FRAME_H < most ? lines + FRAME_H : most;

	return (rv_rect){ (s->ui->cols - w) / 2, s->compact ? most - h : (s->ui->rows - h) / 2, w,
			  h };
}

static size_t room(const sheet *s)
{
	const rv_rect most = box_of(s, s->ui->rows);

	return most.h > FRAME_H ? (size_t)(most.h - FRAME_H) : 0;
}

static size_t least_of(const rv_tv_program *p)
{
	return p->n < LEGS_LEAST ? p->n : (size_t)LEGS_LEAST;
}

static size_t page_of(const sheet *s)
{
	const size_t fixed = fixed_lines(s), all = room(s);

	if (s->ui->cols < RV_APPROVE_COLS || fixed + least_of(s->p) > all)
		return 0;
	return s->p->n < all - fixed ? s->p->n : all - fixed;
}

/* With blank lines where there is room for them, compact where all legs would not fit else. */
static sheet sheet_of(const rv_ui *ui, const rv_tv_program *p, bool asks)
{
	sheet s = { .ui = ui, .p = p, .asks = asks };

	if (!p)
		return s;
	s.compact = page_of(&s) < p->n;
	s.spaced = !s.compact && fixed_lines(&s) + p->n + BLANKS <= room(&s);
	return s;
}

size_t rv_program_page(const rv_ui *ui, const rv_tv_program *p, bool asks)
{
	const sheet s = sheet_of(ui, p, asks);

	return page_of(&s);
}

static bool draw_too_small(const rv_ui *ui, rv_canvas *c, const sheet *s)
{
	enum { LINES = 3 };
	const size_t lines = fixed_lines(s) + least_of(s->p) + FRAME_H + 1;
	const rv_rect in = rv_paint_box(c, box_of(s, LINES), "Too small");
	rv_writer wr = { .c = c, .w = in.w, .h = in.h };

	rv_write_wrapped(&wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD,
			 "The program needs %dx%zu, here are %dx%d.", RV_APPROVE_COLS, lines,
			 ui->cols, ui->rows);
	rv_write_wrapped(&wr, 0, RV_ROLE_TEXT, 0, "Esc closes it.");
	return false;
}

static void draw_gone(const rv_ui *ui, rv_canvas *c)
{
	const sheet s = { .ui = ui };
	const rv_rect in = rv_paint_box(c, box_of(&s, 1), "Program");

	rv_canvas_text(c, 0, 0, in.w, RV_ROLE_DIM, 0, "It is not in the engine's lists any more.");
}

static void title_of(const sheet *s, char title[96])
{
	char date[RV_TIME_TEXT];

	(void)snprintf(title, 96, "%s p%llu: %s of %s", s->asks ? "Grant program" : "Program",
		       (unsigned long long)s->p->id, s->p->phase,
		       rv_time_format_date(s->p->run_date_ms, date));
}

/* Which of them are on the screen, where not all are. */
static void put_range(rv_canvas *c, int y, int w, const rv_ui *ui, const rv_tv_program *p)
{
	const size_t top = ui->trade.leg_top, page = ui->trade.leg_page;
	char text[32];

	if (page >= p->n)
		return;
	(void)snprintf(text, sizeof(text), "%zu-%zu of %zu", top + 1, top + page, p->n);
	rv_canvas_text(c, w - (int)strlen(text), y, (int)strlen(text), RV_ROLE_ENTRY, RV_ATTR_BOLD,
		       text);
}

static void draw_legs(rv_writer *wr, const sheet *s)
{
	const size_t top = s->ui->trade.leg_top;

	rv_leg_heads(wr->c, (int)wr->line, wr->w);
	put_range(wr->c, (int)wr->line, wr->w, s->ui, s->p);
	rv_write_next(wr);
	for (size_t i = top; i < s->p->n && i < top + s->ui->trade.leg_page; i++) {
		rv_leg_row(s->ui, wr->c, (int)wr->line, wr->w, s->p, &s->p->legs[i]);
		rv_write_next(wr);
	}
}

bool rv_dialog_program(const rv_ui *ui, rv_canvas *c, bool asks)
{
	const sheet s = sheet_of(ui, rv_program_shown(ui), asks);
	char title[96];

	if (!s.p) {
		draw_gone(ui, c);
		return false;
	}
	if (ui->trade.leg_page == 0)
		return draw_too_small(ui, c, &s);
	title_of(&s, title);
	const rv_rect box = box_of(&s, (int)(fixed_lines(&s) + ui->trade.leg_page));
	const rv_rect in = rv_paint_box(c, box, title);
	rv_writer wr = { .c = c, .w = in.w, .h = in.h };
	write_head(&wr, &s);
	draw_legs(&wr, &s);
	write_foot(&wr, &s);
	return true;
}
