/* What the files of the day manager share, and nobody else. */
#ifndef RV_MANAGER_DAY_INTERNAL_H
#define RV_MANAGER_DAY_INTERNAL_H

#include "engine/manager/day_legs.h"
#include "engine/manager/day_manager.h"

enum { DAY_RETRY_MS = 1000, DAY_DEFERRED = 1024, DAY_AIMS = 2048, DAY_OVER = 3072 };

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
	/* day_record.c: what the newest proposal was made of; NULL none, or it was taken */
	rv_day_record *record;
	bool recorded; /* its digest is in the journal: it may be taken */
	/* day_again.c: programs that wait and what people have set since; folded but for *_seen */
	rv_overrides made_with; /* that held when the newest projected program was made */
	int64_t made_date;	/* 00:00 of its run */
	unsigned made;		/* projected programs of that run */
	uint64_t newest;	/* of them */
	uint64_t withdrawn;	/* the one that was withdrawn last */
	int64_t again_date;	/* one of this run was withdrawn and is to be made anew; 0 none */
	uint64_t last_seen;	/* the list that was looked at last: its newest number, how many */
	size_t n_seen;
	rv_day_view view;
};

/*
 * Writes down what the projected legs were made of; v: the book that they are of. One that cannot
 * be written is said and is none: a proposal does not wait for it.
 */
void day_record(rv_day_manager *m, const rv_day_now *now, const rv_book_input *in,
		const rv_book_view *v, const rv_program_want *w);
/* Puts its digest into the event that is about to be journaled. */
void day_record_digest(const rv_day_manager *m, rv_event *e);

/* The newest program of a phase of a run, made anew or not; NULL none. */
const rv_tv_program *day_program(const rv_trade_view *t, int64_t date_ms, const char *phase);
void day_say(rv_day_manager *m, int64_t utc_ms, bool alarm, const char *fmt, ...) RV_PRINTF(4, 5);

/* Which legs people have made other than the model's; into m->overridden. day_regret.c. */
rv_status day_overridden(rv_day_manager *m, const rv_day_now *now, const rv_book_input *in,
			 const rv_program_want *w);

/*
 * day_again.c. A program that waits was made with what people had set then. What they set or end
 * since, where it changes a target, withdraws it: a projected one is made anew at once, under
 * another phase's word, a correction's is not.
 */
void day_again_applied(rv_day_manager *m, const rv_oms *o, const rv_event *e);
void day_again(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
/* Of a program that is made anew: what a person had left out of the one before stays out. */
void day_leave_out(const rv_day_manager *m, const rv_trade_view *t, int64_t date_ms,
		   rv_program_want *w);
/* The word of the projected program that is to be proposed now. */
void day_projected_word(const rv_day_manager *m, int64_t date_ms, char *out, size_t cap);

/* The book of the open day as it would close now; in: what it was made of. */
rv_status day_project(const rv_day_manager *m, const rv_day_now *now, rv_book_input *in,
		      const rv_book_view **v);

/* What each phase does; false: not yet, it is asked again. */
bool day_propose(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
void day_last_quote(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
bool day_prepare(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
bool day_correct(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);
bool day_give_up(rv_day_manager *m, const rv_day_now *now, int64_t date_ms);

#endif
