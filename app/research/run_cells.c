/* A table of a report in memory; see run_cells.h. */
#include "app/research/run_cells.h"

#include "engine/base/num.h"
#include "engine/base/timefmt.h"

#include <math.h>
#include <string.h>

/* The next line into its cells; false: there is none. */
static bool take_line(rv_cells *t)
{
	if (!t->at || !*t->at)
		return false;
	char *end = strchr(t->at, '\n'), *p = t->at;
	t->at = end ? end + 1 : NULL;
	if (end)
		*end = '\0';
	t->line++;
	t->n = 0;
	while (p && t->n < RV_CELLS_MAX) {
		char *comma = strchr(p, ',');
		t->cell[t->n++] = p;
		if (comma)
			*comma = '\0';
		p = comma ? comma + 1 : NULL;
	}
	if (p) /* more than can be */
		t->n = RV_CELLS_MAX + 1;
	return true;
}

rv_status rv_cells_begin(rv_cells *t, const char *file, char *text, const char *const *names,
			 size_t n, size_t *at, rv_err *err)
{
	*t = (rv_cells){ .file = file, .at = text };
	if (!take_line(t) || t->n > RV_CELLS_MAX)
		return rv_err_set(err, RV_EDATA, "%s:1: expected a line of column names", file);
	t->columns = t->n;
	for (size_t i = 0; i < n; i++) {
		at[i] = SIZE_MAX;
		for (size_t k = 0; k < t->n; k++) {
			if (strcmp(t->cell[k], names[i]) == 0)
				at[i] = k;
		}
		if (at[i] == SIZE_MAX)
			return rv_err_set(err, RV_EDATA, "%s:1: expected a column %s", file,
					  names[i]);
	}
	return RV_OK;
}

rv_status rv_cells_next(rv_cells *t, bool *more, rv_err *err)
{
	*more = take_line(t);
	if (*more && t->n != t->columns)
		return rv_err_set(err, RV_EDATA, "%s:%zu: expected %zu cells", t->file, t->line,
				  t->columns);
	return RV_OK;
}

static rv_status bad(const rv_cells *t, const char *cell, const char *expected, rv_err *err)
{
	return rv_err_set(err, RV_EDATA, "%s:%zu: '%.24s': expected %s", t->file, t->line, cell,
			  expected);
}

rv_status rv_cells_num(const rv_cells *t, size_t column, double *out, rv_err *err)
{
	const char *cell = t->cell[column];
	*out = NAN;
	if (!cell[0] || rv_num_parse(cell, strlen(cell), out) == RV_OK)
		return RV_OK;
	return bad(t, cell, "a number", err);
}

rv_status rv_cells_int(const rv_cells *t, size_t column, int32_t *out, rv_err *err)
{
	const char *cell = t->cell[column];
	int64_t v = -1;
	if (cell[0] &&
	    (rv_num_parse_i64(cell, strlen(cell), &v) != RV_OK || v < 0 || v > INT32_MAX))
		return bad(t, cell, "a whole number", err);
	*out = (int32_t)v;
	return RV_OK;
}

rv_status rv_cells_day(const rv_cells *t, size_t column, int32_t *out, rv_err *err)
{
	const char *cell = t->cell[column];
	int64_t ms = 0;
	bool is_date = false;
	*out = -1;
	if (!cell[0])
		return RV_OK;
	if (rv_time_parse(cell, &ms, &is_date) != RV_OK || !is_date)
		return bad(t, cell, "a day", err);
	*out = (int32_t)(ms / RV_DAY_MS);
	return RV_OK;
}
