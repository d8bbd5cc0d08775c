/* History in the store; see history_keeper.h. */
#include "feeds/history_keeper.h"

#include "feeds/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_MS = 500, BATCH_ROWS = 20000 };

struct rv_keeper {
	rv_store *store; /* NULL: none, or given up */
	const char *path, *origin, *source;
	char error[160]; /* why it gave up */
	rv_log *log;
	bool open;
	int64_t since;
	size_t rows;
};

rv_status rv_keeper_new(const char *path, const char *origin, rv_log *log, rv_keeper **out,
			rv_err *err)
{
	rv_keeper *k = calloc(1, sizeof(*k));
	if (!k)
		return rv_err_set(err, RV_ENOMEM, "history: out of memory");
	k->path = path;
	k->origin = origin;
	k->source = "hyperliquid";
	k->log = log;
	if (path) {
		const rv_status st = rv_store_open(path, RV_STORE_WRITE, &k->store, err);
		if (st != RV_OK) {
			free(k);
			return st;
		}
	}
	*out = k;
	return RV_OK;
}

static void give_up(rv_keeper *k, const rv_err *err)
{
	/* Errors begin with the path, which is known and may be long. */
	const size_t n = strlen(k->path);
	const bool named =
		strncmp(err->text, k->path, n) == 0 && strncmp(err->text + n, ": ", 2) == 0;
	(void)snprintf(k->error, sizeof(k->error), "%.150s", err->text + (named ? n + 2 : 0));
	rv_log_put(k->log, RV_LOG_ERROR, "store", "history is no longer kept: %s", err->text);
	rv_store_rollback(k->store);
	rv_store_close(k->store);
	k->store = NULL;
	k->open = false;
}

const char *rv_keeper_error(const rv_keeper *k)
{
	return k->error;
}

void rv_keeper_free(rv_keeper *k)
{
	if (!k)
		return;
	(void)rv_keeper_flush(k, 0, true);
	rv_store_close(k->store);
	free(k);
}

void rv_keeper_source(rv_keeper *k, const char *source)
{
	k->source = source;
}

static bool begin(rv_keeper *k, int64_t now_mono)
{
	rv_err err = { 0 };
	if (!k->store)
		return false;
	if (k->open)
		return true;
	if (rv_store_begin(k->store, k->source, k->origin, &err) != RV_OK) {
		give_up(k, &err);
		return false;
	}
	k->open = true;
	k->since = now_mono;
	k->rows = 0;
	return true;
}

int64_t rv_keeper_flush(rv_keeper *k, int64_t now_mono, bool force)
{
	rv_err err = { 0 };
	if (!k->store || !k->open)
		return -1;
	const int64_t left = k->since + BATCH_MS - now_mono;
	if (!force && left > 0 && k->rows < BATCH_ROWS)
		return left;
	if (rv_store_commit(k->store, &err) != RV_OK)
		give_up(k, &err);
	k->open = false;
	return -1;
}

void rv_keeper_instruments(rv_keeper *k, const rv_instrument *in, size_t n, int64_t now_mono)
{
	rv_err err = { 0 };
	if (!begin(k, now_mono))
		return;
	for (size_t i = 0; i < n; i++) {
		if (rv_store_put_instrument(k->store, &in[i], &err) != RV_OK) {
			give_up(k, &err);
			return;
		}
	}
	k->rows += n;
}

void rv_keeper_bars(rv_keeper *k, const char *symbol, rv_interval iv, const rv_bar *bars, size_t n,
		    bool replace, int64_t now_mono)
{
	rv_err err = { 0 };
	if ((n == 0 && !replace) || !begin(k, now_mono))
		return;
	if (replace && rv_store_delete_bars(k->store, symbol, iv, &err) != RV_OK) {
		give_up(k, &err);
		return;
	}
	if (n > 0 && rv_store_put_bars(k->store, symbol, iv, bars, n, &err) != RV_OK) {
		give_up(k, &err);
		return;
	}
	k->rows += n;
}

void rv_keeper_fundings(rv_keeper *k, const char *symbol, const rv_funding *rows, size_t n,
			bool replace, int64_t now_mono)
{
	rv_err err = { 0 };
	if ((n == 0 && !replace) || !begin(k, now_mono))
		return;
	if (replace && rv_store_delete_funding(k->store, symbol, &err) != RV_OK) {
		give_up(k, &err);
		return;
	}
	if (n > 0 && rv_store_put_funding(k->store, symbol, rows, n, &err) != RV_OK) {
		give_up(k, &err);
		return;
	}
	k->rows += n;
}

void rv_keeper_mcaps(rv_keeper *k, const char *symbol, const rv_mcap *rows, size_t n,
		     int64_t now_mono)
{
	rv_err err = { 0 };
	if (n == 0 || !begin(k, now_mono))
		return;
	if (rv_store_put_mcap(k->store, symbol, rows, n, &err) != RV_OK) {
		give_up(k, &err);
		return;
	}
	k->rows += n;
}

size_t rv_keeper_read_bars(rv_keeper *k, const char *symbol, rv_interval iv, int64_t from,
			   int64_t now, rv_bar *out, size_t cap, int64_t now_mono)
{
	const int64_t step = rv_interval_ms(iv);
	rv_store_span span = { 0 };
	rv_err err = { 0 };
	size_t n = 0;
	if (!k->store)
		return 0;
	rv_status st = rv_store_bar_span(k->store, symbol, iv, &span, &err);
	if (st == RV_OK && span.n > 0)
		st = rv_store_read_bars(k->store, symbol, iv, from, now - step + 1, out, cap, &n,
					&err);
	if (st != RV_OK) {
		give_up(k, &err);
		return 0;
	}
	if (span.n > 0 && span.last + step > now)
		rv_keeper_bars(k, symbol, iv, out, n, true, now_mono);
	return n;
}

size_t rv_keeper_read_fundings(rv_keeper *k, const char *symbol, int64_t from, int64_t now,
			       rv_funding *out, size_t cap)
{
	rv_err err = { 0 };
	size_t n = 0;
	if (!k->store)
		return 0;
	if (rv_store_read_funding(k->store, symbol, from, now + 1, out, cap, &n, &err) != RV_OK) {
		give_up(k, &err);
		return 0;
	}
	return n;
}

size_t rv_keeper_read_mcaps(rv_keeper *k, const char *symbol, int64_t from, int64_t now,
			    rv_mcap *out, size_t cap)
{
	rv_err err = { 0 };
	size_t n = 0;
	if (!k->store)
		return 0;
	if (rv_store_read_mcap(k->store, symbol, from, now + 1, out, cap, &n, &err) != RV_OK) {
		give_up(k, &err);
		return 0;
	}
	return n;
}
