/* Hybrid score: defaults, ranges and names; see hybrid.h. */
#include "engine/score/hybrid_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void set_list(char (*list)[RV_SYMBOL_MAX], size_t *n, const char *const *names, size_t count)
{
	for (*n = 0; *n < count; (*n)++) {
		const size_t len = strlen(names[*n]);
		assert(len < RV_SYMBOL_MAX);
		memcpy(list[*n], names[*n], len + 1);
	}
}

static void set_tables(rv_hybrid_params *p)
{
	static const double weights[RV_PART_N] = { 0.40, 0.25, 0.20, 0.15 };
	static const double modifiers[RV_VOL_N][RV_PART_N] = {
		{ 1.0, 1.0, 1.0, 1.0 },
		{ 1.0, 1.0, 1.0, 1.0 },
		{ 1.0, 0.7, 0.9, 1.0 },
		{ 1.0, 0.4, 0.8, 1.1 },
	};
	static const double size[RV_TIER_N][RV_VOL_N] = {
		{ 1.15, 1.0, 0.75, 0.5 },
		{ 1.1, 1.0, 0.7, 0.4 },
		{ 1.0, 0.9, 0.6, 0.3 },
		{ 0.9, 0.8, 0.5, 0.2 },
	};
	static const double cuts[3] = { 0.6, 1.2, 1.8 };
	memcpy(p->weights, weights, sizeof(weights));
	memcpy(p->vol_modifiers, modifiers, sizeof(modifiers));
	memcpy(p->tier_size, size, sizeof(size));
	memcpy(p->vol_cuts, cuts, sizeof(cuts));
}

static void set_lists(rv_hybrid_params *p)
{
	static const char *const no_carry[] = { "BTC" }, *const core[] = { "BTC", "ETH" };
	static const char *const satellite[] = { "SOL", "DOGE", "LINK", "WIF" };
	static const char *const tactical[] = { "LTC", "SUI" };
	set_list(p->carry_override_symbols, &p->n_carry_overrides, no_carry, 1);
	set_list(p->tiers[RV_TIER_CORE], &p->n_tier[RV_TIER_CORE], core, 2);
	set_list(p->tiers[RV_TIER_SATELLITE], &p->n_tier[RV_TIER_SATELLITE], satellite, 4);
	set_list(p->tiers[RV_TIER_TACTICAL], &p->n_tier[RV_TIER_TACTICAL], tactical, 2);
}

static const rv_expectancy_params expectancy_default = {
	.mature_trades = 30,
	.scale = 0.5,
	.hit_weight = 0.3,
	.prior_trades = 60.0,
	.prior_floor = 0.10,
	.prior_gain = 10.0,
	.prior_vol = { 0.02, 0.0, -0.03, -0.06 },
	.prior_part = { 0.06, 0.04, 0.0, 0.08 },
};

static const rv_router_params router_default = {
	.mature_fills = 20,
	.fallback_weight = 0.3,
	.reject_weight = 0.5,
	.reject_max = 0.2,
	.slip_free_bps = 5.0,
	.slip_steep_bps = 15.0,
	.slip_unit_bps = 100.0,
	.slip_steep_base = 0.1,
	.slip_max = 0.2,
	.quality_base = 0.8,
	.quality_min = 0.2,
	.bucket_penalty = { 0.0, 0.05, 0.15 },
	.drift_bonus = 0.10,
	.drift_yellow_bps = 2.0,
	.drift_red_bps = 6.0,
	.drift_yellow = 0.08,
	.drift_red = 0.18,
	.twap_skip_weight = 0.10,
	.low = 0.5,
	.high = 0.9,
	.low_multiplier = 0.5,
	.high_multiplier = 1.05,
};

