/* Table-driven reader of configuration blocks; see keys.h. */
#include "config/keys.h"

#include "config/load.h"
#include "engine/market/coin_ids.h"
#include "engine/market/symbol.h"
#include "engine/run/alert_rule.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PATH_TEXT = 96, DEPTH_MAX = 6 };

/* One key being read. */
typedef struct spot {
	const rv_json_doc *doc;
	const cJSON *item;
	const rv_key *key;
	char path[PATH_TEXT];
	rv_err *err;
} spot;

static rv_status complain(const spot *s, const cJSON *at, rv_status code, const char *what)
{
	(void)rv_err_set(s->err, code, "%s:%zu: key \"%s\": %s", s->doc->path,
			 rv_json_doc_line(s->doc, at), s->path, what);
	/* Keys and values may hold anything; a terminal will show this line. */
	for (char *p = s->err ? s->err->text : NULL; p && *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	}
	return code;
}

static rv_status wrong_type(const spot *s, const cJSON *at, const char *expected)
{
	static const struct {
		int type;
		const char *word;
	} words[] = { { cJSON_NULL, "null" },	  { cJSON_False, "false" },
		      { cJSON_True, "true" },	  { cJSON_Number, "a number" },
		      { cJSON_String, "a text" }, { cJSON_Array, "a list" },
		      { cJSON_Object, "a block" } };
	const char *got = "something else";
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if ((at->type & 0xff) == words[i].type)
			got = words[i].word;
	}
	char text[160];
	(void)snprintf(text, sizeof(text), "%s found, expected %s", got, expected);
	return complain(s, at, RV_EPARSE, text);
}

static void describe_range(const rv_key *k, char *text, size_t cap)
{
	if (k->kind == RV_KEY_INT)
		(void)snprintf(text, cap, "an integer from %.0f to %.0f", k->min, k->max);
	else if (k->kind == RV_KEY_POSITIVE)
		(void)snprintf(text, cap, "a number above %g and up to %g", k->min, k->max);
	else if (k->kind == RV_KEY_SECONDS)
		(void)snprintf(text, cap, "seconds from %g to %g", k->min, k->max);
	else if (k->kind == RV_KEY_MAYBE)
		(void)snprintf(text, cap, "a number from %g to %g, or null", k->min, k->max);
	else
		(void)snprintf(text, cap, "a number from %g to %g", k->min, k->max);
}

static bool in_range(const rv_key *k, double v)
{
	if (!isfinite(v) || v > k->max)
		return false;
	if (k->kind == RV_KEY_INT && (v < k->min || v > floor(v)))
		return false;
	return k->kind == RV_KEY_POSITIVE ? v > k->min : v >= k->min;
}

static rv_status read_number(const spot *s, char *base)
{
	char range[80], text[160];
	describe_range(s->key, range, sizeof(range));
	if (s->key->kind == RV_KEY_MAYBE && cJSON_IsNull(s->item)) {
		const double none = NAN;
		memcpy(base + s->key->offset, &none, sizeof(none));
		return RV_OK;
	}
	if (!cJSON_IsNumber(s->item))
		return wrong_type(s, s->item, range);
	const double v = s->item->valuedouble;
	if (!in_range(s->key, v)) {
		(void)snprintf(text, sizeof(text), "%.15g is out of range, expected %s", v, range);
		return complain(s, s->item, RV_ERANGE, text);
	}
	const int i = s->key->kind == RV_KEY_INT ? (int)v : 0;
	const int64_t ms = s->key->kind == RV_KEY_SECONDS ? (int64_t)llround(v * 1000.0) : 0;
	if (s->key->kind == RV_KEY_INT)
		memcpy(base + s->key->offset, &i, sizeof(i));
	else if (s->key->kind == RV_KEY_SECONDS)
		memcpy(base + s->key->offset, &ms, sizeof(ms));
	else
		memcpy(base + s->key->offset, &v, sizeof(v));
	return RV_OK;
}

static rv_status read_bool(const spot *s, char *base)
{
	if (!cJSON_IsBool(s->item))
		return wrong_type(s, s->item, "true or false");
	const bool v = cJSON_IsTrue(s->item);
	memcpy(base + s->key->offset, &v, sizeof(v));
	return RV_OK;
}

