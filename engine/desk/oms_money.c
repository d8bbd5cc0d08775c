/*
 * Money that is paid in or out is no result: it changes neither the day's loss nor the drawdown.
 *
 * Each account is held against what is counted: the venue's cash must be ours (fills, fees,
 * funding, transfers) plus what was there before. While it is not, the venue is asked for transfers
 * and funding, results are measured without the difference, and no day's start or peak is taken
 * from such an account. What nothing explains for a minute is a result after all, with an alarm.
 * At a start the transfers since the last known one come before everything else.
 */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	ODD_MS = RV_MINUTE_MS, /* a difference of cash may be asked about for so long */
	AGAIN_MS = 3000,
	BACK_MS = 2 * 3600 * 1000 /* asked again: rows may come late */
};

static const double tolerance_usd = 1.0;    /* rounding of many fills */
static const double tolerance_share = 1e-4; /* of the account: no limit is that sharp */

/* ---- asking ---- */

void oms_money_want(rv_oms *o)
{
	oms_money *m = &o->money;
	const int64_t cursor = o->f->transfer_cursor_ms - BACK_MS, epoch = o->f->epoch_ms;
	const bool lost = o->now.at - m->asked_at > OMS_ANSWER_MS;
	if (!o->account.known || (m->request != 0 && !lost))
		return;
	if (m->asked_at != RV_NEVER && o->now.at - m->asked_at < AGAIN_MS)
		return; /* the next account asks again */
	m->request = oms_ask(o, RV_QUERY_TRANSFERS, NULL, cursor > epoch ? cursor : epoch,
			     o->now.utc + RV_MINUTE_MS);
	m->asked_at = o->now.at;
}

void oms_money_need(rv_oms *o)
{
	if (o->money.request == 0)
		o->money.asked_at = RV_NEVER; /* rounds keep their own distance */
	oms_money_want(o);
	if (o->money.request == 0)
		oms_round_fail(o);
}

void oms_money_failed(rv_oms *o, uint64_t request)
{
	if (request != o->money.request)
		return;
	o->money.request = 0;
	if (!o->money.known)
		oms_round_fail(o); /* it waits for this */
}

/* ---- ours against the venue's cash ---- */

static double usd_of(const rv_transfer *x)
{
	return x->known ? (double)x->usdc_musd / (double)RV_MUSD : 0.0;
}

/* Transfers that are counted and younger than that. */
static double counted_since(const rv_oms *o, int64_t time_ms)
{
	const oms_fold *f = o->f;
	const uint64_t n = f->n_transfers < OMS_TRANSFERS ? f->n_transfers : OMS_TRANSFERS;
	double sum = 0.0;
	for (uint64_t i = 0; i < n; i++)
		if (f->transfers[i].time_ms > time_ms)
			sum += usd_of(&f->transfers[i]);
	return sum;
}

/* The newest account does not have them yet. */
static double ahead_usd(const rv_oms *o)
{
	return counted_since(o, o->account.time_ms);
}

static bool is_ahead(const rv_oms *o)
{
	return o->account.known && o->f->transfer_cursor_ms > o->account.time_ms;
}

bool oms_money_settled(const rv_oms *o)
{
	return o->money.known && o->money.odd_at == RV_NEVER && !is_ahead(o);
}

double oms_result_usd(const rv_oms *o)
{
	return o->account.known && o->money.known
		       ? o->account.value_usd - o->money.odd_usd + ahead_usd(o)
		       : NAN;
}

double oms_worth_usd(const rv_oms *o)
{
	return o->account.known ? o->account.value_usd + fmin(ahead_usd(o), 0.0) : NAN;
}

double oms_size_usd(const rv_oms *o)
{
	const double result = oms_result_usd(o), worth = oms_worth_usd(o);
	return isnan(result) || result < worth ? result : worth;
}

double oms_in_size_units(const rv_oms *o, double nav)
{
	const double result = oms_result_usd(o), size = oms_size_usd(o);
	return result > 0.0 && size > 0.0 ? nav * size / result : nav;
}

static void settle(rv_oms *o, double base)
{
	oms_money *m = &o->money;
	if (isnan(m->base_usd))
		m->base_from_ms = o->account.time_ms;
	m->base_usd = base;
	m->base_ms = m->nav_ms = o->account.time_ms;
	m->nav_usd = o->account.value_usd;
	m->odd_usd = 0.0;
	m->odd_at = RV_NEVER;
}

static double tolerance(const rv_oms *o)
{
	return fmax(tolerance_usd, fabs(o->account.value_usd) * tolerance_share);
}

/* Nobody says where it came from or went to: it was won or lost. */
static void take_as_result(rv_oms *o, double base)
{
	oms_alarm_once(o, "account", "%.2f USD of cash that nothing explains: counted as a result",
		       o->money.odd_usd);
	o->money.base_usd = NAN; /* what came so is in the cash from here on */
	settle(o, base);
}

static void ask_about(rv_oms *o, double odd)
{
	oms_money *m = &o->money;
	if (m->odd_at == RV_NEVER) {
		m->odd_at = o->now.at;
		oms_ask_funding(o);
	}
	m->odd_usd = odd;
	oms_money_want(o);
}

