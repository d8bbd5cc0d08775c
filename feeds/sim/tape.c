/* The venue's present, over its source; see tape.h. */
#include "feeds/sim/tape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/decimal.h"

/* A coin whose data ended this long ago has an empty book. */
static const int64_t quotes_end_ms = 25 * RV_HOUR_MS;

/* The hour in progress of one coin: its path, and the extremes of the seconds up to upto. */
typedef struct present {
	int64_t hour_ms;
	bool known; /* the source has this hour */
	rv_sim_ohlc bar;
	rv_sim_path path;
	int upto;
	double hi, lo;
} present;

struct rv_sim_tape {
	rv_sim_source *src;
	int64_t now;
	present *coins;
};

static const rv_sim_interval intervals[] = {
	{ "1m", RV_MINUTE_MS },	      { "3m", 3 * RV_MINUTE_MS },
	{ "5m", 5 * RV_MINUTE_MS },   { "15m", 15 * RV_MINUTE_MS },
	{ "30m", 30 * RV_MINUTE_MS }, { "1h", RV_HOUR_MS },
	{ "2h", 2 * RV_HOUR_MS },     { "4h", 4 * RV_HOUR_MS },
	{ "8h", 8 * RV_HOUR_MS },     { "12h", 12 * RV_HOUR_MS },
	{ "1d", RV_DAY_MS },	      { "3d", 3 * RV_DAY_MS },
	{ "1w", 7 * RV_DAY_MS },      { "1M", 0 },
};

const rv_sim_interval *rv_sim_interval_find(const char *name)
{
	for (size_t i = 0; i < sizeof(intervals) / sizeof(intervals[0]); i++) {
		if (strcmp(intervals[i].name, name) == 0)
			return &intervals[i];
	}
	return NULL;
}

int64_t rv_sim_interval_open(const rv_sim_interval *iv, int64_t t)
{
	return iv->ms ? rv_time_floor(t, iv->ms) : rv_time_month(t, 0);
}

int64_t rv_sim_interval_next(const rv_sim_interval *iv, int64_t open)
{
	return iv->ms ? open + iv->ms : rv_time_month(open, 1);
}

rv_status rv_sim_tape_new(rv_sim_source *src, rv_sim_tape **out)
{
	rv_sim_tape *t = calloc(1, sizeof(*t));
	if (!t)
		return RV_ENOMEM;
	t->src = src;
	t->coins = calloc(src->n_coins ? src->n_coins : 1, sizeof(*t->coins));
	if (!t->coins) {
		free(t);
		return RV_ENOMEM;
	}
	for (size_t i = 0; i < src->n_coins; i++)
		t->coins[i].hour_ms = INT64_MIN;
	*out = t;
	return RV_OK;
}

void rv_sim_tape_free(rv_sim_tape *t)
{
	if (!t)
		return;
	free(t->coins);
	free(t);
}

const rv_sim_source *rv_sim_tape_source(const rv_sim_tape *t)
{
	return t->src;
}

rv_status rv_sim_tape_set_now(rv_sim_tape *t, int64_t now_ms)
{
	t->now = now_ms;
	return t->src->ops->prepare(t->src, now_ms);
}

int64_t rv_sim_tape_now(const rv_sim_tape *t)
{
	return t->now;
}

size_t rv_sim_tape_find(const rv_sim_tape *t, const char *name)
{
	for (size_t i = 0; i < t->src->n_coins; i++) {
		if (strcmp(t->src->coins[i].name, name) == 0)
			return i;
	}
	return SIZE_MAX;
}

bool rv_sim_tape_listed(const rv_sim_tape *t, size_t coin)
{
	return t->src->coins[coin].from <= t->now;
}

static uint64_t path_key(const rv_sim_tape *t, size_t coin, int64_t hour_ms)
{
	uint64_t name = 0; /* by name: a coin's place may depend on when the venue started */
	for (const char *p = t->src->coins[coin].name; *p; p++)
		name = name * 131 + (unsigned char)*p;
	return rv_sim_mix(t->src->seed, name, (uint64_t)(hour_ms / RV_HOUR_MS));
}

