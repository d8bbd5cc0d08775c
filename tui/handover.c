/* The hand-over; see handover.h. */
#include "tui/handover.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tui/desk_lines.h"
#include "tui/fmt.h"
#include "tui/money.h"
#include "tui/programs.h"

static rv_handover_line *next(rv_handover *h)
{
	if (h->n == RV_HANDOVER_LINES) {
		h->more++;
		return &h->lines[RV_HANDOVER_LINES - 1];
	}
	return &h->lines[h->n++];
}

static void put(rv_handover *h, rv_role role, const char *fmt, ...) RV_PRINTF(3, 4);

static void put(rv_handover *h, rv_role role, const char *fmt, ...)
{
	rv_handover_line *l = next(h);
	va_list ap;

	l->heading = false;
	l->role = role;
	va_start(ap, fmt);
	(void)vsnprintf(l->text, sizeof(l->text), fmt, ap);
	va_end(ap);
}

/* The n that follow; none is said, too. */
static void head(rv_handover *h, const char *title, size_t n)
{
	rv_handover_line *l = next(h);

	l->heading = true;
	l->role = RV_ROLE_TITLE;
	(void)snprintf(l->text, sizeof(l->text), "%s", title);
	if (n == 0)
		put(h, RV_ROLE_DIM, "none");
}

/* ---- the order side ---- */

static void put_state(const rv_view *v, rv_handover *h)
{
	const rv_trade_view *t = &v->trade;
	char since[RV_TIME_TEXT], nav[RV_FMT_TEXT], pnl[RV_FMT_TEXT], gross[RV_FMT_TEXT];

	head(h, "State", 1);
	put(h, t->state == RV_BOOK_ACTIVE ? RV_ROLE_GOOD : RV_ROLE_BAD, "%s since %s%s%s%s",
	    rv_label_book_state(t->state),
	    t->state_since_utc_ms > 0 ? rv_time_format(t->state_since_utc_ms, since) : "--",
	    t->armed ? ", armed" : ", locked", t->state_reason[0] ? ": " : "", t->state_reason);
	put(h, RV_ROLE_TEXT, "NAV %s USD, today %s, gross %s", rv_fmt_usd(t->nav_usd, 2, nav),
	    rv_fmt_usd_signed(t->day_pnl_usd, 2, pnl), rv_fmt_usd(t->gross_usd, 0, gross));
	if (t->n_unknown > 0 || t->n_breaks > 0)
		put(h, RV_ROLE_BAD, "%zu orders UNKNOWN, %zu differences to the venue",
		    t->n_unknown, t->n_breaks);
	if (t->n_residue > 0)
		put(h, RV_ROLE_BAD, "of %zu coin%s something is nobody's: nothing is added there",
		    t->n_residue, t->n_residue == 1 ? "" : "s");
	put(h, t->journal_ok ? RV_ROLE_DIM : RV_ROLE_BAD, "journal %s, head %" PRIu64 ":%s",
	    t->journal_ok ? "ok" : "BROKEN", t->journal_seq, t->head);
}

static void put_position(const rv_tv_position *p, rv_handover *h)
{
	char line[RV_DESK_LINE];

	put(h, p->state == RV_BOOK_ACTIVE ? RV_ROLE_TEXT : RV_ROLE_WARN, "%s",
	    rv_position_line(p, line));
}

static void put_positions(const rv_trade_view *t, rv_handover *h)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_positions; i++)
		n += rv_position_open(&t->positions[i]);
	head(h, "Open positions", n);
	for (size_t i = 0; i < t->n_positions; i++) {
		if (rv_position_open(&t->positions[i]))
			put_position(&t->positions[i], h);
	}
}

static void put_order(const rv_view *v, const rv_tv_order *q, rv_handover *h)
{
	char line[RV_DESK_LINE];

	put(h, q->state == RV_ORDER_UNKNOWN ? RV_ROLE_BAD : RV_ROLE_TEXT, "%s",
	    rv_order_line(v, q, line));
}

static void put_orders(const rv_view *v, rv_handover *h)
{
	const rv_trade_view *t = &v->trade;
	size_t n = 0;

	for (size_t i = 0; i < t->n_orders; i++)
		n += !rv_order_over(t->orders[i].state);
	head(h, "Working orders", n);
	for (size_t i = 0; i < t->n_orders; i++) {
		if (!rv_order_over(t->orders[i].state))
			put_order(v, &t->orders[i], h);
	}
}

static void put_ticket(const rv_view *v, const rv_tv_ticket *k, rv_handover *h)
{
	char digest[RV_FMT_TEXT], lots[RV_FMT_TEXT], px[RV_FMT_TEXT], left[RV_FMT_TEXT];

	put(h, RV_ROLE_WARN, "ticket %" PRIu64 " %s: %s %s %s at %s, %s, left %s%s%s", k->id,
	    rv_fmt_digest(&k->digest, 8, digest), rv_label_side(k->side),
	    rv_fmt_lots(k->lots, k->coin.sz_decimals, lots), k->coin.symbol,
	    rv_fmt_px(k->px, k->coin.sz_decimals, px), rv_label_ticket(k->state),
	    rv_fmt_left(k->expires_at - v->elapsed_ms, left), k->reason[0] ? ": " : "", k->reason);
}

