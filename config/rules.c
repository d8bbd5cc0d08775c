/*
 * Rules across keys; see rules.h.
 *
 * Of two keys the one that the document changed is named: it is the one that can be mended there.
 */
#include "config/rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* low + margin < high, or <= where equal is right. */
typedef struct rule {
	const char *low, *high;
	bool strict;
	double margin;
} rule;

static const rule rules[] = {
	{ "universe.exit_volume_usd", "universe.min_volume_usd", false, 0 },
	{ "universe.exit_days", "universe.replay_days", false, 0 },
	{ "stat_arb.model.ols_min_periods", "stat_arb.model.ols_window", false, 0 },
	{ "stat_arb.model.idio_min", "stat_arb.model.idio_window", false, 0 },
	{ "stat_arb.hedge.min_returns", "stat_arb.hedge.window", false, 0 },
	{ "stat_arb.ridge.folds", "stat_arb.ridge.min_dates", true, 0 },
	{ "stat_arb.ridge.min_dates", "stat_arb.ridge.days", false, 0 },
	{ "stat_arb.optimizer.cov_min", "stat_arb.optimizer.cov_days", false, 0 },
	{ "market_structure.vol_window", "market_structure.spillover_min_returns", true, 1 },
	{ "market_structure.vol_window", "market_structure.half_life_min_points", true, 2 },
	{ "majors_alts.score.z_min", "majors_alts.score.z_window", false, 0 },
	{ "majors_alts.score.min", "majors_alts.score.window", false, 0 },
	{ "majors_alts.regime.strong_low", "majors_alts.regime.low", true, 0 },
	{ "majors_alts.regime.low", "majors_alts.regime.high", true, 0 },
	{ "majors_alts.regime.high", "majors_alts.regime.strong_high", true, 0 },
	{ "majors_alts.regime.scale_weak_min", "majors_alts.regime.scale_weak_max", false, 0 },
	{ "majors_alts.beta.min", "majors_alts.beta.window", false, 0 },
	{ "majors_alts.book.stop_loss_min", "majors_alts.book.stop_loss_max", false, 0 },
	{ "buckets.residual.z_window", "buckets.residual.window", false, 0 },
	{ "buckets.correlation.min_days", "buckets.correlation.days", false, 0 },
	{ "buckets.momentum.z_min", "buckets.momentum.z_window", false, 0 },
	{ "buckets.sizing.vol_min_days", "buckets.sizing.vol_days", false, 0 },
	{ "buckets.sizing.adv_min_days", "buckets.sizing.adv_days", false, 0 },
	{ "buckets.residual.beta_goal", "buckets.residual.beta_tolerance", true, 0 },
	{ "buckets.leverage.low", "buckets.leverage.high", true, 0 },
	{ "buckets.leverage.percentile_low", "buckets.leverage.percentile_high", true, 0 },
	{ "buckets.stops.drawdown_resume", "buckets.stops.drawdown_cut", false, 0 },
	{ "hybrid.trend.min_closes", "hybrid.trend.window", false, 0 },
	{ "hybrid.vol_regime.short_bars", "hybrid.vol_regime.long_bars", false, 0 },
	{ "risk.size_min", "risk.size_max", false, 0 },
	{ "risk.beta_min", "risk.beta_max", false, 0 },
	{ "risk.stop_min_bps", "risk.stop_max_bps", false, 0 },
	{ "risk.stop_max_bps", "risk.stop_wide_bps", false, 0 },
	{ "risk.drawdown_start", "risk.drawdown_end", true, 0 },
};

typedef struct check {
	const rv_json_doc *doc;
	const rv_key *table;
	const char *base, *before;
	rv_err *err;
} check;

static double number_at(const rv_key *k, const char *base)
{
	int i = 0;
	double v = NAN;
	if (k->kind != RV_KEY_INT) {
		memcpy(&v, base + k->offset, sizeof(v));
		return v;
	}
	memcpy(&i, base + k->offset, sizeof(i));
	return i;
}

static const rv_key *key_of(const rv_key *table, const char *path)
{
	for (;;) {
		const size_t n = strcspn(path, ".");
		while (table->name &&
		       (strlen(table->name) != n || memcmp(table->name, path, n) != 0))
			table++;
		if (!table->name || path[n] == '\0')
			return table->name ? table : NULL;
		table = table->block;
		path += n + 1;
	}
}

/* The newest item on the way of the path that the document has. */
static const cJSON *item_of(const rv_json_doc *doc, const char *path)
{
	const cJSON *at = doc->root;
	char name[96];
	for (;;) {
		const size_t n = strcspn(path, ".");
		(void)snprintf(name, sizeof(name), "%.*s", (int)n, path);
		const cJSON *next = cJSON_GetObjectItemCaseSensitive(at, name);
		if (!next || path[n] == '\0')
			return next ? next : at;
		at = next;
		path += n + 1;
	}
}

static bool changed(const check *c, const rv_key *k)
{
	const double was = number_at(k, c->before), is = number_at(k, c->base);
	return was < is || was > is;
}

