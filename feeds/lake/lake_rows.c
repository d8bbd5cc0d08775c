/* Vectors of typed values to fields of text, row by row; see lake_rows.h. */
#include "feeds/lake/lake_rows.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/num.h"
#include "engine/base/timefmt.h"

typedef struct lake_rows {
	const rv_lake_plan *plan;
	const char *name;
	rv_lake_cursor cursor;
	rv_lake_column columns[RV_CSV_COLUMNS_MAX];
	size_t at;   /* next row of the chunk */
	size_t rows; /* read so far */
	rv_csv_field row[RV_CSV_COLUMNS_MAX];
	char text[RV_CSV_COLUMNS_MAX][RV_NUM_TEXT];
} lake_rows;

/* NaN is how data frames write what they do not know. */
static rv_csv_field number_field(const double *v)
{
	if (isfinite(*v))
		return (rv_csv_field){ .number = v };
	const char *text = isnan(*v) ? "" : *v > 0.0 ? "inf" : "-inf";
	return (rv_csv_field){ .s = text, .n = strlen(text) };
}

/* Unix ms; what is finer than a millisecond stays visible, and no time is written so. */
static void put_time(int64_t v, int64_t per_second, char out[RV_NUM_TEXT])
{
	if (per_second < 1000) {
		(void)snprintf(out, RV_NUM_TEXT, "%" PRId64 "000", v);
		return;
	}
	const int64_t per_ms = per_second / 1000;
	if (v % per_ms == 0)
		(void)snprintf(out, RV_NUM_TEXT, "%" PRId64, v / per_ms);
	else
		(void)snprintf(out, RV_NUM_TEXT, "%" PRId64 ".%0*" PRId64, v / per_ms,
			       per_ms == 1000 ? 3 : 6, v % per_ms < 0 ? -(v % per_ms) : v % per_ms);
}

static rv_csv_field field_of(lake_rows *r, size_t i)
{
	const rv_lake_column *c = &r->columns[i];
	const rv_lake_field *f = &r->plan->fields[i];
	char *out = r->text[i];
	rv_csv_field text = { .s = out };
	if (!rv_lake_has(c, r->at))
		return text;
	switch (f->form) {
	case RV_LAKE_TEXT:
		text.s = rv_lake_text(c, r->at, &text.n);
		return text;
	case RV_LAKE_DOUBLE:
		return number_field((const double *)c->data + r->at);
	case RV_LAKE_TIME:
		put_time(((const int64_t *)c->data)[r->at], f->per_second, out);
		break;
	case RV_LAKE_DAYS:
		(void)snprintf(out, RV_NUM_TEXT, "%" PRId64,
			       ((const int32_t *)c->data)[r->at] * RV_DAY_MS);
		break;
	}
	text.n = strlen(out);
	return text;
}

static rv_status lake_next(void *self, const rv_csv_field **row, rv_err *err)
{
	lake_rows *r = self;
	*row = NULL;
	while (r->at == r->cursor.n) {
		const rv_status st = rv_lake_cursor_next(&r->cursor, r->name, err);
		if (st != RV_OK || !r->cursor.chunk)
			return st;
		r->at = 0;
		for (size_t i = 0; i < r->plan->n; i++)
			r->columns[i] = rv_lake_cursor_column(&r->cursor, i);
	}
	for (size_t i = 0; i < r->plan->n; i++)
		r->row[i] = field_of(r, i);
	r->at++;
	r->rows++;
	*row = r->row;
	return RV_OK;
}

static void lake_place(const void *self, char out[RV_ROW_PLACE])
{
	const lake_rows *r = self;
	(void)snprintf(out, RV_ROW_PLACE, "%s: row %zu", r->name, r->rows);
}

static const char *lake_name(const void *self)
{
	const lake_rows *r = self;
	return r->name;
}

static double lake_progress(const void *self)
{
	(void)self;
	return NAN;
}

static void lake_close(void *self)
{
	lake_rows *r = self;
	rv_lake_cursor_close(&r->cursor);
	free(r);
}

static const rv_row_source_ops lake_ops = { lake_next, lake_place, lake_name, lake_progress,
					    lake_close };

rv_status rv_lake_rows_open(const rv_lake_session *s, const rv_lake_plan *plan, const char *name,
			    rv_row_source *out, rv_err *err)
{
	lake_rows *r = calloc(1, sizeof(*r));
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", name);
	r->plan = plan;
	r->name = name;
	const rv_status st = rv_lake_cursor_open(s, plan->sql, name, &r->cursor, err);
	if (st != RV_OK) {
		free(r);
		return st;
	}
	*out = (rv_row_source){ .ops = &lake_ops, .self = r };
	return RV_OK;
}
