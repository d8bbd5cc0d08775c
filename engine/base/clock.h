/*
 * The clock that is passed in: UTC and elapsed, both in ms.
 *
 * Decisions never read the machine's clock; they read an rv_clock. Three kinds exist:
 *   real    CLOCK_REALTIME and CLOCK_MONOTONIC.
 *   manual  stands still until it is set; for tests and pictures.
 *   slaved  utc = venue_utc + rate * (mono - mono_at_sync); elapsed runs at the same rate. Used
 *           against a simulated venue whose clock has its own start and speed.
 * Elapsed never goes back. Threads: reads from any thread; the setters from one thread at a time.
 */
#ifndef RV_BASE_CLOCK_H
#define RV_BASE_CLOCK_H

#include "engine/base/status.h"

#include <stdint.h>

typedef struct rv_clock rv_clock;

RV_NODISCARD rv_status rv_clock_new_real(rv_clock **out);
RV_NODISCARD rv_status rv_clock_new_manual(int64_t utc_ms, rv_clock **out);
/* Starts as the real clock (rate 1, offset 0) until rv_clock_sync is called. */
RV_NODISCARD rv_status rv_clock_new_slaved(rv_clock **out);
void rv_clock_free(rv_clock *c);

int64_t rv_clock_utc_ms(const rv_clock *c);
int64_t rv_clock_elapsed_ms(const rv_clock *c);

/* Manual clock only: moves both readings forward to utc_ms (elapsed never goes back). */
void rv_clock_set(rv_clock *c, int64_t utc_ms);

/*
 * From now on a slaved clock's utc reads venue_utc_ms + rate * (mono - mono_ms), where mono_ms is
 * the rv_mono_ms() reading at which the venue's time was venue_utc_ms. rate > 0, else RV_EINVAL.
 * Without effect on the other kinds: a real clock is the truth, a manual one has its own master.
 */
RV_NODISCARD rv_status rv_clock_sync(rv_clock *c, int64_t venue_utc_ms, int64_t mono_ms,
				     double rate);
double rv_clock_rate(const rv_clock *c);

/* CLOCK_MONOTONIC in ms: for sockets, terminal pings and screen pacing only. */
int64_t rv_mono_ms(void);
/* The same in us: for how long something took. */
double rv_mono_us(void);
/* The machine's own idea of UTC: for people and provenance, never an input of a decision. */
int64_t rv_machine_utc_ms(void);

#endif