static bool hour_path(const rv_sim_tape *t, size_t coin, int64_t hour_ms, rv_sim_ohlc *bar,
		      rv_sim_path *path)
{
	if (!t->src->ops->hour(t->src, coin, hour_ms, bar))
		return false;
	rv_sim_path_init(path, bar->o, bar->h, bar->l, bar->c, path_key(t, coin, hour_ms),
			 t->src->coins[coin].sz_decimals);
	return true;
}

static double cut_lots(double v, int sz_decimals)
{
	int64_t lots = 0;
	if (rv_dec_sz_round(v, sz_decimals, RV_DEC_DOWN, &lots) != RV_OK)
		return v; /* a recorded volume beyond 2^53 lots: shown as it is */
	return (double)lots / pow(10.0, sz_decimals);
}

/* Volume done in seconds from..to of an hour; the whole hour is exactly the hour's. */
static double part_volume(const rv_sim_path *p, double v, int from, int to)
{
	if (from <= 0 && to >= RV_SIM_HOUR_S - 1)
		return v;
	const double before =
		from <= 0 ? 0.0 : cut_lots(v * rv_sim_path_volume(p, from - 1), p->sz_decimals);
	const double after = to >= RV_SIM_HOUR_S - 1
				     ? v
				     : cut_lots(v * rv_sim_path_volume(p, to), p->sz_decimals);
	return after - before;
}

static int64_t part_trades(const rv_sim_path *p, int64_t n, int from, int to)
{
	const double a = floor((double)n * rv_sim_path_volume(p, from - 1));
	return (int64_t)(floor((double)n * rv_sim_path_volume(p, to)) - a);
}

/* Seconds from..to of an hour as a candle. */
static void part(const rv_sim_path *p, const rv_sim_ohlc *bar, int from, int to, rv_sim_ohlc *out)
{
	*out = (rv_sim_ohlc){ .o = rv_sim_path_at(p, from), .c = rv_sim_path_at(p, to) };
	rv_sim_path_range(p, from, to, &out->h, &out->l);
	out->v = part_volume(p, bar->v, from, to);
	out->n = part_trades(p, bar->n, from, to);
	out->traded = bar->traded && (from <= 0 || out->n > 0 || out->v > 0.0);
}

/* Brings the present of a coin to now; false if the source has nothing for this hour. */
static bool catch_up(rv_sim_tape *t, size_t coin, present **out)
{
	present *p = &t->coins[coin];
	const int64_t hour = rv_time_floor(t->now, RV_HOUR_MS);
	const int s = (int)((t->now - hour) / RV_SECOND_MS);
	if (p->hour_ms != hour || p->upto > s) {
		p->hour_ms = hour;
		p->known = hour_path(t, coin, hour, &p->bar, &p->path);
		p->upto = 0;
		p->hi = p->lo = p->path.o;
	}
	if (!p->known)
		return false;
	for (; p->upto < s; p->upto++) {
		const double v = rv_sim_path_at(&p->path, p->upto + 1);
		p->hi = fmax(p->hi, v);
		p->lo = fmin(p->lo, v);
	}
	*out = p;
	return true;
}

static bool forming_hour(rv_sim_tape *t, size_t coin, rv_sim_ohlc *out)
{
	present *p = NULL;
	if (!catch_up(t, coin, &p) || !p->bar.traded)
		return false;
	*out = (rv_sim_ohlc){ .o = p->bar.o,
			      .h = p->hi,
			      .l = p->lo,
			      .c = rv_sim_path_at(&p->path, p->upto),
			      .v = part_volume(&p->path, p->bar.v, 0, p->upto),
			      .n = part_trades(&p->path, p->bar.n, 0, p->upto),
			      .traded = true };
	return true;
}

