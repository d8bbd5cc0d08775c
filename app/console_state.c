/* How a console was left, as JSON; see console_state.h. */
#include "app/console_state.h"

#include "app/json_put.h"
#include "engine/factors/market_structure.h"
#include "tui/panes/panes.h"
#include "tui/theme.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION_KEY "rvdesk_console"

static const char *const environments[] = { [RV_ENV_UNKNOWN] = "",
					    [RV_ENV_SIM] = "SIM",
					    [RV_ENV_REPLAY] = "REPLAY",
					    [RV_ENV_PAPER] = "PAPER",
					    [RV_ENV_LIVE] = "LIVE" };

enum { ENVIRONMENTS = sizeof(environments) / sizeof(environments[0]) };

/* Words of the enumerations, by their numbers. */
static const char *screen_word(int i)
{
	return rv_screen_word((rv_screen_id)i);
}

static const char *pane_word(int i)
{
	return rv_pane_title((rv_pane_id)i);
}

static const char *column_word(int i)
{
	return rv_column_title((rv_column)i, true);
}

static const char *columns_word(int i)
{
	return rv_column_set_name((rv_column_set)i);
}

static const char *environment_word(int i)
{
	return environments[i];
}

static bool put_layout(cJSON *o, const rv_remembered *r)
{
	return rv_json_put_text(o, "screen", screen_word((int)r->screen)) &&
	       rv_json_put_text(o, "pane", pane_word((int)r->focus)) &&
	       rv_json_put_bool(o, "zoom", r->zoom) &&
	       rv_json_put_i64(o, "portfolio_view", r->view) &&
	       rv_json_put_text(o, "sort", column_word((int)r->sort)) &&
	       rv_json_put_bool(o, "sort_inverted", r->invert) &&
	       rv_json_put_i64(o, "leader", r->leader) &&
	       rv_json_put_i64(o, "measure", r->measure) &&
	       rv_json_put_i64(o, "plot_range", r->range) &&
	       rv_json_put_i64(o, "research_range", r->research_range) &&
	       rv_json_put_text(o, "filter", r->filter) &&
	       rv_json_put_text(o, "filter_environment", environment_word((int)r->filter_env));
}

static bool put_settings(cJSON *o, const rv_remembered *r)
{
	const rv_prefs *p = &r->prefs;

	return rv_json_put_i64(o, VERSION_KEY, RV_CONSOLE_STATE_VERSION) &&
	       rv_json_put_text(o, "theme", rv_theme_name(p->theme)) &&
	       rv_json_put_text(o, "updown", p->updown < 0 ? "" : rv_updown_name(p->updown)) &&
	       rv_json_put_bool(o, "mono", p->mono) &&
	       rv_json_put_i64(o, "refresh_ms", p->refresh_ms) &&
	       rv_json_put_text(o, "columns", columns_word((int)r->columns)) &&
	       rv_json_put_bool(o, "bell", p->bell) &&
	       rv_json_put_bool(o, "remember_layout", p->remember);
}

rv_status rv_console_state_text(const rv_remembered *r, char **text)
{
	cJSON *o = cJSON_CreateObject();
	bool ok = o && put_settings(o, r);

	if (ok && r->prefs.remember) {
		cJSON *layout = cJSON_CreateObject();
		ok = layout && put_layout(layout, r);
		ok = rv_json_put_item(o, "layout", layout) && ok;
	}
	*text = ok ? cJSON_Print(o) : NULL;
	cJSON_Delete(o);
	return *text ? RV_OK : RV_ENOMEM;
}

typedef struct reader {
	const cJSON *o;
	rv_err *err;
	bool bad; /* and err says what */
} reader;

static void refuse(reader *r, const char *key, const char *expected)
{
	if (!r->bad)
		(void)rv_err_set(r->err, RV_EPARSE, "%s: expected %s", key, expected);
	r->bad = true;
}

static const cJSON *item(const reader *r, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(r->o, key);
}

static void read_bool(reader *r, const char *key, bool *out)
{
	const cJSON *v = item(r, key);

	if (v && !cJSON_IsBool(v))
		refuse(r, key, "true or false");
	else if (v)
		*out = cJSON_IsTrue(v);
}

static void read_int(reader *r, const char *key, int least, int most, int *out)
{
	const cJSON *v = item(r, key);
	const bool ok = cJSON_IsNumber(v) && v->valuedouble >= least && v->valuedouble <= most &&
			!(fabs(v->valuedouble - round(v->valuedouble)) > 0);

	if (v && !ok)
		refuse(r, key, "a whole number in its range");
	else if (v)
		*out = (int)v->valuedouble;
}

