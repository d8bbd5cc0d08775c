/* The desk in words; see status_text.h. */
#include "app/script/status_text.h"

#include "app/script/find_item.h"
#include "app/state_file.h"
#include "engine/base/clock.h"
#include "engine/base/health.h"
#include "engine/base/timefmt.h"
#include "tui/desk_lines.h"
#include "tui/fmt.h"
#include "tui/money.h"
#include "tui/programs.h"

#include <inttypes.h>
#include <math.h>

static const char *age_text(const rv_view *v, int64_t at, char buf[RV_FMT_TEXT])
{
	return rv_fmt_age(at == RV_NEVER ? -1 : v->elapsed_ms - at, buf);
}

/* ---- pending ---- */

/* What has been decided waits no more, and has no time left. */
static const char *left_text(bool waits, int64_t ms, char buf[RV_FMT_TEXT + 8])
{
	char left[RV_FMT_TEXT];
	buf[0] = '\0';
	if (waits)
		(void)snprintf(buf, RV_FMT_TEXT + 8, ", left %s", rv_fmt_left(ms, left));
	return buf;
}

static void print_ticket_line(FILE *out, const rv_view *v, const rv_tv_ticket *t)
{
	const bool waits = rv_ticket_waits(t);
	char digest[RV_FMT_TEXT], lots[RV_FMT_TEXT], px[RV_FMT_TEXT], usd[RV_FMT_TEXT],
		age[RV_FMT_TEXT], left[RV_FMT_TEXT + 8];
	(void)fprintf(out,
		      "%s  ticket %" PRIu64 " digest %s %s %s %s %s at %s, %s USD, age %s%s%s%s\n",
		      waits ? "pending" : "decided", t->id, rv_fmt_digest(&t->digest, 8, digest),
		      rv_label_ticket(t->state), rv_label_side(t->side),
		      rv_fmt_lots(t->lots, t->coin.sz_decimals, lots), t->coin.symbol,
		      rv_fmt_px(t->px, t->coin.sz_decimals, px),
		      rv_fmt_musd(t->notional_musd, 0, usd), age_text(v, t->created_at, age),
		      left_text(waits, t->expires_at - v->elapsed_ms, left),
		      t->reason[0] ? ": " : "", t->reason);
}

static void print_program_line(FILE *out, const rv_view *v, const rv_tv_program *p)
{
	const bool waits = rv_program_waits(p);
	char digest[RV_FMT_TEXT], gross[RV_FMT_TEXT], age[RV_FMT_TEXT], left[RV_FMT_TEXT + 8];
	(void)fprintf(
		out,
		"%s  program %" PRIu64 " digest %s %s %s, %zu legs, gross %s USD, age %s%s%s%s\n",
		waits ? "pending" : "decided", p->id, rv_fmt_digest(&p->digest, 8, digest),
		rv_label_program(p->state), p->phase, p->n - p->n_excluded,
		rv_fmt_usd(p->gross_usd, 0, gross), rv_fmt_age(v->utc_ms - p->quoted_utc_ms, age),
		left_text(waits, p->expires_utc_ms - v->utc_ms, left), p->reason[0] ? ": " : "",
		p->reason);
}

static void print_request_line(FILE *out, const rv_view *v, const rv_tv_request *x)
{
	char digest[RV_FMT_TEXT], left[RV_FMT_TEXT];
	(void)fprintf(out,
		      "pending  request r%" PRIu64
		      " digest %s %s, 1 of 2: %s, waits for another person, left %s\n",
		      x->id, rv_fmt_digest(&x->digest, 8, digest), x->text, x->first,
		      rv_fmt_left(x->expires_at - v->elapsed_ms, left));
}

static void print_pending(FILE *out, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	for (size_t i = 0; i < t->n_requests; i++)
		print_request_line(out, v, &t->requests[i]);
	for (size_t i = 0; i < t->n_programs; i++) {
		if (rv_program_waits(&t->programs[i]))
			print_program_line(out, v, &t->programs[i]);
	}
	for (size_t i = 0; i < t->n_tickets; i++) {
		if (rv_ticket_waits(&t->tickets[i]) && !rv_ticket_is_leg(t, &t->tickets[i]))
			print_ticket_line(out, v, &t->tickets[i]);
	}
	if (t->n_pending == 0)
		(void)fprintf(out, "pending  none\n");
}

