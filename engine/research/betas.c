#include "engine/research/betas.h"

#include "engine/market/returns.h"
#include "engine/market/symbol.h"
#include "engine/stats/ols2.h"

#include <math.h>

static const double RCOND_LEAST = 1e-10;

void rv_cursor_returns(const rv_cursor *c, size_t coin, size_t n, double *out)
{
	double close[RV_BETAS_DAYS + 1];
	rv_cursor_window(c, RV_PANEL_CLOSE, coin, n + 1, close);
	for (size_t i = 0; i < n; i++)
		out[i] = rv_simple_return(close[i], close[i + 1]);
}

static size_t find(const rv_cursor *c, const char *name)
{
	for (size_t i = 0; i < rv_cursor_coins(c); i++) {
		if (rv_symbol_equal(rv_cursor_name(c, i), name))
			return i;
	}
	return SIZE_MAX;
}

void rv_betas_begin(const rv_cursor *c, const rv_universe_params *u, rv_betas *b)
{
	for (size_t f = 0; f < 2; f++) {
		b->coin[f] = f < u->n_factors ? find(c, u->factors[f]) : SIZE_MAX;
		rv_cursor_returns(c, b->coin[f], RV_BETAS_DAYS, b->returns[f]);
	}
}

void rv_betas_of(const rv_betas *b, const rv_cursor *c, size_t coin, double *btc, double *eth)
{
	double y[RV_BETAS_DAYS];
	*btc = coin == b->coin[0] ? 1.0 : 0.0;
	*eth = coin == b->coin[1] ? 1.0 : 0.0;
	if (coin == b->coin[0] || coin == b->coin[1])
		return;
	rv_cursor_returns(c, coin, RV_BETAS_DAYS, y);
	const rv_ols2 f = rv_ols2_fit(y, b->returns[0], b->returns[1], RV_BETAS_DAYS,
				      RV_BETAS_LEAST, RCOND_LEAST);
	*btc = f.beta[0];
	*eth = f.beta[1];
}
