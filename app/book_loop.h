/*
 * The one book on the engine thread: what rv_book_now needs is put together from the live engine
 * and the order side's view, at each new pass and once a second, and goes into the snapshot with
 * the state that is to be kept. Owner: the engine thread.
 */
#ifndef RV_APP_BOOK_LOOP_H
#define RV_APP_BOOK_LOOP_H

#include "engine/base/log.h"
#include "engine/desk/command.h"
#include "engine/run/book_now.h"
#include "engine/run/live.h"

typedef struct rv_book_loop rv_book_loop;

/* text: what was kept by an earlier process, or NULL. A line that cannot be read is RV_EPARSE, with
 * its number: the caller decides whether to begin anew (text NULL). file: its name in the state
 * folder, "" when it is not kept; copied. log is borrowed. */
RV_NODISCARD rv_status rv_book_loop_new(const rv_book_params *p, const char *file, const char *text,
					rv_log *log, rv_book_loop **out, rv_err *err);
void rv_book_loop_free(rv_book_loop *b);

/* v: with its trade and times filled; its book and kept are filled here. params: of the pass.
 * always: not once a second, but at this call, too. */
void rv_book_loop_fill(rv_book_loop *b, const rv_live *l, const rv_step_params *params, bool always,
		       rv_view *v);

/*
 * What the override of a PREVIEW_OVERRIDE (over, or the end of ids[0]) would do to the book now;
 * from the next fill on it is in the snapshots until another one is asked for. v as for fill.
 */
void rv_book_loop_preview(rv_book_loop *b, rv_live *l, const rv_step_params *params,
			  const rv_command *asked, const rv_view *v);

/* One of the limits of what is held is broken; a limit on messages, orders or the clock is not one:
 * no reduction of the book mends it. */
bool rv_book_loop_over_limit(const rv_trade_view *t);

#endif
