/*
 * The seeded market; see market.h.
 *
 * Time is cut into pages of 1024 hours. A page is made from its own random numbers and the anchors
 * at its two ends, so that any page can be made without the ones before it. Bars are kept as
 * floats: a legal price (5 significant figures, or an integer) survives them.
 */
#include "feeds/sim/market.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "engine/base/rng.h"
#include "feeds/sim/coins.h"
#include "feeds/sim/intrabar.h"

enum {
	PAGE_H = 1024,
	LAGS = 3,
	MAX_PAGES = 16,
	MOMENTUM_H = 72,
	FACTORS = 2 + RV_SIM_SECTORS, /* BTC, ETH, then the sectors */
	ANCHOR_MEMORY = 12
};

/* Streams of random numbers; coins add their index. */
enum {
	STREAM_FACTOR = 0x100,
	STREAM_COIN = 0x200,
	STREAM_ANCHOR = 0x300,
	STREAM_REGIME = 0x400,
	STREAM_COIN_VOL = 0x500,
	STREAM_PREMIUM = 0x600,
	STREAM_STAMP = 0x700,
	STREAM_SUPPLY = 0x800
};

static const double pi = 3.14159265358979323846;
static const double btc_vol = 0.0042; /* hourly, calm: about 40 % a year */
static const double factor_vol[FACTORS] = { 0.0042, 0.0030, 0.0024, 0.0030, 0.0028, 0.0045 };

typedef struct bar32 {
	float o, h, l, c, v; /* v < 0: an hour without trades */
} bar32;

typedef struct page {
	int64_t index; /* first hour = index * PAGE_H */
	bar32 bars[RV_SIM_N_COINS][PAGE_H];
} page;

typedef struct market {
	rv_sim_source base;
	rv_sim_coin coins[RV_SIM_N_COINS];
	page *pages[MAX_PAGES]; /* by index modulo MAX_PAGES */
} market;

/* Factor shocks of a page and of the hours before it that are still felt. */
typedef struct shocks {
	double f[FACTORS][PAGE_H + LAGS];
	double vol[PAGE_H + LAGS], linked[PAGE_H + LAGS];
} shocks;

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

/* Student t with 4 degrees of freedom, sd 1: Bailey's polar form, two uniforms. */
static double student4(rv_rng *r)
{
	const double u = 1.0 - rv_rng_uniform(r), v = rv_rng_uniform(r);
	return sqrt(4.0 * (1.0 / sqrt(u) - 1.0)) * cos(2.0 * pi * v) * 0.70710678118654752440;
}

static double normal_at(uint64_t seed, uint64_t stream, int64_t index)
{
	rv_rng r;
	rv_rng_seed(&r, seed, stream, (uint64_t)index);
	return rv_rng_normal(&r);
}

/* Smooth noise of sd about 1 that changes over len hours. */
static double slow(uint64_t seed, uint64_t stream, int64_t hour, int64_t len)
{
	const int64_t k = floor_div(hour, len);
	const double x = (double)(hour - k * len) / (double)len, w = x * x * (3.0 - 2.0 * x);
	const uint64_t s = stream + (uint64_t)len * 0x10000U;
	return (1.0 - w) * 1.7 * (2.0 * rv_sim_mix01(seed, s, (uint64_t)k) - 1.0) +
	       w * 1.7 * (2.0 * rv_sim_mix01(seed, s, (uint64_t)k + 1) - 1.0);
}

/* Volatility regime: a product of slow, medium and fast swings, about 0.4 to 3. */
static double regime_vol(uint64_t seed, int64_t hour)
{
	return exp(0.42 * slow(seed, STREAM_REGIME, hour, 24 * 11) +
		   0.36 * slow(seed, STREAM_REGIME, hour, 43) +
		   0.26 * slow(seed, STREAM_REGIME, hour, 7) - 0.15);
}

/* Correlation regime in [0, 1]: 1 = everything moves with the factors. */
static double regime_link(uint64_t seed, int64_t hour)
{
	const double x = slow(seed, STREAM_REGIME + 1, hour, 24 * 9);
	return 0.5 + 0.5 * tanh(1.2 * x);
}

static void make_shocks(uint64_t seed, int64_t first, shocks *out)
{
	for (int i = 0; i < PAGE_H + LAGS; i++) {
		const int64_t hour = first - LAGS + i;
		out->vol[i] = regime_vol(seed, hour);
		out->linked[i] = regime_link(seed, hour);
		for (size_t k = 0; k < FACTORS; k++) {
			rv_rng r;
			rv_rng_seed(&r, seed, STREAM_FACTOR + k, (uint64_t)hour);
			out->f[k][i] = factor_vol[k] * out->vol[i] * student4(&r);
		}
	}
}