static rv_status read_mode(const spot *s, char *base)
{
	if (!cJSON_IsString(s->item))
		return wrong_type(s, s->item, "\"zscore\" or \"rank\"");
	rv_rvm_mode mode = RV_RVM_ZSCORE;
	if (strcmp(s->item->valuestring, "rank") == 0) {
		mode = RV_RVM_RANK;
	} else if (strcmp(s->item->valuestring, "zscore") != 0) {
		char text[160];
		(void)snprintf(text, sizeof(text),
			       "\"%.40s\" is not a mode, expected \"zscore\" or \"rank\"",
			       s->item->valuestring);
		return complain(s, s->item, RV_ERANGE, text);
	}
	memcpy(base + s->key->offset, &mode, sizeof(mode));
	return RV_OK;
}

/* "a", "b" or "c": the words of a choice. */
static void describe_choice(const rv_key *words, char *text, size_t cap)
{
	size_t n = 0;
	for (const rv_key *w = words; w->name && n < cap; w++) {
		const char *between = w == words ? "" : w[1].name ? ", " : " or ";
		const int k = snprintf(text + n, cap - n, "%s\"%s\"", between, w->name);
		n += k > 0 ? (size_t)k : 0;
	}
}

static rv_status read_choice(const spot *s, char *base)
{
	char words[80] = "", text[160];
	describe_choice(s->key->block, words, sizeof(words));
	if (!cJSON_IsString(s->item))
		return wrong_type(s, s->item, words);
	unsigned chosen = 0; /* as wide as an enum */
	for (const rv_key *w = s->key->block; w->name; w++, chosen++) {
		if (strcmp(s->item->valuestring, w->name) != 0)
			continue;
		memcpy(base + s->key->offset, &chosen, sizeof(chosen));
		return RV_OK;
	}
	(void)snprintf(text, sizeof(text), "\"%.40s\" is unknown, expected %s",
		       s->item->valuestring, words);
	return complain(s, s->item, RV_ERANGE, text);
}

/* Text of 1 to RV_SYMBOL_MAX - 1 printable ASCII bytes, no space; `at` is where it stands. */
static rv_status symbol_text(const spot *s, const cJSON *at, const char *text,
			     char out[RV_SYMBOL_MAX])
{
	if (s->key->kind == RV_KEY_NAMES || s->key->kind == RV_KEY_ALIASES)
		(void)snprintf(out, RV_SYMBOL_MAX, "%.*s", RV_SYMBOL_MAX - 1, text);
	else
		rv_config_symbol(text, out);
	bool ok = out[0] != '\0' && strlen(text) < RV_SYMBOL_MAX;
	for (const char *p = out; *p; p++)
		ok = ok && *p > ' ' && *p < 0x7f;
	if (ok)
		return RV_OK;
	char why[160];
	(void)snprintf(why, sizeof(why),
		       "\"%.40s\" is not a symbol, expected 1 to %d characters without spaces",
		       text, RV_SYMBOL_MAX - 1);
	return complain(s, at, RV_ERANGE, why);
}

/* One symbol of the item `at`. */
static rv_status symbol_of(const spot *s, const cJSON *at, char out[RV_SYMBOL_MAX])
{
	if (!cJSON_IsString(at))
		return wrong_type(s, at, "a symbol such as \"BTCUSDT\"");
	return symbol_text(s, at, at->valuestring, out);
}

static rv_status read_symbol(const spot *s, char *base)
{
	char name[RV_SYMBOL_MAX] = "";
	const rv_status st = symbol_of(s, s->item, name);
	if (st == RV_OK)
		memcpy(base + s->key->offset, name, sizeof(name));
	return st;
}

static rv_status add_symbol(const spot *s, const cJSON *at, char (*list)[RV_SYMBOL_MAX], size_t n)
{
	char text[160];
	if (n >= (size_t)s->key->max) {
		(void)snprintf(text, sizeof(text), "too many symbols, expected at most %.0f",
			       s->key->max);
		return complain(s, at, RV_ERANGE, text);
	}
	const rv_status st = symbol_of(s, at, list[n]);
	if (st != RV_OK)
		return st;
	for (size_t i = 0; i < n; i++) {
		if (!rv_symbol_equal(list[i], list[n]))
			continue;
		(void)snprintf(text, sizeof(text), "%s is in the list twice, expected once",
			       list[n]);
		return complain(s, at, RV_EEXIST, text);
	}
	return RV_OK;
}

static rv_status read_list(const spot *s, char *base)
{
	if (!cJSON_IsArray(s->item))
		return wrong_type(s, s->item, "a list of symbols");
	char(*list)[RV_SYMBOL_MAX] = (char(*)[RV_SYMBOL_MAX])(void *)(base + s->key->offset);
	size_t n = 0;
	for (const cJSON *at = s->item->child; at; at = at->next) {
		const rv_status st = add_symbol(s, at, list, n);
		if (st != RV_OK)
			return st;
		n++;
	}
	memcpy(base + s->key->n_offset, &n, sizeof(n));
	return RV_OK;
}

