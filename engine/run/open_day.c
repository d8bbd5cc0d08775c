/* See open_day.h. */
#include "engine/run/open_day.h"

#include <math.h>

static const rv_panel_field fields[] = { RV_PANEL_FUNDING, RV_PANEL_FUNDING_HOURS, RV_PANEL_MCAP };

enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

bool rv_open_day_may(const rv_panel *daily, size_t row, int64_t day)
{
	const size_t before = rv_panel_col(daily, day - RV_DAY_MS);
	return before != SIZE_MAX && isfinite(rv_panel_row(daily, RV_PANEL_CLOSE, row)[before]);
}

rv_status rv_open_day_put(rv_panel *to, const rv_panel *daily, size_t row, int64_t day, rv_bar b)
{
	const size_t before = rv_panel_col(daily, day - RV_DAY_MS);
	double value[FIELDS];
	for (size_t i = 0; i < FIELDS; i++) /* first: a new column moves the others */
		value[i] = rv_panel_row(daily, fields[i], row)[before];
	b.t = day;
	b.high = fmax(b.high, b.close);
	b.low = fmin(b.low, b.close);
	b.open = rv_panel_row(daily, RV_PANEL_CLOSE, row)[before];
	b.volume_base = rv_panel_row(daily, RV_PANEL_VOLUME_BASE, row)[before];
	b.volume_quote = rv_panel_row(daily, RV_PANEL_VOLUME_QUOTE, row)[before];
	rv_status st = rv_panel_put(to, row, &b);
	for (size_t i = 0; st == RV_OK && i < FIELDS; i++)
		st = rv_panel_put_value(to, row, fields[i], day, value[i]);
	return st;
}
