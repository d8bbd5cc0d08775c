/*
 * The strategy multi-bucket: the live book of S4 over history, its four buckets as sub-books.
 *
 * The pass of a date is the live one's scores (engine/portfolio/buckets.h) of the coins that S4
 * knows. Entries are said anew by the thresholds that are chosen now, the book (bucket_book.h)
 * decides what is entered, stopped and closed, and its votes are the targets: a leg as small as the
 * desk would skip is left alone. Formulas: docs/formulas.md#multi-bucket.
 */
#include "engine/research/multi_bucket_internal.h"

#include "engine/research/betas.h"
#include "engine/run/book_now.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct work {
	const multi_bucket *m;
	rv_frame *frame;
	rv_buckets *buckets;
	rv_bucket_result *r;
} work;

static const char *const feature_names[] = { "avg_corr", "avg_corr_mr", "leverage_factor",
					     "risk_off", "jump",	"breadth",
					     "held_S4m", "held_S4r",	"held_S4mr",
					     "held_S4p" };

enum { FEATURES = sizeof(feature_names) / sizeof(feature_names[0]), HELD = FEATURES - MB_SUBS };

/* Bands of the leverage factor. */
enum { LF_FULL, LF_BETWEEN, LF_FLOOR, LF_RISK_OFF, LF_N };

static const char *const regime_names[LF_N] = { "LF_FULL", "LF_BETWEEN", "LF_FLOOR", "RISK_OFF" };

/* ---- open ---- */

static void name_result(rv_bt_result *r)
{
	static const char *const values[MB_VALUES] = { "cm_entry", "resid_entry", "mr_z",
						       "pair_entry" };
	for (size_t i = 0; i < FEATURES; i++)
		(void)snprintf(r->features[i], RV_BT_NAME, "%s", feature_names[i]);
	for (size_t i = 0; i < LF_N; i++)
		(void)snprintf(r->regimes[i], RV_BT_NAME, "%s", regime_names[i]);
	for (size_t i = 0; i < MB_VALUES; i++)
		(void)snprintf(r->values[i], RV_BT_NAME, "%s", values[i]);
	r->n_features = FEATURES;
	r->n_regimes = LF_N;
	r->n_values = MB_VALUES;
}

static void close_mb(void *self)
{
	multi_bucket *m = self;
	if (!m)
		return;
	free(m->days);
	free(m->r);
	free(m);
}

static rv_status open_mb(const rv_strategy_setup *s, rv_bt_result *names, void **self, rv_err *err)
{
	const char *wrong = rv_bucket_params_error(&s->step->buckets);
	if (wrong)
		return rv_err_set(err, RV_EINVAL, "multi-bucket: %s", wrong);
	multi_bucket *m = calloc(1, sizeof(*m));
	if (!m)
		return RV_ENOMEM;
	m->s = *s;
	m->universe = &s->step->universe;
	rv_net_params_default(&m->net);
	if (s->more)
		m->net = ((const rv_book_params *)s->more)->net;
	m->configured = s->step->buckets;
	m->configured.equity_usd = s->nav_usd;
	m->now = m->configured;
	m->days = calloc(s->n_days, sizeof(*m->days));
	m->r = calloc(1, sizeof(*m->r));
	if (!m->days || !m->r) {
		close_mb(m);
		return RV_ENOMEM;
	}
	name_result(names);
	*self = m;
	return RV_OK;
}

/* ---- passes ---- */

static void work_free(void *self)
{
	work *w = self;
	rv_frame_free(w->frame);
	rv_buckets_free(w->buckets);
	free(w->r);
	free(w);
}

static rv_status work_new(const void *self, void **out)
{
	work *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->m = self;
	w->r = calloc(1, sizeof(*w->r));
	rv_status st =
		w->r ? rv_frame_new(RV_MAX_SYMBOLS, RV_STEP_DAILY_BARS, &w->frame) : RV_ENOMEM;
	if (st == RV_OK)
		st = rv_buckets_new(RV_MAX_SYMBOLS, RV_STEP_DAILY_BARS, &w->buckets);
	if (st != RV_OK) {
		work_free(w);
		return st;
	}
	*out = w;
	return RV_OK;
}

static bool is_named(const rv_frame *f, size_t i, const char (*names)[RV_SYMBOL_MAX], size_t n)
{
	for (size_t k = 0; k < n; k++) {
		if (rv_frame_find_name(f, names[k]) == i)
			return true;
	}
	return false;
}

static void take_coin(const work *w, const rv_cursor *c, const rv_betas *b, size_t i, mb_coin *out)
{
	const rv_bucket_params *p = &w->m->configured;
	const char *name = rv_frame_name(w->frame, i);
	const size_t last = w->frame->bars - 1;
	*out = (mb_coin){ .close = rv_frame_close(w->frame, i)[last],
			  .funding = rv_frame_field(w->frame, RV_PANEL_FUNDING, i)[last],
			  .enters = is_named(w->frame, i, p->universe, p->n_universe) &&
				    rv_frame_trades(w->frame, i),
			  .factor = is_named(w->frame, i, p->factors, p->n_factors),
			  .s = w->r->symbols[i] };
	memcpy(out->symbol, name, strlen(name) + 1);
	rv_betas_of(b, c, rv_cursor_find(c, name), &out->beta_btc, &out->beta_eth);
}

