/* Questions of the snapshot's order side; see trade_view.h. */
#include "engine/desk/trade_view.h"

bool rv_tv_holds(const rv_tv_position *p)
{
	for (int s = 0; s < RV_SUB_N; s++) {
		if (p->sub_lots[s] != 0)
			return true;
	}
	return p->lots != 0;
}

bool rv_tv_lists_all(const rv_trade_view *t)
{
	if (t->n_positions < RV_TV_POSITIONS)
		return true;
	const rv_tv_position *last = &t->positions[t->n_positions - 1];
	return !rv_tv_holds(last) && last->venue_lots == 0 && last->state == RV_BOOK_ACTIVE;
}
