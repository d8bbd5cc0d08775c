/* Sub-books: licence, record, circuit; and the stops of what they hold. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/empty.h"
#include "tui/money.h"
#include "tui/panes/paper.h"
#include "tui/panes/texts.h"
#include "tui/trade.h"

#define DAY_MS INT64_C(86400000)
#define NEAR_SHARE 0.02 /* of the mark to a stop: watched */

/* Columns of the sub-books, and of the stops. */
enum { B_LICENCE = 6, B_SINCE = 13, B_INDEX = 20, B_DRAWDOWN = 29, B_P95 = 38, B_STATE = 47 };
enum { S_COIN = 6, S_LOTS = 13, S_ENTRY = 24, S_STOP = 34, S_AWAY = 44, S_LEFT = 53 };

static void right(const rv_writer *wr, int x, int y, int w, rv_role role, const char *text)
{
	if (x + w <= wr->w)
		rv_canvas_text_right(wr->c, x, y, w, role, 0, text);
}

/* Of a licence that a person or a demotion has set; the configuration's has no age. */
static const char *since_text(const rv_risk_view *v, const rv_risk_sub *s, char buf[RV_FMT_TEXT])
{
	if (!s->by_event)
		return "config";
	return rv_fmt_age(v->utc_ms - s->licence_since_utc_ms, buf);
}

/* Half the way to the circuit, or beyond what the backtest has known (two thirds of what demotes):
 * it is to be seen coming. */
static rv_role drawdown_role(const rv_risk_sub *s)
{
	if (s->circuit)
		return RV_ROLE_BAD;
	return s->trial_drawdown > s->p95 || s->drawdown > 0.04 ? RV_ROLE_WARN : RV_ROLE_TEXT;
}

static void write_traded(rv_writer *wr, const rv_risk_view *v, const rv_risk_sub *s, int y)
{
	char text[RV_FMT_TEXT];

	right(wr, B_INDEX, y, 8, RV_ROLE_TEXT, rv_num(s->value, 4).s);
	right(wr, B_DRAWDOWN, y, 8, drawdown_role(s), rv_fmt_pct(-s->drawdown, 1, text));
	right(wr, B_P95, y, 8, RV_ROLE_DIM, rv_fmt_pct(-s->p95, 1, text));
	if (B_STATE + 5 > wr->w)
		return;
	if (s->circuit)
		(void)rv_write_put(wr, B_STATE, y, RV_ROLE_BAD, 0, "x%s", rv_num(s->factor, 2).s);
	else
		(void)rv_write_put(wr, B_STATE, y, RV_ROLE_DIM, 0, "%s",
				   s->since_utc_ms ? rv_fmt_age(v->utc_ms - s->since_utc_ms, text)
						   : "--");
}

static void write_sub(rv_writer *wr, const rv_view *view, int i)
{
	const rv_risk_view *v = &view->risk;
	const rv_risk_sub *s = &v->subs[i];
	char since[RV_FMT_TEXT], brief[RV_PAPER_BRIEF];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, 0, "%s", rv_sub_name((rv_sub)i));
		right(wr, B_LICENCE, y, 6, RV_ROLE_TEXT, rv_licence_name(s->licence));
		right(wr, B_SINCE, y, 6, RV_ROLE_DIM, since_text(v, s, since));
		if (s->licence == RV_LICENCE_SHADOW)
			(void)rv_write_put(wr, B_INDEX + 1, y, RV_ROLE_DIM, 0, "%s",
					   rv_paper_brief(&view->book.paper[i], brief));
		else
			write_traded(wr, v, s, y);
	}
	rv_write_next(wr);
}

static void write_sub_heads(rv_writer *wr)
{
	int y;

	if (rv_write_here(wr, &y)) {
		right(wr, B_LICENCE, y, 6, RV_ROLE_DIM, "LIC");
		right(wr, B_SINCE, y, 6, RV_ROLE_DIM, "SINCE");
		right(wr, B_INDEX, y, 8, RV_ROLE_DIM, "INDEX");
		right(wr, B_DRAWDOWN, y, 8, RV_ROLE_DIM, "DRAWDN");
		right(wr, B_P95, y, 8, RV_ROLE_DIM, "P95");
		if (B_STATE + 5 <= wr->w)
			(void)rv_write_put(wr, B_STATE, y, RV_ROLE_DIM, 0, "OF");
	}
	rv_write_next(wr);
}

static rv_role phase_role(const rv_risk_stop *s)
{
	if (s->phase == RV_RISK_STOPPED || s->phase == RV_RISK_CUT)
		return RV_ROLE_BAD;
	if (s->phase == RV_RISK_RESTS)
		return RV_ROLE_DIM;
	return s->distance < NEAR_SHARE ? RV_ROLE_WARN : RV_ROLE_TEXT;
}

/* In the place of a number that there is none of; why_none says it in words. */
static const char *unset_text(rv_risk_unset why)
{
	static const char *const words[] = {
		[RV_RISK_SET] = "--",	     [RV_RISK_NO_RULE] = "none", [RV_RISK_HEDGE] = "hedge",
		[RV_RISK_NO_ATR] = "no ATR", [RV_RISK_NO_AIM] = "unset", [RV_RISK_NOT_HELD] = "-"
	};

	return words[why];
}

/* Days until the time stop looks, or until the coin may be entered again. */
static const char *left_text(const rv_risk_view *v, const rv_risk_stop *s, char buf[RV_FMT_TEXT])
{
	const int64_t at = s->phase == RV_RISK_RESTS ? s->rests_until_utc_ms : s->time_stop_utc_ms;

	if (at == 0)
		return unset_text(s->no_time);
	return at > v->utc_ms ? rv_fmt_age(at - v->utc_ms, buf) : "due";
}

