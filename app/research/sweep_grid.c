/* Which configurations a search looks at; see sweep_grid.h. */
#include "app/research/sweep_grid.h"

#include "app/json_put.h"
#include "app/research/sweep_keys.h"
#include "config/json_doc.h"
#include "engine/base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static rv_status add_axis(rv_sweep_grid *g, const char *key, size_t n, const char *where,
			  rv_sweep_axis **out, rv_err *err)
{
	if (g->n == RV_SWEEP_KEYS)
		return rv_err_set(err, RV_EUSAGE, "%s: more than %d keys", where, RV_SWEEP_KEYS);
	if (n == 0 || n >= RV_CONFIG_KEY)
		return rv_err_set(err, RV_EUSAGE, "%s: expected the name of a configuration key",
				  where);
	rv_sweep_axis *a = &g->axes[g->n];
	*a = (rv_sweep_axis){ .range = false };
	(void)snprintf(a->key, sizeof(a->key), "%.*s", (int)n, key);
	(void)snprintf(a->where, sizeof(a->where), "%s", where);
	for (size_t i = 0; i < g->n; i++) {
		if (strcmp(g->axes[i].key, a->key) == 0)
			return rv_err_set(err, RV_EUSAGE, "%s: %s is given twice", where, a->key);
	}
	a->values = cJSON_CreateArray();
	if (!a->values)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", where);
	g->n++;
	*out = a;
	return RV_OK;
}

/* Takes item. */
static rv_status add_value(rv_sweep_grid *g, rv_sweep_axis *a, cJSON *item, rv_err *err)
{
	if (!item || !cJSON_AddItemToArray(a->values, item)) {
		cJSON_Delete(item);
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", a->where);
	}
	if (++g->n_values > RV_SWEEP_VALUES)
		return rv_err_set(err, RV_EUSAGE, "%s: more than %d values", a->where,
				  RV_SWEEP_VALUES);
	return RV_OK;
}

/* A word of the command line: JSON where it is some, else a text. */
static cJSON *word(const char *text, size_t n)
{
	char *copy = strndup(text, n);
	cJSON *item = copy ? cJSON_ParseWithOpts(copy, NULL, 1) : NULL;
	if (copy && (!item || cJSON_IsArray(item) || cJSON_IsObject(item))) {
		cJSON_Delete(item);
		item = cJSON_CreateString(copy);
	}
	free(copy);
	return item;
}

rv_status rv_sweep_grid_param(rv_sweep_grid *g, const char *param, rv_err *err)
{
	char where[RV_SWEEP_WHERE];
	rv_sweep_axis *a = NULL;
	(void)snprintf(where, sizeof(where), "--param %.120s", param);
	const char *p = strchr(param, '=');
	if (!p || !p[1])
		return rv_err_set(err, RV_EUSAGE, "%s: expected NAME=V1,V2 or NAME=LO..HI", where);
	rv_status st = add_axis(g, param, (size_t)(p - param), where, &a, err);
	if (st != RV_OK || !a)
		return st;
	const char *dots = strstr(++p, "..");
	if (dots) {
		a->range = true;
		st = add_value(g, a, word(p, (size_t)(dots - p)), err);
		if (st == RV_OK)
			st = add_value(g, a, word(dots + 2, strlen(dots + 2)), err);
		return st;
	}
	while (st == RV_OK) {
		const size_t n = strcspn(p, ",");
		st = add_value(g, a, word(p, n), err);
		if (!p[n])
			break;
		p += n + 1;
	}
	return st;
}

