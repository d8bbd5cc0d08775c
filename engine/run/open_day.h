/*
 * A daily bar for a day that is still open, as if it closed now: what is not known of it yet
 * (volume, funding, market cap) is the day before's, because a part of a day is no day. The live
 * projection and the replay of a recorded decision make it by the same call. Pure; allocates
 * nothing.
 */
#ifndef RV_RUN_OPEN_DAY_H
#define RV_RUN_OPEN_DAY_H

#include "engine/market/panel.h"

/* The coin has a close of the day before, so that there is something to go on from. */
bool rv_open_day_may(const rv_panel *daily, size_t row, int64_t day);
/*
 * b: close, and the day's high and low so far (NaN none); t and the rest are filled here. to: daily
 * itself or a copy of it. Only where rv_open_day_may. Errors of rv_panel_put.
 */
RV_NODISCARD rv_status rv_open_day_put(rv_panel *to, const rv_panel *daily, size_t row, int64_t day,
				       rv_bar b);

#endif
