/* The stat-arb book; see stat_arb_book.h. */
#include "engine/portfolio/stat_arb_book.h"

#include <stdlib.h>
#include <string.h>

struct rv_stat_arb_book {
	size_t max_symbols;
};

rv_status rv_stat_arb_book_new(size_t max_symbols, rv_stat_arb_book **out)
{
	rv_stat_arb_book *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	*out = w;
	return RV_OK;
}

void rv_stat_arb_book_free(rv_stat_arb_book *w)
{
	free(w);
}

rv_status rv_stat_arb_book_run(rv_stat_arb_book *w, const rv_opt_params *p, const rv_frame *daily,
			       const rv_idio *idio, const rv_idio_result *r, const double *w_prev,
			       rv_book_result *out)
{
	(void)w;
	(void)p;
	(void)daily;
	(void)idio;
	(void)r;
	(void)w_prev;
	memset(out, 0, sizeof(*out));
	return RV_OK;
}

void rv_opt_params_default(rv_opt_params *p)
{
	memset(p, 0, sizeof(*p));
}
