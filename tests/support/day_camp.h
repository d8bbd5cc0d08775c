/*
 * Inside of the day runner: one account through many trading days, its venue and its desk as
 * processes, and what a person would say to the desk.
 *
 * The venue keeps its accounts in a file; between two days nothing runs, and its clock begins anew
 * shortly before the next 23:50. What is drawn from the seed is the same every time; times are real
 * and are not. One thread.
 */
#ifndef RV_TESTS_DAY_CAMP_H
#define RV_TESTS_DAY_CAMP_H

#include <stdio.h>

#include "tests/support/order_check.h"
#include "tests/support/order_plan.h"
#include "tests/support/order_seen.h"

enum { DAY_COINS = 24, DAY_ADDRESS = 43, DAY_MIN_MS = 60 * 1000, DAY_FATE = 24 };

/* What one day came to; for its line. */
typedef struct day_sum {
	uint64_t seed;
	unsigned starts, kills, stops, crashes, venue_kills, faults, commands;
	size_t orders, fills, hedges, events;
	char fate[DAY_FATE];
	bool abandoned; /* nothing was at rest at its end: judged with the next one */
} day_sum;

typedef struct day_camp {
	const char *rvdesk;
	char dir[ORDER_PATH], state[ORDER_PATH], config[ORDER_PATH], err[ORDER_PATH];
	char accounts[ORDER_PATH];
	char account[DAY_ADDRESS], signer[DAY_ADDRESS];
	char coins[DAY_COINS][RV_SYMBOL_MAX];
	size_t n_coins;
	uint64_t seed, rand;
	double speed;
	bool loud;
	bool rough; /* killed again and again around the close and its correction */
	FILE *log;  /* every command with its answer */
	order_venue venue;
	char listen[32];
	int64_t venue_utc, venue_mono; /* its clock when it began */
	order_proc desk;
	bool ready; /* the desk has agreed with the venue in this life */
	char crash[64];
	int64_t first_ms; /* 00:00 of the first day's date */
	int64_t equity;	  /* micro-USD, at the beginning */
	order_told told;
	order_seen seen;
	order_report report;
	day_sum day;
} day_camp;

/* Folder, key and configuration; false with a line in the report. */
bool day_camp_open(day_camp *c, const char *rvdesk, const char *dir, uint64_t seed, double speed);
/* Ends what runs; the folder stays. */
void day_camp_close(day_camp *c);
bool day_camp_failed(day_camp *c, const char *what);		  /* a line in the report; false */
uint64_t day_rand(day_camp *c, uint64_t n);			  /* 0 .. n - 1 */
void day_note(day_camp *c, const char *fmt, ...) RV_PRINTF(2, 3); /* into the log */

/* ---- the venue ---- */

/* Its clock begins at utc_ms, or at what its file knows if that is later by seconds. */
bool day_venue_start(day_camp *c, int64_t utc_ms);
/* SIGTERM or SIGKILL. */
void day_venue_end(day_camp *c, int sig);
int64_t day_now(const day_camp *c); /* the venue's clock */
/* From now on; "[]" none. */
bool day_faults(day_camp *c, const char *plan);
bool day_deposit(day_camp *c, int64_t usd);

/* ---- the desk ---- */

/* crash: RVDESK_CRASH_AT, "" none. Does not wait. */
bool day_desk_start(day_camp *c, const char *crash);
/* Lets so much real time go by and hears what it says. False: it has ended. */
bool day_desk_rest(day_camp *c, int ms);
/* The signal, or 0 when it has ended by itself: whatever is not good about its end is reported. */
void day_desk_end(day_camp *c, int sig);
/* 1 ok, 2 no (words in c->desk.text), -1 it has ended. */
int day_say(day_camp *c, const char *fmt, ...) RV_PRINTF(2, 3);

#endif
