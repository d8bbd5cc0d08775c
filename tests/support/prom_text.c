/* Reader of the exposition format; see prom_text.h. */
#include "tests/support/prom_text.h"

#include "tests/support/cm.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
	char name[PROM_NAME]; /* of the family that is being read */
	bool help, typed, counter;
	size_t n_families;
	char families[PROM_SERIES][PROM_NAME];
	prom_text *out;
} reader;

static char reason[256];

static bool bad(const char *what, const char *line)
{
	(void)snprintf(reason, sizeof(reason), "%s: %.120s", what, line);
	return false;
}

static size_t name_len(const char *s)
{
	size_t n = 0;
	while (isalnum((unsigned char)s[n]) || s[n] == '_' || s[n] == ':')
		n++;
	return isdigit((unsigned char)s[0]) ? 0 : n;
}

static bool ends(const char *s, const char *end)
{
	const size_t n = strlen(s), k = strlen(end);
	return n >= k && strcmp(s + n - k, end) == 0;
}

/* promtool check metrics: base units, and _total for counters alone. */
static bool style(const reader *r, const char *line)
{
	static const char *const units[] = { "_ms",	     "_us",    "_milliseconds",
					     "_minutes",     "_hours", "_bps",
					     "_percent",     "_pct",   "_bytes_kb",
					     "_microseconds" };
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (ends(r->name, units[i]))
			return bad("not a base unit", line);
	}
	if (r->counter != ends(r->name, "_total"))
		return bad("counters, and they alone, end in _total", line);
	return strncmp(r->name, "rvdesk_", 7) == 0 || bad("another prefix", line);
}

static bool begin_family(reader *r, const char *name, size_t n, const char *line)
{
	if (n == 0 || n >= PROM_NAME || r->n_families == PROM_SERIES)
		return bad("no name", line);
	memset(r->name, 0, sizeof(r->name));
	memcpy(r->name, name, n);
	for (size_t i = 0; i < r->n_families; i++) {
		if (strcmp(r->families[i], r->name) == 0)
			return bad("a family in two pieces", line);
	}
	memcpy(r->families[r->n_families++], r->name, PROM_NAME);
	r->help = true;
	r->typed = r->counter = false;
	return true;
}

static bool comment(reader *r, const char *line)
{
	const char *what = line + 2, *name = line + 7;
	const size_t n = name_len(name);
	if (strncmp(what, "HELP ", 5) == 0) {
		if (name[n] != ' ' || strlen(name + n + 1) < 4)
			return bad("a HELP without words", line);
		return begin_family(r, name, n, line);
	}
	if (strncmp(what, "TYPE ", 5) != 0)
		return bad("neither HELP nor TYPE", line);
	if (!r->help || r->typed || strlen(r->name) != n || strncmp(r->name, name, n) != 0)
		return bad("a TYPE without its HELP", line);
	r->typed = true;
	r->counter = strcmp(name + n, " counter") == 0;
	if (!r->counter && strcmp(name + n, " gauge") != 0)
		return bad("an unknown type", line);
	return style(r, line);
}

/* One label, name="value" with escapes; NULL: it is none. */
static const char *label_end(const char *p)
{
	const size_t n = name_len(p);
	if (n == 0 || memchr(p, ':', n) || p[n] != '=' || p[n + 1] != '"')
		return NULL;
	for (p += n + 2; *p != '"'; p++) {
		if (*p == '\0' || (*p == '\\' && !strchr("\\\"n", *++p)))
			return NULL;
	}
	return p + 1;
}

/* Behind the closing brace, or NULL. */
static const char *labels_end(const char *p)
{
	for (;;) {
		p = label_end(p);
		if (!p || *p == '}')
			return p ? p + 1 : NULL;
		if (*p++ != ',')
			return NULL;
	}
}

static bool value_of(const char *p, double *v)
{
	char *end = NULL;
	if (strcmp(p, "NaN") == 0 || strcmp(p, "+Inf") == 0 || strcmp(p, "-Inf") == 0) {
		*v = p[0] == 'N' ? (double)NAN : p[0] == '+' ? INFINITY : -INFINITY;
		return true;
	}
	if (!isdigit((unsigned char)p[0]) && p[0] != '-')
		return false;
	*v = strtod(p, &end);
	return *end == '\0';
}

static bool sample(reader *r, const char *line)
{
	const size_t n = name_len(line);
	const char *at = line + n, *labels = "";
	size_t len = 0;
	prom_series *s = &r->out->s[r->out->n];
	if (!r->typed || strlen(r->name) != n || strncmp(r->name, line, n) != 0)
		return bad("a sample outside of its family", line);
	if (*at == '{') {
		labels = at + 1;
		at = labels_end(labels);
		if (!at)
			return bad("labels", line);
		len = (size_t)(at - labels) - 1;
	}
	if (*at != ' ' || r->out->n == PROM_SERIES || len >= PROM_LABELS)
		return bad("no value", line);
	memcpy(s->name, r->name, sizeof(s->name));
	(void)snprintf(s->labels, sizeof(s->labels), "%.*s", (int)len, labels);
	s->counter = r->counter;
	if (!value_of(at + 1, &s->value))
		return bad("not a number", line);
	if (s->counter && !(s->value >= 0.0))
		return bad("a counter below 0", line);
	if (prom_find(r->out, s->name, s->labels))
		return bad("a series twice", line);
	r->out->n++;
	return true;
}

const char *prom_parse(const char *text, prom_text *out)
{
	static reader r;
	char line[512];
	memset(&r, 0, sizeof(r));
	memset(out, 0, sizeof(*out));
	r.out = out;
	reason[0] = '\0';
	while (*text) {
		const char *end = strchr(text, '\n');
		if (!end || (size_t)(end - text) >= sizeof(line))
			return "a line that does not end, or is too long";
		(void)snprintf(line, sizeof(line), "%.*s", (int)(end - text), text);
		if (!(line[0] == '#' ? comment(&r, line) : sample(&r, line)))
			return reason;
		text = end + 1;
	}
	return out->n > 0 ? NULL : "nothing in it";
}

const prom_series *prom_find(const prom_text *p, const char *name, const char *labels)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->s[i].name, name) == 0 && strcmp(p->s[i].labels, labels) == 0)
			return &p->s[i];
	}
	return NULL;
}

double prom_value(const prom_text *p, const char *name, const char *labels)
{
	const prom_series *s = prom_find(p, name, labels);
	if (!s)
		fail_msg("no %s{%s}", name, labels);
	return s ? s->value : (double)NAN;
}
