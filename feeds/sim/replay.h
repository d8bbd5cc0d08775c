/*
 * The replay source: the hourly bars, daily bars and funding of a store, exactly as recorded.
 *
 * Instruments are the store's symbols with hourly bars, in name order; one whose bars begin after
 * the start is listed then, at the end; one whose last bar has closed is delisted. Hours that are
 * missing stay missing, and a bar without a volume is left out: the protocol cannot say "unknown".
 * Funding and market caps of a coin are the rows of its own name, and where the store has none
 * those of the first other name of the same coin: the rule of the store's own loader. Everything is
 * read into memory at the start and the store is closed again.
 */
#ifndef RV_FEEDS_SIM_REPLAY_H
#define RV_FEEDS_SIM_REPLAY_H

#include "engine/market/aliases.h"
#include "feeds/sim/source.h"

enum { RV_SIM_REPLAY_START_DAYS = 60 };

/*
 * aliases: NULL = the default table.
 * *start_ms 0 becomes the first hourly bar + 60 days, but at most the close of the last one - 24 h
 * and at least the first one + 1 h. seed: of the paths inside the hours.
 * Errors in err: not a store, no hourly bars; RV_EUSAGE: a start outside the bars. Caller frees
 * with ops->free.
 */
RV_NODISCARD rv_status rv_sim_replay_new(const char *store_path, const rv_aliases *aliases,
					 uint64_t seed, int64_t *start_ms, rv_sim_source **out,
					 rv_err *err);

#endif
