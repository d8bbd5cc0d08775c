/* DESCRIBE, and a SELECT of the columns of the kind; see lake_plan.h. */
#include "feeds/lake/lake_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a type's values are read as; cast: by DuckDB to text first, exactly, and then as in CSV. */
typedef struct type_rule {
	const char *type; /* as DESCRIBE says; a trailing '(' stands for any argument */
	bool cast;
	rv_lake_field field;
} type_rule;

static const type_rule symbol_types[] = {
	{ "VARCHAR", false, { RV_LAKE_TEXT, 0 } },
	{ "ENUM(", true, { RV_LAKE_TEXT, 0 } },
};

static const type_rule time_types[] = {
	{ "BIGINT", true, { RV_LAKE_TEXT, 0 } },
	{ "UBIGINT", true, { RV_LAKE_TEXT, 0 } },
	{ "HUGEINT", true, { RV_LAKE_TEXT, 0 } },
	{ "TIMESTAMP", false, { RV_LAKE_TIME, 1000000 } },
	{ "TIMESTAMP WITH TIME ZONE", false, { RV_LAKE_TIME, 1000000 } },
	{ "TIMESTAMP_NS", false, { RV_LAKE_TIME, 1000000000 } },
	{ "TIMESTAMP_MS", false, { RV_LAKE_TIME, 1000 } },
	{ "TIMESTAMP_S", false, { RV_LAKE_TIME, 1 } },
	{ "DATE", false, { RV_LAKE_DAYS, 0 } },
};

static const type_rule number_types[] = {
	{ "DOUBLE", false, { RV_LAKE_DOUBLE, 0 } }, { "FLOAT", true, { RV_LAKE_DOUBLE, 0 } },
	{ "DECIMAL(", true, { RV_LAKE_TEXT, 0 } },  { "TINYINT", true, { RV_LAKE_TEXT, 0 } },
	{ "SMALLINT", true, { RV_LAKE_TEXT, 0 } },  { "INTEGER", true, { RV_LAKE_TEXT, 0 } },
	{ "BIGINT", true, { RV_LAKE_TEXT, 0 } },    { "HUGEINT", true, { RV_LAKE_TEXT, 0 } },
	{ "UTINYINT", true, { RV_LAKE_TEXT, 0 } },  { "USMALLINT", true, { RV_LAKE_TEXT, 0 } },
	{ "UINTEGER", true, { RV_LAKE_TEXT, 0 } },  { "UBIGINT", true, { RV_LAKE_TEXT, 0 } },
	{ "UHUGEINT", true, { RV_LAKE_TEXT, 0 } },
};

/* Where each kind's columns are: a rule for the first, the second and the others. */
typedef struct rule_set {
	const type_rule *rules;
	size_t n;
	const char *expected;
} rule_set;

static const rule_set sets[] = {
	{ symbol_types, sizeof(symbol_types) / sizeof(symbol_types[0]), "text" },
	{ time_types, sizeof(time_types) / sizeof(time_types[0]),
	  "BIGINT (Unix ms), a timestamp or DATE" },
	{ number_types, sizeof(number_types) / sizeof(number_types[0]), "a number" },
};

enum { TYPE_TEXT = 64 };

/* What was learnt of one wanted column. */
typedef struct found {
	bool seen;
	char type[TYPE_TEXT];
} found;

typedef struct schema {
	found of[RV_IMPORT_KINDS][RV_CSV_COLUMNS_MAX];
	size_t columns; /* in the file, ours or not */
} schema;

static void keep_text(char out[TYPE_TEXT], const char *s, size_t n)
{
	const size_t k = n < TYPE_TEXT ? n : TYPE_TEXT - 1;
	memcpy(out, s, k);
	out[k] = '\0';
}

static void note_column(schema *sc, const rv_lake_column *names, const rv_lake_column *types,
			size_t row)
{
	size_t n = 0, type_n = 0;
	const char *name = rv_lake_text(names, row, &n);
	const char *type = rv_lake_text(types, row, &type_n);
	sc->columns++;
	for (int k = 0; k < RV_IMPORT_KINDS; k++) {
		size_t wanted = 0;
		const char *const *columns = rv_import_columns((rv_import_kind)k, &wanted);
		for (size_t i = 0; i < wanted; i++) {
			if (strlen(columns[i]) != n || memcmp(columns[i], name, n) != 0)
				continue;
			sc->of[k][i].seen = true;
			keep_text(sc->of[k][i].type, type, type_n);
		}
	}
}

