/*
 * Text fields of one CSV row -> a bar, a funding payment, a market cap; each field verified.
 * Pure: no file, no store. A refused row names the field and says what was expected.
 */
#ifndef RV_FEEDS_STORE_IMPORT_ROWS_H
#define RV_FEEDS_STORE_IMPORT_ROWS_H

#include "engine/base/status.h"
#include "engine/market/types.h"
#include "feeds/store/csv_reader.h"

typedef enum rv_import_kind {
	RV_IMPORT_CANDLES, /* symbol,t,open,high,low,close,volume_base,volume_quote */
	RV_IMPORT_FUNDING, /* symbol,t,rate,interval_h */
	RV_IMPORT_MCAP,	   /* symbol,t,market_cap_usd */
	RV_IMPORT_KINDS
} rv_import_kind;

/* Column names of a kind, in the order in which the parsers below take their fields. */
const char *const *rv_import_columns(rv_import_kind kind, size_t *n);
const char *rv_import_kind_name(rv_import_kind kind); /* "candles" "funding" "mcap" */

/* "FIELD: reason, expected ..."; kept apart from rv_err, which also has the place. */
typedef struct rv_import_defect {
	bool off_grid; /* t is fine but for the interval */
	char text[200];
} rv_import_defect;

/* Field 0 of every kind: 1 .. RV_SYMBOL_MAX - 1 printable ASCII bytes, no space or quote. */
RV_NODISCARD rv_status rv_import_symbol(rv_csv_field f, char out[RV_SYMBOL_MAX],
					rv_import_defect *bad);

/*
 * RV_EDATA for a refused row. A volume may be empty (NaN, unknown); every other field is required.
 * Prices and market caps are finite and above 0, volumes at least 0, high >= low, open and close
 * within [low, high], t on the grid of the interval, from 2009 (no coin is older) up to 2100.
 */
RV_NODISCARD rv_status rv_import_bar(const rv_csv_field *f, rv_interval iv, rv_bar *out,
				     rv_import_defect *bad);
/* interval_h is 1, 2, 4 or 8; the rate, a fraction of notional, within (-1, 1). t is kept as is. */
RV_NODISCARD rv_status rv_import_funding(const rv_csv_field *f, rv_funding *out,
					 rv_import_defect *bad);
RV_NODISCARD rv_status rv_import_mcap(const rv_csv_field *f, rv_mcap *out, rv_import_defect *bad);

#endif
