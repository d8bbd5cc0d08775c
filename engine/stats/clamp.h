/*
 * A value held within bounds. Pure; any thread. NaN stays NaN, which fmin and fmax would replace by
 * a bound: an unknown would become a number.
 */
#ifndef RV_STATS_CLAMP_H
#define RV_STATS_CLAMP_H

/* lo <= hi. */
static inline double rv_clamp(double x, double lo, double hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

#endif
