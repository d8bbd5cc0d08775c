/* state.json; see state_file.h. */
#include "app/state_file.h"

#include "app/file_replace.h"
#include "app/json_put.h"
#include "app/score_json.h"
#include "app/state_paper.h"
#include "app/state_pnl.h"
#include "config/read_file.h"
#include "engine/base/timefmt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_CAP = 16 << 20 }; /* bytes; 1024 symbols need about a third */

const char *rv_state_env_word(rv_env env)
{
	switch (env) {
	case RV_ENV_SIM:
		return "SIM";
	case RV_ENV_REPLAY:
		return "REPLAY";
	case RV_ENV_PAPER:
		return "PAPER";
	case RV_ENV_LIVE:
		return "LIVE";
	case RV_ENV_UNKNOWN:
		break;
	}
	return "UNKNOWN";
}

/* Symbols without a bar by the as-of bar are in neither block, as in `score --json`. */
static void momentum_of(const rv_view *v, rv_block_momentum *m)
{
	memset(m, 0, sizeof(*m));
	m->bar_open_ms = v->bar_close_ms > 0 ? v->bar_close_ms - rv_interval_ms(v->interval)
					     : RV_BLOCK_NO_BAR;
	for (size_t i = 0; i < v->n_rows; i++) {
		const rv_view_row *r = &v->rows[i];
		if (!r->rv_known)
			continue;
		rv_block_symbol *s = &m->symbols[m->n++];
		memcpy(s->symbol, r->symbol, sizeof(s->symbol));
		s->baskets = r->baskets;
		s->available = r->rv_available;
		s->score = r->rv_available ? r->rv : 0.0;
		s->raw = r->rv_available ? r->rv_raw : NAN;
	}
	m->n_available = v->n_available;
	for (int i = 0; i < RV_SPREAD_N; i++)
		m->spreads[i] = (rv_rvm_spread_value){ v->spreads[i].s, v->spreads[i].cum,
						       v->spreads[i].available };
}

static void universe_of(const rv_view *v, rv_block_universe *u)
{
	u->n = 0;
	u->reduce_only = v->has_scores && v->scores.universe.reduce_only;
	u->band = u->reduce_only || (v->has_scores && v->scores.universe.band);
	for (size_t i = 0; i < v->n_rows; i++) {
		if (!v->rows[i].universe_known)
			continue;
		memcpy(u->entries[u->n].symbol, v->rows[i].symbol, RV_SYMBOL_MAX);
		u->entries[u->n].no_increase = v->rows[i].no_increase;
		u->entries[u->n++].reason = v->rows[i].universe;
	}
}

static bool put_stream(cJSON *feeds, const rv_view *v, const rv_view_stream *s)
{
	cJSON *one = cJSON_AddObjectToObject(feeds, s->name);
	const rv_health health =
		rv_health_of(s->last_at, v->elapsed_ms, s->period_ms, s->is_price, s->connected);
	const double age = s->last_at == RV_NEVER ? NAN : (double)(v->elapsed_ms - s->last_at);
	return one && rv_json_put_num(one, "age_ms", age) &&
	       rv_json_put_text(one, "health", rv_health_word(health)) &&
	       rv_json_put_bool(one, "connected", s->connected) &&
	       rv_json_put_i64(one, "messages", (int64_t)s->messages) &&
	       rv_json_put_i64(one, "malformed", (int64_t)s->malformed) &&
	       rv_json_put_i64(one, "reconnects", s->reconnects);
}

bool rv_state_put_feeds(cJSON *object, const rv_view *v)
{
	cJSON *feeds = cJSON_AddObjectToObject(object, "feeds");
	bool ok = feeds != NULL;
	for (size_t i = 0; ok && i < v->n_streams; i++)
		ok = put_stream(feeds, v, &v->streams[i]);
	return ok;
}

