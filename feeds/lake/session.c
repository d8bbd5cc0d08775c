/* Opening, closing and asking; see session.h. */
#include "feeds/lake/session.h"

#include <stdlib.h>
#include <string.h>

/* Names of as many files as an import takes, each as long as a path can be. */
enum { SQL_MAX = 1 << 26 };

static const char *const settings[][2] = {
	{ "threads", "1" },
	{ "memory_limit", "512MB" },
	{ "temp_directory", "" },
	{ "enable_external_file_cache", "false" },
	{ "autoinstall_known_extensions", "false" },
	{ "autoload_known_extensions", "false" },
	{ "allow_community_extensions", "false" },
	{ "allow_persistent_secrets", "false" },
};

/* Its first line is the reason; then comes the SQL, which is ours and tells nobody anything. */
static rv_status refuse(const char *name, const char *why, rv_err *err)
{
	const char *text = why && why[0] ? why : "no reason given by DuckDB";
	return rv_err_set(err, RV_EIO, "%s: %.*s", name, (int)strcspn(text, "\n"), text);
}

static rv_status open_database(rv_lake_session *s, const rv_lake_access *a, const char *name,
			       rv_err *err)
{
	const rv_duckdb *lib = s->lib;
	rv_dk_config *config = NULL;
	char *why = NULL;
	if (lib->duckdb_create_config(&config) != 0)
		return refuse(name, "out of memory", err);
	const char *wrong = NULL;
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]) && !wrong; i++) {
		if (lib->duckdb_set_config(config, settings[i][0], settings[i][1]) != 0)
			wrong = settings[i][0];
	}
	if (!wrong && lib->duckdb_set_config(config, "access_mode",
					     a->database ? "READ_ONLY" : "AUTOMATIC") != 0)
		wrong = "access_mode";
	rv_status st = RV_OK;
	if (wrong)
		st = rv_err_set(err, RV_EDATA, "%s: DuckDB %s does not know its setting %s", name,
				lib->duckdb_library_version(), wrong);
	else if (lib->duckdb_open_ext(a->database, &s->db, config, &why) != 0)
		st = refuse(name, why, err);
	if (why)
		lib->duckdb_free(why);
	lib->duckdb_destroy_config(&config);
	return st;
}

static rv_status shut_in(const rv_lake_session *s, const rv_lake_access *a, const char *name,
			 rv_err *err)
{
	rv_lake_sql q = { .text = NULL };
	rv_lake_sql_add(&q, "SET allowed_paths = [");
	for (size_t i = 0; i < a->n; i++) {
		rv_lake_sql_add(&q, i > 0 ? ", " : "");
		rv_lake_sql_quote(&q, '\'', a->paths[i]);
	}
	rv_lake_sql_add(&q, "]");
	rv_status st = rv_lake_exec(s, q.text, name, err);
	free(q.text);
	if (st == RV_OK)
		st = rv_lake_exec(s, "SET enable_external_access = false", name, err);
	if (st == RV_OK)
		st = rv_lake_exec(s, "SET lock_configuration = true", name, err);
	return st;
}

rv_status rv_lake_session_open(const rv_duckdb *lib, const rv_lake_access *a, const char *name,
			       rv_lake_session *s, rv_err *err)
{
	*s = (rv_lake_session){ .lib = lib };
	rv_status st = open_database(s, a, name, err);
	if (st == RV_OK && lib->duckdb_connect(s->db, &s->con) != 0)
		st = refuse(name, "DuckDB does not connect", err);
	if (st == RV_OK)
		st = shut_in(s, a, name, err);
	if (st != RV_OK)
		rv_lake_session_close(s);
	return st;
}

void rv_lake_session_close(rv_lake_session *s)
{
	if (s->con)
		s->lib->duckdb_disconnect(&s->con);
	if (s->db)
		s->lib->duckdb_close(&s->db);
	*s = (rv_lake_session){ .lib = NULL };
}

rv_status rv_lake_exec(const rv_lake_session *s, const char *sql, const char *name, rv_err *err)
{
	if (!sql)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", name);
	rv_dk_result result = { .counts = { 0 } };
	rv_status st = RV_OK;
	if (s->lib->duckdb_query(s->con, sql, &result) != 0)
		st = refuse(name, s->lib->duckdb_result_error(&result), err);
	s->lib->duckdb_destroy_result(&result);
	return st;
}

