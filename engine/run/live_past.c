/*
 * What past passes found, for the screens that show how it came to be. The bar that is scored is
 * remembered as it is scored; bars from before the engine ran, bars that it missed, and bars that
 * have changed since (history that arrives, a late correction) are replayed: the same step at that
 * bar, over what is known of it now. Newest first, between the passes of live bars.
 */
#include "engine/run/live.h"
#include "engine/run/live_state.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/*
 * Makes room for the entry of a close in a list of close times that ascend; the list's element
 * begins with its close time. NULL: it is older than a full list. Else the entry is at *n's list
 * place, and what was there before it is moved.
 */
static void *slot(void *list, size_t size, size_t cap, size_t *n, int64_t close_ms)
{
	char *p = list;
	size_t at = *n;
	int64_t t = 0;
	while (at > 0) {
		memcpy(&t, p + (at - 1) * size, sizeof(t));
		if (t <= close_ms)
			break;
		at--;
	}
	if (at > 0 && t == close_ms)
		return p + (at - 1) * size;
	if (*n < cap) {
		memmove(p + (at + 1) * size, p + at * size, (*n - at) * size);
		(*n)++;
		return p + at * size;
	}
	if (at == 0)
		return NULL;
	memmove(p, p + size, (at - 1) * size);
	return p + (at - 1) * size;
}

static void remember_pass(rv_live *l, const rv_step_result *r, int64_t close_ms)
{
	rv_view_pass *to =
		slot(l->passes, sizeof(l->passes[0]), RV_VIEW_PASSES, &l->n_passes, close_ms);
	const bool ms = r->ms.close_ms > 0, buckets = r->buckets.close_ms > 0 && r->buckets.n > 0;
	if (!to)
		return;
	*to = (rv_view_pass){
		.bar_close_ms = close_ms,
		.regime = ms ? r->ms.regime : RV_REGIME_UNKNOWN,
		.confidence = ms ? (float)r->ms.confidence : NAN,
		.avg_corr = buckets ? (float)r->buckets.avg_corr_used : NAN,
		.leverage_factor = buckets ? (float)r->buckets.leverage_factor : NAN,
	};
}

static void remember_day(rv_live *l, const rv_idio_result *r)
{
	if (r->close_ms <= 0)
		return;
	rv_view_day *d = slot(l->days, sizeof(l->days[0]), RV_VIEW_DAYS, &l->n_days, r->close_ms);
	if (!d)
		return;
	d->close_ms = r->close_ms;
	d->status = r->ridge_status;
	d->weights_equal = r->weights_equal;
	for (int f = 0; f < RV_IDIO_N; f++)
		d->weights[f] = (float)r->weights[f];
	d->alpha = (float)r->alpha;
	d->r2 = (float)r->r2;
}

/* newest: close that was scored last. A change of it, or behind it, is in the next pass anyway. */
static void make_due(rv_live_due *d, int64_t from, int64_t newest)
{
	if (newest != 0 && from >= newest)
		return;
	const bool done = d->from > d->to;
	d->from = done || from < d->from ? from : d->from;
	d->to = INT64_MAX;
}

/* Bars between the one that was remembered last and this one were missed. */
static void missed(rv_live_due *d, int64_t last, int64_t now, int64_t step)
{
	if (now > last + step)
		make_due(d, last + step, now);
}

void rv_live_remember(rv_live *l)
{
	const int64_t hour = l->asof_bar_close, day = l->result.idio.close_ms;
	if (l->n_passes > 0)
		missed(&l->hours_due, l->passes[l->n_passes - 1].bar_close_ms, hour, RV_HOUR_MS);
	if (l->n_days > 0)
		missed(&l->days_due, l->days[l->n_days - 1].close_ms, day, RV_DAY_MS);
	remember_pass(l, &l->result, hour);
	remember_day(l, &l->result.idio);
}

