/* Frame, as-of note and scrolling of the panes of text; what they say is in their own files. */
#include <stdio.h>

#include "tui/paint.h"
#include "tui/panes/panes.h"
#include "tui/panes/texts.h"
#include "tui/panes/why.h"
#include "tui/trade.h"

static void (*const writers[RV_PANE_FOCUSABLE])(const rv_ui *ui, rv_writer *wr) = {
	[RV_PANE_REGIME] = rv_text_regime,
	[RV_PANE_LEADERS] = rv_text_leaders,
	[RV_PANE_MAJORS] = rv_text_majors,
	[RV_PANE_RISKOFF] = rv_text_riskoff,
	[RV_PANE_BOOK] = rv_text_book,
	[RV_PANE_FACTORS] = rv_text_factors,
	[RV_PANE_BUCKETS] = rv_text_buckets,
	[RV_PANE_MA_BASKET] = rv_text_ma_basket,
	[RV_PANE_POSITIONS] = rv_text_positions,
	[RV_PANE_LIMITS] = rv_text_limits,
	[RV_PANE_MARGIN] = rv_text_margin,
	[RV_PANE_VENUE] = rv_text_venue,
	[RV_PANE_BREAKS] = rv_text_breaks,
	[RV_PANE_AUDIT] = rv_text_audit,
	[RV_PANE_NET_TARGET] = rv_text_net_target,
	[RV_PANE_HEDGE] = rv_text_hedge,
	[RV_PANE_STOPS] = rv_text_stops,
	[RV_PANE_PNL] = rv_text_pnl,
	[RV_PANE_EXECUTION] = rv_text_execution,
	[RV_PANE_FUNDING] = rv_text_funding,
	[RV_PANE_REGRET] = rv_text_regret,
	[RV_PANE_RESEARCH_RUN] = rv_text_research_run,
	[RV_PANE_RESEARCH_WINDOWS] = rv_text_research_windows,
};

/* The oldest of what the venue has told of positions; -1: of one nothing. */
static int64_t oldest_told(const rv_scene *s, const rv_trade_view *tv)
{
	int64_t oldest = tv->n_positions ? 0 : -1;

	for (size_t i = 0; i < tv->n_positions; i++) {
		const int64_t age = rv_scene_age(s, tv->positions[i].venue_at);
		if (age < 0)
			return -1;
		oldest = age > oldest ? age : oldest;
	}
	return oldest;
}

/* Of what the book was made: itself, the account, the oldest price. -1: of one nothing came. */
static int64_t oldest_input(const rv_scene *s, const rv_trade_view *tv)
{
	const rv_book_view *b = &s->v->book;
	const int64_t at[] = { b->at, tv->account_at, b->price_at };
	int64_t oldest = 0;

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		const int64_t age = rv_scene_age(s, at[i]);
		if (age < 0)
			return -1;
		oldest = age > oldest ? age : oldest;
	}
	return oldest;
}

static bool is_of_the_book(rv_pane_id id)
{
	return id == RV_PANE_NET_TARGET || id == RV_PANE_HEDGE;
}

static bool is_of_the_ledgers(rv_pane_id id)
{
	return id == RV_PANE_PNL || id == RV_PANE_EXECUTION || id == RV_PANE_FUNDING ||
	       id == RV_PANE_REGRET;
}

/* Nothing renews them: their numbers are of another moment. */
static bool ledgers_stale(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);

	return tv && ui->scene.v->ledger.present &&
	       (ui->scene.engine_silent || rv_trade_account_stale(&ui->scene, tv));
}

static void of_ledgers(const rv_ui *ui, char buf[RV_AS_OF_TEXT])
{
	const rv_ledger_view *l = &ui->scene.v->ledger;
	const char *doubt = ledgers_stale(ui) ? "?" : "";
	char marks[RV_FMT_TEXT], account[RV_FMT_TEXT];

	if (l->present)
		(void)snprintf(buf, RV_AS_OF_TEXT, "marks %s%s, account %s%s old", doubt,
			       rv_fmt_age(rv_scene_age(&ui->scene, l->mark_at), marks), doubt,
			       rv_fmt_age(rv_scene_age(&ui->scene, l->account_at), account));
}

/* Nothing renews what the book is made of: its numbers are of another moment. */
static bool book_stale(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);

	return tv && ui->scene.v->book.present &&
	       (ui->scene.engine_silent || rv_trade_account_stale(&ui->scene, tv));
}

