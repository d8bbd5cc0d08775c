/*
 * The block "pnl" of state.json, in USD: by sub-book and cause over day, month and ever, and
 * whether it ties to the account. null: unknown, or not whole. An engine without ledgers has none.
 * docs/book.md, "Ledgers". State thread.
 */
#ifndef RV_APP_STATE_PNL_H
#define RV_APP_STATE_PNL_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "engine/run/view.h"

/* False: out of memory. */
bool rv_state_put_pnl(cJSON *to, const rv_view *v);

#endif
