/*
 * One day of a campaign: what happens between a quarter to midnight and a quarter past, drawn from
 * the seed before it begins. See day_camp.h.
 */
#ifndef RV_TESTS_DAY_PLAY_H
#define RV_TESTS_DAY_PLAY_H

#include "tests/support/day_camp.h"

typedef enum day_deed {
	DAY_MARKET,	/* a fault of the market, its bars or its clock */
	DAY_FAULTS,	/* a plan of faults */
	DAY_KILL,	/* SIGKILL of the desk, and a start after a while */
	DAY_KILL_SHORT, /* and it is back in seconds */
	DAY_STOP,	/* a clean stop, and a start after a while */
	DAY_VENUE,	/* the venue is killed and comes back */
	DAY_TRADE,	/* by hand: proposed, mostly approved */
	DAY_CLOSE_ONE,	/* by hand: a position or a part of it */
	DAY_CANCEL,	/* of all, or of a coin */
	DAY_SWITCH,	/* the kill switch; resumed after a while */
	DAY_HALT,	/* of one coin; resumed after a while */
	DAY_DEPOSIT,	/* money comes or goes */
	DAY_LOCK,
	DAY_RECONCILE,
	DAY_OVERRIDE, /* a person's opinion */
	DAY_DEED_N
} day_deed;

enum { DAY_AGENDA = 64 };

typedef struct day_item {
	int64_t at_ms; /* the venue's clock */
	day_deed deed;
	uint64_t rand; /* what it draws from */
} day_item;

typedef struct day_play {
	day_camp *c;
	int64_t close_ms; /* 00:00 of the day after its date */
	day_item agenda[DAY_AGENDA];
	size_t n, next;
	/* the program of 23:50 */
	enum { DAY_APPROVE, DAY_REJECT, DAY_EXPIRE } will;
	int64_t decide_ms;
	unsigned edits; /* legs left out or made smaller before it is granted */
	bool decided;
	bool answers; /* what asks after the correction is granted, too */
	/* */
	int64_t end_ms;			 /* it is brought to rest from then on */
	bool abandon;			 /* both are killed then, and nothing is at rest */
	int64_t desk_at_ms, venue_at_ms; /* what is down starts again then; 0: it runs */
	int64_t resume_ms;		 /* HALTED is left alone until then */
	int64_t looked_ms;		 /* real: the newest status */
	bool stop_venue;		 /* the venue ends by SIGTERM */
	char halted[RV_SYMBOL_MAX];	 /* a coin to resume at resume_coin_ms; "" none */
	int64_t resume_coin_ms;
	size_t morning; /* coins that were resumed this day */
} day_play;

/* Draws the day of the date that ends at close_ms; last: it is not abandoned. */
void day_draw(day_play *d, day_camp *c, int64_t close_ms, bool last);
/* Runs it until both sides are at rest, or were killed; false: what went wrong is in the report. */
bool day_run(day_play *d);

#endif