static bool put_blocks(cJSON *object, const rv_view *v)
{
	rv_block_momentum m;
	rv_block_universe u;
	cJSON *block = NULL;
	universe_of(v, &u);
	if (rv_block_universe_json(&u, &block) != RV_OK ||
	    !rv_json_put_item(object, "universe", block))
		return false;
	momentum_of(v, &m);
	if (rv_block_momentum_json(&m, &block) != RV_OK ||
	    !rv_json_put_item(object, "rv_momentum", block))
		return false;
	return !v->has_scores || rv_score_put_modules(object, &v->scores, RV_SCORE_ALL);
}

rv_status rv_state_json(const rv_view *v, cJSON **out)
{
	char asof[RV_TIME_TEXT];
	cJSON *o = cJSON_CreateObject();
	const bool ok = o && rv_json_put_i64(o, "schema", RV_SCORE_SCHEMA) &&
			rv_json_put_text(o, "asof", rv_time_format(v->bar_close_ms, asof)) &&
			rv_json_put_i64(o, "bar_close_ms", v->bar_close_ms) &&
			rv_json_put_text(o, "interval", rv_interval_name(v->interval)) &&
			rv_json_put_i64(o, "updated_ms", v->utc_ms) &&
			rv_json_put_text(o, "env", rv_state_env_word(v->env)) &&
			rv_json_put_text(o, "venue", v->venue) && put_blocks(o, v) &&
			rv_state_put_feeds(o, v) && rv_state_put_pnl(o, v) &&
			rv_state_put_paper(o, v);
	if (!ok) {
		cJSON_Delete(o);
		return RV_ENOMEM;
	}
	*out = o;
	return RV_OK;
}

rv_status rv_state_write(const char *path, const rv_view *v, rv_err *err)
{
	cJSON *o = NULL;
	rv_status st = rv_state_json(v, &o);
	char *text = st == RV_OK ? cJSON_PrintUnformatted(o) : NULL;
	cJSON_Delete(o);
	if (!text)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	st = rv_file_replace(path, text, strlen(text), err);
	cJSON_free(text);
	return st;
}

static bool read_i64(const cJSON *o, const char *key, int64_t *v)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, key);
	if (!cJSON_IsNumber(item) || !(fabs(item->valuedouble) < 0x1p53))
		return false;
	*v = (int64_t)item->valuedouble;
	return true;
}

static rv_status read_state(const char *path, const cJSON *o, rv_state *out, rv_err *err)
{
	int64_t schema = 0;
	if (!read_i64(o, "schema", &schema) || schema != RV_SCORE_SCHEMA)
		return rv_err_set(err, RV_EDATA, "%s: expected \"schema\": %d", path,
				  RV_SCORE_SCHEMA);
	if (!read_i64(o, "bar_close_ms", &out->bar_close_ms) ||
	    !read_i64(o, "updated_ms", &out->updated_ms))
		return rv_err_set(err, RV_EDATA,
				  "%s: expected the times \"bar_close_ms\" and \"updated_ms\"",
				  path);
	const cJSON *block = cJSON_GetObjectItemCaseSensitive(o, "rv_momentum");
	if (rv_block_momentum_read(block, &out->momentum) != RV_OK)
		return rv_err_set(err, RV_EDATA,
				  "%s: \"rv_momentum\" is missing or has another shape", path);
	return RV_OK;
}

rv_status rv_state_load(const char *path, rv_state *out, rv_err *err)
{
	char *text = NULL;
	size_t n = 0;
	memset(out, 0, sizeof(*out));
	rv_status st = rv_read_file(path, STATE_CAP, &text, &n, err);
	if (st != RV_OK)
		return st;
	cJSON *o = strlen(text) == n ? cJSON_ParseWithOpts(text, NULL, 1) : NULL;
	free(text);
	if (!o)
		return rv_err_set(err, RV_EPARSE, "%s: not JSON, expected one object", path);
	st = read_state(path, o, out, err);
	cJSON_Delete(o);
	if (st != RV_OK)
		memset(out, 0, sizeof(*out));
	return st;
}