static void put_program(const rv_tv_program *p, rv_handover *h)
{
	char digest[RV_FMT_TEXT], gross[RV_FMT_TEXT], end[RV_TIME_TEXT];
	const int64_t until = rv_program_waits(p) ? p->expires_utc_ms : p->mandate_end_utc_ms;

	put(h, rv_program_waits(p) ? RV_ROLE_WARN : RV_ROLE_TEXT,
	    "program %" PRIu64 " %s: %s %s, %zu legs, gross %s USD, until %s%s%s", p->id,
	    rv_fmt_digest(&p->digest, 8, digest), p->phase, rv_label_program(p->state),
	    p->n - p->n_excluded, rv_fmt_usd(p->gross_usd, 0, gross), rv_time_format(until, end),
	    p->reason[0] ? ": " : "", p->reason);
}

static void put_request(const rv_view *v, const rv_tv_request *x, rv_handover *h)
{
	char digest[RV_FMT_TEXT], left[RV_FMT_TEXT];

	put(h, RV_ROLE_WARN, "r%" PRIu64 " %s: %s; 1 of 2: %s%s%s, left %s", x->id,
	    rv_fmt_digest(&x->digest, 8, digest), x->text, x->first, x->reason[0] ? ": " : "",
	    x->reason, rv_fmt_left(x->expires_at - v->elapsed_ms, left));
}

static bool is_news(const rv_tv_program *p)
{
	return rv_program_waits(p) || rv_program_goes_on(p);
}

static void put_pending(const rv_view *v, rv_handover *h)
{
	const rv_trade_view *t = &v->trade;
	size_t n = t->n_pending;

	for (size_t i = 0; i < t->n_programs; i++)
		n += is_news(&t->programs[i]);
	head(h, "Waiting, and programs", n);
	for (size_t i = 0; i < t->n_requests; i++)
		put_request(v, &t->requests[i], h);
	for (size_t i = 0; i < t->n_programs; i++) {
		if (is_news(&t->programs[i]))
			put_program(&t->programs[i], h);
	}
	for (size_t i = 0; i < t->n_tickets; i++) {
		if (rv_ticket_waits(&t->tickets[i]) && !rv_ticket_is_leg(t, &t->tickets[i]))
			put_ticket(v, &t->tickets[i], h);
	}
}

/* ---- people's words ---- */

static void put_overrides(const rv_view *v, rv_handover *h)
{
	const rv_overrides *l = &v->overrides.set;

	head(h, "Overrides", l->n);
	for (size_t i = 0; i < l->n; i++) {
		char line[RV_DESK_LINE];
		put(h, RV_ROLE_WARN, "%s", rv_override_until(&l->o[i], line));
	}
}

static void put_alert(const rv_view_alert *a, rv_handover *h)
{
	char since[RV_TIME_TEXT];

	put(h, a->level == RV_LOG_ERROR ? RV_ROLE_BAD : RV_ROLE_WARN, "%s%s: %s",
	    rv_time_format(a->since_utc_ms, since), a->active ? "" : " (over)", a->text);
}

/* By the journal: for the whole desk. */
static bool waits(const rv_view_alert *a)
{
	return a->id != 0 && a->acked_utc_ms == 0;
}

static void put_alerts(const rv_view *v, const rv_alerts *at, rv_handover *h)
{
	size_t n = at ? at->n : 0;

	for (size_t i = 0; !at && i < v->n_alerts; i++)
		n += waits(&v->alerts[i]);
	head(h, "Alerts that nobody has acknowledged", n);
	for (size_t i = 0; at && i < at->n; i++)
		put_alert(&at->waiting[i].last, h);
	for (size_t i = 0; !at && i < v->n_alerts; i++) {
		if (waits(&v->alerts[i]))
			put_alert(&v->alerts[i], h);
	}
}

/* The newest first. */
static void put_notes(const rv_trade_view *t, rv_handover *h)
{
	head(h, "Last notes", t->n_notes);
	for (size_t i = t->n_notes; i-- > 0;) {
		const rv_tv_note *n = &t->notes[i];
		char at[RV_TIME_TEXT];
		put(h, RV_ROLE_TEXT, "%s %s%suid %" PRId64 ": %s", rv_time_format(n->utc_ms, at),
		    n->name, n->name[0] ? ", " : "", n->uid, n->text);
	}
}

void rv_handover_of(const rv_view *v, const rv_alerts *alerts, rv_handover *out)
{
	out->n = out->more = 0;
	if (v->trade.present) {
		put_state(v, out);
		put_positions(&v->trade, out);
		put_orders(v, out);
		put_pending(v, out);
	} else {
		head(out, "State", 1);
		put(out, RV_ROLE_DIM, "this desk has no order side");
	}
	put_overrides(v, out);
	put_alerts(v, alerts, out);
	put_notes(&v->trade, out);
	if (out->more > 0) {
		rv_handover_line *last = &out->lines[RV_HANDOVER_LINES - 1];
		last->heading = false;
		last->role = RV_ROLE_BAD;
		(void)snprintf(last->text, sizeof(last->text), "%zu more: see the screens",
			       out->more + 1);
	}
}
