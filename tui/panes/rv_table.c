/*
 * The Symbol RV table: columns that fit, values as fresh as they are, the selected symbol reversed.
 *
 * SYMBOL, RV, HYBRID and MARK are always there; the others leave when it is narrow, or are scrolled
 * away from the left. TREND and NOTE share what is left over; where NOTE has no room, what must be
 * said of a row stands in place of its alpha and target.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/labels.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"

enum {
	GUTTER = 2, /* cursor and mark */
	TREND_MIN = 6,
	TREND_MAX = 24,
	NOTE_MIN = 13,
	NOTE_MAX = 26,
	TREND_BARS = 24
};

/* In screen order; widths without the space before; TREND and NOTE are the least. */
static const struct {
	int w;
	bool always, right;
} specs[RV_COL_N] = {
	[RV_COL_SYMBOL] = { 9, true, false },
	[RV_COL_BUCKET] = { 8, false, false },
	[RV_COL_RV] = { 6, true, true },
	[RV_COL_HYBRID] = { 6, true, true },
	[RV_COL_TIER] = { 4, false, false },
	[RV_COL_MARK] = { 11, true, true },
	[RV_COL_CHANGE] = { 7, false, true },
	[RV_COL_BETA_BTC] = { 5, false, true },
	[RV_COL_BETA_ETH] = { 5, false, true },
	[RV_COL_RESIDUAL_Z] = { 5, false, true },
	[RV_COL_FUNDING] = { 8, false, true },
	[RV_COL_SIG_MOMENTUM] = { 5, false, true },
	[RV_COL_SIG_REVERSION] = { 5, false, true },
	[RV_COL_SIG_CARRY] = { 5, false, true },
	[RV_COL_ALPHA] = { 6, false, true },
	[RV_COL_TARGET] = { 6, false, true },
	[RV_COL_AGE] = { 5, false, true },
	[RV_COL_VOLUME] = { 7, false, true },
	[RV_COL_OI] = { 7, false, true },
	[RV_COL_MOMENTUM] = { 7, false, true },
	[RV_COL_TREND] = { TREND_MIN, false, false },
	[RV_COL_NOTE] = { NOTE_MIN, false, false },
};

/* Who gets room first; from the first that finds none, all go without. */
static const rv_column priority[] = { RV_COL_BUCKET,	 RV_COL_CHANGE,	      RV_COL_FUNDING,
				      RV_COL_AGE,	 RV_COL_ALPHA,	      RV_COL_TARGET,
				      RV_COL_TIER,	 RV_COL_SIG_MOMENTUM, RV_COL_SIG_REVERSION,
				      RV_COL_SIG_CARRY,	 RV_COL_BETA_BTC,     RV_COL_BETA_ETH,
				      RV_COL_RESIDUAL_Z, RV_COL_NOTE,	      RV_COL_TREND,
				      RV_COL_VOLUME,	 RV_COL_OI,	      RV_COL_MOMENTUM };
enum { OPTIONAL = sizeof(priority) / sizeof(priority[0]) };

typedef struct plan {
	int x[RV_COL_N], w[RV_COL_N]; /* w 0: not shown */
} plan;

/* Not scrolled away, and not BUCKET in the compact form. */
static bool wanted(const rv_ui *ui, rv_column col)
{
	int before = 0;

	for (int i = 0; i < (int)col; i++)
		before += !specs[i].always;
	return before >= ui->table.col_scroll &&
	       !(ui->layout.mode == RV_LAYOUT_COMPACT && col == RV_COL_BUCKET);
}

/* Gives the space that is over to NOTE and TREND. */
static void stretch(plan *p, int spare)
{
	if (p->w[RV_COL_TREND]) {
		const int share = p->w[RV_COL_NOTE] ? spare / 2 : spare;
		const int more = share < TREND_MAX - TREND_MIN ? share : TREND_MAX - TREND_MIN;
		p->w[RV_COL_TREND] += more;
		spare -= more;
	}
	if (p->w[RV_COL_NOTE])
		p->w[RV_COL_NOTE] += spare < NOTE_MAX - NOTE_MIN ? spare : NOTE_MAX - NOTE_MIN;
}

