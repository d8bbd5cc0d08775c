/*
 * Keys of a configuration block: name, type, range and place, and the reader that fills them.
 *
 * One table row per key is the whole schema. Every error is one line with file, line, key and what
 * was expected. Pure but for the file in the document; any thread with its own document.
 */
#ifndef RV_CONFIG_KEYS_H
#define RV_CONFIG_KEYS_H

#include "config/json_doc.h"
#include "engine/market/types.h"

#include <stdbool.h>
#include <stddef.h>

enum { RV_KEY_FREE_CAP = 256 }; /* bytes of one text of a list */

typedef enum rv_key_kind {
	RV_KEY_BOOL,	 /* bool */
	RV_KEY_INT,	 /* int, min .. max */
	RV_KEY_DOUBLE,	 /* double, min .. max */
	RV_KEY_POSITIVE, /* double, above min .. max */
	RV_KEY_MAYBE,	 /* double, min .. max, or null: NaN */
	RV_KEY_SECONDS,	 /* int64_t milliseconds, written as seconds, min .. max */
	RV_KEY_RVM_MODE, /* rv_rvm_mode: "zscore" or "rank" */
	RV_KEY_SYMBOL,	 /* char [RV_SYMBOL_MAX], normal form */
	RV_KEY_SYMBOLS,	 /* char [max][RV_SYMBOL_MAX] and its size_t count, normal form */
	RV_KEY_NAMES,	 /* as SYMBOLS, but kept as written: "FDUSD" is a name, not FD in dollars */
	RV_KEY_PAIRS,	 /* char [max][2][RV_SYMBOL_MAX] and its count, of texts "ETH-ENA" */
	RV_KEY_ALIASES,	 /* rv_alias [max] and its size_t count: { "name": "coin", ... } */
	RV_KEY_CHOICE,	 /* an enum from 0 on: the names of the block's rows, in its order */
	RV_KEY_FREE_TEXT,  /* char [max]: printable ASCII; "" is a value */
	RV_KEY_FREE_TEXTS, /* char [max][RV_KEY_FREE_CAP] and its count: such texts, none empty */
	RV_KEY_RULES,	   /* as those, each an alert rule (engine/run/alert_rule.h) */
	RV_KEY_IDS,   /* rv_coin_id [max] and its count: { "symbol": "id", ... }, added to it */
	RV_KEY_ROLES, /* rv_who_rule [max] and its count: { "user or @group": "role", ... } */
	RV_KEY_BLOCK  /* an object with keys of its own */
} rv_key_kind;

typedef struct rv_key {
	const char *name; /* NULL ends a table */
	rv_key_kind kind;
	size_t offset;	 /* of the value in the base struct */
	size_t n_offset; /* of the count, for lists */
	double min, max; /* lists: max is the capacity */
	const struct rv_key *block;
} rv_key;

/*
 * Fills base from the object by the table. Absent keys leave base as it is; unknown and repeated
 * keys, wrong types and values out of range are errors (base is then half filled: pass a copy).
 */
RV_NODISCARD rv_status rv_keys_read(const rv_json_doc *doc, const rv_key *table, void *base,
				    rv_err *err);

#endif