/* One of n words; "" is what none stands for. */
static void read_word(reader *r, const char *key, const char *(*word)(int), int n, int *out)
{
	const cJSON *v = item(r, key);
	int i = 0;

	if (!v)
		return;
	while (cJSON_IsString(v) && i < n && strcmp(word(i), v->valuestring) != 0)
		i++;
	if (!cJSON_IsString(v) || i == n)
		refuse(r, key, "one of its words");
	else
		*out = i;
}

static void read_updown(reader *r, rv_remembered *out)
{
	const cJSON *v = item(r, "updown");

	if (cJSON_IsString(v) && v->valuestring[0] == '\0')
		out->prefs.updown = -1;
	else
		read_word(r, "updown", rv_updown_name, RV_UPDOWNS, &out->prefs.updown);
}

static void read_filter(reader *r, rv_remembered *out)
{
	const cJSON *v = item(r, "filter");

	if (v && (!cJSON_IsString(v) || strlen(v->valuestring) >= sizeof(out->filter)))
		refuse(r, "filter", "a short text");
	else if (v)
		(void)snprintf(out->filter, sizeof(out->filter), "%s", v->valuestring);
}

static void read_settings(reader *r, rv_remembered *out)
{
	rv_prefs *p = &out->prefs;
	int columns = (int)out->columns;

	read_word(r, "theme", rv_theme_name, RV_THEMES, &p->theme);
	read_updown(r, out);
	read_bool(r, "mono", &p->mono);
	read_int(r, "refresh_ms", RV_REFRESH_MIN_MS, RV_REFRESH_MAX_MS, &p->refresh_ms);
	read_word(r, "columns", columns_word, RV_COLUMN_SETS, &columns);
	read_bool(r, "bell", &p->bell);
	read_bool(r, "remember_layout", &p->remember);
	out->columns = (rv_column_set)columns;
}

static void read_layout(reader *r, rv_remembered *out)
{
	int screen = (int)out->screen, pane = (int)out->focus, sort = (int)out->sort;
	int view = (int)out->view, measure = (int)out->measure, env = (int)out->filter_env;

	read_word(r, "screen", screen_word, RV_SCREEN_N, &screen);
	read_word(r, "pane", pane_word, RV_PANE_FOCUSABLE, &pane);
	read_word(r, "sort", column_word, RV_COL_N, &sort);
	read_bool(r, "zoom", &out->zoom);
	read_bool(r, "sort_inverted", &out->invert);
	read_int(r, "portfolio_view", 0, RV_PORTFOLIO_N - 1, &view);
	read_int(r, "leader", 0, RV_LEADERS - 1, &out->leader);
	read_int(r, "measure", 0, RV_MEASURE_N - 1, &measure);
	read_int(r, "plot_range", 0, RV_PLOT_RANGES - 1, &out->range);
	read_int(r, "research_range", 0, RV_PLOT_RANGES - 1, &out->research_range);
	read_filter(r, out);
	read_word(r, "filter_environment", environment_word, ENVIRONMENTS, &env);
	if (!rv_column_sortable((rv_column)sort))
		refuse(r, "sort", "a column that sorts");
	out->screen = (rv_screen_id)screen;
	out->focus = (rv_pane_id)pane;
	out->sort = (rv_column)sort;
	out->view = (rv_portfolio_view)view;
	out->measure = (rv_measure)measure;
	out->filter_env = (rv_env)env;
}

static rv_status read_all(const cJSON *o, rv_remembered *out, rv_err *err)
{
	reader r = { .o = o, .err = err };
	const cJSON *version = item(&r, VERSION_KEY), *layout = item(&r, "layout");

	if (!cJSON_IsNumber(version))
		return rv_err_set(err, RV_EPARSE, VERSION_KEY ": expected the version");
	if (version->valueint != RV_CONSOLE_STATE_VERSION)
		return rv_err_set(err, RV_EDATA, "it is of version %d, expected %d",
				  version->valueint, RV_CONSOLE_STATE_VERSION);
	read_settings(&r, out);
	if (layout && !cJSON_IsObject(layout))
		refuse(&r, "layout", "an object");
	if (layout && !r.bad && out->prefs.remember) {
		r.o = layout;
		read_layout(&r, out);
	}
	return r.bad ? RV_EPARSE : RV_OK;
}

rv_status rv_console_state_parse(const char *text, size_t n, rv_remembered *out, rv_err *err)
{
	cJSON *o = cJSON_ParseWithLength(text, n);
	rv_remembered made;

	rv_remembered_default(&made);
	if (!cJSON_IsObject(o)) {
		cJSON_Delete(o);
		return rv_err_set(err, RV_EPARSE, "it is damaged: expected a JSON object");
	}
	const rv_status st = read_all(o, &made, err);
	cJSON_Delete(o);
	if (st == RV_OK)
		*out = made;
	return st;
}
