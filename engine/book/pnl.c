/* Profit and loss by cause; see pnl.h. */
#include "engine/book/pnl.h"

#include "engine/book/wide.h"

#include <stddef.h>

static const char *const names[RV_CAUSE_N] = { "price", "hedge",    "funding",
					       "fee",	"slippage", "transfer" };

const char *rv_cause_name(rv_cause c)
{
	return (unsigned)c < RV_CAUSE_N ? names[c] : "?";
}

rv_status rv_pnl_add(rv_pnl *to, const rv_pnl *by)
{
	rv_pnl sum;
	for (size_t i = 0; i < RV_CAUSE_N; i++) {
		if (__builtin_add_overflow(to->musd[i], by->musd[i], &sum.musd[i]))
			return RV_ERANGE;
	}
	*to = sum;
	return RV_OK;
}

rv_status rv_pnl_less(const rv_pnl *a, const rv_pnl *b, rv_pnl *to)
{
	rv_pnl rest;
	for (size_t i = 0; i < RV_CAUSE_N; i++) {
		if (__builtin_sub_overflow(a->musd[i], b->musd[i], &rest.musd[i]))
			return RV_ERANGE;
	}
	*to = rest;
	return RV_OK;
}

rv_status rv_pnl_total(const rv_pnl *p, int64_t *musd)
{
	rv_wide sum = 0;
	for (size_t i = 0; i < RV_CAUSE_N; i++)
		sum += p->musd[i];
	return rv_wide_narrow(sum, musd);
}