static rv_status read_axis(rv_sweep_grid *g, const rv_json_doc *doc, const cJSON *item, rv_err *err)
{
	char where[RV_SWEEP_WHERE];
	rv_sweep_axis *a = NULL;
	(void)snprintf(where, sizeof(where), "%.150s:%zu", doc->path, rv_json_doc_line(doc, item));
	const cJSON *from = cJSON_GetObjectItemCaseSensitive(item, "from");
	const cJSON *to = cJSON_GetObjectItemCaseSensitive(item, "to");
	rv_status st = add_axis(g, item->string, strlen(item->string), where, &a, err);
	if (st != RV_OK || !a)
		return st;
	if (from && to && cJSON_GetArraySize(item) == 2) {
		a->range = true;
		st = add_value(g, a, cJSON_Duplicate(from, 1), err);
		return st == RV_OK ? add_value(g, a, cJSON_Duplicate(to, 1), err) : st;
	}
	if (!cJSON_IsArray(item) || !item->child)
		return rv_err_set(err, RV_EUSAGE,
				  "%s: key \"%s\": expected a list of values or { \"from\": LO, "
				  "\"to\": HI }",
				  where, a->key);
	for (const cJSON *v = item->child; v && st == RV_OK; v = v->next)
		st = add_value(g, a, cJSON_Duplicate(v, 1), err);
	return st;
}

rv_status rv_sweep_grid_file(rv_sweep_grid *g, const char *path, rv_err *err)
{
	rv_json_doc doc;
	rv_status st = rv_json_doc_open(path, &doc, err);
	if (st == RV_ENOENT)
		return rv_err_set(err, st, "%.200s: no such file", path);
	if (st != RV_OK)
		return st;
	for (const cJSON *item = doc.root->child; item && st == RV_OK; item = item->next)
		st = read_axis(g, &doc, item, err);
	rv_json_doc_close(&doc);
	return st;
}

void rv_sweep_grid_free(rv_sweep_grid *g)
{
	for (size_t i = 0; i < g->n; i++)
		cJSON_Delete(g->axes[i].values);
	*g = (rv_sweep_grid){ .n = 0 };
}

/* ---- checks ---- */

static rv_status check_range(const rv_sweep_axis *a, rv_err *err)
{
	const cJSON *lo = cJSON_GetArrayItem(a->values, 0), *hi = cJSON_GetArrayItem(a->values, 1);
	if (cJSON_IsNumber(lo) && cJSON_IsNumber(hi) && lo->valuedouble <= hi->valuedouble)
		return RV_OK;
	return rv_err_set(err, RV_EUSAGE, "%s: expected a range of two numbers, the lower first",
			  a->where);
}

static rv_status check_axis(rv_sweep_axis *a, rv_bt_strategy_id strategy, const rv_config *base,
			    bool random, rv_err *err)
{
	rv_status st = rv_sweep_key_check(strategy, a->key, a->where, &a->integer, err);
	if (st == RV_OK && a->range && !random)
		st = rv_err_set(err, RV_EUSAGE, "%s: a range needs --random N", a->where);
	if (st == RV_OK && a->range)
		st = check_range(a, err);
	for (const cJSON *v = a->values->child; v && st == RV_OK; v = v->next)
		st = rv_sweep_value_check(a->key, v, a->where, base, err);
	return st;
}

static rv_status count_tasks(rv_sweep_grid *g, size_t draws, rv_err *err)
{
	g->tasks = draws;
	if (draws == 0)
		g->tasks = 1;
	for (size_t i = 0; i < g->n && draws == 0 && g->tasks <= RV_SWEEP_TASKS; i++)
		g->tasks *= (size_t)cJSON_GetArraySize(g->axes[i].values);
	if (g->tasks <= RV_SWEEP_TASKS)
		return RV_OK;
	return rv_err_set(err, RV_EUSAGE, "more than %d configurations; --random N draws some",
			  RV_SWEEP_TASKS);
}

rv_status rv_sweep_grid_ready(rv_sweep_grid *g, rv_bt_strategy_id strategy, const rv_config *base,
			      size_t draws, uint64_t seed, rv_err *err)
{
	rv_status st = g->n ? RV_OK
			    : rv_err_set(err, RV_EUSAGE,
					 "sweep needs keys: --grid FILE or --param NAME=V1,V2");
	for (size_t i = 0; i < g->n && st == RV_OK; i++)
		st = check_axis(&g->axes[i], strategy, base, draws > 0, err);
	g->random = draws > 0;
	g->seed = seed;
	return st == RV_OK ? count_tasks(g, draws, err) : st;
}

