/* The object of `score --json`; see score_json.h. */
#include "app/score_json.h"

#include "app/json_put.h"
#include "app/score_blocks.h"
#include "app/score_modules.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	unsigned bit;
	bool (*put)(cJSON *root, const rv_step_result *r); /* NULL: written here */
	unsigned runs;					   /* RV_MODULE_* that it needs */
} modules_known[] = {
	{ "universe", RV_SCORE_UNIVERSE, NULL, 0 },
	{ "rv_momentum", RV_SCORE_RV_MOMENTUM, NULL, 0 },
	{ "stat_arb", RV_SCORE_STAT_ARB, rv_score_put_stat_arb, RV_MODULE_STAT_ARB },
	{ "market_structure", RV_SCORE_MARKET_STRUCTURE, rv_score_put_market_structure,
	  RV_MODULE_MARKET_STRUCTURE },
	{ "majors_alts", RV_SCORE_MAJORS_ALTS, rv_score_put_majors_alts, RV_MODULE_MAJORS_ALTS },
	{ "buckets", RV_SCORE_BUCKETS, rv_score_put_buckets, RV_MODULE_BUCKETS },
	{ "hybrid", RV_SCORE_HYBRID, rv_score_put_hybrid, RV_MODULE_HYBRID },
	{ "risk", RV_SCORE_RISK, rv_score_put_risk, RV_MODULE_RISK },
};

enum { N_MODULES = sizeof(modules_known) / sizeof(modules_known[0]) };

/* Keys that can be asked for alone; their module is run, its other keys are left out. */
static const struct {
	const char *key;
	unsigned module, bit;
} keys_known[] = {
	{ "funding_daily", RV_SCORE_STAT_ARB, 1u << 8 },
	{ "factor_model", RV_SCORE_STAT_ARB, 1u << 9 },
	{ "signals", RV_SCORE_STAT_ARB, 1u << 10 },
	{ "ridge", RV_SCORE_STAT_ARB, 1u << 11 },
	{ "covariance", RV_SCORE_STAT_ARB, 1u << 12 },
	{ "portfolio", RV_SCORE_STAT_ARB, 1u << 13 },
	{ "hedge", RV_SCORE_STAT_ARB, 1u << 14 },
	{ "screener", RV_SCORE_HYBRID, 1u << 15 },
	{ "ensemble", RV_SCORE_RISK, 1u << 16 },
	{ "funding_partial", RV_SCORE_STAT_ARB, 1u << 17 },
	{ "factor_excluded", RV_SCORE_STAT_ARB, 1u << 18 },
};

enum { N_KEYS = sizeof(keys_known) / sizeof(keys_known[0]) };

static bool same_word(const char *known, const char *text, size_t n)
{
	return strlen(known) == n && memcmp(known, text, n) == 0;
}

static unsigned word_bit(const char *text, size_t n)
{
	for (size_t i = 0; i < N_MODULES; i++) {
		if (same_word(modules_known[i].name, text, n))
			return modules_known[i].bit;
	}
	for (size_t i = 0; i < N_KEYS; i++) {
		if (same_word(keys_known[i].key, text, n))
			return keys_known[i].bit;
	}
	return 0;
}

rv_status rv_score_modules(const char *text, unsigned *modules, rv_err *err)
{
	unsigned bits = 0;
	for (;;) {
		const size_t n = strcspn(text, ",");
		const unsigned bit = word_bit(text, n);
		if (bit == 0)
			return rv_err_set(err, RV_EUSAGE,
					  "--only '%.*s': expected one or more of universe, "
					  "rv_momentum, stat_arb, market_structure, majors_alts, "
					  "buckets, hybrid, risk, or a key of the object",
					  (int)(n < 64 ? n : 64), text);
		bits |= bit;
		if (text[n] == '\0')
			break;
		text += n + 1;
	}
	*modules |= bits;
	return RV_OK;
}

/* The modules that have to run and be written: those asked for, and those of single keys. */
static unsigned with_key_modules(unsigned modules)
{
	for (size_t i = 0; i < N_KEYS; i++) {
		if (modules & keys_known[i].bit)
			modules |= keys_known[i].module;
	}
	return modules;
}

/* Takes out the keys of modules that are there for another of their keys only. */
static void prune(cJSON *o, unsigned asked)
{
	for (size_t m = 0; m < N_MODULES; m++) {
		const unsigned bit = modules_known[m].bit;
		if ((asked & bit) || !(with_key_modules(asked) & bit))
			continue;
		cJSON_DeleteItemFromObjectCaseSensitive(o, modules_known[m].name);
		for (size_t k = 0; k < N_KEYS; k++) {
			if (keys_known[k].module == bit && !(asked & keys_known[k].bit))
				cJSON_DeleteItemFromObjectCaseSensitive(o, keys_known[k].key);
		}
	}
}

