/*
 * Keeps fetched history in the store, in batches.
 *
 * A batch is committed when it is BATCH_MS old or BATCH_ROWS long, so that a cold start costs a
 * few disk flushes and not one per answer. When a write fails the batch is rolled back and the
 * keeper stops writing for good: going on would leave a hole in a series that is trusted to have
 * none. A keeper without a store does nothing. Owner: the REST thread.
 */
#ifndef RV_FEEDS_HISTORY_KEEPER_H
#define RV_FEEDS_HISTORY_KEEPER_H

#include "engine/base/log.h"
#include "engine/base/status.h"
#include "engine/market/types.h"

typedef struct rv_keeper rv_keeper;

/* path NULL: no store. path and origin (the venue's URL) are borrowed. A file that is no store: the
 * error. */
RV_NODISCARD rv_status rv_keeper_new(const char *path, const char *origin, rv_log *log,
				     rv_keeper **out, rv_err *err);
void rv_keeper_free(rv_keeper *k); /* commits what is open */
/* Why history is not kept any more, "" while it is (or was never to be). */
const char *rv_keeper_error(const rv_keeper *k);
/* "sim" or "hyperliquid", from the first answer on. */
void rv_keeper_source(rv_keeper *k, const char *source);

void rv_keeper_instruments(rv_keeper *k, const rv_instrument *in, size_t n, int64_t now_mono);
/* replace: forget the series first. */
void rv_keeper_bars(rv_keeper *k, const char *symbol, rv_interval iv, const rv_bar *bars, size_t n,
		    bool replace, int64_t now_mono);
void rv_keeper_fundings(rv_keeper *k, const char *symbol, const rv_funding *rows, size_t n,
			bool replace, int64_t now_mono);
void rv_keeper_mcaps(rv_keeper *k, const char *symbol, const rv_mcap *rows, size_t n,
		     int64_t now_mono);
/* Commits a batch that is old enough (or any, with force); returns ms until the next, -1 none. */
int64_t rv_keeper_flush(rv_keeper *k, int64_t now_mono, bool force);

/*
 * Reads what is there from `from` on, closed before now; out has room for cap. Bars that are not
 * closed at now (another clock wrote them) are deleted. 0 when there is nothing or no store.
 */
size_t rv_keeper_read_bars(rv_keeper *k, const char *symbol, rv_interval iv, int64_t from,
			   int64_t now, rv_bar *out, size_t cap, int64_t now_mono);
size_t rv_keeper_read_fundings(rv_keeper *k, const char *symbol, int64_t from, int64_t now,
			       rv_funding *out, size_t cap);
size_t rv_keeper_read_mcaps(rv_keeper *k, const char *symbol, int64_t from, int64_t now,
			    rv_mcap *out, size_t cap);

#endif
