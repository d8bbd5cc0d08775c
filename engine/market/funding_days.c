/* Funding payments and market caps as daily values; see funding_days.h. */
#include "engine/market/funding_days.h"

#include <assert.h>
#include <math.h>

static int64_t hour_of(const rv_funding *f)
{
	return rv_time_floor(f->t, RV_HOUR_MS);
}

/* Does a row of a shorter interval fall into the hours of its day that row i stands for? */
static bool overlapped(const rv_funding *rows, size_t n, size_t i)
{
	const int64_t start = hour_of(&rows[i]), day = rv_time_floor(start, RV_DAY_MS);
	const double end = (double)start + rows[i].interval_h * (double)RV_HOUR_MS;
	for (size_t k = i; k-- > 0 && hour_of(&rows[k]) == start;) {
		if (rows[k].interval_h < rows[i].interval_h)
			return true;
	}
	for (size_t k = i + 1; k < n && rows[k].t < day + RV_DAY_MS; k++) {
		if ((double)hour_of(&rows[k]) >= end)
			return false;
		if (rows[k].interval_h < rows[i].interval_h)
			return true;
	}
	return false;
}

/* First row with t >= ms. */
static size_t first_from(const rv_funding *rows, size_t n, int64_t ms)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (rows[mid].t < ms)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

rv_funding_day rv_funding_day_of(const rv_funding *rows, size_t n, int64_t day_ms, double min_hours)
{
	double sum = 0.0, hours = 0.0;
	for (size_t i = first_from(rows, n, day_ms); i < n && rows[i].t < day_ms + RV_DAY_MS; i++) {
		const rv_funding *f = &rows[i];
		if (!isfinite(f->rate) || !(f->interval_h > 0.0))
			continue;
		if (f->interval_h > 1.0 && overlapped(rows, n, i))
			continue;
		sum += f->rate;
		hours += f->interval_h;
	}
	hours = fmin(hours, 24.0);
	const bool enough = hours > 0.0 && hours >= min_hours;
	return (rv_funding_day){ enough ? sum * 24.0 / hours : NAN, hours };
}

/* Writes a value where it is another one. The column exists, so that nothing can fail. */
static bool put(rv_panel *p, size_t row, rv_panel_field f, int64_t open_ms, double value)
{
	const size_t col = rv_panel_col(p, open_ms);
	assert(col != SIZE_MAX);
	const double old = rv_panel_row(p, f, row)[col];
	const bool same = isnan(value) ? isnan(old) : value >= old && value <= old;
	return !same && rv_panel_put_value(p, row, f, open_ms, value) == RV_OK;
}

static int64_t day_of(int64_t t)
{
	return rv_time_floor(t, RV_DAY_MS);
}

bool rv_funding_days_put(rv_panel *daily, size_t row, const rv_funding *rows, size_t n,
			 int64_t from, int64_t asof_ms, double min_hours)
{
	bool changed = false;
	for (size_t i = first_from(rows, n, from); i < n;) {
		const int64_t day = day_of(rows[i].t), end = day + RV_DAY_MS;
		if (end > asof_ms)
			break;
		if (rv_panel_col(daily, day) != SIZE_MAX) {
			const rv_funding_day d = rv_funding_day_of(rows, n, day, min_hours);
			changed |= put(daily, row, RV_PANEL_FUNDING, day, d.paid);
			changed |= put(daily, row, RV_PANEL_FUNDING_HOURS, day, d.hours);
		}
		while (i < n && rows[i].t < end)
			i++;
	}
	return changed;
}

bool rv_mcap_days_put(rv_panel *daily, size_t row, const rv_mcap *rows, size_t n, int64_t asof_ms)
{
	bool changed = false;
	for (size_t i = 0; i < n; i++) {
		const int64_t day = day_of(rows[i].t);
		if (day + RV_DAY_MS <= asof_ms && rv_panel_col(daily, day) != SIZE_MAX)
			changed |= put(daily, row, RV_PANEL_MCAP, day, rows[i].market_cap_usd);
	}
	return changed;
}
