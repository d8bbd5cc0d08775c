/* A CSV file read back; see csv_text.h. */
#include "tests/support/csv_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/files.h"

/* Cuts a line into cells; returns how many. */
static size_t cut(char *line, char *cells[CSV_COLUMNS])
{
	size_t n = 0;
	for (char *p = line; p; n++) {
		assert_true(n < CSV_COLUMNS);
		cells[n] = p;
		p = strchr(p, ',');
		if (p)
			*p++ = '\0';
	}
	return n;
}

csv_text *csv_text_read(const char *path)
{
	csv_text *c = calloc(1, sizeof(*c));
	assert_non_null(c);
	c->text = rv_file_slurp(path, NULL);
	for (char *p = c->text; *p;) {
		char *end = strchr(p, '\n');
		assert_non_null(end); /* every line has an end */
		*end = '\0';
		if (c->columns == 0) {
			c->columns = cut(p, c->names);
		} else {
			assert_true(c->rows < CSV_ROWS);
			assert_int_equal(cut(p, c->cells[c->rows++]), c->columns);
		}
		p = end + 1;
	}
	return c;
}

void csv_text_free(csv_text *c)
{
	free(c->text);
	free(c);
}

const char *csv_text_cell(const csv_text *c, size_t row, const char *column)
{
	assert_true(row < c->rows);
	for (size_t k = 0; k < c->columns; k++) {
		if (strcmp(c->names[k], column) == 0)
			return c->cells[row][k];
	}
	fail_msg("no column %s", column);
	return "";
}

double csv_text_num(const csv_text *c, size_t row, const char *column)
{
	const char *text = csv_text_cell(c, row, column);
	char *end = NULL;
	if (!text[0])
		return NAN;
	const double v = strtod(text, &end);
	if (*end)
		fail_msg("%s of row %zu: '%s' is no number", column, row, text);
	return v;
}
