/*
 * The seeded market: the same to the bit from any start, prices that are legal and hang together,
 * the depth that the venue promises, and the shapes of real markets (tails, clusters, lead).
 */
#include <math.h>

#include "engine/base/decimal.h"
#include "feeds/sim/coins.h"
#include "feeds/sim/market.h"
#include "feeds/sim/tape.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static const int64_t start = INT64_C(1795190000000); /* 2026-11-20T15:53:20Z */

typedef struct venue {
	rv_sim_source *src;
	rv_sim_tape *tape;
} venue;

static venue open_venue(uint64_t seed, int64_t at)
{
	venue v = { .src = NULL };
	assert_int_equal(rv_sim_market_new(seed, at, &v.src), RV_OK);
	assert_int_equal(rv_sim_tape_new(v.src, &v.tape), RV_OK);
	assert_int_equal(rv_sim_tape_set_now(v.tape, at), RV_OK);
	return v;
}

static void close_venue(venue *v)
{
	rv_sim_tape_free(v->tape);
	v->src->ops->free(v->src);
}

static const rv_sim_interval *interval(const char *name)
{
	const rv_sim_interval *iv = rv_sim_interval_find(name);
	assert_non_null(iv);
	return iv;
}

static void same_bits(const rv_sim_ohlc *a, const rv_sim_ohlc *b)
{
	assert_memory_equal(&a->o, &b->o, sizeof(a->o));
	assert_memory_equal(&a->h, &b->h, sizeof(a->h));
	assert_memory_equal(&a->l, &b->l, sizeof(a->l));
	assert_memory_equal(&a->c, &b->c, sizeof(a->c));
	assert_memory_equal(&a->v, &b->v, sizeof(a->v));
	assert_int_equal(a->n, b->n);
}

/* Hours of both venues that both may show, compared to the bit; returns how many. */
static size_t compare_hours(const venue *a, const venue *b, int64_t from, int64_t to)
{
	size_t n = 0;
	for (size_t i = 0; i < RV_SIM_N_COINS; i++) {
		for (int64_t h = from; h < to; h += RV_HOUR_MS) {
			rv_sim_ohlc x, y;
			const bool in_a = a->src->ops->hour(a->src, i, h, &x);
			const bool in_b = b->src->ops->hour(b->src, i, h, &y);
			if (!in_a || !in_b)
				continue; /* listing and delisting depend on the start */
			same_bits(&x, &y);
			n++;
		}
	}
	return n;
}

static void same_seed_same_market_from_any_start(void **state)
{
	(void)state;
	static const int64_t later[] = { 1, 13 * RV_HOUR_MS + 7, 100 * RV_DAY_MS, 300 * RV_DAY_MS };
	venue a = open_venue(7, start);
	const int64_t to = rv_time_floor(start, RV_HOUR_MS), from = to - 60 * RV_DAY_MS;
	for (size_t i = 0; i < LEN(later); i++) {
		venue b = open_venue(7, start + later[i]);
		assert_true(compare_hours(&a, &b, from, to) > 46 * 60 * 24);
		close_venue(&b);
	}
	close_venue(&a);
}

static void a_restart_in_the_same_day_shows_the_same_span(void **state)
{
	(void)state;
	venue a = open_venue(7, start);
	venue b = open_venue(7, start + 5 * RV_HOUR_MS + 1234);
	for (size_t i = 0; i < RV_SIM_N_COINS; i++) {
		assert_int_equal(a.src->coins[i].from, b.src->coins[i].from);
		assert_int_equal(a.src->coins[i].until, b.src->coins[i].until);
		assert_int_equal(a.src->coins[i].funding_from, b.src->coins[i].funding_from);
	}
	close_venue(&a);
	close_venue(&b);
}

