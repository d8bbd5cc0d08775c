#include "engine/research/result.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[RV_BT_STRATEGIES] = { "majors-alts", "stat-arb", "multi-bucket",
						     "rv-momentum", "book" };

const char *rv_bt_strategy_name(rv_bt_strategy_id s)
{
	return s < RV_BT_STRATEGIES ? names[s] : "?";
}

rv_bt_strategy_id rv_bt_strategy_find(const char *name)
{
	size_t s = 0;
	while (s < RV_BT_STRATEGIES && strcmp(name, names[s]) != 0)
		s++;
	return (rv_bt_strategy_id)s;
}

rv_status rv_bt_result_new(rv_bt_result **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? RV_OK : RV_ENOMEM;
}

void rv_bt_result_free(rv_bt_result *r)
{
	if (!r)
		return;
	free(r->days);
	free(r->windows);
	free(r->trials);
	free(r->trades);
	free(r->coins);
	free(r->holds);
	free(r->shares);
	free(r->notes);
	free(r->feature);
	free(r->return_btc);
	free(r->return_eth);
	free(r->always_on);
	free(r);
}

/* Room doubles at each power of two, so that the capacity follows from the count. */
static void *room(void *list, size_t n, size_t size)
{
	if (n & (n - 1))
		return list;
	const size_t cap = n ? 2 * n : 1;
	return cap > SIZE_MAX / size ? NULL : realloc(list, cap * size);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in them */
#define RV_BT_ADD(name, type, list, count)                                                         \
	rv_status rv_bt_add_##name(rv_bt_result *r, const type *x)                                 \
	{                                                                                          \
		type *grown = room(r->list, r->count, sizeof(*x));                                 \
		if (!grown)                                                                        \
			return RV_ENOMEM;                                                          \
		r->list = grown;                                                                   \
		r->list[r->count++] = *x;                                                          \
		return RV_OK;                                                                      \
	}
/* NOLINTEND(bugprone-macro-parentheses) */

RV_BT_ADD(day, rv_bt_day, days, n_days)
RV_BT_ADD(window, rv_bt_window, windows, n_windows)
RV_BT_ADD(trial, rv_bt_trial, trials, n_trials)
RV_BT_ADD(trade, rv_bt_trade, trades, n_trades)
RV_BT_ADD(hold, rv_bt_hold, holds, n_holds)
RV_BT_ADD(share, rv_bt_share, shares, n_shares)
RV_BT_ADD(note, rv_bt_note, notes, n_notes)
