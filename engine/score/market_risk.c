/* Market-aware risk; see market_risk.h. */
#include "engine/score/market_risk.h"

#include <stdlib.h>
#include <string.h>

struct rv_risk {
	size_t max_symbols;
};

rv_status rv_risk_new(size_t max_symbols, size_t max_bars, rv_risk **out)
{
	(void)max_bars;
	rv_risk *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	*out = w;
	return RV_OK;
}

void rv_risk_free(rv_risk *w)
{
	free(w);
}

rv_status rv_risk_run(rv_risk *w, const rv_risk_params *p, const rv_frame *signal,
		      const rv_ms_params *msp, const rv_ms_result *ms, const rv_experience *ex,
		      const double *notional, double equity, rv_risk_result *out)
{
	(void)w;
	(void)p;
	(void)signal;
	(void)msp;
	(void)ms;
	(void)ex;
	(void)notional;
	(void)equity;
	memset(out, 0, sizeof(*out));
	return RV_OK;
}

void rv_risk_params_default(rv_risk_params *p)
{
	memset(p, 0, sizeof(*p));
}