static void time_running_on_equals_a_fresh_start_later(void **state)
{
	(void)state;
	venue a = open_venue(7, start);
	const int64_t later = start + 70 * RV_DAY_MS; /* beyond the page in hand at the start */
	assert_int_equal(rv_sim_tape_set_now(a.tape, later), RV_OK);
	venue b = open_venue(7, later);
	assert_true(compare_hours(&a, &b, start + RV_HOUR_MS, later) > 47 * 69 * 24);
	rv_sim_quote x, y;
	assert_true(rv_sim_tape_quote(a.tape, 0, &x));
	assert_true(rv_sim_tape_quote(b.tape, 0, &y));
	assert_close("mid", x.mid, y.mid, 0.0);
	assert_close("mark", x.mark, y.mark, 0.0);
	assert_close("volume", x.day_ntl_vlm, y.day_ntl_vlm, 0.0);
	close_venue(&a);
	close_venue(&b);
}

static void another_seed_is_another_market(void **state)
{
	(void)state;
	venue a = open_venue(7, start), b = open_venue(8, start);
	rv_sim_ohlc x, y;
	const int64_t h = rv_time_floor(start, RV_HOUR_MS);
	assert_true(a.src->ops->hour(a.src, 0, h, &x));
	assert_true(b.src->ops->hour(b.src, 0, h, &y));
	assert_true(fabs(x.c / y.c - 1.0) > 1e-4);
	close_venue(&a);
	close_venue(&b);
}

static void universe_is_48_live_and_one_delisted(void **state)
{
	(void)state;
	static const char *const must[] = {
		"BTC", "ETH", "SOL", "LTC", "LINK", "SUI", "DOGE", "WIF"
	};
	venue v = open_venue(7, start);
	size_t live = 0, delisted = SIZE_MAX;
	for (size_t i = 0; i < v.src->n_coins; i++) {
		rv_sim_quote q;
		assert_true(rv_sim_tape_quote(v.tape, i, &q));
		assert_int_equal(q.live, !v.src->coins[i].delisted);
		live += q.live;
		if (v.src->coins[i].delisted)
			delisted = i;
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(v.src->coins[i].name, v.src->coins[k].name);
	}
	assert_int_equal(live, 48);
	assert_int_equal(v.src->n_coins, 49);
	assert_in_range(delisted, 10, 40); /* in the middle: indices after it must not shift */
	for (size_t i = 0; i < LEN(must); i++)
		assert_true(rv_sim_tape_find(v.tape, must[i]) < v.src->n_coins);
	close_venue(&v);
}

static size_t count_candles(const venue *v, size_t coin, const char *name, int64_t from)
{
	const rv_sim_interval *iv = interval(name);
	size_t n = 0;
	for (int64_t t = rv_time_floor(from, iv->ms); t + iv->ms <= rv_sim_tape_now(v->tape);
	     t += iv->ms) {
		rv_sim_ohlc c;
		n += rv_sim_tape_candle(v->tape, coin, iv, t, &c);
	}
	return n;
}

static void depth_is_there_from_the_first_second(void **state)
{
	(void)state;
	venue v = open_venue(7, start);
	const size_t btc = rv_sim_tape_find(v.tape, "BTC");
	assert_int_equal(count_candles(&v, btc, "1d", start - 500 * RV_DAY_MS), 400);
	assert_int_equal(count_candles(&v, btc, "1h", start - 60 * RV_DAY_MS), 60 * 24);
	size_t funding = 0;
	for (int64_t h = rv_time_floor(start, RV_HOUR_MS); h > start - 200 * RV_DAY_MS;
	     h -= RV_HOUR_MS) {
		int64_t stamp = 0;
		double rate = NAN, premium = NAN;
		if (!rv_sim_tape_funding(v.tape, btc, h, &stamp, &rate, &premium))
			continue;
		assert_in_range(stamp - h, 10, 80);
		assert_true(isfinite(rate) && isfinite(premium));
		funding++;
	}
	assert_in_range(funding, 120 * 24, 121 * 24);
	close_venue(&v);
}