static plan plan_columns(const rv_ui *ui, int width)
{
	plan p = { 0 };
	int used = GUTTER - 1;

	for (int col = 0; col < RV_COL_N; col++) {
		p.w[col] = specs[col].always ? specs[col].w : 0;
		used += specs[col].always ? specs[col].w + 1 : 0;
	}
	for (size_t i = 0; i < OPTIONAL; i++) {
		const rv_column col = priority[i];
		if (!wanted(ui, col))
			continue;
		if (used + specs[col].w + 1 > width)
			break;
		used += specs[col].w + 1;
		p.w[col] = specs[col].w;
	}
	stretch(&p, width - used);
	int x = GUTTER;
	for (int col = 0; col < RV_COL_N; col++) {
		p.x[col] = x;
		x += p.w[col] ? p.w[col] + 1 : 0;
	}
	return p;
}

typedef struct cell_line {
	const rv_ui *ui;
	rv_canvas *c;
	const plan *p;
	int y;
} cell_line;

static void right(const cell_line *l, rv_column col, rv_role role, const char *text)
{
	if (l->p->w[col])
		rv_canvas_text_right(l->c, l->p->x[col], l->y, l->p->w[col], role, 0, text);
}

static void left(const cell_line *l, rv_column col, rv_role role, int attr, const char *text)
{
	if (l->p->w[col])
		rv_canvas_text(l->c, l->p->x[col], l->y, l->p->w[col], role, attr, text);
}

static void draw_heads(const rv_ui *ui, rv_canvas *c, const plan *p)
{
	const cell_line l = { ui, c, p, 0 };
	const bool down = rv_table_descending(&ui->table), ascii = rv_canvas_ascii(c);
	const char *arrow = ascii ? (down ? "v" : "^") : (down ? "▼" : "▲");

	for (int col = 0; col < RV_COL_N; col++) {
		if (!p->w[col])
			continue;
		const bool sorted = ui->table.sort == (rv_column)col;
		const rv_role role = sorted ? RV_ROLE_TITLE : RV_ROLE_DIM;
		char text[32];
		(void)snprintf(text, sizeof(text), "%s%s", rv_column_title((rv_column)col, ascii),
			       sorted ? arrow : "");
		if (specs[col].right)
			right(&l, (rv_column)col, role, text);
		else
			left(&l, (rv_column)col, role, 0, text);
	}
}

static void draw_score(const cell_line *l, const rv_view_row *r)
{
	char text[RV_FMT_TEXT];
	const double v = rv_scene_score(r);
	rv_role role = v > 0.3 ? RV_ROLE_UP : v < -0.3 ? RV_ROLE_DOWN : RV_ROLE_TEXT;

	if (isnan(v) || rv_scene_scores_stale(&l->ui->scene))
		role = RV_ROLE_DIM;
	right(l, RV_COL_RV, role, rv_fmt_signed(v, 3, text));
}

/* The last cell of the column is the doubt: '?' late, 'm' a mid in place of the mark. */
static void draw_mark(const cell_line *l, const rv_view_row *r)
{
	char text[RV_FMT_TEXT];
	bool is_mid;
	const rv_quoted q = rv_scene_price(&l->ui->scene, r, &is_mid);
	const rv_role role = q.health == RV_HEALTH_LIVE ? RV_ROLE_TEXT : RV_ROLE_DIM;
	const int w = l->p->w[RV_COL_MARK] - 1;

	rv_canvas_text_right(l->c, l->p->x[RV_COL_MARK], l->y, w, role, 0,
			     rv_fmt_price(q.value, r->sz_decimals, text));
	if (q.health == RV_HEALTH_LATE || q.health == RV_HEALTH_STALE)
		rv_canvas_put(l->c, l->p->x[RV_COL_MARK] + w, l->y, L'?', RV_ROLE_DIM, 0);
	else if (is_mid)
		rv_canvas_put(l->c, l->p->x[RV_COL_MARK] + w, l->y, L'm', RV_ROLE_DIM, 0);
}

