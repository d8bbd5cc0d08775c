/* Prices, contexts, books and trades of the venue's present; see tape.h. */
#include <math.h>

#include "engine/base/decimal.h"
#include "feeds/sim/tape_priv.h"

/* A coin whose data ended this long ago has an empty book. */
static const int64_t quotes_end_ms = 25 * RV_HOUR_MS;

double rv_sim_tick(double px, int sz_decimals)
{
	return pow(10.0, -rv_dec_px_decimals(px, sz_decimals));
}

/* Rounded to `extra` decimals more than a price has: a mid may be half a tick. */
static double round_px(double px, int sz_decimals, int extra)
{
	const double p = pow(10.0, rv_dec_px_decimals(px, sz_decimals) + extra);
	return round(px * p) / p;
}

/* The newest price before the present hour, for a coin that has no data in it, and its hour. */
static bool stale_price(const rv_sim_tape *t, size_t coin, double *px, int64_t *hour_ms)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	int64_t h = rv_time_floor(t->now, RV_HOUR_MS) - RV_HOUR_MS;
	if (c->until != INT64_MAX && h >= c->until)
		h = c->until - RV_HOUR_MS;
	for (; h >= c->from; h -= RV_HOUR_MS) {
		rv_sim_ohlc bar;
		if (t->src->ops->hour(t->src, coin, h, &bar)) {
			*px = bar.c;
			*hour_ms = h;
			return true;
		}
	}
	return false;
}

/*
 * The last trade took the ask in one second and the bid in the next, across a spread that is one
 * tick wider then: the mid lies a fraction of a tick elsewhere, so it moves even if the price
 * rests.
 */
static void spread(const rv_sim_tape *t, size_t coin, int64_t second, rv_sim_quote *q)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	const double tick = rv_sim_tick(q->last, c->tick_rule);
	const bool at_bid = ((second + (int64_t)coin) & 1) != 0;
	const double above = at_bid ? tick * c->spread_ticks : 0.0;
	const double below = at_bid ? 0.0 : tick * (c->spread_ticks + 1);
	q->bid = round_px(fmax(q->last - below, tick), c->tick_rule, 0);
	q->ask = round_px(q->last + above, c->tick_rule, 0);
	if (q->ask <= q->bid)
		q->ask = round_px(q->bid + tick, c->tick_rule, 0);
	q->mid = round_px((q->bid + q->ask) / 2.0, c->tick_rule, 1);
}

bool rv_sim_tape_price(rv_sim_tape *t, size_t coin, rv_sim_quote *q)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	*q = (rv_sim_quote){ .live = false };
	if (!rv_sim_tape_listed(t, coin))
		return false;
	rv_sim_present *p = NULL;
	int64_t second = t->now / RV_SECOND_MS, hour = t->now;
	if (rv_sim_tape_present(t, coin, &p)) {
		if (c->illiquid)
			second -= second % 20;
		const int s = (int)(second - p->hour_ms / RV_SECOND_MS);
		q->last = rv_sim_path_at(&p->path, s > 0 ? s : 0);
	} else if (!stale_price(t, coin, &q->last, &hour)) {
		return false;
	} else {
		second = 0;
	}
	q->live = !rv_sim_tape_delisted(t, coin) && hour >= t->now - quotes_end_ms;
	if (t->n_moves > 0)
		q->last = rv_sim_moved_px(t, coin, q->last, rv_sim_tape_factor(t, coin, t->now));
	spread(t, coin, second, q);
	return true;
}

/* The source has any of the last hours, with trades or without. */
static bool any_hour(const rv_sim_tape *t, size_t coin, int64_t hour)
{
	for (int k = 24; k >= 0; k--) {
		rv_sim_ohlc b;
		if (t->src->ops->hour(t->src, coin, hour - k * RV_HOUR_MS, &b))
			return true;
	}
	return false;
}

/* Price and volumes of the last 24 hours; unknown in a gap of the data. */
static void day_stats(rv_sim_tape *t, size_t coin, rv_sim_quote *q)
{
	const int64_t hour = rv_time_floor(t->now, RV_HOUR_MS);
	q->prev_day_px = q->last;
	bool first = true;
	for (int k = 24; k >= 0; k--) {
		rv_sim_ohlc b;
		if (!rv_sim_hour_candle(t, coin, hour - k * RV_HOUR_MS, &b))
			continue;
		if (first)
			q->prev_day_px = b.o;
		first = false;
		q->day_base_vlm += b.v;
		q->day_ntl_vlm += b.v * (b.o + b.h + b.l + b.c) / 4.0;
	}
	if (first && !any_hour(t, coin, hour)) {
		q->prev_day_px = q->day_base_vlm = q->day_ntl_vlm = NAN;
		return;
	}
	const int sz = t->src->coins[coin].sz_decimals;
	q->day_base_vlm = round(q->day_base_vlm * pow(10.0, sz)) / pow(10.0, sz);
	q->day_ntl_vlm = round(q->day_ntl_vlm * 1e6) / 1e6;
}

/* What the hour in progress would pay at the present price; without an estimate the last paid. */
static void running_funding(const rv_sim_tape *t, size_t coin, rv_sim_quote *q)
{
	const rv_sim_source_ops *ops = t->src->ops;
	const int64_t hour = rv_time_floor(t->now, RV_HOUR_MS);
	if (ops->estimate &&
	    ops->estimate(t->src, coin, hour + RV_HOUR_MS, q->last, &q->funding, &q->premium))
		return;
	int64_t stamp = 0;
	for (int k = 0; k < 2; k++) {
		if (rv_sim_tape_funding(t, coin, hour - k * RV_HOUR_MS, &stamp, &q->funding,
					&q->premium))
			return;
	}
	q->funding = q->premium = NAN; /* none recorded */
}