/* Log distance of a coin from its level at the start of page k: autocorrelated, stationary. */
static double anchor(uint64_t seed, size_t coin, int64_t k)
{
	const rv_sim_coin_def *d = &rv_sim_coin_defs[coin];
	double market_part = 0.0, own = 0.0, w = 0.6; /* sqrt(1 - 0.8^2) */
	for (int j = 0; j < ANCHOR_MEMORY; j++, w *= 0.8) {
		market_part += w * normal_at(seed, STREAM_ANCHOR, k - j);
		own += w * normal_at(seed, STREAM_ANCHOR + 1 + coin, k - j);
	}
	const double own_sd = coin == 0 ? 0.0 : 0.08 + 0.28 * d->idio;
	return 0.20 * d->beta_btc * market_part + own_sd * own;
}

/* What the coin's factors do to it in hour i of the page. */
static double factor_move(const rv_sim_coin_def *d, const shocks *s, int i)
{
	const int at = i + LAGS;
	double late = 0.0, btc = 0.0;
	for (int k = 0; k < LAGS; k++) {
		late += d->lag[k];
		btc += d->lag[k] * s->f[0][at - 1 - k];
	}
	btc += (1.0 - late) * s->f[0][at];
	return d->beta_btc * btc + d->beta_eth * s->f[1][at] +
	       d->beta_sector * s->f[2 + d->sector][at];
}

/* Hourly log returns of one coin before the bridge, and the volatility of each hour. */
static void make_moves(uint64_t seed, size_t coin, int64_t first, const shocks *s, double *move,
		       double *sd, rv_rng *rngs)
{
	const rv_sim_coin_def *d = &rv_sim_coin_defs[coin];
	for (int i = 0; i < PAGE_H; i++) {
		const double linked = s->linked[i + LAGS];
		const double own_vol =
			exp(0.35 * slow(seed, STREAM_COIN_VOL + coin, first + i, 61));
		rv_rng_seed(&rngs[i], seed, STREAM_COIN + coin, (uint64_t)(first + i));
		const double own =
			0.01 * d->idio * own_vol * (1.25 - 0.6 * linked) * sqrt(s->vol[i + LAGS]);
		const double pull = coin == 0 ? 1.0 : 0.7 + 0.4 * linked;
		move[i] = pull * factor_move(d, s, i) + own * student4(&rngs[i]);
		const double common = d->beta_btc * btc_vol * s->vol[i + LAGS];
		sd[i] = sqrt(common * common + own * own);
	}
}

static double legal(double px, int sz_decimals, double ticks)
{
	static const double pow10[] = { 1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6 };
	int64_t units = 0;
	int scale = 0;
	if (rv_dec_px_round(px, sz_decimals, RV_DEC_NEAREST, &units, &scale) != RV_OK)
		return px; /* no coin of the table comes near its smallest tick */
	return ((double)units + ticks) / pow10[scale];
}

static double volume_of(const rv_sim_coin_def *d, double px, double move, double sd, double vol,
			int64_t hour, rv_rng *r)
{
	if (d->role == RV_SIM_ILLIQUID && rv_rng_uniform(r) < 0.12)
		return -1.0;
	const double season = 1.0 + 0.35 * sin(2.0 * pi * (double)(hour % 24 - 9) / 24.0);
	const double mean = d->adv_usd / 24.0 / px;
	const double size = fabs(move) / sd;
	return mean * season * sqrt(vol) * exp(0.45 * rv_rng_normal(r) + 0.35 * size - 0.35);
}

/* One bar from its two ends and its own random numbers. */
static bar32 make_bar(const rv_sim_coin_def *d, double from, double to, double sd, double vol,
		      int64_t hour, rv_rng *r)
{
	const double gap = (double)rv_rng_below(r, 3) - 1.0; /* an open may be a tick off */
	const double o = legal(from, d->sz_decimals, gap), c = legal(to, d->sz_decimals, 0.0);
	const double up = 0.40 * sd * fabs(rv_rng_normal(r)),
		     dn = 0.40 * sd * fabs(rv_rng_normal(r));
	const double h = legal(fmax(from, to) * (1.0 + up), d->sz_decimals, 0.0);
	const double l = legal(fmin(from, to) * (1.0 - dn), d->sz_decimals, 0.0);
	const double v = volume_of(d, to, log(to / from), sd, vol, hour, r);
	return (bar32){ .o = (float)o,
			.h = (float)fmax(h, fmax(o, c)),
			.l = (float)fmin(l, fmin(o, c)),
			.c = (float)c,
			.v = (float)v };
}