/* ---- tasks ---- */

static cJSON *draw(const rv_sweep_grid *g, size_t axis, size_t task)
{
	const rv_sweep_axis *a = &g->axes[axis];
	const cJSON *first = a->values->child;
	rv_rng rng;
	rv_rng_seed(&rng, g->seed, axis, task);
	if (!a->range) {
		const int n = cJSON_GetArraySize(a->values);
		return cJSON_Duplicate(
			cJSON_GetArrayItem(a->values, (int)rv_rng_below(&rng, (uint64_t)n)), 1);
	}
	const double lo = first->valuedouble, hi = first->next->valuedouble;
	if (!a->integer)
		return cJSON_CreateNumber(lo + (hi - lo) * rv_rng_uniform(&rng));
	return cJSON_CreateNumber(lo + (double)rv_rng_below(&rng, (uint64_t)(hi - lo) + 1));
}

static cJSON *pick(const rv_sweep_grid *g, size_t axis, size_t task)
{
	for (size_t i = g->n; i-- > axis + 1;)
		task /= (size_t)cJSON_GetArraySize(g->axes[i].values);
	const cJSON *values = g->axes[axis].values;
	return cJSON_Duplicate(
		cJSON_GetArrayItem(values, (int)(task % (size_t)cJSON_GetArraySize(values))), 1);
}

/* A number as it reads back to the same double. */
static bool put_value(cJSON *o, const char *key, cJSON *item)
{
	if (!cJSON_IsNumber(item))
		return rv_json_put_item(o, key, item);
	const double v = item->valuedouble;
	cJSON_Delete(item);
	return rv_json_put_num(o, key, v);
}

cJSON *rv_sweep_grid_point(const rv_sweep_grid *g, size_t task)
{
	cJSON *o = cJSON_CreateObject();
	bool ok = o != NULL;
	for (size_t i = 0; i < g->n && ok; i++)
		ok = put_value(o, g->axes[i].key, g->random ? draw(g, i, task) : pick(g, i, task));
	if (ok)
		return o;
	cJSON_Delete(o);
	return NULL;
}

static bool put_axis(cJSON *keys, const rv_sweep_axis *a)
{
	const cJSON *lo = a->values->child;
	if (!a->range)
		return rv_json_put_item(keys, a->key, cJSON_Duplicate(a->values, 1));
	cJSON *range = cJSON_AddObjectToObject(keys, a->key);
	return range && rv_json_put_num(range, "from", lo->valuedouble) &&
	       rv_json_put_num(range, "to", lo->next->valuedouble);
}

cJSON *rv_sweep_grid_json(const rv_sweep_grid *g)
{
	char seed[24]; /* as text: a reader's number may have 53 bits */
	cJSON *o = cJSON_CreateObject();
	(void)snprintf(seed, sizeof(seed), "%llu", (unsigned long long)g->seed);
	bool ok = o && rv_json_put_text(o, "search", g->random ? "random" : "grid") &&
		  (!g->random || rv_json_put_text(o, "seed", seed));
	cJSON *keys = ok ? cJSON_AddObjectToObject(o, "keys") : NULL;
	ok = keys != NULL;
	for (size_t i = 0; i < g->n && ok; i++)
		ok = put_axis(keys, &g->axes[i]);
	if (ok)
		return o;
	cJSON_Delete(o);
	return NULL;
}

rv_status rv_sweep_grid_config(const rv_sweep_grid *g, size_t task, const rv_config *base,
			       rv_config *out, rv_err *err)
{
	cJSON *point = rv_sweep_grid_point(g, task);
	if (!point)
		return rv_err_set(err, RV_ENOMEM, "configuration %zu: out of memory", task);
	const rv_status st = rv_sweep_values_set(point, base, out, err);
	cJSON_Delete(point);
	return st;
}
