/* What differs between two configurations, by the tables of keys; see load.h. */
#include "config/load.h"

#include "config/tables.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 6 };

static const char *const views[] = { "orders.fresh.skew_warn_ms" };
enum { VIEWS = sizeof(views) / sizeof(views[0]) };

const char *const *rv_config_views(size_t *n)
{
	*n = VIEWS;
	return views;
}

static bool is_view(const char *name)
{
	for (size_t i = 0; i < VIEWS; i++) {
		if (strcmp(views[i], name) == 0)
			return true;
	}
	return false;
}

/* Bytes of one value, or of one element of a list. */
static size_t size_of(const rv_key *k)
{
	switch (k->kind) {
	case RV_KEY_BOOL:
		return sizeof(bool);
	case RV_KEY_INT:
		return sizeof(int);
	case RV_KEY_DOUBLE:
	case RV_KEY_POSITIVE:
	case RV_KEY_MAYBE:
		return sizeof(double);
	case RV_KEY_SECONDS:
		return sizeof(int64_t);
	case RV_KEY_RVM_MODE:
		return sizeof(rv_rvm_mode);
	case RV_KEY_CHOICE:
		return sizeof(unsigned);
	case RV_KEY_SYMBOL:
	case RV_KEY_SYMBOLS:
	case RV_KEY_NAMES:
		return RV_SYMBOL_MAX;
	case RV_KEY_PAIRS:
		return (size_t)2 * RV_SYMBOL_MAX;
	case RV_KEY_ALIASES:
		return sizeof(rv_alias);
	case RV_KEY_IDS:
		return sizeof(rv_coin_id);
	case RV_KEY_FREE_TEXT:
		return (size_t)k->max;
	case RV_KEY_FREE_TEXTS:
	case RV_KEY_RULES:
		return RV_KEY_FREE_CAP;
	case RV_KEY_ROLES:
		return sizeof(rv_who_rule);
	case RV_KEY_BLOCK:
		break;
	}
	return 0;
}

static bool is_list(rv_key_kind kind)
{
	return kind == RV_KEY_SYMBOLS || kind == RV_KEY_NAMES || kind == RV_KEY_PAIRS ||
	       kind == RV_KEY_ALIASES || kind == RV_KEY_IDS || kind == RV_KEY_FREE_TEXTS ||
	       kind == RV_KEY_RULES || kind == RV_KEY_ROLES;
}

/*
 * Byte by byte: both were read by the same code over the same defaults, so that equal files make
 * equal bytes. A NaN equals itself that way.
 */
static bool same(const rv_key *k, const char *a, const char *b)
{
	size_t n = 1, other = 1;
	if (is_list(k->kind)) {
		memcpy(&n, a + k->n_offset, sizeof(n));
		memcpy(&other, b + k->n_offset, sizeof(other));
	}
	return n == other && memcmp(a + k->offset, b + k->offset, n * size_of(k)) == 0;
}

typedef struct place {
	const rv_key *key;
	size_t path_n; /* bytes of the name up to and with its dot */
} place;

static const char *find(const rv_key *table, const rv_config *a, const rv_config *b,
			bool pass_views, char *text, size_t cap)
{
	place stack[DEPTH_MAX] = { { table, 0 } };
	size_t depth = 0;
	for (;;) {
		place *at = &stack[depth];
		const rv_key *k = at->key;
		if (!k->name && depth == 0)
			return NULL;
		if (!k->name) {
			depth--;
			continue;
		}
		at->key++;
		(void)snprintf(text + at->path_n, cap - at->path_n, "%s%s", k->name,
			       k->kind == RV_KEY_BLOCK ? "." : "");
		if (k->kind == RV_KEY_BLOCK) {
			assert(depth + 1 < DEPTH_MAX); /* the tables are no deeper */
			stack[++depth] = (place){ k->block, strlen(text) };
		} else if (!same(k, (const char *)a, (const char *)b) &&
			   !(pass_views && is_view(text))) {
			return text;
		}
	}
}

const char *rv_config_difference(const rv_config *a, const rv_config *b, bool pass_views,
				 char *text, size_t cap)
{
	assert(text && cap >= RV_CONFIG_KEY);
	const char *key = find(rv_keys_strategy, a, b, pass_views, text, cap);
	if (!key)
		key = find(rv_keys_baskets, a, b, pass_views, text, cap);
	if (!key && strcmp(a->profile, b->profile) != 0)
		key = "profile";
	return key;
}
