/*
 * Relative momentum: the pair spread and the two basket spreads of one window.
 *
 * Members are added in row (name) order at every bar, so that a spread is the same to the bit
 * wherever its window lies in the block and however many other symbols there are.
 */
#include "engine/factors/rvm_internal.h"
#include "engine/stats/halflife.h"

#include <math.h>

bool rvm_is_l1(unsigned bits)
{
	return (bits & RV_BASKET_L1) != 0;
}

bool rvm_is_alt(unsigned bits)
{
	return (bits & RV_BASKET_ALTS) != 0 && !rvm_is_l1(bits);
}

bool rvm_is_meme(unsigned bits)
{
	return (bits & RV_BASKET_MEME) != 0;
}

bool rvm_is_rest(unsigned bits)
{
	return !rvm_is_meme(bits);
}

static rv_rvm_spread_value spread_of(const rvm_pass *p, bool available)
{
	const double s =
		available ? rv_half_life_mean(p->w->diff, p->lookback, p->w->weights) : NAN;
	if (isnan(s)) /* nothing in common: as good as unavailable */
		return (rv_rvm_spread_value){ 0.0, 0.0, false };
	return (rv_rvm_spread_value){ s, s * (double)p->lookback, true };
}

static bool leg_available(const rv_rvm *w, size_t row)
{
	return row != SIZE_MAX && w->available[row];
}

static rv_rvm_spread_value pair_spread(const rvm_pass *p)
{
	const rv_rvm *w = p->w;
	if (!leg_available(w, w->pair_long) || !leg_available(w, w->pair_short))
		return spread_of(p, false);
	const double *a = rvm_line(p, w->pair_long), *b = rvm_line(p, w->pair_short);
	size_t common = 0;
	for (size_t k = 0; k < p->lookback; k++) {
		w->diff[k] = a[k] - b[k]; /* NaN when either is */
		common += isnan(w->diff[k]) ? 0 : 1;
	}
	return spread_of(p, common >= rvm_min_returns(p->lookback));
}

/* Sum and count of the finite returns of a group at each bar. */
static void add_group(const rvm_pass *p, bool (*in_side)(unsigned bits), double *sum, double *count)
{
	for (size_t k = 0; k < p->lookback; k++)
		sum[k] = count[k] = 0.0;
	for (size_t row = 0; row < rv_panel_symbols(p->panel); row++) {
		if (!p->w->available[row] || !in_side(p->w->baskets[row]))
			continue;
		const double *line = rvm_line(p, row);
		for (size_t k = 0; k < p->lookback; k++) {
			sum[k] += isnan(line[k]) ? 0.0 : line[k];
			count[k] += isnan(line[k]) ? 0.0 : 1.0;
		}
	}
}

static rv_rvm_spread_value basket_spread(const rvm_pass *p, bool (*in_a)(unsigned bits),
					 bool (*in_b)(unsigned bits))
{
	const rv_rvm *w = p->w;
	add_group(p, in_a, w->sum_a, w->count_a);
	add_group(p, in_b, w->sum_b, w->count_b);
	for (size_t k = 0; k < p->lookback; k++) {
		const bool both = w->count_a[k] > 0.0 && w->count_b[k] > 0.0;
		w->diff[k] = both ? w->sum_a[k] / w->count_a[k] - w->sum_b[k] / w->count_b[k] : NAN;
	}
	return spread_of(p, true);
}

void rvm_spreads(const rvm_pass *p, rv_rvm_spread_value out[RV_SPREAD_N])
{
	out[RV_SPREAD_BTC_VS_ETH] = pair_spread(p);
	out[RV_SPREAD_L1_VS_ALT] = basket_spread(p, rvm_is_l1, rvm_is_alt);
	out[RV_SPREAD_MEME_VS_REST] = basket_spread(p, rvm_is_meme, rvm_is_rest);
}
