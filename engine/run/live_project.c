/* The open day as if it closed now; see rv_live_project. */
#include "engine/run/live.h"
#include "engine/run/live_state.h"
#include "engine/run/open_day.h"

#include <math.h>
#include <stdint.h>

/* The hours that have closed by then: a venue whose clock is ahead may have told of a later one. */
static const rv_panel *hours_until(rv_live *l, int64_t utc_ms)
{
	const size_t col = rv_panel_asof_col(l->hourly, utc_ms);
	if (col == SIZE_MAX)
		return NULL;
	rv_panel_past_seek(l->closed_hours, l->hourly, col);
	return l->closed_hours;
}

/* Highest high and lowest low of the day's hours, NAN for none. */
static void range_of_hours(const rv_panel *hours, const char *name, int64_t day, double *high,
			   double *low)
{
	const size_t row = hours ? rv_panel_find(hours, name) : SIZE_MAX;
	*high = *low = NAN;
	for (int64_t t = day; row != SIZE_MAX && t < day + RV_DAY_MS; t += RV_HOUR_MS) {
		const size_t col = rv_panel_col(hours, t);
		if (col == SIZE_MAX)
			continue;
		*high = fmax(*high, rv_panel_row(hours, RV_PANEL_HIGH, row)[col]);
		*low = fmin(*low, rv_panel_row(hours, RV_PANEL_LOW, row)[col]);
	}
}

/* The open hour's extremes, where the venue tells them. */
static void widen_by_open_hour(const rv_quote *q, int64_t day, double *high, double *low)
{
	if (q->forming.t < day)
		return;
	*high = fmax(*high, q->forming.high);
	*low = fmin(*low, q->forming.low);
}

static rv_bar day_bar(const rv_live_symbol *s, const rv_panel *hours, int64_t day)
{
	rv_bar b = { .close = s->quote->mid };
	range_of_hours(hours, s->in.name, day, &b.high, &b.low);
	widen_by_open_hour(s->quote, day, &b.high, &b.low);
	return b;
}

/* A coin that had no yesterday has no day to project: it waits for its first bar. */
static bool is_known(const rv_live *l, const rv_live_symbol *s, size_t row, int64_t day,
		     int64_t oldest_at)
{
	return s->quote && !s->in.delisted && s->quote->mid > 0.0 && s->quote->mid_at != RV_NEVER &&
	       s->quote->mid_at >= oldest_at && rv_open_day_may(l->daily, row, day);
}

/* The coin has no bar of the day, whatever has been told of it already. */
static rv_status forget_day(rv_live *l, size_t row, int64_t day)
{
	const rv_bar none = { day, NAN, NAN, NAN, NAN, NAN, NAN };
	if (rv_panel_first_ms(l->projected, row) >= day)
		rv_panel_clear_row(l->projected, row);
	return rv_panel_col(l->projected, day) == SIZE_MAX ? RV_OK
							   : rv_panel_put(l->projected, row, &none);
}

static rv_status project_coin(rv_live *l, const rv_live_symbol *s, const rv_panel *hours,
			      int64_t day, int64_t oldest_at)
{
	const size_t row = rv_panel_find(l->daily, s->in.name);
	if (row == SIZE_MAX)
		return RV_OK;
	if (!is_known(l, s, row, day, oldest_at))
		return forget_day(l, row, day);
	return rv_open_day_put(l->projected, l->daily, row, day, day_bar(s, hours, day));
}

rv_status rv_live_project(rv_live *l, int64_t utc_ms, int64_t oldest_at, const rv_step_result **out)
{
	const int64_t day = rv_time_floor(utc_ms, RV_DAY_MS);
	*out = NULL;
	if (rv_panel_asof_col(l->daily, day) == SIZE_MAX ||
	    rv_panel_asof_col(l->daily, day) != rv_panel_col(l->daily, day - RV_DAY_MS))
		return RV_ENOENT;
	const rv_panel *hours = hours_until(l, utc_ms);
	if (!hours && rv_panel_bars(l->hourly) > 0)
		return RV_ENOENT; /* what is there is of the time to come */
	rv_status st = rv_panel_copy(l->projected, l->daily);
	l->projected_day = day;
	for (size_t i = 0; st == RV_OK && i < l->n; i++)
		st = project_coin(l, &l->symbols[i], hours, day, oldest_at);
	if (st != RV_OK)
		return st;
	const rv_step_input in = { .signal = hours ? hours : l->hourly,
				   .daily = l->projected,
				   .asof_ms = day + RV_DAY_MS,
				   .s5 = &l->s5,
				   .factor_weights = rv_live_weights(l) };
	st = rv_step_run(l->step, &in, &l->projected_result);
	*out = st == RV_OK ? &l->projected_result : NULL;
	return st;
}

bool rv_live_projected_bar(const rv_live *l, size_t i, rv_bar *out)
{
	const size_t row = rv_panel_find(l->projected, l->symbols[i].in.name);
	const size_t col = rv_panel_col(l->projected, l->projected_day);
	if (row == SIZE_MAX || col == SIZE_MAX)
		return false;
	*out = (rv_bar){ .t = l->projected_day,
			 .open = rv_panel_row(l->projected, RV_PANEL_OPEN, row)[col],
			 .high = rv_panel_row(l->projected, RV_PANEL_HIGH, row)[col],
			 .low = rv_panel_row(l->projected, RV_PANEL_LOW, row)[col],
			 .close = rv_panel_row(l->projected, RV_PANEL_CLOSE, row)[col],
			 .volume_base = rv_panel_row(l->projected, RV_PANEL_VOLUME_BASE, row)[col],
			 .volume_quote =
				 rv_panel_row(l->projected, RV_PANEL_VOLUME_QUOTE, row)[col] };
	return isfinite(out->close);
}
