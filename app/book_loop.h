/*
 * The one book on the engine thread: what rv_book_now needs is put together from the live engine
 * and the order side's view, at each new pass and once a second, and goes into the snapshot with
 * the state that is to be kept. Owner: the engine thread.
 */
#ifndef RV_APP_BOOK_LOOP_H
#define RV_APP_BOOK_LOOP_H

#include "engine/base/log.h"
#include "engine/base/queue.h"
#include "engine/desk/command.h"
#include "engine/desk/oms.h"
#include "engine/run/book_now.h"
#include "engine/run/decision.h"
#include "engine/run/live.h"

typedef struct rv_book_loop rv_book_loop;

/* log is borrowed. */
RV_NODISCARD rv_status rv_book_loop_new(const rv_book_params *p, rv_log *log, rv_book_loop **out,
					rv_err *err);
/*
 * Before its first run. text: what was kept by an earlier process, or NULL. A line that cannot be
 * read is RV_EPARSE, with its number: the book begins anew then. file: its name in the state
 * folder, "" when it is not kept; copied.
 */
RV_NODISCARD rv_status rv_book_loop_kept(rv_book_loop *b, const char *file, const char *text,
					 rv_err *err);
void rv_book_loop_free(rv_book_loop *b);

/* Before the order side starts: what the book keeps of its journal. n: RV_BOOK_OBSERVERS. */
enum { RV_BOOK_OBSERVERS = 2 };
void rv_book_loop_observers(rv_book_loop *b, rv_oms_observer out[RV_BOOK_OBSERVERS]);

/*
 * v: with its trade, risk and times filled; its book, day and kept are filled here. params: of the
 * pass. o: proposes what is due, and hedges confirmed fills; NULL: nothing is proposed. always: not
 * once a second, but at this call, too; so does a fill.
 */
void rv_book_loop_fill(rv_book_loop *b, rv_live *l, const rv_step_params *params, rv_oms *o,
		       bool always, rv_view *v);

/*
 * Answers a person's HEDGE. v: the snapshot that rv_book_loop_fill has just filled, always.
 */
void rv_book_loop_hedge(rv_book_loop *b, const rv_command *asked, const rv_view *v, rv_oms *o);

/* What a proposal was made of, as a file of the state folder; freed by free(). */
typedef struct rv_book_record {
	char name[RV_DECISION_NAME]; /* "decision-...-2026-01-16-projected.txt" */
	size_t n;
	char text[];
} rv_book_record;
/* Where these go, ownership with them (borrowed queue); without one, or a name, they are dropped.
 */
void rv_book_loop_records(rv_book_loop *b, rv_queue *to);

/* The book of S4, as it votes. */
const rv_bucket_book *rv_book_loop_s4(const rv_book_loop *b);

/*
 * What the override of a PREVIEW_OVERRIDE (over, or the end of ids[0]) would do to the book now;
 * from the next fill on it is in the snapshots until another one is asked for. v as for fill.
 */
void rv_book_loop_preview(rv_book_loop *b, rv_live *l, const rv_step_params *params,
			  const rv_command *asked, const rv_view *v);

/*
 * What the tickets of a PREVIEW_TICKETS, or the program of a PREVIEW_PROGRAM, would leave of the
 * account and the hedge; in the snapshots from the next fill on, as an override's. v as for fill.
 */
void rv_book_loop_whatif(rv_book_loop *b, rv_live *l, const rv_step_params *params,
			 const rv_command *asked, const rv_view *v, const rv_oms *o);

/* One of the limits of what is held is broken; a limit on messages, orders or the clock is not one:
 * no reduction of the book mends it. */
bool rv_book_loop_over_limit(const rv_trade_view *t);

#endif
