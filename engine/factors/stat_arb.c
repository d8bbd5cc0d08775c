/* The stat-arb factors; see stat_arb.h. */
#include "engine/factors/stat_arb.h"

#include <stdlib.h>
#include <string.h>

struct rv_idio {
	size_t max_symbols;
};

rv_status rv_idio_new(size_t max_symbols, size_t max_bars, rv_idio **out)
{
	(void)max_bars;
	rv_idio *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	*out = w;
	return RV_OK;
}

void rv_idio_free(rv_idio *w)
{
	free(w);
}

rv_status rv_idio_run(rv_idio *w, const rv_idio_params *p, const rv_universe_params *up,
		      const rv_universe *universe, const rv_frame *daily,
		      const double previous[RV_IDIO_N], rv_idio_result *out)
{
	(void)w;
	(void)p;
	(void)up;
	(void)universe;
	(void)daily;
	(void)previous;
	memset(out, 0, sizeof(*out));
	return RV_OK;
}

void rv_idio_params_default(rv_idio_params *p)
{
	memset(p, 0, sizeof(*p));
}