/* One hour as known now. */
static bool hour_candle(rv_sim_tape *t, size_t coin, int64_t hour_ms, rv_sim_ohlc *out)
{
	if (hour_ms + RV_HOUR_MS > t->now)
		return hour_ms <= t->now && forming_hour(t, coin, out);
	return t->src->ops->hour(t->src, coin, hour_ms, out) && out->traded;
}

/* Part of one hour: the candle [open, open + ms) clipped to now. */
static bool minute_candle(rv_sim_tape *t, size_t coin, int64_t open, int64_t ms, rv_sim_ohlc *out)
{
	const int64_t hour = rv_time_floor(open, RV_HOUR_MS);
	const int64_t end = open + ms - 1 < t->now ? open + ms - 1 : t->now;
	rv_sim_ohlc bar;
	rv_sim_path path;
	if (end < open || !hour_path(t, coin, hour, &bar, &path))
		return false;
	part(&path, &bar, (int)((open - hour) / RV_SECOND_MS), (int)((end - hour) / RV_SECOND_MS),
	     out);
	return out->traded;
}

static void add_hour(rv_sim_ohlc *sum, const rv_sim_ohlc *h)
{
	if (!sum->traded) {
		*sum = *h;
		return;
	}
	sum->h = fmax(sum->h, h->h);
	sum->l = fmin(sum->l, h->l);
	sum->c = h->c;
	sum->v += h->v;
	sum->n += h->n;
}

static bool sum_hours(rv_sim_tape *t, size_t coin, int64_t open, int64_t end, rv_sim_ohlc *out)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	*out = (rv_sim_ohlc){ .traded = false };
	for (int64_t h = open > c->from ? open : c->from; h < end && h <= t->now; h += RV_HOUR_MS) {
		rv_sim_ohlc one;
		if (hour_candle(t, coin, h, &one))
			add_hour(out, &one);
	}
	int64_t lots = 0; /* the sum of decimals is a decimal again */
	if (rv_dec_sz_round(out->v, c->sz_decimals, RV_DEC_NEAREST, &lots) == RV_OK)
		out->v = (double)lots / pow(10.0, c->sz_decimals);
	return out->traded;
}

bool rv_sim_tape_candle(rv_sim_tape *t, size_t coin, const rv_sim_interval *iv, int64_t open_ms,
			rv_sim_ohlc *out)
{
	if (iv->ms == RV_HOUR_MS)
		return hour_candle(t, coin, open_ms, out);
	if (iv->ms && iv->ms < RV_HOUR_MS)
		return minute_candle(t, coin, open_ms, iv->ms, out);
	const int64_t end = rv_sim_interval_next(iv, open_ms);
	if (iv->ms == RV_DAY_MS && end <= t->now && t->src->ops->day &&
	    t->src->ops->day(t->src, coin, open_ms, out))
		return out->traded;
	return sum_hours(t, coin, open_ms, end, out);
}

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
	const double tick = rv_sim_tick(q->last, c->sz_decimals);
	const bool at_bid = ((second + (int64_t)coin) & 1) != 0;
	const double above = at_bid ? tick * c->spread_ticks : 0.0;
	const double below = at_bid ? 0.0 : tick * (c->spread_ticks + 1);
	q->bid = round_px(fmax(q->last - below, tick), c->sz_decimals, 0);
	q->ask = round_px(q->last + above, c->sz_decimals, 0);
	if (q->ask <= q->bid)
		q->ask = round_px(q->bid + tick, c->sz_decimals, 0);
	q->mid = round_px((q->bid + q->ask) / 2.0, c->sz_decimals, 1);
}

bool rv_sim_tape_price(rv_sim_tape *t, size_t coin, rv_sim_quote *q)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	*q = (rv_sim_quote){ .live = false };
	if (!rv_sim_tape_listed(t, coin))
		return false;
	present *p = NULL;
	int64_t second = t->now / RV_SECOND_MS, hour = t->now;
	if (catch_up(t, coin, &p)) {
		if (c->illiquid)
			second -= second % 20;
		const int s = (int)(second - p->hour_ms / RV_SECOND_MS);
		q->last = rv_sim_path_at(&p->path, s > 0 ? s : 0);
	} else if (!stale_price(t, coin, &q->last, &hour)) {
		return false;
	} else {
		second = 0;
	}
	q->live = !c->delisted && hour >= t->now - quotes_end_ms;
	spread(t, coin, second, q);
	return true;
}

