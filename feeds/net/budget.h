/*
 * Weight spent in the last minute, against a limit.
 *
 * A sliding window of one-second buckets: the sum over the last 60 s (61 buckets, so never an
 * underestimate) stays at or below the limit, which is safe against a venue that counts by a fixed
 * minute, a sliding one or a token bucket. The caller passes the time, so tests need no clock.
 * Pure data: any thread, one at a time.
 */
#ifndef RV_FEEDS_NET_BUDGET_H
#define RV_FEEDS_NET_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

enum { RV_BUDGET_BUCKETS = 61 };

typedef struct rv_budget {
	unsigned limit; /* weight per 60 s */
	int64_t sec;	/* second of the newest bucket */
	unsigned used[RV_BUDGET_BUCKETS];
} rv_budget;

void rv_budget_init(rv_budget *b, unsigned limit);
/* Weight spent in the minute before now_ms. */
unsigned rv_budget_used(rv_budget *b, int64_t now_ms);
/* Spends w if used + w + reserve <= limit; false spends nothing. */
bool rv_budget_take(rv_budget *b, int64_t now_ms, unsigned w, unsigned reserve);
/* More was spent than was left: the rest of the minute counts as used from now on. */
void rv_budget_exhaust(rv_budget *b, int64_t now_ms);
/*
 * Ms until rv_budget_take(w, reserve) would succeed; 0 = now, -1 = never (w + reserve > limit).
 */
int64_t rv_budget_wait(rv_budget *b, int64_t now_ms, unsigned w, unsigned reserve);

#endif
