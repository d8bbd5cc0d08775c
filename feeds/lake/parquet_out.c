/* A table in DuckDB's memory, filled by vectors, then COPY; see parquet_out.h. */
#include "feeds/lake/parquet_out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/timefmt.h"
#include "feeds/lake/session.h"

enum { COLUMNS_MAX = 4096 };

static const struct {
	const char *sql;
	int number;
} types[RV_PARQUET_TYPES] = {
	[RV_PARQUET_TEXT] = { "VARCHAR", RV_DK_VARCHAR },
	[RV_PARQUET_DOUBLE] = { "DOUBLE", RV_DK_DOUBLE },
	[RV_PARQUET_INT64] = { "BIGINT", RV_DK_BIGINT },
	[RV_PARQUET_BOOL] = { "BOOLEAN", RV_DK_BOOLEAN },
	[RV_PARQUET_DATE] = { "DATE", RV_DK_DATE },
	[RV_PARQUET_TIME_MS] = { "TIMESTAMP", RV_DK_TIMESTAMP },
};

/* What one writing needs. */
typedef struct writer {
	rv_lake_session s;
	const char *path;
	char temporary[PATH_MAX];
	const rv_parquet_column *columns; /* [n] */
	size_t n, rows;
	rv_dk_chunk *chunk;
	rv_dk_appender *appender;
} writer;

static rv_status create_table(const writer *w, rv_err *err)
{
	rv_lake_sql q = { .text = NULL };
	rv_lake_sql_add(&q, "CREATE TABLE rows (");
	for (size_t i = 0; i < w->n; i++) {
		rv_lake_sql_add(&q, i > 0 ? ", " : "");
		rv_lake_sql_quote(&q, '"', w->columns[i].name);
		rv_lake_sql_add(&q, " ");
		rv_lake_sql_add(&q, types[w->columns[i].type].sql);
	}
	rv_lake_sql_add(&q, ")");
	const rv_status st = rv_lake_exec(&w->s, q.text, w->path, err);
	free(q.text);
	return st;
}

static rv_status make_chunk(writer *w, rv_err *err)
{
	const rv_duckdb *lib = w->s.lib;
	rv_dk_type **all = calloc(w->n, sizeof(rv_dk_type *));
	if (!all)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", w->path);
	for (size_t i = 0; i < w->n; i++)
		all[i] = lib->duckdb_create_logical_type(types[w->columns[i].type].number);
	w->chunk = lib->duckdb_create_data_chunk(all, w->n);
	for (size_t i = 0; i < w->n; i++)
		lib->duckdb_destroy_logical_type(&all[i]);
	free(all);
	return w->chunk ? RV_OK : rv_err_set(err, RV_ENOMEM, "%s: out of memory", w->path);
}

static void put_null(const rv_duckdb *lib, rv_dk_vector *v, size_t row)
{
	lib->duckdb_vector_ensure_validity_writable(v);
	lib->duckdb_validity_set_row_invalid(lib->duckdb_vector_get_validity(v), row);
}

static void fill_text(const rv_duckdb *lib, rv_dk_vector *v, const char *const *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (from[i])
			lib->duckdb_vector_assign_string_element(v, i, from[i]);
		else
			put_null(lib, v, i);
	}
}

static void fill_double(const rv_duckdb *lib, rv_dk_vector *v, const double *from, size_t n)
{
	double *to = lib->duckdb_vector_get_data(v);
	for (size_t i = 0; i < n; i++) {
		to[i] = from[i];
		if (isnan(from[i]))
			put_null(lib, v, i);
	}
}

static void fill_int(const rv_duckdb *lib, rv_dk_vector *v, rv_parquet_type type,
		     const int64_t *from, size_t n)
{
	int64_t *to = lib->duckdb_vector_get_data(v);
	int32_t *days = lib->duckdb_vector_get_data(v);
	for (size_t i = 0; i < n; i++) {
		if (type == RV_PARQUET_DATE)
			days[i] = (int32_t)(rv_time_floor(from[i], RV_DAY_MS) / RV_DAY_MS);
		else
			to[i] = type == RV_PARQUET_TIME_MS ? from[i] * 1000 : from[i];
	}
}

/* Rows at .. at + n of a column into its vector. */
static void fill(const writer *w, size_t column, size_t at, size_t n)
{
	const rv_duckdb *lib = w->s.lib;
	const rv_parquet_column *c = &w->columns[column];
	rv_dk_vector *v = lib->duckdb_data_chunk_get_vector(w->chunk, column);
	switch (c->type) {
	case RV_PARQUET_TEXT:
		fill_text(lib, v, (const char *const *)c->data + at, n);
		return;
	case RV_PARQUET_DOUBLE:
		fill_double(lib, v, (const double *)c->data + at, n);
		return;
	case RV_PARQUET_BOOL:
		memcpy(lib->duckdb_vector_get_data(v), (const bool *)c->data + at,
		       n * sizeof(bool));
		return;
	case RV_PARQUET_INT64:
	case RV_PARQUET_DATE:
	case RV_PARQUET_TIME_MS:
	case RV_PARQUET_TYPES:
		fill_int(lib, v, c->type, (const int64_t *)c->data + at, n);
		return;
	}
}