static void special_coins_are_what_they_say(void **state)
{
	(void)state;
	venue v = open_venue(7, start);
	for (size_t i = 0; i < v.src->n_coins; i++) {
		const size_t days = count_candles(&v, i, "1d", start - 500 * RV_DAY_MS);
		const size_t hours = count_candles(&v, i, "1h", start - 20 * RV_DAY_MS);
		switch (rv_sim_coin_defs[i].role) {
		case RV_SIM_LATE:
			assert_in_range(days, 2, 30);
			assert_in_range(hours, 49, 20 * 24 - 1);
			break;
		case RV_SIM_DELISTED:
			assert_in_range(hours, 0, 24);
			assert_int_equal(days, 380);
			break;
		case RV_SIM_ILLIQUID:
			assert_in_range(hours, 300, 20 * 24 - 10); /* some hours have no trade */
			assert_true(v.src->coins[i].spread_ticks > 5);
			break;
		case RV_SIM_PLAIN:
			assert_int_equal(days, 400);
			assert_int_equal(hours, 20 * 24);
			break;
		}
	}
	close_venue(&v);
}

static void legal(double px, int sz_decimals)
{
	int64_t units = 0;
	int scale = 0;
	assert_int_equal(rv_dec_px_round(px, sz_decimals, RV_DEC_NEAREST, &units, &scale), RV_OK);
	const double back = (double)units / pow(10.0, scale);
	assert_memory_equal(&back, &px, sizeof(px));
}

static void bars_are_legal_and_hang_together(void **state)
{
	(void)state;
	venue v = open_venue(7, start);
	const int64_t to = rv_time_floor(start, RV_HOUR_MS);
	for (size_t i = 0; i < v.src->n_coins; i++) {
		const int sz = v.src->coins[i].sz_decimals;
		double before = NAN;
		for (int64_t h = to - 400 * RV_DAY_MS; h < to; h += 1 * RV_HOUR_MS) {
			rv_sim_ohlc b;
			if (!v.src->ops->hour(v.src, i, h, &b))
				continue;
			legal(b.o, sz);
			legal(b.h, sz);
			legal(b.l, sz);
			legal(b.c, sz);
			assert_true(b.l <= fmin(b.o, b.c) && b.h >= fmax(b.o, b.c) && b.l > 0.0);
			assert_true(isnan(before) ||
				    fabs(b.o - before) <= 1.001 * fmax(rv_sim_tick(b.o, sz),
								       rv_sim_tick(before, sz)));
			before = b.c;
		}
		assert_true(isfinite(before));
	}
	close_venue(&v);
}

static void path_respects_its_bar(void **state)
{
	(void)state;
	static const struct {
		double o, h, l, c;
	} bars[] = {
		{ 2.385, 2.44, 2.31, 2.402 },
		{ 2.385, 2.385, 2.31, 2.31 },
		{ 2.31, 2.385, 2.31, 2.385 },
		{ 2.4, 2.4, 2.31, 2.4 },
		{ 2.31, 2.4, 2.31, 2.31 },
		{ 2.4, 2.4, 2.4, 2.4 },
		{ 2.4, 2.5, 2.4, 2.5 },
		{ 2.385, 2.44, 2.385, 2.43 },
		{ 17.123456789, 17.98765432, 17.0123456,
		  17.5 }, /* off the ticks, as recorded data is */
	};
	for (size_t i = 0; i < LEN(bars); i++) {
		for (uint64_t key = 0; key < 50; key++) {
			rv_sim_path p;
			rv_sim_path_init(&p, bars[i].o, bars[i].h, bars[i].l, bars[i].c, key, 2);
			double hi = NAN, lo = NAN;
			rv_sim_path_range(&p, 0, RV_SIM_HOUR_S - 1, &hi, &lo);
			assert_close("first", rv_sim_path_at(&p, 0), bars[i].o, 0.0);
			assert_close("last", rv_sim_path_at(&p, RV_SIM_HOUR_S - 1), bars[i].c, 0.0);
			assert_close("high", hi, bars[i].h, 0.0);
			assert_close("low", lo, bars[i].l, 0.0);
			double before = 0.0;
			for (int s = 0; s < RV_SIM_HOUR_S; s += 7) {
				const double x = rv_sim_path_volume(&p, s);
				assert_true(x > before);
				before = x;
			}
			assert_close("all volume", rv_sim_path_volume(&p, 3599), 1.0, 0.0);
		}
	}
}