static rv_status describe(const rv_lake_session *s, const char *from, const char *name, schema *sc,
			  rv_err *err)
{
	rv_lake_sql q = { .text = NULL };
	rv_lake_cursor c = { .s = NULL };
	rv_lake_sql_add(&q, "DESCRIBE SELECT * FROM ");
	rv_lake_sql_add(&q, from);
	rv_status st = rv_lake_cursor_open(s, q.text, name, &c, err);
	free(q.text);
	if (st != RV_OK)
		return st;
	st = rv_lake_cursor_next(&c, name, err);
	while (st == RV_OK && c.chunk) {
		const rv_lake_column names = rv_lake_cursor_column(&c, 0);
		const rv_lake_column types = rv_lake_cursor_column(&c, 1);
		for (size_t i = 0; i < c.n; i++)
			note_column(sc, &names, &types, i);
		st = rv_lake_cursor_next(&c, name, err);
	}
	rv_lake_cursor_close(&c);
	return st;
}

/* The column that no other kind has: the first after symbol and t, but of candles the close. */
static bool marks(const schema *sc, rv_import_kind k)
{
	return sc->of[k][k == RV_IMPORT_CANDLES ? 5 : 2].seen;
}

static rv_status find_kind(const schema *sc, const char *name, rv_import_kind *kind, rv_err *err)
{
	int n = 0;
	*kind = RV_IMPORT_CANDLES;
	for (int k = 0; k < RV_IMPORT_KINDS; k++) {
		if (!marks(sc, (rv_import_kind)k))
			continue;
		*kind = (rv_import_kind)k;
		n++;
	}
	if (n > 1)
		return rv_err_set(err, RV_EDATA,
				  "%s: columns of more than one kind, expected either close, rate "
				  "or market_cap_usd",
				  name);
	return RV_OK;
}

static bool rule_fits(const type_rule *r, const char *type)
{
	const size_t n = strlen(r->type);
	return r->type[n - 1] == '(' ? strncmp(r->type, type, n) == 0 : strcmp(r->type, type) == 0;
}

static const type_rule *find_rule(const rule_set *set, const char *type)
{
	for (size_t i = 0; i < set->n; i++) {
		if (rule_fits(&set->rules[i], type))
			return &set->rules[i];
	}
	return NULL;
}

static rv_status missing(const char *name, rv_import_kind kind, const char *column, rv_err *err)
{
	char all[160] = "";
	size_t n = 0, k = 0;
	const char *const *columns = rv_import_columns(kind, &n);
	for (size_t i = 0; i < n && k < sizeof(all); i++)
		k += (size_t)snprintf(all + k, sizeof(all) - k, "%s%s", i > 0 ? "," : "",
				      columns[i]);
	return rv_err_set(err, RV_EDATA, "%s: %s: missing column, expected the columns %s", name,
			  column, all);
}

/* Adds one column to the SELECT. */
static rv_status add_column(rv_lake_sql *q, const found *f, size_t i, const char *name,
			    rv_lake_plan *plan, rv_err *err)
{
	size_t n = 0;
	const char *column = rv_import_columns(plan->kind, &n)[i];
	if (!f->seen)
		return missing(name, plan->kind, column, err);
	const rule_set *set = &sets[i < 2 ? i : 2];
	const type_rule *r = find_rule(set, f->type);
	if (!r)
		return rv_err_set(err, RV_EDATA, "%s: %s: is of type %s, expected %s", name, column,
				  f->type, set->expected);
	plan->fields[i] = r->field;
	rv_lake_sql_add(q, i > 0 ? ", " : "SELECT ");
	rv_lake_sql_add(q, r->cast ? "CAST(" : "");
	rv_lake_sql_quote(q, '"', column);
	if (r->cast)
		rv_lake_sql_add(q,
				r->field.form == RV_LAKE_DOUBLE ? " AS DOUBLE)" : " AS VARCHAR)");
	return RV_OK;
}

rv_status rv_lake_plan_make(const rv_lake_session *s, const char *from, const char *name,
			    rv_lake_plan *plan, rv_err *err)
{
	schema sc = { .columns = 0 };
	rv_lake_plan made = { .kind = RV_IMPORT_CANDLES };
	rv_lake_sql q = { .text = NULL };
	rv_status st = describe(s, from, name, &sc, err);
	if (st == RV_OK)
		st = find_kind(&sc, name, &made.kind, err);
	if (st == RV_OK)
		(void)rv_import_columns(made.kind, &made.n);
	for (size_t i = 0; i < made.n && st == RV_OK; i++)
		st = add_column(&q, &sc.of[made.kind][i], i, name, &made, err);
	rv_lake_sql_add(&q, " FROM ");
	rv_lake_sql_add(&q, from);
	if (st == RV_OK && !q.text)
		st = rv_err_set(err, RV_ENOMEM, "%s: out of memory", name);
	if (st != RV_OK) {
		free(q.text);
		return st;
	}
	made.sql = q.text;
	*plan = made;
	return RV_OK;
}
