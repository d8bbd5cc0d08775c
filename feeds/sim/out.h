/*
 * A growing text buffer with a cap, and the few JSON forms that the venue writes.
 *
 * A failed allocation or a full buffer sets `failed` and ignores what follows, so that a reply is
 * built without a check after each piece and looked at once. Owner: one thread.
 */
#ifndef RV_FEEDS_SIM_OUT_H
#define RV_FEEDS_SIM_OUT_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_SIM_OUT_MAX = 8 << 20, RV_SIM_NUM_TEXT = 352 };

typedef struct rv_sim_out {
	char *b; /* NUL-terminated when n > 0 */
	size_t n, cap;
	bool failed;
} rv_sim_out;

void rv_sim_out_free(rv_sim_out *o);
void rv_sim_out_reset(rv_sim_out *o);
void rv_sim_out_raw(rv_sim_out *o, const char *text);
void rv_sim_out_bytes(rv_sim_out *o, const char *b, size_t n);
void rv_sim_out_fmt(rv_sim_out *o, const char *fmt, ...) RV_PRINTF(2, 3);
/* "text", escaped. */
void rv_sim_out_str(rv_sim_out *o, const char *text);
/* "123.0": a decimal in quotes, the shortest that reads back bit for bit; null for NaN. */
void rv_sim_out_dec(rv_sim_out *o, double v);
void rv_sim_out_i64(rv_sim_out *o, int64_t v);

/* The text of rv_sim_out_dec without quotes: plain decimal, no exponent, at least one decimal. */
const char *rv_sim_dec_text(double v, char buf[RV_SIM_NUM_TEXT]);

#endif
