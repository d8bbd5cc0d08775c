/* A program as one entry of a list; see program_row.h. */
#include "tui/panes/program_row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/panes/pieces.h"
#include "tui/panes/texts.h"

enum { SOON_MS = 20000, BAR_MOST = 24, BAR_LEAST = 4, PERCENT_W = 5 };

const char *rv_program_counts_text(const rv_tv_program *p, char out[RV_PROGRAM_COUNTS])
{
	const rv_program_counts n = rv_program_count(p);
	char crossings[32] = "";

	if (n.crossings > 0)
		(void)snprintf(crossings, sizeof(crossings), ", %zu cross", n.crossings);
	(void)snprintf(out, RV_PROGRAM_COUNTS, "%zu buy, %zu sell%s", n.buys, n.sells, crossings);
	return out;
}

/* How many of its mandates stand still for a reason. */
static size_t count_paused(const rv_trade_view *tv, const rv_tv_program *p)
{
	size_t n = 0;

	for (size_t i = 0; i < tv->n_mandates; i++)
		n += tv->mandates[i].program == p->id && tv->mandates[i].state == RV_MANDATE_PAUSED;
	return n;
}

/* Most important first: what does not fit is left out. */
static void add_terms(rv_pieces *ps, const rv_tv_program *p, int attr, bool dim)
{
	const rv_program_counts n = rv_program_count(p);
	const rv_role plain = dim ? RV_ROLE_DIM : RV_ROLE_TEXT;
	char text[RV_FMT_TEXT], worth[RV_EDGE_USD];

	rv_pieces_add(ps, plain, attr, "%zu legs", p->n);
	rv_pieces_add(ps, plain, attr, "%s USD", rv_fmt_usd(p->gross_usd, 0, text));
	rv_pieces_add(ps, dim ? plain : RV_ROLE_UP, attr, "%zu buy", n.buys);
	rv_pieces_add(ps, dim ? plain : RV_ROLE_DOWN, attr, "%zu sell", n.sells);
	if (n.crossings > 0)
		rv_pieces_add(ps, plain, attr, "%zu cross", n.crossings);
	if (n.out > 0)
		rv_pieces_add(ps, dim ? plain : RV_ROLE_ENTRY, attr, "%zu left out", n.out);
	rv_pieces_add(ps, plain, attr, "net %s", rv_fmt_usd_signed(p->net_usd, 0, text));
	if (dim)
		return;
	rv_pieces_add(ps, plain, attr, "cost %s", rv_fmt_usd(p->cost_usd, 0, text));
	rv_pieces_add(ps, plain, attr, "edge %s", rv_program_edge(p, true, worth));
}

/* Filled of granted, over all legs. */
static int put_progress(const rv_row *r, const rv_tv_program *p, int x, int end)
{
	const double done = rv_program_done(p);
	const int room = end - x - PERCENT_W;
	const int w = room < BAR_MOST ? room : BAR_MOST;

	if (w < BAR_LEAST)
		return x;
	rv_meter(r->c, x, r->y, w, done, (double)NAN, RV_ROLE_PLOT);
	rv_canvas_printf(r->c, x + w, r->y, PERCENT_W, RV_ROLE_TEXT, r->attr, "%4s%%",
			 rv_num(floor(done * 100), 0).s); /* 100 only when all is */
	return x + w + PERCENT_W + 2;
}

static void put_terms(const rv_row *r, const rv_tv_program *p, int x, int end)
{
	const bool granted = rv_program_goes_on(p), waits = rv_program_waits(p);
	rv_pieces name = { .n = 0 }, rest = { .n = 0 };
	char at[RV_TIME_TEXT];

	rv_pieces_add(&name, waits || granted ? RV_ROLE_TITLE : RV_ROLE_DIM,
		      r->attr | (waits ? RV_ATTR_BOLD : 0), "%s", p->phase);
	x = rv_pieces_draw(r->c, &name, x, r->y, end);
	if (granted) {
		const size_t paused = count_paused(r->tv, p);
		x = put_progress(r, p, x, end);
		if (paused > 0)
			rv_pieces_add(&rest, RV_ROLE_WARN, r->attr, "%zu paused", paused);
		rv_pieces_add(&rest, RV_ROLE_TEXT, r->attr, "slices to %s",
			      rv_time_format_clock(p->window_end_utc_ms, at));
		rv_pieces_add(&rest, RV_ROLE_TEXT, r->attr, "mandates to %s",
			      rv_time_format_clock(p->mandate_end_utc_ms, at));
	} else if (p->stopped) {
		rv_pieces_add(&rest, RV_ROLE_WARN, r->attr, "%s", p->reason);
	} else {
		add_terms(&rest, p, r->attr, !waits);
	}
	(void)rv_pieces_draw(r->c, &rest, x, r->y, end);
}

