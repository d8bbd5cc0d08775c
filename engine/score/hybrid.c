/* The hybrid score; see hybrid.h. */
#include "engine/score/hybrid.h"

#include <stdlib.h>
#include <string.h>

struct rv_hybrid {
	size_t max_symbols;
};

rv_status rv_hybrid_new(size_t max_symbols, size_t max_bars, rv_hybrid **out)
{
	(void)max_bars;
	rv_hybrid *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	*out = w;
	return RV_OK;
}

void rv_hybrid_free(rv_hybrid *w)
{
	free(w);
}

rv_status rv_hybrid_run(rv_hybrid *w, const rv_hybrid_params *p, const rv_frame *signal,
			const rv_frame *daily, const rv_rvm_result *rvm, const rv_experience *ex,
			rv_hybrid_result *out)
{
	(void)w;
	(void)p;
	(void)signal;
	(void)daily;
	(void)rvm;
	(void)ex;
	memset(out, 0, sizeof(*out));
	return RV_OK;
}

void rv_hybrid_params_default(rv_hybrid_params *p)
{
	memset(p, 0, sizeof(*p));
}
