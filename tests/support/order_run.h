/*
 * The order runner: one episode is an account at a venue process, a desk process that lives, is
 * killed and starts again, and the check of everything when it is quiet.
 *
 * An enumerated case is (crash point x what the venue answers x how the restart goes); a random
 * one draws commands, faults, kills and restarts from its seed. Times are real and differ from run
 * to run; what is drawn does not. One thread; children die with it.
 */
#ifndef RV_TESTS_ORDER_RUN_H
#define RV_TESTS_ORDER_RUN_H

#include "tests/support/order_check.h"

enum { ORDER_POINTS = 96 };

typedef struct order_run {
	const char *rvdesk; /* the program */
	char dir[ORDER_PATH];
	double speed; /* venue seconds per real second */
	bool keep;    /* the folders of good episodes, too */
	bool loud;
	/* since the start */
	unsigned episodes, bad, lives;
	unsigned reached; /* cases whose first life died at its point */
	/* of each crash point: cases that ran, and lives of cases that died there */
	unsigned tried[ORDER_POINTS], hit[ORDER_POINTS];
	unsigned long long orders, fills, events;
	/* the venue of now, and how many accounts it has had */
	order_venue venue;
	unsigned accounts, venues;
	uint64_t seed_venue;
	/* the history that the next episode begins with, in dir; "" none */
	char history[64];
	unsigned history_venue;
} order_run;

/* dir: made, "" for one under TMPDIR. False: no folder. */
bool order_run_open(order_run *r, const char *rvdesk, const char *dir);
void order_run_close(order_run *r); /* ends the venue; removes the folder when it is empty */

/* The crash points that a desk of an episode can pass; NULL past the end. */
unsigned order_run_points(void);
const char *order_run_point(unsigned no);

/* How many cases there are, and one of them; true: nothing was violated. */
unsigned order_run_cases(void);
bool order_run_case(order_run *r, unsigned no);
/* Its point, answer and restart in words. */
void order_run_name(unsigned no, char *out, size_t cap);
/* Points of which cases ran and which no life has reached: how many, and their names. */
unsigned order_run_missed(const order_run *r, char *names, size_t cap);

bool order_run_random(order_run *r, uint64_t seed);

#endif
