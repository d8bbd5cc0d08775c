/*
 * The block "paper" of state.json: what each strategy has earned on paper, and its licence. Shares,
 * not per cent; null: unknown. An engine without a book has none. docs/book.md, "On paper". State
 * thread.
 */
#ifndef RV_APP_STATE_PAPER_H
#define RV_APP_STATE_PAPER_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "engine/run/view.h"

/* False: out of memory. */
bool rv_state_put_paper(cJSON *to, const rv_view *v);

#endif
