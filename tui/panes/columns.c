/* Columns of a list that leave when it is narrow; see columns.h. */
#include "tui/panes/columns.h"

#include <stdio.h>
#include <string.h>

#include "tui/key_words.h"
#include "tui/money.h"
#include "tui/order_lists.h"
#include "tui/paint.h"
#include "tui/panes/program_row.h"
#include "tui/panes/request.h"
#include "tui/panes/writer.h"
#include "tui/trade.h"

/* Width that the columns up to a rank need, with a cell between two. */
static int needed(const rv_col_spec *spec, int n, int rank)
{
	int w = RV_COLS_GUTTER - 1;

	for (int k = 0; k < n; k++)
		w += spec[k].rank <= rank ? spec[k].w + 1 : 0;
	return w;
}

void rv_cols_plan(const rv_col_spec *spec, int n, int width, rv_cols *out)
{
	int rank = 0, x = RV_COLS_GUTTER;

	for (int k = 0; k < n; k++)
		rank = spec[k].rank > rank ? spec[k].rank : rank;
	while (rank > 0 && needed(spec, n, rank) > width)
		rank--;
	const int spare = width - needed(spec, n, rank);
	*out = (rv_cols){ .spec = spec, .n = n };
	for (int k = 0; k < n; k++) {
		if (spec[k].rank > rank)
			continue;
		out->x[k] = x;
		out->w[k] = spec[k].w + (spec[k].stretch && spare > 0 ? spare : 0);
		x += out->w[k] + 1;
	}
}

void rv_cols_put(rv_canvas *c, const rv_cols *p, int k, int y, rv_role role, int attr,
		 const char *text)
{
	if (p->w[k] == 0)
		return;
	if (p->spec[k].right)
		rv_canvas_text_right(c, p->x[k], y, p->w[k], role, attr, text);
	else
		rv_canvas_text(c, p->x[k], y, p->w[k], role, attr, text);
}

void rv_row_put(const rv_row *r, int k, rv_role role, const char *text)
{
	rv_cols_put(r->c, r->cols, k, r->y, role, r->attr, text);
}

static void draw_line(rv_row *r, const rv_pick_list *l, int w)
{
	const rv_picks *p = &r->ui->trade.lists[l->list];
	const bool here = p->picked && rv_pick_same(r->pick, &p->selected);
	const bool marked = r->pick->kind == RV_PICK_TICKET && rv_ticket_marked(r->ui, r->pick->a);

	r->attr = here ? RV_ATTR_BOLD : 0;
	l->row(r);
	if (here)
		rv_canvas_put(r->c, 0, r->y, L'>', RV_ROLE_TEXT, RV_ATTR_BOLD);
	if (marked)
		rv_canvas_put(r->c, 1, r->y, L'+', RV_ROLE_ENTRY, RV_ATTR_BOLD);
	if (here && rv_ui_focused(r->ui, l->pane))
		rv_paint_selected(r->c, r->y, w);
}

enum { SAID = RV_WHY_NOT + RV_WHY_TEXT + 32, SAID_MORE = 2 };

/* Its reason; without one, what it does next and when it is over at the latest. */
static void say_mandate(const rv_ui *ui, const rv_tv_mandate *m, char out[SAID])
{
	char next[RV_FMT_TEXT], ends[RV_FMT_TEXT], slice[RV_FMT_TEXT + 16] = "";
	const unsigned long long id = (unsigned long long)m->id;

	if (m->reason[0] || m->state == RV_MANDATE_ENDED) {
		(void)snprintf(out, SAID, "m%llu %s", id,
			       m->reason[0] ? m->reason : rv_label_mandate(m->state));
		return;
	}
	if (m->next_slice_at != INT64_MAX)
		(void)snprintf(slice, sizeof(slice), "next slice in %s, ",
			       rv_fmt_left(rv_trade_left(&ui->live, m->next_slice_at), next));
	(void)snprintf(out, SAID, "m%llu %s: %sends in %s at the latest", id,
		       rv_label_mandate(m->state), slice,
		       rv_fmt_left(rv_trade_left(&ui->live, m->ends_at), ends));
}

/* Whole, also what its column cuts: what keeps it, or whom it waits for, and why there is one. */
static void say_ticket(const rv_tv_ticket *t, const char *not_now, char out[SAID])
{
	const unsigned long long id = (unsigned long long)t->id;

	if (not_now[0] || t->first[0])
		(void)snprintf(out, SAID, "#%llu %s%s%s", id, not_now[0] ? not_now : t->reason,
			       t->why[0] ? "; " : "", t->why);
	else
		(void)snprintf(out, SAID, "#%llu %s", id,
			       t->why[0] ? t->why : rv_key_words(RV_KEYED_READY));
}