static void forming_candle_grows_into_the_final_one(void **state)
{
	(void)state;
	const int64_t hour = rv_time_floor(start, RV_HOUR_MS);
	venue v = open_venue(7, hour);
	const rv_sim_interval *h1 = interval("1h");
	for (size_t i = 0; i < v.src->n_coins; i += 3) {
		rv_sim_ohlc fin, now, prev = { .n = 0 };
		if (!v.src->ops->hour(v.src, i, hour, &fin) || !fin.traded)
			continue;
		for (int64_t t = hour; t < hour + RV_HOUR_MS; t += 61 * RV_SECOND_MS) {
			assert_int_equal(rv_sim_tape_set_now(v.tape, t), RV_OK);
			assert_true(rv_sim_tape_candle(v.tape, i, h1, hour, &now));
			assert_close("open", now.o, fin.o, 0.0);
			assert_true(now.h <= fin.h && now.l >= fin.l && now.v <= fin.v);
			assert_true(t == hour || (now.h >= prev.h && now.l <= prev.l &&
						  now.v >= prev.v && now.n >= prev.n));
			prev = now;
		}
		assert_int_equal(rv_sim_tape_set_now(v.tape, hour + RV_HOUR_MS - 1), RV_OK);
		assert_true(rv_sim_tape_candle(v.tape, i, h1, hour, &now));
		same_bits(&now, &fin);
		assert_int_equal(rv_sim_tape_set_now(v.tape, hour + RV_HOUR_MS), RV_OK);
		assert_true(rv_sim_tape_candle(v.tape, i, h1, hour, &now));
		same_bits(&now, &fin);
	}
	close_venue(&v);
}

/* Sums the candles of one interval inside a candle of another. */
static void parts_make_the_whole(const venue *v, size_t coin, const char *fine, const char *coarse,
				 int64_t open)
{
	const rv_sim_interval *f = interval(fine), *c = interval(coarse);
	rv_sim_ohlc whole, part, sum = { .n = 0 };
	assert_true(rv_sim_tape_candle(v->tape, coin, c, open, &whole));
	for (int64_t t = open; t < open + c->ms; t += f->ms) {
		if (!rv_sim_tape_candle(v->tape, coin, f, t, &part))
			continue;
		sum.h = sum.n ? fmax(sum.h, part.h) : part.h;
		sum.l = sum.n ? fmin(sum.l, part.l) : part.l;
		sum.o = sum.n ? sum.o : part.o;
		sum.c = part.c;
		sum.v += part.v;
		sum.n += part.n;
	}
	assert_close("open", sum.o, whole.o, 0.0);
	assert_close("high", sum.h, whole.h, 0.0);
	assert_close("low", sum.l, whole.l, 0.0);
	assert_close("close", sum.c, whole.c, 0.0);
	assert_close("volume", sum.v, whole.v, 1e-9);
	assert_int_equal(sum.n, whole.n);
}

static void intervals_add_up(void **state)
{
	(void)state;
	venue v = open_venue(7, start);
	const int64_t day = rv_time_floor(start, RV_DAY_MS) - 3 * RV_DAY_MS;
	static const char *const names[] = { "BTC", "kPEPE", "WIF", "MKR" };
	for (size_t i = 0; i < LEN(names); i++) {
		const size_t coin = rv_sim_tape_find(v.tape, names[i]);
		parts_make_the_whole(&v, coin, "1m", "1h", day + 5 * RV_HOUR_MS);
		parts_make_the_whole(&v, coin, "5m", "15m", day + 5 * RV_HOUR_MS);
		parts_make_the_whole(&v, coin, "1h", "4h", day + 8 * RV_HOUR_MS);
		parts_make_the_whole(&v, coin, "1h", "1d", day);
	}
	close_venue(&v);
}

static void now_changes_nothing_before_it(void **state)
{
	(void)state;
	venue v = open_venue(7, start);
	const rv_sim_interval *m5 = interval("5m"), *d1 = interval("1d");
	rv_sim_ohlc a, b;
	const int64_t t = rv_time_floor(start, m5->ms) - m5->ms, d = rv_time_floor(start, d1->ms);
	assert_true(rv_sim_tape_candle(v.tape, 3, m5, t, &a));
	assert_int_equal(rv_sim_tape_set_now(v.tape, start + 40 * RV_MINUTE_MS), RV_OK);
	assert_true(rv_sim_tape_candle(v.tape, 3, m5, t, &b));
	same_bits(&a, &b);
	assert_false(rv_sim_tape_candle(v.tape, 3, m5, start + RV_HOUR_MS, &b));
	assert_false(rv_sim_tape_candle(v.tape, 3, d1, d + RV_DAY_MS, &b));
	close_venue(&v);
}

