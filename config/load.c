/*
 * The two configuration files and their tables of keys; see load.h.
 *
 * Each file is read into a copy that replaces the defaults only when the whole file is right, so a
 * wrong file never leaves half of its values behind.
 */
#include "config/load.h"

#include "config/json_doc.h"
#include "config/keys.h"
#include "config/rules.h"
#include "config/tables.h"
#include "engine/market/symbol.h"

#include <limits.h>
#include <stdio.h>

static const rv_key rvm_keys[] = {
	RV_KEY_NUMBER("enabled", RV_KEY_BOOL, step.rvm.enabled, 0, 0),
	RV_KEY_NUMBER("lookback_bars", RV_KEY_INT, step.rvm.lookback_bars, 2, RV_RVM_LOOKBACK_MAX),
	/* 0 and below: plain mean; above 1e5 bars the weights are flat anyway */
	RV_KEY_NUMBER("half_life_bars", RV_KEY_DOUBLE, step.rvm.half_life_bars, -1, 1e5),
	RV_KEY_NUMBER("normalize_mode", RV_KEY_RVM_MODE, step.rvm.normalize_mode, 0, 0),
	RV_KEY_NUMBER("btc_vs_eth_weight", RV_KEY_DOUBLE, step.rvm.btc_vs_eth_weight, 0, 10),
	RV_KEY_NUMBER("l1_vs_alt_weight", RV_KEY_DOUBLE, step.rvm.l1_vs_alt_weight, 0, 10),
	RV_KEY_NUMBER("meme_vs_rest_weight", RV_KEY_DOUBLE, step.rvm.meme_vs_rest_weight, 0, 10),
	RV_KEY_NUMBER("per_symbol_weight", RV_KEY_DOUBLE, step.rvm.per_symbol_weight, 0, 10),
	RV_KEY_NUMBER("unlisted_own_weight", RV_KEY_DOUBLE, step.rvm.unlisted_own_weight, 0, 10),
	RV_KEY_NUMBER("term_sd", RV_KEY_BOOL, step.rvm.term_sd, 0, 0),
	RV_KEY_NUMBER("term_sd_days", RV_KEY_INT, step.rvm.term_sd_days, 1, RV_RVM_SD_DAYS_MAX),
	RV_KEY_NUMBER("term_sd_min", RV_KEY_INT, step.rvm.term_sd_min, 2, RV_RVM_HOURLY_BARS),
	RV_KEY_NUMBER("max_abs_score", RV_KEY_POSITIVE, step.rvm.max_abs_score, 0, 1),
	RV_KEY_NUMBER("hybrid_weight", RV_KEY_DOUBLE, step.hybrid.rv_weight, 0, 1),
	RV_KEY_NUMBER("rv_min_for_long", RV_KEY_DOUBLE, step.hybrid.rv_min_for_long, -1, 1),
	RV_KEY_NUMBER("rv_max_for_short", RV_KEY_DOUBLE, step.hybrid.rv_max_for_short, -1, 1),
	RV_KEY_END,
};

static const rv_key universe_keys[] = {
	RV_KEY_NUMBER("min_volume_usd", RV_KEY_DOUBLE, step.universe.min_volume_usd, 0, 1e12),
	RV_KEY_NUMBER("exit_volume_usd", RV_KEY_DOUBLE, step.universe.exit_volume_usd, 0, 1e12),
	RV_KEY_NUMBER("exit_days", RV_KEY_INT, step.universe.exit_days, 1, 365),
	RV_KEY_NUMBER("replay_days", RV_KEY_INT, step.universe.replay_days, 1, 365),
	RV_KEY_NUMBER("min_active", RV_KEY_INT, step.universe.min_active, 0, RV_MAX_SYMBOLS),
	RV_KEY_NUMBER("volume_days", RV_KEY_INT, step.universe.volume_days, 1, 365),
	RV_KEY_NUMBER("min_history_closes", RV_KEY_INT, step.universe.min_history_closes, 1, 1000),
	RV_KEY_LIST("factors", RV_KEY_SYMBOLS, step.universe.factors, step.universe.n_factors, 8),
	RV_KEY_LIST("indices", RV_KEY_NAMES, step.universe.indices, step.universe.n_indices,
		    RV_UNIVERSE_LIST_CAP),
	RV_KEY_LIST("stablecoins", RV_KEY_NAMES, step.universe.stables, step.universe.n_stables,
		    RV_UNIVERSE_LIST_CAP),
	RV_KEY_END,
};

static const rv_key account_keys[] = {
	RV_KEY_NUMBER("equity_usd", RV_KEY_POSITIVE, step.equity_usd, 0, 1e12),
	RV_KEY_END,
};

