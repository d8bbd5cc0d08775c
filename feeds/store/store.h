/*
 * The history store: one SQLite file with instruments, bars, funding and market caps.
 *
 * journal_mode DELETE. Every row belongs to an import batch (source, file, time), and a batch is
 * atomic: rv_store_begin ... rv_store_commit, or nothing. Readers that research (score, replay)
 * open immutable and leave no files beside it; a read during which somebody else wrote returns
 * RV_EAGAIN. A file that is not a store, or of another schema version, is refused with a clear
 * error and left untouched. NaN is stored as NULL. Owner: one thread per connection. docs/store.md.
 */
#ifndef RV_FEEDS_STORE_STORE_H
#define RV_FEEDS_STORE_STORE_H

#include "engine/base/status.h"
#include "engine/market/panel.h"
#include "engine/market/types.h"

typedef struct rv_store rv_store;

typedef enum rv_store_mode {
	RV_STORE_READ, /* immutable, must exist */
	RV_STORE_WRITE /* created when absent */
} rv_store_mode;

RV_NODISCARD rv_status rv_store_open(const char *path, rv_store_mode mode, rv_store **out,
				     rv_err *err);
void rv_store_close(rv_store *s); /* rolls an open batch back; NULL is a no-op */

/* One batch at a time. source: "import", "hyperliquid", "sim"; origin: file name or URL. */
RV_NODISCARD rv_status rv_store_begin(rv_store *s, const char *source, const char *origin,
				      rv_err *err);
/* Rows put from here on carry another origin; one commit still covers everything since begin. */
RV_NODISCARD rv_status rv_store_next_origin(rv_store *s, const char *origin, rv_err *err);
/* A commit that fails has rolled back. */
RV_NODISCARD rv_status rv_store_commit(rv_store *s, rv_err *err);
void rv_store_rollback(rv_store *s);

/*
 * Inside a batch. An existing row with the same key is replaced; a symbol that is new becomes an
 * instrument of which nothing else is known. RV_EDATA for a row that cannot be true: t off the
 * grid, a price that is not finite and above 0, high < low, a negative volume.
 */
RV_NODISCARD rv_status rv_store_put_instrument(rv_store *s, const rv_instrument *in, rv_err *err);
RV_NODISCARD rv_status rv_store_put_bars(rv_store *s, const char *symbol, rv_interval iv,
					 const rv_bar *bars, size_t n, rv_err *err);
RV_NODISCARD rv_status rv_store_put_funding(rv_store *s, const char *symbol, const rv_funding *rows,
					    size_t n, rv_err *err);
RV_NODISCARD rv_status rv_store_put_mcap(rv_store *s, const char *symbol, const rv_mcap *rows,
					 size_t n, rv_err *err);
/* Forgets all bars of a symbol and interval (a venue whose history changed). */
RV_NODISCARD rv_status rv_store_delete_bars(rv_store *s, const char *symbol, rv_interval iv,
					    rv_err *err);
/* Likewise all of its funding. */
RV_NODISCARD rv_status rv_store_delete_funding(rv_store *s, const char *symbol, rv_err *err);

/* First and last open time and count of a symbol's rows; n = 0 leaves *first and *last alone. */
typedef struct rv_store_span {
	size_t n;
	int64_t first, last;
} rv_store_span;
RV_NODISCARD rv_status rv_store_bar_span(rv_store *s, const char *symbol, rv_interval iv,
					 rv_store_span *out, rv_err *err);
RV_NODISCARD rv_status rv_store_funding_span(rv_store *s, const char *symbol, rv_store_span *out,
					     rv_err *err);

/* Rows with from <= t < to, ascending, at most cap; *n how many. */
RV_NODISCARD rv_status rv_store_read_bars(rv_store *s, const char *symbol, rv_interval iv,
					  int64_t from, int64_t to, rv_bar *out, size_t cap,
					  size_t *n, rv_err *err);
RV_NODISCARD rv_status rv_store_read_funding(rv_store *s, const char *symbol, int64_t from,
					     int64_t to, rv_funding *out, size_t cap, size_t *n,
					     rv_err *err);

RV_NODISCARD rv_status rv_store_read_mcap(rv_store *s, const char *symbol, int64_t from, int64_t to,
					  rv_mcap *out, size_t cap, size_t *n, rv_err *err);

/* Instruments in strcmp order; RV_EFULL when there are more than cap. out may be NULL to count. */
RV_NODISCARD rv_status rv_store_instruments(rv_store *s, rv_instrument *out, size_t cap, size_t *n,
					    rv_err *err);

/*
 * The panel of every symbol that has a bar of this interval closed at or before asof_ms, with at
 * most max_bars newest columns (0 = all). kind_of names indices and stablecoins (NULL: the kind
 * that the store knows). The panel has room for max_bars columns. Caller frees *out.
 * RV_ENOENT when the store has no such bar, RV_EFULL for more than RV_MAX_SYMBOLS symbols.
 */
RV_NODISCARD rv_status rv_store_load_panel(rv_store *s, rv_interval iv, int64_t asof_ms,
					   size_t max_bars,
					   rv_instrument_kind (*kind_of)(const void *ctx,
									 const char *name),
					   const void *ctx, rv_panel **out, rv_err *err);

#endif
