/* See lake_help.h. */
#include "tests/support/lake_help.h"

#include <sqlite3.h>

#include "feeds/lake/duckdb_api.h"

static void on_reject(void *ctx, const char *text)
{
	lake_place *f = ctx;
	f->rejects++;
	(void)snprintf(f->last_reject, sizeof(f->last_reject), "%s", text);
}

int lake_setup(void **state)
{
	lake_place *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	(void)rv_tmpdir_path(&f->dir, "a.db", f->store);
	(void)rv_tmpdir_path(&f->dir, "b.db", f->other);
	f->p = (rv_import_params){ .interval = RV_INTERVAL_1D, .on_reject = on_reject, .ctx = f };
	(void)(rv_duckdb_load(NULL, &f->lib, &f->err) == RV_OK); /* lake_begin looks */
	*state = f;
	return 0;
}

int lake_teardown(void **state)
{
	lake_place *f = *state;
	rv_duckdb_free(f->lib);
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

lake_place *lake_begin(void **state)
{
	static bool said;
	lake_place *f = *state;
	if (f->lib)
		return f;
	if (!said)
		(void)printf("skip: no lake: %s\n", f->err.text);
	said = true;
	skip();
	return NULL;
}

const char *lake_path(lake_place *f, const char *name)
{
	static char text[8][RV_TMP_PATH * 2];
	static size_t k;
	k = (k + 1) % 8;
	return rv_tmpdir_path(&f->dir, name, text[k]);
}

/* A copy of sql with each @ replaced; the caller frees. */
static char *in_folder(const lake_place *f, const char *sql)
{
	size_t n = strlen(sql) + 1, k = 0;
	for (const char *s = sql; *s; s++)
		n += *s == '@' ? strlen(f->dir.path) : 0;
	char *out = calloc(1, n);
	assert_non_null(out);
	for (const char *s = sql; *s; s++) {
		if (*s == '@')
			k += (size_t)snprintf(out + k, n - k, "%s", f->dir.path);
		else
			out[k++] = *s;
	}
	return out;
}

void lake_sql(lake_place *f, const char *database, const char *sql)
{
	const rv_duckdb *lib = f->lib;
	rv_dk_database *db = NULL;
	rv_dk_connection *con = NULL;
	rv_dk_config *config = NULL;
	rv_dk_result r = { .counts = { 0 } };
	char *text = in_folder(f, sql);
	assert_int_equal(lib->duckdb_create_config(&config), 0);
	assert_int_equal(lib->duckdb_set_config(config, "threads", "1"), 0);
	assert_int_equal(lib->duckdb_open_ext(database, &db, config, NULL), 0);
	assert_int_equal(lib->duckdb_connect(db, &con), 0);
	if (lib->duckdb_query(con, text, &r) != 0)
		fail_msg("%s: %s", text, lib->duckdb_result_error(&r));
	lib->duckdb_destroy_result(&r);
	lib->duckdb_disconnect(&con);
	lib->duckdb_close(&db);
	lib->duckdb_destroy_config(&config);
	free(text);
}

static rv_status run(lake_place *f, const char *store, const rv_import_file *files, size_t n)
{
	rv_import *im = NULL;
	rv_import_result *results = calloc(n, sizeof(*results));
	assert_non_null(results);
	rv_status st = rv_import_new(&f->p, files, n, &im, &f->err);
	if (st == RV_OK) {
		rv_store *s = open_store(store, RV_STORE_WRITE);
		st = rv_import_run(im, s, results, &f->err);
		rv_store_close(s);
	}
	rv_import_free(im);
	f->result = results[n - 1];
	free(results);
	return st;
}

rv_status lake_import(lake_place *f, const char *store, const rv_lake_params *p)
{
	rv_lake *lake = NULL;
	rv_status st = rv_lake_open(f->lib, p, &lake, &f->err);
	if (st != RV_OK)
		return st;
	size_t n = 0;
	const rv_import_file *files = rv_lake_files(lake, &n);
	st = run(f, store, files, n);
	rv_lake_close(lake);
	return st;
}

rv_status lake_parquet(lake_place *f, const char *store, const char *pattern)
{
	const rv_lake_params p = { .patterns = &pattern, .n_patterns = 1 };
	return lake_import(f, store, &p);
}

rv_status lake_table(lake_place *f, const char *store, const char *database, const char *table)
{
	const rv_lake_params p = { .database = database, .tables = &table, .n_tables = 1 };
	return lake_import(f, store, &p);
}

void lake_csv(lake_place *f, const char *store, rv_import_kind kind, const char *path)
{
	const rv_import_file file = { .kind = kind, .path = path };
	assert_ok(run(f, store, &file, 1), f->err);
}

/* ---- two stores ---- */

static long long ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	const long long v = sqlite3_column_int64(q, 0);
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	return v;
}

static long long compare(sqlite3 *db, const char *table, const char *columns)
{
	static const char *const ways[] = { "main", "other", "other", "main" };
	char sql[1024];
	for (size_t i = 0; i < 4; i += 2) {
		(void)snprintf(
			sql, sizeof(sql),
			"SELECT count(*) FROM ("
			"SELECT name, t, %s FROM %s.%s JOIN %s.instruments ON id = symbol_id "
			"EXCEPT "
			"SELECT name, t, %s FROM %s.%s JOIN %s.instruments ON id = symbol_id)",
			columns, ways[i], table, ways[i], columns, ways[i + 1], table, ways[i + 1]);
		if (ask(db, sql) != 0)
			fail_msg("%s: %lld rows of %s differ", table, ask(db, sql), ways[i]);
	}
	(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM main.%s", table);
	return ask(db, sql);
}

void lake_same_rows(const char *a, const char *b)
{
	char sql[RV_TMP_PATH * 3];
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open_v2(a, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	(void)snprintf(sql, sizeof(sql), "ATTACH '%s' AS other", b);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	const long long n =
		compare(db, "bars",
			"interval_h, open, high, low, close, volume_base, volume_quote") +
		compare(db, "funding", "rate, interval_h") + compare(db, "mcap", "market_cap_usd");
	assert_true(n > 0);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}