/* Two symbols of one text. The first dash parts them, so a leg is written without its quote. */
static rv_status pair_of(const spot *s, const cJSON *at, char pair[2][RV_SYMBOL_MAX])
{
	static const char expected[] = "a pair such as \"ETH-ENA\"";
	if (!cJSON_IsString(at))
		return wrong_type(s, at, expected);
	const char *dash = strchr(at->valuestring, '-');
	char text[2][RV_SYMBOL_MAX];
	const size_t n = dash ? (size_t)(dash - at->valuestring) : RV_SYMBOL_MAX;
	if (n >= RV_SYMBOL_MAX || strlen(dash + 1) >= RV_SYMBOL_MAX || strchr(dash + 1, '-')) {
		char why[160];
		(void)snprintf(why, sizeof(why), "\"%.60s\" is no pair, expected %s",
			       at->valuestring, expected);
		return complain(s, at, RV_ERANGE, why);
	}
	(void)snprintf(text[0], RV_SYMBOL_MAX, "%.*s", (int)n, at->valuestring);
	(void)snprintf(text[1], RV_SYMBOL_MAX, "%.*s", RV_SYMBOL_MAX - 1, dash + 1);
	const rv_status st = symbol_text(s, at, text[0], pair[0]);
	return st == RV_OK ? symbol_text(s, at, text[1], pair[1]) : st;
}

static rv_status check_new_pair(const spot *s, const cJSON *at,
				const char (*list)[2][RV_SYMBOL_MAX], size_t n)
{
	if (rv_symbol_equal(list[n][0], list[n][1]))
		return complain(s, at, RV_ERANGE, "both legs are the same, expected two symbols");
	for (size_t i = 0; i < n; i++) {
		if (rv_symbol_equal(list[i][0], list[n][0]) &&
		    rv_symbol_equal(list[i][1], list[n][1]))
			return complain(s, at, RV_EEXIST, "a pair is in the list twice");
	}
	return RV_OK;
}

static rv_status read_pairs(const spot *s, char *base)
{
	if (!cJSON_IsArray(s->item))
		return wrong_type(s, s->item, "a list of pairs");
	char(*list)[2][RV_SYMBOL_MAX] = (char(*)[2][RV_SYMBOL_MAX])(void *)(base + s->key->offset);
	size_t n = 0;
	for (const cJSON *at = s->item->child; at; at = at->next) {
		if (n >= (size_t)s->key->max)
			return complain(s, at, RV_ERANGE, "too many pairs");
		rv_status st = pair_of(s, at, list[n]);
		if (st == RV_OK)
			st = check_new_pair(s, at, (const char(*)[2][RV_SYMBOL_MAX])list, n);
		if (st != RV_OK)
			return st;
		n++;
	}
	memcpy(base + s->key->n_offset, &n, sizeof(n));
	return RV_OK;
}

/* An object of any keys; what it lists takes the place of the whole default table. */
static rv_status read_aliases(const spot *s, char *base)
{
	if (!cJSON_IsObject(s->item))
		return wrong_type(s, s->item, "a block of \"name\": \"coin\"");
	rv_alias *list = (rv_alias *)(void *)(base + s->key->offset);
	size_t n = 0;
	for (const cJSON *at = s->item->child; at; at = at->next, n++) {
		if (n >= (size_t)s->key->max)
			return complain(s, at, RV_ERANGE, "too many aliases");
		const size_t len = strlen(at->string);
		if (len == 0 || len >= RV_SYMBOL_MAX)
			return complain(s, at, RV_ERANGE, "an alias has 1 to 23 characters");
		memcpy(list[n].name, at->string, len + 1);
		const rv_status st = symbol_of(s, at, list[n].coin);
		if (st != RV_OK)
			return st;
		for (size_t i = 0; i < n; i++) {
			if (rv_symbol_equal(list[i].name, list[n].name))
				return complain(s, at, RV_EEXIST,
						"an alias is given twice, expected once");
		}
	}
	memcpy(base + s->key->n_offset, &n, sizeof(n));
	return RV_OK;
}

/* Printable ASCII of at most cap - 1 bytes. What it says stays out of the error: it may be secret.
 */
