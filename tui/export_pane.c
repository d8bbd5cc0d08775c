/* The content of a pane as an export; see export_pane.h. */
#include "tui/export_pane.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/panes/panes.h"

enum { DRAWN_COLS = 160, DRAWN_ROWS = 60, DRAWN_MOST = 400, LINE_BYTES = 4 * DRAWN_COLS + 1 };

static const char *const environments[] = { [RV_ENV_UNKNOWN] = "",
					    [RV_ENV_SIM] = "SIM",
					    [RV_ENV_REPLAY] = "REPLAY",
					    [RV_ENV_PAPER] = "PAPER",
					    [RV_ENV_LIVE] = "LIVE" };

void rv_export_heads(rv_export *e, const rv_export_head *heads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rv_export_column_add(e, heads[i].name, heads[i].unit);
}

/* A word that can be a file's name: "Profit and loss" is profit-and-loss. */
static void word_of(const char *title, char out[RV_EXPORT_NAME])
{
	size_t n = 0;

	for (; *title && n + 1 < RV_EXPORT_NAME; title++)
		out[n++] =
			isalnum((unsigned char)*title) ? (char)tolower((unsigned char)*title) : '-';
	out[n] = '\0';
}

static void set_head(const rv_ui *ui, rv_pane_id pane, rv_export *e)
{
	const rv_view *v = ui->scene.v;
	const rv_trade_view *tv = v->trade.present ? &v->trade : NULL;
	const rv_scene *now = ui->replay.on ? &ui->replay.now : &ui->live;

	word_of(rv_pane_title(pane), e->pane);
	(void)snprintf(e->screen, sizeof(e->screen), "%s", rv_screen_word(ui->at.screen));
	(void)snprintf(e->environment, sizeof(e->environment), "%s", environments[v->env]);
	(void)snprintf(e->account, sizeof(e->account), "%s", tv ? tv->account : v->account);
	e->snapshot_utc_ms = v->utc_ms;
	e->snapshot_age_ms = ui->now_mono > v->mono_ms ? ui->now_mono - v->mono_ms : 0;
	e->asked_utc_ms = now->v ? now->utc_now : v->utc_ms;
	if (ui->replay.on) /* it may be of another run, whose clock was another */
		e->snapshot_age_ms = e->asked_utc_ms - v->utc_ms;
}

/* UTF-8 of one cell. */
static size_t put_char(wchar_t ch, char *out)
{
	const unsigned long c = (unsigned long)ch;

	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | (c >> 12 & 0x0f)); /* no pane draws beyond the basic plane */
	out[1] = (char)(0x80 | (c >> 6 & 0x3f));
	out[2] = (char)(0x80 | (c & 0x3f));
	return 3;
}

static void put_drawn_line(const rv_canvas *c, int y, rv_export *e)
{
	char line[LINE_BYTES];
	size_t n = 0, end = 0;

	for (int x = 0; x < rv_canvas_cols(c); x++) {
		const wchar_t ch = rv_canvas_at(c, x, y)->ch;
		n += put_char(ch ? ch : L' ', line + n);
		end = ch && ch != L' ' ? n : end;
	}
	line[end] = '\0';
	rv_export_row(e);
	rv_export_text(e, line);
}

/* Its lines, from the first on, as a wide and high screen would show them; without its title. */
static void export_drawn(const rv_ui *ui, rv_pane_id pane, rv_export *e)
{
	rv_ui *all = malloc(sizeof(*all));
	rv_canvas *c = NULL;
	size_t rows = DRAWN_ROWS;
	int last = 0;

	rv_export_column_add(e, "line", "");
	if (all) {
		*all = *ui;
		all->pane_top[pane] = all->details_top = all->log_back = 0;
		all->layout.panes[pane] = (rv_rect){ 0, 0, DRAWN_COLS, DRAWN_ROWS };
		const size_t lines = pane == RV_PANE_DETAILS ? rv_details_lines(all, DRAWN_COLS - 2)
							     : rv_pane_text_lines(all, pane);
		rows = lines + 1 > rows ? lines + 1 : rows;
		rows = rows < DRAWN_MOST ? rows : DRAWN_MOST;
		all->layout.panes[pane].h = (int)rows;
	}
	if (!all || rv_canvas_new(DRAWN_COLS, (int)rows, false, &c) != RV_OK) {
		e->no_memory = true;
		free(all);
		return;
	}
	rv_pane_draw(all, c, all->layout.panes[pane], pane);
	for (int y = 1; y < (int)rows; y++) {
		for (int x = 0; x < DRAWN_COLS; x++)
			last = rv_canvas_at(c, x, y)->ch > L' ' ? y : last;
	}
	for (int y = 1; y <= last; y++)
		put_drawn_line(c, y, e);
	rv_canvas_free(c);
	free(all);
}

rv_export *rv_export_pane(const rv_ui *ui, rv_pane_id pane)
{
	rv_export *e = ui->scene.v ? rv_export_new() : NULL;

	if (!e)
		return NULL;
	set_head(ui, pane, e);
	if (!rv_export_market(ui, pane, e) && !rv_export_orders(ui, pane, e))
		export_drawn(ui, pane, e);
	return e;
}
