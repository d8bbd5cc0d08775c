/* Pairs, entries and exits of the multi-bucket portfolio; see buckets.h. */
#include "engine/portfolio/buckets_internal.h"
#include "engine/portfolio/stops.h"
#include "engine/stats/moments.h"
#include "engine/stats/pair.h"

#include <math.h>
#include <stdio.h>

/* Of the window of daily returns that ends `back` days before the last. */
static double corr_back(const rv_bucket_params *p, const rv_frame *f, const rv_bucket_pair *q,
			size_t window, size_t back)
{
	if (f->bars < window + back)
		return NAN;
	const size_t first = f->bars - back - window;
	return rv_corr(rv_frame_simple(f, q->x) + first, rv_frame_simple(f, q->y) + first, window,
		       bk_min_days(p, window));
}

rv_pair_state rv_bucket_pair_state(const rv_bucket_params *p, const rv_bucket_pair *q)
{
	if (isnan(q->z) || isnan(q->corr30))
		return RV_PAIR_UNKNOWN;
	if (q->beta <= 0.0)
		return RV_PAIR_DISABLED;
	if (q->corr30 < p->pair_break)
		return RV_PAIR_BROKEN;
	if (fabs(q->z) >= p->pair_stop)
		return RV_PAIR_STOP;
	if (!(q->corr30 > p->pair_corr && q->corr_decline >= p->pair_decline))
		return RV_PAIR_IDLE;
	if (q->z < -p->pair_entry)
		return RV_PAIR_ENTRY_LONG;
	return q->z > p->pair_entry ? RV_PAIR_ENTRY_SHORT : RV_PAIR_IDLE;
}

static void set_pair_exits(const rv_bucket_params *p, rv_bucket_pair *q)
{
	const bool both = q->state == RV_PAIR_DISABLED || q->state == RV_PAIR_BROKEN ||
			  q->state == RV_PAIR_STOP;
	q->exits = 0;
	if (q->z >= 0.0 || both)
		q->exits |= RV_ENTRY_PAIR_LONG;
	if (q->z <= 0.0 || both)
		q->exits |= RV_ENTRY_PAIR_SHORT;
	q->half = fabs(q->z) <= p->pair_partial;
}

static void run_pair(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f, rv_bucket_pair *q)
{
	const rv_spread_fit s =
		rv_spread_fit_last(rv_frame_close(f, q->x), rv_frame_close(f, q->y), f->bars,
				   (size_t)p->pair_window, p->pair_log, w->series);
	const size_t week = (size_t)p->pair_decline_days;
	q->alpha = s.alpha;
	q->beta = s.beta;
	q->spread = s.spread;
	q->z = s.z;
	q->sd = s.sd;
	q->hedge = s.hedge;
	q->corr30 = corr_back(p, f, q, (size_t)p->pair_corr_days, 0);
	q->corr_decline = corr_back(p, f, q, week, week) - corr_back(p, f, q, week, 0);
	q->state = rv_bucket_pair_state(p, q);
	set_pair_exits(p, q);
}

void bk_run_pairs(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		  rv_bucket_result *out)
{
	out->n_pairs = p->n_pairs;
	for (size_t k = 0; k < p->n_pairs; k++) {
		rv_bucket_pair *q = &out->pairs[k];
		*q = (rv_bucket_pair){ .alpha = NAN,
				       .beta = NAN,
				       .spread = NAN,
				       .z = NAN,
				       .corr30 = NAN,
				       .corr_decline = NAN,
				       .sd = NAN,
				       .hedge = NAN };
		q->x = rv_frame_find_name(f, p->pairs[k][0]);
		q->y = rv_frame_find_name(f, p->pairs[k][1]);
		(void)snprintf(q->name, sizeof(q->name), "%s-%s",
			       q->x == SIZE_MAX ? p->pairs[k][0] : rv_frame_name(f, q->x),
			       q->y == SIZE_MAX ? p->pairs[k][1] : rv_frame_name(f, q->y));
		if (q->x != SIZE_MAX && q->y != SIZE_MAX)
			run_pair(w, p, f, q);
	}
}

static bool momentum_long(const rv_bucket_params *p, const rv_bucket_symbol *s)
{
	return s->cm > p->cm_entry && s->m[0] > p->m7_entry && s->m[0] > 0.0 && s->m[1] > 0.0 &&
	       s->m[2] > 0.0 && (s->acc > p->acc_entry || s->z[2] > p->z30_trend) && s->ms > 0.0;
}

