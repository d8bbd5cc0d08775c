/* Relative momentum: who is in which basket, the block of returns, who is available. */
#include "engine/factors/rvm_internal.h"
#include "engine/market/returns.h"
#include "engine/market/symbol.h"

#include <assert.h>
#include <math.h>

static bool in_group(const rv_rvm_group *g, const char *name)
{
	for (size_t i = 0; i < g->n; i++) {
		if (rv_symbol_equal(g->symbols[i], name))
			return true;
	}
	return false;
}

/* The row spelled exactly so, else the first that differs in case only. */
static size_t find_leg(const rv_panel *panel, const char *name)
{
	const size_t exact = rv_panel_find(panel, name);
	if (exact != SIZE_MAX)
		return exact;
	for (size_t row = 0; row < rv_panel_symbols(panel); row++) {
		if (rv_symbol_equal(rv_panel_name(panel, row), name))
			return row;
	}
	return SIZE_MAX;
}

unsigned rv_rvm_baskets_of(const rv_rvm_baskets *b, const char *name)
{
	return (in_group(&b->l1, name) ? RV_BASKET_L1 : 0U) |
	       (in_group(&b->alts, name) ? RV_BASKET_ALTS : 0U) |
	       (in_group(&b->meme, name) ? RV_BASKET_MEME : 0U);
}

void rvm_resolve(rv_rvm *w, const rv_rvm_baskets *b, const rv_panel *panel)
{
	for (size_t row = 0; row < rv_panel_symbols(panel); row++)
		w->baskets[row] = rv_rvm_baskets_of(b, rv_panel_name(panel, row));
	w->pair_long = find_leg(panel, b->pair_long);
	w->pair_short = find_leg(panel, b->pair_short);
}

void rvm_fill_returns(rv_rvm *w, const rv_panel *panel, size_t last_col, size_t n)
{
	assert(n <= w->width);
	/* The return that ends at column c needs column c - 1: column 0 has none. */
	const size_t known = last_col < n ? last_col : n;
	for (size_t row = 0; row < rv_panel_symbols(panel); row++) {
		double *line = w->returns + row * w->width;
		for (size_t k = 0; k < n - known; k++)
			line[k] = NAN;
		const double *close = rv_panel_row(panel, RV_PANEL_CLOSE, row);
		rv_log_returns(close + last_col - known, known + 1, line + n - known);
	}
}

static size_t count_known(const double *line, size_t n)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		k += isnan(line[i]) ? 0 : 1; /* a return is finite or NaN */
	return k;
}

void rvm_set_available(const rvm_pass *p)
{
	const size_t least = rvm_min_returns(p->lookback);
	for (size_t row = 0; row < rv_panel_symbols(p->panel); row++) {
		const double close = rv_panel_row(p->panel, RV_PANEL_CLOSE, row)[p->asof_col];
		const size_t n = count_known(rvm_line(p, row), p->lookback);
		p->w->n_returns[row] = n;
		p->w->available[row] = p->params->enabled &&
				       rv_panel_kind(p->panel, row) == RV_KIND_PERP &&
				       rv_price_known(close) && n >= least;
	}
}
