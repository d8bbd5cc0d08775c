/* Fault plans; see faults.h. */
#include "feeds/sim/faults.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/num.h"

enum { PLAN_MAX_BYTES = 1 << 20 };

static const double max_seconds = 1e9;

#define RV_SIM_FAULT_NAME(code, name) name,
static const char *const kind_names[] = { RV_SIM_FAULT_TABLE(RV_SIM_FAULT_NAME) };
#undef RV_SIM_FAULT_NAME

/* Where in the plan an error is. */
typedef struct place {
	const char *file;
	size_t entry; /* from 1 */
	rv_err *err;
} place;

static rv_status bad(const place *at, const char *key, const char *want)
{
	return rv_err_set(at->err, RV_EPARSE, "%s: entry %zu: \"%s\": expected %s", at->file,
			  at->entry, key, want);
}

static bool is_whole(const cJSON *v, double min, double max)
{
	return cJSON_IsNumber(v) && v->valuedouble >= min && v->valuedouble <= max &&
	       floor(v->valuedouble) >= v->valuedouble;
}

/* "at": seconds since the start, or "+N": seconds after the start of the entry before. */
static rv_status read_at(const place *p, const cJSON *o, int64_t before, int64_t *out)
{
	static const char want[] = "seconds since the start (0 or more), or \"+SECONDS\"";
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "at");
	double s = 0.0;
	if (cJSON_IsNumber(v)) {
		s = v->valuedouble;
		before = 0;
	} else if (!cJSON_IsString(v) || v->valuestring[0] != '+' ||
		   rv_num_parse(v->valuestring + 1, strlen(v->valuestring + 1), &s) != RV_OK) {
		return bad(p, "at", want);
	}
	if (!(s >= 0.0 && s <= max_seconds))
		return bad(p, "at", want);
	*out = before + (int64_t)llround(s * 1000.0);
	return RV_OK;
}

static rv_status read_for(const place *p, const cJSON *o, rv_sim_fault *f)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "for");
	if (!cJSON_IsNumber(v) || !(v->valuedouble > 0.0 && v->valuedouble <= max_seconds))
		return bad(p, "for", "seconds, more than 0");
	f->until_ms = f->from_ms + (int64_t)llround(v->valuedouble * 1000.0);
	return RV_OK;
}

/* "SIDE" or "SIDE.NAME". */
static bool of_side(const char *match, const char *side)
{
	const size_t n = strlen(side);
	return strncmp(match, side, n) == 0 && (match[n] == '\0' || match[n] == '.');
}

static rv_status read_match(const place *p, const cJSON *o, rv_sim_fault *f)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "match");
	const char *s = !v ? "*" : cJSON_IsString(v) ? v->valuestring : "";
	const bool known = strcmp(s, "*") == 0 || of_side(s, "info") || of_side(s, "ws") ||
			   of_side(s, "exchange");
	if (!known || strlen(s) >= sizeof(f->match))
		return bad(
			p, "match",
			"\"*\", \"info\", \"ws\", \"exchange\", \"info.TYPE\", \"ws.CHANNEL\" or "
			"\"exchange.ACTION\"");
	memcpy(f->match, s, strlen(s) + 1);
	return RV_OK;
}

/* The market and the clock have no halves, and only a WebSocket is closed with a code. */
static rv_status check_match(const place *p, const rv_sim_fault *f)
{
	const bool all = strcmp(f->match, "*") == 0;
	if (f->kind == RV_SIM_FAULT_FREEZE && !all)
		return bad(p, "match", "\"*\": a freeze stops the whole market");
	if (f->kind == RV_SIM_FAULT_CLOCK_OFFSET && !all)
		return bad(p, "match", "\"*\": clock_offset moves the venue's only clock");
	if (f->kind == RV_SIM_FAULT_CLOSE && !all && strcmp(f->match, "ws") != 0)
		return bad(p, "match", "\"ws\" or \"*\": close ends WebSocket connections");
	if (f->kind >= RV_SIM_FAULT_NO_ACCEPT && f->kind <= RV_SIM_FAULT_RATE_EXHAUSTED && !all &&
	    !of_side(f->match, "exchange"))
		return bad(p, "match",
			   "\"exchange\", \"exchange.ACTION\" or \"*\": it is about actions");
	if (f->kind >= RV_SIM_FAULT_UNKNOWN_OID && of_side(f->match, "exchange"))
		return bad(p, "match", "nothing of \"exchange\": it is about info and streams");
	return RV_OK;
}

