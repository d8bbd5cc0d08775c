/* Replay of a store; see replay.h. */
#include "feeds/sim/replay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "engine/base/timefmt.h"
#include "feeds/store/store.h"

typedef struct ohlcv {
	double o, h, l, c, v; /* o NaN: no such bar */
} ohlcv;

/* Bars of one coin and interval on its grid, gaps included. */
typedef struct series {
	int64_t first, step;
	size_t n;
	ohlcv *v;
} series;

typedef struct tape_coin {
	series hours, days;
	size_t n_funding;
	rv_funding *funding;
	size_t n_caps;
	rv_mcap *caps;
} tape_coin;

typedef struct replay {
	rv_sim_source base;
	rv_sim_coin *coins;
	tape_coin *tapes;
	rv_aliases aliases;
} replay;

/* What is read from: the store and the symbols that it knows, in name order. */
typedef struct source {
	rv_store *st;
	const rv_aliases *aliases;
	const rv_instrument *known;
	size_t n;
} source;

static const ohlcv *series_at(const series *s, int64_t t)
{
	if (!s->v || t < s->first || (t - s->first) / s->step >= (int64_t)s->n)
		return NULL;
	const ohlcv *b = &s->v[(t - s->first) / s->step];
	return isnan(b->o) ? NULL : b;
}

static bool replay_bar(const series *s, int64_t t, rv_sim_ohlc *out)
{
	const ohlcv *b = series_at(s, t);
	if (!b || isnan(b->v)) /* the protocol has no word for an unknown volume */
		return false;
	*out = (rv_sim_ohlc){
		.o = b->o, .h = b->h, .l = b->l, .c = b->c, .v = b->v, .traded = true
	};
	const double usd = b->v * b->c;
	out->n = usd > 0.0 ? 1 + (int64_t)fmin(usd / 1400.0, 1e9) : 0;
	return true;
}

static bool replay_hour(const rv_sim_source *s, size_t coin, int64_t hour_ms, rv_sim_ohlc *out)
{
	const replay *r = (const replay *)s;
	return replay_bar(&r->tapes[coin].hours, hour_ms, out);
}

static bool replay_day(const rv_sim_source *s, size_t coin, int64_t day_ms, rv_sim_ohlc *out)
{
	const replay *r = (const replay *)s;
	return replay_bar(&r->tapes[coin].days, day_ms, out);
}

