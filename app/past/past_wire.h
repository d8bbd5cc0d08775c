/*
 * Questions about the past and their answers as bytes: the same within the desk's process and on
 * the control socket (docs/control.md). An answer has the kept snapshot as it lies in the file: a
 * key, and what it is told against it, both as view_wire.h has snapshots. The reader believes
 * nothing. Pure; any thread.
 */
#ifndef RV_APP_PAST_WIRE_H
#define RV_APP_PAST_WIRE_H

#include "engine/base/status.h"
#include "tui/past.h"

#include <stddef.h>

enum { RV_PAST_ASK_BYTES = 8 + 8 + 4 };

/* What an answer is made of. key NULL: there is none, and why says why; then change is NULL. */
typedef struct rv_past_parts {
	uint64_t id;
	int64_t oldest_utc_ms, newest_utc_ms;
	const char *why;
	const uint8_t *key, *change; /* change NULL: the key is what was asked for */
	size_t n_key, n_change;
} rv_past_parts;

void rv_past_ask_write(const rv_past_ask *q, uint8_t out[RV_PAST_ASK_BYTES]);
/* RV_EPARSE: no question. */
RV_NODISCARD rv_status rv_past_ask_read(const uint8_t *data, size_t n, rv_past_ask *out);

/* Bytes that the answer takes at most; and the answer, *n of them. RV_EFULL: cap is too small. */
size_t rv_past_answer_size(const rv_past_parts *p);
RV_NODISCARD rv_status rv_past_answer_write(const rv_past_parts *p, uint8_t *out, size_t cap,
					    size_t *n);
/*
 * The snapshot itself, in memory of its own. RV_EPARSE with err: no answer of this program.
 * RV_EDATA with err: one with a snapshot that is damaged. RV_ENOMEM. An answer that says why there
 * is none is RV_OK.
 */
RV_NODISCARD rv_status rv_past_answer_read(const uint8_t *data, size_t n, rv_past_answer *out,
					   rv_err *err);

#endif
