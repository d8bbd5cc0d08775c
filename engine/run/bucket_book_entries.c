/* New positions of a day: who, how large, and what the held ones leave room for. */
#include "engine/run/bucket_book_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { COINS = RV_SIZING_COINS_MAX };

/* Members of the pass, by an index of their own, and the candidates in these. */
typedef struct draft {
	const bb_day *d;
	size_t n_coins, benchmark;
	const char *coin[COINS]; /* names, of the result */
	double adv[COINS], beta[COINS];
	bool cluster[COINS];
	size_t n;
	rv_bucket_position pos[RV_BB_MAX];
	const rv_bucket_pair *pair[RV_BB_MAX]; /* of a candidate; NULL */
} draft;

static bool in_cluster(const rv_bucket_params *p, const char *name)
{
	for (size_t i = 0; i < p->n_cluster; i++) {
		if (strcasecmp(p->cluster[i], name) == 0)
			return true;
	}
	return false;
}

static void find_coins(draft *x)
{
	const rv_step_result *r = x->d->r;
	x->benchmark = SIZE_MAX;
	for (size_t i = 0; i < r->buckets.n && x->n_coins < COINS; i++) {
		const rv_bucket_symbol *s = &r->buckets.symbols[i];
		if (!s->member)
			continue;
		if (strcasecmp(r->daily_names[i], x->d->p->benchmark) == 0)
			x->benchmark = x->n_coins;
		x->coin[x->n_coins] = r->daily_names[i];
		x->adv[x->n_coins] = s->adv_usd;
		x->beta[x->n_coins] = s->beta_btc;
		x->cluster[x->n_coins++] = in_cluster(x->d->p, r->daily_names[i]);
	}
}

static size_t coin_of(const draft *x, const char *name)
{
	for (size_t i = 0; i < x->n_coins; i++) {
		if (strcmp(x->coin[i], name) == 0)
			return i;
	}
	return SIZE_MAX;
}

/* Not held, not at rest after an exit, and with a price to enter at. */
static bool may_enter(const draft *x, rv_bucket bucket, const char *name, const char *symbol)
{
	const rv_bucket_book *b = x->d->b;
	return x->n < RV_BB_MAX && b->n + x->n < RV_BB_MAX && !bb_find(x->d->b, bucket, name) &&
	       bb_close(x->d->r, symbol) > 0.0 &&
	       rv_watch_most(&b->watch, rv_sub_of_bucket(bucket), name, x->d->r->buckets.close_ms) >
		       0;
}

static rv_bucket_position *add(draft *x, rv_bucket bucket, size_t coin, double side,
			       double strength, double multiplier)
{
	rv_bucket_position *q = &x->pos[x->n];
	*q = (rv_bucket_position){
		.bucket = bucket,
		.coin = coin,
		.hedge_coin = SIZE_MAX,
		.side = side,
		.sigma = bb_symbol(x->d->r, x->coin[coin])->sigma20,
		.confidence = fmin(1.0, fmax(0.0, strength / x->d->p->conf_scale[bucket])),
		.multiplier = multiplier,
	};
	x->pair[x->n++] = NULL;
	return q;
}

static void add_simple(draft *x, size_t coin)
{
	const rv_bucket_symbol *s = bb_symbol(x->d->r, x->coin[coin]);
	const char *name = x->coin[coin];
	if (s->entries & RV_ENTRY_MOMENTUM_LONG && may_enter(x, RV_BUCKET_MOMENTUM, name, name))
		(void)add(x, RV_BUCKET_MOMENTUM, coin, 1.0, s->cm, 1.0);
	if (s->entries & (RV_ENTRY_MR_LONG | RV_ENTRY_MR_SHORT) &&
	    may_enter(x, RV_BUCKET_MEAN_REVERSION, name, name))
		(void)add(x, RV_BUCKET_MEAN_REVERSION, coin,
			  s->entries & RV_ENTRY_MR_LONG ? 1.0 : -1.0, fabs(s->z[0]),
			  x->d->p->mr_size);
}

/* The residual entry with the largest |Z| that is not a candidate yet; SIZE_MAX none. */
static size_t next_residual(const draft *x, const bool *taken)
{
	size_t best = SIZE_MAX;
	double most = 0.0;
	for (size_t i = 0; i < x->n_coins; i++) {
		const rv_bucket_symbol *s = bb_symbol(x->d->r, x->coin[i]);
		if (!(s->entries & (RV_ENTRY_RESIDUAL_LONG | RV_ENTRY_RESIDUAL_SHORT)) ||
		    taken[i] || !isfinite(s->beta_btc) || !(fabs(s->residual_z) > most) ||
		    !may_enter(x, RV_BUCKET_RESIDUAL, x->coin[i], x->coin[i]))
			continue;
		best = i;
		most = fabs(s->residual_z);
	}
	return best;
}

