/*
 * Who is in the universe at each date, by the rule of engine/market/universe.c and its sums, so
 * that the mask at the as-of bar is that module's answer to the bit.
 */
#include "engine/factors/sa_internal.h"

#include "engine/market/returns.h"

#include <math.h>

/* What a sliding sum may differ by from one in order: within it the mean is summed again. */
#define SUM_TOLERANCE 1e-9

/*
 * Names that are never in: what the universe of the as-of bar says of the row. Rows ascend in both
 * lists, so that *at walks through the universe once.
 */
static bool never_in(const sa_pass *c, size_t row, size_t *at)
{
	while (*at < c->universe->n && c->universe->entries[*at].row < row)
		(*at)++;
	if (*at == c->universe->n || c->universe->entries[*at].row != row)
		return true;
	const rv_universe_reason why = c->universe->entries[*at].reason;
	return why == RV_UNIVERSE_FACTOR || why == RV_UNIVERSE_INDEX || why == RV_UNIVERSE_STABLE;
}

static double mean_in_order(const sa_pass *c, size_t i, size_t col, size_t days)
{
	const rv_panel *panel = c->f->panel;
	const size_t row = c->f->rows[i];
	const double *quote = rv_panel_row(panel, RV_PANEL_VOLUME_QUOTE, row);
	const double *base = rv_panel_row(panel, RV_PANEL_VOLUME_BASE, row);
	const double *close = rv_panel_row(panel, RV_PANEL_CLOSE, row);
	double sum = 0.0;
	if (col + 1 < days)
		return NAN;
	for (size_t k = col + 1 - days; k <= col; k++)
		sum += rv_volume_usd(quote[k], base[k], close[k]);
	return isfinite(sum) ? sum / (double)days : NAN;
}

static bool close_to(double mean, double border)
{
	return fabs(mean - border) <= SUM_TOLERANCE * fabs(mean);
}

/* From a sliding sum where that decides, else in the universe's order. sum: NULL = there is none.
 */
static double mean_at(const sa_pass *c, size_t i, size_t col, const rv_triple *sum)
{
	const size_t days = (size_t)c->up->volume_days;
	const double mean = sum ? sum->v[0] / (double)days : NAN;
	if (!sum || close_to(mean, c->up->min_volume_usd) ||
	    close_to(mean, rv_universe_exit_volume(c->up)))
		return mean_in_order(c, i, col, days);
	return mean;
}

/* Closes of the panel before a column, counted no further than needed. */
static size_t closes_before(const double *close, size_t col, size_t enough)
{
	size_t k = 0;
	while (col-- > 0 && k < enough)
		k += rv_price_known(close[col]);
	return k;
}

/*
 * Sums of the last volume_days volumes at the frame's bars from `first` on; NULL where a frame has
 * too few bars for one.
 */
static const rv_triple *volume_sums(const sa_pass *c, size_t i, size_t first)
{
	const size_t days = (size_t)c->up->volume_days;
	const size_t from = first + 1 < days ? 0 : first + 1 - days;
	const double *volume = rv_frame_volume(c->f, i) + from;
	const size_t n = c->f->bars - from;
	if (n < days)
		return NULL;
	for (size_t k = 0; k < n; k++)
		c->w->terms[k] = (rv_triple){ { volume[k], 0.0, 0.0 } };
	rv_window_sums3(c->w->terms, n, days, c->w->work3, c->w->sums);
	return c->w->sums + (first - from);
}

/* Panel column at which the replay of the first date's state begins. */
static size_t replay_from(const sa_pass *c)
{
	const size_t col = c->f->col0 + c->t0;
	const size_t back = rv_universe_has_band(c->up) ? (size_t)c->up->replay_days - 1 : 0;
	return col < back ? 0 : col - back;
}

/* Bars before the frame, and those too early in it for a sliding sum, are summed in order. */
static void mask_coin(const sa_pass *c, size_t i)
{
	const rv_panel *panel = c->f->panel;
	const double *close = rv_panel_row(panel, RV_PANEL_CLOSE, c->f->rows[i]);
	const size_t enough = (size_t)c->up->min_history_closes, days = (size_t)c->up->volume_days;
	const size_t from = replay_from(c), col0 = c->f->col0;
	const size_t first = from > col0 ? from - col0 : 0; /* bar of the frame */
	const rv_triple *sums = volume_sums(c, i, first);
	size_t closes = closes_before(close, from, enough);
	rv_universe_state state = { 0 };
	for (size_t col = from; col < col0 + c->f->bars; col++) {
		const bool trades = rv_price_known(close[col]);
		const size_t t = col - col0; /* wraps before the frame, where it is not used */
		const bool slides = sums && col >= col0 && t + 1 >= days;
		closes += trades;
		const double mean = trades && closes >= enough
					    ? mean_at(c, i, col, slides ? sums + (t - first) : NULL)
					    : NAN;
		const bool in = rv_universe_day(c->up, &state, mean);
		if (col < col0 + c->t0)
			continue;
		sa_active(c, t - c->t0)[i] = in;
		if (c->falling)
			c->falling[(t - c->t0) * c->stride + i] =
				in && mean < c->up->min_volume_usd;
	}
}

void sa_masks(const sa_pass *c)
{
	size_t at = 0;
	for (size_t i = 0; i < c->f->n; i++) {
		if (!never_in(c, c->f->rows[i], &at)) {
			mask_coin(c, i);
			continue;
		}
		for (size_t d = 0; d < c->dates; d++) {
			sa_active(c, d)[i] = false;
			if (c->falling)
				c->falling[d * c->stride + i] = false;
		}
	}
}
