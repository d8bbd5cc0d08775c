/*
 * Exact integer arithmetic of the venue's books: micro-USDC and rates. Products are made in 128
 * bits and cut once; what does not fit ends at the limit instead of wrapping. Pure. Any thread.
 */
#ifndef RV_FEEDS_SIMX_MONEY_H
#define RV_FEEDS_SIMX_MONEY_H

#include <assert.h>
#include <stdint.h>

enum {
	RV_SIMX_USDC = 1000000,	 /* micro-USDC of one USDC */
	RV_SIMX_TAKER_PPM = 450, /* 0.00045 of the notional */
	RV_SIMX_MAKER_PPM = 150, /* 0.00015 */
	RV_SIMX_RATE_SCALE = 12, /* funding rates are units of 1e-12 */
	RV_SIMX_MONEY_SCALE = 6
};

__extension__ typedef __int128 rv_simx_wide;

static inline int64_t rv_simx_narrow(rv_simx_wide v)
{
	if (v > INT64_MAX)
		return INT64_MAX;
	return v < -INT64_MAX ? -INT64_MAX : (int64_t)v;
}

/* a * b / c, rounded down (toward minus infinity); c > 0. */
static inline int64_t rv_simx_muldiv(int64_t a, int64_t b, int64_t c)
{
	assert(c > 0);
	const rv_simx_wide p = (rv_simx_wide)a * b;
	rv_simx_wide q = p / c;
	if (p % c < 0)
		q--;
	return rv_simx_narrow(q);
}

/* The same, rounded toward zero: what is paid and what is received are equal in size. */
static inline int64_t rv_simx_muldiv_cut(int64_t a, int64_t b, int64_t c)
{
	assert(c > 0);
	return rv_simx_narrow((rv_simx_wide)a * b / c);
}

static inline int64_t rv_simx_abs(int64_t v)
{
	return v < 0 ? -v : v;
}

static inline int64_t rv_simx_min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static inline int64_t rv_simx_max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

#endif