void oms_money_lost(rv_oms *o)
{
	o->money.base_usd = NAN;
	o->money.odd_usd = 0.0;
	o->money.odd_at = RV_NEVER;
}

/* With positions that do not agree, cash does not either: nothing is told from it. */
void oms_money_look(rv_oms *o)
{
	oms_money *m = &o->money;
	const bool late = m->odd_at != RV_NEVER && o->now.at - m->odd_at >= ODD_MS;
	double ours = NAN;
	if (!m->known || !o->account.known)
		return;
	if (oms_account_surprises(o) || !oms_cash_at(o->f, o->account.time_ms, &ours)) {
		if (late)
			oms_money_lost(o);
		return;
	}
	const double base = o->account.raw_usd - ours;
	if (isnan(base)) {
		oms_money_lost(o); /* a venue that does not say */
	} else if (isnan(m->base_usd) || fabs(base - m->base_usd) <= tolerance(o)) {
		settle(o, base);
	} else if (late) {
		take_as_result(o, base);
	} else {
		ask_about(o, base - m->base_usd);
	}
}

/* ---- transfers ---- */

static bool is_news(const rv_oms *o, const rv_transfer *x)
{
	return x->time_ms > o->f->epoch_ms && (!x->known || x->usdc_musd != 0) &&
	       !oms_transfer_seen(o->f, x);
}

static void write(rv_oms *o, const rv_transfer *x, double before)
{
	rv_event *e = oms_event(o, RV_EVENT_TRANSFER, x->kind);
	rv_event_put_i64(e, "time_ms", x->time_ms);
	rv_event_put_i64(e, "usdc", x->known ? x->usdc_musd : 0);
	rv_event_put_i64(e, "known", x->known);
	rv_event_put(e, "kind", x->kind);
	rv_event_put(e, "hash", x->hash);
	rv_event_put_num(e, "before", before);
	(void)snprintf(e->key[0], sizeof(e->key[0]), "%" PRId64 "/%" PRId64 "/%s/%s", x->time_ms,
		       x->usdc_musd, x->kind, x->hash);
	if (x->known)
		oms_emit(o, e, 0, "%s %s (%s)", x->usdc_musd > 0 ? "paid in" : "paid out",
			 oms_say_usd(x->usdc_musd).s, x->kind);
	else
		oms_emit(o, e, 0, "the venue's ledger has a %s, which is not understood", x->kind);
}

/*
 * What the account was worth just before the transfer. Without a value of that moment there are
 * two: what it is worth now without the transfers, and what it was worth when it was last looked
 * at. They differ by what was won or lost in between; the one that makes losses larger counts.
 */
static double worth_before(const rv_oms *o, const rv_transfer *x, double now, double last)
{
	if (isnan(last) || x->time_ms <= o->money.nav_ms)
		return now;
	return x->usdc_musd > 0 ? fmin(now, last) : fmax(now, last);
}

/* Of those that the account has already, together. */
static double news_usd(const rv_oms *o, const rv_venue_report *r)
{
	double sum = 0.0;
	for (size_t i = 0; i < r->n; i++)
		if (r->transfers[i].time_ms <= o->account.time_ms && is_news(o, &r->transfers[i]))
			sum += usd_of(&r->transfers[i]);
	return sum;
}

/*
 * The venue's cash had it when the base was told, ours did not. An account that the base explained
 * cannot have had much that was not, whatever its time says: a venue's times are its blocks', and a
 * payment may have that of an account which does not have it yet.
 */
static bool base_has(const rv_oms *o, const rv_transfer *x)
{
	const oms_money *m = &o->money;
	return x->time_ms <= m->base_from_ms ||
	       (x->time_ms <= m->base_ms && fabs(usd_of(x)) <= tolerance(o));
}

static void take_rows(rv_oms *o, const rv_venue_report *r)
{
	double now = o->account.value_usd + ahead_usd(o) - news_usd(o, r);
	double last = o->money.nav_usd + counted_since(o, o->money.nav_ms);
	for (size_t i = 0; i < r->n && !o->broken; i++) {
		const rv_transfer *x = &r->transfers[i];
		if (!is_news(o, x))
			continue;
		write(o, x, worth_before(o, x, now, last));
		if (base_has(o, x))
			o->money.base_usd -= usd_of(x);
		now += usd_of(x);
		last += usd_of(x);
	}
}

void oms_transfers(rv_oms *o, const rv_venue_report *r)
{
	oms_money *m = &o->money;
	if (r->request == 0 || r->request != m->request)
		return;
	const int64_t cursor = o->f->transfer_cursor_ms;
	m->request = 0;
	take_rows(o, r);
	if (r->saturated && o->f->transfer_cursor_ms > cursor) {
		m->asked_at = RV_NEVER; /* the next page, at once */
		oms_money_want(o);
		return;
	}
	m->known = true;
	if (is_ahead(o))
		oms_account_want(o);
	oms_money_look(o);
	oms_account_judge(o);
	oms_round_money(o);
}
