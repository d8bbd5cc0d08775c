/* Who is long and who is short by relative momentum; docs/backtest.md, "Relative momentum". */
#include "engine/research/rv_momentum_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_COINS = 10 };

static const double SIDE_GROSS = .5, LEG_MOST = 2.0; /* times an equal weight */

typedef struct ranked {
	const rvt_coin *coin;
	double side; /* +1, -1 when it is chosen */
	double raw;
	bool capped;
} ranked;

const rvt_coin *rvt_find(const rvt_day *d, const char *symbol)
{
	size_t lo = 0, hi = d->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(d->coins[mid].symbol, symbol) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < d->n && strcmp(d->coins[lo].symbol, symbol) == 0 ? &d->coins[lo] : NULL;
}

bool rvt_is_due(const rv_bt_choice *c, const rvt_day *d)
{
	return d->close_ms / RV_DAY_MS % (int64_t)c->value[RVT_DAYS] == 0;
}

/* Highest score first; of equals the first name. */
static int by_score(const void *a, const void *b)
{
	const rvt_coin *x = ((const ranked *)a)->coin, *y = ((const ranked *)b)->coin;
	if (x->score > y->score || x->score < y->score)
		return x->score > y->score ? -1 : 1;
	return strcmp(x->symbol, y->symbol);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const ranked *)a)->coin->symbol, ((const ranked *)b)->coin->symbol);
}

static double held_weight(const rvt_held *h, const char *symbol)
{
	for (size_t k = 0; k < h->n; k++) {
		if (strcmp(h->legs[k].symbol, symbol) == 0)
			return h->legs[k].weight;
	}
	return 0.0;
}

/*
 * One side, k from its end of the ranking: first those that are held and still within the band,
 * then the best others.
 */
static void choose_side(ranked *r, size_t n, double side, size_t most, size_t within,
			const rvt_held *before)
{
	size_t taken = 0;
	for (size_t k = 0; k < within && taken < most; k++) {
		ranked *x = side > 0.0 ? &r[k] : &r[n - 1 - k];
		if (held_weight(before, x->coin->symbol) * side > 0.0) {
			x->side = side;
			taken++;
		}
	}
	for (size_t k = 0; k < n && taken < most; k++) {
		ranked *x = side > 0.0 ? &r[k] : &r[n - 1 - k];
		if (fabs(x->side) > 0.0)
			continue;
		x->side = side;
		taken++;
	}
}

static double raw_weight(const rv_bt_choice *c, const rvt_coin *coin)
{
	return c->value[RVT_INVERSE_VOL] > .5 ? 1.0 / coin->vol : 1.0;
}

/* What a unit of raw weight is worth beside those that are at the cap: these have `cap` each. */
static double unit_of(const ranked *r, size_t n, double side, double cap)
{
	double sum = 0.0, rest = 1.0;
	for (size_t i = 0; i < n; i++) {
		if (!(r[i].side * side > 0.0))
			continue;
		sum += r[i].capped ? 0.0 : r[i].raw;
		rest -= r[i].capped ? cap : 0.0;
	}
	return sum > 0.0 ? rest / sum : 0.0;
}

/* Shares of a side by raw weight, none above the cap; what a cap cuts off goes to the others. */
static double cap_side(ranked *r, size_t n, double side, double cap)
{
	for (;;) {
		const double unit = unit_of(r, n, side, cap);
		bool more = false;
		for (size_t i = 0; i < n; i++) {
			if (!(r[i].side * side > 0.0) || r[i].capped || r[i].raw * unit <= cap)
				continue;
			r[i].capped = more = true;
		}
		if (!more)
			return unit;
	}
}

static void put_side(const rv_bt_choice *c, ranked *r, size_t n, double side, size_t count,
		     rvt_held *out)
{
	const double cap = fmin(1.0, LEG_MOST / (double)count);
	for (size_t i = 0; i < n; i++)
		r[i].raw = raw_weight(c, r[i].coin);
	const double unit = cap_side(r, n, side, cap);
	for (size_t i = 0; i < n; i++) {
		if (!(r[i].side * side > 0.0))
			continue;
		rvt_leg *l = &out->legs[out->n++];
		l->weight = side * SIDE_GROSS * (r[i].capped ? cap : r[i].raw * unit);
		memcpy(l->symbol, r[i].coin->symbol, sizeof(l->symbol));
	}
}

bool rvt_select(const rv_bt_choice *c, const rvt_day *d, const rvt_held *before, rvt_held *out)
{
	ranked r[RV_MAX_SYMBOLS];
	size_t n = 0;
	for (size_t i = 0; i < d->n; i++) {
		if (d->coins[i].eligible)
			r[n++] = (ranked){ .coin = &d->coins[i] };
	}
	out->n = 0;
	if (n < LEAST_COINS)
		return false;
	qsort(r, n, sizeof(r[0]), by_score);
	const size_t most = (size_t)fmax(1.0, floor(c->value[RVT_QUANTILE] * (double)n));
	const double reach = c->value[RVT_QUANTILE] + c->value[RVT_BAND];
	const size_t within = (size_t)floor(fmin(reach, .5) * (double)n);
	choose_side(r, n, 1.0, most, within, before);
	choose_side(r, n, -1.0, most, within, before);
	qsort(r, n, sizeof(r[0]), by_name);
	put_side(c, r, n, 1.0, most, out);
	put_side(c, r, n, -1.0, most, out);
	return true;
}