static rv_status broken(const check *c, const char *path, const char *why)
{
	return rv_err_set(c->err, RV_ERANGE, "%s:%zu: key \"%s\": %s", c->doc->path,
			  rv_json_doc_line(c->doc, item_of(c->doc, path)), path, why);
}

static rv_status check_rule(const check *c, const rule *r)
{
	const rv_key *low = key_of(c->table, r->low), *high = key_of(c->table, r->high);
	if (!low || !high)
		return RV_OK; /* the other file */
	const double a = number_at(low, c->base), b = number_at(high, c->base);
	if (r->strict ? a + r->margin < b : a + r->margin <= b)
		return RV_OK;
	const bool by_low = changed(c, low) && !changed(c, high);
	char margin[24] = "", why[200];
	if (r->margin > 0.0)
		(void)snprintf(margin, sizeof(margin), " + %g", r->margin);
	(void)snprintf(why, sizeof(why), "%g is not %s %s %g, expected %s%s %s %s", by_low ? a : b,
		       by_low ? (r->strict ? "below" : "at or below")
			      : (r->strict ? "above" : "at or above"),
		       by_low ? high->name : low->name, by_low ? b : a, low->name, margin,
		       r->strict ? "<" : "<=", high->name);
	return broken(c, by_low ? r->low : r->high, why);
}

/* The sum of n keys; *name is one that the document changed, else the first. */
static double sum_of(const check *c, const char *const *paths, size_t n, const char **name)
{
	double sum = 0.0;
	*name = paths[0];
	for (size_t i = 0; i < n; i++) {
		const rv_key *k = key_of(c->table, paths[i]);
		if (!k)
			return NAN;
		sum += number_at(k, c->base);
		if (changed(c, k))
			*name = paths[i];
	}
	return sum;
}

/* Parts that weigh nothing have no mean. */
static rv_status check_parts(const check *c)
{
	static const char *const weights[] = { "hybrid.weights.trend", "hybrid.weights.carry",
					       "hybrid.weights.expectancy",
					       "hybrid.weights.router" };
	const char *name;
	return !(sum_of(c, weights, 4, &name) <= 0.0)
		       ? RV_OK
		       : broken(c, name, "the four weights sum to 0, expected above 0");
}

static rv_status check_sums(const check *c)
{
	static const char *const weights[] = { "buckets.momentum.weight_short",
					       "buckets.momentum.weight_mid",
					       "buckets.momentum.weight_long" };
	static const char *const targets[] = { "buckets.sizing.target_momentum",
					       "buckets.sizing.target_residual",
					       "buckets.sizing.target_mean_reversion",
					       "buckets.sizing.target_pair" };
	char why[120];
	const char *name;
	double sum = sum_of(c, weights, 3, &name);
	(void)snprintf(why, sizeof(why), "the three weights sum to %.10g, expected 1", sum);
	if (fabs(sum - 1.0) > 1e-9)
		return broken(c, name, why);
	sum = sum_of(c, targets, 4, &name);
	(void)snprintf(why, sizeof(why), "the four targets sum to %.10g, expected at most 1", sum);
	return sum > 1.0 + 1e-9 ? broken(c, name, why) : RV_OK;
}

/* A band as wide as a regime would let it never be left, or only past the next one. */
static rv_status check_band(const check *c)
{
	static const char *const at[] = { "strong_low", "low", "high", "strong_high" };
	static const char path[] = "majors_alts.regime.hysteresis";
	const rv_key *h = key_of(c->table, path);
	const rv_key *young = key_of(c->table, "majors_alts.regime.young_mult");
	double least = INFINITY, t[4] = { 0 };
	char name[64], why[120];
	if (!h || !young)
		return RV_OK;
	for (size_t i = 0; i < 4; i++) {
		(void)snprintf(name, sizeof(name), "majors_alts.regime.%s", at[i]);
		const rv_key *k = key_of(c->table, name);
		t[i] = k ? number_at(k, c->base) : NAN;
		least = i > 0 ? fmin(least, t[i] - t[i - 1]) : least;
	}
	const double band = number_at(h, c->base) * fmax(1.0, number_at(young, c->base));
	if (band < least)
		return RV_OK;
	(void)snprintf(why, sizeof(why),
		       "a band of %g with young_mult, expected below %g, the least distance of two "
		       "thresholds",
		       band, least);
	return broken(c,
		      changed(c, young) && !changed(c, h) ? "majors_alts.regime.young_mult" : path,
		      why);
}

rv_status rv_rules_check(const rv_json_doc *doc, const rv_key *table, const void *base,
			 const void *before, rv_err *err)
{
	const check c = { doc, table, base, before, err };
	rv_status st = RV_OK;
	for (size_t i = 0; st == RV_OK && i < sizeof(rules) / sizeof(rules[0]); i++)
		st = check_rule(&c, &rules[i]);
	if (st == RV_OK)
		st = check_band(&c);
	if (st == RV_OK)
		st = check_parts(&c);
	return st == RV_OK ? check_sums(&c) : st;
}
