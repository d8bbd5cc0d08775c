/* Finding files and tables, and what is in them; see lake.h. */
#include "feeds/lake/lake.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "feeds/lake/lake_plan.h"
#include "feeds/lake/lake_rows.h"
#include "feeds/lake/session.h"

typedef struct item {
	const rv_lake_session *session;
	char *origin;		/* the path, or "FILE:TABLE"; owned */
	char name[RV_CSV_NAME]; /* its end, for messages */
	rv_lake_plan plan;
} item;

struct rv_lake {
	glob_t paths;
	rv_lake_session files, database;
	item *items; /* [n] */
	rv_import_file *imports;
	size_t n;
};

/* ---- one file or table ---- */

static rv_status open_item(void *ctx, const char *const *columns, size_t n, rv_row_source *out,
			   rv_err *err)
{
	(void)columns; /* the plan has asked for them, by name */
	(void)n;
	const item *it = ctx;
	return rv_lake_rows_open(it->session, &it->plan, it->name, out, err);
}

static void set_name(item *it)
{
	const size_t n = strlen(it->origin);
	if (n < RV_CSV_NAME)
		(void)snprintf(it->name, sizeof(it->name), "%s", it->origin);
	else
		(void)snprintf(it->name, sizeof(it->name), "...%s",
			       it->origin + n - (RV_CSV_NAME - 4));
}

/* Takes origin over, and frees from. */
static rv_status add_item(rv_lake *lake, const rv_lake_session *s, char *origin, char *from,
			  rv_err *err)
{
	item *it = &lake->items[lake->n];
	*it = (item){ .session = s, .origin = origin };
	if (!origin || !from) {
		free(origin);
		free(from);
		return rv_err_set(err, RV_ENOMEM, "import: out of memory");
	}
	set_name(it);
	const rv_status st = rv_lake_plan_make(s, from, it->name, &it->plan, err);
	free(from);
	if (st != RV_OK) {
		free(origin);
		return st;
	}
	lake->imports[lake->n] = (rv_import_file){
		.kind = it->plan.kind, .path = origin, .open = open_item, .ctx = it
	};
	lake->n++;
	return RV_OK;
}

/* ---- Parquet files ---- */

/* In DuckDB's file names these are patterns again; ours has been one already. */
static rv_status check_path(const char *path, rv_err *err)
{
	struct stat sb;
	if (stat(path, &sb) != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot open the file: %s", path,
				  strerror(errno));
	if (!S_ISREG(sb.st_mode))
		return rv_err_set(err, RV_EIO, "%s: is not a file, expected Parquet files", path);
	if (strpbrk(path, "*?[]{}"))
		return rv_err_set(err, RV_EINVAL,
				  "%s: has one of *?[]{} in its name, expected a name without",
				  path);
	return RV_OK;
}

static rv_status expand(rv_lake *lake, const rv_lake_params *p, rv_err *err)
{
	for (size_t i = 0; i < p->n_patterns; i++) {
		const int rc = glob(p->patterns[i], i > 0 ? GLOB_APPEND : 0, NULL, &lake->paths);
		if (rc == GLOB_NOMATCH)
			return rv_err_set(err, RV_ENOENT, "%s: no such file", p->patterns[i]);
		if (rc != 0)
			return rv_err_set(err, RV_EIO, "%s: cannot look for files", p->patterns[i]);
	}
	for (size_t i = 0; i < lake->paths.gl_pathc; i++) {
		const rv_status st = check_path(lake->paths.gl_pathv[i], err);
		if (st != RV_OK)
			return st;
	}
	return RV_OK;
}

static rv_status add_parquet(rv_lake *lake, const char *path, rv_err *err)
{
	rv_lake_sql q = { .text = NULL };
	rv_lake_sql_add(&q, "read_parquet(");
	rv_lake_sql_quote(&q, '\'', path);
	/* A coin called 77 is no number. */
	rv_lake_sql_add(&q, ", hive_types_autocast = false)");
	return add_item(lake, &lake->files, strdup(path), q.text, err);
}

