/*
 * The bars that are still open, at the newest prices: relative momentum of the open hour, the
 * factor model of the open day. Shown as forming; published scores come from closed bars alone.
 */
#include "engine/run/live_state.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* The sds of the last closed bar: the small panel does not reach back far enough for its own. */
static const rv_rvm_sds *closed_sds(rv_live *l)
{
	rv_rvm_sds *to = &l->forming_sds;
	memcpy(to->spread, l->result.rvm.spread_sd, sizeof(to->spread));
	for (size_t row = 0; row < rv_panel_symbols(l->forming); row++) {
		const size_t at = rv_live_find(l, rv_panel_name(l->forming, row));
		to->own[row] = at != SIZE_MAX ? l->symbols[at].rv_sd_own : NAN;
	}
	return to;
}

/* Puts the open bars of the current hour into the small panel and scores there. */
static rv_status open_hour(rv_live *l, int64_t utc_ms)
{
	const int64_t open = rv_time_floor(utc_ms, RV_HOUR_MS);
	bool any = false;
	for (size_t i = 0; i < l->n; i++) {
		l->symbols[i].rv_forming = NAN;
		const rv_quote *q = l->symbols[i].quote;
		if (!q || q->forming.t != open)
			continue;
		const size_t row = rv_panel_find(l->forming, l->symbols[i].in.name);
		if (rv_panel_put(l->forming, row, &q->forming) == RV_OK)
			any = true;
	}
	if (!any)
		return RV_OK;
	const size_t col = rv_panel_col(l->forming, open);
	assert(col != SIZE_MAX);
	const bool divided = l->p.step.rvm.term_sd;
	if (divided && (l->result.bar_close_ms == 0 || !l->result.rvm.divided))
		return RV_OK; /* nothing to divide by yet */
	const rv_status st =
		rv_rvm_run_by(l->forming_ws, &l->p.step.rvm, &l->p.step.baskets, l->forming, col,
			      divided ? closed_sds(l) : NULL, &l->forming_result);
	for (size_t k = 0; st == RV_OK && k < l->forming_result.n; k++) {
		const rv_rvm_symbol *s = &l->forming_result.symbols[k];
		const size_t at = rv_live_find(l, rv_panel_name(l->forming, s->row));
		if (s->available && at != SIZE_MAX)
			l->symbols[at].rv_forming = s->score;
	}
	return st;
}

/*
 * The open day at the newest mids. The last daily bar must be yesterday's: until the day's bars
 * have come, a return since the bar before them would be of two days.
 */
static void open_day(rv_live *l, int64_t utc_ms)
{
	const rv_step_result *r = &l->result;
	const size_t n = rv_forming_coins(l->open_day);
	l->n_open_day = 0;
	if (l->asof_bar_close == 0 || n != r->n_daily || utc_ms < r->idio.close_ms ||
	    utc_ms >= r->idio.close_ms + RV_DAY_MS)
		return;
	for (size_t i = 0; i < n; i++) {
		const size_t at = rv_live_find(l, r->daily_names[i]);
		const rv_quote *q = at == SIZE_MAX ? NULL : l->symbols[at].quote;
		l->open_price[i] = q ? q->mid : NAN;
	}
	rv_forming_run(l->open_day, l->open_price, l->open_coin);
	l->n_open_day = n;
}

rv_status rv_live_open_bars(rv_live *l, int64_t utc_ms)
{
	open_day(l, utc_ms);
	return open_hour(l, utc_ms);
}
