/*
 * The trading day: which phase is due, at most once a date, and never late.
 *
 * A run is named by the UTC date whose close it is about. What has been done is a set of marks
 * (date, phase), which is what the journal keeps: a process that starts again replays them and goes
 * on where the day is. Each phase has a window in which it may begin; after it the phase is missed,
 * and is not made up for. The proposal's is short, and it is only due for a desk that was ready
 * before its time.
 *
 * The clock may step: a phase whose mark is there is never due again, whatever the time says, and a
 * step over a window misses it. UTC has no summer time. Pure; any thread. Times: docs/book-day.md,
 * "The trading day".
 */
#ifndef RV_BOOK_DAY_H
#define RV_BOOK_DAY_H

#include "engine/base/status.h"
#include "engine/base/timefmt.h"

enum { RV_DAY_RUNS = 4, RV_DAY_KEY = 40 };

typedef enum rv_phase {
	RV_PHASE_PROPOSE,     /* make and propose the projected program */
	RV_PHASE_LAST_QUOTE,  /* what is not granted expires */
	RV_PHASE_CLOSE,	      /* the day's books are closed */
	RV_PHASE_PREPARE,     /* cancel what works, wait for the acks */
	RV_PHASE_FETCH_CLOSE, /* begin to ask for the official bars */
	RV_PHASE_CORRECT,     /* run again on them, retarget what is left */
	RV_PHASE_GIVE_UP,     /* without them: the projected target stays, an alarm */
	RV_PHASE_END,	      /* of everything that was granted */
	RV_PHASE_N
} rv_phase;

typedef enum rv_day_event {
	RV_DAY_MADE,	    /* the projected program stands before the operator */
	RV_DAY_GRANTED,	    /* with Y: there is a mandate */
	RV_DAY_CLOSE_KNOWN, /* every bar of the close is official and complete */
	RV_DAY_EVENT_N
} rv_day_event;

/* ms from the close, 00:00 of the day after. */
typedef struct rv_day_params {
	int64_t propose, propose_late;	  /* -10 min; may begin so much later: 30 s */
	int64_t last_quote;		  /* -30 s */
	int64_t prepare;		  /* 1 min */
	int64_t fetch, grace;		  /* the later of both: 2 min, 120 s */
	int64_t give_up;		  /* 10 min */
	int64_t projected_end;		  /* 5 min: of the TWAPs of the projected program */
	int64_t correct_end, correct_for; /* at least until 7 min, at least 5 min long */
	int64_t mandate_extra;		  /* 2 min: a mandate outlives its phase by */
} rv_day_params;

void rv_day_params_default(rv_day_params *p);
/* NULL, or what is wrong with them: static text. */
const char *rv_day_params_error(const rv_day_params *p);

typedef struct rv_day_run {
	int64_t date_ms;					/* 00:00 of the run's date */
	unsigned phases, events;				/* bits */
	int64_t phase_at[RV_PHASE_N], event_at[RV_DAY_EVENT_N]; /* utc, of the bits that are set */
} rv_day_run;

/* The runs marked last, the newest mark first. Zeroed: nothing has been done. */
typedef struct rv_day {
	size_t n;
	rv_day_run runs[RV_DAY_RUNS];
} rv_day;

/* RV_EEXIST: it was marked before, and nothing changes. RV_EINVAL: not a date, no such phase. */
RV_NODISCARD rv_status rv_day_mark(rv_day *d, int64_t date_ms, rv_phase phase, int64_t utc_ms);
RV_NODISCARD rv_status rv_day_note(rv_day *d, int64_t date_ms, rv_day_event event, int64_t utc_ms);
/* NULL: nothing of that date is known. */
const rv_day_run *rv_day_find(const rv_day *d, int64_t date_ms);

typedef struct rv_day_due {
	int64_t date_ms;     /* of the run that it is the time of */
	rv_phase due;	     /* to be begun now, then marked, then asked again; RV_PHASE_N: none */
	rv_phase next;	     /* that will be due by time alone, of this run or the next one's */
	int64_t next_utc_ms; /* when */
	unsigned done, missed; /* bits, of this run */
} rv_day_due;

/*
 * since_utc_ms: since when the desk has been ready to propose; INT64_MAX: it is not.
 * Ask again at next_utc_ms, and after each mark and event.
 */
rv_day_due rv_day_ask(const rv_day_params *p, const rv_day *d, int64_t utc_ms,
		      int64_t since_utc_ms);

/* Date of the run that a time belongs to: from its proposal to the next one's. */
int64_t rv_day_date(const rv_day_params *p, int64_t utc_ms);
int64_t rv_day_close(int64_t date_ms);
/* When a phase may begin by time alone. */
int64_t rv_day_at(const rv_day_params *p, int64_t date_ms, rv_phase phase);
/* End of the projected program's TWAPs, and of its mandate. */
int64_t rv_day_projected_end(const rv_day_params *p, int64_t date_ms);
int64_t rv_day_mandate_end(const rv_day_params *p, int64_t date_ms);
/* End of TWAPs that a correction at that time has retargeted. */
int64_t rv_day_correction_end(const rv_day_params *p, int64_t date_ms, int64_t update_utc_ms);

/* "propose" "last-quote" "close" "prepare" "fetch-close" "correct" "give-up" "end". */
const char *rv_phase_word(rv_phase p);
/* RV_ENOENT: no such word. */
RV_NODISCARD rv_status rv_phase_of_word(const char *word, rv_phase *out);
/* "2026-11-20/propose": the journal's key of a mark. */
const char *rv_day_key(int64_t date_ms, rv_phase phase, char out[RV_DAY_KEY]);

#endif