static void draw_age(const cell_line *l, const rv_view_row *r)
{
	char age[RV_FMT_TEXT], text[RV_FMT_TEXT + 2];
	const rv_quoted q = rv_scene_price(&l->ui->scene, r, NULL);
	const rv_health h = q.health_now; /* an age is of now, frozen or not */
	const bool doubt = h == RV_HEALTH_STALE || h == RV_HEALTH_DOWN;

	(void)snprintf(text, sizeof(text), "%s%s", doubt ? "?" : "", rv_fmt_age(q.age_ms, age));
	right(l, RV_COL_AGE, h == RV_HEALTH_LIVE ? RV_ROLE_TEXT : RV_ROLE_DIM, text);
}

static void draw_quoted(const cell_line *l, const rv_view_row *r)
{
	const rv_scene *s = &l->ui->scene;
	char text[RV_FMT_TEXT];
	const double change = rv_scene_change(s, r);
	const rv_quoted funding = rv_scene_funding(s, r), volume = rv_scene_volume(s, r);

	right(l, RV_COL_CHANGE, isnan(change) ? RV_ROLE_DIM : rv_sign_role(change),
	      rv_fmt_pct(change, 2, text));
	right(l, RV_COL_FUNDING,
	      funding.health == RV_HEALTH_LIVE && isfinite(funding.value) ? RV_ROLE_TEXT
									  : RV_ROLE_DIM,
	      rv_fmt_funding(funding.value, text));
	right(l, RV_COL_VOLUME, volume.health == RV_HEALTH_LIVE ? RV_ROLE_TEXT : RV_ROLE_DIM,
	      rv_fmt_amount(volume.value, text));
	right(l, RV_COL_OI, RV_ROLE_TEXT, rv_fmt_amount(rv_scene_open_interest_usd(s, r), text));
	right(l, RV_COL_MOMENTUM, rv_scene_scores_stale(s) ? RV_ROLE_DIM : RV_ROLE_TEXT,
	      rv_fmt_pct(r->rv_available ? r->momentum : (double)NAN, 2, text));
}

/* A number of the daily or signal pass: dim while unknown or while the scores are stale. */
static void draw_scored(const cell_line *l, rv_column col, double v, const char *text, bool sign)
{
	const bool dim = isnan(v) || rv_scene_scores_stale(&l->ui->scene);

	right(l, col, dim ? RV_ROLE_DIM : sign ? rv_sign_role(v) : RV_ROLE_TEXT, text);
}

/* The better side's score with its letter; dim while it does not pass its floor. */
static void draw_hybrid(const cell_line *l, const rv_scored *x)
{
	rv_side side = RV_LONG;
	const rv_hybrid_side *best = rv_scored_side(x, &side);
	char text[16] = "--";
	rv_role role = RV_ROLE_DIM;

	if (best)
		(void)snprintf(text, sizeof(text), "%.3f%c", best->hybrid,
			       side == RV_LONG ? 'L' : 'S');
	if (best && best->passes && !rv_scene_scores_stale(&l->ui->scene))
		role = side == RV_LONG ? RV_ROLE_UP : RV_ROLE_DOWN;
	right(l, RV_COL_HYBRID, role, text);
	left(l, RV_COL_TIER, RV_ROLE_DIM, 0, x->hybrid ? rv_label_tier(x->hybrid->tier) : "--");
}

