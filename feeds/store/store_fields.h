/*
 * What a daily panel holds beside bars, out of the store: funding days and market caps.
 */
#ifndef RV_FEEDS_STORE_STORE_FIELDS_H
#define RV_FEEDS_STORE_STORE_FIELDS_H

#include "engine/market/aliases.h"
#include "feeds/store/store.h"

/*
 * Fills the funding and market-cap fields of the newest `days` columns (0 = all) of a daily panel
 * that rv_store_load_panel has made at the same as-of, from rows with t < asof_ms and for days that
 * had closed by then. Where a symbol has no such rows under its own name, those of another name of
 * the same coin are taken, the first in name order that has any. aliases NULL: exact names only.
 */
RV_NODISCARD rv_status rv_store_load_fields(rv_store *s, rv_panel *daily, int64_t asof_ms,
					    size_t days, const rv_aliases *aliases,
					    double funding_min_hours, rv_err *err);

#endif