static size_t index_of(const mb_pass *d, const rv_frame *f, size_t i)
{
	for (size_t k = 0; i != SIZE_MAX && k < d->n; k++) {
		if (strcmp(d->coins[k].symbol, rv_frame_name(f, i)) == 0)
			return k;
	}
	return SIZE_MAX;
}

static void take_members(const work *w, const rv_cursor *c, mb_pass *d)
{
	const size_t bench = rv_frame_find_name(w->frame, w->m->configured.benchmark);
	rv_betas b;
	rv_betas_begin(c, w->m->universe, &b);
	for (size_t i = 0; i < w->r->n && d->n < MB_COINS; i++) {
		if (w->r->symbols[i].member || i == bench)
			take_coin(w, c, &b, i, &d->coins[d->n++]);
	}
	d->n_pairs = w->r->n_pairs;
	for (size_t k = 0; k < d->n_pairs; k++) {
		d->pairs[k] = w->r->pairs[k];
		d->pairs[k].x = index_of(d, w->frame, w->r->pairs[k].x);
		d->pairs[k].y = index_of(d, w->frame, w->r->pairs[k].y);
	}
}

static rv_status pass(void *self, const rv_cursor *c, void *out)
{
	work *w = self;
	mb_pass *d = out;
	memset(d, 0, sizeof(*d)); /* the same bytes, unused ones too */
	rv_status st = rv_cursor_frame(c, w->frame);
	if (st == RV_OK)
		st = rv_buckets_run(w->buckets, &w->m->configured, w->frame, w->r);
	if (st != RV_OK || w->frame->bars == 0)
		return st;
	d->ready = w->r->ready;
	d->risk_off = w->r->risk_off;
	d->close_ms = w->r->close_ms;
	d->avg_corr = w->r->avg_corr_used;
	d->avg_corr_mr = w->r->avg_corr_mr;
	d->leverage_factor = w->r->leverage_factor;
	d->jump = w->r->jump;
	d->breadth = w->r->breadth;
	take_members(w, c, d);
	return RV_OK;
}

/* ---- a day ---- */

const mb_coin *mb_find(const mb_pass *d, const char *symbol)
{
	for (size_t k = 0; k < d->n; k++) {
		if (strcmp(d->coins[k].symbol, symbol) == 0)
			return &d->coins[k];
	}
	return NULL;
}

void mb_fill_step(const mb_pass *d, const rv_bucket_params *p, rv_step_result *r)
{
	rv_bucket_result *b = &r->buckets;
	r->asof_ms = r->bar_close_ms = b->close_ms = d->close_ms;
	r->n_daily = b->n = d->n;
	b->ready = d->ready;
	b->risk_off = d->risk_off;
	b->avg_corr_used = d->avg_corr;
	b->avg_corr_mr = d->avg_corr_mr;
	b->leverage_factor = d->leverage_factor;
	b->n_pairs = d->n_pairs;
	for (size_t i = 0; i < d->n; i++) {
		const mb_coin *c = &d->coins[i];
		memcpy(r->daily_names[i], c->symbol, sizeof(c->symbol));
		r->daily_close[i] = c->close;
		b->symbols[i] = c->s;
		b->symbols[i].entries =
			c->enters ? rv_bucket_entries(p, c->factor, d->avg_corr_mr, &c->s) : 0;
	}
	for (size_t k = 0; k < d->n_pairs; k++) {
		b->pairs[k] = d->pairs[k];
		if (d->pairs[k].x != SIZE_MAX && d->pairs[k].y != SIZE_MAX)
			b->pairs[k].state = rv_bucket_pair_state(p, &d->pairs[k]);
	}
}

static int32_t regime_of(const multi_bucket *m, const mb_pass *d)
{
	if (!d->ready || !isfinite(d->leverage_factor))
		return -1;
	if (d->risk_off)
		return LF_RISK_OFF;
	if (d->leverage_factor >= 1.0)
		return LF_FULL;
	return d->leverage_factor > m->now.lf_floor ? LF_BETWEEN : LF_FLOOR;
}

static void put_features(const multi_bucket *m, const mb_pass *d, double *out)
{
	const double known[HELD] = {
		d->avg_corr, d->avg_corr_mr, d->leverage_factor, d->risk_off ? 1.0 : 0.0,
		d->jump,     d->breadth
	};
	memcpy(out, known, sizeof(known));
	for (size_t k = 0; k < MB_SUBS; k++)
		out[HELD + k] = 0.0;
	for (size_t i = 0; i < m->book.n; i++)
		out[HELD + (size_t)m->book.positions[i].bucket] += 1.0;
}

static void put_score(rv_bt_decision *out, rv_bucket bucket, const char *symbol, double score)
{
	if (!isfinite(score) || out->n_scores == RV_BT_TARGETS)
		return;
	rv_bt_score *x = &out->scores[out->n_scores++];
	*x = (rv_bt_score){ .sub = (uint32_t)bucket, .score = score };
	memcpy(x->symbol, symbol, strlen(symbol) + 1);
}