static void draw_modules(const cell_line *l, const rv_view_row *r)
{
	static const rv_column signals[RV_IDIO_N] = { RV_COL_SIG_MOMENTUM, RV_COL_SIG_REVERSION,
						      RV_COL_SIG_CARRY };
	const rv_scored x = rv_scored_of(l->ui->scene.v, r);
	char text[RV_FMT_TEXT];

	draw_hybrid(l, &x);
	for (int f = 0; f < 2; f++) {
		const double beta = rv_scored_beta(&x, f);
		draw_scored(l, f == 0 ? RV_COL_BETA_BTC : RV_COL_BETA_ETH, beta,
			    rv_fmt_signed(beta, 2, text), false);
	}
	const double z = rv_scored_residual_z(&x);
	draw_scored(l, RV_COL_RESIDUAL_Z, z, rv_fmt_signed(z, 2, text), false);
	for (int f = 0; f < RV_IDIO_N; f++) {
		const double s = rv_scored_signal(&x, (rv_idio_signal)f);
		draw_scored(l, signals[f], s, rv_fmt_signed(s, 2, text), true);
	}
	const double alpha = rv_scored_alpha_bp(&x), target = rv_scored_target(&x);
	draw_scored(l, RV_COL_ALPHA, alpha, rv_fmt_signed(alpha, 1, text), true);
	draw_scored(l, RV_COL_TARGET, target, rv_fmt_pct(target, 1, text), true);
}

static void draw_spark(const cell_line *l, const rv_view_row *r, int w)
{
	size_t n = TREND_BARS;
	const float *v = rv_scene_tail(r->hist, r->n_hist, &n);

	rv_paint_spark(l->c, l->p->x[RV_COL_TREND], l->y, w < TREND_MAX ? w : TREND_MAX, v, n,
		       RV_ROLE_DIM);
}

/*
 * TREND and NOTE share their room: a row with nothing to say has a longer trend, and what matters
 * more than the trend takes all of it.
 */
static void draw_trend_and_note(const cell_line *l, const rv_view_row *r)
{
	static const rv_role roles[] = { RV_ROLE_DIM, RV_ROLE_DIM, RV_ROLE_WARN, RV_ROLE_BAD };
	const int trend_w = l->p->w[RV_COL_TREND], note_w = l->p->w[RV_COL_NOTE];
	const int room = note_w ? trend_w + 1 + note_w : trend_w;
	const int x = trend_w ? l->p->x[RV_COL_TREND] : l->p->x[RV_COL_NOTE];
	char note[RV_NOTE_TEXT];
	if (!room)
		return;
	rv_note_level level = rv_scene_note(&l->ui->scene, r, room, note);
	const bool no_room = !note_w && (level == RV_NOTE_WARN || r->delisted);

	if (level == RV_NOTE_NONE && trend_w) {
		draw_spark(l, r, room);
	} else if (level == RV_NOTE_BAD || r->n_hist == 0 || no_room) {
		rv_canvas_text(l->c, x, l->y, room, roles[level], 0, note);
	} else {
		if (trend_w)
			draw_spark(l, r, trend_w);
		level = rv_scene_note(&l->ui->scene, r, note_w, note);
		left(l, RV_COL_NOTE, roles[level], 0, note);
	}
}

/* Where there is no column for it: over alpha and target, which such a row can not be traded by. */
static void draw_note_over(const cell_line *l, const rv_view_row *r)
{
	static const rv_role roles[] = { RV_ROLE_DIM, RV_ROLE_DIM, RV_ROLE_WARN, RV_ROLE_BAD };
	const int alpha = l->p->w[RV_COL_ALPHA], target = l->p->w[RV_COL_TARGET];
	const int room = target ? alpha + 1 + target : alpha;
	char note[RV_NOTE_TEXT];

	if (l->p->w[RV_COL_NOTE] || !alpha)
		return;
	const rv_note_level level = rv_scene_note(&l->ui->scene, r, room, note);
	if (level < RV_NOTE_WARN && !r->delisted && r->rv_available)
		return;
	rv_canvas_fill(l->c, l->p->x[RV_COL_ALPHA], l->y, room, 1, L' ', RV_ROLE_TEXT, 0);
	rv_canvas_text(l->c, l->p->x[RV_COL_ALPHA], l->y, room, roles[level], 0, note);
}

