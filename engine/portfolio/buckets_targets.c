/* Candidates, their sizes and the targets of the multi-bucket portfolio; see buckets.h. */
#include "engine/portfolio/buckets_internal.h"

#include <math.h>
#include <stdio.h>

typedef struct draft {
	rv_buckets *w;
	const rv_bucket_params *p;
	const rv_frame *f;
	rv_bucket_result *out;
} draft;

static void say(rv_bucket_symbol *s, const char *why)
{
	(void)snprintf(s->reason, sizeof(s->reason), "%s", why);
}

static void add(const draft *d, rv_bucket bucket, size_t member, double side, double strength,
		double multiplier)
{
	rv_buckets *w = d->w;
	const rv_bucket_symbol *s = &d->out->symbols[w->members[member].coin];
	w->positions[w->n_positions++] = (rv_bucket_position){
		.bucket = bucket,
		.coin = member,
		.hedge_coin = SIZE_MAX,
		.side = side,
		.sigma = s->sigma20,
		.confidence = fmin(1.0, fmax(0.0, strength / d->p->conf_scale[bucket])),
		.multiplier = multiplier,
	};
}

static void add_momentum(const draft *d, size_t i, const rv_bucket_symbol *s)
{
	if (s->entries & RV_ENTRY_MOMENTUM_LONG)
		add(d, RV_BUCKET_MOMENTUM, i, 1.0, s->cm, 1.0);
}

static void add_mean_reversion(const draft *d, size_t i, const rv_bucket_symbol *s)
{
	if (s->entries & (RV_ENTRY_MR_LONG | RV_ENTRY_MR_SHORT))
		add(d, RV_BUCKET_MEAN_REVERSION, i, s->entries & RV_ENTRY_MR_LONG ? 1.0 : -1.0,
		    fabs(s->z[0]), d->p->mr_size);
}

/* |Z| of a residual entry, NaN for none. */
static double residual_strength(const draft *d, size_t i)
{
	const rv_bucket_symbol *s = &d->out->symbols[d->w->members[i].coin];
	const bool enters = s->entries & (RV_ENTRY_RESIDUAL_LONG | RV_ENTRY_RESIDUAL_SHORT);
	return enters ? fabs(s->residual_z) : NAN;
}

/* Names with a larger |Z|, or the same and an earlier place. */
static size_t residuals_before(const draft *d, size_t i)
{
	const double z = residual_strength(d, i);
	size_t n = 0;
	for (size_t k = 0; k < d->w->n; k++) {
		const double other = residual_strength(d, k);
		n += other > z || (other >= z && k < i) ? 1 : 0;
	}
	return n;
}

static void add_residual(const draft *d, size_t i, rv_bucket_symbol *s)
{
	const double z = residual_strength(d, i);
	if (isnan(z))
		return;
	if (residuals_before(d, i) >= (size_t)d->p->resid_max_names) {
		say(s, "residual names full");
		return;
	}
	add(d, RV_BUCKET_RESIDUAL, i, s->entries & RV_ENTRY_RESIDUAL_LONG ? 1.0 : -1.0, z,
	    z > d->p->resid_boost_z ? d->p->resid_boost : 1.0);
}

static void add_pair(const draft *d, const rv_bucket_pair *q)
{
	if (q->state != RV_PAIR_ENTRY_LONG && q->state != RV_PAIR_ENTRY_SHORT)
		return;
	add(d, RV_BUCKET_PAIR, bk_member_of(d->w, q->y),
	    q->state == RV_PAIR_ENTRY_LONG ? 1.0 : -1.0, fabs(q->z), 1.0);
	rv_bucket_position *pos = &d->w->positions[d->w->n_positions - 1];
	pos->hedge_coin = bk_member_of(d->w, q->x);
	pos->hedge = q->hedge;
}

static void add_candidates(const draft *d)
{
	d->w->n_positions = 0;
	for (size_t i = 0; i < d->w->n; i++) {
		rv_bucket_symbol *s = &d->out->symbols[d->w->members[i].coin];
		add_momentum(d, i, s);
		add_residual(d, i, s);
		add_mean_reversion(d, i, s);
	}
	for (size_t k = 0; k < d->out->n_pairs; k++)
		add_pair(d, &d->out->pairs[k]);
}

