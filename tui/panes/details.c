/*
 * Why: how the selected symbol's score is made, term by term, and how fresh its quotes are.
 * The same lines serve the pane of the Symbols screen and the dialog.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"

/* Draws lines one below the other, from the scroll offset on, and counts them all. */
typedef struct writer {
	rv_canvas *c;
	int w, h;
	size_t top, line;
	const char *no_quote; /* why there is none */
} writer;

static bool visible(const writer *wr, int *y)
{
	*y = (int)wr->line - (int)wr->top;
	return wr->line >= wr->top && *y < wr->h;
}

static void heading(writer *wr, const char *text)
{
	int y;

	if (wr->line > 0)
		wr->line++;
	if (visible(wr, &y))
		rv_canvas_text(wr->c, 0, y, wr->w, RV_ROLE_TITLE, RV_ATTR_BOLD, text);
	wr->line++;
}

enum { NAME_W = 15, VALUE_W = 10 };

/* name, value right-aligned, remark. */
static void item(writer *wr, const char *name, rv_role role, const char *value, const char *remark)
{
	int y;

	if (visible(wr, &y)) {
		rv_canvas_text(wr->c, 1, y, NAME_W - 1, RV_ROLE_DIM, 0, name);
		rv_canvas_text_right(wr->c, NAME_W, y, VALUE_W, role, 0, value);
		rv_canvas_text(wr->c, NAME_W + VALUE_W + 1, y, wr->w - NAME_W - VALUE_W - 1,
			       RV_ROLE_DIM, 0, remark);
	}
	wr->line++;
}

static void quote(writer *wr, const char *name, rv_quoted q, const char *value, const char *unit)
{
	char age[RV_FMT_TEXT], remark[RV_FMT_TEXT + 48];

	if (q.age_ms < 0)
		(void)snprintf(remark, sizeof(remark), "%s", wr->no_quote);
	else
		(void)snprintf(remark, sizeof(remark), "%s%s%s old, %s", unit, unit[0] ? ", " : "",
			       rv_fmt_age(q.age_ms, age), rv_health_word(q.health_now));
	item(wr, name, q.health_now == RV_HEALTH_LIVE ? RV_ROLE_TEXT : RV_ROLE_DIM, value, remark);
}

static void price(writer *wr, const char *name, rv_quoted q, int sz_decimals)
{
	char text[RV_FMT_TEXT];

	quote(wr, name, q, rv_fmt_price(q.value, sz_decimals, text), "");
}

static void write_quotes(writer *wr, const rv_scene *s, const rv_view_row *r)
{
	char text[RV_FMT_TEXT];
	const rv_quoted funding = rv_scene_funding(s, r);
	const rv_quoted volume = rv_scene_volume(s, r);
	const rv_quoted oi = rv_scene_row_quote(s, r, r->open_interest, r->ctx_at, "ctx");

	heading(wr, "Quotes");
	price(wr, "mark", rv_scene_mark(s, r), r->sz_decimals);
	price(wr, "mid", rv_scene_mid(s, r), r->sz_decimals);
	price(wr, "oracle", rv_scene_row_quote(s, r, r->oracle, r->ctx_at, "ctx"), r->sz_decimals);
	if (r->bbo_at != RV_NEVER) {
		price(wr, "bid", rv_scene_row_quote(s, r, r->bid, r->bbo_at, "bbo"),
		      r->sz_decimals);
		price(wr, "ask", rv_scene_row_quote(s, r, r->ask, r->bbo_at, "bbo"),
		      r->sz_decimals);
	}
	price(wr, "previous day", rv_scene_row_quote(s, r, r->prev_day_px, r->ctx_at, "ctx"),
	      r->sz_decimals);
	const double change = rv_scene_change(s, r);
	item(wr, "24 h", rv_sign_role(change), rv_fmt_pct(change, 2, text), "price / previous day");
	quote(wr, "funding", funding, rv_fmt_funding(funding.value, text), "a year");
	quote(wr, "24 h volume", volume, rv_fmt_amount(volume.value, text), "USD");
	quote(wr, "open interest", oi, rv_fmt_amount(oi.value, text), "coins");
}