static void mids_move_every_second(void **state)
{
	(void)state;
	enum { SECONDS = 300 };
	venue v = open_venue(7, start);
	size_t moved = 0, all = 0;
	double before[RV_SIM_N_COINS] = { 0.0 };
	for (int s = 0; s < SECONDS; s++) {
		assert_int_equal(rv_sim_tape_set_now(v.tape, start + s * RV_SECOND_MS), RV_OK);
		for (size_t i = 0; i < v.src->n_coins; i++) {
			rv_sim_quote q;
			if (v.src->coins[i].illiquid || !rv_sim_tape_price(v.tape, i, &q) ||
			    !q.live)
				continue;
			assert_true(q.bid < q.ask && q.mid > q.bid && q.mid < q.ask);
			all += s > 0;
			moved += s > 0 && fabs(q.mid - before[i]) > 0.0;
			before[i] = q.mid;
		}
	}
	assert_int_equal(all, 47 * (SECONDS - 1));
	assert_true((double)moved > 0.99 * (double)all);
	close_venue(&v);
}

enum { HOURS = 390 * 24 };

static void returns_of(const venue *v, const char *name, double *r)
{
	const size_t coin = rv_sim_tape_find(v->tape, name);
	const int64_t to = rv_time_floor(start, RV_HOUR_MS);
	double before = NAN;
	for (int i = 0; i <= HOURS; i++) {
		rv_sim_ohlc b;
		assert_true(v->src->ops->hour(v->src, coin, to - (HOURS + 1 - i) * RV_HOUR_MS, &b));
		if (i > 0)
			r[i - 1] = log(b.c / before);
		before = b.c;
	}
}

/* Correlation of x[t] with y[t + lag]. */
static double corr(const double *x, const double *y, int lag)
{
	double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
	const int n = HOURS - lag;
	for (int i = 0; i < n; i++) {
		const double a = x[i], b = y[i + lag];
		sx += a;
		sy += b;
		sxx += a * a;
		syy += b * b;
		sxy += a * b;
	}
	return (sxy - sx * sy / n) / sqrt((sxx - sx * sx / n) * (syy - sy * sy / n));
}

static double kurtosis(const double *r)
{
	double m2 = 0.0, m4 = 0.0;
	for (int i = 0; i < HOURS; i++) {
		m2 += r[i] * r[i];
		m4 += r[i] * r[i] * r[i] * r[i];
	}
	return m4 / HOURS / (m2 / HOURS * (m2 / HOURS));
}

/* Standard error of these correlations is about 0.01; the bounds leave ten of them. */
static void market_has_the_shapes_of_one(void **state)
{
	(void)state;
	static double btc[HOURS], eth[HOURS], alt[HOURS], meme[HOURS], size[HOURS];
	venue v = open_venue(7, start);
	returns_of(&v, "BTC", btc);
	returns_of(&v, "ETH", eth);
	returns_of(&v, "LINK", alt);
	returns_of(&v, "DOGE", meme);
	assert_true(kurtosis(btc) > 5.0); /* a normal has 3 */
	for (int i = 0; i < HOURS; i++)
		size[i] = fabs(btc[i]);
	assert_true(corr(size, size, 1) > 0.1);
	assert_true(corr(size, size, 24) > 0.05);
	assert_true(fabs(corr(btc, btc, 1)) < 0.05);
	assert_in_range((int)(100.0 * corr(btc, eth, 0)), 50, 95);
	assert_true(corr(btc, alt, 1) > 0.1 && corr(btc, alt, 2) > 0.05);
	assert_true(corr(btc, meme, 1) > 0.1);
	assert_true(fabs(corr(alt, btc, 1)) < 0.05); /* the alts do not lead */
	close_venue(&v);
}