static const rv_key data_keys[] = {
	RV_KEY_NUMBER("mcap_poll_s", RV_KEY_DOUBLE, mcap_poll_s, 10, 86400),
	RV_KEY_LIST("coin_ids", RV_KEY_IDS, coin_ids.list, coin_ids.n, RV_COIN_IDS_CAP),
	RV_KEY_NUMBER("funding_min_hours", RV_KEY_POSITIVE, step.funding_min_hours, 0, 24),
	RV_KEY_END,
};

const rv_key rv_keys_strategy[] = {
	RV_KEY_TABLE("account", account_keys),
	RV_KEY_TABLE("data", data_keys),
	RV_KEY_LIST("aliases", RV_KEY_ALIASES, step.aliases.list, step.aliases.n, RV_ALIASES_CAP),
	RV_KEY_TABLE("rv_momentum", rvm_keys),
	RV_KEY_TABLE("universe", universe_keys),
	RV_KEY_TABLE("stat_arb", rv_keys_stat_arb),
	RV_KEY_TABLE("market_structure", rv_keys_market_structure),
	RV_KEY_TABLE("majors_alts", rv_keys_majors_alts),
	RV_KEY_TABLE("buckets", rv_keys_buckets),
	RV_KEY_TABLE("hybrid", rv_keys_hybrid),
	RV_KEY_TABLE("risk", rv_keys_risk),
	RV_KEY_TABLE("orders", rv_keys_orders),
	RV_KEY_TABLE("book", rv_keys_book),
	RV_KEY_TABLE("metrics", rv_keys_metrics),
	RV_KEY_TABLE("alerts", rv_keys_alerts),
	RV_KEY_TABLE("ping", rv_keys_ping),
	RV_KEY_TABLE("report", rv_keys_report),
	RV_KEY_TABLE("replay", rv_keys_replay),
	RV_KEY_TABLE("control", rv_keys_control),
	RV_KEY_TABLE("backtest", rv_keys_backtest),
	RV_KEY_END,
};

static const rv_key pair_keys[] = {
	RV_KEY_NUMBER("long", RV_KEY_SYMBOL, step.baskets.pair_long, 0, 0),
	RV_KEY_NUMBER("short", RV_KEY_SYMBOL, step.baskets.pair_short, 0, 0),
	RV_KEY_END,
};

static const rv_key pairs_keys[] = { RV_KEY_TABLE("btc_vs_eth", pair_keys), RV_KEY_END };

#define BASKET(name)                                                                               \
	RV_KEY_LIST(#name, RV_KEY_SYMBOLS, step.baskets.name.symbols, step.baskets.name.n,         \
		    RV_RVM_BASKET_CAP)
static const rv_key groups_keys[] = { BASKET(l1), BASKET(alts), BASKET(meme), RV_KEY_END };

const rv_key rv_keys_baskets[] = {
	RV_KEY_TABLE("pairs", pairs_keys),
	RV_KEY_TABLE("baskets", groups_keys),
	RV_KEY_END,
};

/* One NAV for every book that sizes positions. */
static void share_account(rv_config *c)
{
	c->step.opt.equity_usd = c->step.buckets.equity_usd = c->step.equity_usd;
}

void rv_config_default(rv_config *c)
{
	*c = (rv_config){ .profile = "seed", .mcap_poll_s = 600.0 };
	rv_coin_ids_default(&c->coin_ids);
	rv_step_params_default(&c->step);
	rv_oms_params_default(&c->oms);
	rv_who_params_default(&c->who);
	rv_book_params_default(&c->book);
	rv_ops_params_default(&c->ops);
	rv_bt_params_default(&c->backtest);
	share_account(c);
}

/* At the pair's own line, or line 1 when the file has none: then a default is the other leg. */
static rv_status check_pair(const rv_json_doc *doc, const rv_rvm_baskets *b, rv_err *err)
{
	if (!rv_symbol_equal(b->pair_long, b->pair_short))
		return RV_OK;
	const cJSON *pairs = cJSON_GetObjectItemCaseSensitive(doc->root, "pairs");
	const cJSON *pair = cJSON_GetObjectItemCaseSensitive(pairs, "btc_vs_eth");
	return rv_err_set(
		err, RV_ERANGE,
		"%s:%zu: key \"pairs.btc_vs_eth\": both legs are %s, expected two symbols",
		doc->path, rv_json_doc_line(doc, pair ? pair : doc->root), b->pair_long);
}

static void warn_overlap(const char *path, const rv_rvm_baskets *b, rv_log *log)
{
	for (size_t i = 0; i < b->alts.n; i++) {
		for (size_t k = 0; k < b->l1.n; k++) {
			if (rv_symbol_equal(b->alts.symbols[i], b->l1.symbols[k]))
				rv_log_put(log, RV_LOG_WARN, "config",
					   "%s: %s is in l1 and alts: it counts in l1 only", path,
					   b->alts.symbols[i]);
		}
	}
}