int rv_program_cols_end(const rv_row *r, const rv_program_cols *k)
{
	int end = r->cols->x[k->from];

	for (int i = k->from; i <= k->to; i++) {
		if (r->cols->w[i] > 0)
			end = r->cols->x[i] + r->cols->w[i];
	}
	return end;
}

void rv_program_row(const rv_row *r, const rv_program_cols *k)
{
	const rv_tv_program *p = &r->tv->programs[r->pick->index];
	const int64_t left = rv_program_left(&r->ui->live, p);
	const bool waits = rv_program_waits(p);
	char text[RV_FMT_TEXT];
	rv_role role;
	const char *word = rv_program_word(&r->ui->live, p, &role);

	(void)snprintf(text, sizeof(text), "p%llu", (unsigned long long)p->id);
	rv_row_put(r, k->id, waits ? RV_ROLE_TEXT : RV_ROLE_DIM, text);
	put_terms(r, p, r->cols->x[k->from], rv_program_cols_end(r, k));
	rv_row_put(r, k->state, role, word);
	rv_row_put(r, k->left, waits && left < SOON_MS ? RV_ROLE_WARN : RV_ROLE_TEXT,
		   waits || rv_program_goes_on(p) ? rv_fmt_left(left, text) : "-");
	rv_row_put(r, k->why, RV_ROLE_DIM, p->reason[0] && !p->stopped ? p->reason : p->why);
}

static void say_granted(const rv_ui *ui, const rv_tv_program *p, char out[RV_PROGRAM_SAID])
{
	const size_t paused = count_paused(rv_trade_of(&ui->scene), p);
	char slices[RV_FMT_TEXT], text[32] = "";

	if (paused > 0)
		(void)snprintf(text, sizeof(text), "%zu PAUSED, ", paused);
	(void)snprintf(out, RV_PROGRAM_SAID, "p%llu %s%% filled, %sslices end in %s",
		       (unsigned long long)p->id, rv_num(floor(rv_program_done(p) * 100), 0).s,
		       text, rv_fmt_left(rv_utc_left(&ui->live, p->window_end_utc_ms), slices));
}

void rv_program_said(const rv_ui *ui, const rv_tv_program *p, char out[RV_PROGRAM_SAID])
{
	const unsigned long long id = (unsigned long long)p->id;
	char why[RV_WHY_NOT], counts[RV_PROGRAM_COUNTS];
	char net[RV_FMT_TEXT], cost[RV_FMT_TEXT], edge[RV_EDGE_USD], key[RV_KEY_TEXT];

	if (p->stopped) {
		(void)snprintf(out, RV_PROGRAM_SAID, "p%llu STOPPED: %s", id, p->reason);
		return;
	}
	if (p->state == RV_PROGRAM_GRANTED) {
		say_granted(ui, p, out);
		return;
	}
	if (p->state != RV_PROGRAM_READY) {
		(void)snprintf(out, RV_PROGRAM_SAID, "p%llu %s", id,
			       rv_program_why_not(&ui->live, p, why));
		return;
	}
	(void)snprintf(out, RV_PROGRAM_SAID, "p%llu %s, net %s, cost %s, edge %s: %s opens it", id,
		       rv_program_counts_text(p, counts), rv_fmt_usd_signed(p->net_usd, 0, net),
		       rv_fmt_usd(p->cost_usd, 0, cost), rv_program_edge(p, true, edge),
		       rv_keymap_key(RV_ACT_PROGRAM, key));
}