/* Why it waits, or is where it is. */
static void say_chosen(const rv_ui *ui, const rv_pick *p, char out[SAID])
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	char why[RV_WHY_NOT];

	out[0] = '\0';
	if (p->kind == RV_PICK_PROGRAM) {
		rv_program_said(ui, &tv->programs[p->index], out);
	} else if (p->kind == RV_PICK_REQUEST) {
		rv_request_said(&tv->requests[p->index], out);
	} else if (p->kind == RV_PICK_TICKET) {
		const rv_tv_ticket *t = &tv->tickets[p->index];
		const char *not_now = rv_ticket_why_not(&ui->live, t, why);
		say_ticket(t, not_now, out);
	} else if (p->kind == RV_PICK_MANDATE) {
		say_mandate(ui, &tv->mandates[p->index], out);
	} else if (p->kind == RV_PICK_ORDER) {
		(void)snprintf(out, SAID, "%s", tv->orders[p->index].text);
	}
}

/* In one line no word is kept whole: it may be a number that has just enough room. The mark has the
 * column behind. */
static void say_lines(rv_canvas *c, int w, const char *said, size_t n)
{
	rv_writer wr = { .c = c, .w = w, .h = (int)n };

	if (n > 1) {
		rv_write_lines(&wr, 0, RV_ROLE_DIM, said, n);
		return;
	}
	rv_canvas_text(c, 0, 0, w, RV_ROLE_DIM, 0, said);
	if ((int)strlen(said) > w)
		rv_canvas_put(c, w, 0, rv_canvas_ascii(c) ? L'~' : L'…', RV_ROLE_DIM, 0);
}

static void draw_said(const rv_ui *ui, rv_canvas *c, rv_rect in, rv_list_id list)
{
	const rv_pick *p = rv_picks_selected(&ui->trade.lists[list]);
	char said[SAID];

	if (!p || in.h < 3)
		return;
	say_chosen(ui, p, said);
	/* As many lines as it needs and the list leaves; what is cut all the same says so. */
	const rv_picks *l = &ui->trade.lists[list];
	const size_t shown = l->n > l->top ? l->n - l->top : 0;
	const size_t left = l->page > shown ? l->page - shown : 0;
	const int w = in.w - RV_COLS_GUTTER - 1;
	rv_writer count = { .c = NULL, .w = w };
	rv_write_paragraph(&count, 0, RV_ROLE_DIM, said);
	const size_t most = 1 + (left < SAID_MORE ? left : SAID_MORE);
	const size_t n = count.line < most ? count.line : most;
	rv_canvas_set_clip(c,
			   (rv_rect){ in.x + RV_COLS_GUTTER, in.y + in.h - (int)n, w + 1, (int)n });
	say_lines(c, w, said, n);
	rv_canvas_set_clip(c, in);
}

enum { NOTE = 160 };

static void add_hidden(char note[NOTE], size_t hidden, const char *where)
{
	const size_t n = strlen(note);

	if (hidden > 0)
		(void)snprintf(note + n, NOTE - n, "%s%zu more %s", n > 0 ? ", " : "", hidden,
			       where); /* cut is fine */
}

/* What the window hides stands first: it is what a narrow pane must not cut. */
static const char *note_of(const rv_picks *p, const char *note, char out[NOTE])
{
	out[0] = '\0';
	add_hidden(out, p->top, "above");
	add_hidden(out, p->n > p->top + p->page ? p->n - p->top - p->page : 0, "below");
	const size_t n = strlen(out);
	if (note[0])
		(void)snprintf(out + n, NOTE - n, "%s%s", n > 0 ? ", " : "", note);
	return out;
}

void rv_pick_list_draw(const rv_ui *ui, rv_canvas *c, rv_rect r, const rv_pick_list *l)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	const rv_picks *p = &ui->trade.lists[l->list];
	char note[NOTE];
	const rv_rect in =
		rv_paint_frame(c, r, rv_pane_title(l->pane), tv ? note_of(p, l->note, note) : "",
			       rv_ui_focused(ui, l->pane));
	const int first = l->heads ? 1 : 0;
	char none[RV_NO_ORDERS];
	rv_cols cols;

	rv_cols_plan(l->spec, l->n_spec, in.w - 1, &cols);
	if (!tv || p->n == 0) {
		rv_writer wr = { .c = c, .w = in.w, .h = in.h };
		rv_write_wrapped(&wr, RV_COLS_GUTTER, RV_ROLE_DIM, 0, "%s",
				 !ui->scene.v ? "No snapshot from the engine yet."
				 : !tv	      ? rv_trade_none(ui->scene.v, none)
					      : l->empty);
		return;
	}
	for (int k = 0; l->heads && k < l->n_spec; k++)
		rv_cols_put(c, &cols, k, 0, RV_ROLE_DIM, 0, l->spec[k].head);
	for (size_t i = 0; i < p->page && p->top + i < p->n; i++) {
		rv_row row = { .ui = ui, .c = c, .cols = &cols, .tv = tv, .y = first + (int)i };
		row.pick = &p->list[p->top + i];
		draw_line(&row, l, in.w);
	}
	if (l->said)
		draw_said(ui, c, in, l->list);
}