static rv_status append_rows(writer *w, rv_err *err)
{
	const rv_duckdb *lib = w->s.lib;
	const size_t size = (size_t)lib->duckdb_vector_size();
	int rc = lib->duckdb_appender_create(w->s.con, NULL, "rows", &w->appender);
	for (size_t at = 0; at < w->rows && rc == 0; at += size) {
		const size_t n = w->rows - at < size ? w->rows - at : size;
		lib->duckdb_data_chunk_reset(w->chunk);
		for (size_t i = 0; i < w->n; i++)
			fill(w, i, at, n);
		lib->duckdb_data_chunk_set_size(w->chunk, n);
		rc = lib->duckdb_append_data_chunk(w->appender, w->chunk);
	}
	if (rc == 0)
		rc = lib->duckdb_appender_close(w->appender);
	if (rc == 0)
		return RV_OK;
	const char *why = lib->duckdb_appender_error(w->appender);
	return rv_err_set(err, RV_EIO, "%s: %.*s", w->path, why ? (int)strcspn(why, "\n") : 0,
			  why ? why : "");
}

static rv_status copy(const writer *w, rv_err *err)
{
	rv_lake_sql q = { .text = NULL };
	rv_lake_sql_add(&q, "COPY rows TO ");
	rv_lake_sql_quote(&q, '\'', w->temporary);
	rv_lake_sql_add(&q, " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
	const rv_status st = rv_lake_exec(&w->s, q.text, w->path, err);
	free(q.text);
	return st;
}

static rv_status failed(const writer *w, const char *what, rv_err *err)
{
	return rv_err_set(err, RV_EIO, "%s: cannot %s: %s", w->path, what, strerror(errno));
}

/* On the disk before it has its name. */
static rv_status put_in_place(const writer *w, rv_err *err)
{
	const int fd = open(w->temporary, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failed(w, "open what was written", err);
	const int rc = fsync(fd);
	if (close(fd) != 0 || rc != 0)
		return failed(w, "write", err);
	return rename(w->temporary, w->path) == 0 ? RV_OK : failed(w, "rename", err);
}

static rv_status write_file(writer *w, rv_err *err)
{
	rv_status st = create_table(w, err);
	if (st == RV_OK)
		st = make_chunk(w, err);
	if (st == RV_OK)
		st = append_rows(w, err);
	if (st == RV_OK)
		st = copy(w, err);
	if (st == RV_OK)
		st = put_in_place(w, err);
	if (w->appender)
		(void)w->s.lib->duckdb_appender_destroy(&w->appender); /* closed, or given up */
	if (w->chunk)
		w->s.lib->duckdb_destroy_data_chunk(&w->chunk);
	return st;
}

/* DuckDB writes text that is not UTF-8 as null and says nothing; ours is ASCII. */
static bool is_ascii(const rv_parquet_column *c, size_t rows)
{
	const char *const *text = c->data;
	for (size_t i = 0; i < rows; i++) {
		for (const char *s = text[i]; s && *s; s++) {
			if ((unsigned char)*s > 0x7e)
				return false;
		}
	}
	return true;
}

static rv_status check(const char *path, const rv_parquet_column *columns, size_t n, size_t rows,
		       rv_err *err)
{
	if (n == 0 || n > COLUMNS_MAX)
		return rv_err_set(err, RV_EINVAL, "%s: %zu columns, expected 1 to %d", path, n,
				  COLUMNS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (!columns[i].name[0] || (unsigned)columns[i].type >= RV_PARQUET_TYPES)
			return rv_err_set(err, RV_EINVAL, "%s: column %zu has no name or no type",
					  path, i + 1);
		if (columns[i].type == RV_PARQUET_TEXT && !is_ascii(&columns[i], rows))
			return rv_err_set(err, RV_EINVAL, "%s: %s: text that is not ASCII", path,
					  columns[i].name);
	}
	return RV_OK;
}

rv_status rv_parquet_write(const rv_duckdb *lib, const char *path, const rv_parquet_column *columns,
			   size_t n, size_t rows, rv_err *err)
{
	writer w = { .path = path, .columns = columns, .n = n, .rows = rows };
	rv_status st = check(path, columns, n, rows, err);
	if (st != RV_OK)
		return st;
	if ((size_t)snprintf(w.temporary, sizeof(w.temporary), "%s.part", path) >=
	    sizeof(w.temporary))
		return rv_err_set(err, RV_EINVAL, "%s: path too long", path);
	const char *const paths[] = { w.temporary };
	const rv_lake_access a = { .paths = paths, .n = 1 };
	st = rv_lake_session_open(lib, &a, path, &w.s, err);
	if (st == RV_OK)
		st = write_file(&w, err);
	rv_lake_session_close(&w.s);
	if (st != RV_OK)
		(void)unlink(w.temporary); /* perhaps not there */
	return st;
}