static rv_status read_do(const place *p, const cJSON *o, rv_sim_fault *f)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "do");
	for (int k = 0; cJSON_IsString(v) && k < RV_SIM_FAULT_N; k++) {
		if (strcmp(v->valuestring, kind_names[k]) == 0) {
			f->kind = (rv_sim_fault_kind)k;
			return RV_OK;
		}
	}
	return bad(p, "do",
		   "one of status truncate slow wrong_types garbage silent close refuse gap "
		   "duplicate freeze clock_offset, or of the kinds of trading in docs/sim.md");
}

static rv_status read_code(const place *p, const cJSON *o, rv_sim_fault *f)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "code");
	if (f->kind == RV_SIM_FAULT_STATUS || f->kind == RV_SIM_FAULT_ERROR_STATUS) {
		if (!is_whole(v, 400, 599))
			return bad(p, "code", "an HTTP status, 400 to 599");
	} else if (f->kind == RV_SIM_FAULT_CLOSE) {
		if (!is_whole(v, 1000, 1000) && !is_whole(v, 1006, 1006))
			return bad(p, "code", "1000 or 1006");
	} else if (v) {
		return bad(p, "code", "nothing: only status, error_status and close have a code");
	}
	f->code = v ? (int)v->valuedouble : 0;
	return RV_OK;
}

static rv_status read_ms(const place *p, const cJSON *o, rv_sim_fault *f)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "ms");
	if (f->kind == RV_SIM_FAULT_SLOW || f->kind == RV_SIM_FAULT_ACK_DELAY ||
	    f->kind == RV_SIM_FAULT_LATE_FILLS) {
		if (!is_whole(v, 1, 600000))
			return bad(p, "ms", "whole milliseconds, 1 to 600000");
	} else if (f->kind == RV_SIM_FAULT_CLOCK_OFFSET) {
		if (!is_whole(v, -1e12, 1e12))
			return bad(p, "ms", "whole milliseconds");
	} else if (v) {
		return bad(p, "ms",
			   "nothing: only slow, ack_delay, late_fills and clock_offset have ms");
	}
	f->ms = v ? (int64_t)v->valuedouble : 0;
	return RV_OK;
}

static rv_status read_retry_after(const place *p, const cJSON *o, rv_sim_fault *f)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "retry_after");
	if (v && (f->kind != RV_SIM_FAULT_STATUS || !is_whole(v, 1, 86400)))
		return bad(p, "retry_after", "seconds, 1 to 86400, with \"do\": \"status\"");
	f->retry_after = v ? (int)v->valuedouble : 0;
	return RV_OK;
}

static rv_status check_keys(const place *p, const cJSON *o)
{
	static const char *const keys[] = { "at",   "for", "match",	  "do",
					    "code", "ms",  "retry_after", "comment" };
	for (const cJSON *v = o->child; v; v = v->next) {
		size_t i = 0;
		while (i < sizeof(keys) / sizeof(keys[0]) && strcmp(keys[i], v->string) != 0)
			i++;
		if (i == sizeof(keys) / sizeof(keys[0]))
			return bad(p, v->string,
				   "only at, for, match, do, code, ms, retry_after, comment");
	}
	return RV_OK;
}

static rv_status read_entry(const place *p, const cJSON *o, int64_t before, rv_sim_fault *f)
{
	if (!cJSON_IsObject(o))
		return rv_err_set(p->err, RV_EPARSE, "%s: entry %zu: expected an object", p->file,
				  p->entry);
	rv_status st = check_keys(p, o);
	if (st == RV_OK)
		st = read_at(p, o, before, &f->from_ms);
	if (st == RV_OK)
		st = read_for(p, o, f);
	if (st == RV_OK)
		st = read_match(p, o, f);
	if (st == RV_OK)
		st = read_do(p, o, f);
	if (st == RV_OK)
		st = check_match(p, f);
	if (st == RV_OK)
		st = read_code(p, o, f);
	if (st == RV_OK)
		st = read_ms(p, o, f);
	return st == RV_OK ? read_retry_after(p, o, f) : st;
}

static rv_status read_plan(const char *name, const cJSON *list, rv_sim_faults *f, rv_err *err)
{
	if (!cJSON_IsArray(list))
		return rv_err_set(err, RV_EPARSE, "%s: expected a JSON list of faults", name);
	place p = { .file = name, .err = err };
	int64_t before = 0;
	for (const cJSON *o = list->child; o; o = o->next) {
		p.entry++;
		if (f->n == RV_SIM_FAULTS_MAX)
			return rv_err_set(err, RV_EFULL, "%s: expected at most %d entries", name,
					  RV_SIM_FAULTS_MAX);
		const rv_status st = read_entry(&p, o, before, &f->v[f->n]);
		if (st != RV_OK)
			return st;
		before = f->v[f->n++].from_ms;
	}
	return RV_OK;
}

