/*
 * Numbers and texts in a frame, little-endian, one after the other, in a buffer of known size.
 *
 * A writer that runs out of room and a reader that runs out of bytes, or finds a text that does not
 * fit, remember it and do nothing more: whoever uses them asks once, at the end. What a bad reader
 * returns is 0. Plain data, pure; any thread.
 */
#ifndef RV_APP_CONTROL_BYTES_H
#define RV_APP_CONTROL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rv_bytes_out {
	uint8_t *at;
	size_t n, cap; /* written, room */
	bool bad;      /* something did not fit */
} rv_bytes_out;

void rv_put_u8(rv_bytes_out *o, uint8_t v);
void rv_put_u16(rv_bytes_out *o, uint16_t v);
void rv_put_u32(rv_bytes_out *o, uint32_t v);
void rv_put_u64(rv_bytes_out *o, uint64_t v);
void rv_put_i64(rv_bytes_out *o, int64_t v);
void rv_put_double(rv_bytes_out *o, double v); /* its bits: NaN travels */
void rv_put_raw(rv_bytes_out *o, const void *data, size_t n);
/* Length in one byte, then the bytes; longer than 255 is bad. */
void rv_put_text(rv_bytes_out *o, const char *text);

typedef struct rv_bytes_in {
	const uint8_t *at;
	size_t n; /* left */
	bool bad;
} rv_bytes_in;

uint8_t rv_take_u8(rv_bytes_in *in);
uint16_t rv_take_u16(rv_bytes_in *in);
uint32_t rv_take_u32(rv_bytes_in *in);
uint64_t rv_take_u64(rv_bytes_in *in);
int64_t rv_take_i64(rv_bytes_in *in);
double rv_take_double(rv_bytes_in *in);
void rv_take_raw(rv_bytes_in *in, void *out, size_t n);
/* Bad when it has a zero byte or does not fit with one behind it; out is "" then. */
void rv_take_text(rv_bytes_in *in, char *out, size_t cap);
/* All was well, and nothing is left over. */
bool rv_taken_whole(const rv_bytes_in *in);

#endif
