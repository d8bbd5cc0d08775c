/* Below the legs of a program; see program_foot.h. */
#include "tui/panes/program_foot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/panes/approval.h"
#include "tui/panes/program_delta.h"
#include "tui/panes/program_row.h"

enum { NAME = 10 };

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

/* Lines that the longest of the reasons takes: the page must not change with the cursor. */
static size_t whose_lines(const rv_program_sheet *s, int w)
{
	char text[RV_LEG_WORDS];
	size_t most = 1;

	for (size_t i = 0; i < s->p->n; i++) {
		rv_writer count = { .c = NULL, .w = w };
		rv_write_paragraph(&count, NAME, RV_ROLE_TEXT, rv_leg_whose(&s->p->legs[i], text));
		most = count.line > most ? count.line : most;
	}
	return most < s->whose ? most : s->whose;
}

static rv_role state_of(const rv_program_sheet *s, const rv_tv_leg *l, char out[RV_LEG_WORDS])
{
	rv_role role = RV_ROLE_TEXT;

	(void)rv_leg_state(s->ui, s->p, l, &role, out);
	return role;
}

static void write_leg(rv_writer *wr, const rv_program_sheet *s)
{
	const rv_tv_leg *l = &s->p->legs[rv_program_cursor(s->ui, s->p)];
	const bool stands = !l->ready || l->mandate || l->excluded;
	size_t lines = whose_lines(s, wr->w);
	char text[RV_LEG_WORDS];

	put_name(wr, l->coin.symbol);
	if (s->compact && stands) { /* in the place of its first line */
		write_cut(wr, NAME, state_of(s, l, text), text);
		lines--;
	}
	if (lines > 0)
		rv_write_lines(wr, NAME, RV_ROLE_TEXT, rv_leg_whose(l, text), lines);
	if (!s->compact)
		write_cut(wr, NAME, state_of(s, l, text), text);
}

/* Of what is traded; NaN: nothing is, or it is not known. */
static double in_bps(const rv_tv_program *p, double usd)
{
	return p->gross_usd > 0 ? usd / p->gross_usd * 1e4 : (double)NAN;
}

/* In USD, and where there is room in bp of the gross, as each leg's. */
static void write_money(rv_writer *wr, const rv_program_sheet *s)
{
	const rv_tv_program *p = s->p;
	char gross[RV_FMT_TEXT], net[RV_FMT_TEXT], cost[RV_FMT_TEXT], edge[RV_EDGE_USD];
	char assumed[48] = "";

	(void)rv_fmt_usd(p->gross_usd, 0, gross);
	(void)rv_fmt_usd_signed(p->net_usd, 0, net);
	(void)rv_fmt_usd(p->cost_usd, 2, cost);
	if (s->compact) {
		rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, RV_ATTR_BOLD,
				 "USD gross %s, net %s, cost %s, edge %s", gross, net, cost,
				 rv_program_edge(p, false, edge));
		return;
	}
	if (p->n_assumed > 0)
		(void)snprintf(assumed, sizeof(assumed), ", %zu assumed (*)", p->n_assumed);
	rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, RV_ATTR_BOLD,
			 "gross %s USD, net %s USD, cost %s USD (%s bp), edge %s USD (%s bp)%s",
			 gross, net, cost, rv_num(in_bps(p, p->cost_usd), 1).s,
			 rv_fmt_usd_signed(p->edge_usd, 2, edge),
			 rv_num_signed(in_bps(p, p->edge_usd), 1).s, assumed);
}

static void write_sums(rv_writer *wr, const rv_program_sheet *s)
{
	const rv_tv_program *p = s->p;
	char counts[RV_PROGRAM_COUNTS], out[32] = "", done[48] = "";

	if (p->n_excluded > 0)
		(void)snprintf(out, sizeof(out), ", %zu left out", p->n_excluded);
	if (rv_program_waits(p))
		(void)snprintf(done, sizeof(done), "; %zu of %zu ready", p->n_ready,
			       p->n - p->n_excluded);
	else if (isfinite(rv_program_done(p)))
		(void)snprintf(done, sizeof(done), "; %s%% filled",
			       rv_num(floor(rv_program_done(p) * 100), 0).s);
	put_name(wr, "program");
	write_money(wr, s);
	rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, 0, "%s%s%s", rv_program_counts_text(p, counts),
			 out, done);
}

