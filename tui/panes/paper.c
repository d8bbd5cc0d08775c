/* What sub-books have earned on paper; see paper.h. A Sharpe ratio never stands without its N. */
#include "tui/panes/paper.h"

#include <math.h>
#include <stdio.h>

#include "engine/base/timefmt.h"
#include "tui/money.h"
#include "tui/paint.h"

enum {
	C_DAYS = 6,
	C_UNKNOWN = 13,
	C_NET = 18,
	C_DRAWDOWN = 27,
	C_N = 36,
	C_SHARPE = 40,
	C_DEFLATED = 48,
	C_SINCE = 55,
	SINCE_W = 10
};

const char *rv_paper_brief(const rv_paper_stat *s, char buf[RV_PAPER_BRIEF])
{
	char net[RV_FMT_TEXT], down[RV_FMT_TEXT];

	if (s->days == 0)
		(void)snprintf(buf, RV_PAPER_BRIEF, "on paper, no evidence yet: 0 days");
	else
		(void)snprintf(buf, RV_PAPER_BRIEF, "on paper %lldd %s %s N %lld DSR %s",
			       (long long)s->days, rv_fmt_pct(s->net, 1, net),
			       rv_fmt_pct(-s->drawdown, 1, down), (long long)s->trials,
			       rv_num(s->deflated, 2).s);
	return buf;
}

static void right(const rv_writer *wr, int x, int y, int w, rv_role role, const char *text)
{
	if (x + w <= wr->w)
		rv_canvas_text_right(wr->c, x, y, w, role, 0, text);
}

static const char *count(int64_t n, char buf[RV_FMT_TEXT])
{
	(void)snprintf(buf, RV_FMT_TEXT, "%lld", (long long)n);
	return buf;
}

static void write_heads(rv_writer *wr)
{
	static const struct {
		int x, w;
		const char *name;
	} heads[] = { { C_DAYS, 6, "DAYS" },	 { C_UNKNOWN, 4, "UNK" },
		      { C_NET, 8, "NET" },	 { C_DRAWDOWN, 8, "DRAWDN" },
		      { C_N, 3, "N" },		 { C_SHARPE, 7, "SHARPE" },
		      { C_DEFLATED, 6, "DEFL" }, { C_SINCE, SINCE_W, "SINCE" } };
	int y;

	if (rv_write_here(wr, &y)) {
		for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
			right(wr, heads[i].x, y, heads[i].w, RV_ROLE_DIM, heads[i].name);
	}
	rv_write_next(wr);
}

static void write_record(rv_writer *wr, int i, const rv_paper_stat *s)
{
	char text[RV_FMT_TEXT], date[RV_TIME_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TITLE, 0, "%s", rv_sub_name((rv_sub)i));
		right(wr, C_DAYS, y, 6, RV_ROLE_TEXT, count(s->days, text));
		right(wr, C_UNKNOWN, y, 4, s->unknown > 0 ? RV_ROLE_WARN : RV_ROLE_DIM,
		      count(s->unknown, text));
		right(wr, C_NET, y, 8, rv_sign_role(s->net),
		      rv_fmt_pct(s->days > 0 ? s->net : (double)NAN, 2, text));
		right(wr, C_DRAWDOWN, y, 8, RV_ROLE_TEXT,
		      rv_fmt_pct(s->days > 0 ? -s->drawdown : (double)NAN, 1, text));
		right(wr, C_N, y, 3, RV_ROLE_DIM, count(s->trials, text));
		right(wr, C_SHARPE, y, 7, RV_ROLE_TEXT, rv_num(s->sharpe, 2).s);
		right(wr, C_DEFLATED, y, 6, RV_ROLE_TEXT, rv_num(s->deflated, 2).s);
		right(wr, C_SINCE, y, SINCE_W, RV_ROLE_DIM,
		      s->since_ms > 0 ? rv_time_format_date(s->since_ms, date) : "--");
	}
	rv_write_next(wr);
}

void rv_write_paper(rv_writer *wr, const rv_view *v)
{
	rv_write_heading(wr, "On paper", "by its own votes after costs, whatever the licence");
	write_heads(wr);
	for (int s = 0; s < RV_SUB_H; s++)
		write_record(wr, s, &v->book.paper[s]);
}