static void put_scores(const mb_pass *d, rv_bt_decision *out)
{
	for (size_t i = 0; i < d->n; i++) {
		const mb_coin *c = &d->coins[i];
		if (!c->enters)
			continue;
		put_score(out, RV_BUCKET_MOMENTUM, c->symbol, c->s.cm);
		put_score(out, RV_BUCKET_MEAN_REVERSION, c->symbol, -c->s.z[0]);
		if (!c->factor)
			put_score(out, RV_BUCKET_RESIDUAL, c->symbol, c->s.residual_z);
	}
}

static const char *why_of(const rv_bb_changes *ch, size_t bucket, const char *symbol)
{
	for (size_t k = 0; k < ch->n_ends; k++) {
		const rv_bb_end *e = &ch->ends[k];
		if (e->bucket == (rv_bucket)bucket &&
		    (strcmp(e->symbol, symbol) == 0 || strcmp(e->hedge_symbol, symbol) == 0))
			return rv_exit_name(e->exit);
	}
	return "resized";
}

static rv_bt_target *target_of(rv_bt_decision *out, uint32_t sub, const mb_coin *c)
{
	for (size_t k = 0; k < out->n; k++) {
		if (out->targets[k].sub == sub && strcmp(out->targets[k].symbol, c->symbol) == 0)
			return &out->targets[k];
	}
	rv_bt_target *x = &out->targets[out->n++];
	*x = (rv_bt_target){ .sub = sub, .beta_btc = c->beta_btc, .beta_eth = c->beta_eth };
	memcpy(x->symbol, c->symbol, sizeof(x->symbol));
	return x;
}

/* A leg whose size nobody knows stays what it is. */
static void put_legs(const multi_bucket *m, const rv_bt_today *t, const mb_pass *d,
		     rv_bt_decision *out)
{
	rv_bb_leg legs[RV_BB_LEGS];
	const size_t n = rv_bucket_book_legs(&m->book, &m->now, m->r, legs);
	for (size_t k = 0; k < n; k++) {
		const mb_coin *c = mb_find(d, legs[k].symbol);
		if (!c)
			continue;
		rv_bt_target *x = target_of(out, (uint32_t)(legs[k].sub - RV_SUB_S4M), c);
		x->weight += legs[k].weight;
		if (isfinite(x->weight))
			continue;
		x->weight = 0.0;
		x->exact = true;
		x->lots = rv_account_lots(t->account, x->sub, x->symbol);
	}
}

/* Targets of positions that have ended, for their reason. */
static void put_ends(const multi_bucket *m, const rv_bt_today *t, const mb_pass *d,
		     rv_bt_decision *out)
{
	for (size_t i = 0; i < d->n; i++) {
		for (uint32_t s = 0; s < MB_SUBS; s++) {
			if (rv_account_lots(t->account, s, d->coins[i].symbol) != 0)
				target_of(out, s, &d->coins[i])->why =
					why_of(&m->changes, s, d->coins[i].symbol);
		}
	}
}

static void keep_small_changes(const multi_bucket *m, const rv_bt_today *t, rv_bt_decision *out)
{
	const double nav = rv_account_nav(t->account);
	const double least = fmax(m->net.least_nav, m->net.least_usd / nav);
	for (size_t k = 0; k < out->n; k++) {
		rv_bt_target *x = &out->targets[k];
		x->keep = fabs(x->weight) > 0.0 ? least / fabs(x->weight) : 0.0;
	}
}

static rv_status decide(void *self, const rv_bt_today *t, rv_bt_decision *out)
{
	multi_bucket *m = self;
	mb_pass *d = &m->days[t->day];
	memcpy(d, t->pass, sizeof(*d));
	out->regime = regime_of(m, d);
	out->score = d->avg_corr;
	put_scores(d, out);
	mb_fill_step(d, &m->now, m->r);
	rv_status st = RV_OK;
	if (t->trading)
		st = rv_bucket_book_step(&m->book, &m->now, m->r, &m->changes);
	put_features(m, d, out->features);
	if (!t->trading || st != RV_OK || !d->ready)
		return st;
	out->trades = (1U << MB_SUBS) - 1U;
	put_legs(m, t, d, out);
	put_ends(m, t, d, out);
	keep_small_changes(m, t, out);
	return RV_OK;
}

static int horizon(const rv_step_params *step)
{
	return step->buckets.time_stop_days;
}

const rv_strategy rv_strategy_multi_bucket = {
	.id = RV_BT_MULTI_BUCKET,
	.n_subs = MB_SUBS,
	.subs = { "S4m", "S4r", "S4mr", "S4p" },
	.own_vol_target = true,
	.pass_bytes = sizeof(mb_pass),
	.open = open_mb,
	.close = close_mb,
	.work_new = work_new,
	.work_free = work_free,
	.pass = pass,
	.decide = decide,
	.horizon = horizon,
	.sample = mb_sample,
	.train = mb_train,
	.choose = mb_choose,
};
