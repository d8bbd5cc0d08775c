/* Hours and candles of the venue's present; see tape.h. Prices and books are in quote.c. */
#include "feeds/sim/tape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "feeds/sim/tape_priv.h"

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

bool rv_sim_tape_delisted(const rv_sim_tape *t, size_t coin)
{
	const rv_sim_coin *c = &t->src->coins[coin];
	return c->delisted || t->now >= c->until || t->coins[coin].gone;
}

void rv_sim_tape_delist(rv_sim_tape *t, size_t coin)
{
	t->coins[coin].gone = true;
}

static uint64_t path_key(const rv_sim_tape *t, size_t coin, int64_t hour_ms)
{
	uint64_t name = 0; /* by name: a coin's place may depend on when the venue started */
	for (const char *p = t->src->coins[coin].name; *p; p++)
		name = name * 131 + (unsigned char)*p;
	return rv_sim_mix(t->src->seed, name, (uint64_t)(hour_ms / RV_HOUR_MS));
}

bool rv_sim_tape_path(const rv_sim_tape *t, size_t coin, int64_t hour_ms, rv_sim_ohlc *bar,
		      rv_sim_path *path)
{
	if (!t->src->ops->hour(t->src, coin, hour_ms, bar))
		return false;
	rv_sim_path_init(path, bar->o, bar->h, bar->l, bar->c, path_key(t, coin, hour_ms),
			 t->src->coins[coin].sz_decimals);
	path->tick_rule = t->src->coins[coin].tick_rule;
	return true;
}

double rv_sim_cut_lots(double v, int sz_decimals)
{
	int64_t lots = 0;
	if (rv_dec_sz_round(v, sz_decimals, RV_DEC_DOWN, &lots) != RV_OK)
		return v; /* a recorded volume beyond 2^53 lots: shown as it is */
	return (double)lots / pow(10.0, sz_decimals);
}

double rv_sim_part_volume(const rv_sim_path *p, double v, int from, int to)
{
	if (from <= 0 && to >= RV_SIM_HOUR_S - 1)
		return v;
	const double before =
		from <= 0 ? 0.0
			  : rv_sim_cut_lots(v * rv_sim_path_volume(p, from - 1), p->sz_decimals);
	const double after =
		to >= RV_SIM_HOUR_S - 1
			? v
			: rv_sim_cut_lots(v * rv_sim_path_volume(p, to), p->sz_decimals);
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
	out->v = rv_sim_part_volume(p, bar->v, from, to);
	out->n = part_trades(p, bar->n, from, to);
	out->traded = bar->traded && (from <= 0 || out->n > 0 || out->v > 0.0);
}

bool rv_sim_tape_present(rv_sim_tape *t, size_t coin, rv_sim_present **out)
{
	rv_sim_present *p = &t->coins[coin];
	const int64_t hour = rv_time_floor(t->now, RV_HOUR_MS);
	const int s = (int)((t->now - hour) / RV_SECOND_MS);
	if (p->hour_ms != hour || p->upto > s) {
		p->hour_ms = hour;
		p->known = rv_sim_tape_path(t, coin, hour, &p->bar, &p->path);
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
	rv_sim_present *p = NULL;
	if (!rv_sim_tape_present(t, coin, &p) || !p->bar.traded)
		return false;
	*out = (rv_sim_ohlc){ .o = p->bar.o,
			      .h = p->hi,
			      .l = p->lo,
			      .c = rv_sim_path_at(&p->path, p->upto),
			      .v = rv_sim_part_volume(&p->path, p->bar.v, 0, p->upto),
			      .n = part_trades(&p->path, p->bar.n, 0, p->upto),
			      .traded = true };
	return true;
}

bool rv_sim_hour_candle(rv_sim_tape *t, size_t coin, int64_t hour_ms, rv_sim_ohlc *out)
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
	if (end < open || !rv_sim_tape_path(t, coin, hour, &bar, &path))
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
		if (rv_sim_hour_candle(t, coin, h, &one))
			add_hour(out, &one);
	}
	int64_t lots = 0; /* the sum of decimals is a decimal again */
	if (rv_dec_sz_round(out->v, c->sz_decimals, RV_DEC_NEAREST, &lots) == RV_OK)
		out->v = (double)lots / pow(10.0, c->sz_decimals);
	return out->traded;
}

static bool plain_candle(rv_sim_tape *t, size_t coin, const rv_sim_interval *iv, int64_t open_ms,
			 rv_sim_ohlc *out)
{
	if (iv->ms == RV_HOUR_MS)
		return rv_sim_hour_candle(t, coin, open_ms, out);
	if (iv->ms && iv->ms < RV_HOUR_MS)
		return minute_candle(t, coin, open_ms, iv->ms, out);
	const int64_t end = rv_sim_interval_next(iv, open_ms);
	if (iv->ms == RV_DAY_MS && end <= t->now && t->src->ops->day &&
	    t->src->ops->day(t->src, coin, open_ms, out))
		return out->traded;
	return sum_hours(t, coin, open_ms, end, out);
}

bool rv_sim_tape_candle(rv_sim_tape *t, size_t coin, const rv_sim_interval *iv, int64_t open_ms,
			rv_sim_ohlc *out)
{
	if (!plain_candle(t, coin, iv, open_ms, out))
		return false;
	if (t->n_moves > 0)
		rv_sim_move_candle(t, coin, open_ms, rv_sim_interval_next(iv, open_ms), out);
	return true;
}
