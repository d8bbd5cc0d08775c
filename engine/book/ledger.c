/* Profit and loss by sub-book and symbol over spans of time; see ledger.h. */
#include "engine/book/ledger.h"

#include "engine/base/timefmt.h"
#include "engine/book/wide.h"

static const char *const names[RV_SPAN_N] = { "day", "month", "ever" };

const char *rv_span_name(rv_span s)
{
	return (unsigned)s < RV_SPAN_N ? names[s] : "?";
}

static int64_t start_of(rv_span s, int64_t utc_ms)
{
	return s == RV_SPAN_DAY ? rv_time_floor(utc_ms, RV_DAY_MS) : rv_time_month(utc_ms, 0);
}

rv_spans rv_ledger_due(const rv_ledger_clock *c, int64_t utc_ms)
{
	rv_spans due = 0;
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (start_of((rv_span)s, utc_ms) > c->start_ms[s])
			due |= 1u << s;
	}
	return due;
}

void rv_ledger_turn(rv_ledger_clock *c, int64_t utc_ms)
{
	const rv_spans due = rv_ledger_due(c, utc_ms);
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (due & 1u << s)
			c->start_ms[s] = start_of((rv_span)s, utc_ms);
	}
}

/* ---- one coin ---- */

static rv_status base_of(const rv_coin_book *b, unsigned sub, int64_t mark_px, rv_pnl *base,
			 bool *unknown)
{
	const rv_status st = rv_holding_pnl(&b->sub[sub], (rv_sub)sub, mark_px, base);
	*unknown = st == RV_ENOENT;
	return st == RV_ENOENT ? RV_OK : st;
}

static bool holds_any(const rv_coin_book *b)
{
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (b->sub[i].held.lots != 0)
			return true;
	}
	return false;
}

rv_status rv_ledger_roll(rv_ledger_coin *c, const rv_coin_book *b, rv_spans spans, int64_t mark_px,
			 int64_t mark_ms)
{
	rv_ledger_coin n = *c;
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (!(spans & 1u << s))
			continue;
		n.base_ms[s] = holds_any(b) ? mark_ms : 0;
		for (unsigned i = 0; i < RV_SUB_N; i++) {
			const rv_status st =
				base_of(b, i, mark_px, &n.base[s][i], &n.unknown[s][i]);
			if (st != RV_OK)
				return st;
		}
	}
	*c = n;
	return RV_OK;
}

rv_status rv_ledger_late(rv_ledger_coin *c, const rv_coin_book *b, int64_t mark_px, int64_t mark_ms)
{
	rv_ledger_coin n = *c;
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		for (unsigned i = 0; i < RV_SUB_N; i++) {
			if (!n.unknown[s][i])
				continue;
			const rv_status st =
				base_of(b, i, mark_px, &n.base[s][i], &n.unknown[s][i]);
			if (st != RV_OK)
				return st;
			n.base_ms[s] = mark_ms;
		}
	}
	*c = n;
	return RV_OK;
}

rv_status rv_ledger_pnl(const rv_ledger_coin *c, const rv_coin_book *b, rv_span span, rv_sub sub,
			int64_t mark_px, rv_pnl *out)
{
	rv_pnl now;
	const rv_status st = rv_holding_pnl(&b->sub[sub], sub, mark_px, &now);
	if (st != RV_OK)
		return st;
	if (span != RV_SPAN_EVER) {
		if (c->unknown[span][sub])
			return RV_ENOENT;
		return rv_pnl_less(&now, &c->base[span][sub], out);
	}
	*out = now;
	return RV_OK;
}

/* ---- over coins ---- */

rv_status rv_ledger_sum(rv_ledger_sums *s, const rv_ledger_coin *c, const rv_coin_book *b,
			rv_span span, int64_t mark_px)
{
	rv_ledger_sums n = *s;
	for (unsigned i = 0; i < RV_SUB_N; i++) {
		rv_pnl p;
		rv_status st = rv_ledger_pnl(c, b, span, (rv_sub)i, mark_px, &p);
		if (st == RV_OK)
			st = rv_pnl_add(&n.sub[i], &p);
		else if (st == RV_ENOENT)
			n.unknown++;
		if (st != RV_OK && st != RV_ENOENT)
			return st;
	}
	*s = n;
	return RV_OK;
}

rv_status rv_ledger_all(const rv_ledger_sums *s, rv_pnl *out)
{
	rv_pnl sum = { { 0 } };
	for (size_t i = 0; i < RV_SUB_N; i++) {
		const rv_status st = rv_pnl_add(&sum, &s->sub[i]);
		if (st != RV_OK)
			return st;
	}
	*out = sum;
	return RV_OK;
}

/* ---- the account ---- */

void rv_ledger_account_roll(rv_ledger_account *a, rv_spans spans, const int64_t *equity_musd)
{
	for (unsigned s = 0; s < RV_SPAN_ROLLS; s++) {
		if (!(spans & 1u << s))
			continue;
		a->known[s] = equity_musd != NULL;
		a->base_musd[s] = equity_musd ? *equity_musd : 0;
		a->flow_musd[s] = 0;
	}
	if (!a->known[RV_SPAN_EVER] && equity_musd) {
		a->known[RV_SPAN_EVER] = true;
		a->base_musd[RV_SPAN_EVER] = *equity_musd;
		a->flow_musd[RV_SPAN_EVER] = 0; /* what came before is in that equity */
	}
}

rv_status rv_ledger_account_flow(rv_ledger_account *a, int64_t musd)
{
	rv_ledger_account n = *a;
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		if (__builtin_add_overflow(n.flow_musd[s], musd, &n.flow_musd[s]))
			return RV_ERANGE;
	}
	*a = n;
	return RV_OK;
}

static rv_status rest(const rv_ledger_account *a, rv_span span, int64_t equity_musd, rv_wide known,
		      int64_t *musd)
{
	if (!a->known[span])
		return RV_ENOENT;
	const rv_wide v = (rv_wide)equity_musd - a->base_musd[span] - a->flow_musd[span] - known;
	return rv_wide_narrow(v, musd);
}

rv_status rv_ledger_account_change(const rv_ledger_account *a, rv_span span, int64_t equity_musd,
				   int64_t *musd)
{
	return rest(a, span, equity_musd, 0, musd);
}

rv_status rv_ledger_unexplained(const rv_ledger_account *a, rv_span span, int64_t equity_musd,
				const rv_ledger_sums *s, int64_t *musd)
{
	rv_pnl all;
	int64_t known = 0;
	rv_status st = rv_ledger_all(s, &all);
	if (st == RV_OK)
		st = rv_pnl_total(&all, &known);
	return st == RV_OK ? rest(a, span, equity_musd, known, musd) : st;
}