static void add_residuals(draft *x)
{
	bool taken[COINS] = { false };
	size_t room = (size_t)x->d->p->resid_max_names;
	for (size_t i = 0; i < x->d->b->n; i++)
		room -= x->d->b->positions[i].bucket == RV_BUCKET_RESIDUAL && room > 0 ? 1 : 0;
	for (; room > 0; room--) {
		const size_t i = next_residual(x, taken);
		if (i == SIZE_MAX)
			return;
		const rv_bucket_symbol *s = bb_symbol(x->d->r, x->coin[i]);
		const double z = fabs(s->residual_z);
		taken[i] = true;
		(void)add(x, RV_BUCKET_RESIDUAL, i, s->residual_z > 0.0 ? 1.0 : -1.0, z,
			  z > x->d->p->resid_boost_z ? x->d->p->resid_boost : 1.0);
	}
}

/* A pair whose name is too long to be kept is not entered. */
static void add_pair(draft *x, const rv_bucket_pair *q)
{
	if ((q->state != RV_PAIR_ENTRY_LONG && q->state != RV_PAIR_ENTRY_SHORT) ||
	    strlen(q->name) >= RV_SYMBOL_MAX || !isfinite(q->hedge))
		return;
	const char *yname = x->d->r->daily_names[q->y], *xname = x->d->r->daily_names[q->x];
	const size_t y = coin_of(x, yname), hedge = coin_of(x, xname);
	if (y == SIZE_MAX || hedge == SIZE_MAX || !(bb_close(x->d->r, xname) > 0.0) ||
	    !may_enter(x, RV_BUCKET_PAIR, q->name, yname))
		return;
	rv_bucket_position *pos = add(x, RV_BUCKET_PAIR, y,
				      q->state == RV_PAIR_ENTRY_LONG ? 1.0 : -1.0, fabs(q->z), 1.0);
	pos->hedge_coin = hedge;
	pos->hedge = q->hedge;
	x->pair[x->n - 1] = q;
}

/* ---- room ---- */

/* Gross that a held position has in a coin. */
static double held_in(const rv_bb_position *q, const char *coin)
{
	const double w = fabs((double)q->units) * RV_BB_UNIT;
	double sum = strcmp(q->symbol, coin) == 0 ? w : 0.0;
	if (q->hedge_symbol[0] && strcmp(q->hedge_symbol, coin) == 0)
		sum += fabs(q->hedge) * w;
	return sum;
}

static double new_in(const rv_bucket_position *q, size_t coin)
{
	double sum = q->coin == coin ? fabs(q->weight) : 0.0;
	if (q->hedge_coin == coin)
		sum += fabs(q->hedge * q->weight);
	return sum;
}

static double room(double cap, double held, double fresh)
{
	if (!(fresh > 0.0) || held + fresh <= cap)
		return 1.0;
	return fmax(0.0, cap - held) / fresh;
}

static double bucket_room(const draft *x, rv_bucket bucket)
{
	double held = 0.0, fresh = 0.0;
	for (size_t i = 0; i < x->d->b->n; i++) {
		const rv_bb_position *q = &x->d->b->positions[i];
		if (q->bucket == bucket)
			held += fabs((double)q->units) * RV_BB_UNIT * (1.0 + fabs(q->hedge));
	}
	for (size_t k = 0; k < x->n; k++) {
		const rv_bucket_position *q = &x->pos[k];
		if (q->bucket == bucket)
			fresh += fabs(q->weight) * (1.0 + fabs(q->hedge));
	}
	return room(x->d->p->targets[bucket], held, fresh);
}

static double coin_room(const draft *x, size_t coin, bool whole_cluster)
{
	const double cap = x->d->p->asset_cap * (whole_cluster ? x->d->p->cluster_cap : 1.0);
	double held = 0.0, fresh = 0.0;
	for (size_t c = 0; c < x->n_coins; c++) {
		if (whole_cluster ? !x->cluster[c] : c != coin)
			continue;
		for (size_t i = 0; i < x->d->b->n; i++)
			held += held_in(&x->d->b->positions[i], x->coin[c]);
		for (size_t k = 0; k < x->n; k++)
			fresh += new_in(&x->pos[k], c);
	}
	return room(cap, held, fresh);
}

/* The least of the shares that its bucket, its coins and their cluster leave. Each share alone
 * would do for its cap, so the least does for all. */
static double share_of(const draft *x, const rv_bucket_position *q)
{
	double f = fmin(bucket_room(x, q->bucket), coin_room(x, q->coin, false));
	bool cluster = x->cluster[q->coin];
	if (q->hedge_coin != SIZE_MAX) {
		f = fmin(f, coin_room(x, q->hedge_coin, false));
		cluster = cluster || x->cluster[q->hedge_coin];
	}
	return cluster ? fmin(f, coin_room(x, SIZE_MAX, true)) : f;
}

/* Short mean reversion is at most a share of the whole gross. */
static double mr_short_share(const draft *x, const double *weight)
{
	const double limit = x->d->p->mr_short_limit;
	double shorts = 0.0, fresh = 0.0, others = 0.0;
	for (size_t i = 0; i < x->d->b->n; i++) {
		const rv_bb_position *q = &x->d->b->positions[i];
		const double g = fabs((double)q->units) * RV_BB_UNIT * (1.0 + fabs(q->hedge));
		if (q->bucket == RV_BUCKET_MEAN_REVERSION && q->units < 0)
			shorts += g;
		else
			others += g;
	}
	for (size_t k = 0; k < x->n; k++) {
		const double g = fabs(weight[k]) * (1.0 + fabs(x->pos[k].hedge));
		if (x->pos[k].bucket == RV_BUCKET_MEAN_REVERSION && weight[k] < 0.0)
			fresh += g;
		else
			others += g;
	}
	return limit >= 1.0 ? 1.0 : room(limit / (1.0 - limit) * others, shorts, fresh);
}