/* One weighted term: its share of the raw score, and what it is made of. */
static void term(writer *wr, const char *name, double value, double weight, double input,
		 const char *input_name)
{
	char text[RV_FMT_TEXT], in[RV_FMT_TEXT], remark[128];

	if (isfinite(input))
		(void)snprintf(remark, sizeof(remark), "%.2f x %s %s", weight, input_name,
			       rv_fmt_pct(input, 3, in));
	else
		(void)snprintf(remark, sizeof(remark), "%s not available", input_name);
	item(wr, name, rv_sign_role(value), rv_fmt_pct(value, 3, text), remark);
}

/* +S for the long side, -S for the other, nothing for neither: the sign is the term's own. */
static void spread_term(writer *wr, const rv_view *v, rv_spread k, double value)
{
	const rv_view_spread *sp = &v->spreads[k];
	char remark[128], in[RV_FMT_TEXT], text[RV_FMT_TEXT];

	if (!sp->available)
		(void)snprintf(remark, sizeof(remark), "spread not available");
	else if (!(value > 0) && !(value < 0))
		(void)snprintf(remark, sizeof(remark), "not in this spread");
	else
		(void)snprintf(remark, sizeof(remark), "%c%.2f x %s",
			       (value > 0) == (sp->cum > 0) ? '+' : '-', v->weights[k],
			       rv_fmt_pct(sp->cum, 3, in));
	item(wr, rv_spread_name(k), rv_sign_role(value), rv_fmt_pct(value, 3, text), remark);
}

/* Mean and sd0 of raw over the symbols with a score: what z is measured by. */
static void raw_spread(const rv_view *v, double *mean, double *sd)
{
	double sum = 0.0, squares = 0.0;
	size_t n = 0;

	for (size_t i = 0; i < v->n_rows; i++) {
		if (v->rows[i].rv_available) {
			sum += v->rows[i].rv_raw;
			n++;
		}
	}
	*mean = n ? sum / (double)n : (double)NAN;
	for (size_t i = 0; i < v->n_rows; i++) {
		const double d = v->rows[i].rv_raw - *mean;
		squares += v->rows[i].rv_available ? d * d : 0.0;
	}
	*sd = n ? sqrt(squares / (double)n) : (double)NAN;
}

static void write_score(writer *wr, const rv_view *v, const rv_view_row *r)
{
	char text[RV_FMT_TEXT], remark[96];

	spread_term(wr, v, RV_SPREAD_BTC_VS_ETH, r->term_pair);
	spread_term(wr, v, RV_SPREAD_L1_VS_ALT, r->term_l1_alt);
	spread_term(wr, v, RV_SPREAD_MEME_VS_REST, r->term_meme_rest);
	term(wr, "own (weighted)", r->term_own, v->weights[3], r->momentum - v->mean_momentum,
	     "excess");
	item(wr, "raw", RV_ROLE_TEXT, rv_fmt_pct(r->rv_raw, 3, text), "sum of the terms");
	if (v->mode == RV_RVM_ZSCORE) {
		double mean, sd;
		raw_spread(v, &mean, &sd);
		item(wr, "mean of raw", RV_ROLE_DIM, rv_fmt_pct(mean, 3, text), "all with a score");
		item(wr, "sd of raw", RV_ROLE_DIM, rv_fmt_pct(sd, 3, text), "");
		item(wr, "z", RV_ROLE_TEXT, rv_fmt_signed(r->rv_z, 3, text), "(raw - mean) / sd");
		(void)snprintf(remark, sizeof(remark), "%.3g x tanh(z/2)", v->max_abs_score);
	} else {
		(void)snprintf(remark, sizeof(remark), "rank among %zu", v->n_available);
	}
	item(wr, "RV", rv_sign_role(r->rv), rv_fmt_signed(r->rv, 4, text), remark);
}

/* The open bar moves with the market: as fresh as its candle, unknown when that is down. */
static void write_forming(writer *wr, const rv_scene *s, const rv_view_row *r)
{
	const rv_quoted q = rv_scene_row_quote(s, r, r->rv_forming, r->candle_at, "candle");
	char text[RV_FMT_TEXT], age[RV_FMT_TEXT], remark[64];

	(void)snprintf(remark, sizeof(remark), "with the open bar, %s old",
		       rv_fmt_age(q.age_ms, age));
	item(wr, "RV forming", isnan(q.value) ? RV_ROLE_DIM : rv_sign_role(q.value),
	     rv_fmt_signed(q.value, 4, text), remark);
}