/* Correlation of two coins over windows of nine days: it must differ between windows. */
static void correlations_have_regimes(void **state)
{
	(void)state;
	enum { WINDOW = 9 * 24 };
	static double a[HOURS], b[HOURS];
	venue v = open_venue(7, start);
	returns_of(&v, "LDO", a);
	returns_of(&v, "TRX", b);
	double least = 1.0, most = -1.0;
	for (int w = 0; w + WINDOW <= HOURS; w += WINDOW) {
		double sxx = 0, syy = 0, sxy = 0;
		for (int i = w; i < w + WINDOW; i++) {
			sxx += a[i] * a[i];
			syy += b[i] * b[i];
			sxy += a[i] * b[i];
		}
		least = fmin(least, sxy / sqrt(sxx * syy));
		most = fmax(most, sxy / sqrt(sxx * syy));
	}
	assert_true(most - least > 0.3);
	close_venue(&v);
}

static void funding_rests_at_the_baseline_and_follows_the_crowd(void **state)
{
	(void)state;
	venue v = open_venue(7, start);
	const size_t coin = rv_sim_tape_find(v.tape, "WIF");
	const int64_t to = rv_time_floor(start, RV_HOUR_MS);
	size_t base = 0, up = 0, up_high = 0, down = 0, down_low = 0, n = 0;
	for (int64_t h = to - 120 * RV_DAY_MS; h < to; h += RV_HOUR_MS, n++) {
		int64_t stamp = 0;
		double rate = NAN, premium = NAN;
		rv_sim_ohlc now, then;
		assert_true(v.src->ops->funding(v.src, coin, h, &stamp, &rate, &premium));
		assert_true(v.src->ops->hour(v.src, coin, h - RV_HOUR_MS, &now));
		assert_true(v.src->ops->hour(v.src, coin, h - 72 * RV_HOUR_MS, &then));
		base += fabs(rate - 0.0000125) < 1e-12;
		if (now.c > 1.1 * then.c) {
			up++;
			up_high += premium > 0.0;
		} else if (now.c < 0.9 * then.c) {
			down++;
			down_low += premium < 0.0;
		}
	}
	assert_in_range(base, n / 3, n - n / 50);
	assert_true(up > 50 && down > 50);
	assert_true(up_high > up * 8 / 10 && down_low > down * 8 / 10);
	close_venue(&v);
}

static void estimate_ends_at_what_is_paid(void **state)
{
	(void)state;
	const int64_t hour = rv_time_floor(start, RV_HOUR_MS);
	venue v = open_venue(7, hour + RV_HOUR_MS - 1);
	for (size_t i = 0; i < v.src->n_coins; i++) {
		rv_sim_quote q;
		int64_t stamp = 0;
		double rate = NAN, premium = NAN;
		assert_true(rv_sim_tape_quote(v.tape, i, &q));
		if (!q.live || v.src->coins[i].illiquid)
			continue;
		assert_true(
			v.src->ops->funding(v.src, i, hour + RV_HOUR_MS, &stamp, &rate, &premium));
		assert_close("funding", q.funding, rate, 0.0);
	}
	close_venue(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_seed_same_market_from_any_start),
		cmocka_unit_test(a_restart_in_the_same_day_shows_the_same_span),
		cmocka_unit_test(time_running_on_equals_a_fresh_start_later),
		cmocka_unit_test(another_seed_is_another_market),
		cmocka_unit_test(universe_is_48_live_and_one_delisted),
		cmocka_unit_test(depth_is_there_from_the_first_second),
		cmocka_unit_test(special_coins_are_what_they_say),
		cmocka_unit_test(bars_are_legal_and_hang_together),
		cmocka_unit_test(path_respects_its_bar),
		cmocka_unit_test(forming_candle_grows_into_the_final_one),
		cmocka_unit_test(intervals_add_up),
		cmocka_unit_test(now_changes_nothing_before_it),
		cmocka_unit_test(mids_move_every_second),
		cmocka_unit_test(market_has_the_shapes_of_one),
		cmocka_unit_test(correlations_have_regimes),
		cmocka_unit_test(funding_rests_at_the_baseline_and_follows_the_crowd),
		cmocka_unit_test(estimate_ends_at_what_is_paid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
