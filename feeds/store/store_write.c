/*
 * Rows into the open batch. Each is verified here, with a text that names it, and once more by the
 * schema's checks.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "feeds/store/store_priv.h"

rv_status rv_store_symbol_id(rv_store *s, const char *symbol, int64_t *id, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	const rv_status code = rv_store_stmt(s, RV_SQL_SYMBOL_ID, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_text(st, 1, symbol, -1, SQLITE_STATIC); /* no copy, cannot fail */
	const int rc = sqlite3_step(st);
	*id = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
	(void)sqlite3_reset(st); /* a step's error is in rc */
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return rv_store_fail(s, rc, "cannot look up a symbol", err);
	return RV_OK;
}

static rv_status new_symbol(rv_store *s, const char *symbol, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	const rv_status code = rv_store_stmt(s, RV_SQL_SYMBOL_NEW, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_text(st, 1, symbol, -1, SQLITE_STATIC); /* no copy, cannot fail */
	(void)sqlite3_bind_int64(st, 2, s->batch_id);
	return rv_store_run(s, st, "cannot add a symbol", err);
}

static rv_status check_batch(const rv_store *s, const char *symbol, rv_err *err)
{
	if (!s->in_batch)
		return rv_err_set(err, RV_EINVAL, "%s: no batch is open", s->path);
	const size_t n = strlen(symbol);
	if (n == 0 || n >= RV_SYMBOL_MAX)
		return rv_err_set(err, RV_EINVAL, "%s: symbol '%.30s': expected 1 to %d bytes",
				  s->path, symbol, RV_SYMBOL_MAX - 1);
	return RV_OK;
}

/* Makes symbol the current one (s->symbol_id), adding it when it is new. */
static rv_status select_symbol(rv_store *s, const char *symbol, rv_err *err)
{
	rv_status st = check_batch(s, symbol, err);
	if (st != RV_OK || strcmp(symbol, s->symbol) == 0)
		return st;
	int64_t id = 0;
	st = rv_store_symbol_id(s, symbol, &id, err);
	if (st == RV_OK && id == 0) {
		st = new_symbol(s, symbol, err);
		id = sqlite3_last_insert_rowid(s->db);
	}
	if (st != RV_OK)
		return st;
	(void)snprintf(s->symbol, sizeof(s->symbol), "%s", symbol);
	s->symbol_id = id;
	return RV_OK;
}

static rv_status bad_row(const rv_store *s, const char *what, int64_t t, const char *why,
			 rv_err *err)
{
	char when[RV_TIME_TEXT];
	return rv_err_set(err, RV_EDATA, "%s: %s %s at %s: %s", s->path, s->symbol, what,
			  rv_time_format(t, when), why);
}

static bool is_price(double v)
{
	return isfinite(v) && v > 0.0;
}

static bool is_volume(double v)
{
	return isnan(v) || (isfinite(v) && v >= 0.0);
}

static const char *bar_defect(const rv_bar *b, rv_interval iv)
{
	if (b->t < 0 || b->t % rv_interval_ms(iv) != 0)
		return "t is before 1970 or off the interval's grid";
	if (!is_price(b->open) || !is_price(b->high) || !is_price(b->low) || !is_price(b->close))
		return "expected finite prices above 0";
	if (b->high < b->low)
		return "high is below low";
	if (!is_volume(b->volume_base) || !is_volume(b->volume_quote))
		return "expected volumes of at least 0, or unknown";
	return NULL;
}

/* The statement for rows of a symbol, with what they all have: it first, the batch last. */
static rv_status begin_rows(rv_store *s, const char *symbol, rv_sql id, int batch_col,
			    sqlite3_stmt **st, rv_err *err)
{
	rv_status code = select_symbol(s, symbol, err);
	if (code == RV_OK)
		code = rv_store_stmt(s, id, st, err);
	if (code != RV_OK)
		return code;
	/* Numbers need no memory: these binds cannot fail. */
	(void)sqlite3_bind_int64(*st, 1, s->symbol_id);
	(void)sqlite3_bind_int64(*st, batch_col, s->batch_id);
	return RV_OK;
}

static rv_status put_bar(rv_store *s, sqlite3_stmt *st, const rv_bar *b, rv_err *err)
{
	/* Numbers need no memory: these binds cannot fail. */
	(void)sqlite3_bind_int64(st, 3, b->t);
	(void)sqlite3_bind_double(st, 4, b->open);
	(void)sqlite3_bind_double(st, 5, b->high);
	(void)sqlite3_bind_double(st, 6, b->low);
	(void)sqlite3_bind_double(st, 7, b->close);
	(void)rv_store_bind_num(st, 8, b->volume_base);
	(void)rv_store_bind_num(st, 9, b->volume_quote);
	return rv_store_run(s, st, "cannot write a bar", err);
}

rv_status rv_store_put_bars(rv_store *s, const char *symbol, rv_interval iv, const rv_bar *bars,
			    size_t n, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code = begin_rows(s, symbol, RV_SQL_BAR_PUT, 10, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_int(st, 2, rv_store_interval_h(iv));
	for (size_t i = 0; i < n && code == RV_OK; i++) {
		const char *defect = bar_defect(&bars[i], iv);
		code = defect ? bad_row(s, "bar", bars[i].t, defect, err)
			      : put_bar(s, st, &bars[i], err);
	}
	if (code == RV_OK)
		s->batch_rows += (int64_t)n;
	return code;
}

rv_status rv_store_put_funding(rv_store *s, const char *symbol, const rv_funding *rows, size_t n,
			       rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code = begin_rows(s, symbol, RV_SQL_FUNDING_PUT, 5, &st, err);
	if (code != RV_OK)
		return code;
	for (size_t i = 0; i < n && code == RV_OK; i++) {
		if (!isfinite(rows[i].rate) || !is_price(rows[i].interval_h))
			return bad_row(s, "funding", rows[i].t,
				       "expected a finite rate and an interval above 0", err);
		(void)sqlite3_bind_int64(st, 2, rows[i].t);
		(void)sqlite3_bind_double(st, 3, rows[i].rate);
		(void)sqlite3_bind_double(st, 4, rows[i].interval_h);
		code = rv_store_run(s, st, "cannot write funding", err);
	}
	if (code == RV_OK)
		s->batch_rows += (int64_t)n;
	return code;
}

rv_status rv_store_put_mcap(rv_store *s, const char *symbol, const rv_mcap *rows, size_t n,
			    rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code = begin_rows(s, symbol, RV_SQL_MCAP_PUT, 4, &st, err);
	if (code != RV_OK)
		return code;
	for (size_t i = 0; i < n && code == RV_OK; i++) {
		if (rows[i].t < 0 || rows[i].t % RV_DAY_MS != 0 ||
		    !is_price(rows[i].market_cap_usd))
			return bad_row(s, "market cap", rows[i].t,
				       "expected 00:00 UTC and a finite value above 0", err);
		(void)sqlite3_bind_int64(st, 2, rows[i].t);
		(void)sqlite3_bind_double(st, 3, rows[i].market_cap_usd);
		code = rv_store_run(s, st, "cannot write a market cap", err);
	}
	if (code == RV_OK)
		s->batch_rows += (int64_t)n;
	return code;
}

static int bind_known_int(sqlite3_stmt *st, int col, int v, int unknown)
{
	return v == unknown ? sqlite3_bind_null(st, col) : sqlite3_bind_int(st, col, v);
}

rv_status rv_store_put_instrument(rv_store *s, const rv_instrument *in, rv_err *err)
{
	static const char *const kinds[] = {
		[RV_KIND_PERP] = "perp", [RV_KIND_INDEX] = "index", [RV_KIND_STABLE] = "stable"
	};
	sqlite3_stmt *st = NULL;
	rv_status code = check_batch(s, in->name, err);
	if (code == RV_OK)
		code = rv_store_stmt(s, RV_SQL_INSTRUMENT_PUT, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_text(st, 1, in->name, -1, SQLITE_STATIC); /* no copy, cannot fail */
	(void)sqlite3_bind_text(st, 2, kinds[in->kind], -1, SQLITE_STATIC);
	(void)bind_known_int(st, 3, in->venue_index, -1);
	(void)bind_known_int(st, 4, in->sz_decimals, -1);
	(void)bind_known_int(st, 5, in->max_leverage, 0);
	(void)sqlite3_bind_int(st, 6, in->delisted);
	(void)sqlite3_bind_int64(st, 7, s->batch_id);
	code = rv_store_run(s, st, "cannot write an instrument", err);
	if (code == RV_OK)
		s->batch_rows++;
	return code;
}

rv_status rv_store_delete_bars(rv_store *s, const char *symbol, rv_interval iv, rv_err *err)
{
	int64_t id = 0;
	sqlite3_stmt *st = NULL;
	rv_status code = check_batch(s, symbol, err);
	if (code == RV_OK)
		code = rv_store_symbol_id(s, symbol, &id, err);
	if (code == RV_OK)
		code = rv_store_stmt(s, RV_SQL_BARS_DELETE, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_int64(st, 1, id); /* 0 is no symbol's id: nothing to delete */
	(void)sqlite3_bind_int(st, 2, rv_store_interval_h(iv));
	return rv_store_run(s, st, "cannot delete bars", err);
}

rv_status rv_store_delete_funding(rv_store *s, const char *symbol, rv_err *err)
{
	int64_t id = 0;
	sqlite3_stmt *st = NULL;
	rv_status code = check_batch(s, symbol, err);
	if (code == RV_OK)
		code = rv_store_symbol_id(s, symbol, &id, err);
	if (code == RV_OK)
		code = rv_store_stmt(s, RV_SQL_FUNDING_DELETE, &st, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_int64(st, 1, id); /* 0 is no symbol's id: nothing to delete */
	return rv_store_run(s, st, "cannot delete funding", err);
}
