#include "engine/base/base64.h"

#include <stdint.h>

#include <nettle/base64.h>

size_t rv_base64(const void *data, size_t n, char *out)
{
	const size_t len = BASE64_ENCODE_RAW_LENGTH(n);

	base64_encode_raw(out, n, (const uint8_t *)data);
	out[len] = '\0';
	return len;
}
