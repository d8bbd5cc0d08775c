/* Majors against alts; see majors_alts.h. */
#include "engine/portfolio/majors_alts.h"

#include <stdlib.h>
#include <string.h>

struct rv_ma {
	size_t max_symbols;
};

rv_status rv_ma_new(size_t max_symbols, size_t max_bars, rv_ma **out)
{
	(void)max_bars;
	rv_ma *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	*out = w;
	return RV_OK;
}

void rv_ma_free(rv_ma *w)
{
	free(w);
}

rv_status rv_ma_run(rv_ma *w, const rv_ma_params *p, const rv_universe_params *up,
		    const rv_frame *daily, rv_ma_result *out)
{
	(void)w;
	(void)p;
	(void)up;
	(void)daily;
	memset(out, 0, sizeof(*out));
	return RV_OK;
}