static void write_why(writer *wr, const rv_scene *s, const rv_view_row *r)
{
	const rv_view *v = s->v;
	char text[RV_FMT_TEXT], remark[128], at[RV_TIME_TEXT], age[RV_FMT_TEXT];

	heading(wr, "Relative momentum");
	if (v->bar_close_ms > 0) {
		(void)snprintf(text, sizeof(text), "%.16s", rv_time_format(v->bar_close_ms, at));
		text[10] = ' '; /* instead of the T */
		(void)snprintf(remark, sizeof(remark), "%sZ, %s ago%s", text + 5,
			       rv_fmt_age(rv_scene_bar_age(s), age),
			       rv_scene_scores_stale(s) ? ", STALE" : "");
		item(wr, "as of bar", RV_ROLE_TEXT, rv_interval_name(v->interval), remark);
	}
	(void)snprintf(text, sizeof(text), "%zu", r->n_returns);
	(void)snprintf(remark, sizeof(remark), "of %d, half-life %.4g bars", v->lookback_bars,
		       v->half_life_bars);
	item(wr, "returns", RV_ROLE_TEXT, text, remark);
	if (r->rv_available)
		write_score(wr, v, r);
	else
		item(wr, "RV", RV_ROLE_DIM, "--", "too few returns at the as-of bar");
	write_forming(wr, s, r);
}

static void write_status(writer *wr, const rv_scene *s, const rv_view_row *r)
{
	char bucket[RV_BUCKET_TEXT], note[RV_NOTE_TEXT];

	heading(wr, "Standing");
	item(wr, "bucket", RV_ROLE_TEXT, rv_bucket_text(r->baskets, bucket), "");
	if (!r->universe_known)
		item(wr, "universe", RV_ROLE_DIM, "--", "no daily bars yet");
	else if (r->universe == RV_UNIVERSE_ACTIVE)
		item(wr, "universe", RV_ROLE_GOOD, "active", "");
	else
		item(wr, "universe", RV_ROLE_DIM, "inactive", rv_universe_reason_text(r->universe));
	if (rv_scene_note(s, r, wr->w - NAME_W - VALUE_W - 1, note) != RV_NOTE_NONE)
		item(wr, "note", RV_ROLE_WARN, "", note);
}

static void write_all(const rv_ui *ui, const rv_view_row *r, writer *wr)
{
	wr->no_quote = r->delisted ? "delisted" : "never seen";
	write_why(wr, &ui->scene, r);
	write_quotes(wr, &ui->scene, r);
	write_status(wr, &ui->scene, r);
}

static void draw_all(const rv_ui *ui, rv_canvas *c, rv_rect in, size_t top)
{
	const rv_view_row *r = rv_table_selected_row(&ui->table, &ui->scene);
	writer wr = { .c = c, .w = in.w, .h = in.h, .top = top };

	if (r)
		write_all(ui, r, &wr);
	else
		rv_canvas_text(c, 0, 0, in.w, RV_ROLE_DIM, 0, "no symbol selected");
}

/* A writer without height draws nothing and counts. */
size_t rv_details_lines(const rv_ui *ui)
{
	const rv_view_row *r = rv_table_selected_row(&ui->table, &ui->scene);
	writer wr = { .c = NULL };

	if (!r)
		return 1;
	write_all(ui, r, &wr);
	return wr.line;
}

void rv_pane_details(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const char *symbol = rv_table_selected(&ui->table);
	rv_rect in = rv_paint_frame(c, r, symbol ? symbol : rv_pane_title(RV_PANE_DETAILS), "",
				    rv_ui_focused(ui, RV_PANE_DETAILS));

	in.x += 1;
	in.w -= 2;
	rv_canvas_set_clip(c, in);
	draw_all(ui, c, in, ui->details_top);
}

void rv_dialog_details(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	const char *symbol = rv_table_selected(&ui->table);
	char title[64];

	(void)snprintf(title, sizeof(title), "Why: %s", symbol ? symbol : "--");
	const rv_rect in = rv_paint_box(c, box, title);
	draw_all(ui, c, in, ui->dialog_top);
}