/* What is granted and not over: it trades although nothing waits and no order may work just now. */
static void print_mandates(FILE *out, const rv_trade_view *t)
{
	for (size_t i = 0; i < t->n_mandates; i++) {
		const rv_tv_mandate *m = &t->mandates[i];
		char filled[RV_FMT_TEXT], most[RV_FMT_TEXT];
		if (m->state == RV_MANDATE_ENDED)
			continue;
		(void)fprintf(out, "mandate  %" PRIu64 " %s %s %s, %s of %s filled%s%s\n", m->id,
			      rv_label_mandate(m->state), rv_label_side(m->side), m->coin.symbol,
			      rv_fmt_lots(m->lots_filled, m->coin.sz_decimals, filled),
			      rv_fmt_lots(m->lots_most, m->coin.sz_decimals, most),
			      m->reason[0] ? ": " : "", m->reason);
	}
}

static void print_overrides(FILE *out, const rv_view *v)
{
	for (size_t i = 0; i < v->overrides.set.n; i++) {
		const rv_override *o = &v->overrides.set.o[i];
		char line[RV_DESK_LINE];
		if (v->utc_ms < o->expires_utc_ms)
			(void)fprintf(out, "override %s\n", rv_override_until(o, line));
	}
}

/* ---- orders and positions ---- */

static void print_orders(FILE *out, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	size_t n = 0;
	for (size_t i = 0; i < t->n_orders; i++) {
		char line[RV_DESK_LINE];
		if (rv_order_over(t->orders[i].state))
			continue;
		n++;
		(void)fprintf(out, "order    %s\n", rv_order_line(v, &t->orders[i], line));
	}
	if (n == 0)
		(void)fprintf(out, "orders   none works\n");
}

static void print_positions(FILE *out, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	size_t n = 0;
	for (size_t i = 0; i < t->n_positions; i++) {
		char line[RV_DESK_LINE];
		if (!rv_position_open(&t->positions[i]))
			continue;
		n++;
		(void)fprintf(out, "position %s\n", rv_position_line(&t->positions[i], line));
	}
	if (n == 0)
		(void)fprintf(out, "position flat\n");
}

/* ---- the head ---- */

static void print_desk(FILE *out, const rv_view *v, const rv_welcome *w, int64_t now)
{
	char up[RV_FMT_TEXT];
	(void)fprintf(out,
		      "desk     rvdesk %s, pid %" PRId64 ", up %s, snapshot %" PRId64 " ms old\n",
		      w->id.version, w->pid,
		      rv_fmt_age(rv_machine_utc_ms() - w->started_utc_ms, up), now - v->mono_ms);
	(void)fprintf(out, "venue    %s %s, account %s\n", rv_state_env_word(v->env), v->venue,
		      v->trade.account[0] ? v->trade.account : "--");
}

static void print_state(FILE *out, const rv_trade_view *t)
{
	char since[RV_TIME_TEXT];
	(void)fprintf(out, "state    %s since %s%s%s\n", rv_label_book_state(t->state),
		      t->state_since_utc_ms > 0 ? rv_time_format(t->state_since_utc_ms, since)
						: "--",
		      t->state_reason[0] ? ": " : "", t->state_reason);
	(void)fprintf(out, "armed    %s%s%s\n", t->armed ? "yes" : "no",
		      t->reconciled ? "" : "; not reconciled: ", t->reconciled ? "" : t->recovery);
	if (t->n_unknown > 0 || t->n_breaks > 0)
		(void)fprintf(out, "WARNING  %zu orders UNKNOWN, %zu differences to the venue\n",
			      t->n_unknown, t->n_breaks);
}

static void print_alerts(FILE *out, const rv_view *v)
{
	for (size_t i = 0; i < v->n_alerts; i++) {
		if (v->alerts[i].active)
			(void)fprintf(out, "ALERT    %s\n", v->alerts[i].text);
	}
}

static void print_money(FILE *out, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	const bool known = v->book.present && v->book.hedge_known;
	char a[RV_FMT_TEXT], b[RV_FMT_TEXT], c[RV_FMT_TEXT], d[RV_FMT_TEXT];
	(void)fprintf(out, "money    NAV %s USD, gross %s, net %s, today %s\n",
		      rv_fmt_usd(t->nav_usd, 2, a), rv_fmt_usd(t->gross_usd, 0, b),
		      rv_fmt_usd_signed(t->net_usd, 0, c), rv_fmt_usd_signed(t->day_pnl_usd, 2, d));
	(void)fprintf(
		out, "delta    BTC %s USD, ETH %s USD\n",
		rv_fmt_usd_signed(known ? v->book.hedge[RV_HEDGE_BTC].actual : (double)NAN, 0, a),
		rv_fmt_usd_signed(known ? v->book.hedge[RV_HEDGE_ETH].actual : (double)NAN, 0, b));
}