void rv_hybrid_params_default(rv_hybrid_params *p)
{
	memset(p, 0, sizeof(*p)); /* padding too: results are compared by bytes */
	p->rv_weight = 0.10;
	p->rv_min_for_long = -0.5;
	p->rv_max_for_short = 0.5;
	p->rv_filter = RV_RVFILTER_DROP;
	p->downrank = 0.10;
	p->tie_band = 0.02;
	p->emission_floor = 0.35;
	p->pass_long = 0.55;
	p->pass_short = 0.50;
	p->min_router_quality = 0.35;
	p->decay_minutes = 45.0;
	p->decay_floor = 0.35;
	p->neutral_parts = true;
	p->trend_min = 30;
	p->trend_window = 60;
	p->momentum_window = 20;
	p->slope_scale = 0.003;
	p->slope_weight = 0.6;
	p->momentum_weight = 0.4;
	p->momentum_scale = 2.5;
	p->carry_scale = 0.20;
	p->funding_max_age_days = 1;
	p->vol_short = 168;
	p->vol_long = 720;
	p->vol_short_half_life = 84.0;
	p->vol_long_half_life = 360.0;
	p->expectancy = expectancy_default;
	p->router = router_default;
	set_tables(p);
	set_lists(p);
}

static bool lists_ok(const rv_hybrid_params *p)
{
	bool ok = p->n_carry_overrides <= RV_TIER_CAP;
	for (int k = 0; k < RV_TIER_N; k++)
		ok = ok && p->n_tier[k] <= RV_TIER_CAP;
	return ok;
}

static bool weights_ok(const rv_hybrid_params *p)
{
	double sum = 0.0;
	for (int k = 0; k < RV_PART_N; k++) {
		if (!isfinite(p->weights[k]) || p->weights[k] < 0.0)
			return false;
		sum += p->weights[k];
	}
	for (int v = 0; v < RV_VOL_N; v++) {
		for (int k = 0; k < RV_PART_N; k++) {
			if (!isfinite(p->vol_modifiers[v][k]) || p->vol_modifiers[v][k] < 0.0)
				return false;
		}
	}
	return sum > 0.0;
}

static bool windows_ok(const rv_hybrid_params *p)
{
	return p->trend_min >= 2 && p->trend_window >= p->trend_min && p->momentum_window >= 2 &&
	       p->vol_short >= 2 && p->vol_long >= p->vol_short && p->funding_max_age_days >= 0 &&
	       p->expectancy.mature_trades >= 0 && p->router.mature_fills >= 0;
}

static bool scales_ok(const rv_hybrid_params *p)
{
	return p->slope_scale > 0.0 && p->momentum_scale > 0.0 && p->carry_scale > 0.0 &&
	       p->slope_weight >= 0.0 && p->momentum_weight >= 0.0 && p->tie_band > 0.0 &&
	       p->decay_minutes > 0.0 && p->expectancy.scale > 0.0 &&
	       p->expectancy.prior_trades > 0.0 && p->router.slip_unit_bps > 0.0 &&
	       isfinite(p->rv_weight) && isfinite(p->downrank) && p->rv_release >= 0.0;
}

bool hybrid_params_ok(const rv_hybrid_params *p)
{
	return lists_ok(p) && weights_ok(p) && windows_ok(p) && scales_ok(p);
}

const char *rv_tier_name(rv_tier t)
{
	static const char *const names[RV_TIER_N] = { "CORE", "SATELLITE", "TACTICAL", "ALT-EXT" };
	return (unsigned)t < RV_TIER_N ? names[t] : "unknown";
}

const char *rv_vol_regime_name(rv_vol_regime v)
{
	static const char *const names[RV_VOL_N] = { "low", "normal", "high", "crisis" };
	return (unsigned)v < RV_VOL_N ? names[v] : "unknown";
}

const char *rv_part_name(rv_hybrid_part k)
{
	static const char *const names[RV_PART_N] = { "trend", "carry", "expectancy", "router" };
	return (unsigned)k < RV_PART_N ? names[k] : "unknown";
}

const char *rv_part_source_text(rv_part_source s)
{
	static const char *const names[] = { "data", "neutral", "prior", "trades", "left out" };
	return (unsigned)s < sizeof(names) / sizeof(names[0]) ? names[s] : "unknown";
}

const char *rv_hybrid_reason_text(rv_hybrid_reason r)
{
	static const char *const texts[] = { "", "no bar at the scored time",
					     "every known part has weight 0" };
	return (unsigned)r < sizeof(texts) / sizeof(texts[0]) ? texts[r] : "unknown";
}

const char *rv_screen_action_name(rv_screen_action a)
{
	static const char *const names[] = { "keep", "downrank", "drop" };
	return (unsigned)a < sizeof(names) / sizeof(names[0]) ? names[a] : "unknown";
}
