/*
 * A strict reader of the Prometheus exposition format, with promtool's rules of style: what a
 * program of ours writes is read as somebody else's.
 *
 * HELP and TYPE once and before the samples of a family, families in one piece, no series twice,
 * names and labels of legal characters, values that are numbers, counters that end in _total and
 * nothing else that does, base units. Anything else fails the test with its line.
 */
#ifndef RV_TESTS_PROM_TEXT_H
#define RV_TESTS_PROM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { PROM_SERIES = 1024, PROM_NAME = 96, PROM_LABELS = 200 };

typedef struct prom_series {
	char name[PROM_NAME];
	char labels[PROM_LABELS]; /* as written, without braces; "" none */
	bool counter;
	double value;
} prom_series;

typedef struct prom_text {
	size_t n;
	prom_series s[PROM_SERIES];
} prom_text;

/* NULL, or what is wrong and where: static text. */
const char *prom_parse(const char *text, prom_text *out);
/* NULL: there is none of it. labels as written: "stream=\"ctx\"". */
const prom_series *prom_find(const prom_text *p, const char *name, const char *labels);
/* The value; fails the test when there is none. */
double prom_value(const prom_text *p, const char *name, const char *labels);

#endif