static rv_status copy_text(const spot *s, const cJSON *at, char *out, size_t cap, bool empty_ok)
{
	char why[120];
	if (!cJSON_IsString(at))
		return wrong_type(s, at, "a text");
	const size_t n = strlen(at->valuestring);
	bool ok = n < cap && (n > 0 || empty_ok);
	for (const char *p = at->valuestring; *p; p++)
		ok = ok && *p >= ' ' && *p < 0x7f;
	if (ok) {
		memcpy(out, at->valuestring, n + 1);
		return RV_OK;
	}
	(void)snprintf(why, sizeof(why), "expected a text of %d to %zu printable ASCII characters",
		       empty_ok ? 0 : 1, cap - 1);
	return complain(s, at, RV_ERANGE, why);
}

/* Where in the text, too: a rule may be long. */
static rv_status check_rule(const spot *s, const cJSON *at)
{
	rv_alert_rule rule;
	rv_rule_error wrong;
	char why[160];
	if (s->key->kind != RV_KEY_RULES ||
	    rv_alert_rule_parse(at->valuestring, &rule, &wrong) == RV_OK)
		return RV_OK;
	(void)snprintf(why, sizeof(why), "\"%.40s\" at character %zu: %.79s", at->valuestring,
		       wrong.pos + 1, wrong.text);
	return complain(s, at, RV_EPARSE, why);
}

static rv_status read_texts(const spot *s, char *base)
{
	size_t n = 0;
	if (!cJSON_IsArray(s->item))
		return wrong_type(s, s->item, "a list of texts");
	for (const cJSON *at = s->item->child; at; at = at->next, n++) {
		if (n >= (size_t)s->key->max)
			return complain(s, at, RV_ERANGE, "too many texts");
		const rv_status st = copy_text(s, at, base + s->key->offset + n * RV_KEY_FREE_CAP,
					       RV_KEY_FREE_CAP, false);
		if (st != RV_OK || check_rule(s, at) != RV_OK)
			return st != RV_OK ? st : RV_EPARSE;
	}
	memcpy(base + s->key->n_offset, &n, sizeof(n));
	return RV_OK;
}

/* One more id, or another one for a symbol that has one. */
static rv_status put_id(const spot *s, const cJSON *at, rv_coin_id *list, size_t *n)
{
	if (!cJSON_IsString(at))
		return wrong_type(s, at, "an id such as \"bitcoin\"");
	const size_t len = strlen(at->string), id = strlen(at->valuestring);
	if (len == 0 || len >= RV_SYMBOL_MAX || id == 0 || id >= RV_COIN_ID_MAX ||
	    strspn(at->valuestring, "abcdefghijklmnopqrstuvwxyz0123456789-_") != id)
		return complain(s, at, RV_ERANGE,
				"expected a symbol of 1 to 23 characters and an id of 1 to 47 "
				"small letters, digits, - and _");
	size_t i = 0;
	while (i < *n && !rv_symbol_equal(list[i].symbol, at->string))
		i++;
	if (i >= (size_t)s->key->max)
		return complain(s, at, RV_ERANGE, "too many ids");
	memcpy(list[i].symbol, at->string, len + 1);
	memcpy(list[i].id, at->valuestring, id + 1);
	*n = i == *n ? i + 1 : *n;
	return RV_OK;
}

static rv_status read_ids(const spot *s, char *base)
{
	if (!cJSON_IsObject(s->item))
		return wrong_type(s, s->item, "a block of \"symbol\": \"id\"");
	size_t n;
	memcpy(&n, base + s->key->n_offset, sizeof(n));
	for (const cJSON *at = s->item->child; at; at = at->next) {
		const rv_status st =
			put_id(s, at, (rv_coin_id *)(void *)(base + s->key->offset), &n);
		if (st != RV_OK)
			return st;
	}
	memcpy(base + s->key->n_offset, &n, sizeof(n));
	return RV_OK;
}

static bool role_of(const char *word, rv_who_role *out)
{
	for (int r = RV_WHO_NONE; r < RV_WHO_ROLE_N; r++) {
		if (strcmp(word, rv_who_role_word((rv_who_role)r)) != 0)
			continue;
		*out = (rv_who_role)r;
		return true;
	}
	return false;
}

static rv_status put_role(const spot *s, const cJSON *at, rv_who_rule *list, size_t n)
{
	const size_t len = strlen(at->string), from = at->string[0] == '@';
	if (n >= (size_t)s->key->max)
		return complain(s, at, RV_ERANGE, "too many users and groups");
	if (len <= from || len >= RV_WHO_TEXT || strcspn(at->string, " \t:/") != len)
		return complain(s, at, RV_ERANGE,
				"expected a user, an @group, or the number of one, of 1 to 32 "
				"characters");
	if (!cJSON_IsString(at) || !role_of(at->valuestring, &list[n].role))
		return wrong_type(s, at, "none, view, propose, approve, risk or admin");
	memcpy(list[n].name, at->string, len + 1);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].name, list[n].name) == 0)
			return complain(s, at, RV_EEXIST, "a user is given twice, expected once");
	}
	return RV_OK;
}

