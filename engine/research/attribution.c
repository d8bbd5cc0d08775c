/* Attribution by sub-book and month; see attribution.h. */
#include "engine/research/attribution.h"

#include "engine/base/timefmt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct job {
	const rv_bt_result *r;
	rv_kpi_days which;
	double atr_stop;
	rv_bucket_trade *trades; /* [n_trades] of the row at work */
	double *ic;		 /* [n_shares] */
} job;

static int64_t month_of(int64_t close_ms)
{
	return rv_time_month(close_ms - 1, 0);
}

static bool day_counts(const job *w, size_t day)
{
	return w->which == RV_KPI_ALL || w->r->days[day].oos == (w->which == RV_KPI_OOS);
}

/* The first day that ends at or after an instant; the last when there is none. n_days > 0. */
static size_t day_at(const rv_bt_result *r, int64_t at_ms)
{
	size_t lo = 0, hi = r->n_days - 1;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (r->days[mid].close_ms >= at_ms)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

static bool trade_counts(const job *w, const rv_bt_trade *t)
{
	return w->r->n_days > 0 && day_counts(w, day_at(w->r, t->close_ms));
}

static bool in_row(const rv_attr_row *row, const char *sub, int64_t close_ms)
{
	return strcmp(row->sub, sub) == 0 && (row->whole || month_of(close_ms) == row->month_ms);
}

static void add_row(rv_attribution *a, const char *sub, bool whole, int64_t month_ms)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->rows[i].sub, sub) == 0 && a->rows[i].whole == whole &&
		    a->rows[i].month_ms == month_ms)
			return;
	rv_attr_row *row = &a->rows[a->n++];
	*row = (rv_attr_row){ .whole = whole, .month_ms = month_ms };
	(void)snprintf(row->sub, sizeof(row->sub), "%s", sub);
}

static void add_rows(rv_attribution *a, const char *sub, int64_t close_ms)
{
	add_row(a, sub, true, 0);
	add_row(a, sub, false, month_of(close_ms));
}

static int by_sub_and_month(const void *x, const void *y)
{
	const rv_attr_row *a = x, *b = y;
	const int by_sub = strcmp(a->sub, b->sub);
	if (by_sub != 0)
		return by_sub;
	if (a->whole != b->whole)
		return a->whole ? -1 : 1;
	return (a->month_ms > b->month_ms) - (a->month_ms < b->month_ms);
}

static void trades_of(const job *w, rv_attr_row *row)
{
	size_t n = 0;
	row->pnl_usd = 0.0;
	for (size_t i = 0; i < w->r->n_trades; i++) {
		const rv_bt_trade *t = &w->r->trades[i];
		if (!in_row(row, t->sub, t->close_ms) || !trade_counts(w, t))
			continue;
		w->trades[n++] = (rv_bucket_trade){
			.bucket = RV_BUCKET_N,
			.pnl_usd = t->pnl,
			.days = (double)(t->close_ms - t->open_ms) / (double)RV_DAY_MS,
			.atr = t->atr_entry,
			.qty = t->qty,
		};
		row->pnl_usd += isfinite(t->pnl) ? t->pnl : 0.0;
	}
	row->trades = rv_trade_stats_of(w->trades, n, RV_BUCKET_N, w->atr_stop);
	if (row->trades.n == 0)
		row->pnl_usd = NAN;
}

/* A sum that knows whether it has seen a value. */
typedef struct known_sum {
	double sum, weight;
} known_sum;

static void add(known_sum *s, double x, double weight)
{
	if (!isfinite(x) || !isfinite(weight))
		return;
	s->sum += x * weight;
	s->weight += weight;
}

static double total(const known_sum *s)
{
	return s->weight > 0.0 ? s->sum : NAN;
}

static double average(const known_sum *s)
{
	return s->weight > 0.0 ? s->sum / s->weight : NAN;
}

static void shares_of(const job *w, rv_attr_row *row)
{
	known_sum net = { 0 }, turnover = { 0 }, alpha = { 0 }, slippage = { 0 }, beta = { 0 },
		  gross = { 0 };
	size_t n = 0;
	for (size_t i = 0; i < w->r->n_shares; i++) {
		const rv_bt_share *s = &w->r->shares[i];
		if (!in_row(row, s->sub, w->r->days[s->day].close_ms) || !day_counts(w, s->day))
			continue;
		add(&net, s->net, 1.0);
		add(&turnover, s->turnover, 1.0);
		add(&alpha, s->residual_alpha, 1.0);
		add(&slippage, s->slippage_bps, s->turnover);
		add(&beta, s->beta, 1.0);
		add(&gross, s->gross, 1.0);
		w->ic[n++] = s->ic;
	}
	row->days = n;
	row->net = total(&net);
	row->turnover = total(&turnover);
	row->residual_alpha = total(&alpha);
	row->net_per_turnover = rv_alpha_per_turnover(row->net, row->turnover);
	row->slippage_bps = average(&slippage);
	row->beta = average(&beta);
	row->gross = average(&gross);
	row->ic = rv_ic_of(w->ic, n);
}

static void make_rows(const job *w, rv_attribution *a)
{
	for (size_t i = 0; i < w->r->n_shares; i++)
		if (day_counts(w, w->r->shares[i].day))
			add_rows(a, w->r->shares[i].sub, w->r->days[w->r->shares[i].day].close_ms);
	for (size_t i = 0; i < w->r->n_trades; i++)
		if (trade_counts(w, &w->r->trades[i]))
			add_rows(a, w->r->trades[i].sub, w->r->trades[i].close_ms);
	qsort(a->rows, a->n, sizeof(*a->rows), by_sub_and_month);
	for (size_t i = 0; i < a->n; i++) {
		trades_of(w, &a->rows[i]);
		shares_of(w, &a->rows[i]);
	}
}

static rv_status check(const rv_bt_result *r, rv_err *err)
{
	for (size_t i = 0; i < r->n_shares; i++)
		if (r->shares[i].day >= r->n_days)
			return rv_err_set(err, RV_EINVAL,
					  "attribution: share %zu is of day %zu, there are %zu", i,
					  (size_t)r->shares[i].day, r->n_days);
	return RV_OK;
}

rv_status rv_attribution_of(const rv_bt_result *r, rv_kpi_days which, double atr_stop,
			    rv_attribution *out, rv_err *err)
{
	*out = (rv_attribution){ 0 };
	const rv_status st = check(r, err);
	if (st != RV_OK)
		return st;
	/* A row for each share and trade would be the most, and one for each of their sub-books. */
	rv_attribution a = { 0, calloc(2 * (r->n_shares + r->n_trades) + 1, sizeof(*a.rows)) };
	const job w = { r, which, atr_stop, calloc(r->n_trades + 1, sizeof(*w.trades)),
			calloc(r->n_shares + 1, sizeof(*w.ic)) };
	const bool room = a.rows && w.trades && w.ic;
	if (room)
		make_rows(&w, &a);
	else
		free(a.rows);
	free(w.trades);
	free(w.ic);
	if (room)
		*out = a;
	return room ? RV_OK : RV_ENOMEM;
}

void rv_attribution_free(rv_attribution *a)
{
	free(a->rows);
	*a = (rv_attribution){ 0 };
}
