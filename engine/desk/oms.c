/* Life of the order management: new, replay, start, inputs, stop; see oms.h. */
#include "engine/desk/oms.h"

#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void init_unknowns(rv_oms *o)
{
	o->market.skew_ms = NAN;
	o->taker_fee = o->maker_fee = NAN;
	o->account.value_usd = o->account.maintenance_usd = NAN;
	o->pages.want_from_ms = INT64_MAX;
	o->pages.done_sent = o->pages.done_at = RV_NEVER;
	o->round.retry_at = INT64_MAX;
	o->deadman_available = true;
	o->deadman_sent_at = RV_NEVER;
	o->deadman_retry_at = INT64_MIN;
	o->asked_slow_at = RV_NEVER;
	o->money.base_usd = o->money.nav_usd = o->account.raw_usd = NAN;
	o->money.odd_at = o->money.asked_at = RV_NEVER;
	o->money.base_ms = o->money.base_from_ms = o->money.nav_ms = INT64_MIN;
	o->reconciled_at = RV_NEVER;
	o->batch_next = 1;
	o->due = INT64_MAX;
	for (size_t i = 0; i < OMS_MINUTE; i++)
		o->minute_at[i] = -OMS_MINUTE;
	for (size_t i = 0; i < OMS_MANDATES; i++)
		o->waits[i].since = RV_NEVER;
}

rv_status rv_oms_new(const rv_oms_params *p, const rv_clock *clock, rv_log *log, rv_oms **out)
{
	if (rv_oms_params_error(p))
		return RV_EINVAL;
	rv_oms *o = calloc(1, sizeof(*o));
	if (!o)
		return RV_ENOMEM;
	o->p = *p;
	o->clock = clock;
	o->log = log;
	init_unknowns(o);
	o->batch = calloc(OMS_BATCH, sizeof(*o->batch));
	o->sends = calloc(OMS_SENDS, sizeof(*o->sends));
	o->sorted = calloc(RV_REPORT_ROWS, sizeof(*o->sorted));
	o->legs = calloc(OMS_COINS, sizeof(*o->legs));
	o->margin_legs = calloc(OMS_COINS, sizeof(*o->margin_legs));
	if (!o->batch || !o->sends || !o->sorted || !o->legs || !o->margin_legs ||
	    oms_fold_new(&o->f) != RV_OK) {
		rv_oms_free(o);
		return RV_ENOMEM;
	}
	*out = o;
	return RV_OK;
}

void rv_oms_free(rv_oms *o)
{
	if (!o)
		return;
	oms_fold_free(o->f);
	free(o->margin_legs);
	free(o->legs);
	free(o->sorted);
	free(o->sends);
	free(o->batch);
	free(o);
}

rv_status rv_oms_replay(rv_oms *o, const rv_event *e, rv_err *err)
{
	if (o->started)
		return rv_err_set(err, RV_EINVAL, "journal: replay after start");
	const rv_status st = oms_apply(o->f, e, err);
	if (st == RV_OK)
		oms_observed(o, e);
	return st;
}

void rv_oms_found(rv_oms *o, uint64_t seq, const char *head)
{
	o->found_seq = seq;
	(void)snprintf(o->found_head, sizeof(o->found_head), "%s", head);
}

rv_status rv_oms_observe(rv_oms *o, const rv_oms_observer *w)
{
	if (o->n_observers == RV_OMS_OBSERVERS)
		return RV_EFULL;
	o->observers[o->n_observers++] = *w;
	return RV_OK;
}

/* ---- start is recovery ---- */

static void put_facts(rv_event *e, const char *facts)
{
	char key[32], value[256];
	for (const char *at = facts; *at;) {
		const size_t n = strcspn(at, "\n"), k = strcspn(at, " \n");
		if (k > 0 && k < n && k < sizeof(key) && n - k - 1 < sizeof(value)) {
			(void)snprintf(key, sizeof(key), "%.*s", (int)k, at);
			(void)snprintf(value, sizeof(value), "%.*s", (int)(n - k - 1), at + k + 1);
			rv_event_put(e, key, value);
		}
		at += n + (at[n] == '\n');
	}
}

