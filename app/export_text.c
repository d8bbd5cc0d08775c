/* An export as CSV and as JSON; see export_text.h. */
#include "app/export_text.h"

#include "app/csv_put.h"
#include "app/json_put.h"
#include "engine/base/decimal.h"
#include "engine/base/timefmt.h"

#include <stdlib.h>

static void put_cell(const rv_export_cell *c, FILE *f, char after)
{
	char text[RV_DEC_TEXT];

	switch (c->kind) {
	case RV_CELL_NUM:
		rv_csv_num(f, c->num, after);
		break;
	case RV_CELL_DEC:
		rv_csv_text(f, rv_dec_text((rv_dec){ c->units, c->scale }, text), after);
		break;
	case RV_CELL_TEXT:
		rv_csv_text(f, c->text, after);
		break;
	default:
		(void)fputc(after, f);
		break;
	}
}

static void put_heads(const rv_export *e, FILE *f)
{
	(void)fputs("snapshot_utc,snapshot_age [s],", f);
	for (size_t k = 0; k < e->n_columns; k++) {
		char head[RV_EXPORT_NAME + 20];
		const rv_export_column *c = &e->columns[k];
		(void)snprintf(head, sizeof(head), c->unit[0] ? "%s [%s]" : "%s", c->name, c->unit);
		rv_csv_text(f, head, k + 1 < e->n_columns ? ',' : '\n');
	}
}

void rv_export_csv(const rv_export *e, FILE *f)
{
	put_heads(e, f);
	for (size_t i = 0; i < e->n_rows; i++) {
		rv_csv_time(f, e->snapshot_utc_ms, ',');
		rv_csv_num(f, (double)e->snapshot_age_ms / 1000.0, ',');
		for (size_t k = 0; k < e->n_columns; k++)
			put_cell(&e->cells[i * e->n_columns + k], f,
				 k + 1 < e->n_columns ? ',' : '\n');
	}
}

static bool json_cell(cJSON *row, const char *name, const rv_export_cell *c)
{
	char text[RV_DEC_TEXT];

	switch (c->kind) {
	case RV_CELL_NUM:
		return rv_json_put_num(row, name, c->num);
	case RV_CELL_DEC:
		return rv_json_put_item(
			row, name,
			cJSON_CreateRaw(rv_dec_text((rv_dec){ c->units, c->scale }, text)));
	case RV_CELL_TEXT:
		return rv_json_put_text(row, name, c->text);
	default:
		return rv_json_put_item(row, name, cJSON_CreateNull());
	}
}

static bool push(cJSON *array, cJSON *object, bool whole)
{
	if (object && whole && cJSON_AddItemToArray(array, object))
		return true;
	cJSON_Delete(object);
	return false;
}

static cJSON *json_columns(const rv_export *e)
{
	cJSON *list = cJSON_CreateArray();
	bool ok = list != NULL;

	for (size_t k = 0; k < e->n_columns && ok; k++) {
		cJSON *c = cJSON_CreateObject();
		ok = push(list, c,
			  c && rv_json_put_text(c, "name", e->columns[k].name) &&
				  rv_json_put_text(c, "unit", e->columns[k].unit));
	}
	if (ok)
		return list;
	cJSON_Delete(list);
	return NULL;
}

static cJSON *json_rows(const rv_export *e)
{
	cJSON *list = cJSON_CreateArray();
	bool ok = list != NULL;

	for (size_t i = 0; i < e->n_rows && ok; i++) {
		cJSON *row = cJSON_CreateObject();
		bool whole = row != NULL;
		for (size_t k = 0; k < e->n_columns && whole; k++)
			whole = json_cell(row, e->columns[k].name, &e->cells[i * e->n_columns + k]);
		ok = push(list, row, whole);
	}
	if (ok)
		return list;
	cJSON_Delete(list);
	return NULL;
}

rv_status rv_export_json(const rv_export *e, FILE *f)
{
	cJSON *o = cJSON_CreateObject();
	char utc[RV_TIME_TEXT];
	const bool ok =
		o && rv_json_put_text(o, "pane", e->pane) &&
		rv_json_put_text(o, "screen", e->screen) &&
		rv_json_put_text(o, "environment", e->environment) &&
		rv_json_put_text(o, "account", e->account) &&
		rv_json_put_text(o, "snapshot_utc", rv_time_format(e->snapshot_utc_ms, utc)) &&
		rv_json_put_num(o, "snapshot_age_s", (double)e->snapshot_age_ms / 1000.0) &&
		rv_json_put_item(o, "columns", json_columns(e)) &&
		rv_json_put_item(o, "rows", json_rows(e));
	char *text = ok ? cJSON_Print(o) : NULL;

	cJSON_Delete(o);
	if (!text)
		return RV_ENOMEM;
	(void)fprintf(f, "%s\n", text); /* the stream remembers a failure */
	free(text);
	return RV_OK;
}
