/* Numbers and texts in a frame; see bytes.h. */
#include "app/control/bytes.h"

#include <string.h>

static void put_le(rv_bytes_out *o, uint64_t v, size_t n)
{
	uint8_t b[sizeof(v)];
	for (size_t i = 0; i < n; i++)
		b[i] = (uint8_t)(v >> (8 * i));
	rv_put_raw(o, b, n);
}

void rv_put_raw(rv_bytes_out *o, const void *data, size_t n)
{
	if (o->bad || n > o->cap - o->n) {
		o->bad = true;
		return;
	}
	if (n > 0)
		memcpy(o->at + o->n, data, n);
	o->n += n;
}

void rv_put_u8(rv_bytes_out *o, uint8_t v)
{
	put_le(o, v, sizeof(v));
}

void rv_put_u16(rv_bytes_out *o, uint16_t v)
{
	put_le(o, v, sizeof(v));
}

void rv_put_u32(rv_bytes_out *o, uint32_t v)
{
	put_le(o, v, sizeof(v));
}

void rv_put_u64(rv_bytes_out *o, uint64_t v)
{
	put_le(o, v, sizeof(v));
}

void rv_put_i64(rv_bytes_out *o, int64_t v)
{
	put_le(o, (uint64_t)v, sizeof(v));
}

void rv_put_double(rv_bytes_out *o, double v)
{
	uint64_t bits;
	memcpy(&bits, &v, sizeof(bits));
	rv_put_u64(o, bits);
}

void rv_put_text(rv_bytes_out *o, const char *text)
{
	const size_t n = strlen(text);
	if (n > UINT8_MAX) {
		o->bad = true;
		return;
	}
	rv_put_u8(o, (uint8_t)n);
	rv_put_raw(o, text, n);
}

void rv_take_raw(rv_bytes_in *in, void *out, size_t n)
{
	if (in->bad || n > in->n) {
		in->bad = true;
		memset(out, 0, n);
		return;
	}
	memcpy(out, in->at, n);
	in->at += n;
	in->n -= n;
}

static uint64_t take_le(rv_bytes_in *in, size_t n)
{
	uint8_t b[sizeof(uint64_t)] = { 0 };
	uint64_t v = 0;
	rv_take_raw(in, b, n);
	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)b[i] << (8 * i);
	return v;
}

uint8_t rv_take_u8(rv_bytes_in *in)
{
	return (uint8_t)take_le(in, sizeof(uint8_t));
}

uint16_t rv_take_u16(rv_bytes_in *in)
{
	return (uint16_t)take_le(in, sizeof(uint16_t));
}

uint32_t rv_take_u32(rv_bytes_in *in)
{
	return (uint32_t)take_le(in, sizeof(uint32_t));
}

uint64_t rv_take_u64(rv_bytes_in *in)
{
	return take_le(in, sizeof(uint64_t));
}

int64_t rv_take_i64(rv_bytes_in *in)
{
	return (int64_t)take_le(in, sizeof(int64_t));
}

double rv_take_double(rv_bytes_in *in)
{
	const uint64_t bits = rv_take_u64(in);
	double v;
	memcpy(&v, &bits, sizeof(v));
	return v;
}

void rv_take_text(rv_bytes_in *in, char *out, size_t cap)
{
	const size_t n = rv_take_u8(in);
	out[0] = '\0';
	if (in->bad || n >= cap || n > in->n || memchr(in->at, 0, n)) {
		in->bad = true;
		return;
	}
	rv_take_raw(in, out, n);
	out[n] = '\0';
}

bool rv_taken_whole(const rv_bytes_in *in)
{
	return !in->bad && in->n == 0;
}
