/*
 * The store's SQL: schema and statements in one place, and the few lines that run them.
 *
 * Keys are small integers (symbol id, interval in hours), so that a bar is about 60 bytes and the
 * bars of one symbol lie together in time order. The checks repeat what the writers verify: a bad
 * row cannot enter by another road.
 */
#include <math.h>
#include <string.h>

#include "feeds/store/sqlite_file.h"
#include "feeds/store/store_priv.h"

const char *const rv_store_schema =
	"CREATE TABLE batches ("
	"  id INTEGER PRIMARY KEY,"
	"  source TEXT NOT NULL,"
	"  origin TEXT NOT NULL,"
	"  at_ms INTEGER NOT NULL,"
	"  rows INTEGER NOT NULL) STRICT;"
	"CREATE TABLE instruments ("
	"  id INTEGER PRIMARY KEY,"
	"  name TEXT NOT NULL UNIQUE,"
	"  kind TEXT CHECK (kind IN ('perp', 'index', 'stable')),"
	"  venue_index INTEGER,"
	"  sz_decimals INTEGER,"
	"  max_leverage INTEGER,"
	"  delisted INTEGER NOT NULL DEFAULT 0 CHECK (delisted IN (0, 1)),"
	"  batch_id INTEGER NOT NULL REFERENCES batches (id)) STRICT;"
	"CREATE TABLE bars ("
	"  symbol_id INTEGER NOT NULL REFERENCES instruments (id),"
	"  interval_h INTEGER NOT NULL CHECK (interval_h IN (1, 24)),"
	"  t INTEGER NOT NULL,"
	"  open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL,"
	"  volume_base REAL, volume_quote REAL,"
	"  batch_id INTEGER NOT NULL REFERENCES batches (id),"
	"  PRIMARY KEY (symbol_id, interval_h, t),"
	"  CHECK (t >= 0 AND t % (interval_h * 3600000) = 0),"
	"  CHECK (low > 0 AND high >= low AND open > 0 AND close > 0)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE funding ("
	"  symbol_id INTEGER NOT NULL REFERENCES instruments (id),"
	"  t INTEGER NOT NULL,"
	"  rate REAL NOT NULL,"
	"  interval_h REAL NOT NULL CHECK (interval_h > 0),"
	"  batch_id INTEGER NOT NULL REFERENCES batches (id),"
	"  PRIMARY KEY (symbol_id, t)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE mcap ("
	"  symbol_id INTEGER NOT NULL REFERENCES instruments (id),"
	"  t INTEGER NOT NULL CHECK (t >= 0 AND t % 86400000 = 0),"
	"  market_cap_usd REAL NOT NULL CHECK (market_cap_usd > 0),"
	"  batch_id INTEGER NOT NULL REFERENCES batches (id),"
	"  PRIMARY KEY (symbol_id, t)) STRICT, WITHOUT ROWID;";