/* First row with t >= at. */
static size_t lower_bound(const rv_funding *v, size_t n, int64_t at)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (v[mid].t < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool replay_funding(const rv_sim_source *s, size_t coin, int64_t hour_ms, int64_t *stamp,
			   double *rate, double *premium)
{
	const tape_coin *t = &((const replay *)s)->tapes[coin];
	const size_t i = lower_bound(t->funding, t->n_funding, hour_ms);
	if (i == t->n_funding || t->funding[i].t >= hour_ms + RV_HOUR_MS)
		return false;
	*stamp = t->funding[i].t;
	*rate = t->funding[i].rate;
	*premium = NAN; /* not recorded */
	return true;
}

/* The newest recorded cap that is known then: that of the day before, at its midnight the same. */
static double replay_cap(const rv_sim_source *s, size_t coin, int64_t at_ms, double px)
{
	const tape_coin *t = &((const replay *)s)->tapes[coin];
	const int64_t day = rv_time_floor(at_ms, RV_DAY_MS) - RV_DAY_MS;
	size_t lo = 0, hi = t->n_caps;
	(void)px;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (t->caps[mid].t < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n_caps && t->caps[lo].t == day ? t->caps[lo].market_cap_usd : NAN;
}

static rv_status replay_prepare(rv_sim_source *s, int64_t now_ms)
{
	(void)s;
	(void)now_ms;
	return RV_OK;
}

static void replay_free(rv_sim_source *s)
{
	replay *r = (replay *)s;
	if (!r)
		return;
	for (size_t i = 0; r->tapes && i < r->base.n_coins; i++) {
		free(r->tapes[i].hours.v);
		free(r->tapes[i].days.v);
		free(r->tapes[i].funding);
		free(r->tapes[i].caps);
	}
	free(r->tapes);
	free(r->coins);
	free(r);
}

static const rv_sim_source_ops replay_ops = {
	.name = "replay",
	.prepare = replay_prepare,
	.hour = replay_hour,
	.day = replay_day,
	.funding = replay_funding,
	.cap = replay_cap,
	.free = replay_free,
};

/* Puts rows on the grid first, first + step, ...; missing ones become NaN. */
static rv_status lay_out(const rv_bar *rows, size_t n, const rv_store_span *span, int64_t step,
			 series *out)
{
	const size_t cells = (size_t)((span->last - span->first) / step) + 1;
	out->v = malloc(cells * sizeof(*out->v));
	if (!out->v)
		return RV_ENOMEM;
	out->first = span->first;
	out->step = step;
	out->n = cells;
	for (size_t i = 0; i < cells; i++)
		out->v[i] = (ohlcv){ .o = NAN };
	for (size_t i = 0; i < n; i++) {
		const rv_bar *b = &rows[i];
		out->v[(b->t - span->first) / step] =
			(ohlcv){ b->open, b->high, b->low, b->close, b->volume_base };
	}
	return RV_OK;
}

static rv_status read_series(rv_store *st, const char *symbol, rv_interval iv, series *out,
			     rv_err *err)
{
	rv_store_span span = { .n = 0 };
	rv_status rc = rv_store_bar_span(st, symbol, iv, &span, err);
	if (rc != RV_OK || span.n == 0)
		return rc;
	rv_bar *rows = malloc(span.n * sizeof(*rows));
	if (!rows)
		return RV_ENOMEM;
	size_t n = 0;
	rc = rv_store_read_bars(st, symbol, iv, span.first, span.last + 1, rows, span.n, &n, err);
	if (rc == RV_OK)
		rc = lay_out(rows, n, &span, rv_interval_ms(iv), out);
	free(rows);
	return rc;
}

static rv_status read_funding(rv_store *st, const char *symbol, tape_coin *t, rv_err *err)
{
	rv_store_span span = { .n = 0 };
	rv_status rc = rv_store_funding_span(st, symbol, &span, err);
	if (rc != RV_OK || span.n == 0)
		return rc;
	t->funding = malloc(span.n * sizeof(*t->funding));
	if (!t->funding)
		return RV_ENOMEM;
	return rv_store_read_funding(st, symbol, span.first, span.last + 1, t->funding, span.n,
				     &t->n_funding, err);
}

/* The venue pays by the hour; older 8-hourly rows have no place in it. */
static void keep_hourly(tape_coin *t)
{
	size_t kept = 0;
	for (size_t i = 0; i < t->n_funding; i++) {
		if (t->funding[i].interval_h < 1.5)
			t->funding[kept++] = t->funding[i];
	}
	t->n_funding = kept;
}

static rv_status read_caps(rv_store *st, const char *symbol, tape_coin *t, rv_err *err)
{
	enum { MOST = 8192 }; /* days since 2009 and then some */
	if (!t->caps)
		t->caps = malloc(MOST * sizeof(*t->caps));
	if (!t->caps)
		return RV_ENOMEM;
	return rv_store_read_mcap(st, symbol, 0, INT64_MAX, t->caps, MOST, &t->n_caps, err);
}

/* Funding and caps by the coin's own name, else by the first other one that has any. */
static rv_status read_fields(const source *from, const char *name, tape_coin *t, rv_err *err)
{
	rv_status rc = read_funding(from->st, name, t, err);
	if (rc == RV_OK)
		rc = read_caps(from->st, name, t, err);
	for (size_t k = 0; k < from->n && rc == RV_OK; k++) {
		const char *other = from->known[k].name;
		if ((t->n_funding > 0 && t->n_caps > 0) ||
		    !rv_aliases_same(from->aliases, other, name))
			continue;
		if (t->n_funding == 0)
			rc = read_funding(from->st, other, t, err);
		if (rc == RV_OK && t->n_caps == 0)
			rc = read_caps(from->st, other, t, err);
	}
	keep_hourly(t);
	return rc;
}

/* Size decimals such that a lot is worth about 1 to 10 USD, as venues choose them. */
static int guess_sz_decimals(double px)
{
	int d = 0;
	while (d < 5 && px / pow(10.0, d) > 10.0)
		d++;
	return d;
}

/* Five significant figures even for prices that the venue would quote in thousands of coins. */
static int tick_rule(double px, int sz_decimals)
{
	enum { LEAST = -6 }; /* 12 decimals */
	int rule = sz_decimals;
	while (rule > LEAST && rv_dec_px_decimals(px, rule - 1) > rv_dec_px_decimals(px, rule))
		rule--;
	return px < 0.01 ? rule : sz_decimals;
}

static double last_close(const series *s)
{
	for (size_t i = s->n; i > 0; i--) {
		if (!isnan(s->v[i - 1].o))
			return s->v[i - 1].c;
	}
	return NAN;
}

static double mean_volume(const series *s)
{
	double sum = 0.0;
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (isfinite(s->v[i].v) && !isnan(s->v[i].o)) {
			sum += s->v[i].v;
			n++;
		}
	}
	return n ? sum / (double)n : 0.0;
}

static void describe(const rv_instrument *in, const tape_coin *t, rv_sim_coin *c)
{
	const double px = last_close(&t->hours);
	memcpy(c->name, in->name, sizeof(c->name));
	c->sz_decimals = in->sz_decimals >= 0 && in->sz_decimals <= 6 ? in->sz_decimals
								      : guess_sz_decimals(px);
	c->tick_rule = tick_rule(px, c->sz_decimals);
	c->max_leverage = in->max_leverage > 0 ? in->max_leverage : 10;
	c->spread_ticks = 1;
	c->from = c->days_from = t->hours.first;
	if (t->days.v && t->days.first < c->from)
		c->days_from = t->days.first;
	c->until = t->hours.first + (int64_t)t->hours.n * RV_HOUR_MS;
	c->funding_from = t->n_funding ? t->funding[0].t : INT64_MAX;
	c->oi_coins = NAN; /* not recorded */
	c->depth_coins = mean_volume(&t->hours) / 2000.0;
}

/* Reads the symbols that have hourly bars; the others are left out. */
static rv_status read_coins(replay *r, const source *from, rv_err *err)
{
	for (size_t i = 0; i < from->n; i++) {
		const rv_instrument *in = &from->known[i];
		if (in->kind != RV_KIND_PERP)
			continue;
		tape_coin *t = &r->tapes[r->base.n_coins];
		rv_status rc = read_series(from->st, in->name, RV_INTERVAL_1H, &t->hours, err);
		if (rc == RV_OK && !t->hours.v)
			continue;
		r->base.n_coins++; /* what is read is freed with the rest from here on */
		if (rc == RV_OK)
			rc = read_series(from->st, in->name, RV_INTERVAL_1D, &t->days, err);
		if (rc == RV_OK)
			rc = read_fields(from, in->name, t, err);
		if (rc != RV_OK)
			return rc;
		describe(in, t, &r->coins[r->base.n_coins - 1]);
	}
	return RV_OK;
}

static void find_span(replay *r)
{
	r->base.first_ms = INT64_MAX;
	r->base.end_ms = INT64_MIN;
	for (size_t i = 0; i < r->base.n_coins; i++) {
		if (r->tapes[i].hours.first < r->base.first_ms)
			r->base.first_ms = r->tapes[i].hours.first;
		if (r->coins[i].until > r->base.end_ms)
			r->base.end_ms = r->coins[i].until;
	}
}

/* 60 days in, but a day before the end and an hour after the beginning, if there are as many. */
static int64_t default_start(int64_t first_ms, int64_t end_ms)
{
	int64_t start = first_ms + RV_SIM_REPLAY_START_DAYS * RV_DAY_MS;
	if (start > end_ms - RV_DAY_MS)
		start = end_ms - RV_DAY_MS;
	if (start < first_ms + RV_HOUR_MS)
		start = first_ms + RV_HOUR_MS;
	return start < end_ms ? start : first_ms;
}

static rv_status choose_start(const replay *r, const char *path, int64_t *start_ms, rv_err *err)
{
	char start[RV_TIME_TEXT], first[RV_TIME_TEXT], end[RV_TIME_TEXT];
	if (*start_ms == 0)
		*start_ms = default_start(r->base.first_ms, r->base.end_ms);
	if (*start_ms >= r->base.first_ms && *start_ms < r->base.end_ms)
		return RV_OK;
	return rv_err_set(err, RV_EUSAGE,
			  "--start %s: expected a time from %s to before %s, the hourly bars of %s",
			  rv_time_format(*start_ms, start), rv_time_format(r->base.first_ms, first),
			  rv_time_format(r->base.end_ms, end), path);
}

static rv_status read_all(replay *r, rv_store *st, rv_instrument *in, rv_err *err)
{
	source from = { .st = st, .aliases = &r->aliases, .known = in };
	const rv_status rc = rv_store_instruments(st, in, RV_SIM_MAX_COINS, &from.n, err);
	return rc == RV_OK ? read_coins(r, &from, err) : rc;
}

static rv_status load(replay *r, const char *path, rv_err *err)
{
	rv_store *st = NULL;
	rv_status rc = rv_store_open(path, RV_STORE_READ, &st, err);
	if (rc != RV_OK)
		return rc;
	rv_instrument *in = calloc(RV_SIM_MAX_COINS, sizeof(*in));
	r->coins = calloc(RV_SIM_MAX_COINS, sizeof(*r->coins));
	r->tapes = calloc(RV_SIM_MAX_COINS, sizeof(*r->tapes));
	rc = in && r->coins && r->tapes ? read_all(r, st, in, err) : RV_ENOMEM;
	free(in);
	rv_store_close(st);
	if (rc == RV_OK && r->base.n_coins == 0)
		rc = rv_err_set(err, RV_ENOENT,
				"%s: expected hourly bars to replay (import them "
				"with --interval 1h)",
				path);
	return rc;
}

/* Listed at the start: by name, as read. The others after them, by the hour of their listing. */
static void sort_coins(replay *r, int64_t start_ms)
{
	for (size_t i = 1; i < r->base.n_coins; i++) {
		for (size_t k = i; k > 0; k--) {
			const int64_t a = r->coins[k - 1].from, b = r->coins[k].from;
			if (a <= start_ms || a <= b)
				break;
			const rv_sim_coin coin = r->coins[k];
			const tape_coin tape = r->tapes[k];
			r->coins[k] = r->coins[k - 1];
			r->tapes[k] = r->tapes[k - 1];
			r->coins[k - 1] = coin;
			r->tapes[k - 1] = tape;
		}
	}
}

rv_status rv_sim_replay_new(const char *store_path, const rv_aliases *aliases, uint64_t seed,
			    int64_t *start_ms, rv_sim_source **out, rv_err *err)
{
	replay *r = calloc(1, sizeof(*r));
	if (!r)
		return RV_ENOMEM;
	r->base = (rv_sim_source){ .ops = &replay_ops, .seed = seed };
	if (aliases)
		r->aliases = *aliases;
	else
		rv_aliases_default(&r->aliases);
	rv_status rc = load(r, store_path, err);
	if (rc == RV_OK) {
		find_span(r);
		rc = choose_start(r, store_path, start_ms, err);
	}
	if (rc != RV_OK) {
		replay_free(&r->base);
		return rc;
	}
	r->base.coins = r->coins;
	sort_coins(r, *start_ms);
	*out = &r->base;
	return RV_OK;
}
