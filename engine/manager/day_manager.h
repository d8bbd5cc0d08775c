/*
 * The trading day on a running desk: the projected program before the close, its correction on the
 * official one, and what ends both.
 *
 * Which phase is due says book/day.h; what has been done is a fold of the journal's PHASE events,
 * so that a process that starts again goes on where the day is and nothing is done twice. The
 * projected program is what rv_book_now would want if the day closed at the prices of now; the
 * correction what it wants of the close, from confirmed positions. Owner: engine thread; no clock
 * of its own, no I/O but through the order management. docs/book-day.md, "The trading day".
 */
#ifndef RV_MANAGER_DAY_MANAGER_H
#define RV_MANAGER_DAY_MANAGER_H

#include "engine/base/log.h"
#include "engine/book/envelope.h"
#include "engine/desk/oms.h"
#include "engine/run/book_now.h"
#include "engine/run/day_view.h"
#include "engine/run/decision.h"
#include "engine/run/live.h"

typedef struct rv_day_manager rv_day_manager;

/* RV_EINVAL: parameters out of range. log is borrowed. */
RV_NODISCARD rv_status rv_day_manager_new(const rv_book_params *p, rv_log *log,
					  rv_day_manager **out);
void rv_day_manager_free(rv_day_manager *m);

/* To be given to rv_oms_observe before the replay. */
rv_oms_observer rv_day_manager_observer(rv_day_manager *m);

typedef struct rv_day_now {
	rv_live *live;
	rv_book_now *book;	 /* that has just run on in */
	const rv_book_input *in; /* .day_whole: of the newest daily close */
	rv_oms *oms;
	const rv_trade_view *trade;
} rv_day_now;

/* Does what is due, once a second or more often. */
void rv_day_manager_work(rv_day_manager *m, const rv_day_now *now);

/* What a proposal was made of, for a file in the state folder (engine/run/decision.h). */
typedef struct rv_day_record {
	char phase[RV_DECISION_PHASE];
	int64_t date_ms; /* 00:00 of the run */
	size_t n;
	char text[]; /* with a NUL */
} rv_day_record;

/* The newest that is not taken yet, once its digest is in the journal; NULL none. The caller frees
 * it. */
rv_day_record *rv_day_manager_take(rv_day_manager *m);

void rv_day_manager_view(const rv_day_manager *m, rv_day_view *v);

#endif
