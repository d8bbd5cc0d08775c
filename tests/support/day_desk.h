/*
 * A whole desk on the evening of a day (order_desk.h), twenty times as fast: the day's programs in
 * its snapshot, and a person who arms and grants.
 */
#ifndef RV_TESTS_DAY_DESK_H
#define RV_TESTS_DAY_DESK_H

#include "tests/support/order_desk.h"

/* 2026-01-16T23:44:00Z: histories take a minute or two of the venue's time. */
#define DAY_BEFORE_MS (INT64_C(1768565100000) + ((11 * 60) + 39) * 60000)
#define DAY_DATE_MS INT64_C(1768521600000)

/* So many minutes after that. */
order_desk *day_new(int64_t minutes);
/* At that time, of a desk that keeps its history. */
order_desk *day_new_history(void);
/* Starts, arms and resumes. */
void day_begin(order_desk *d);
void day_arm(order_desk *d);
/* Grants what the newest snapshot has of that phase's program, once every leg is ready. */
void day_grant(order_desk *d, const char *phase);

const rv_tv_program *day_program_of(order_desk *d, const char *phase); /* NULL none */
bool day_is_in(order_desk *d, const char *phase, rv_program_state s);
bool day_has_done(order_desk *d, rv_phase p);
size_t day_running(order_desk *d); /* mandates of programs that run */
int64_t day_filled(order_desk *d); /* lots of the projected program */

#endif
