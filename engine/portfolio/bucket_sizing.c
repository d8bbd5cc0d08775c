/* Sizing and caps of the multi-bucket portfolio; see bucket_sizing.h. */
#include "engine/portfolio/bucket_sizing.h"

#include <assert.h>
#include <math.h>
#include <string.h>

typedef struct book {
	const rv_bucket_params *p;
	const rv_sizing_input *in;
	rv_bucket_position *pos;
	size_t n;
	double hedge; /* weight in the benchmark */
} book;

double rv_bucket_confidence(const rv_bucket_params *p, double confidence)
{
	if (confidence > p->conf_high_at)
		return p->conf_high;
	return confidence > p->conf_mid_at ? p->conf_mid : p->conf_low;
}

double rv_bucket_base_weight(const rv_bucket_params *p, double sigma, size_t n, double avg_corr)
{
	double k = p->k;
	if (p->k_corr)
		k /= sqrt(1.0 + ((double)n - 1.0) * fmax(avg_corr, 0.0));
	return p->target_vol / sqrt((double)n) * k / sigma;
}

static void drop(rv_bucket_position *q, const char *why)
{
	q->weight = 0.0;
	q->reason = why;
}

static bool held(const rv_bucket_position *q)
{
	return fabs(q->weight) > 0.0;
}

/* Gross weight of a position in the coins marked, or in one coin. */
static double leg_in(const rv_bucket_position *q, size_t coin)
{
	if (q->coin == coin)
		return fabs(q->weight);
	return q->hedge_coin == coin ? fabs(q->hedge * q->weight) : 0.0;
}

static double leg_in_cluster(const book *b, const rv_bucket_position *q)
{
	double w = b->in->in_cluster[q->coin] ? fabs(q->weight) : 0.0;
	if (q->hedge_coin != SIZE_MAX && b->in->in_cluster[q->hedge_coin])
		w += fabs(q->hedge * q->weight);
	return w;
}

static double gross_of(const rv_bucket_position *q)
{
	return fabs(q->weight) + (q->hedge_coin == SIZE_MAX ? 0.0 : fabs(q->hedge * q->weight));
}

static double coin_gross(const book *b, size_t coin)
{
	double sum = 0.0;
	for (size_t i = 0; i < b->n; i++)
		sum += leg_in(&b->pos[i], coin);
	return sum;
}

static double cluster_gross(const book *b)
{
	double sum = 0.0;
	for (size_t i = 0; i < b->n; i++)
		sum += leg_in_cluster(b, &b->pos[i]);
	return sum;
}

static double bucket_gross(const book *b, rv_bucket bucket)
{
	double sum = 0.0;
	for (size_t i = 0; i < b->n; i++)
		sum += b->pos[i].bucket == bucket ? gross_of(&b->pos[i]) : 0.0;
	return sum;
}

static void base_weights(const book *b)
{
	size_t n = b->in->n_active;
	for (size_t i = 0; i < b->n; i++) {
		rv_bucket_position *q = &b->pos[i];
		q->weight = 0.0;
		q->reason = NULL;
		if (!(q->sigma > 0.0) || !isfinite(q->sigma) || !isfinite(q->hedge))
			q->reason = "volatility unknown";
		else
			n++;
	}
	for (size_t i = 0; i < b->n; i++) {
		rv_bucket_position *q = &b->pos[i];
		if (q->reason)
			continue;
		q->weight = q->side * rv_bucket_base_weight(b->p, q->sigma, n, b->in->avg_corr) *
			    rv_bucket_confidence(b->p, q->confidence) * q->multiplier *
			    b->in->leverage_factor * b->in->drawdown_factor;
		if (!isfinite(q->weight))
			drop(q, "size unknown");
	}
}

static void cap_buckets(const book *b)
{
	for (int k = 0; k < RV_BUCKET_N; k++) {
		const double gross = bucket_gross(b, (rv_bucket)k), cap = b->p->targets[k];
		for (size_t i = 0; gross > cap && i < b->n; i++) {
			if (b->pos[i].bucket == (rv_bucket)k)
				b->pos[i].weight *= cap / gross;
		}
	}
}

static bool mr_short(const rv_bucket_position *q)
{
	return q->bucket == RV_BUCKET_MEAN_REVERSION && q->weight < 0.0;
}

/* Shorts s <= limit (s + others). */
static void cap_mr_shorts(const book *b)
{
	const double limit = b->p->mr_short_limit;
	double shorts = 0.0, others = 0.0;
	for (size_t i = 0; i < b->n; i++)
		*(mr_short(&b->pos[i]) ? &shorts : &others) += gross_of(&b->pos[i]);
	if (limit >= 1.0 || shorts <= limit * (shorts + others))
		return;
	const double f = limit / (1.0 - limit) * others / shorts;
	for (size_t i = 0; i < b->n; i++) {
		if (!mr_short(&b->pos[i]))
			continue;
		b->pos[i].weight *= f;
		if (!held(&b->pos[i]))
			drop(&b->pos[i], "limit of mean reversion shorts");
	}
}

static void cap_coin(const book *b, size_t coin, double cap, const char *why)
{
	const double gross = coin_gross(b, coin);
	for (size_t i = 0; gross > cap && i < b->n; i++) {
		rv_bucket_position *q = &b->pos[i];
		if (!(leg_in(q, coin) > 0.0))
			continue;
		q->weight *= cap / gross;
		if (!held(q))
			drop(q, why);
	}
}