/* What it lists takes the place of all that was listed before. */
static rv_status read_roles(const spot *s, char *base)
{
	if (!cJSON_IsObject(s->item))
		return wrong_type(s, s->item, "a block of \"user\": \"role\"");
	size_t n = 0;
	for (const cJSON *at = s->item->child; at; at = at->next, n++) {
		const rv_status st =
			put_role(s, at, (rv_who_rule *)(void *)(base + s->key->offset), n);
		if (st != RV_OK)
			return st;
	}
	memcpy(base + s->key->n_offset, &n, sizeof(n));
	return RV_OK;
}

static rv_status read_value(const spot *s, char *base)
{
	switch (s->key->kind) {
	case RV_KEY_BOOL:
		return read_bool(s, base);
	case RV_KEY_INT:
	case RV_KEY_DOUBLE:
	case RV_KEY_POSITIVE:
	case RV_KEY_MAYBE:
	case RV_KEY_SECONDS:
		return read_number(s, base);
	case RV_KEY_RVM_MODE:
		return read_mode(s, base);
	case RV_KEY_SYMBOL:
		return read_symbol(s, base);
	case RV_KEY_SYMBOLS:
	case RV_KEY_NAMES:
		return read_list(s, base);
	case RV_KEY_PAIRS:
		return read_pairs(s, base);
	case RV_KEY_ALIASES:
		return read_aliases(s, base);
	case RV_KEY_CHOICE:
		return read_choice(s, base);
	case RV_KEY_IDS:
		return read_ids(s, base);
	case RV_KEY_FREE_TEXT:
		return copy_text(s, s->item, base + s->key->offset, (size_t)s->key->max, true);
	case RV_KEY_FREE_TEXTS:
	case RV_KEY_RULES:
		return read_texts(s, base);
	case RV_KEY_ROLES:
		return read_roles(s, base);
	case RV_KEY_BLOCK:
		return cJSON_IsObject(s->item) ? RV_OK : wrong_type(s, s->item, "a block { ... }");
	}
	return RV_EINVAL;
}

/* The table row of the item; unknown and repeated keys are errors. */
static rv_status find_key(spot *s, const rv_key *table, const cJSON *parent)
{
	s->key = table;
	while (s->key->name && strcmp(s->key->name, s->item->string) != 0)
		s->key++;
	if (!s->key->name)
		return complain(s, s->item, RV_EINVAL, "unknown key, see docs/configuration.md");
	for (const cJSON *at = parent->child; at != s->item; at = at->next) {
		if (strcmp(at->string, s->item->string) == 0)
			return complain(s, s->item, RV_EEXIST, "given twice, expected once");
	}
	return RV_OK;
}

/* A block on the way from the root to the item being read. */
typedef struct level {
	const cJSON *parent, *item; /* item: next member to read */
	const rv_key *table;
	size_t path_n; /* bytes of the path up to and with its dot */
} level;

static rv_status read_item(spot *s, const level *at, char *base)
{
	(void)snprintf(s->path + at->path_n, PATH_TEXT - at->path_n, "%s", at->item->string);
	s->item = at->item;
	const rv_status st = find_key(s, at->table, at->parent);
	return st == RV_OK ? read_value(s, base) : st;
}

rv_status rv_keys_read(const rv_json_doc *doc, const rv_key *table, void *base, rv_err *err)
{
	spot s = { .doc = doc, .err = err };
	level stack[DEPTH_MAX] = { { doc->root, doc->root->child, table, 0 } };
	size_t depth = 0;
	for (;;) {
		level *at = &stack[depth];
		if (!at->item) {
			if (depth == 0)
				return RV_OK;
			depth--;
			continue;
		}
		const rv_status st = read_item(&s, at, base);
		if (st != RV_OK)
			return st;
		at->item = at->item->next;
		if (s.key->kind != RV_KEY_BLOCK)
			continue;
		assert(depth + 1 < DEPTH_MAX); /* the tables are no deeper */
		const size_t n = strlen(s.path);
		(void)snprintf(s.path + n, PATH_TEXT - n, ".");
		stack[++depth] = (level){ s.item, s.item->child, s.key->block, n + 1 };
	}
}