static void make_coin(uint64_t seed, size_t coin, page *p, const shocks *s, rv_rng *rngs)
{
	const rv_sim_coin_def *d = &rv_sim_coin_defs[coin];
	double move[PAGE_H], sd[PAGE_H], sum = 0.0;
	make_moves(seed, coin, p->index * PAGE_H, s, move, sd, rngs);
	for (int i = 0; i < PAGE_H; i++)
		sum += move[i];
	const double a0 = anchor(seed, coin, p->index), a1 = anchor(seed, coin, p->index + 1);
	const double drift = (a1 - a0 - sum) / PAGE_H;
	double log_px = a0, from = d->base_px * exp(a0);
	for (int i = 0; i < PAGE_H; i++) {
		log_px += move[i] + drift;
		const double to = d->base_px * exp(i == PAGE_H - 1 ? a1 : log_px);
		p->bars[coin][i] = make_bar(d, from, to, sd[i], s->vol[i + LAGS],
					    p->index * PAGE_H + i, &rngs[i]);
		from = to;
	}
}

static rv_status make_page(market *m, int64_t index)
{
	page **slot = &m->pages[(uint64_t)index % MAX_PAGES];
	if (*slot && (*slot)->index == index)
		return RV_OK;
	page *p = *slot ? *slot : malloc(sizeof(*p));
	shocks *s = malloc(sizeof(*s));
	rv_rng *rngs = calloc(PAGE_H, sizeof(*rngs));
	rv_status st = RV_ENOMEM;
	if (p && s && rngs) {
		p->index = index;
		make_shocks(m->base.seed, index * PAGE_H, s);
		for (size_t i = 0; i < RV_SIM_N_COINS; i++)
			make_coin(m->base.seed, i, p, s, rngs);
		*slot = p;
		p = NULL;
		st = RV_OK;
	}
	free(rngs);
	free(s);
	if (p != *slot)
		free(p);
	return st;
}

static const page *find_page(const market *m, int64_t index)
{
	const page *p = m->pages[(uint64_t)index % MAX_PAGES];
	return p && p->index == index ? p : NULL;
}

static rv_status market_prepare(rv_sim_source *s, int64_t now_ms)
{
	market *m = (market *)s;
	const int64_t last = floor_div(floor_div(now_ms, RV_HOUR_MS), PAGE_H);
	const int64_t span = (RV_SIM_DEPTH_DAYS + 2) * 24 / PAGE_H + 2;
	for (int64_t k = last - span; k <= last; k++) {
		const rv_status st = make_page(m, k);
		if (st != RV_OK)
			return st;
	}
	return RV_OK;
}

static const bar32 *find_bar(const market *m, size_t coin, int64_t hour_ms)
{
	const int64_t hour = floor_div(hour_ms, RV_HOUR_MS), k = floor_div(hour, PAGE_H);
	const page *p = find_page(m, k);
	return p ? &p->bars[coin][hour - k * PAGE_H] : NULL;
}

/* The decimal that a float stands for. */
static double exact(float px, int sz_decimals)
{
	return legal((double)px, sz_decimals, 0.0);
}

static double lots(double v, int sz_decimals)
{
	int64_t n = 0;
	if (rv_dec_sz_round(v, sz_decimals, RV_DEC_NEAREST, &n) != RV_OK)
		return 0.0; /* volumes are positive and far from the limit */
	return (double)n / pow(10.0, sz_decimals);
}

static bool market_hour(const rv_sim_source *s, size_t coin, int64_t hour_ms, rv_sim_ohlc *out)
{
	const market *m = (const market *)s;
	const rv_sim_coin *c = &m->coins[coin];
	const bar32 *b = find_bar(m, coin, hour_ms);
	if (!b || hour_ms < c->from || hour_ms >= c->until)
		return false;
	const double v = b->v < 0.0F ? 0.0 : lots((double)b->v, c->sz_decimals);
	*out = (rv_sim_ohlc){ .o = exact(b->o, c->sz_decimals),
			      .h = exact(b->h, c->sz_decimals),
			      .l = exact(b->l, c->sz_decimals),
			      .c = exact(b->c, c->sz_decimals),
			      .v = v,
			      .traded = v > 0.0 };
	if (out->traded)
		out->n = 1 + (int64_t)(v * out->c / 1400.0);
	return true;
}

/* Premium of perp over oracle in an hour: leans with the recent trend, plus slow own noise. */
static double premium_of(const market *m, size_t coin, int64_t hour_ms, double now, double then)
{
	const rv_sim_coin_def *d = &rv_sim_coin_defs[coin];
	const int64_t hour = floor_div(hour_ms, RV_HOUR_MS);
	const double sd = btc_vol * d->beta_btc + 0.01 * d->idio;
	const double trend = log(now / then) / (sd * sqrt(MOMENTUM_H));
	const double own = slow(m->base.seed, STREAM_PREMIUM + coin, hour, 31);
	const double fast = slow(m->base.seed, STREAM_PREMIUM + coin, hour, 5);
	return 0.00055 * tanh(0.8 * trend) + (0.00012 + 0.00016 * d->idio) * own + 0.00008 * fast;
}