static void print_feeds(FILE *out, const rv_view *v)
{
	(void)fprintf(out, "feeds   ");
	for (size_t i = 0; i < v->n_streams; i++) {
		const rv_view_stream *s = &v->streams[i];
		char age[RV_FMT_TEXT];
		(void)fprintf(out, "%s %s %s %s", i > 0 ? "," : "", s->name,
			      rv_health_word(rv_health_of(s->last_at, v->elapsed_ms, s->period_ms,
							  s->is_price, s->connected)),
			      age_text(v, s->last_at, age));
	}
	(void)fprintf(out, "%s\n", v->n_streams > 0 ? "" : " none");
}

void rv_status_text_print(FILE *out, const rv_view *v, const rv_welcome *w, int64_t now)
{
	const rv_trade_view *t = &v->trade;
	print_desk(out, v, w, now);
	if (t->present) {
		print_state(out, t);
		print_money(out, v);
		print_pending(out, v);
		print_mandates(out, t);
		print_overrides(out, v);
		print_orders(out, v);
		print_positions(out, v);
		(void)fprintf(out, "journal  %s, head %" PRIu64 ":%s\n",
			      t->journal_ok ? "ok" : "BROKEN", t->journal_seq, t->head);
	} else {
		(void)fprintf(out, "state    no order side%s%s\n", t->state_reason[0] ? ": " : "",
			      t->state_reason);
	}
	print_feeds(out, v);
	print_alerts(out, v);
}

/* ---- one thing ---- */

static void show_ticket(FILE *out, const rv_view *v, const rv_tv_ticket *t)
{
	char digest[RV_FMT_TEXT], before[RV_FMT_TEXT], after[RV_FMT_TEXT], mid[RV_FMT_TEXT],
		age[RV_FMT_TEXT];
	print_ticket_line(out, v, t);
	(void)fprintf(out, "digest   %s\nversion  %u\nwhy      %s\n",
		      rv_fmt_digest(&t->digest, 16, digest), t->version, t->why[0] ? t->why : "--");
	(void)fprintf(out, "quote    mid %s, %s old, moved %s bp\n",
		      rv_fmt_price(t->quote_mid, t->coin.sz_decimals, mid),
		      age_text(v, t->quote_at, age), rv_num_signed(t->move_bps, 1).s);
	(void)fprintf(out, "position %s to %s\n", rv_num_signed(t->lots_before, 4).s,
		      rv_num_signed(t->lots_after, 4).s);
	(void)fprintf(out, "after    gross %s USD, net %s\n",
		      rv_fmt_usd(t->gross_after_usd, 0, before),
		      rv_fmt_usd_signed(t->net_after_usd, 0, after));
	for (size_t i = 0; i < t->n_checks; i++) {
		const rv_tv_check *c = &t->checks[i];
		(void)fprintf(out, "check    %-3s %s: %s\n", c->ok ? "ok" : "NO", c->name, c->text);
	}
}

static void show_leg(FILE *out, const rv_tv_leg *l)
{
	char lots[RV_FMT_TEXT], px[RV_FMT_TEXT], usd[RV_FMT_TEXT];
	(void)fprintf(out, "leg      %s %s %s at %s, %s USD%s%s%s\n", rv_label_leg_side(l->side),
		      rv_fmt_lots(l->lots, l->coin.sz_decimals, lots), l->coin.symbol,
		      rv_fmt_px(l->px, l->coin.sz_decimals, px), rv_fmt_usd(l->usd, 0, usd),
		      l->excluded ? ", left out" : "", l->ready || !l->reason[0] ? "" : ": ",
		      l->ready ? "" : l->reason);
}

static void show_program(FILE *out, const rv_view *v, const rv_tv_program *p)
{
	char digest[RV_FMT_TEXT];
	print_program_line(out, v, p);
	(void)fprintf(out, "digest   %s\nversion  %u\nwhy      %s\nenvelope %s\n",
		      rv_fmt_digest(&p->digest, 16, digest), p->version, p->why[0] ? p->why : "--",
		      p->envelope[0] ? p->envelope : "--");
	for (size_t i = 0; i < p->n; i++)
		show_leg(out, &p->legs[i]);
}

static void show_request(FILE *out, const rv_view *v, const rv_tv_request *x)
{
	char digest[RV_FMT_TEXT], asked[RV_TIME_TEXT];
	print_request_line(out, v, x);
	(void)fprintf(out, "digest   %s\nasked    %s by %s\nreason   %s\nrole     %s\n",
		      rv_fmt_digest(&x->digest, 16, digest), rv_time_format(x->asked_utc_ms, asked),
		      x->first, x->reason[0] ? x->reason : "--", rv_who_role_word(x->role));
}

bool rv_status_show(FILE *out, const rv_view *v, const rv_found_item *f)
{
	if (f->program)
		show_program(out, v, f->program);
	if (f->ticket)
		show_ticket(out, v, f->ticket);
	if (f->request)
		show_request(out, v, f->request);
	return f->program || f->ticket || f->request;
}
