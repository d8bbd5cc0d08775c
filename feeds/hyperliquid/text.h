/* Formatted text into a caller's buffer that never overruns and remembers when it was full. */
#ifndef RV_FEEDS_HYPERLIQUID_TEXT_H
#define RV_FEEDS_HYPERLIQUID_TEXT_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct rv_hl_text {
	char *p;
	size_t cap, n;
	bool full;
} rv_hl_text;

/* Adds at the end; does nothing once full. */
void rv_hl_text_put(rv_hl_text *t, const char *fmt, ...) RV_PRINTF(2, 3);
/* RV_EFULL if anything was lost; else *n is the length before the NUL. */
RV_NODISCARD rv_status rv_hl_text_end(const rv_hl_text *t, size_t *n);

#endif
