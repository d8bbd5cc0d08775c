/* The multi-bucket portfolio as a book; see bucket_book.h. */
#include "engine/run/bucket_book_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

rv_sub rv_sub_of_bucket(rv_bucket b)
{
	static const rv_sub subs[RV_BUCKET_N] = { RV_SUB_S4M, RV_SUB_S4R, RV_SUB_S4MR, RV_SUB_S4P };
	return subs[b];
}

rv_bb_position *bb_find(rv_bucket_book *b, rv_bucket bucket, const char *name)
{
	for (size_t i = 0; i < b->n; i++) {
		rv_bb_position *q = &b->positions[i];
		if (q->bucket == bucket && strcmp(q->name, name) == 0)
			return q;
	}
	return NULL;
}

double bb_close(const rv_step_result *r, const char *symbol)
{
	const size_t i = rv_step_find_daily(r, symbol);
	return i == SIZE_MAX ? (double)NAN : r->daily_close[i];
}

const rv_bucket_symbol *bb_symbol(const rv_step_result *r, const char *symbol)
{
	const size_t i = rv_step_find_daily(r, symbol);
	return i < r->buckets.n ? &r->buckets.symbols[i] : NULL;
}

void bb_say(const bb_day *d, const char *fmt, ...)
{
	if (!d->ch || d->ch->n == RV_BB_CHANGES)
		return;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(d->ch->text[d->ch->n++], RV_WATCH_TEXT, fmt, ap);
	va_end(ap);
}

static int side_of(const rv_bb_position *q)
{
	return q->units < 0 ? -1 : 1;
}

static const rv_bucket_pair *pair_of(const rv_step_result *r, const char *name)
{
	for (size_t k = 0; k < r->buckets.n_pairs; k++) {
		if (strcmp(r->buckets.pairs[k].name, name) == 0)
			return &r->buckets.pairs[k];
	}
	return NULL;
}

/* Profit per notional of the coin since the entry; a pair's is that of both legs. */
static double profit_of(const rv_step_result *r, const rv_bb_position *q)
{
	double gain = bb_close(r, q->symbol) / q->entry_px - 1.0;
	if (q->hedge_symbol[0])
		gain -= q->hedge * (bb_close(r, q->hedge_symbol) / q->hedge_px - 1.0);
	return (double)side_of(q) * gain;
}

/* What the bucket's own rules say at this close; nothing about what is not known. */
static rv_exit model_says(const bb_day *d, const rv_bb_position *q)
{
	const rv_bucket_result *now = &d->r->buckets;
	const rv_bucket_symbol *s = bb_symbol(d->r, q->symbol);
	const rv_bucket_pair *pair = q->hedge_symbol[0] ? pair_of(d->r, q->name) : NULL;
	const double days = (double)(now->close_ms - q->opened_ms) / (double)RV_DAY_MS;
	const double profit = profit_of(d->r, q);
	switch (q->bucket) {
	case RV_BUCKET_MOMENTUM:
		return s ? rv_momentum_exit(d->p, s) : RV_EXIT_NONE;
	case RV_BUCKET_RESIDUAL:
		return rv_residual_exit(d->p, side_of(q), q->z, s ? s->residual_z : (double)NAN,
					days, profit, q->target);
	case RV_BUCKET_MEAN_REVERSION:
		if (now->risk_off)
			return RV_EXIT_BREAKDOWN;
		return rv_mr_exit(d->p, side_of(q), s ? s->z[0] : (double)NAN, now->avg_corr_mr,
				  days);
	case RV_BUCKET_PAIR:
		/* A half is closed once: the risk watch remembers it. */
		return pair ? rv_pair_exit(d->p, side_of(q), false, pair, days, profit, q->target)
			    : RV_EXIT_NONE;
	case RV_BUCKET_N:
		break;
	}
	return RV_EXIT_NONE;
}

static rv_watch_share share_of(const bb_day *d, const rv_bb_position *q)
{
	const rv_bucket_symbol *s = bb_symbol(d->r, q->symbol);
	rv_watch_share v = { .sub = rv_sub_of_bucket(q->bucket),
			     .lots = q->units,
			     .entry_px = q->entry_px,
			     .atr = s ? s->atr14 : (double)NAN,
			     .target = q->target,
			     .close = bb_close(d->r, q->symbol),
			     .close_ms = d->r->buckets.close_ms,
			     .profit = profit_of(d->r, q),
			     .model = model_says(d, q) };
	memcpy(v.symbol, q->name, sizeof(v.symbol));
	return v;
}

static void keep_end(const bb_day *d, const rv_bb_position *q, rv_exit exit)
{
	if (!d->ch || d->ch->n_ends == RV_BB_MAX)
		return;
	rv_bb_end *e = &d->ch->ends[d->ch->n_ends++];
	*e = (rv_bb_end){ .bucket = q->bucket, .exit = exit };
	memcpy(e->symbol, q->symbol, sizeof(e->symbol));
	memcpy(e->hedge_symbol, q->hedge_symbol, sizeof(e->hedge_symbol));
}