static double liquidity_cap(const book *b, size_t coin)
{
	const double adv = b->in->adv_usd[coin];
	return isfinite(adv) ? fmax(0.0, b->p->adv_share * adv / b->p->equity_usd) : 0.0;
}

static void cap_coins(const book *b)
{
	for (size_t c = 0; c < b->in->n_coins; c++)
		cap_coin(b, c, b->p->asset_cap, "asset cap");
}

static void cap_cluster(const book *b)
{
	const double gross = cluster_gross(b), cap = b->p->cluster_cap * b->p->asset_cap;
	for (size_t i = 0; gross > cap && i < b->n; i++) {
		if (leg_in_cluster(b, &b->pos[i]) > 0.0)
			b->pos[i].weight *= cap / gross;
	}
}

static void cap_liquidity(const book *b)
{
	for (size_t c = 0; c < b->in->n_coins; c++)
		cap_coin(b, c, liquidity_cap(b, c), "volume unknown");
}

/* Beta mass of the residual bucket: sums of w beta above and below 0. */
static void beta_mass(const book *b, double *plus, double *minus)
{
	*plus = *minus = 0.0;
	for (size_t i = 0; i < b->n; i++) {
		const rv_bucket_position *q = &b->pos[i];
		if (q->bucket != RV_BUCKET_RESIDUAL || !held(q))
			continue;
		const double wb = q->weight * b->in->beta[q->coin];
		*plus += fmax(wb, 0.0);
		*minus += fmax(-wb, 0.0);
	}
}

static void scale_beta_side(const book *b, double sign, double f)
{
	for (size_t i = 0; i < b->n; i++) {
		rv_bucket_position *q = &b->pos[i];
		if (q->bucket == RV_BUCKET_RESIDUAL &&
		    q->weight * b->in->beta[q->coin] * sign > 0.0)
			q->weight *= f;
	}
}

/* How much weight the benchmark can still take under every cap. */
static double hedge_room(const book *b)
{
	const size_t c = b->in->benchmark;
	if (c == SIZE_MAX)
		return 0.0;
	const double gross = coin_gross(b, c);
	double room = fmin(b->p->asset_cap, liquidity_cap(b, c)) - gross;
	room = fmin(room, b->p->targets[RV_BUCKET_RESIDUAL] - bucket_gross(b, RV_BUCKET_RESIDUAL));
	if (b->in->in_cluster[c])
		room = fmin(room, b->p->cluster_cap * b->p->asset_cap - cluster_gross(b));
	return fmax(room, 0.0);
}

/* The heavier side is cut, to no less than the floor; the hedge takes what is left while it fits;
 * where it does not fit the constraint wins over the floor. */
static void neutralise(book *b)
{
	const rv_bucket_params *p = b->p;
	double plus, minus;
	b->hedge = 0.0;
	beta_mass(b, &plus, &minus);
	const double sign = plus >= minus ? 1.0 : -1.0;
	double heavy = fmax(plus, minus);
	const double light = fmin(plus, minus);
	if (heavy - light < p->beta_tol)
		return;
	const double f = fmax(p->beta_floor, (light + p->beta_goal) / heavy);
	scale_beta_side(b, sign, f);
	heavy *= f;
	if (heavy - light < p->beta_tol)
		return;
	double hedge = fmin(heavy - light, hedge_room(b));
	if (hedge * p->equity_usd < p->min_notional)
		hedge = 0.0;
	b->hedge = -sign * hedge;
	if (heavy - light - hedge >= p->beta_tol)
		scale_beta_side(b, sign, (light + p->beta_goal + hedge) / heavy);
}

/* An order below the venue's least cannot be sent. Returns whether anything was dropped. */
static bool drop_small(const book *b)
{
	bool any = false;
	for (size_t i = 0; i < b->n; i++) {
		rv_bucket_position *q = &b->pos[i];
		double least = fabs(q->weight);
		if (q->hedge_coin != SIZE_MAX)
			least = fmin(least, fabs(q->hedge * q->weight));
		if (!held(q) || least * b->p->equity_usd >= b->p->min_notional)
			continue;
		drop(q, "below the least notional");
		any = true;
	}
	return any;
}

static void publish(const book *b, rv_sizing_result *out)
{
	double plus, minus;
	memset(out, 0, sizeof(*out));
	for (int k = 0; k < RV_BUCKET_N; k++)
		out->gross[k] = bucket_gross(b, (rv_bucket)k);
	out->gross[RV_BUCKET_RESIDUAL] += fabs(b->hedge);
	out->hedge = b->hedge;
	beta_mass(b, &plus, &minus);
	out->net_beta = plus - minus + b->hedge;
	for (size_t i = 0; i < b->n; i++)
		out->n_positions += held(&b->pos[i]) ? 1 : 0;
}

void rv_bucket_size(const rv_bucket_params *p, const rv_sizing_input *in, rv_bucket_position *pos,
		    size_t n, rv_sizing_result *out)
{
	book b = { p, in, pos, n, 0.0 };
	assert(in->n_coins <= RV_SIZING_COINS_MAX);
	base_weights(&b);
	cap_buckets(&b);
	cap_mr_shorts(&b);
	cap_coins(&b);
	cap_cluster(&b);
	cap_liquidity(&b);
	/*
	 * Cuts of the residual bucket move the limit of the shorts, and a dropped position moves
	 * both; every round but the last drops a position for good, so that it ends.
	 */
	do {
		neutralise(&b);
		cap_mr_shorts(&b);
	} while (drop_small(&b));
	publish(&b, out);
}
