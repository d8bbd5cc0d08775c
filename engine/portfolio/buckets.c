/* The multi-bucket portfolio; see buckets.h. */
#include "engine/portfolio/buckets.h"

#include <stdlib.h>
#include <string.h>

struct rv_buckets {
	size_t max_symbols;
};

rv_status rv_buckets_new(size_t max_symbols, size_t max_bars, rv_buckets **out)
{
	(void)max_bars;
	rv_buckets *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	*out = w;
	return RV_OK;
}

void rv_buckets_free(rv_buckets *w)
{
	free(w);
}

rv_status rv_buckets_run(rv_buckets *w, const rv_bucket_params *p, const rv_frame *daily,
			 rv_bucket_result *out)
{
	(void)w;
	(void)p;
	(void)daily;
	memset(out, 0, sizeof(*out));
	return RV_OK;
}

void rv_bucket_params_default(rv_bucket_params *p)
{
	memset(p, 0, sizeof(*p));
}
