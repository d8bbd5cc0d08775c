/* Configuration keys by their full names; see sweep_keys.h. */
#include "app/research/sweep_keys.h"

#include "app/json_put.h"
#include "config/tables.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 10 };

/* What a backtest of each reads, beside the data; lists of names in words for the error. */
static const struct {
	const char *blocks[BLOCKS];
	const char *words;
} reads[RV_BT_STRATEGIES] = {
	[RV_BT_MAJORS_ALTS] = { { "majors_alts", "universe", "backtest" },
				"majors_alts, universe, backtest" },
	[RV_BT_STAT_ARB] = { { "stat_arb", "universe", "backtest" },
			     "stat_arb, universe, backtest" },
	[RV_BT_MULTI_BUCKET] = { { "buckets", "universe", "backtest" },
				 "buckets, universe, backtest" },
	[RV_BT_RV_MOMENTUM] = { { "rv_momentum", "universe", "backtest" },
				"rv_momentum, universe, backtest" },
	[RV_BT_BOOK] = { { "majors_alts", "stat_arb", "buckets", "rv_momentum", "market_structure",
			   "hybrid", "risk", "book", "universe", "backtest" },
			 "those of all systems, book, universe, backtest" },
};

static const rv_key *find(const char *name)
{
	const rv_key *k = rv_keys_strategy;
	for (;;) {
		const size_t n = strcspn(name, ".");
		while (k->name && (strlen(k->name) != n || memcmp(k->name, name, n) != 0))
			k++;
		if (!k->name || (k->kind == RV_KEY_BLOCK) != (name[n] == '.'))
			return NULL;
		if (k->kind != RV_KEY_BLOCK)
			return k;
		k = k->block;
		name += n + 1;
	}
}

static bool is_read(rv_bt_strategy_id strategy, const char *key)
{
	const size_t n = strcspn(key, ".");
	for (size_t i = 0; i < BLOCKS && reads[strategy].blocks[i]; i++) {
		const char *block = reads[strategy].blocks[i];
		if (strlen(block) == n && memcmp(block, key, n) == 0)
			return true;
	}
	return false;
}

rv_status rv_sweep_key_check(rv_bt_strategy_id strategy, const char *key, const char *where,
			     bool *integer, rv_err *err)
{
	const rv_key *k = find(key);
	if (!k)
		return rv_err_set(err, RV_EUSAGE,
				  "%s: no key \"%.60s\", expected one of docs/configuration.md",
				  where, key);
	if (!is_read(strategy, key))
		return rv_err_set(err, RV_EUSAGE,
				  "%s: %s does not read \"%.60s\", expected a key of %s", where,
				  rv_bt_strategy_name(strategy), key, reads[strategy].words);
	*integer = k->kind == RV_KEY_INT;
	return RV_OK;
}

/* The block that a part of a name stands for, made when it is not there. */
static cJSON *block_of(cJSON *in, const char *name, size_t n)
{
	char text[RV_CONFIG_KEY];
	if (n >= sizeof(text))
		return NULL;
	memcpy(text, name, n);
	text[n] = '\0';
	cJSON *block = cJSON_GetObjectItemCaseSensitive(in, text);
	return block ? block : cJSON_AddObjectToObject(in, text);
}

static bool put(cJSON *root, const char *key, const cJSON *value)
{
	cJSON *at = root;
	for (const char *dot = strchr(key, '.'); dot && at; dot = strchr(key, '.')) {
		at = block_of(at, key, (size_t)(dot - key));
		key = dot + 1;
	}
	return at && rv_json_put_item(at, key, cJSON_Duplicate(value, 1));
}

/* What the table says, without the name and line of a file that is none. */
static rv_status overlay(cJSON *root, bool together, rv_config *c, rv_err *err)
{
	rv_err why = { .code = RV_OK };
	char *text = cJSON_PrintUnformatted(root);
	if (!text)
		return rv_err_set(err, RV_ENOMEM, "out of memory");
	const rv_status st = rv_config_overlay_text("", text, together, c, &why);
	cJSON_free(text);
	const char *says = strncmp(why.text, ":1: ", 4) == 0 ? why.text + 4 : why.text;
	return st == RV_OK ? RV_OK : rv_err_set(err, st, "%s", says);
}

rv_status rv_sweep_value_check(const char *key, const cJSON *value, const char *where,
			       const rv_config *base, rv_err *err)
{
	rv_err why = { .code = RV_OK };
	rv_config *scratch = malloc(sizeof(*scratch));
	cJSON *root = cJSON_CreateObject();
	rv_status st = scratch && root && put(root, key, value) ? RV_OK : RV_ENOMEM;
	if (st == RV_OK) {
		*scratch = *base;
		st = overlay(root, false, scratch, &why);
	}
	cJSON_Delete(root);
	free(scratch);
	if (st == RV_ENOMEM)
		return rv_err_set(err, st, "%s: out of memory", where);
	return st == RV_OK ? RV_OK : rv_err_set(err, RV_EUSAGE, "%s: %.200s", where, why.text);
}

rv_status rv_sweep_values_set(const cJSON *values, const rv_config *base, rv_config *out,
			      rv_err *err)
{
	rv_config *c = malloc(sizeof(*c));
	cJSON *root = cJSON_CreateObject();
	bool ok = c && root;
	rv_status st = RV_OK;
	for (const cJSON *v = values->child; v && ok; v = v->next)
		ok = put(root, v->string, v);
	if (c && ok) {
		*c = *base;
		st = overlay(root, true, c, err);
		if (st == RV_OK)
			*out = *c;
	} else {
		st = rv_err_set(err, RV_ENOMEM, "out of memory");
	}
	cJSON_Delete(root);
	free(c);
	return st;
}
