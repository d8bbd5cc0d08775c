/*
 * Sums and products of int64 that are exact: made in 128 bits and narrowed once, where what does
 * not fit is an error. Pure; any thread.
 */
#ifndef RV_BOOK_WIDE_H
#define RV_BOOK_WIDE_H

#include "engine/base/status.h"

#include <stdint.h>

__extension__ typedef __int128 rv_wide;

/* RV_ERANGE: beyond int64; *out untouched. */
RV_NODISCARD static inline rv_status rv_wide_narrow(rv_wide v, int64_t *out)
{
	if (v > INT64_MAX || v < INT64_MIN)
		return RV_ERANGE;
	*out = (int64_t)v;
	return RV_OK;
}

static inline rv_wide rv_wide_abs(rv_wide v)
{
	return v < 0 ? -v : v;
}

#endif
