/*
 * The values of a symbol by name: one table for the filter of the symbol table and for alert rules.
 * Pure; any thread.
 */
#ifndef RV_RUN_ROW_FIELD_H
#define RV_RUN_ROW_FIELD_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum rv_row_field {
	RV_FIELD_RV,
	RV_FIELD_MARK,
	RV_FIELD_CHANGE,
	RV_FIELD_FUNDING,
	RV_FIELD_VOLUME,
	RV_FIELD_OI,
	RV_FIELD_MOMENTUM,
	RV_FIELD_AGE,
	RV_FIELD_HYBRID,
	RV_FIELD_BETA_BTC,
	RV_FIELD_BETA_ETH,
	RV_FIELD_RESIDUAL_Z,
	RV_FIELD_SIG_MOMENTUM,
	RV_FIELD_SIG_REVERSION,
	RV_FIELD_SIG_CARRY,
	RV_FIELD_ALPHA,
	RV_FIELD_TARGET,
	RV_FIELD_POSITION,
	RV_FIELD_PNL,	  /* of that position */
	RV_FIELD_NUMBERS, /* the fields above are numbers */
	RV_FIELD_BUCKET = RV_FIELD_NUMBERS,
	RV_FIELD_TIER,
	RV_FIELD_SYMBOL,
	RV_FIELD_N
} rv_row_field;

typedef struct rv_row_field_info {
	const char *name;
	rv_row_field field;
	bool percent;	  /* a number after it may end in % */
	const char *help; /* with its unit; NULL: another name of a field, not listed */
} rv_row_field_info;

/* Entry i in the order of the help, NULL after the last. */
const rv_row_field_info *rv_row_field_at(size_t i);
/* By a name of n bytes, letters in either case; NULL: there is none. */
const rv_row_field_info *rv_row_field_find(const char *name, size_t n);

/*
 * Reads a number at the beginning of text: "0.5", "100k", "2.5M", "1B", and "3%" where percent is
 * allowed. RV_OK: *used bytes were read. RV_EPARSE: *used is where it went wrong, *why a static
 * text.
 */
RV_NODISCARD rv_status rv_row_field_number(const char *text, bool percent, size_t *used,
					   double *out, const char **why);

/* A byte of a name or a value: letters, digits, '_' and '.'. */
bool rv_row_field_is_word(char ch);

#endif