/*
 * A coin without a book: the venue's word for one that is delisted is zero; of a replayed one whose
 * bars have ended or pause, nothing is known.
 */
static void no_market(bool delisted, rv_sim_quote *q)
{
	const double v = delisted ? 0.0 : NAN;
	q->prev_day_px = delisted ? q->last : NAN;
	q->funding = q->day_base_vlm = q->day_ntl_vlm = v;
	q->premium = NAN;
}

static double open_interest(const rv_sim_coin *c, double premium)
{
	if (c->delisted || isnan(c->oi_coins))
		return c->delisted ? 0.0 : NAN;
	const double crowd = 1.0 + 0.25 * tanh(premium / 0.0005);
	return rv_sim_cut_lots(c->oi_coins * crowd, c->sz_decimals);
}

bool rv_sim_tape_marks(rv_sim_tape *t, size_t coin, rv_sim_quote *q)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	if (!rv_sim_tape_price(t, coin, q))
		return false;
	if (q->live)
		running_funding(t, coin, q);
	else
		no_market(c->delisted, q);
	/* An unknown premium leaves the oracle at the mid: a replay has no other price. */
	const double premium = isfinite(q->premium) ? q->premium : 0.0;
	q->oracle = round_px(q->mid / (1.0 + premium), c->tick_rule, 0);
	q->mark = round_px(q->mid + 0.1 * (q->oracle - q->mid), c->tick_rule, 0);
	if (!q->live && !c->delisted) /* it would look like a price of now */
		q->mark = q->oracle = NAN;
	return true;
}

bool rv_sim_tape_quote(rv_sim_tape *t, size_t coin, rv_sim_quote *q)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	if (!rv_sim_tape_marks(t, coin, q))
		return false;
	if (q->live)
		day_stats(t, coin, q);
	const double tick = rv_sim_tick(q->last, c->tick_rule);
	q->impact_bid = round_px(fmax(q->bid - 2.0 * tick, tick), c->tick_rule, 0);
	q->impact_ask = round_px(q->ask + 2.0 * tick, c->tick_rule, 0);
	q->open_interest = open_interest(c, isfinite(q->premium) ? q->premium : 0.0);
	return true;
}

bool rv_sim_tape_funding(const rv_sim_tape *t, size_t coin, int64_t hour_ms, int64_t *stamp,
			 double *rate, double *premium)
{
	return t->src->ops->funding(t->src, coin, hour_ms, stamp, rate, premium) &&
	       *stamp <= t->now;
}

size_t rv_sim_tape_book(rv_sim_tape *t, size_t coin, int side, double step,
			rv_sim_level out[RV_SIM_BOOK_LEVELS])
{
	const rv_sim_coin *c = &t->src->coins[coin];
	rv_sim_quote q;
	if (!rv_sim_tape_price(t, coin, &q) || !q.live)
		return 0;
	const double tick = rv_sim_tick(q.last, c->tick_rule);
	const double by = step > tick ? step : tick;
	double px = side ? ceil(q.ask / by - 1e-9) * by : floor(q.bid / by + 1e-9) * by;
	const double unit = fmax(c->depth_coins, pow(10.0, -c->sz_decimals)) * by / tick;
	size_t n = 0;
	for (; n < RV_SIM_BOOK_LEVELS && px > tick / 2.0; n++, px += side ? by : -by) {
		const uint64_t at = (uint64_t)llround(px / tick);
		const double u = rv_sim_mix01(t->src->seed ^ coin, at, (uint64_t)(t->now / 4000));
		out[n].px = round_px(px, c->tick_rule, 0);
		out[n].sz = rv_sim_cut_lots(unit * (1.0 + 0.35 * (double)n) *
						    (0.15 - 2.0 * log(1.0 - u)),
					    c->sz_decimals) +
			    pow(10.0, -c->sz_decimals);
		out[n].sz =
			round(out[n].sz * pow(10.0, c->sz_decimals)) / pow(10.0, c->sz_decimals);
		out[n].n = 1 + (int)(u * 12.0);
	}
	return n;
}

bool rv_sim_tape_trade(rv_sim_tape *t, size_t coin, int64_t at_ms, rv_sim_trade *out)
{
	const int64_t hour = rv_time_floor(at_ms, RV_HOUR_MS);
	const int s = (int)((at_ms - hour) / RV_SECOND_MS);
	rv_sim_ohlc bar;
	rv_sim_path path;
	if (!rv_sim_tape_path(t, coin, hour, &bar, &path) || !bar.traded)
		return false;
	const double sz = rv_sim_part_volume(&path, bar.v, s, s);
	if (sz <= 0.0)
		return false;
	const uint64_t id = rv_sim_mix(path.key, 0x7d, (uint64_t)s);
	const int sd = path.sz_decimals;
	*out = (rv_sim_trade){ .px = rv_sim_path_at(&path, s),
			       .sz = round(sz * pow(10.0, sd)) / pow(10.0, sd),
			       .buy = ((hour / RV_SECOND_MS + s + (int64_t)coin) & 1) == 0,
			       .time = hour + s * RV_SECOND_MS + (int64_t)(id % 400),
			       .tid = id >> 14 };
	if (t->n_moves > 0)
		out->px = rv_sim_moved_px(t, coin, out->px, rv_sim_tape_factor(t, coin, at_ms));
	return out->sz > 0.0;
}