unsigned rv_score_runs(unsigned modules)
{
	const unsigned all = with_key_modules(modules);
	unsigned runs = 0;
	for (size_t i = 0; i < N_MODULES; i++) {
		if (all & modules_known[i].bit)
			runs |= modules_known[i].runs;
	}
	return runs;
}

static void copy_name(char out[RV_SYMBOL_MAX], const rv_panel *panel, size_t row)
{
	(void)snprintf(out, RV_SYMBOL_MAX, "%s", rv_panel_name(panel, row));
}

static bool put_universe(cJSON *o, const rv_step_input *in, const rv_step_result *r)
{
	if (!r->has_universe)
		return rv_json_put_item(o, "universe", cJSON_CreateNull());
	rv_block_universe *u = calloc(1, sizeof(*u));
	cJSON *block = NULL;
	if (!u)
		return false;
	u->band = r->universe.band || r->universe.reduce_only;
	u->reduce_only = r->universe.reduce_only;
	for (size_t i = 0; i < r->universe.n; i++) {
		const rv_universe_entry *e = &r->universe.entries[i];
		copy_name(u->entries[u->n].symbol, in->daily, e->row);
		u->entries[u->n].no_increase = e->no_increase;
		u->entries[u->n++].reason = e->reason;
	}
	const rv_status st = rv_block_universe_json(u, &block);
	free(u);
	return st == RV_OK && rv_json_put_item(o, "universe", block);
}

static void fill_momentum(const rv_step_input *in, const rv_step_result *r, rv_block_momentum *m)
{
	m->bar_open_ms = r->bar_close_ms > 0 ? r->bar_close_ms - rv_interval_ms(r->interval)
					     : RV_BLOCK_NO_BAR;
	m->n_available = r->rvm.n_available;
	memcpy(m->spreads, r->rvm.spreads, sizeof(m->spreads));
	for (size_t i = 0; i < r->rvm.n; i++) {
		const rv_rvm_symbol *from = &r->rvm.symbols[i];
		rv_block_symbol *to = &m->symbols[m->n++];
		copy_name(to->symbol, in->signal, from->row);
		to->baskets = from->baskets;
		to->available = from->available;
		to->score = from->score;
		to->raw = from->raw;
	}
}

static bool put_momentum(cJSON *o, const rv_step_input *in, const rv_step_result *r)
{
	rv_block_momentum *m = calloc(1, sizeof(*m));
	cJSON *block = NULL;
	if (!m)
		return false;
	fill_momentum(in, r, m);
	const rv_status st = rv_block_momentum_json(m, &block);
	free(m);
	return st == RV_OK && rv_json_put_item(o, "rv_momentum", block);
}

static bool put_head(cJSON *o, const rv_step_result *r, const char *asof_text)
{
	return rv_json_put_i64(o, "schema", RV_SCORE_SCHEMA) &&
	       rv_json_put_text(o, "asof", asof_text) &&
	       (r->bar_close_ms > 0 ? rv_json_put_i64(o, "bar_close_ms", r->bar_close_ms)
				    : rv_json_put_num(o, "bar_close_ms", NAN)) &&
	       rv_json_put_text(o, "interval", rv_interval_name(r->interval));
}

bool rv_score_put_modules(cJSON *o, const rv_step_result *r, unsigned modules)
{
	const unsigned all = with_key_modules(modules);
	bool ok = true;
	for (size_t i = 0; ok && i < N_MODULES; i++) {
		if (modules_known[i].put && (all & modules_known[i].bit))
			ok = modules_known[i].put(o, r);
	}
	prune(o, modules);
	return ok;
}

rv_status rv_score_json(const rv_step_input *in, const rv_step_result *r, unsigned modules,
			const char *asof_text, cJSON **out)
{
	cJSON *o = cJSON_CreateObject();
	bool ok = o && put_head(o, r, asof_text);
	if (ok && (modules & RV_SCORE_UNIVERSE))
		ok = put_universe(o, in, r);
	if (ok && (modules & RV_SCORE_RV_MOMENTUM))
		ok = put_momentum(o, in, r);
	ok = ok && rv_score_put_modules(o, r, modules);
	if (!ok) {
		cJSON_Delete(o);
		return RV_ENOMEM;
	}
	*out = o;
	return RV_OK;
}
