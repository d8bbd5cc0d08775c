/*
 * From single funding payments to one value a day of a daily panel.
 *
 * A payment belongs to the day [00:00, 24:00) of its stamp; a stamp may be some ms after its hour.
 * So 24 hourly rows, or those of 0, 8 and 16 h, make a day: a row stands for the interval_h hours
 * from its own on. It is dropped when a row of a shorter interval of the same day falls into them:
 * a venue that changed from 8-hourly to hourly payments published both. The hours of a day are the
 * sum of interval_h of its rows, at most 24; under min_hours the day is missing, otherwise its
 * value is sum * 24 / hours. No other day's rows matter. Pure. Formulas:
 * docs/formulas.md#funding-days.
 */
#ifndef RV_MARKET_FUNDING_DAYS_H
#define RV_MARKET_FUNDING_DAYS_H

#include "engine/market/panel.h"

/* Least hours of a day that its value may stand for; a setting, this is its default. */
#define RV_FUNDING_MIN_HOURS 20.0

typedef struct rv_funding_day {
	double paid;  /* per unit notional over 24 hours, long pays +; NaN = missing */
	double hours; /* 0 .. 24 that the rows cover */
} rv_funding_day;

/*
 * The day that opens at day_ms, from its rows among rows [n], which ascend by t. A rate that is not
 * finite is no payment.
 */
rv_funding_day rv_funding_day_of(const rv_funding *rows, size_t n, int64_t day_ms,
				 double min_hours);

/*
 * Writes RV_PANEL_FUNDING and RV_PANEL_FUNDING_HOURS of every day from `from` on that the panel has
 * a column for and that has closed by asof_ms. A day without rows is unknown in both. True when a
 * value changed. row: of the panel; daily: a 1d panel.
 */
bool rv_funding_days_put(rv_panel *daily, size_t row, const rv_funding *rows, size_t n,
			 int64_t from, int64_t asof_ms, double min_hours);

/*
 * The same for RV_PANEL_MCAP: a cap belongs to the day of its t, and is known when the day has
 * closed.
 */
bool rv_mcap_days_put(rv_panel *daily, size_t row, const rv_mcap *rows, size_t n, int64_t asof_ms);

#endif
