/*
 * The strategy book at a close that a desk has recorded: the backtest's own decision, over the bars
 * of the store and what the record says beside them (mids, account, what people had set, the state
 * of the book). Not part of a run: nothing is traded. One object, one thread. docs/backtest.md, "A
 * recorded day".
 */
#ifndef RV_RESEARCH_DESK_BOOK_H
#define RV_RESEARCH_DESK_BOOK_H

#include "engine/research/strategy.h"
#include "engine/run/decision.h"

typedef struct rv_desk_replay rv_desk_replay;

/* Both parameters as the desk had them; copied. */
RV_NODISCARD rv_status rv_desk_replay_new(const rv_step_params *step, const rv_book_params *book,
					  rv_desk_replay **out, rv_err *err);
void rv_desk_replay_free(rv_desk_replay *x);
/* Takes the recorded state: for rv_decision_read, before the run. */
rv_book_now *rv_desk_replay_book(rv_desk_replay *x);
/*
 * daily: up to the open day of the record (engine/run/open_day.h), which is its newest column;
 * hours: those that had closed by then. Once. RV_ERANGE: another day is the newest. *out is valid
 * as long as x.
 */
RV_NODISCARD rv_status rv_desk_replay_run(rv_desk_replay *x, const rv_decision *d,
					  const rv_panel *daily, const rv_panel *hours,
					  const rv_book_view **out);

#endif
