/* What a pane shows, as values; see export.h. */
#include "tui/export.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "engine/base/timefmt.h"

enum { ROWS_FIRST = 64 };

rv_export *rv_export_new(void)
{
	return calloc(1, sizeof(rv_export));
}

void rv_export_free(rv_export *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n_rows * e->n_columns; i++)
		free(e->cells[i].text);
	free(e->cells);
	free(e);
}

void rv_export_column_add(rv_export *e, const char *name, const char *unit)
{
	if (e->n_columns == RV_EXPORT_COLUMNS || e->n_rows > 0) {
		e->no_memory = true;
		return;
	}
	rv_export_column *c = &e->columns[e->n_columns++];
	(void)snprintf(c->name, sizeof(c->name), "%s", name); /* both fit: they are literals */
	(void)snprintf(c->unit, sizeof(c->unit), "%s", unit);
}

void rv_export_row(rv_export *e)
{
	if (e->no_memory)
		return;
	if (e->n_rows == e->cap) {
		const size_t cap = e->cap ? 2 * e->cap : ROWS_FIRST;
		rv_export_cell *more = realloc(e->cells, cap * e->n_columns * sizeof(e->cells[0]));
		if (!more) {
			e->no_memory = true;
			return;
		}
		e->cells = more;
		e->cap = cap;
	}
	memset(&e->cells[e->n_rows * e->n_columns], 0, e->n_columns * sizeof(e->cells[0]));
	e->n_rows++;
	e->filled = 0;
}

static rv_export_cell *next_cell(rv_export *e)
{
	if (e->no_memory || e->n_rows == 0 || e->filled == e->n_columns)
		return NULL;
	return &e->cells[(e->n_rows - 1) * e->n_columns + e->filled++];
}

void rv_export_num(rv_export *e, double v)
{
	rv_export_cell *c = next_cell(e);

	if (!c || !isfinite(v))
		return;
	c->kind = RV_CELL_NUM;
	c->num = v;
}

void rv_export_dec(rv_export *e, int64_t units, int scale)
{
	rv_export_cell *c = next_cell(e);

	if (!c || scale < 0 || scale > RV_DEC_MAX_SCALE)
		return;
	c->kind = RV_CELL_DEC;
	c->units = units;
	c->scale = scale;
}

void rv_export_int(rv_export *e, int64_t v)
{
	rv_export_dec(e, v, 0);
}

void rv_export_text(rv_export *e, const char *text)
{
	rv_export_cell *c = next_cell(e);

	if (!c || !text || !text[0])
		return;
	c->text = strdup(text);
	if (!c->text)
		e->no_memory = true;
	else
		c->kind = RV_CELL_TEXT;
}

void rv_export_time(rv_export *e, int64_t utc_ms)
{
	char text[RV_TIME_TEXT];

	rv_export_text(e, utc_ms > 0 ? rv_time_format(utc_ms, text) : "");
}

void rv_export_skip(rv_export *e)
{
	(void)next_cell(e);
}