/* ---- into the book ---- */

static double target_of(const draft *x, size_t k, double close)
{
	const rv_bucket_position *q = &x->pos[k];
	const rv_bucket_symbol *s = bb_symbol(x->d->r, x->coin[q->coin]);
	switch (q->bucket) {
	case RV_BUCKET_RESIDUAL:
		return rv_residual_target(s->residual_z, s->sigma_eps);
	case RV_BUCKET_MEAN_REVERSION:
		return INFINITY; /* by time alone */
	case RV_BUCKET_PAIR:
		return rv_pair_target(x->d->p, x->pair[k]->z, x->pair[k]->sd, close);
	case RV_BUCKET_MOMENTUM:
	case RV_BUCKET_N:
		break;
	}
	return NAN;
}

static double z_of(const draft *x, size_t k)
{
	const rv_bucket_position *q = &x->pos[k];
	const rv_bucket_symbol *s = bb_symbol(x->d->r, x->coin[q->coin]);
	if (q->bucket == RV_BUCKET_PAIR)
		return x->pair[k]->z;
	return q->bucket == RV_BUCKET_RESIDUAL ? s->residual_z : s->z[0];
}

static void keep(const draft *x, size_t k, double weight)
{
	const rv_bucket_position *q = &x->pos[k];
	const char *symbol = x->coin[q->coin],
		   *hedge = q->hedge_coin == SIZE_MAX ? "" : x->coin[q->hedge_coin],
		   *name = x->pair[k] ? x->pair[k]->name : symbol;
	const double close = bb_close(x->d->r, symbol);
	rv_bb_position *p = &x->d->b->positions[x->d->b->n++];
	*p = (rv_bb_position){
		.bucket = q->bucket,
		.units = llround(weight / RV_BB_UNIT),
		.hedge = hedge[0] ? q->hedge : 0.0,
		.leverage = x->d->r->buckets.leverage_factor,
		.z = z_of(x, k),
		.target = target_of(x, k, close),
		.entry_px = close,
		.hedge_px = hedge[0] ? bb_close(x->d->r, hedge) : (double)NAN,
		.beta = x->beta[q->coin],
		.opened_ms = x->d->r->buckets.close_ms,
	};
	memcpy(p->symbol, symbol, strlen(symbol) + 1);
	memcpy(p->hedge_symbol, hedge, strlen(hedge) + 1);
	memcpy(p->name, name, strlen(name) + 1);
	bb_say(x->d, "model %s would enter %s: %+.2f %% of its capital at %.6g (no order)",
	       rv_sub_name(rv_sub_of_bucket(q->bucket)), p->name, 100.0 * weight, close);
}

static bool large_enough(const draft *x, const rv_bucket_position *q, double weight)
{
	const double least = x->d->p->min_notional, usd = fabs(weight) * x->d->p->equity_usd;
	return llround(weight / RV_BB_UNIT) != 0 && usd >= least &&
	       (q->hedge_coin == SIZE_MAX || fabs(q->hedge) * usd >= least);
}

static void put(const draft *x)
{
	double weight[RV_BB_MAX];
	for (size_t k = 0; k < x->n; k++)
		weight[k] = x->pos[k].weight * share_of(x, &x->pos[k]);
	const double mr = mr_short_share(x, weight);
	for (size_t k = 0; k < x->n; k++) {
		const bool is_short =
			x->pos[k].bucket == RV_BUCKET_MEAN_REVERSION && weight[k] < 0.0;
		const double w = weight[k] * (is_short ? mr : 1.0);
		if (large_enough(x, &x->pos[k], w))
			keep(x, k, w);
	}
}

void bb_enter(const bb_day *d)
{
	draft x = { .d = d };
	rv_sizing_result sized;
	if (d->r->buckets.risk_off || !(d->r->buckets.leverage_factor > 0.0))
		return;
	find_coins(&x);
	for (size_t i = 0; i < x.n_coins; i++)
		add_simple(&x, i);
	add_residuals(&x);
	for (size_t k = 0; k < d->r->buckets.n_pairs; k++)
		add_pair(&x, &d->r->buckets.pairs[k]);
	const rv_sizing_input in = {
		.n_coins = x.n_coins,
		.adv_usd = x.adv,
		.beta = x.beta,
		.in_cluster = x.cluster,
		.benchmark = x.benchmark,
		.n_active = d->b->n,
		.leverage_factor = d->r->buckets.leverage_factor,
		.drawdown_factor = 1.0,
		.avg_corr = d->r->buckets.avg_corr_used,
	};
	rv_bucket_size(d->p, &in, x.pos, x.n, &sized);
	put(&x);
}
