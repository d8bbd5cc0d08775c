/* RSI and ATR by Wilder's averages; see wilder.h. */
#include "engine/stats/wilder.h"

#include <math.h>
#include <stdbool.h>

/* The mean is a sum until `period` values have been seen. */
static void add(rv_wilder *w, double x)
{
	const double period = (double)w->period;
	w->seen++;
	if (w->seen <= w->period) {
		w->avg += x;
		if (w->seen == w->period)
			w->avg /= period;
		return;
	}
	w->avg = ((period - 1.0) * w->avg + x) / period;
}

static bool known(double price)
{
	return isfinite(price) && price > 0.0;
}

static double rsi_of(double gain, double loss)
{
	if (loss > 0.0)
		return 100.0 - 100.0 / (1.0 + gain / loss);
	return gain > 0.0 ? 100.0 : 50.0;
}

void rv_rsi(const double *close, size_t n, size_t period, double *out)
{
	rv_wilder gain = { 0, period, 0.0 }, loss = { 0, period, 0.0 };
	for (size_t t = 0; t < n; t++) {
		out[t] = NAN;
		if (t == 0 || !known(close[t]) || !known(close[t - 1]))
			continue;
		const double d = close[t] - close[t - 1];
		add(&gain, fmax(d, 0.0));
		add(&loss, fmax(-d, 0.0));
		if (gain.seen >= period)
			out[t] = rsi_of(gain.avg, loss.avg);
	}
}

/* Of three numbers that are finite. */
static double largest(double a, double b, double c)
{
	const double ab = a > b ? a : b;
	return ab > c ? ab : c;
}

double rv_atr_add(rv_wilder *w, double high, double low, double before)
{
	if (!known(high) || !known(low) || !known(before))
		return NAN;
	add(w, largest(high - low, fabs(high - before), fabs(low - before)));
	return w->seen >= w->period ? w->avg : (double)NAN;
}

void rv_atr(const double *high, const double *low, const double *close, size_t n, size_t period,
	    double *out)
{
	rv_wilder w = { 0, period, 0.0 };
	if (n > 0)
		out[0] = NAN;
	for (size_t t = 1; t < n; t++)
		out[t] = rv_atr_add(&w, high[t], low[t], close[t - 1]);
}
