/* Sliding-minute weight budget; see budget.h. */
#include "feeds/net/budget.h"

#include <string.h>

void rv_budget_init(rv_budget *b, unsigned limit)
{
	memset(b, 0, sizeof(*b));
	b->limit = limit;
}

static unsigned *bucket(rv_budget *b, int64_t sec)
{
	return &b->used[(sec % RV_BUDGET_BUCKETS + RV_BUDGET_BUCKETS) % RV_BUDGET_BUCKETS];
}

/* Empties the buckets between the newest second and now. Time never goes back here. */
static void advance(rv_budget *b, int64_t now_ms)
{
	const int64_t sec = now_ms / 1000;
	if (sec <= b->sec)
		return;
	if (sec - b->sec >= RV_BUDGET_BUCKETS) {
		memset(b->used, 0, sizeof(b->used));
		b->sec = sec;
		return;
	}
	while (b->sec < sec)
		*bucket(b, ++b->sec) = 0;
}

unsigned rv_budget_used(rv_budget *b, int64_t now_ms)
{
	advance(b, now_ms);
	uint64_t sum = 0;
	for (int i = 0; i < RV_BUDGET_BUCKETS; i++)
		sum += b->used[i];
	return sum > UINT32_MAX ? UINT32_MAX : (unsigned)sum;
}

static bool fits(unsigned used, unsigned w, unsigned reserve, unsigned limit)
{
	return (uint64_t)used + w + reserve <= limit;
}

bool rv_budget_take(rv_budget *b, int64_t now_ms, unsigned w, unsigned reserve)
{
	if (!fits(rv_budget_used(b, now_ms), w, reserve, b->limit))
		return false;
	*bucket(b, b->sec) += w;
	return true;
}

void rv_budget_exhaust(rv_budget *b, int64_t now_ms)
{
	const unsigned used = rv_budget_used(b, now_ms);
	if (used < b->limit)
		*bucket(b, b->sec) += b->limit - used;
}

int64_t rv_budget_wait(rv_budget *b, int64_t now_ms, unsigned w, unsigned reserve)
{
	unsigned used = rv_budget_used(b, now_ms);
	if (!fits(0, w, reserve, b->limit))
		return -1;
	if (fits(used, w, reserve, b->limit))
		return 0;
	/* The oldest bucket leaves when the newest second is RV_BUDGET_BUCKETS above it. */
	for (int64_t s = b->sec - RV_BUDGET_BUCKETS + 1; s <= b->sec; s++) {
		used -= *bucket(b, s);
		if (fits(used, w, reserve, b->limit))
			return (s + RV_BUDGET_BUCKETS) * 1000 - now_ms;
	}
	return 60000; /* not reached: an empty window fits */
}
