/*
 * A sign of life of one thread: a counter that the thread raises each time round its loop.
 *
 * Whoever watches compares two readings; a thread that is held, or over, does not change it. A
 * thread that beats never sleeps longer than RV_PULSE_MS between two beats. Threads: one beats, any
 * reads.
 */
#ifndef RV_BASE_PULSE_H
#define RV_BASE_PULSE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_PULSE_MS = 1000 };

typedef struct rv_pulse {
	atomic_uint_least64_t beats;
} rv_pulse;

/* NULL: nobody watches this thread. */
static inline void rv_pulse_beat(rv_pulse *p)
{
	if (p)
		(void)atomic_fetch_add_explicit(&p->beats, 1, memory_order_relaxed);
}

static inline uint64_t rv_pulse_read(const rv_pulse *p)
{
	return atomic_load_explicit(&p->beats, memory_order_relaxed);
}

#endif