/* ---- the question ---- */

/* "2 left out as unknown, 1 without a coin's funding": what there is of it. */
static void write_missing(rv_writer *wr, const rv_paper_stat *s)
{
	const struct {
		int64_t n;
		const char *what;
	} parts[] = { { s->unknown, "left out as unknown" },
		      { s->unfunded, "without a coin's funding" },
		      { s->lost, "positions ended without a close" } };
	char line[160] = "";
	size_t at = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].n > 0)
			at += (size_t)snprintf(line + at, sizeof(line) - at, "%s%lld %s",
					       at > 0 ? ", " : "", (long long)parts[i].n,
					       parts[i].what);
	}
	if (at > 0)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "%s", line);
}

static void write_days(rv_writer *wr, const rv_paper_stat *s)
{
	char date[RV_TIME_TEXT];

	if (s->since_ms == 0) {
		rv_write_text(wr, 0, RV_ROLE_WARN, RV_ATTR_BOLD, "no evidence yet: 0 days");
		return;
	}
	rv_write_wrapped(wr, 0, s->days == 0 ? RV_ROLE_WARN : RV_ROLE_TEXT, RV_ATTR_BOLD,
			 "%s%lld day%s on paper since %s", s->days == 0 ? "no evidence yet: " : "",
			 (long long)s->days, s->days == 1 ? "" : "s",
			 rv_time_format_date(s->since_ms, date));
	write_missing(wr, s);
}

static void write_result(rv_writer *wr, const rv_paper_stat *s)
{
	char net[RV_FMT_TEXT], price[RV_FMT_TEXT], funding[RV_FMT_TEXT], cost[RV_FMT_TEXT];

	rv_write_wrapped(wr, 0, rv_sign_role(s->net), 0,
			 "net %s after costs; of the days' sum price %s, funding %s, costs %s",
			 rv_fmt_pct(s->net, 2, net), rv_fmt_pct(s->price, 2, price),
			 rv_fmt_pct(s->funding, 2, funding), rv_fmt_pct(s->cost, 2, cost));
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "deepest drawdown %s %%, volatility %s %% a year",
			 rv_num(100.0 * s->drawdown, 1).s, rv_num(100.0 * s->vol, 1).s);
	if (s->days < s->least_days)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "no Sharpe ratio before %lld days",
				 (long long)s->least_days);
	else
		rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0,
				 "Sharpe %s a year; deflated %s, the probability that it is more "
				 "than luck, with N = %lld",
				 rv_num(s->sharpe, 2).s, rv_num(s->deflated, 2).s,
				 (long long)s->trials);
}

/* What it has really earned, for whoever has a licence. */
static void write_live(rv_writer *wr, const rv_view *v, rv_sub sub)
{
	const rv_risk_sub *s = &v->risk.subs[sub];
	char age[RV_FMT_TEXT], down[RV_FMT_TEXT];

	if (!v->risk.present || s->since_utc_ms == 0)
		return;
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "traded: index %s, drawdown %s, of %s",
			 rv_num(s->value, 4).s, rv_fmt_pct(-s->drawdown, 1, down),
			 rv_fmt_age(v->risk.utc_ms - s->since_utc_ms, age));
}

void rv_write_licence(rv_writer *wr, const rv_ui *ui)
{
	const rv_confirm *q = &ui->trade.confirm;
	const rv_view *v = ui->live.v;
	const rv_paper_stat *s = &v->book.paper[q->cmd.sub];

	rv_write_wrapped(wr, 0, RV_ROLE_TITLE, RV_ATTR_BOLD, "%s is %s, will be %s: %s",
			 rv_sub_name(q->cmd.sub), rv_licence_name(q->was),
			 rv_licence_name(q->cmd.licence), q->cmd.reason);
	write_days(wr, s);
	if (s->days > 0)
		write_result(wr, s);
	write_live(wr, v, q->cmd.sub);
	if (q->was == RV_LICENCE_SHADOW && q->cmd.licence != RV_LICENCE_SHADOW)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "Its traded record begins anew: index 1, no drawdown.");
}
