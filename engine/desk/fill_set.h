/*
 * Which fills have been counted: the guard against counting one twice.
 *
 * Identity of a fill: symbol, tid, oid, and the time where the venue gives no tid (tid 0: dust and
 * system rows). The same identity with another price, size, side or time is neither new nor the
 * same: it is a conflict, which a person must hear of and which moves nothing.
 *
 * A hash set that doubles, up to a cap; a fill takes 80 bytes. Owner: one thread.
 */
#ifndef RV_DESK_FILL_SET_H
#define RV_DESK_FILL_SET_H

#include "engine/base/status.h"
#include "engine/desk/types.h"

typedef enum rv_fill_verdict { RV_FILL_NEW, RV_FILL_SEEN, RV_FILL_CONFLICT } rv_fill_verdict;

typedef struct rv_fill_set rv_fill_set;

/* cap: fills it will ever hold, >= 1. */
RV_NODISCARD rv_status rv_fill_set_new(size_t cap, rv_fill_set **out);
void rv_fill_set_free(rv_fill_set *s);

/* What a fill would be; changes nothing. */
rv_fill_verdict rv_fill_set_look(const rv_fill_set *s, const rv_fill *f);
/*
 * The same, and a new one is remembered. RV_EFULL (cap reached) or RV_ENOMEM: a new fill, not
 * remembered; *verdict is set all the same, and the caller must stop counting.
 */
RV_NODISCARD rv_status rv_fill_set_add(rv_fill_set *s, const rv_fill *f, rv_fill_verdict *verdict);
size_t rv_fill_set_count(const rv_fill_set *s);

#endif
