/* The register of trials, checked; see trial_log.h. */
#include "app/research/trial_chain.h"
#include "app/research/trial_log.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	KEY = sizeof(RV_TRIAL_HASH_KEY) - 1,
	HEX = 2 * RV_SHA256_BYTES,
	TAIL = KEY + HEX + 2, /* after the quote and the comma of the hash */
	LINE_MAX_BYTES = 1 << 16,
	KPIS_MAX_BYTES = 1 << 20
};

typedef struct chain {
	uint8_t head[RV_SHA256_BYTES];
	bool ended, left;      /* left: the reader wants no more */
	uint64_t before;       /* sets of runs before this one */
	uint64_t begun, tried; /* of this one */
	rv_trials_line line;
	void *ctx;
	rv_trials_report *out;
} chain;

static bool broken(chain *c, const char *why)
{
	c->out->bad_line = c->out->lines + 1;
	(void)snprintf(c->out->why, sizeof(c->out->why), "%s", why);
	return false;
}

static const char *text_of(const cJSON *o, const char *key)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, key));
	return text ? text : "";
}

static double number_of(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsNumber(v) ? v->valuedouble : (double)NAN;
}

static bool is_count(double v, uint64_t n)
{
	return isfinite(v) && fabs(v - (double)n) < 0.5;
}

/* A run that writes down what it begins has a set there before its result. */
static void count(chain *c)
{
	const uint64_t now = c->begun > c->tried ? c->begun : c->tried;
	c->out->trials = c->before + now;
	c->out->stopped = c->before;
}

static bool on_again(chain *c)
{
	c->before = c->out->trials;
	c->begun = c->tried = 0;
	c->ended = false;
	return true;
}

static bool on_begun(chain *c, const cJSON *o)
{
	const cJSON *sets = cJSON_GetObjectItemCaseSensitive(o, "sets");
	const int n = cJSON_IsArray(sets) ? cJSON_GetArraySize(sets) : 0;
	if (n < 1)
		return broken(c, "it has begun nothing");
	c->begun += (uint64_t)n;
	return true;
}

static bool on_trial(chain *c, const cJSON *o)
{
	c->tried++;
	c->out->inadmissible += !cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(o, "admissible"));
	return c->begun == 0 || c->tried <= c->begun || broken(c, "a trial that was not begun");
}

static bool on_end(chain *c, const cJSON *o)
{
	c->ended = true;
	if (c->begun > 0 && c->begun != c->tried)
		return broken(c, "an end while sets are tried");
	return is_count(number_of(o, "trials"), c->out->trials) ||
	       broken(c, "its number of trials is not that of the lines");
}

static bool of_type(chain *c, const cJSON *o, const char *type)
{
	if (strcmp(type, "trial") == 0)
		return on_trial(c, o);
	if (strcmp(type, "begun") == 0)
		return on_begun(c, o);
	if (strcmp(type, "again") == 0)
		return on_again(c);
	if (strcmp(type, "end") == 0)
		return on_end(c, o);
	return c->out->lines == 0 || broken(c, "a line of unknown type");
}

/* What a line whose hash is right says of its place. */
static bool in_place(chain *c, const cJSON *o)
{
	const char *type = text_of(o, "type");
	const bool first = c->out->lines == 0;
	if (!is_count(number_of(o, "seq"), c->out->lines + 1))
		return broken(c, "its seq is not the number of the line");
	if (first != (strcmp(type, "genesis") == 0))
		return broken(c, first ? "not a genesis line" : "a second genesis line");
	const bool ok = of_type(c, o, type);
	count(c);
	return ok;
}

static bool check_line(chain *c, const char *line, size_t n)
{
	uint8_t said[RV_SHA256_BYTES], is[RV_SHA256_BYTES];
	if (n == 0 || line[n - 1] != '\n') {
		c->out->unfinished = n + 1 < LINE_MAX_BYTES; /* nothing comes after it */
		return broken(c, "cut off");
	}
	if (c->ended && !strstr(line, ",\"type\":\"again\","))
		return broken(c, "a line after the end");
	n--; /* the line end is not hashed */
	if (n < TAIL || memcmp(line, RV_TRIAL_HASH_KEY, KEY) != 0 ||
	    memcmp(line + KEY + HEX, "\",", 2) != 0 ||
	    rv_hex_parse(line + KEY, HEX, said, sizeof(said)) != RV_OK)
		return broken(c, "not a line of a register");
	rv_trial_hash(c->head, line + TAIL, n - TAIL, is);
	if (memcmp(is, said, sizeof(is)) != 0)
		return broken(c, "its hash is not that of its text after the line before");
	cJSON *o = cJSON_ParseWithLength(line, n);
	const bool ok = o ? in_place(c, o) : broken(c, "not a JSON object");
	if (ok) {
		memcpy(c->head, is, sizeof(is));
		c->out->lines++;
		c->out->good_bytes += (int64_t)n + 1;
		c->left = c->line && !c->line(c->ctx, o, line);
	}
	cJSON_Delete(o);
	return ok && !c->left;
}

