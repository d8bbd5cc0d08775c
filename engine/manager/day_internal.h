/* What the files of the day manager share, and nobody else. */
#ifndef RV_MANAGER_DAY_INTERNAL_H
#define RV_MANAGER_DAY_INTERNAL_H

#include "engine/manager/day_legs.h"
#include "engine/manager/day_manager.h"

enum { DAY_DEFERRED = 1024, DAY_AIMS = 2048, DAY_OVER = 3072 };

/* Words of the phases' programs: unique for a date, in the journal and in orders' names. */
#define DAY_PROJECTED "projected"
#define DAY_CORRECT "correct"

struct rv_day_manager {
	rv_book_params p;
	rv_log *log;
	rv_day day;		     /* the fold */
	int64_t deferred_date;	     /* 00:00 of the run that deferred is of */
	char deferred[DAY_DEFERRED]; /* "SOL,AVAX," */
	char aims[DAY_AIMS]; /* "SOL 1200;AVAX -30;": lots that the correction brings a coin to */
	/* "SOL 1200 0 1553200 2;": lots that the model wanted and those proposed, px, decimals */
	char overridden[DAY_OVER];
	int64_t ready_since; /* utc; INT64_MAX: it is not */
	int64_t retry_at;    /* elapsed: what failed is tried again then */
	unsigned tries;	     /* of the phase that is being tried */
	rv_day_view view;
};

/* The program of a phase of a run; NULL none. */
const rv_tv_program *day_program(const rv_trade_view *t, int64_t date_ms, const char *phase);
void day_say(rv_day_manager *m, int64_t utc_ms, bool alarm, const char *fmt, ...) RV_PRINTF(4, 5);

/* Which legs people have made other than the model's; into m->overridden. day_regret.c. */
rv_status day_overridden(rv_day_manager *m, const rv_day_now *now, const rv_book_input *in,
			 const rv_program_want *w);

/* What each phase does; false: not yet, it is asked again. */
bool day_propose(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
void day_last_quote(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
bool day_prepare(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
bool day_correct(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
bool day_give_up(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);

#endif
