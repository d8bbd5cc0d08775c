/*
 * The clock of a simulated venue, asked for once before anything is written down: it has its own
 * start and speed, and a desk that began with the machine's would take the venue's fills for those
 * of another time.
 */
#ifndef RV_FEEDS_CLOCK_ASK_H
#define RV_FEEDS_CLOCK_ASK_H

#include "engine/base/clock.h"
#include "engine/base/status.h"

/*
 * Asks url and sets a slaved clock by the answer; waits at most so long, in real time. RV_ETIMEOUT
 * or RV_EIO: no answer that says it, the clock is as it was.
 */
RV_NODISCARD rv_status rv_clock_ask(const char *url, rv_clock *clock, int most_ms, rv_err *err);

#endif
