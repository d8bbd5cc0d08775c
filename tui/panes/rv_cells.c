/* Values of a row, as fresh as they are; see rv_cells.h. */
#include <math.h>
#include <stdio.h>

#include "tui/fmt.h"
#include "tui/labels.h"
#include "tui/money.h"
#include "tui/paint.h"
#include "tui/panes/rv_cells.h"
#include "tui/trade.h"

void rv_cell_right(const rv_cell_line *l, rv_column col, rv_role role, const char *text)
{
	if (l->p->w[col])
		rv_canvas_text_right(l->c, l->p->x[col], l->y, l->p->w[col], role, 0, text);
}

void rv_cell_left(const rv_cell_line *l, rv_column col, rv_role role, int attr, const char *text)
{
	if (l->p->w[col])
		rv_canvas_text(l->c, l->p->x[col], l->y, l->p->w[col], role, attr, text);
}

static void draw_score(const rv_cell_line *l, const rv_view_row *r)
{
	char text[RV_FMT_TEXT];
	const double v = rv_scene_score(r);
	rv_role role = v > 0.3 ? RV_ROLE_UP : v < -0.3 ? RV_ROLE_DOWN : RV_ROLE_TEXT;

	if (isnan(v) || rv_scene_scores_stale(&l->ui->scene))
		role = RV_ROLE_DIM;
	rv_cell_right(l, RV_COL_RV, role, rv_fmt_signed(v, 3, text));
}

/* The last cell of the column is the doubt: '?' late, 'm' a mid in place of the mark. */
static void draw_mark(const rv_cell_line *l, const rv_view_row *r)
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

static void draw_age(const rv_cell_line *l, const rv_view_row *r)
{
	char age[RV_FMT_TEXT], text[RV_FMT_TEXT + 2];
	const rv_quoted q = rv_scene_price(&l->ui->scene, r, NULL);
	const rv_health h = q.health_now; /* an age is of now, frozen or not */
	const bool doubt = h == RV_HEALTH_STALE || h == RV_HEALTH_DOWN;

	(void)snprintf(text, sizeof(text), "%s%s", doubt ? "?" : "", rv_fmt_age(q.age_ms, age));
	rv_cell_right(l, RV_COL_AGE, h == RV_HEALTH_LIVE ? RV_ROLE_TEXT : RV_ROLE_DIM, text);
}

static void draw_quoted(const rv_cell_line *l, const rv_view_row *r)
{
	const rv_scene *s = &l->ui->scene;
	char text[RV_FMT_TEXT];
	const double change = rv_scene_change(s, r);
	const rv_quoted funding = rv_scene_funding(s, r), volume = rv_scene_volume(s, r);

	rv_cell_right(l, RV_COL_CHANGE, isnan(change) ? RV_ROLE_DIM : rv_sign_role(change),
		      rv_fmt_pct(change, 2, text));
	rv_cell_right(l, RV_COL_FUNDING,
		      funding.health == RV_HEALTH_LIVE && isfinite(funding.value) ? RV_ROLE_TEXT
										  : RV_ROLE_DIM,
		      rv_fmt_funding(funding.value, text));
	rv_cell_right(l, RV_COL_VOLUME,
		      volume.health == RV_HEALTH_LIVE ? RV_ROLE_TEXT : RV_ROLE_DIM,
		      rv_fmt_amount(volume.value, text));
	rv_cell_right(l, RV_COL_OI, RV_ROLE_TEXT,
		      rv_fmt_amount(rv_scene_open_interest_usd(s, r), text));
	rv_cell_right(l, RV_COL_MOMENTUM, rv_scene_scores_stale(s) ? RV_ROLE_DIM : RV_ROLE_TEXT,
		      rv_fmt_pct(r->rv_available ? r->momentum : (double)NAN, 2, text));
}

/* The daily bar of the factor model is older than two days. */
static bool daily_stale(const rv_scene *s)
{
	const int64_t close = s->v->scores.idio.close_ms;

	return close > 0 && s->utc_now + s->held_ms - close > 2 * rv_interval_ms(RV_INTERVAL_1D);
}

/* A number of the daily pass: dim while unknown or while its bars, or those of the scores, are old.
 */
static void draw_scored(const rv_cell_line *l, rv_column col, double v, const char *text, bool sign)
{
	const rv_scene *s = &l->ui->scene;
	const bool dim = isnan(v) || rv_scene_scores_stale(s) || daily_stale(s);

	rv_cell_right(l, col, dim ? RV_ROLE_DIM : sign ? rv_sign_role(v) : RV_ROLE_TEXT, text);
}

