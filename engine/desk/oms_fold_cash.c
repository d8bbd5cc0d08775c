/*
 * Money: the cash that is counted, and the account's values that limits are measured from.
 *
 * The account is unitised: what is paid in or out changes how many units there are and not what
 * one is worth. The day's start and the peak are kept in today's units, so that each transfer
 * multiplies them by what it did to the account; a loss in percent stays what it was.
 */
#include "engine/desk/oms_fold.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double usd(int64_t musd)
{
	return (double)musd / (double)RV_MUSD;
}

/* ---- cash ---- */

void oms_cash_add(oms_fold *f, oms_rd *r, int64_t time_ms, int64_t musd)
{
	if (__builtin_add_overflow(f->cash_musd, musd, &f->cash_musd)) {
		oms_rd_fail(r, "an amount (of cash that can be counted)");
		return;
	}
	f->cash[f->n_cash++ % OMS_CASHES] = (oms_cash_step){ .time_ms = time_ms, .musd = musd };
}

bool oms_cash_at(const oms_fold *f, int64_t time_ms, double *out)
{
	const uint64_t n = f->n_cash < OMS_CASHES ? f->n_cash : OMS_CASHES;
	int64_t musd = f->cash_musd;
	bool reaches = f->n_cash <= OMS_CASHES;
	for (uint64_t i = f->n_cash - n; i < f->n_cash; i++) {
		const oms_cash_step *x = &f->cash[i % OMS_CASHES];
		reaches = reaches || x->time_ms <= time_ms;
		if (x->time_ms > time_ms)
			musd -= x->musd;
	}
	*out = usd(musd);
	return reaches;
}

/* ---- values of the account ---- */

void oms_nav_take(oms_fold *f, const oms_stamp *t, double nav, int64_t account_ms)
{
	const int64_t day = t->utc / RV_DAY_MS;
	if (!isfinite(nav))
		return;
	if (isnan(f->nav_day_usd) || day > f->nav_day) {
		f->nav_day_usd = f->nav_first_usd = nav;
		f->nav_day = day;
		f->nav_day_ms = account_ms;
		f->paid_usd = 0.0;
	}
	if (isnan(f->nav_peak_usd) || nav > f->nav_peak_usd) {
		f->nav_peak_usd = nav;
		f->nav_peak_ms = account_ms;
	}
}

/* One that has it already stays; what is worth nothing before or after begins anew. */
static void scale(double *nav, int64_t nav_ms, const rv_transfer *x, double before)
{
	const double after = before + usd(x->usdc_musd);
	if (x->time_ms > nav_ms)
		*nav = before > 0.0 && after > 0.0 ? *nav * after / before : NAN;
}

bool oms_transfer_seen(const oms_fold *f, const rv_transfer *x)
{
	const uint64_t n = f->n_transfers < OMS_TRANSFERS ? f->n_transfers : OMS_TRANSFERS;
	int64_t oldest = INT64_MAX;
	for (uint64_t i = 0; i < n; i++) {
		const rv_transfer *y = &f->transfers[i];
		if (y->time_ms == x->time_ms && y->usdc_musd == x->usdc_musd &&
		    strcmp(y->kind, x->kind) == 0 && strcmp(y->hash, x->hash) == 0)
			return true;
		if (y->time_ms < oldest)
			oldest = y->time_ms;
	}
	return n == OMS_TRANSFERS && x->time_ms < oldest;
}

static void read_transfer(oms_rd *r, rv_transfer *x)
{
	memset(x, 0, sizeof(*x));
	x->time_ms = oms_rd_i64(r, "time_ms");
	x->usdc_musd = oms_rd_i64(r, "usdc");
	x->known = oms_rd_bool(r, "known");
	oms_rd_text(r, "kind", x->kind, sizeof(x->kind));
	oms_rd_opt_text(r, "hash", x->hash, sizeof(x->hash));
}

void oms_on_transfer(oms_fold *f, oms_rd *r)
{
	rv_transfer x;
	read_transfer(r, &x);
	const double before = oms_rd_num(r, "before");
	if (!r->bad && oms_transfer_seen(f, &x))
		oms_rd_fail(r, "hash (a transfer that was not counted before)");
	if (r->bad)
		return;
	f->transfers[f->n_transfers++ % OMS_TRANSFERS] = x;
	if (x.time_ms > f->transfer_cursor_ms)
		f->transfer_cursor_ms = x.time_ms;
	if (!x.known || x.usdc_musd == 0)
		return;
	oms_cash_add(f, r, x.time_ms, x.usdc_musd);
	if (x.time_ms > f->nav_day_ms)
		f->paid_usd += usd(x.usdc_musd);
	scale(&f->nav_day_usd, f->nav_day_ms, &x, before);
	scale(&f->nav_peak_usd, f->nav_peak_ms, &x, before);
}
