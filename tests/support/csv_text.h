/*
 * A CSV file of a report, read back without the code that wrote it: columns by name, numbers by
 * strtod. No quotes. Every failure fails the test.
 */
#ifndef RV_TESTS_CSV_TEXT_H
#define RV_TESTS_CSV_TEXT_H

#include <stddef.h>

enum { CSV_COLUMNS = 32, CSV_ROWS = 1024 };

typedef struct csv_text {
	char *text; /* cut at every comma and line end */
	size_t columns, rows;
	char *names[CSV_COLUMNS];
	char *cells[CSV_ROWS][CSV_COLUMNS];
} csv_text;

/* The caller frees it. */
csv_text *csv_text_read(const char *path);
void csv_text_free(csv_text *c);
const char *csv_text_cell(const csv_text *c, size_t row, const char *column);
/* NaN for an empty cell. */
double csv_text_num(const csv_text *c, size_t row, const char *column);

#endif