/*
 * The better side's score with its letter; dim while it does not pass its floor, or
 * while a part of it stands in for an input that is not loaded, which "~" says.
 */
static void draw_hybrid(const rv_cell_line *l, const rv_scored *x)
{
	rv_direction side = RV_LONG;
	const rv_hybrid_side *best = rv_scored_side(x, &side);
	char text[RV_FMT_TEXT] = "--";
	rv_role role = RV_ROLE_DIM;

	const bool doubt = best && rv_scored_hybrid_doubt(x->hybrid);
	if (doubt) /* a decimal less makes room for the mark */
		(void)snprintf(text, sizeof(text), "%s%c~", rv_num(best->hybrid, 2).s,
			       side == RV_LONG ? 'L' : 'S');
	else if (best)
		(void)snprintf(text, sizeof(text), "%s%c", rv_num(best->hybrid, 3).s,
			       side == RV_LONG ? 'L' : 'S');
	if (best && best->passes && !doubt && !rv_scene_scores_stale(&l->ui->scene))
		role = side == RV_LONG ? RV_ROLE_UP : RV_ROLE_DOWN;
	rv_cell_right(l, RV_COL_HYBRID, role, text);
	rv_cell_left(l, RV_COL_TIER, RV_ROLE_DIM, 0,
		     x->hybrid ? rv_label_tier(x->hybrid->tier) : "--");
}

/* Two decimals where they fit: a small position is not none. No position has no sign. */
static const char *target_text(double v, char text[RV_FMT_TEXT])
{
	return rv_fmt_pct(v, fabs(v) < 0.09995 ? 2 : 1, text);
}

static void draw_modules(const rv_cell_line *l, const rv_view_row *r)
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
	draw_scored(l, RV_COL_TARGET, target, target_text(target, text), true);
}

/* Nothing is held: 0; its worth is not known: --. Where there is no order side nothing is. */
static void draw_position(const rv_cell_line *l, const rv_view_row *r)
{
	const rv_scene *s = &l->ui->scene;
	const rv_trade_view *tv = rv_trade_of(s);
	const rv_tv_position *p = rv_trade_position(tv, r->symbol);
	const bool flat = tv && (!p || p->lots == 0);
	const double value = rv_position_value_usd(s, p), pnl = rv_position_pnl_usd(s, p);
	char text[RV_FMT_TEXT];

	if (flat) {
		rv_cell_right(l, RV_COL_POSITION, RV_ROLE_DIM, "0");
		rv_cell_right(l, RV_COL_PNL, RV_ROLE_DIM, "0");
		return;
	}
	rv_cell_right(l, RV_COL_POSITION, isnan(value) ? RV_ROLE_DIM : rv_sign_role(value),
		      rv_fmt_usd_signed(value, 0, text));
	rv_cell_right(l, RV_COL_PNL, isnan(pnl) ? RV_ROLE_DIM : rv_sign_role(pnl),
		      rv_fmt_usd_signed(pnl, 0, text));
}

static void draw_spark(const rv_cell_line *l, const rv_view_row *r, int w)
{
	size_t n = RV_TREND_MAX;
	const float *v = rv_scene_tail(r->hist, r->n_hist, &n);

	rv_paint_spark(l->c, l->p->x[RV_COL_TREND], l->y, w < RV_TREND_MAX ? w : RV_TREND_MAX, v, n,
		       RV_ROLE_DIM);
}

/*
 * TREND and NOTE share their room: a row with nothing to say has a longer trend, and what matters
 * more than the trend takes all of it.
 */
static void draw_trend_and_note(const rv_cell_line *l, const rv_view_row *r)
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
		rv_cell_left(l, RV_COL_NOTE, roles[level], 0, note);
	}
}

/* Where there is no column for it: over alpha and target, which such a row can not be traded by. */
static void draw_note_over(const rv_cell_line *l, const rv_view_row *r)
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

void rv_cells_draw(const rv_cell_line *l, const rv_view_row *r)
{
	draw_score(l, r);
	draw_mark(l, r);
	draw_age(l, r);
	draw_quoted(l, r);
	draw_modules(l, r);
	draw_position(l, r);
	draw_trend_and_note(l, r);
	draw_note_over(l, r);
}