static rv_status open_parquet(rv_lake *lake, const rv_duckdb *lib, rv_err *err)
{
	const size_t n = lake->paths.gl_pathc;
	const rv_lake_access a = { .paths = (const char *const *)lake->paths.gl_pathv, .n = n };
	rv_status st = n > 0 ? rv_lake_session_open(lib, &a, "DuckDB", &lake->files, err) : RV_OK;
	for (size_t i = 0; i < n && st == RV_OK; i++)
		st = add_parquet(lake, lake->paths.gl_pathv[i], err);
	return st;
}

/* ---- tables ---- */

/*
 * DuckDB itself takes a file of another kind for the wish to read it some other way, and would make
 * a database of an empty one. Its own files have "DUCK" behind a checksum of 8 bytes.
 */
static rv_status check_database(const char *path, rv_err *err)
{
	char head[12] = "";
	FILE *f = fopen(path, "rbe");
	if (!f)
		return rv_err_set(err, RV_EIO, "%s: cannot open the file: %s", path,
				  strerror(errno));
	const size_t n = fread(head, 1, sizeof(head), f);
	(void)fclose(f); /* only read */
	if (n != sizeof(head) || memcmp(head + 8, "DUCK", 4) != 0)
		return rv_err_set(err, RV_EDATA, "%s: not a DuckDB database", path);
	return RV_OK;
}

static rv_status add_table(rv_lake *lake, const char *database, const char *table, rv_err *err)
{
	rv_lake_sql from = { .text = NULL }, origin = { .text = NULL };
	const char *dot = strchr(table, '.');
	if (dot) {
		char *schema = strndup(table, (size_t)(dot - table));
		if (schema) {
			rv_lake_sql_quote(&from, '"', schema);
			rv_lake_sql_add(&from, ".");
		}
		free(schema);
	}
	rv_lake_sql_quote(&from, '"', dot ? dot + 1 : table);
	rv_lake_sql_add(&origin, database);
	rv_lake_sql_add(&origin, ":");
	rv_lake_sql_add(&origin, table);
	return add_item(lake, &lake->database, origin.text, from.text, err);
}

static rv_status open_tables(rv_lake *lake, const rv_duckdb *lib, const rv_lake_params *p,
			     rv_err *err)
{
	rv_status st = check_database(p->database, err);
	if (st != RV_OK)
		return st;
	const rv_lake_access a = { .database = p->database };
	st = rv_lake_session_open(lib, &a, p->database, &lake->database, err);
	for (size_t i = 0; i < p->n_tables && st == RV_OK; i++)
		st = add_table(lake, p->database, p->tables[i], err);
	return st;
}

static rv_status make_room(rv_lake *lake, size_t n, rv_err *err)
{
	if (n > RV_IMPORT_FILES_MAX)
		return rv_err_set(err, RV_EFULL, "import: %zu files, expected at most %d", n,
				  RV_IMPORT_FILES_MAX);
	lake->items = calloc(n + 1, sizeof(*lake->items));
	lake->imports = calloc(n + 1, sizeof(*lake->imports));
	if (!lake->items || !lake->imports)
		return rv_err_set(err, RV_ENOMEM, "import: out of memory");
	return RV_OK;
}

rv_status rv_lake_open(const rv_duckdb *lib, const rv_lake_params *p, rv_lake **out, rv_err *err)
{
	rv_lake *lake = calloc(1, sizeof(*lake));
	if (!lake)
		return rv_err_set(err, RV_ENOMEM, "import: out of memory");
	rv_status st = expand(lake, p, err);
	if (st == RV_OK)
		st = make_room(lake, lake->paths.gl_pathc + p->n_tables, err);
	if (st == RV_OK)
		st = open_parquet(lake, lib, err);
	if (st == RV_OK && p->database)
		st = open_tables(lake, lib, p, err);
	if (st != RV_OK) {
		rv_lake_close(lake);
		return st;
	}
	*out = lake;
	return RV_OK;
}

void rv_lake_close(rv_lake *lake)
{
	if (!lake)
		return;
	for (size_t i = 0; i < lake->n; i++) {
		free(lake->items[i].origin);
		free(lake->items[i].plan.sql);
	}
	rv_lake_session_close(&lake->files);
	rv_lake_session_close(&lake->database);
	globfree(&lake->paths);
	free(lake->items);
	free(lake->imports);
	free(lake);
}

const rv_import_file *rv_lake_files(const rv_lake *lake, size_t *n)
{
	*n = lake->n;
	return lake->imports;
}