static void write_why(rv_writer *wr, const rv_program_sheet *s)
{
	if (s->compact || !s->p->why[0])
		return;
	put_name(wr, "why");
	write_cut(wr, NAME, RV_ROLE_TEXT, s->p->why);
}

/* The account's margin and the book's delta. Where every line counts and there is room they share
 * one; the numbers come first, so that what is cut is none of them. */
static void write_risk(rv_writer *wr, const rv_program_sheet *s)
{
	enum { SHARED_W = 104 };
	const rv_tv_program *p = s->p;
	char margin[RV_FMT_TEXT], margin_now[RV_FMT_TEXT], stress[RV_FMT_TEXT];
	char delta[RV_DELTA_TEXT], both[RV_DELTA_TEXT + 4 * RV_FMT_TEXT];

	(void)rv_fmt_ratio(rv_trade_of(&s->ui->live)->margin_ratio, margin_now);
	(void)rv_fmt_ratio(p->margin_after, margin);
	(void)rv_fmt_ratio(p->stress_after, stress);
	(void)rv_program_delta(&s->ui->live.v->book, p, delta);
	if (s->compact && wr->w - NAME >= SHARED_W) {
		(void)snprintf(both, sizeof(both), "margin %s to %s, stress %s; %s", margin_now,
			       margin, stress, delta);
		write_cut(wr, NAME, RV_ROLE_TEXT, both);
		return;
	}
	rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, 0, "margin %s to %s, under stress %s", margin_now,
			 margin, stress);
	if (s->compact)
		write_cut(wr, NAME, RV_ROLE_TEXT, delta);
	else
		rv_write_wrapped(wr, NAME, RV_ROLE_TEXT, 0, "%s", delta);
}

static void write_after(rv_writer *wr, const rv_program_sheet *s)
{
	const rv_trade_view *tv = rv_trade_of(&s->ui->live);
	const rv_tv_program *p = s->p;
	char gross[RV_FMT_TEXT], net[RV_FMT_TEXT], of_gross[RV_FMT_TEXT], of_net[RV_FMT_TEXT];
	char gross_now[RV_FMT_TEXT], net_now[RV_FMT_TEXT];

	if (p->state > RV_PROGRAM_GRANTED)
		return;
	put_name(wr, "after it");
	rv_write_wrapped(
		wr, NAME, RV_ROLE_TEXT, 0, "gross %s to %s%s, net %s to %s%s",
		rv_fmt_usd(tv->gross_usd, 0, gross_now), rv_fmt_usd(p->gross_after_usd, 0, gross),
		rv_of_limit(tv, "gross", of_gross), rv_fmt_usd_signed(tv->net_usd, 0, net_now),
		rv_fmt_usd_signed(p->net_after_usd, 0, net), rv_of_limit(tv, "net", of_net));
	write_risk(wr, s);
}

static void write_times(rv_writer *wr, const rv_program_sheet *s)
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
	if (rv_program_waits(p) && p->first[0]) {
		rv_write_wrapped(wr, NAME, RV_ROLE_WARN, RV_ATTR_BOLD,
				 "%s1 of 2: %s, waits for another person", first, p->first);
		return;
	}
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
static const rv_tv_leg *oldest_price(const rv_program_sheet *s)
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

static void write_ages(rv_writer *wr, const rv_program_sheet *s)
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
static void write_envelope(rv_writer *wr, const rv_program_sheet *s)
{
	if (s->p->state <= RV_PROGRAM_GRANTED)
		rv_write_paragraph(wr, 0, RV_ROLE_TEXT, s->p->envelope);
}

/* What Y would say, before the question is open. */
static void write_hint(rv_writer *wr, const rv_program_sheet *s)
{
	char why[RV_WHY_NOT];
	const char *not_now = rv_program_why_not(&s->ui->live, s->p, why);

	if (s->p->state == RV_PROGRAM_GRANTED)
		return;
	if (not_now[0] && rv_program_waits(s->p))
		rv_write_wrapped(wr, 0, RV_ROLE_BAD, 0, "cannot be granted: %s%s", not_now,
				 rv_program_quote_is_old(s->p) ? "; Enter quotes again" : "");
	else if (not_now[0])
		write_cut(wr, 0, RV_ROLE_DIM, not_now);
	else
		write_cut(wr, 0, RV_ROLE_GOOD, "a, then Y, grants all legs that are not left out");
}

void rv_program_foot(rv_writer *wr, const rv_program_sheet *s)
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