/* Price and volumes of the last 24 hours. */
static void day_stats(rv_sim_tape *t, size_t coin, rv_sim_quote *q)
{
	const int64_t hour = rv_time_floor(t->now, RV_HOUR_MS);
	q->prev_day_px = q->last;
	bool first = true;
	for (int k = 24; k >= 0; k--) {
		rv_sim_ohlc b;
		if (!hour_candle(t, coin, hour - k * RV_HOUR_MS, &b))
			continue;
		if (first)
			q->prev_day_px = b.o;
		first = false;
		q->day_base_vlm += b.v;
		q->day_ntl_vlm += b.v * (b.o + b.h + b.l + b.c) / 4.0;
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
	q->funding = 0.0; /* none recorded, so this venue pays none */
	q->premium = NAN;
}

bool rv_sim_tape_quote(rv_sim_tape *t, size_t coin, rv_sim_quote *q)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	if (!rv_sim_tape_price(t, coin, q))
		return false;
	if (q->live) {
		day_stats(t, coin, q);
		running_funding(t, coin, q);
	} else {
		q->prev_day_px = q->last;
	}
	const double tick = rv_sim_tick(q->last, c->sz_decimals);
	/* An unknown premium leaves the oracle at the mid: a replay has no other price. */
	const double premium = isfinite(q->premium) ? q->premium : 0.0;
	q->oracle = round_px(q->mid / (1.0 + premium), c->sz_decimals, 0);
	q->mark = round_px(q->mid + 0.1 * (q->oracle - q->mid), c->sz_decimals, 0);
	q->impact_bid = round_px(fmax(q->bid - 2.0 * tick, tick), c->sz_decimals, 0);
	q->impact_ask = round_px(q->ask + 2.0 * tick, c->sz_decimals, 0);
	const double crowd = 1.0 + 0.25 * tanh(premium / 0.0005);
	q->open_interest = c->delisted ? 0.0 : cut_lots(c->oi_coins * crowd, c->sz_decimals);
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
	const double tick = rv_sim_tick(q.last, c->sz_decimals);
	const double by = step > tick ? step : tick;
	double px = side ? ceil(q.ask / by - 1e-9) * by : floor(q.bid / by + 1e-9) * by;
	const double unit = fmax(c->depth_coins, pow(10.0, -c->sz_decimals)) * by / tick;
	size_t n = 0;
	for (; n < RV_SIM_BOOK_LEVELS && px > tick / 2.0; n++, px += side ? by : -by) {
		const uint64_t at = (uint64_t)llround(px / tick);
		const double u = rv_sim_mix01(t->src->seed ^ coin, at, (uint64_t)(t->now / 4000));
		out[n].px = round_px(px, c->sz_decimals, 0);
		out[n].sz = cut_lots(unit * (1.0 + 0.35 * (double)n) * (0.15 - 2.0 * log(1.0 - u)),
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
	if (!hour_path(t, coin, hour, &bar, &path) || !bar.traded)
		return false;
	const double sz = part_volume(&path, bar.v, s, s);
	if (sz <= 0.0)
		return false;
	const uint64_t id = rv_sim_mix(path.key, 0x7d, (uint64_t)s);
	const int sd = path.sz_decimals;
	*out = (rv_sim_trade){ .px = rv_sim_path_at(&path, s),
			       .sz = round(sz * pow(10.0, sd)) / pow(10.0, sd),
			       .buy = ((hour / RV_SECOND_MS + s + (int64_t)coin) & 1) == 0,
			       .time = hour + s * RV_SECOND_MS + (int64_t)(id % 400),
			       .tid = id >> 14 };
	return out->sz > 0.0;
}