/* How old what the order side says is; what is shown, also while the display is frozen. */
static void of_trade(const rv_ui *ui, rv_pane_id id, char buf[RV_AS_OF_TEXT])
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	char age[RV_FMT_TEXT];

	if (!tv)
		return;
	if (id == RV_PANE_MARGIN || id == RV_PANE_LIMITS)
		(void)snprintf(buf, RV_AS_OF_TEXT, "account %s old",
			       rv_fmt_age(rv_scene_age(&ui->scene, tv->account_at), age));
	else if (id == RV_PANE_BREAKS)
		(void)snprintf(buf, RV_AS_OF_TEXT, "%s ago",
			       rv_fmt_age(rv_scene_age(&ui->scene, tv->reconciled_at), age));
	else if (is_of_the_book(id) && ui->scene.v->book.present)
		(void)snprintf(buf, RV_AS_OF_TEXT, "inputs %s%s old", book_stale(ui) ? "?" : "",
			       rv_fmt_age(oldest_input(&ui->scene, tv), age));
	else if (id == RV_PANE_STOPS && ui->scene.v->risk.present)
		(void)snprintf(buf, RV_AS_OF_TEXT, "looked at %s ago",
			       rv_fmt_age(rv_scene_age(&ui->scene, ui->scene.v->risk.at), age));
	else if (is_of_the_ledgers(id))
		of_ledgers(ui, buf);
	else if (id == RV_PANE_AUDIT)
		(void)snprintf(buf, RV_AS_OF_TEXT, "newest first, head %.8s",
			       tv->head[0] ? tv->head : "--");
	else if (id == RV_PANE_POSITIONS && rv_trade_held(tv) > 0)
		(void)snprintf(buf, RV_AS_OF_TEXT, "%zu, venue %s old", rv_trade_held(tv),
			       rv_fmt_age(oldest_told(&ui->scene, tv), age));
}

/* Ratios of windows, too, are read with how many parameter sets were tried. */
static void of_research(const rv_ui *ui, rv_pane_id id, char buf[RV_AS_OF_TEXT])
{
	const rv_research_view *v = &ui->scene.v->research;

	if (!v->shown)
		return;
	if (id == RV_PANE_RESEARCH_RUN)
		(void)snprintf(buf, RV_AS_OF_TEXT, "%s", v->chosen ? "chosen" : "newest");
	else if (v->kpis.counted > 0)
		(void)snprintf(buf, RV_AS_OF_TEXT, "%zu, N %lld trials, after costs",
			       v->n_windows + v->windows_left_out, (long long)v->kpis.counted);
}

/* The bar that a pane's numbers are of. */
static void as_of(const rv_ui *ui, rv_pane_id id, char buf[RV_AS_OF_TEXT])
{
	const rv_step_result *x = &ui->scene.v->scores;
	int64_t close = x->idio.close_ms;
	rv_interval interval = RV_INTERVAL_1D;

	buf[0] = '\0';
	if (id == RV_PANE_RESEARCH_RUN || id == RV_PANE_RESEARCH_WINDOWS) {
		of_research(ui, id, buf);
		return;
	}
	if (id >= RV_PANE_PENDING) {
		of_trade(ui, id, buf);
		return;
	}
	if (!ui->scene.v->has_scores || id == RV_PANE_REGIME)
		return;
	if (id == RV_PANE_LEADERS) {
		close = x->ms.close_ms;
		interval = x->interval;
	} else if (id == RV_PANE_MAJORS || id == RV_PANE_MA_BASKET) {
		close = x->ma.close_ms;
	} else if (id == RV_PANE_RISKOFF || id == RV_PANE_BUCKETS) {
		close = x->buckets.close_ms;
	}
	if (close > 0)
		(void)rv_why_as_of_text(&ui->scene, interval, close, buf);
}

void rv_pane_text(const rv_ui *ui, rv_canvas *c, rv_rect r, rv_pane_id id)
{
	char note[RV_AS_OF_TEXT] = "";

	if (ui->scene.v)
		as_of(ui, id, note);
	rv_rect in = rv_paint_frame(c, r, rv_pane_title(id), note, rv_ui_focused(ui, id));
	in.x += 1;
	in.w -= 2;
	rv_canvas_set_clip(c, in);
	if (!ui->scene.v) {
		rv_canvas_text(c, 0, 0, in.w, RV_ROLE_DIM, 0, "--");
		return;
	}
	rv_writer wr = { .c = c, .w = in.w, .h = in.h, .top = ui->pane_top[id] };
	writers[id](ui, &wr);
	if (((is_of_the_book(id) || id == RV_PANE_STOPS) && book_stale(ui)) ||
	    (is_of_the_ledgers(id) && ledgers_stale(ui)))
		rv_paint_role(c, RV_ROLE_DIM);
}

size_t rv_pane_text_lines(const rv_ui *ui, rv_pane_id id)
{
	rv_writer wr = { .c = NULL };

	if (id >= RV_PANE_FOCUSABLE || !writers[id])
		return 0;
	if (!ui->scene.v)
		return 1;
	wr.w = rv_details_pane_width(ui->layout.panes[id]);
	writers[id](ui, &wr);
	return wr.line;
}
