/* Market structure; see market_structure.h. */
#include "engine/factors/market_structure.h"

#include <stdlib.h>
#include <string.h>

struct rv_ms {
	size_t max_symbols;
};

rv_status rv_ms_new(size_t max_symbols, size_t max_bars, rv_ms **out)
{
	(void)max_bars;
	rv_ms *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	*out = w;
	return RV_OK;
}

void rv_ms_free(rv_ms *w)
{
	free(w);
}

rv_status rv_ms_run(rv_ms *w, const rv_ms_params *p, const rv_frame *signal, rv_ms_result *out)
{
	(void)w;
	(void)p;
	(void)signal;
	memset(out, 0, sizeof(*out));
	return RV_OK;
}

void rv_ms_params_default(rv_ms_params *p)
{
	memset(p, 0, sizeof(*p));
}