rv_status rv_keys_contradiction(const rv_json_doc *doc, const char *block, const char *why,
				rv_err *err)
{
	const cJSON *at = cJSON_GetObjectItemCaseSensitive(doc->root, block);
	return rv_err_set(err, RV_ERANGE, "%s:%zu: key \"%s\": %s", doc->path,
			  rv_json_doc_line(doc, at ? at : doc->root), block, why);
}

/* Values that are in range, but do not go together. */
static rv_status check_blocks(const rv_json_doc *doc, const rv_config *c, rv_err *err)
{
	rv_status st = check_pair(doc, &c->step.baskets, err);
	if (st == RV_OK && c->step.universe.exit_volume_usd > c->step.universe.min_volume_usd)
		st = rv_keys_contradiction(doc, "universe",
					   "exit_volume_usd is above min_volume_usd", err);
	if (st == RV_OK && c->step.universe.replay_days < c->step.universe.exit_days)
		st = rv_keys_contradiction(doc, "universe", "replay_days is below exit_days", err);
	if (st == RV_OK)
		st = rv_keys_check_stat_arb(doc, &c->step.idio, &c->step.opt, err);
	if (st == RV_OK)
		st = rv_keys_check_market_structure(doc, &c->step.ms, err);
	if (st == RV_OK)
		st = rv_keys_check_majors_alts(doc, &c->step.ma, err);
	if (st == RV_OK)
		st = rv_keys_check_buckets(doc, &c->step.buckets, err);
	if (st == RV_OK)
		st = rv_keys_check_control(doc, &c->oms, err);
	if (st == RV_OK)
		st = rv_keys_check_orders(doc, &c->oms, err);
	if (st == RV_OK)
		st = rv_keys_check_book(doc, &c->book, err);
	if (st == RV_OK)
		st = rv_keys_check_ops(doc, &c->ops, err);
	if (st == RV_OK)
		st = rv_keys_check_backtest(doc, &c->backtest, err);
	return st;
}

/* Reads a document over a copy of *c. */
static rv_status take(const rv_json_doc *doc, const rv_key *table, bool together, rv_config *c,
		      rv_err *err)
{
	rv_config copy = *c;
	rv_status st = rv_keys_read(doc, table, &copy, err);
	if (st == RV_OK && together)
		st = rv_rules_check(doc, table, &copy, c, err);
	if (st == RV_OK && together)
		st = check_blocks(doc, &copy, err);
	if (st == RV_OK) {
		*c = copy;
		share_account(c);
	}
	return st;
}

/* An absent file changes nothing. */
static rv_status load_file(const char *path, const rv_key *table, rv_config *c, rv_err *err)
{
	rv_json_doc doc;
	rv_status st = rv_json_doc_open(path, &doc, err);
	if (st == RV_ENOENT)
		return RV_OK;
	if (st != RV_OK)
		return st;
	st = take(&doc, table, true, c, err);
	rv_json_doc_close(&doc);
	return st;
}

rv_status rv_config_load(const char *dir, rv_config *out, rv_log *log, rv_err *err)
{
	static const struct {
		const char *name;
		const rv_key *table;
	} files[] = { { "strategy_config.json", rv_keys_strategy },
		      { "rv_momo_baskets.json", rv_keys_baskets } };
	rv_status first = RV_OK;
	rv_config_default(out);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[PATH_MAX];
		rv_err e = { 0 };
		const int n = snprintf(path, sizeof(path), "%s/%s", dir, files[i].name);
		rv_status st = RV_OK;
		if (n < 0 || (size_t)n >= sizeof(path))
			st = rv_err_set(&e, RV_ERANGE, "%.200s: path too long", dir);
		else
			st = load_file(path, files[i].table, out, &e);
		if (st != RV_OK)
			rv_log_put(log, RV_LOG_ERROR, "config", "%s", e.text);
		else if (files[i].table == rv_keys_baskets)
			warn_overlap(path, &out->step.baskets, log);
		if (st != RV_OK && first == RV_OK) {
			first = st;
			if (err)
				*err = e;
		}
	}
	return first;
}

rv_status rv_config_overlay(const char *path, rv_config *c, rv_err *err)
{
	return load_file(path, rv_keys_strategy, c, err);
}

rv_status rv_config_overlay_text(const char *name, const char *text, bool together, rv_config *c,
				 rv_err *err)
{
	rv_json_doc doc;
	rv_status st = rv_json_doc_text(name, text, &doc, err);
	if (st != RV_OK)
		return st;
	st = take(&doc, rv_keys_strategy, together, c, err);
	rv_json_doc_close(&doc);
	return st;
}