unsigned rv_bucket_entries(const rv_bucket_params *p, bool factor, double mr_corr,
			   const rv_bucket_symbol *s)
{
	const bool reverts = mr_corr < p->mr_corr;
	unsigned e = 0;
	if (momentum_long(p, s))
		e |= RV_ENTRY_MOMENTUM_LONG;
	if (!factor && s->residual_z > p->resid_entry)
		e |= RV_ENTRY_RESIDUAL_LONG;
	if (!factor && s->residual_z < -p->resid_entry)
		e |= RV_ENTRY_RESIDUAL_SHORT;
	if (reverts && s->z[0] < -p->mr_z && s->ms > p->mr_ms)
		e |= RV_ENTRY_MR_LONG;
	if (reverts && s->z[0] > p->mr_z && s->ms < 0.0)
		e |= RV_ENTRY_MR_SHORT;
	return e;
}

/* Acceleration below 0 on each of the last days. */
static bool slowing(const rv_bucket_params *p, const bk_member *m, size_t bars)
{
	const rv_cm_params c = bk_cm_params(p);
	for (size_t back = 0; back < (size_t)p->acc_exit_days; back++) {
		if (back >= bars)
			return false;
		const size_t t = bars - 1 - back;
		const double over[RV_CM_HORIZONS] = { m->m[0][t], m->m[1][t], m->m[2][t] };
		if (!(rv_cm_acceleration(&c, over, p->acc_per_day) < 0.0))
			return false;
	}
	return true;
}

/*
 * What would close a position of each kind at this close, whatever its entry was. The plain
 * difference M7 - M14 is below 0 in every steady trend: there it closes a weak trend only.
 */
static unsigned exits_of(const rv_bucket_params *p, const bk_member *m, size_t bars, double mr_corr,
			 const rv_bucket_symbol *s)
{
	const bool slow = slowing(p, m, bars) && (p->acc_per_day || s->z[2] < p->z30_trend);
	const bool alike = mr_corr >= p->mr_corr;
	unsigned e = 0;
	if (s->cm < p->cm_exit || slow || s->ms < p->ms_exit)
		e |= RV_ENTRY_MOMENTUM_LONG;
	if (s->residual_z < -p->resid_entry)
		e |= RV_ENTRY_RESIDUAL_LONG;
	if (s->residual_z > p->resid_entry)
		e |= RV_ENTRY_RESIDUAL_SHORT;
	if (alike || s->z[0] >= -p->mr_target)
		e |= RV_ENTRY_MR_LONG;
	if (alike || s->z[0] <= p->mr_target)
		e |= RV_ENTRY_MR_SHORT;
	return e;
}

static void mark_pair_legs(const rv_bucket_pair *q, rv_bucket_symbol *symbols)
{
	if (q->state != RV_PAIR_ENTRY_LONG && q->state != RV_PAIR_ENTRY_SHORT)
		return;
	const bool is_long = q->state == RV_PAIR_ENTRY_LONG;
	symbols[q->y].entries |= is_long ? RV_ENTRY_PAIR_LONG : RV_ENTRY_PAIR_SHORT;
	symbols[q->x].entries |= is_long ? RV_ENTRY_PAIR_SHORT : RV_ENTRY_PAIR_LONG;
}

/* For display: the close at which Z7 stands at its target. */
static double mr_price(const rv_bucket_params *p, const bk_member *m, const rv_frame *f,
		       unsigned entries)
{
	const size_t n = f->bars, k = n < (size_t)p->z_window ? n : (size_t)p->z_window;
	const rv_moments s = rv_moments_of(m->m[0] + n - k, k);
	const double z = entries & RV_ENTRY_MR_LONG ? -p->mr_target : p->mr_target;
	if (!(entries & (RV_ENTRY_MR_LONG | RV_ENTRY_MR_SHORT)))
		return NAN;
	return rv_mr_target_price(rv_frame_close(f, m->coin)[n - 1 - (size_t)p->horizon[0]], s.mean,
				  sqrt(s.m2 / (double)s.n), z);
}

void bk_run_entries(const rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		    rv_bucket_result *out)
{
	for (size_t i = 0; i < w->n; i++) {
		const bk_member *m = &w->members[i];
		rv_bucket_symbol *s = &out->symbols[m->coin];
		if (m->universe && rv_frame_trades(f, m->coin))
			s->entries = rv_bucket_entries(p, m->factor, out->avg_corr_mr, s);
		s->mr_price = mr_price(p, m, f, s->entries);
		s->exits = exits_of(p, m, f->bars, out->avg_corr_mr, s);
	}
	for (size_t k = 0; k < out->n_pairs; k++)
		mark_pair_legs(&out->pairs[k], out->symbols);
}
