/*
 * Exponential backoff with jitter.
 *
 * Delay k is uniform in [d/2, d] with d = min(cap, base * 2^k): the jitter keeps clients that
 * failed together from coming back together, the lower half keeps the growth. Pure; the random
 * number is passed in. Any thread, one at a time.
 */
#ifndef RV_FEEDS_NET_BACKOFF_H
#define RV_FEEDS_NET_BACKOFF_H

#include <stdint.h>

typedef struct rv_backoff {
	int64_t base_ms, cap_ms;
	unsigned fails; /* since the last success */
} rv_backoff;

/* 0 < base_ms <= cap_ms. */
void rv_backoff_init(rv_backoff *b, int64_t base_ms, int64_t cap_ms);
/* Counts a failure and returns how long to wait. u: uniform in [0, 1). */
int64_t rv_backoff_next(rv_backoff *b, double u);
void rv_backoff_reset(rv_backoff *b);

/*
 * Wait after HTTP 429: retry_after_ms (< 0 unknown) but at least 10 s, at most 10 minutes, plus up
 * to 10 % of jitter: never less than what the server asked for.
 */
int64_t rv_backoff_limited(int64_t retry_after_ms, double u);

#endif
