/* The carry part of the hybrid score: what a side earns in funding; see hybrid.h. */
#include "engine/score/hybrid_internal.h"
#include "engine/stats/quantile.h"

#include <math.h>

enum { PERIODS_8H_OF_DAY = 3, PERIODS_8H_OF_YEAR = 1095 };

/* The newest known day that is not too old at the signal's close, and when it closed. */
static double newest_funding(const hybrid_pass *h, const rv_frame *daily, size_t row,
			     int64_t *close_ms)
{
	const double *paid = rv_frame_field(daily, RV_PANEL_FUNDING, row);
	for (size_t back = 0; back < daily->bars; back++) {
		const size_t t = daily->bars - 1 - back;
		const int64_t close = daily->close_ms - (int64_t)back * RV_DAY_MS;
		if ((h->signal->close_ms - close) / RV_DAY_MS > h->p->funding_max_age_days)
			break;
		if (isfinite(paid[t])) {
			*close_ms = close;
			return paid[t] / PERIODS_8H_OF_DAY;
		}
	}
	return NAN;
}

void hybrid_fill_funding(const hybrid_pass *h, const rv_frame *daily)
{
	double *funding = h->w->funding;
	const size_t n = h->signal->n;
	for (size_t i = 0; i < n; i++) {
		const size_t row =
			daily ? rv_frame_find(daily, rv_frame_name(h->signal, i)) : SIZE_MAX;
		const bool listed = row != SIZE_MAX && rv_frame_trades(h->signal, i);
		int64_t *close_ms = &h->w->funding_close_ms[i];
		*close_ms = 0;
		funding[i] = listed ? newest_funding(h, daily, row, close_ms) : NAN;
	}
	if (!h->p->carry_minus_median)
		return;
	const double median = rv_median(funding, n, 1, h->w->work);
	for (size_t i = 0; i < n; i++)
		funding[i] -= median;
}

double rv_carry_score(const rv_hybrid_params *p, double funding_8h, rv_direction side)
{
	const double annual = funding_8h * PERIODS_8H_OF_YEAR;
	const double earned = side == RV_LONG ? -annual : annual;
	return 0.5 + 0.5 * tanh(earned / p->carry_scale);
}
