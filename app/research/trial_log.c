/* The register of trials, written; see trial_log.h. */
#include "app/research/trial_log.h"

#include "app/json_put.h"
#include "app/research/trial_chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SETS_A_LINE = 32 };

void rv_trial_hash(const uint8_t prev[RV_SHA256_BYTES], const char *tail, size_t n,
		   uint8_t out[RV_SHA256_BYTES])
{
	rv_sha256_ctx c;
	rv_sha256_init(&c);
	rv_sha256_update(&c, prev, RV_SHA256_BYTES);
	rv_sha256_update(&c, "{", 1);
	rv_sha256_update(&c, tail, n);
	rv_sha256_final(&c, out);
}

/* The head moves only when it was written down. */
rv_status rv_trial_put(rv_trial_log *l, cJSON *line, bool ok)
{
	char hash[RV_HEX_TEXT(RV_SHA256_BYTES)];
	char *text = ok ? cJSON_PrintUnformatted(line) : NULL;
	cJSON_Delete(line);
	if (!text)
		return RV_ENOMEM;
	rv_trial_hash(l->head, text + 1, strlen(text + 1), l->head);
	(void)fprintf(l->f, RV_TRIAL_HASH_KEY "%s\",%s\n",
		      rv_hex_format(l->head, sizeof(l->head), hash), text + 1);
	cJSON_free(text);
	l->seq++;
	return RV_OK;
}

static bool begin(const rv_trial_log *l, cJSON *line)
{
	return line && rv_json_put_i64(line, "seq", (int64_t)l->seq);
}

static bool put_names(cJSON *line, const rv_bt_result *r)
{
	cJSON *names = cJSON_AddArrayToObject(line, "values");
	bool ok = names != NULL;
	for (size_t i = 0; ok && i < r->n_values; i++)
		ok = rv_json_push_text(names, r->values[i]);
	return ok;
}

static bool put_walk(cJSON *line, const rv_bt_walk *w)
{
	char seed[24]; /* as text: a reader's number may have 53 bits */
	(void)snprintf(seed, sizeof(seed), "%llu", (unsigned long long)w->seed);
	return rv_json_put_bool(line, "walk_forward", w->on) &&
	       rv_json_put_i64(line, "train_days", w->train_days) &&
	       rv_json_put_i64(line, "test_days", w->test_days) &&
	       rv_json_put_i64(line, "purge_days", w->purge_days) &&
	       rv_json_put_i64(line, "embargo_days", w->embargo_days) &&
	       rv_json_put_i64(line, "samples", (int64_t)w->samples) &&
	       rv_json_put_text(line, "seed", seed);
}

static rv_status put_first(rv_trial_log *l, const char *type, const rv_bt_result *r,
			   const char *data_hash)
{
	cJSON *line = cJSON_CreateObject();
	const bool ok = begin(l, line) && rv_json_put_text(line, "type", type) &&
			rv_json_put_i64(line, "schema", 1) &&
			rv_json_put_text(line, "strategy", rv_bt_strategy_name(r->strategy)) &&
			rv_json_put_text(line, "profile", r->profile) &&
			rv_json_put_text(line, "data_hash", data_hash) &&
			put_walk(line, &r->walk) && put_names(line, r);
	return rv_trial_put(l, line, ok);
}

rv_status rv_trial_log_begin(rv_trial_log *l, FILE *f, const rv_bt_result *r, const char *data_hash)
{
	memset(l, 0, sizeof(*l));
	l->f = f;
	l->seq = 1;
	return put_first(l, "genesis", r, data_hash);
}

rv_status rv_trial_log_again(rv_trial_log *l, const rv_bt_result *r, const char *data_hash)
{
	return put_first(l, "again", r, data_hash);
}

static bool put_set(cJSON *sets, const rv_bt_result *r, const rv_bt_choice *c)
{
	cJSON *set = cJSON_CreateDoubleArray(c->value, (int)r->n_values);
	if (set && cJSON_AddItemToArray(sets, set))
		return true;
	cJSON_Delete(set);
	return false;
}

static rv_status put_begun(rv_trial_log *l, const rv_bt_result *r, const rv_bt_trial *t, size_t n)
{
	cJSON *line = cJSON_CreateObject();
	bool ok = begin(l, line) && rv_json_put_text(line, "type", "begun") &&
		  rv_json_put_i64(line, "window", t->window) &&
		  rv_json_put_i64(line, "first", t->sample);
	cJSON *sets = ok ? cJSON_AddArrayToObject(line, "sets") : NULL;
	ok = sets != NULL;
	for (size_t k = 0; ok && k < n; k++)
		ok = put_set(sets, r, &t[k].choice);
	return rv_trial_put(l, line, ok);
}

rv_status rv_trial_log_begun(rv_trial_log *l, const rv_bt_result *r, const rv_bt_trial *t, size_t n)
{
	rv_status st = RV_OK;
	for (size_t k = 0; k < n && st == RV_OK; k += SETS_A_LINE)
		st = put_begun(l, r, t + k, n - k < SETS_A_LINE ? n - k : SETS_A_LINE);
	return st;
}

static bool put_choice(cJSON *line, const rv_bt_result *r, const rv_bt_choice *c)
{
	cJSON *values = cJSON_AddObjectToObject(line, "values");
	bool ok = values != NULL;
	for (size_t i = 0; ok && i < r->n_values; i++)
		ok = rv_json_put_num(values, r->values[i], c->value[i]);
	return ok;
}

rv_status rv_trial_log_add(rv_trial_log *l, const rv_bt_result *r, const rv_bt_trial *t)
{
	cJSON *line = cJSON_CreateObject();
	const bool ok = begin(l, line) && rv_json_put_text(line, "type", "trial") &&
			rv_json_put_i64(line, "window", t->window) &&
			rv_json_put_i64(line, "sample", t->sample) &&
			rv_json_put_bool(line, "admissible", isfinite(t->objective)) &&
			rv_json_put_num(line, "objective", t->objective) &&
			rv_json_put_num(line, "sharpe_day", t->sharpe_day) &&
			rv_json_put_i64(line, "active_days", (int64_t)t->active_days) &&
			rv_json_put_text(line, "why", t->why ? t->why : "") &&
			put_choice(line, r, &t->choice);
	const rv_status st = rv_trial_put(l, line, ok);
	l->trials += st == RV_OK;
	return st;
}

rv_status rv_trial_log_end(rv_trial_log *l)
{
	cJSON *line = cJSON_CreateObject();
	const bool ok = begin(l, line) && rv_json_put_text(line, "type", "end") &&
			rv_json_put_i64(line, "trials", (int64_t)l->trials);
	return rv_trial_put(l, line, ok);
}