static size_t line_of(const char *text, const char *at)
{
	size_t line = 1;
	for (const char *p = text; p && at && p < at && *p; p++)
		line += *p == '\n';
	return line;
}

rv_status rv_sim_faults_parse(const char *name, const char *text, rv_sim_faults *out, rv_err *err)
{
	const char *end = NULL;
	cJSON *json = cJSON_ParseWithOpts(text, &end, 1);
	if (!json)
		return rv_err_set(err, RV_EPARSE, "%s:%zu: not valid JSON", name,
				  line_of(text, end));
	rv_sim_faults f = { .n = 0 };
	const rv_status st = read_plan(name, json, &f, err);
	cJSON_Delete(json);
	if (st == RV_OK)
		*out = f;
	return st;
}

rv_status rv_sim_faults_of(const cJSON *list, int64_t from_ms, rv_sim_faults *out, rv_err *err)
{
	rv_sim_faults f = { .n = 0 };
	const rv_status st = read_plan("plan", list, &f, err);
	for (size_t i = 0; i < f.n; i++) {
		f.v[i].from_ms += from_ms;
		f.v[i].until_ms += from_ms;
	}
	if (st == RV_OK)
		*out = f;
	return st;
}

/* The whole file, NUL-terminated; caller frees. */
static rv_status read_file(const char *path, char **out, rv_err *err)
{
	FILE *f = fopen(path, "rbe");
	if (!f)
		return rv_err_set(err, RV_EIO, "%s: %s", path, strerror(errno));
	char *text = malloc(PLAN_MAX_BYTES + 1);
	const size_t n = text ? fread(text, 1, PLAN_MAX_BYTES + 1, f) : 0;
	const bool failed = ferror(f) != 0;
	(void)fclose(f); /* opened for reading: nothing to lose */
	if (!text)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	if (failed || n > PLAN_MAX_BYTES) {
		free(text);
		return rv_err_set(err, RV_EIO, "%s: %s", path,
				  failed ? "cannot be read" : "expected at most 1 MB");
	}
	text[n] = '\0';
	*out = text;
	return RV_OK;
}

rv_status rv_sim_faults_load(const char *path, rv_sim_faults *out, rv_err *err)
{
	*out = (rv_sim_faults){ .n = 0 };
	if (!path)
		return RV_OK;
	char *text = NULL;
	rv_status st = read_file(path, &text, err);
	if (st == RV_OK)
		st = rv_sim_faults_parse(path, text, out, err);
	free(text);
	return st;
}

/* "*" is all, "info" and "ws" a whole side, else the exact name. */
static bool matches(const char *pattern, const char *name)
{
	const size_t n = strlen(pattern);
	return strcmp(pattern, "*") == 0 || strcmp(pattern, name) == 0 ||
	       (strncmp(pattern, name, n) == 0 && name[n] == '.');
}

const rv_sim_fault *rv_sim_fault_active(const rv_sim_faults *f, rv_sim_fault_kind kind,
					const char *name, int64_t since_start_ms)
{
	for (size_t i = 0; i < f->n; i++) {
		const rv_sim_fault *v = &f->v[i];
		if (v->kind == kind && since_start_ms >= v->from_ms &&
		    since_start_ms < v->until_ms && matches(v->match, name))
			return v;
	}
	return NULL;
}

/* Length of a quoted decimal at p ("-12.5"), or 0. */
static size_t quoted_decimal(const char *p)
{
	const size_t sign = p[0] == '"' && p[1] == '-' ? 1 : 0;
	if (p[0] != '"')
		return 0;
	const size_t n = strspn(p + 1 + sign, "0123456789.");
	return n > 0 && p[1 + sign + n] == '"' ? n + sign + 2 : 0;
}

void rv_sim_fault_wrong_types(rv_sim_out *body)
{
	if (body->n == 0)
		return;
	char *to = body->b;
	const char *from = body->b;
	while (*from) {
		const size_t n = quoted_decimal(from);
		if (n == 0) {
			*to++ = *from++;
			continue;
		}
		*to++ = '[';
		*to++ = ']';
		from += n;
	}
	*to = '\0';
	body->n = (size_t)(to - body->b);
}
