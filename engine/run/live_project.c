/* The open day as if it closed now; see rv_live_project. */
#include "engine/run/live.h"
#include "engine/run/live_state.h"

#include <math.h>
#include <stdint.h>

/* Highest high and lowest low of the day's hours that have closed, NAN for none. */
static void range_of_hours(const rv_live *l, const char *name, int64_t day, double *high,
			   double *low)
{
	const size_t row = rv_panel_find(l->hourly, name);
	*high = *low = NAN;
	for (int64_t t = day; row != SIZE_MAX && t < day + RV_DAY_MS; t += RV_HOUR_MS) {
		const size_t col = rv_panel_col(l->hourly, t);
		if (col == SIZE_MAX)
			continue;
		*high = fmax(*high, rv_panel_row(l->hourly, RV_PANEL_HIGH, row)[col]);
		*low = fmin(*low, rv_panel_row(l->hourly, RV_PANEL_LOW, row)[col]);
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

static rv_bar day_bar(const rv_live *l, const rv_live_symbol *s, size_t row, int64_t day)
{
	const size_t before = rv_panel_col(l->daily, day - RV_DAY_MS);
	rv_bar b = { .t = day, .close = s->quote->mid };
	range_of_hours(l, s->in.name, day, &b.high, &b.low);
	widen_by_open_hour(s->quote, day, &b.high, &b.low);
	b.high = fmax(b.high, b.close);
	b.low = fmin(b.low, b.close);
	b.open = rv_panel_row(l->daily, RV_PANEL_CLOSE, row)[before];
	b.volume_base = rv_panel_row(l->daily, RV_PANEL_VOLUME_BASE, row)[before];
	b.volume_quote = rv_panel_row(l->daily, RV_PANEL_VOLUME_QUOTE, row)[before];
	return b;
}

static rv_status put_day(rv_live *l, size_t row, const rv_bar *b)
{
	static const rv_panel_field fields[] = { RV_PANEL_FUNDING, RV_PANEL_FUNDING_HOURS,
						 RV_PANEL_MCAP };
	const size_t before = rv_panel_col(l->daily, b->t - RV_DAY_MS);
	rv_status st = rv_panel_put(l->projected, row, b);
	for (size_t i = 0; st == RV_OK && i < sizeof(fields) / sizeof(fields[0]); i++)
		st = rv_panel_put_value(l->projected, row, fields[i], b->t,
					rv_panel_row(l->daily, fields[i], row)[before]);
	return st;
}

/* A coin that had no yesterday has no day to project: it waits for its first bar. */
static rv_status project_coin(rv_live *l, const rv_live_symbol *s, int64_t day, int64_t oldest_at)
{
	const size_t row = rv_panel_find(l->daily, s->in.name);
	const size_t before = rv_panel_col(l->daily, day - RV_DAY_MS);
	if (row == SIZE_MAX || !s->quote || s->in.delisted || !(s->quote->mid > 0.0) ||
	    s->quote->mid_at == RV_NEVER || s->quote->mid_at < oldest_at ||
	    !isfinite(rv_panel_row(l->daily, RV_PANEL_CLOSE, row)[before]))
		return RV_OK;
	const rv_bar b = day_bar(l, s, row, day);
	return put_day(l, row, &b);
}

rv_status rv_live_project(rv_live *l, int64_t utc_ms, int64_t oldest_at, const rv_step_result **out)
{
	const int64_t day = rv_time_floor(utc_ms, RV_DAY_MS);
	*out = NULL;
	if (rv_panel_asof_col(l->daily, day) == SIZE_MAX ||
	    rv_panel_asof_col(l->daily, day) != rv_panel_col(l->daily, day - RV_DAY_MS))
		return RV_ENOENT;
	rv_status st = rv_panel_copy(l->projected, l->daily);
	for (size_t i = 0; st == RV_OK && i < l->n; i++)
		st = project_coin(l, &l->symbols[i], day, oldest_at);
	if (st != RV_OK)
		return st;
	const rv_step_input in = { .signal = l->hourly,
				   .daily = l->projected,
				   .asof_ms = day + RV_DAY_MS,
				   .s5 = &l->s5,
				   .factor_weights = rv_live_weights(l) };
	st = rv_step_run(l->step, &in, &l->projected_result);
	*out = st == RV_OK ? &l->projected_result : NULL;
	return st;
}
