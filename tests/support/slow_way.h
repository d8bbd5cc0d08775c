/*
 * A way to a Unix socket that takes its time: everything arrives, in order, so many milliseconds
 * later, in both directions; as a far machine does at the other end of a forwarded socket. A thread
 * of its own.
 */
#ifndef RV_TESTS_SLOW_WAY_H
#define RV_TESTS_SLOW_WAY_H

#include <stdint.h>

typedef struct slow_way slow_way;

/* Listens at from, one connection at a time, and goes on to to. Asserts inside. */
slow_way *slow_way_start(const char *from, const char *to, int delay_ms);
/* From now on. */
void slow_way_delay(slow_way *w, int delay_ms);
/* What has been handed over so far: to the far end, and back. */
void slow_way_bytes(slow_way *w, uint64_t *there, uint64_t *back);
void slow_way_stop(slow_way *w);

#endif
