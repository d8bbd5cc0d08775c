/*
 * The moments on the way of one order to its first byte in the socket of the venue, for benches
 * that stand on that way by wrapping functions at link time. Points are numbered from 0; the last
 * one is the byte, the one before it that the body was handed to the HTTP client. A point counts at
 * its first pass after the point before it. Any thread passes; one thread clears, waits and shows.
 *
 * Who links this has its send(): the program's own, which libcurl calls, too.
 */
#ifndef RV_TESTS_WIRE_WAY_H
#define RV_TESTS_WIRE_WAY_H

#include "feeds/journal/journal_priv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WAY_POINTS_MAX = 16 };

void way_open(int points);
void way_close(void);
/* Nothing was passed yet. */
void way_clear(void);
/* True: it was, now. */
bool way_pass(int point);
bool way_passed(int point);
int64_t way_us(int point); /* when; 0 not yet */

/* Until the byte is out, at most so many ms; true: it is. Once each. */
bool way_wait(int ms);

/* The body of an order? A commit with an intent? *batch is then its number. */
bool way_is_order(const void *buf, size_t n);
bool way_has_intent(rv_journal_request *const *reqs, size_t n, uint64_t *batch);

/* One line: median, 99th percentile and largest of us[n], which is sorted by it. */
void way_show(const char *what, double *us, size_t n);
/* The load of the machine in the last minute: others take time and the disk; NaN unknown. */
double way_load(void);

#endif
