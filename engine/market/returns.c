/* Log returns; see returns.h. */
#include "engine/market/returns.h"

#include <math.h>

bool rv_price_known(double price)
{
	return isfinite(price) && price > 0.0;
}

double rv_simple_return(double p0, double p1)
{
	if (!rv_price_known(p0) || !rv_price_known(p1))
		return NAN;
	const double r = p1 / p0 - 1.0;
	return isfinite(r) ? r : NAN; /* a quotient may overflow */
}

double rv_log_return(double p0, double p1)
{
	if (!rv_price_known(p0) || !rv_price_known(p1))
		return NAN;
	const double r = log(p1 / p0);
	return isfinite(r) ? r : NAN; /* a quotient may over- or underflow */
}

void rv_log_returns(const double *price, size_t n, double *out)
{
	for (size_t k = 1; k < n; k++)
		out[k - 1] = rv_log_return(price[k - 1], price[k]);
}

double rv_volume_usd(double quote, double base, double close)
{
	if (isfinite(quote) && quote >= 0.0)
		return quote;
	return isfinite(base) && base >= 0.0 && rv_price_known(close) ? base * close : NAN;
}
