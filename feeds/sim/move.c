/* Prices moved by hand, and the path between two instants; see tape.h. */
#include <math.h>

#include "engine/base/decimal.h"
#include "feeds/sim/tape_priv.h"

rv_status rv_sim_tape_move(rv_sim_tape *t, size_t coin, double factor)
{
	if (!(factor > 0.0 && factor < 1e6) || coin >= t->src->n_coins)
		return RV_EINVAL;
	if (t->n_moves == RV_SIM_MOVES_MAX)
		return RV_EFULL;
	t->moves[t->n_moves++] = (rv_sim_move){ .coin = coin, .at = t->now, .factor = factor };
	return RV_OK;
}

double rv_sim_tape_factor(const rv_sim_tape *t, size_t coin, int64_t at_ms)
{
	double f = 1.0;
	for (size_t i = 0; i < t->n_moves; i++) {
		if (t->moves[i].coin == coin && t->moves[i].at <= at_ms)
			f *= t->moves[i].factor;
	}
	return f;
}

double rv_sim_moved_px(const rv_sim_tape *t, size_t coin, double px, double factor)
{
	int64_t units = 0;
	int scale = 0;
	const double v = px * factor;
	if (rv_dec_px_round(v, t->src->coins[coin].tick_rule, RV_DEC_NEAREST, &units, &scale) !=
	    RV_OK)
		return v; /* below one tick: the price itself is the best there is */
	return (double)units / pow(10.0, scale);
}

/*
 * The part before a move keeps its extremes, the part after it is known by its close: inside the
 * candle of the move itself the two cannot be told apart further.
 */
void rv_sim_move_candle(const rv_sim_tape *t, size_t coin, int64_t open_ms, int64_t end_ms,
			rv_sim_ohlc *c)
{
	const int64_t last = end_ms - 1 < t->now ? end_ms - 1 : t->now;
	const double first = rv_sim_tape_factor(t, coin, open_ms);
	const double final = rv_sim_tape_factor(t, coin, last);
	const double hi = rv_sim_moved_px(t, coin, c->h, first);
	const double lo = rv_sim_moved_px(t, coin, c->l, first);
	c->o = rv_sim_moved_px(t, coin, c->o, first);
	c->c = rv_sim_moved_px(t, coin, c->c, final);
	c->h = fmax(hi, c->c);
	c->l = fmin(lo, c->c);
}

/* Seconds first..last of an hour into the extremes so far. */
static void widen(const rv_sim_path *p, int first, int last, int every, double *hi, double *lo)
{
	for (int s = first; s <= last; s++) {
		if (s % every != 0)
			continue; /* an illiquid coin's quotes stand still in between */
		const double v = rv_sim_path_at(p, s);
		*hi = fmax(*hi, v); /* NaN at first: the other one */
		*lo = fmin(*lo, v);
	}
}

bool rv_sim_tape_range(const rv_sim_tape *t, size_t coin, int64_t from_ms, int64_t to_ms,
		       double *hi, double *lo)
{
	const int every = t->src->coins[coin].illiquid ? 20 : 1;
	int64_t at = rv_time_floor(from_ms, RV_SECOND_MS) + RV_SECOND_MS;
	*hi = *lo = NAN;
	while (at <= to_ms) {
		const int64_t hour = rv_time_floor(at, RV_HOUR_MS);
		const int64_t last = hour + RV_HOUR_MS - RV_SECOND_MS;
		rv_sim_ohlc bar;
		rv_sim_path path;
		const bool whole = at == hour && last <= to_ms && every == 1;
		if (!rv_sim_tape_path(t, coin, hour, &bar, &path)) {
			/* a gap in the data */
		} else if (whole) { /* the path touches both, and a span may be of days */
			*hi = fmax(*hi, bar.h);
			*lo = fmin(*lo, bar.l);
		} else {
			widen(&path, (int)((at - hour) / RV_SECOND_MS),
			      (int)(((last < to_ms ? last : to_ms) - hour) / RV_SECOND_MS), every,
			      hi, lo);
		}
		at = hour + RV_HOUR_MS;
	}
	if (isnan(*hi))
		return false;
	const double f = rv_sim_tape_factor(t, coin, to_ms);
	*hi = rv_sim_moved_px(t, coin, *hi, f);
	*lo = rv_sim_moved_px(t, coin, *lo, f);
	return true;
}
