/* Relative momentum: defaults, names and ranges of its parameters; see rv_momentum.h. */
#include "engine/factors/rvm_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { MIN_RETURNS = 12 };

void rv_rvm_params_default(rv_rvm_params *p)
{
	*p = (rv_rvm_params){
		.enabled = true,
		.lookback_bars = 48,
		.half_life_bars = 24.0,
		.normalize_mode = RV_RVM_ZSCORE,
		.btc_vs_eth_weight = 0.35,
		.l1_vs_alt_weight = 0.35,
		.meme_vs_rest_weight = 0.20,
		.per_symbol_weight = 0.10,
		.max_abs_score = 1.0,
		.term_sd_days = RV_RVM_SD_DAYS_MAX,
		.term_sd_min = 60,
	};
}

static void set_name(char out[RV_SYMBOL_MAX], const char *name)
{
	const size_t len = strlen(name);
	assert(len < RV_SYMBOL_MAX);
	memcpy(out, name, len + 1);
}

static void set_group(rv_rvm_group *g, const char *const *names, size_t n)
{
	for (g->n = 0; g->n < n; g->n++)
		set_name(g->symbols[g->n], names[g->n]);
}

void rv_rvm_baskets_default(rv_rvm_baskets *b)
{
	static const char *const l1[] = { "BTC", "ETH", "SOL" };
	static const char *const alts[] = { "LTC", "LINK", "SUI" };
	static const char *const meme[] = { "DOGE", "WIF" };
	memset(b, 0, sizeof(*b));
	set_name(b->pair_long, "BTC");
	set_name(b->pair_short, "ETH");
	set_group(&b->l1, l1, sizeof(l1) / sizeof(l1[0]));
	set_group(&b->alts, alts, sizeof(alts) / sizeof(alts[0]));
	set_group(&b->meme, meme, sizeof(meme) / sizeof(meme[0]));
}

const char *rv_spread_name(rv_spread s)
{
	static const char *const names[RV_SPREAD_N] = {
		[RV_SPREAD_BTC_VS_ETH] = "btc_vs_eth",
		[RV_SPREAD_L1_VS_ALT] = "l1_vs_alt",
		[RV_SPREAD_MEME_VS_REST] = "meme_vs_rest",
	};
	return (unsigned)s < RV_SPREAD_N ? names[s] : "unknown";
}

static bool sd_ok(const rv_rvm_params *p)
{
	return !p->term_sd || (p->term_sd_days >= 1 && p->term_sd_days <= RV_RVM_SD_DAYS_MAX &&
			       p->term_sd_min >= 2);
}

static bool params_ok(const rv_rvm_params *p)
{
	return p->lookback_bars >= 2 && p->lookback_bars <= RV_RVM_LOOKBACK_MAX &&
	       isfinite(p->half_life_bars) &&
	       (p->normalize_mode == RV_RVM_ZSCORE || p->normalize_mode == RV_RVM_RANK) &&
	       isfinite(p->btc_vs_eth_weight) && isfinite(p->l1_vs_alt_weight) &&
	       isfinite(p->meme_vs_rest_weight) && isfinite(p->per_symbol_weight) &&
	       isfinite(p->unlisted_own_weight) && p->max_abs_score > 0.0 &&
	       p->max_abs_score <= 1.0 && sd_ok(p);
}

static bool baskets_ok(const rv_rvm_baskets *b)
{
	return b->l1.n <= RV_RVM_BASKET_CAP && b->alts.n <= RV_RVM_BASKET_CAP &&
	       b->meme.n <= RV_RVM_BASKET_CAP;
}

rv_status rvm_check(const rv_rvm *w, const rv_rvm_params *p, const rv_rvm_baskets *baskets,
		    const rv_panel *panel, size_t asof_col)
{
	if (!params_ok(p) || !baskets_ok(baskets))
		return RV_EINVAL;
	if ((size_t)p->lookback_bars > w->max_lookback ||
	    rv_panel_symbols(panel) > w->max_symbols || asof_col >= rv_panel_bars(panel))
		return RV_EINVAL;
	return RV_OK;
}

size_t rvm_min_returns(size_t lookback)
{
	const size_t half = (lookback + 1) / 2;
	const size_t least = half > MIN_RETURNS ? half : MIN_RETURNS;
	return least < lookback ? least : lookback;
}