/* The venue's formula: the premium, pulled toward the interest rate by at most 5 bp, over 8 h. */
static bool market_estimate(const rv_sim_source *s, size_t coin, int64_t hour_ms, double px,
			    double *rate, double *premium)
{
	const market *m = (const market *)s;
	const rv_sim_coin *c = &m->coins[coin];
	const bar32 *then = find_bar(m, coin, hour_ms - MOMENTUM_H * RV_HOUR_MS);
	if (!then || hour_ms < c->funding_from || hour_ms < c->from || hour_ms >= c->until)
		return false;
	const double p = premium_of(m, coin, hour_ms, px, (double)then->c);
	const double toward = fmin(fmax(0.0001 - p, -0.0005), 0.0005);
	*rate = round((p + toward) / 8.0 * 1e10) / 1e10;
	*premium = round(p * 1e10) / 1e10;
	return true;
}

static bool market_funding(const rv_sim_source *s, size_t coin, int64_t hour_ms, int64_t *stamp,
			   double *rate, double *premium)
{
	const market *m = (const market *)s;
	const bar32 *last = find_bar(m, coin, hour_ms - RV_HOUR_MS);
	*stamp =
		hour_ms + 10 + (int64_t)(rv_sim_mix(s->seed, STREAM_STAMP, (uint64_t)hour_ms) % 71);
	return last && market_estimate(s, coin, hour_ms, exact(last->c, m->coins[coin].sz_decimals),
				       rate, premium);
}

/*
 * The supply is fixed, and such that a coin's cap grows somewhat faster than its turnover, as
 * markets have it: 1.55e12 USD for BTC, some millions for the smallest, and a draw of the seed.
 */
static double market_cap(const rv_sim_source *s, size_t coin, int64_t at_ms, double px)
{
	const rv_sim_coin_def *d = &rv_sim_coin_defs[coin];
	const double u = (double)(rv_sim_mix(s->seed, STREAM_SUPPLY, coin) % 100000) / 1e5;
	const double cap = 1.55e12 * pow(d->adv_usd / 2.6e9, 1.25) * exp(0.6 * (u - 0.5));
	const double supply = ceil(cap / d->base_px);
	(void)at_ms;
	return supply * px;
}

static void market_free(rv_sim_source *s)
{
	market *m = (market *)s;
	if (!m)
		return;
	for (size_t i = 0; i < MAX_PAGES; i++)
		free(m->pages[i]);
	free(m);
}

static const rv_sim_source_ops market_ops = {
	.name = "seed",
	.prepare = market_prepare,
	.hour = market_hour,
	.funding = market_funding,
	.estimate = market_estimate,
	.cap = market_cap,
	.free = market_free,
};

static void describe(const rv_sim_coin_def *d, int64_t start_day, rv_sim_coin *c)
{
	const size_t n = strlen(d->name);
	memcpy(c->name, d->name, n + 1);
	c->sz_decimals = c->tick_rule = d->sz_decimals;
	c->max_leverage = d->max_leverage;
	c->delisted = d->role == RV_SIM_DELISTED;
	c->illiquid = d->role == RV_SIM_ILLIQUID;
	c->spread_ticks = d->spread_ticks;
	const int64_t depth = d->role == RV_SIM_LATE ? RV_SIM_LATE_DAYS : RV_SIM_DEPTH_DAYS;
	c->from = start_day - depth * RV_DAY_MS;
	c->days_from = c->from;
	c->until = c->delisted ? start_day - RV_SIM_DELISTED_DAYS * RV_DAY_MS : INT64_MAX;
	c->funding_from = start_day - RV_SIM_FUNDING_DAYS * RV_DAY_MS;
	c->oi_coins = lots(0.35 * d->adv_usd / d->base_px, d->sz_decimals);
	c->depth_coins = c->oi_coins / 40000.0;
}

rv_status rv_sim_market_new(uint64_t seed, int64_t start_ms, rv_sim_source **out)
{
	market *m = calloc(1, sizeof(*m));
	if (!m)
		return RV_ENOMEM;
	const int64_t day = rv_time_floor(start_ms, RV_DAY_MS);
	for (size_t i = 0; i < RV_SIM_N_COINS; i++)
		describe(&rv_sim_coin_defs[i], day, &m->coins[i]);
	m->base = (rv_sim_source){ .ops = &market_ops,
				   .seed = seed,
				   .n_coins = RV_SIM_N_COINS,
				   .coins = m->coins,
				   .first_ms = day - RV_SIM_DEPTH_DAYS * RV_DAY_MS,
				   .end_ms = INT64_MAX };
	const rv_status st = market_prepare(&m->base, start_ms);
	if (st != RV_OK) {
		market_free(&m->base);
		return st;
	}
	*out = &m->base;
	return RV_OK;
}