/* The wants are filled at once: the book is on paper. */
static void close_what_ends(const bb_day *d, const rv_watch_want *wants, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (int k = 0; k < RV_BUCKET_N; k++) {
			rv_bb_position *q = rv_sub_of_bucket((rv_bucket)k) == wants[i].sub
						    ? bb_find(d->b, (rv_bucket)k, wants[i].symbol)
						    : NULL;
			if (!q)
				continue;
			q->units += wants[i].lots;
			keep_end(d, q, wants[i].exit);
			bb_say(d, "model %s (no order)", wants[i].reason);
		}
	}
	size_t kept = 0;
	for (size_t i = 0; i < d->b->n; i++) {
		if (d->b->positions[i].units != 0)
			d->b->positions[kept++] = d->b->positions[i];
	}
	d->b->n = kept;
}

/* after: what the day has done is settled, and what is new gets its stop; nothing ends by its
 * model on the close at which it was entered. */
static rv_status watch(const bb_day *d, bool after, rv_watch_want wants[RV_BB_MAX], size_t *n)
{
	rv_watch_params wp;
	rv_watch_share shares[RV_BB_MAX];
	rv_watch_result res;
	rv_watch_input in = { .utc_ms = d->r->buckets.close_ms, .nav = NAN, .nav_day_start = NAN };
	rv_watch_params_default(&wp);
	for (int s = 0; s < RV_SUB_H; s++)
		in.equity[s] = NAN; /* the circuits are those of the account's own watch */
	for (size_t i = 0; i < d->b->n; i++) {
		shares[i] = share_of(d, &d->b->positions[i]);
		if (after)
			shares[i].model = RV_EXIT_NONE;
	}
	const rv_status st =
		rv_watch_step(&wp, d->p, &d->b->watch, &in, shares, d->b->n, &res, wants);
	*n = st == RV_OK ? res.n_wants : 0;
	return st;
}

static void refresh_betas(const bb_day *d)
{
	for (size_t i = 0; i < d->b->n; i++) {
		const rv_bucket_symbol *s = bb_symbol(d->r, d->b->positions[i].symbol);
		if (s && isfinite(s->beta_btc))
			d->b->positions[i].beta = s->beta_btc;
	}
}

rv_status rv_bucket_book_step(rv_bucket_book *b, const rv_bucket_params *p, const rv_step_result *r,
			      rv_bb_changes *ch)
{
	rv_watch_want wants[RV_BB_MAX];
	const bb_day d = { b, p, r, ch };
	size_t n = 0;
	if (ch)
		ch->n = ch->n_ends = 0;
	if (rv_bucket_params_error(p))
		return RV_EINVAL;
	if (!r->buckets.ready || r->buckets.close_ms <= b->close_ms)
		return RV_OK;
	refresh_betas(&d);
	rv_status st = watch(&d, false, wants, &n);
	if (st != RV_OK)
		return st;
	close_what_ends(&d, wants, n);
	bb_enter(&d);
	b->close_ms = r->buckets.close_ms;
	return watch(&d, true, wants, &n);
}

static double weight_of(const rv_bb_position *q, double leverage)
{
	const double share = leverage / q->leverage;
	return (double)q->units * RV_BB_UNIT * (share > 1.0 ? 1.0 : share);
}

static void put(rv_bb_leg *l, rv_bucket bucket, int group, const char *symbol, double weight)
{
	*l = (rv_bb_leg){ .sub = rv_sub_of_bucket(bucket), .group = group, .weight = weight };
	memcpy(l->symbol, symbol, strlen(symbol) + 1);
}

/* A hedge is sent only when it is beyond the tolerance, and never larger than a coin may be. */
static double hedge_weight(const rv_bucket_params *p, double beta)
{
	return fabs(beta) < p->beta_tol ? 0.0 : -copysign(fmin(fabs(beta), p->asset_cap), beta);
}

size_t rv_bucket_book_legs(const rv_bucket_book *b, const rv_bucket_params *p,
			   const rv_step_result *r, rv_bb_leg out[RV_BB_LEGS])
{
	size_t n = 0;
	double beta = 0.0;
	for (size_t i = 0; i < b->n; i++) {
		const rv_bb_position *q = &b->positions[i];
		const double w = weight_of(q, r->buckets.leverage_factor);
		const bool pair = q->hedge_symbol[0] != '\0';
		put(&out[n++], q->bucket, pair ? (int)i + 1 : 0, q->symbol, w);
		if (pair)
			put(&out[n++], q->bucket, (int)i + 1, q->hedge_symbol, -q->hedge * w);
		if (q->bucket == RV_BUCKET_RESIDUAL)
			beta += w * q->beta;
	}
	const double hedge = hedge_weight(p, beta);
	if (hedge > 0.0 || hedge < 0.0 || isnan(hedge))
		put(&out[n++], RV_BUCKET_RESIDUAL, 0, p->benchmark, hedge);
	return n;
}
