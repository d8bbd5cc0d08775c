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

static double mean_in_order(const sa_pass *c, size_t i, size_t t, size_t days)
{
	const rv_panel *panel = c->f->panel;
	const size_t row = c->f->rows[i], col = c->f->col0 + t;
	const double *quote = rv_panel_row(panel, RV_PANEL_VOLUME_QUOTE, row);
	const double *base = rv_panel_row(panel, RV_PANEL_VOLUME_BASE, row);
	const double *close = rv_panel_row(panel, RV_PANEL_CLOSE, row);
	double sum = 0.0;
	if (col + 1 < days)
		return NAN;
	for (size_t k = col + 1 - days; k <= col; k++)
		sum += rv_volume_usd(quote[k], base[k], close[k]);
	return sum / (double)days;
}

static bool liquid(const sa_pass *c, size_t i, size_t t, double sum)
{
	const size_t days = (size_t)c->up->volume_days;
	double mean = sum / (double)days;
	if (t + 1 < days || fabs(mean - c->up->min_volume_usd) <= SUM_TOLERANCE * fabs(mean))
		mean = mean_in_order(c, i, t, days);
	return isfinite(mean) && mean >= c->up->min_volume_usd;
}

/* Closes of the panel before bar t of the frame, counted no further than needed. */
static size_t closes_before(const sa_pass *c, size_t i, size_t t, size_t enough)
{
	const double *close = rv_panel_row(c->f->panel, RV_PANEL_CLOSE, c->f->rows[i]);
	size_t k = 0;
	for (size_t col = c->f->col0 + t; col-- > 0 && k < enough;)
		k += rv_price_known(close[col]);
	return k;
}

/* Sums of the last volume_days volumes for the dates; of a bar too early they stay unset. */
static const rv_triple *volume_sums(const sa_pass *c, size_t i)
{
	const size_t days = (size_t)c->up->volume_days;
	const size_t from = c->t0 + 1 < days ? 0 : c->t0 + 1 - days;
	const double *volume = rv_frame_volume(c->f, i) + from;
	const size_t n = c->f->bars - from;
	if (n < days)
		return NULL;
	for (size_t k = 0; k < n; k++)
		c->w->terms[k] = (rv_triple){ { volume[k], 0.0, 0.0 } };
	rv_window_sums3(c->w->terms, n, days, c->w->work3, c->w->sums);
	return c->w->sums + (c->t0 - from);
}

static void mask_coin(const sa_pass *c, size_t i)
{
	const size_t enough = (size_t)c->up->min_history_closes;
	const double *close = rv_frame_close(c->f, i);
	const rv_triple *sums = volume_sums(c, i);
	size_t closes = closes_before(c, i, c->t0, enough);
	for (size_t d = 0; d < c->dates; d++) {
		const size_t t = c->t0 + d;
		const bool trades = rv_price_known(close[t]);
		closes += trades;
		sa_active(c, d)[i] =
			trades && closes >= enough && liquid(c, i, t, sums ? sums[d].v[0] : NAN);
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
		for (size_t d = 0; d < c->dates; d++)
			sa_active(c, d)[i] = false;
	}
}
