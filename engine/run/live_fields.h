/*
 * What the live engine holds of funding and market caps: the rows of each symbol as they came, and
 * from them the fields of the daily panel.
 *
 * A field is written for days that have a column, which the panel makes when the day's first bar
 * comes: a day that has not closed has none. Rows may come in any order of events, several times
 * and before the bars of their days. The same functions as the store's loader make the values, so
 * that `rvdesk score` over the same rows has the same bits. Owner: engine thread.
 */
#ifndef RV_RUN_LIVE_FIELDS_H
#define RV_RUN_LIVE_FIELDS_H

#include "engine/market/aliases.h"
#include "engine/market/panel.h"

typedef struct rv_live_fields rv_live_fields;

/* days: rows older than that many days before the newest of a symbol are forgotten. */
RV_NODISCARD rv_status rv_live_fields_new(size_t days, const rv_aliases *aliases,
					  double funding_min_hours, rv_live_fields **out);
void rv_live_fields_free(rv_live_fields *f); /* NULL is a no-op */

/* Adds rows that ascend by t, a row with the t of a known one replaces it; replace forgets all
 * others of the symbol first. RV_EFULL: more symbols than fit. */
RV_NODISCARD rv_status rv_live_fields_funding(rv_live_fields *f, const char *symbol,
					      const rv_funding *rows, size_t n, bool replace);
RV_NODISCARD rv_status rv_live_fields_mcap(rv_live_fields *f, const char *symbol,
					   const rv_mcap *rows, size_t n);
/* The symbol's row of the panel was cleared: its fields are to be written again. */
void rv_live_fields_touch(rv_live_fields *f, const char *symbol);

/*
 * Brings the panel (of at most `days` columns) up to date; true when a value changed. *from: open
 * time of the oldest day of which one did, INT64_MAX none.
 */
bool rv_live_fields_write(rv_live_fields *f, rv_panel *daily, int64_t *from);

#endif
