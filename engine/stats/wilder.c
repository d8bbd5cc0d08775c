/* RSI and ATR by Wilder's averages; see wilder.h. */
#include "engine/stats/wilder.h"

#include <math.h>
#include <stdbool.h>

typedef struct wilder {
	size_t seen, period;
	double avg; /* a sum until `period` values have been seen */
} wilder;

static void add(wilder *w, double x)
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
	wilder gain = { 0, period, 0.0 }, loss = { 0, period, 0.0 };
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

void rv_atr(const double *high, const double *low, const double *close, size_t n, size_t period,
	    double *out)
{
	wilder range = { 0, period, 0.0 };
	for (size_t t = 0; t < n; t++) {
		out[t] = NAN;
		if (t == 0 || !known(high[t]) || !known(low[t]) || !known(close[t - 1]))
			continue;
		const double before = close[t - 1];
		add(&range,
		    fmax(high[t] - low[t], fmax(fabs(high[t] - before), fabs(low[t] - before))));
		if (range.seen >= period)
			out[t] = range.avg;
	}
}