/* ---- rows ---- */

/* Streaming: the other way keeps the whole result in memory. */
static rv_status start(rv_lake_cursor *c, const char *name, rv_err *err)
{
	const rv_duckdb *lib = c->s->lib;
	rv_dk_pending *pending = NULL;
	rv_status st = RV_OK;
	if (lib->duckdb_pending_prepared_streaming(c->statement, &pending) != 0)
		st = refuse(name, lib->duckdb_pending_error(pending), err);
	else if (lib->duckdb_execute_pending(pending, &c->result) != 0)
		st = refuse(name, lib->duckdb_result_error(&c->result), err);
	lib->duckdb_destroy_pending(&pending);
	return st;
}

rv_status rv_lake_cursor_open(const rv_lake_session *s, const char *sql, const char *name,
			      rv_lake_cursor *c, rv_err *err)
{
	*c = (rv_lake_cursor){ .s = s };
	if (!sql)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", name);
	rv_status st = RV_OK;
	if (s->lib->duckdb_prepare(s->con, sql, &c->statement) != 0)
		st = refuse(name, s->lib->duckdb_prepare_error(c->statement), err);
	if (st == RV_OK)
		st = start(c, name, err);
	if (st != RV_OK)
		rv_lake_cursor_close(c);
	return st;
}

rv_status rv_lake_cursor_next(rv_lake_cursor *c, const char *name, rv_err *err)
{
	const rv_duckdb *lib = c->s->lib;
	if (c->chunk)
		lib->duckdb_destroy_data_chunk(&c->chunk);
	c->n = 0;
	c->chunk = lib->duckdb_fetch_chunk(c->result);
	if (c->chunk) {
		c->n = (size_t)lib->duckdb_data_chunk_get_size(c->chunk);
		return RV_OK;
	}
	const char *why = lib->duckdb_result_error(&c->result);
	return why && why[0] ? refuse(name, why, err) : RV_OK;
}

void rv_lake_cursor_close(rv_lake_cursor *c)
{
	if (!c->s)
		return;
	const rv_duckdb *lib = c->s->lib;
	if (c->chunk)
		lib->duckdb_destroy_data_chunk(&c->chunk);
	lib->duckdb_destroy_result(&c->result);
	lib->duckdb_destroy_prepare(&c->statement);
	*c = (rv_lake_cursor){ .s = NULL };
}

rv_lake_column rv_lake_cursor_column(const rv_lake_cursor *c, size_t i)
{
	const rv_duckdb *lib = c->s->lib;
	rv_dk_vector *v = lib->duckdb_data_chunk_get_vector(c->chunk, i);
	return (rv_lake_column){ lib->duckdb_vector_get_data(v),
				 lib->duckdb_vector_get_validity(v) };
}

bool rv_lake_has(const rv_lake_column *c, size_t row)
{
	return !c->validity || (c->validity[row / 64] >> (row % 64) & 1) != 0;
}

const char *rv_lake_text(const rv_lake_column *c, size_t row, size_t *n)
{
	const rv_dk_string *s = (const rv_dk_string *)c->data + row;
	*n = s->near.n;
	return s->near.n <= RV_DK_INLINE ? s->near.text : s->far.ptr;
}

/* ---- SQL text ---- */

static void add_bytes(rv_lake_sql *q, const char *s, size_t n)
{
	if (q->failed)
		return;
	if (q->n + n + 1 > q->cap) {
		const size_t cap = 2 * (q->n + n + 64);
		char *grown = cap <= SQL_MAX ? realloc(q->text, cap) : NULL;
		if (!grown) {
			free(q->text);
			*q = (rv_lake_sql){ .failed = true };
			return;
		}
		q->text = grown;
		q->cap = cap;
	}
	memcpy(q->text + q->n, s, n);
	q->n += n;
	q->text[q->n] = '\0';
}

void rv_lake_sql_add(rv_lake_sql *q, const char *text)
{
	add_bytes(q, text, strlen(text));
}

void rv_lake_sql_quote(rv_lake_sql *q, char quote, const char *text)
{
	add_bytes(q, &quote, 1);
	for (const char *s = text; *s; s++) {
		if (*s == quote)
			add_bytes(q, s, 1);
		add_bytes(q, s, 1);
	}
	add_bytes(q, &quote, 1);
}