static void write_stop(rv_writer *wr, const rv_risk_view *v, const rv_risk_stop *s)
{
	const rv_role role = phase_role(s);
	char text[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, 0, "%s", rv_sub_name(s->sub));
		(void)rv_write_put(wr, S_COIN, y, role, 0, "%.6s", s->symbol);
		right(wr, S_LOTS, y, 11, role,
		      s->lots == 0 ? "rests" : rv_fmt_lots_signed(s->lots, s->sz_decimals, text));
		right(wr, S_ENTRY, y, 10, role,
		      s->lots == 0 ? "-" : rv_fmt_price(s->entry, s->sz_decimals, text));
		right(wr, S_STOP, y, 10, role,
		      isfinite(s->stop) ? rv_fmt_price(s->stop, s->sz_decimals, text)
					: unset_text(s->no_stop));
		right(wr, S_AWAY, y, 9, role,
		      isfinite(s->stop) ? rv_fmt_pct(s->distance, 1, text) : "-");
		right(wr, S_LEFT, y, 6, RV_ROLE_DIM, left_text(v, s, text));
	}
	rv_write_next(wr);
	if (s->state[0])
		rv_write_wrapped(wr, 2, RV_ROLE_BAD, 0, "%s", s->state);
}

static void write_stop_heads(rv_writer *wr)
{
	int y;

	if (rv_write_here(wr, &y)) {
		right(wr, S_LOTS, y, 11, RV_ROLE_DIM, "HELD");
		right(wr, S_ENTRY, y, 10, RV_ROLE_DIM, "ENTRY");
		right(wr, S_STOP, y, 10, RV_ROLE_DIM, "STOP");
		right(wr, S_AWAY, y, 9, RV_ROLE_DIM, "AWAY");
		right(wr, S_LEFT, y, 6, RV_ROLE_DIM, "TIME");
	}
	rv_write_next(wr);
}

/* The words that stand in the columns, those that are there. */
static void write_why_none(rv_writer *wr, const rv_risk_view *v)
{
	static const struct {
		rv_risk_unset why;
		const char *text;
	} words[] = {
		{ RV_RISK_NO_RULE, "none: its sub-book has no stop of that kind" },
		{ RV_RISK_HEDGE, "hedge: a leg that hedges others goes with them" },
		{ RV_RISK_NO_ATR,
		  "no ATR: fewer than 15 daily bars of the coin; set when there are" },
		{ RV_RISK_NO_AIM, "unset: what it was to earn was not known at its entry" },
	};

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
		bool is_there = false;
		for (size_t i = 0; i < v->n_stops; i++)
			is_there = is_there || v->stops[i].no_stop == words[k].why ||
				   (v->stops[i].no_time == words[k].why &&
				    v->stops[i].phase != RV_RISK_RESTS);
		if (is_there)
			rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "%s", words[k].text);
	}
}

/* What the dashes of the sub-books mean, where there are any. */
static void write_why_dashes(rv_writer *wr, const rv_risk_view *v)
{
	bool no_record = false, no_p95 = false;

	for (int i = 0; i < RV_SUB_H; i++) {
		const rv_risk_sub *s = &v->subs[i];
		if (s->licence == RV_LICENCE_SHADOW)
			continue;
		no_record = no_record || !isfinite(s->value) || s->since_utc_ms == 0;
		no_p95 = no_p95 || !isfinite(s->p95);
	}
	if (no_record)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "INDEX --: it has had no capital yet");
	if (no_p95)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "P95 --: the configuration has no drawdown of its backtest");
}

void rv_text_stops(const rv_ui *ui, rv_writer *wr)
{
	const rv_risk_view *v = &ui->scene.v->risk;

	if (!rv_trade_of(&ui->scene)) {
		rv_text_no_order_side(ui, wr);
		return;
	}
	if (!v->present) {
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "-- Nothing was looked at yet. The first pass of the book does.");
		rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	if (v->reason[0])
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "nothing is decided: %s", v->reason);
	write_sub_heads(wr);
	for (int s = 0; s < RV_SUB_H; s++)
		write_sub(wr, ui->scene.v, s);
	rv_write_heading(wr, "Stops", "decided first, then the nearest");
	if (v->n_stops == 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "no share is held");
	else
		write_stop_heads(wr);
	for (size_t i = 0; i < v->n_stops; i++)
		write_stop(wr, v, &v->stops[i]);
	if (v->stops_total > v->n_stops)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "and %zu more", v->stops_total - v->n_stops);
	write_why_none(wr, v);
	write_why_dashes(wr, v);
	rv_write_paper(wr, ui->scene.v);
}

/* For the portfolio: whose size is not what its capital gives. */
void rv_text_sub_risk(const rv_view *view, rv_writer *wr)
{
	const rv_risk_view *v = &view->risk;
	char line[256] = "", text[RV_FMT_TEXT];
	size_t at = 0;
	bool circuit = false;

	if (!v->present)
		return;
	for (int s = 0; s < RV_SUB_H; s++) {
		const rv_risk_sub *x = &v->subs[s];
		circuit = circuit || x->circuit;
		at += (size_t)snprintf(line + at, sizeof(line) - at, "%s%s %s %s%s", at ? ", " : "",
				       rv_sub_name((rv_sub)s), rv_licence_name(x->licence),
				       rv_fmt_pct(-x->drawdown, 1, text),
				       x->circuit ? " half size" : "");
	}
	rv_write_wrapped(wr, 0, circuit ? RV_ROLE_WARN : RV_ROLE_TEXT, 0, "sub-books, drawdown: %s",
			 line);
}
