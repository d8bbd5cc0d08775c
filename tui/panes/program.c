/* The dialog of a program; see program.h. */
#include "tui/panes/program.h"

#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/money.h"
#include "tui/paint.h"
#include "tui/panes/approval.h"
#include "tui/panes/program_foot.h"

enum {
	BOX_MOST_W = 140,
	MARGIN = 2,
	FRAME_W = 4,
	FRAME_H = 2,
	LEGS_LEAST = 3,
	LEGS_ASKED = 6, /* where all must be seen, pages of fewer cut the reason first */
	WHOSE_MOST = 3, /* lines of the selected leg's reason */
	BLANKS = 4	/* lines between what belongs together, where there is room */
};

static int box_width(const rv_ui *ui)
{
	return ui->cols - MARGIN < BOX_MOST_W ? ui->cols - MARGIN : BOX_MOST_W;
}

/* ---- above the legs ---- */

static void put_state(const rv_writer *wr, int y, const rv_program_sheet *s)
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

static void write_head(rv_writer *wr, const rv_program_sheet *s)
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

/* ---- all of it ---- */

static size_t fixed_lines(const rv_program_sheet *s)
{
	rv_writer count = { .c = NULL, .w = box_width(s->ui) - FRAME_W };

	write_head(&count, s);
	rv_write_next(&count); /* heads */
	rv_program_foot(&count, s);
	return count.line;
}

/* A small screen is used whole but for the line of hints. */
static rv_rect box_of(const rv_program_sheet *s, int lines)
{
	const int most = s->compact ? s->ui->rows - 1 : s->ui->rows - MARGIN;
	const int w = box_width(s->ui), h = lines + FRAME_H < most ? lines + FRAME_H : most;

	return (rv_rect){ (s->ui->cols - w) / 2, s->compact ? most - h : (s->ui->rows - h) / 2, w,
			  h };
}

static size_t room(const rv_program_sheet *s)
{
	const rv_rect most = box_of(s, s->ui->rows);

	return most.h > FRAME_H ? (size_t)(most.h - FRAME_H) : 0;
}

static size_t at_most(const rv_tv_program *p, size_t legs)
{
	return p->n < legs ? p->n : legs;
}

static size_t least_of(const rv_tv_program *p)
{
	return at_most(p, LEGS_LEAST);
}

static size_t page_of(const rv_program_sheet *s)
{
	const size_t fixed = fixed_lines(s), all = room(s);

	if (s->ui->cols < RV_APPROVE_COLS || fixed + least_of(s->p) > all)
		return 0;
	return s->p->n < all - fixed ? s->p->n : all - fixed;
}

/* With blank lines where there is room for them, compact where all legs would not fit else. Where
 * a good part of them do not, the reason of the selected one gives way. */
static rv_program_sheet sheet_of(const rv_ui *ui, const rv_tv_program *p, bool asks)
{
	rv_program_sheet s = { .ui = ui, .p = p, .asks = asks, .whose = WHOSE_MOST };

	if (!p)
		return s;
	s.compact = page_of(&s) < p->n;
	const size_t least = at_most(p, asks ? LEGS_ASKED : LEGS_LEAST);
	while (page_of(&s) < least && s.whose > 1)
		s.whose--;
	s.spaced = !s.compact && fixed_lines(&s) + p->n + BLANKS <= room(&s);
	return s;
}

size_t rv_program_page(const rv_ui *ui, const rv_tv_program *p, bool asks)
{
	const rv_program_sheet s = sheet_of(ui, p, asks);

	return page_of(&s);
}

static bool draw_too_small(const rv_ui *ui, rv_canvas *c, const rv_program_sheet *s)
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
	const rv_program_sheet s = { .ui = ui };
	const rv_rect in = rv_paint_box(c, box_of(&s, 1), "Program");

	rv_canvas_text(c, 0, 0, in.w, RV_ROLE_DIM, 0, "It is not in the engine's lists any more.");
}

static void title_of(const rv_program_sheet *s, char title[96])
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

static void draw_legs(rv_writer *wr, const rv_program_sheet *s)
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
	const rv_program_sheet s = sheet_of(ui, rv_program_shown(ui), asks);
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
	rv_program_foot(&wr, &s);
	return true;
}
