/* gzip by zlib; see gzip.h. */
#include "feeds/sim/gzip.h"

#include <limits.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 8, GZIP_LEVEL = 3, CHUNK = 16384 };

rv_status rv_sim_gzip(const char *in, size_t n, rv_sim_out *out)
{
	z_stream z = { .next_in = (z_const Bytef *)(uintptr_t)in, .avail_in = (uInt)n };
	if (n > UINT_MAX || deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
					 Z_DEFAULT_STRATEGY) != Z_OK)
		return RV_ENOMEM;
	rv_sim_out_reset(out);
	int rc = Z_OK;
	while (rc == Z_OK) {
		unsigned char buf[CHUNK];
		z.next_out = buf;
		z.avail_out = sizeof(buf);
		rc = deflate(&z, Z_FINISH);
		rv_sim_out_bytes(out, (const char *)buf, sizeof(buf) - z.avail_out);
	}
	(void)deflateEnd(&z); /* everything has been taken out already */
	return rc == Z_STREAM_END && !out->failed ? RV_OK : RV_ENOMEM;
}