void rv_live_past_changed(rv_live *l, rv_interval iv, int64_t open_ms)
{
	const int64_t from = open_ms == INT64_MIN ? INT64_MIN : open_ms + rv_interval_ms(iv);
	make_due(&l->hours_due, from, l->asof_bar_close);
	if (iv == RV_INTERVAL_1D)
		make_due(&l->days_due, from, l->result.idio.close_ms);
}

/* What of it lies before the newest bar, in a memory of n bars and in a panel. */
static rv_live_due clipped(const rv_live_due *due, const rv_panel *p, int64_t newest, int64_t n)
{
	static const rv_live_due none = { INT64_MAX, INT64_MIN };
	const int64_t step = rv_interval_ms(rv_panel_interval(p));
	if (newest == 0 || rv_panel_bars(p) == 0)
		return none;
	const int64_t first = rv_panel_open_ms(p, 0) + step, oldest = newest - (n - 1) * step;
	rv_live_due d = *due;
	if (d.from < oldest)
		d.from = oldest;
	if (d.from < first)
		d.from = first;
	if (d.to > newest - step)
		d.to = newest - step;
	return d.from <= d.to ? d : none;
}

static rv_live_due hours_due(const rv_live *l)
{
	return clipped(&l->hours_due, l->hourly, l->asof_bar_close, RV_VIEW_PASSES);
}

static rv_live_due days_due(const rv_live *l)
{
	return clipped(&l->days_due, l->daily, l->result.idio.close_ms, RV_VIEW_DAYS);
}

static size_t bars_of(rv_live_due d, int64_t step)
{
	return d.from > d.to ? 0 : (size_t)((d.to - d.from) / step) + 1;
}

size_t rv_live_past_due(const rv_live *l)
{
	return bars_of(hours_due(l), RV_HOUR_MS) + bars_of(days_due(l), RV_DAY_MS);
}

/* As rv_step at that bar; *run false: no symbol has it. */
static rv_status replay(rv_live *l, const rv_panel *bars, int64_t close_ms, unsigned modules,
			bool *run)
{
	const size_t col = rv_panel_asof_col(bars, close_ms);
	const int64_t step = rv_interval_ms(rv_panel_interval(bars));
	*run = col != SIZE_MAX && rv_panel_open_ms(bars, col) + step == close_ms;
	if (!*run)
		return RV_OK;
	const rv_step_input in = {
		.signal = l->hourly, .daily = l->daily, .asof_ms = close_ms, .modules = modules
	};
	return rv_step_run(l->step, &in, &l->replayed);
}

static rv_status replay_hour(rv_live *l, rv_live_due due)
{
	const int64_t close_ms = due.to;
	bool run;
	const rv_status st = replay(l, l->hourly, close_ms,
				    RV_MODULE_MARKET_STRUCTURE | RV_MODULE_BUCKETS, &run);
	l->hours_due = (rv_live_due){ due.from, close_ms - RV_HOUR_MS };
	if (st == RV_OK && run)
		remember_pass(l, &l->replayed, close_ms);
	return st;
}

static rv_status replay_day(rv_live *l, rv_live_due due)
{
	const int64_t close_ms = due.to;
	bool run;
	const rv_status st = replay(l, l->daily, close_ms, RV_MODULE_STAT_ARB, &run);
	l->days_due = (rv_live_due){ due.from, close_ms - RV_DAY_MS };
	if (st == RV_OK && run)
		remember_day(l, &l->replayed.idio);
	return st;
}

static rv_status replay_one(rv_live *l)
{
	const rv_live_due hours = hours_due(l), days = days_due(l);
	if (hours.from <= hours.to)
		return replay_hour(l, hours);
	return days.from <= days.to ? replay_day(l, days) : RV_OK;
}

rv_status rv_live_replay_past(rv_live *l, size_t bars)
{
	rv_status st = RV_OK;
	for (; bars > 0 && !l->dirty && st == RV_OK && rv_live_past_due(l) > 0; bars--)
		st = replay_one(l);
	return st;
}