static void draw_row(const cell_line *l, const rv_table_entry *e, bool selected, int width)
{
	const rv_view_row *r = &l->ui->scene.v->rows[e->row];
	const bool focused = rv_ui_focused(l->ui, RV_PANE_TABLE);
	char bucket[RV_BUCKET_TEXT];

	if (selected)
		rv_canvas_put(l->c, 0, l->y, L'>', RV_ROLE_TEXT, RV_ATTR_BOLD);
	if (e->marked)
		rv_canvas_put(l->c, 1, l->y, L'+', RV_ROLE_ENTRY, RV_ATTR_BOLD);
	else if (r->delisted)
		rv_canvas_put(l->c, 1, l->y, L'x', RV_ROLE_DIM, 0);
	else if ((r->have & RV_HAVE_ALL) != RV_HAVE_ALL)
		rv_canvas_put(l->c, 1, l->y, L'~', RV_ROLE_DIM, 0);
	left(l, RV_COL_SYMBOL, r->delisted ? RV_ROLE_DIM : RV_ROLE_TEXT,
	     selected || e->marked ? RV_ATTR_BOLD : 0, r->symbol);
	left(l, RV_COL_BUCKET, RV_ROLE_DIM, 0,
	     l->ui->scene.v->bar_close_ms > 0 ? rv_bucket_text(r->baskets, bucket) : "--");
	draw_score(l, r);
	draw_mark(l, r);
	draw_age(l, r);
	draw_quoted(l, r);
	draw_modules(l, r);
	draw_trend_and_note(l, r);
	draw_note_over(l, r);
	if (selected && focused)
		rv_paint_selected(l->c, l->y, width);
}

static void title_note(const rv_ui *ui, char *buf, size_t cap)
{
	const rv_table *t = &ui->table;
	size_t len = 0, gone = 0;

	buf[0] = '\0';
	for (size_t i = 0; ui->scene.v && i < ui->scene.v->n_rows; i++)
		gone += ui->scene.v->rows[i].delisted;
	if (t->n != t->total)
		len += (size_t)snprintf(buf, cap, "%zu of %zu", t->n, t->total);
	else if (gone > 0)
		len += (size_t)snprintf(buf, cap, "%zu live, %zu delisted", t->n - gone, gone);
	else
		len += (size_t)snprintf(buf, cap, "%zu", t->n);
	if (t->filter.n > 0 && len < cap)
		len += (size_t)snprintf(buf + len, cap - len, ", filter %s", t->filter_text);
	if (t->n_marked > 0 && len < cap)
		len += (size_t)snprintf(buf + len, cap - len, ", %zu marked", t->n_marked);
	if (t->hold > 0 && len < cap)
		(void)snprintf(buf + len, cap - len, ", sort held");
}

static void draw_nothing(const rv_ui *ui, rv_canvas *c, int w)
{
	const char *why = !ui->scene.v		 ? "No snapshot from the engine yet."
			  : ui->table.total == 0 ? "No instruments yet: the venue has not answered."
						 : "No symbol matches the filter.";

	rv_canvas_text(c, GUTTER, 2, w - GUTTER, RV_ROLE_DIM, 0, why);
}

size_t rv_pane_table_page(rv_rect r)
{
	return r.h > 2 ? (size_t)r.h - 2 : 1;
}

int rv_pane_table_scroll_max(void)
{
	return OPTIONAL - 1;
}

void rv_pane_table(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_table *t = &ui->table;
	char note[256];

	title_note(ui, note, sizeof(note));
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(RV_PANE_TABLE), note,
					  rv_ui_focused(ui, RV_PANE_TABLE));
	const plan p = plan_columns(ui, in.w - 1);
	draw_heads(ui, c, &p);
	if (t->n == 0)
		draw_nothing(ui, c, in.w);
	for (size_t i = t->top; i < t->n && i < t->top + rv_pane_table_page(r); i++) {
		const cell_line l = { ui, c, &p, 1 + (int)(i - t->top) };
		draw_row(&l, &t->entries[i], i == t->cursor, in.w);
	}
}