static const char *const sql[RV_SQL_N] = {
	/* IMMEDIATE: whoever else writes is met here, not in the middle of the batch. */
	[RV_SQL_BEGIN] = "BEGIN IMMEDIATE",
	[RV_SQL_COMMIT] = "COMMIT",
	[RV_SQL_ROLLBACK] = "ROLLBACK",
	[RV_SQL_BATCH_NEW] =
		"INSERT INTO batches (source, origin, at_ms, rows) VALUES (?1, ?2, ?3, 0)",
	[RV_SQL_BATCH_ROWS] = "UPDATE batches SET rows = ?2 WHERE id = ?1",
	[RV_SQL_SYMBOL_ID] = "SELECT id FROM instruments WHERE name = ?1",
	[RV_SQL_SYMBOL_NEW] = "INSERT INTO instruments (name, batch_id) VALUES (?1, ?2)",
	[RV_SQL_INSTRUMENT_PUT] =
		"INSERT INTO instruments"
		" (name, kind, venue_index, sz_decimals, max_leverage, delisted, batch_id)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
		" ON CONFLICT (name) DO UPDATE SET kind = ?2, venue_index = ?3, sz_decimals = ?4,"
		" max_leverage = ?5, delisted = ?6, batch_id = ?7",
	[RV_SQL_BAR_PUT] = "INSERT OR REPLACE INTO bars VALUES"
			   " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[RV_SQL_FUNDING_PUT] = "INSERT OR REPLACE INTO funding VALUES (?1, ?2, ?3, ?4, ?5)",
	[RV_SQL_MCAP_PUT] = "INSERT OR REPLACE INTO mcap VALUES (?1, ?2, ?3, ?4)",
	[RV_SQL_BARS_DELETE] = "DELETE FROM bars WHERE symbol_id = ?1 AND interval_h = ?2",
	[RV_SQL_FUNDING_DELETE] = "DELETE FROM funding WHERE symbol_id = ?1",
	[RV_SQL_BAR_SPAN] = "SELECT count(*), min(t), max(t) FROM bars"
			    " WHERE symbol_id = ?1 AND interval_h = ?2",
	[RV_SQL_FUNDING_SPAN] = "SELECT count(*), min(t), max(t) FROM funding"
				" WHERE symbol_id = ?1",
	[RV_SQL_BARS_READ] = "SELECT t, open, high, low, close, volume_base, volume_quote FROM bars"
			     " WHERE symbol_id = ?1 AND interval_h = ?2 AND t >= ?3 AND t < ?4"
			     " ORDER BY t LIMIT ?5",
	[RV_SQL_FUNDING_READ] = "SELECT t, rate, interval_h FROM funding"
				" WHERE symbol_id = ?1 AND t >= ?3 AND t < ?4"
				" ORDER BY t LIMIT ?5",
	[RV_SQL_MCAP_READ] = "SELECT t, market_cap_usd FROM mcap"
			     " WHERE symbol_id = ?1 AND t >= ?3 AND t < ?4"
			     " ORDER BY t LIMIT ?5",
	[RV_SQL_INSTRUMENTS] = "SELECT name, kind, venue_index, sz_decimals, max_leverage, delisted"
			       " FROM instruments ORDER BY name",
	[RV_SQL_INSTRUMENT_COUNT] = "SELECT count(*) FROM instruments",
	/* Two seeks into the primary key per symbol, no scan. */
	[RV_SQL_PANEL_SYMBOLS] =
		"SELECT id, name, kind,"
		" (SELECT min(t) FROM bars WHERE symbol_id = i.id AND interval_h = ?1),"
		" (SELECT max(t) FROM bars WHERE symbol_id = i.id AND interval_h = ?1 AND t <= ?2)"
		" FROM instruments AS i ORDER BY name",
};

rv_status rv_store_fail(const rv_store *s, int rc, const char *what, rv_err *err)
{
	if ((rc & 0xff) == SQLITE_BUSY)
		return rv_err_set(err, RV_EAGAIN,
				  "%s: %s: another process is writing to the store, try again",
				  s->path, what);
	return rv_sqlite_fail(s->db, s->path, rc, what, err);
}

rv_status rv_store_stmt(rv_store *s, rv_sql id, sqlite3_stmt **out, rv_err *err)
{
	if (!s->stmt[id]) {
		const int rc = sqlite3_prepare_v3(s->db, sql[id], -1, SQLITE_PREPARE_PERSISTENT,
						  &s->stmt[id], NULL);
		if (rc != SQLITE_OK)
			return rv_store_fail(s, rc, "cannot read the schema", err);
	}
	/* Both repeat or cannot fail: the last step's error was reported when it happened. */
	(void)sqlite3_reset(s->stmt[id]);
	(void)sqlite3_clear_bindings(s->stmt[id]);
	*out = s->stmt[id];
	return RV_OK;
}

rv_status rv_store_run(rv_store *s, sqlite3_stmt *st, const char *what, rv_err *err)
{
	const int rc = sqlite3_step(st);
	if (rc != SQLITE_DONE) {
		const rv_status code = rv_store_fail(s, rc, what, err);
		(void)sqlite3_reset(st); /* repeats the error just reported */
		return code;
	}
	(void)sqlite3_reset(st);
	return RV_OK;
}

int rv_store_bind_num(sqlite3_stmt *st, int col, double v)
{
	return isnan(v) ? sqlite3_bind_null(st, col) : sqlite3_bind_double(st, col, v);
}

double rv_store_column_num(sqlite3_stmt *st, int col)
{
	return sqlite3_column_type(st, col) == SQLITE_NULL ? NAN : sqlite3_column_double(st, col);
}

int rv_store_interval_h(rv_interval iv)
{
	return (int)(rv_interval_ms(iv) / RV_HOUR_MS);
}

rv_instrument_kind rv_store_kind(const unsigned char *text)
{
	if (text && text[0] == 'i')
		return RV_KIND_INDEX;
	return text && text[0] == 's' ? RV_KIND_STABLE : RV_KIND_PERP;
}