rv_status rv_trials_read(FILE *f, rv_trials_line on_line, void *ctx, rv_trials_report *out)
{
	chain c = { .out = out, .line = on_line, .ctx = ctx };
	char *line = malloc(LINE_MAX_BYTES);
	bool good = true;
	memset(out, 0, sizeof(*out));
	if (!line)
		return RV_ENOMEM;
	while (good && fgets(line, LINE_MAX_BYTES, f))
		good = check_line(&c, line, strlen(line));
	free(line);
	(void)rv_hex_format(c.head, sizeof(c.head), out->head);
	if (ferror(f))
		return RV_EIO;
	out->ended = c.ended;
	if (c.left)
		return RV_ECLOSED;
	if (good && !c.ended) {
		out->unfinished = true;
		good = broken(&c, "the end is missing");
	}
	return good ? RV_OK : RV_EDATA;
}

rv_status rv_trials_check(FILE *f, rv_trials_report *out)
{
	return rv_trials_read(f, NULL, NULL, out);
}

/* ---- of a run's folder ---- */

static FILE *open_in(const char *dir, const char *name, rv_err *err)
{
	char path[PATH_MAX];
	FILE *f = NULL;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) < (int)sizeof(path))
		f = fopen(path, "re");
	else
		errno = ENAMETOOLONG;
	if (!f)
		(void)rv_err_set(err, errno == ENOENT ? RV_ENOENT : RV_EIO,
				 "%.160s/%s: %s; expected the folder of a backtest", dir, name,
				 strerror(errno));
	return f;
}

/* What the report says of the register; false: it says nothing that can be read. */
static bool kpis_say(FILE *f, char head[HEX + 1], double *trials)
{
	char *text = malloc(KPIS_MAX_BYTES);
	const size_t n = text ? fread(text, 1, KPIS_MAX_BYTES, f) : 0;
	cJSON *o = cJSON_ParseWithLength(text ? text : "", n);
	const cJSON *t = cJSON_GetObjectItemCaseSensitive(o, "trials");
	const char *said = text_of(t, "head");
	const bool ok = strlen(said) == HEX;
	*trials = number_of(t, "n");
	(void)snprintf(head, HEX + 1, "%s", said);
	cJSON_Delete(o);
	free(text);
	return ok;
}

static rv_status compare(const char *dir, FILE *f, const rv_trials_report *out, rv_err *err)
{
	char head[HEX + 1];
	double trials = NAN;
	const bool said = kpis_say(f, head, &trials);
	if (!said)
		return rv_err_set(err, RV_EDATA,
				  "%.160s/kpis.json: no \"trials\" with the head of the register",
				  dir);
	if (strcmp(head, out->head) == 0 && is_count(trials, out->trials))
		return RV_OK;
	return rv_err_set(err, RV_EDATA,
			  "%.100s: the register is another than that of the report: %.12s... of "
			  "%.0f trials in kpis.json, %.12s... of %llu in " RV_TRIALS_FILE,
			  dir, head, trials, out->head, (unsigned long long)out->trials);
}

static rv_status check_run(const char *dir, FILE *kpis, rv_trials_report *out, rv_err *err)
{
	FILE *f = open_in(dir, RV_TRIALS_FILE, err);
	if (!f)
		return err->code;
	const rv_status st = rv_trials_check(f, out);
	(void)fclose(f); /* only read */
	out->no_report = !kpis;
	if (!kpis && (st == RV_OK || (st == RV_EDATA && out->unfinished && out->lines > 0)))
		return RV_OK;
	if (st == RV_EDATA)
		return rv_err_set(err, st, "%.160s/" RV_TRIALS_FILE ":%llu: %s", dir,
				  (unsigned long long)out->bad_line, out->why);
	if (st != RV_OK)
		return rv_err_set(err, st, "%.160s/" RV_TRIALS_FILE ": %s", dir,
				  rv_status_text(st));
	return compare(dir, kpis, out, err);
}

rv_status rv_trials_check_run(const char *dir, rv_trials_report *out, rv_err *err)
{
	rv_err unasked = { .code = RV_OK }, none = { .code = RV_OK };
	memset(out, 0, sizeof(*out));
	err = err ? err : &unasked;
	FILE *kpis = open_in(dir, "kpis.json", &none);
	if (!kpis && none.code != RV_ENOENT)
		return rv_err_set(err, none.code, "%s", none.text);
	const rv_status st = check_run(dir, kpis, out, err);
	if (kpis)
		(void)fclose(kpis); /* only read */
	return st;
}
