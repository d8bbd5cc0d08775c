/* Backoff; see backoff.h. */
#include "feeds/net/backoff.h"

#include <assert.h>

enum { LIMITED_MIN_MS = 10000, LIMITED_MAX_MS = 600000 };

void rv_backoff_init(rv_backoff *b, int64_t base_ms, int64_t cap_ms)
{
	assert(base_ms > 0 && base_ms <= cap_ms);
	b->base_ms = base_ms;
	b->cap_ms = cap_ms;
	b->fails = 0;
}

int64_t rv_backoff_next(rv_backoff *b, double u)
{
	int64_t d = b->base_ms;
	for (unsigned i = 0; i < b->fails && d < b->cap_ms; i++)
		d *= 2;
	if (d > b->cap_ms)
		d = b->cap_ms;
	b->fails++;
	return d / 2 + (int64_t)((double)(d - d / 2) * u);
}

void rv_backoff_reset(rv_backoff *b)
{
	b->fails = 0;
}

int64_t rv_backoff_limited(int64_t retry_after_ms, double u)
{
	int64_t d = retry_after_ms < LIMITED_MIN_MS ? LIMITED_MIN_MS : retry_after_ms;
	if (d > LIMITED_MAX_MS)
		d = LIMITED_MAX_MS;
	return d + (int64_t)((double)d * 0.1 * u);
}