static void size_candidates(const draft *d, rv_sizing_result *r)
{
	double adv[BK_MEMBERS_MAX], beta[BK_MEMBERS_MAX];
	bool cluster[BK_MEMBERS_MAX];
	for (size_t i = 0; i < d->w->n; i++) {
		const rv_bucket_symbol *s = &d->out->symbols[d->w->members[i].coin];
		adv[i] = s->adv_usd;
		beta[i] = s->beta_btc;
		cluster[i] = d->w->members[i].cluster;
	}
	const rv_sizing_input in = {
		.n_coins = d->w->n,
		.adv_usd = adv,
		.beta = beta,
		.in_cluster = cluster,
		.benchmark = d->w->benchmark,
		.leverage_factor = d->out->leverage_factor,
		.drawdown_factor = 1.0,
		.avg_corr = d->out->avg_corr_used,
	};
	rv_bucket_size(d->p, &in, d->w->positions, d->w->n_positions, r);
}

static void add_target(const draft *d, size_t member, rv_bucket bucket, double weight,
		       const char *reason)
{
	rv_bucket_symbol *s = &d->out->symbols[d->w->members[member].coin];
	s->target[bucket] += weight;
	if (reason)
		say(s, reason);
}

static void put_targets(const draft *d, const rv_sizing_result *r)
{
	for (size_t k = 0; k < d->w->n_positions; k++) {
		const rv_bucket_position *q = &d->w->positions[k];
		add_target(d, q->coin, q->bucket, q->weight, q->reason);
		if (q->hedge_coin != SIZE_MAX)
			add_target(d, q->hedge_coin, q->bucket, -q->hedge * q->weight, q->reason);
	}
	if (d->w->benchmark != SIZE_MAX)
		add_target(d, d->w->benchmark, RV_BUCKET_RESIDUAL, r->hedge, NULL);
	for (int b = 0; b < RV_BUCKET_N; b++)
		d->out->gross[b] = r->gross[b];
	d->out->hedge_btc = r->hedge;
	d->out->net_beta = r->net_beta;
	d->out->n_positions = r->n_positions;
}

static bool any_target(const rv_bucket_symbol *s)
{
	bool any = false;
	for (int b = 0; b < RV_BUCKET_N; b++)
		any = any || fabs(s->target[b]) > 0.0;
	return any;
}

/* NULL: the reason that it has already. */
static const char *why_none(const draft *d, const bk_member *m, const rv_bucket_symbol *s)
{
	if (!rv_frame_trades(d->f, m->coin))
		return "no bar at the as-of day";
	if (m->universe && isnan(s->cm) && isnan(s->residual_z))
		return "history too short";
	if (s->entries && d->out->risk_off)
		return "risk-off";
	if (s->reason[0])
		return NULL; /* as it has been said */
	return m->universe ? "no entry" : "a leg of a pair only";
}

static void finish(const draft *d, const bk_member *m, rv_bucket_symbol *s)
{
	s->net = 0.0;
	for (int b = 0; b < RV_BUCKET_N; b++)
		s->net += s->target[b];
	if (isfinite(s->beta_btc))
		d->out->book_beta += s->net * s->beta_btc;
	if (!any_target(s)) {
		const char *why = why_none(d, m, s);
		if (why)
			say(s, why);
		return;
	}
	say(s, "");
	if (fabs(s->net) > 0.0)
		s->stop_price = rv_frame_close(d->f, m->coin)[d->f->bars - 1] -
				copysign(d->p->atr_stop * s->atr14, s->net);
}

void bk_run_targets(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		    rv_bucket_result *out)
{
	const draft d = { w, p, f, out };
	rv_sizing_result r = { .hedge = 0.0 };
	for (size_t i = 0; i < w->n; i++) {
		rv_bucket_symbol *s = &out->symbols[w->members[i].coin];
		for (int b = 0; b < RV_BUCKET_N; b++)
			s->target[b] = 0.0;
	}
	w->n_positions = 0;
	if (!out->risk_off) {
		add_candidates(&d);
		size_candidates(&d, &r);
	}
	put_targets(&d, &r);
	for (size_t i = 0; i < w->n; i++)
		finish(&d, &w->members[i], &out->symbols[w->members[i].coin]);
}
