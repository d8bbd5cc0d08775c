/* Records as bytes; see pack.h. */
#include "feeds/simx/pack.h"

#include <limits.h>
#include <string.h>

void rv_simx_pack_i64(int64_t v, unsigned char out[8])
{
	const uint64_t u = (uint64_t)v;
	for (unsigned i = 0; i < 8; i++)
		out[i] = (unsigned char)(u >> (8 * i) & 0xff);
}

int64_t rv_simx_unpack_i64(const unsigned char bytes[8])
{
	uint64_t u = 0;
	for (unsigned i = 0; i < 8; i++)
		u |= (uint64_t)bytes[i] << (8 * i);
	return (int64_t)u;
}

static size_t size_of(const rv_simx_field *f)
{
	if (f->how == RV_SIMX_PACK_BYTES)
		return f->n;
	return f->how == RV_SIMX_PACK_BOOL ? 1 : 8;
}

size_t rv_simx_packed_size(const rv_simx_layout *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		n += size_of(&l->v[i]);
	return n;
}

static int64_t value_of(const rv_simx_field *f, const unsigned char *at)
{
	int64_t v = 0;
	int i = 0;
	size_t z = 0;
	if (f->how == RV_SIMX_PACK_I64) {
		memcpy(&v, at, sizeof(v));
	} else if (f->how == RV_SIMX_PACK_INT) {
		memcpy(&i, at, sizeof(i));
		v = i;
	} else {
		memcpy(&z, at, sizeof(z));
		v = (int64_t)z;
	}
	return v;
}

void rv_simx_pack(const rv_simx_layout *l, const void *record, unsigned char *out)
{
	for (size_t i = 0; i < l->n; i++) {
		const rv_simx_field *f = &l->v[i];
		const unsigned char *at = (const unsigned char *)record + f->at;
		bool b = false;
		if (f->how == RV_SIMX_PACK_BYTES) {
			memcpy(out, at, f->n);
		} else if (f->how == RV_SIMX_PACK_BOOL) {
			memcpy(&b, at, sizeof(b));
			*out = b ? 1 : 0;
		} else {
			rv_simx_pack_i64(value_of(f, at), out);
		}
		out += size_of(f);
	}
}

static bool set_value(const rv_simx_field *f, int64_t v, unsigned char *at)
{
	if (f->how == RV_SIMX_PACK_I64) {
		memcpy(at, &v, sizeof(v));
		return true;
	}
	if (v < (f->how == RV_SIMX_PACK_SIZE ? 0 : INT_MIN) || v > INT_MAX)
		return false;
	const int i = (int)v;
	const size_t z = (size_t)i;
	if (f->how == RV_SIMX_PACK_INT)
		memcpy(at, &i, sizeof(i));
	else
		memcpy(at, &z, sizeof(z));
	return true;
}

bool rv_simx_unpack(const rv_simx_layout *l, const unsigned char *bytes, void *record)
{
	for (size_t i = 0; i < l->n; i++) {
		const rv_simx_field *f = &l->v[i];
		unsigned char *at = (unsigned char *)record + f->at;
		if (f->how == RV_SIMX_PACK_BYTES) {
			memcpy(at, bytes, f->n);
		} else if (f->how == RV_SIMX_PACK_BOOL) {
			const bool b = *bytes == 1;
			if (*bytes > 1)
				return false;
			memcpy(at, &b, sizeof(b));
		} else if (!set_value(f, rv_simx_unpack_i64(bytes), at)) {
			return false;
		}
		bytes += size_of(f);
	}
	return true;
}