static void write_run(rv_oms *o, const char *facts)
{
	rv_event *e = oms_event(o, RV_EVENT_RUN, "desk");
	rv_event_put(e, "account", o->p.account);
	rv_event_put(e, "book", o->p.book);
	rv_event_put_i64(e, "paper", o->p.paper);
	rv_event_put_i64(e, "live", o->p.live);
	put_facts(e, facts);
	oms_emit(o, e, 0, "start number %llu", (unsigned long long)o->f->runs + 1);
}

/* Whether it left before the last process ended cannot be told: only evidence can. */
static void lose_sending(rv_oms *o)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->external || q->state != RV_ORDER_SENDING)
			continue;
		oms_lose(o, q, "the desk was restarted before a verdict");
		rv_crash_point("recovery.resolving");
	}
}

rv_status rv_oms_start(rv_oms *o, const rv_venue_port *venue, const rv_journal_port *journal,
		       const char *facts)
{
	if (o->started)
		return RV_EINVAL;
	if (o->f->runs > 0 &&
	    (strcmp(o->f->account, o->p.account) != 0 || o->f->paper != o->p.paper))
		return RV_EDATA;
	o->venue = *venue;
	o->journal = *journal;
	o->started = true;
	oms_enter(o);
	rv_crash_point("recovery.replayed");
	o->account_asked_at = o->now.at - o->p.account_ms;
	o->round.next_at = INT64_MAX; /* the streams come first */
	o->money.nav_usd = o->f->nav_stop_usd;
	o->money.nav_ms = o->f->nav_stop_ms;
	o->venue.halt(o->venue.self, true);
	write_run(o, facts);
	if (o->f->state != RV_BOOK_HALTED)
		oms_set_book(o, RV_BOOK_HALTED, false, false, 0, "the desk has started");
	oms_expire_all(o, "the desk was restarted");
	lose_sending(o);
	oms_flush(o);
	return o->broken ? RV_EIO : RV_OK;
}

/* ---- inputs ---- */

void rv_oms_market_set(rv_oms *o, const rv_oms_market *m)
{
	o->market = *m;
}

static void stream_up(rv_oms *o)
{
	o->stream_up = true;
	o->streams++;
	o->reconciled = false;
	if (o->asked_slow_at != RV_NEVER && o->now.at - o->asked_slow_at > RV_MINUTE_MS)
		o->asked_slow_at = RV_NEVER; /* the role may have changed meanwhile */
	oms_round_start(o, "connected", true);
}

static void stream_down(rv_oms *o, const rv_venue_report *r)
{
	o->stream_up = o->reconciled = false;
	rv_log_put(o->log, RV_LOG_WARN, "oms", "user streams are down: %.100s", r->text);
}

static void stream_orders(rv_oms *o, const rv_venue_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		oms_record(o, &r->records[i], 0, false);
}

static void malformed(rv_oms *o, const rv_venue_report *r)
{
	(void)rv_log_once(o->log, "malformed", RV_LOG_WARN, "oms", "not read: %.100s", r->text);
	o->round.again = true; /* something was said that we do not know */
}

static void role(rv_oms *o, const rv_venue_report *r)
{
	o->signer_known = true;
	o->signer_ok = r->u.role.is_agent;
	o->signer_until_ms = r->u.role.valid_until_ms;
	if (o->signer_ok)
		return;
	oms_alarm_level(o, OMS_ALARM_SIGNER, OMS_SIGNER_NONE, "%s", OMS_NO_AGENT);
	if (o->f->state != RV_BOOK_HALTED)
		oms_set_book(o, RV_BOOK_HALTED, true, true, 0, "%s", OMS_NO_AGENT);
}

