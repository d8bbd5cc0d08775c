/* CSV files as a source of rows; see row_source.h. */
#include "feeds/store/row_source.h"

#include <stdio.h>

static rv_status csv_next(void *self, const rv_csv_field **row, rv_err *err)
{
	return rv_csv_next(self, row, err);
}

static void csv_place(const void *self, char out[RV_ROW_PLACE])
{
	(void)snprintf(out, RV_ROW_PLACE, "%s:%zu", rv_csv_name(self), rv_csv_line(self));
}

static const char *csv_name(const void *self)
{
	return rv_csv_name(self);
}

static double csv_progress(const void *self)
{
	return rv_csv_progress(self);
}

static void csv_close(void *self)
{
	rv_csv_close(self);
}

static const rv_row_source_ops csv_ops = { csv_next, csv_place, csv_name, csv_progress, csv_close };

rv_status rv_row_source_csv(const char *path, const char *const *columns, size_t n,
			    rv_row_source *out, rv_err *err)
{
	rv_csv *csv = NULL;
	const rv_status st = rv_csv_open(path, columns, n, &csv, err);
	if (st == RV_OK)
		*out = (rv_row_source){ .ops = &csv_ops, .self = csv };
	return st;
}

void rv_row_source_close(rv_row_source *s)
{
	if (s->ops)
		s->ops->close(s->self);
	*s = (rv_row_source){ .ops = NULL };
}
