/* A quantity in slices over a window; see twap.h. */
#include "engine/desk/twap.h"

#include "engine/base/rng.h"

#include <stdbool.h>

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

rv_status rv_twap_make(uint64_t seed, int64_t lots, int64_t min_lots, int64_t window_ms,
		       int64_t slice_ms, double jitter, rv_twap *out)
{
	const bool times =
		window_ms > 0 && window_ms <= INT64_MAX / RV_TWAP_SLICES_MOST && slice_ms > 0;
	if (!times || lots <= 0 || min_lots <= 0 || !(jitter >= 0.0 && jitter <= 0.9))
		return RV_EINVAL;
	int64_t n = least(window_ms / slice_ms, RV_TWAP_SLICES_MOST);
	n = least(n, lots / min_lots);
	*out = (rv_twap){ .seed = seed,
			  .window_ms = window_ms,
			  .lots = lots,
			  .slices = n > 1 ? n : 1,
			  .min_lots = min_lots,
			  .jitter = jitter };
	return RV_OK;
}

/* Late by less than a slice's time, so that slices never change places. */
int64_t rv_twap_due(const rv_twap *t, int64_t i)
{
	const int64_t begin = i * t->window_ms / t->slices, each = t->window_ms / t->slices;
	rv_rng r;
	rv_rng_seed(&r, t->seed, (uint64_t)i, 0);
	return begin + (int64_t)(rv_rng_uniform(&r) * t->jitter * (double)each);
}

int64_t rv_twap_current(const rv_twap *t, int64_t since_ms)
{
	if (since_ms < 0)
		return -1;
	int64_t i = t->slices - 1;
	if (since_ms < t->window_ms)
		i = least(i, since_ms * t->slices / t->window_ms + 1);
	while (i >= 0 && rv_twap_due(t, i) > since_ms)
		i--; /* at most three times */
	return i;
}

int64_t rv_twap_next_due(const rv_twap *t, int64_t since_ms)
{
	const int64_t next = rv_twap_current(t, since_ms) + 1;
	return next < t->slices ? rv_twap_due(t, next) : INT64_MAX;
}

/* lots x k / slices, rounded down, without the product. */
static int64_t planned(const rv_twap *t, int64_t k)
{
	return t->lots / t->slices * k + t->lots % t->slices * k / t->slices;
}

int64_t rv_twap_plain(const rv_twap *t, int64_t i)
{
	return planned(t, i + 1) - planned(t, i);
}

/* A plain slice is never under min_lots, so what is left for later never is, either. */
int64_t rv_twap_size(const rv_twap *t, int64_t i, int64_t done)
{
	const int64_t want = planned(t, i + 1) - (done > 0 ? done : 0);
	if (want <= 0)
		return 0;
	const int64_t plain = rv_twap_plain(t, i), third = INT64_MAX / RV_TWAP_CATCH_UP;
	const int64_t size = least(want, least(plain, third) * RV_TWAP_CATCH_UP);
	return size >= t->min_lots || t->lots < t->min_lots ? size : 0;
}