static void dispatch(rv_oms *o, const rv_venue_report *r)
{
	switch (r->kind) {
	case RV_REPORT_ACTION:
		oms_action_report(o, r);
		break;
	case RV_REPORT_QUERY_FAILED:
		oms_query_failed(o, r);
		break;
	case RV_REPORT_ORDER_STATUS:
		oms_status_report(o, r);
		break;
	case RV_REPORT_OPEN_ORDERS:
		oms_round_orders(o, r);
		break;
	case RV_REPORT_FILLS_PAGE:
		oms_pages_report(o, r);
		break;
	case RV_REPORT_ACCOUNT:
		oms_round_account(o, r);
		break;
	case RV_REPORT_ROLE:
		role(o, r);
		break;
	case RV_REPORT_FEES:
		o->taker_fee = r->u.fees.taker;
		o->maker_fee = r->u.fees.maker;
		break;
	case RV_REPORT_BUDGET:
		o->budget_used = r->u.budget.used;
		o->budget_cap = r->u.budget.cap;
		break;
	case RV_REPORT_FUNDING:
		oms_funding(o, r);
		break;
	case RV_REPORT_TRANSFERS:
		oms_transfers(o, r);
		break;
	case RV_REPORT_STREAM_FILLS:
		oms_fills(o, r->fills, r->n);
		break;
	case RV_REPORT_STREAM_ORDERS:
		stream_orders(o, r);
		break;
	case RV_REPORT_STREAM_UP:
		stream_up(o);
		break;
	case RV_REPORT_STREAM_DOWN:
		stream_down(o, r);
		break;
	case RV_REPORT_MALFORMED:
		malformed(o, r);
		break;
	}
}

void rv_oms_report(rv_oms *o, const rv_venue_report *r)
{
	if (!o->started)
		return;
	oms_enter(o);
	if (o->broken) {
		oms_emergency_report(o, r);
		return;
	}
	dispatch(o, r);
	oms_work(o);
	oms_flush(o);
}

/* Everything that is due: cancels before anything is computed, then questions, then what is new. */
void oms_work(rv_oms *o)
{
	if (o->broken)
		return;
	o->due = INT64_MAX;
	oms_work_orders(o);
	oms_work_state(o);
	oms_work_overrides(o);
	oms_work_requests(o);
	oms_work_stash(o);
	oms_work_round(o);
	oms_work_resolve(o);
	oms_work_pages(o);
	oms_work_programs(o);
	oms_work_tickets(o);
	oms_work_mandates(o);
	oms_work_deadman(o);
}

int64_t rv_oms_tick(rv_oms *o)
{
	if (!o->started || o->broken)
		return INT64_MAX;
	oms_enter(o);
	oms_work(o);
	oms_flush(o);
	return o->due;
}

void rv_oms_skew_warn(rv_oms *o, double ms)
{
	o->p.skew_warn_ms = ms;
}

/* ---- the end ---- */

void rv_oms_stop(rv_oms *o, bool cancel)
{
	if (!o->started || o->stopping || o->broken)
		return;
	oms_enter(o);
	o->stopping = true;
	rv_event *e = oms_event(o, RV_EVENT_STOP, "desk");
	rv_event_put_i64(e, "cancel", cancel);
	rv_event_put_num(e, "nav", oms_money_settled(o) ? o->account.value_usd : NAN);
	rv_event_put_i64(e, "account_ms", o->account.time_ms);
	oms_emit(o, e, OMS_MARK_STOP, "stopping, working orders are %s",
		 cancel ? "cancelled" : "left");
	o->venue.halt(o->venue.self, true);
	oms_flush(o);
	oms_work(o);
	oms_flush(o);
}

bool rv_oms_idle(const rv_oms *o)
{
	if (!o->started)
		return true;
	if (o->broken)
		return oms_emergency_over(o);
	if (o->n_flying > 0 || o->n_effects > 0 || o->n_batch > 0)
		return false;
	for (size_t i = 0; i < OMS_FLIGHTS; i++)
		if (o->flights[i].request != 0)
			return false;
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && q->cancel_wanted && !rv_order_over(q->state) &&
		    q->state != RV_ORDER_UNKNOWN)
			return false;
	}
	return true;
}

bool rv_oms_broken(const rv_oms *o, char *text, size_t cap)
{
	if (o->broken)
		(void)snprintf(text, cap, "%s", o->broken_text);
	return o->broken;
}
