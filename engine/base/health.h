/*
 * How alive a value is, from its age and the period at which its input should come.
 *
 * LIVE <= 2p, LATE <= 5p, STALE above that (or above 5 s for prices), DOWN when the connection is
 * closed or nothing came for 30 s (or 5p where that is longer), NONE when nothing ever came.
 * Pure. Any thread. Source: docs/console.md#stale.
 */
#ifndef RV_BASE_HEALTH_H
#define RV_BASE_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

typedef enum rv_health {
	RV_HEALTH_NONE,
	RV_HEALTH_LIVE,
	RV_HEALTH_LATE,
	RV_HEALTH_STALE,
	RV_HEALTH_DOWN
} rv_health;

/* Elapsed-time stamp of something that never happened. */
#define RV_NEVER INT64_C(-1)

/*
 *   at_ms, now_ms  elapsed ms on one clock; at_ms RV_NEVER = never
 *   period_ms      expected period p, > 0
 *   is_price       prices are stale after 5 s whatever their period
 *   connected      the connection that carries the stream is open
 */
rv_health rv_health_of(int64_t at_ms, int64_t now_ms, int64_t period_ms, bool is_price,
		       bool connected);
const char *rv_health_word(rv_health h); /* "none" "live" "late" "stale" "down" */

#endif
