/* The allowance of an address; see allowance.h. */
#include "feeds/simx/allowance.h"

#include <stdio.h>

#include "engine/base/decimal.h"
#include "engine/base/timefmt.h"
#include "feeds/simx/money.h"

enum { CANCELS_MORE = 100000 };

static const int64_t one_each_ms = 10 * RV_SECOND_MS;

int64_t rv_simx_allowance_cap(const rv_simx_account *a)
{
	return RV_SIMX_ALLOWANCE_START + a->volume / RV_SIMX_USDC;
}

static int64_t cap_for(const rv_simx_account *a, bool cancels)
{
	const int64_t cap = rv_simx_allowance_cap(a);
	return cancels ? rv_simx_min(cap + CANCELS_MORE, 2 * cap) : cap;
}

static bool due(const rv_simx_account *a, int64_t clock_ms)
{
	return a->passed_ms == INT64_MIN || clock_ms - a->passed_ms >= one_each_ms;
}

bool rv_simx_allowance_left(const rv_simx_account *a, bool cancels, int64_t items, int64_t clock_ms,
			    bool exhausted, char why[RV_SIMX_ALLOWANCE_TEXT])
{
	const int64_t cap = cap_for(a, cancels);
	int64_t would = a->requests + items;
	if (exhausted && would <= cap)
		would = cap + items;
	else if (!exhausted && (would <= cap || due(a, clock_ms)))
		return true;
	char v[RV_DEC_TEXT];
	(void)snprintf(
		why, RV_SIMX_ALLOWANCE_TEXT,
		"Too many cumulative requests sent (%lld > %lld) for cumulative volume "
		"traded $%s. Place taker orders to free up 1 request per USDC traded.",
		(long long)would, (long long)cap,
		rv_dec_text(rv_dec_canonical((rv_dec){ a->volume, RV_SIMX_MONEY_SCALE }), v));
	return false;
}

void rv_simx_allowance_spend(rv_simx_account *a, bool cancels, int64_t items, int64_t clock_ms)
{
	if (a->requests + items > cap_for(a, cancels))
		a->passed_ms = clock_ms;
	a->requests += items;
}
