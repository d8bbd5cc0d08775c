/* People's acts as a table; see journal_acts.h. */
#include "app/journal_acts.h"

#include "engine/base/timefmt.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { VALUE = 200, CELL = 400 };

/* A cell of the table that grows; what does not fit is cut. */
typedef struct cell {
	char text[CELL];
	size_t n;
} cell;

static void add(cell *c, const char *fmt, ...) RV_PRINTF(2, 3);

static void add(cell *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(c->text + c->n, sizeof(c->text) - c->n, fmt, ap);
	va_end(ap);
	if (n > 0)
		c->n += (size_t)n < sizeof(c->text) - c->n ? (size_t)n : sizeof(c->text) - c->n - 1;
}

/* The value of a key as a terminal may have it; false: there is none. */
static bool get(const rv_event *e, const char *key, char out[VALUE])
{
	if (rv_event_get(e, key, out, VALUE) != RV_OK)
		return false;
	for (char *p = out; *p; p++) {
		if ((unsigned char)*p < ' ' || (unsigned char)*p >= 127)
			*p = '?';
	}
	return true;
}

/* " WORD VALUE" when there is one. */
static void add_value(cell *c, const rv_event *e, const char *word, const char *key,
		      const char *unit)
{
	char v[VALUE];
	if (get(e, key, v))
		add(c, "%s%s%s%s%s", c->n > 0 ? " " : "", word, word[0] ? " " : "", v, unit);
}

static void add_way(cell *c, const rv_event *e)
{
	char v[VALUE];
	add_value(c, e, "", "via", "");
	add_value(c, e, "pid", "pid", "");
	if (e->conn != 0)
		add(c, " conn %" PRIu64, e->conn);
	if (get(e, "told_ssh", v)) /* nobody has checked it */
		add(c, " (says: ssh %s)", v);
}

static void add_what(cell *c, const rv_event *e)
{
	char v[VALUE];
	add(c, "%s", e->type == RV_EVENT_COMMAND ? e->subject : rv_event_word(e->type));
	if (get(e, "looks_on", v) && strcmp(v, "1") == 0)
		add(c, ", looking on");
	add_value(c, e, "", "id0", "");
	add_value(c, e, "", "id1", "");
	if (get(e, "about", v)) /* journals of before have the symbol alone */
		add(c, " %s", v);
	else
		add_value(c, e, "", "symbol", "");
	add_value(c, e, "", "cloid", "");
	add_value(c, e, "-", "reason", "");
}

static void add_screen(cell *c, const rv_event *e)
{
	char v[VALUE];
	if (get(e, "digest0", v))
		add(c, "digest %.8s", v);
	add_value(c, e, "mid", "mid0", "");
	add_value(c, e, "quote", "quote_age_ms0", " ms old");
	add_value(c, e, "frame", "frame_age_ms", " ms old");
	add_value(c, e, "rtt", "rtt_ms", " ms");
	add_value(c, e, "key", "typed", "");
	if (c->n == 0)
		add(c, "--");
}

static void add_who(cell *c, const rv_event *e)
{
	char v[VALUE];
	if (get(e, "name", v) || get(e, "who", v))
		add(c, "%s ", v);
	add(c, "uid %" PRId64, e->uid);
}

static void add_result(cell *c, const rv_event *e)
{
	char v[VALUE];
	if (e->type != RV_EVENT_COMMAND) {
		add(c, "%s", get(e, "words", v) ? v : "?");
		return;
	}
	add(c, "%s", get(e, "result", v) ? v : "?");
	if (get(e, "answer", v))
		add(c, ": %s", v);
}

bool rv_journal_act_type(const char *type, size_t n)
{
	static const rv_event_type acts[] = { RV_EVENT_COMMAND, RV_EVENT_ATTACH, RV_EVENT_DETACH };
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		const char *word = rv_event_word(acts[i]);
		if (n == strlen(word) && memcmp(type, word, n) == 0)
			return true;
	}
	return false;
}

bool rv_journal_is_act(const rv_journal_row *r)
{
	return rv_journal_act_type(r->type.p, r->type.n);
}

static const char *const heads[RV_ACTS_COLUMNS] = { "SEQ",  "WHEN",	 "WHO",	  "WHENCE",
						    "WHAT", "ON SCREEN", "RESULT" };

typedef struct line {
	cell c[RV_ACTS_COLUMNS];
} line;

static rv_status read_line(const rv_journal_row *r, line *out, rv_err *err)
{
	rv_event e;
	char at[RV_TIME_TEXT];
	memset(out, 0, sizeof(*out));
	const rv_status st = rv_journal_row_event(r, &e, err);
	if (st != RV_OK)
		return st;
	add(&out->c[0], "%" PRIu64, r->seq);
	add(&out->c[1], "%s", rv_time_format(e.utc_ms, at));
	add_who(&out->c[2], &e);
	add_way(&out->c[3], &e);
	add_what(&out->c[4], &e);
	add_screen(&out->c[5], &e);
	add_result(&out->c[6], &e);
	return RV_OK;
}

void rv_acts_begin(rv_acts *a, FILE *out)
{
	a->out = out;
	for (int k = 0; k < RV_ACTS_COLUMNS; k++)
		a->w[k] = (int)strlen(heads[k]);
}

rv_status rv_acts_measure(rv_acts *a, const rv_journal_row *r, rv_err *err)
{
	line l;
	const rv_status st = read_line(r, &l, err);
	for (int k = 0; st == RV_OK && k < RV_ACTS_COLUMNS; k++)
		a->w[k] = (int)l.c[k].n > a->w[k] ? (int)l.c[k].n : a->w[k];
	return st;
}

/* Numbers to the right; nothing behind the last. */
static void put(const rv_acts *a, int k, const char *text)
{
	if (k == 0)
		(void)fprintf(a->out, "%*s", a->w[k], text);
	else if (k + 1 < RV_ACTS_COLUMNS)
		(void)fprintf(a->out, "  %-*s", a->w[k], text);
	else
		(void)fprintf(a->out, "  %s\n", text);
}

void rv_acts_head(const rv_acts *a)
{
	for (int k = 0; k < RV_ACTS_COLUMNS; k++)
		put(a, k, heads[k]);
}

rv_status rv_acts_print(const rv_acts *a, const rv_journal_row *r, rv_err *err)
{
	line l;
	const rv_status st = read_line(r, &l, err);
	for (int k = 0; st == RV_OK && k < RV_ACTS_COLUMNS; k++)
		put(a, k, l.c[k].text);
	return st;
}
