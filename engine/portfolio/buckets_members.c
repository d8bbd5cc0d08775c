/* Who is in the multi-bucket portfolio, and the scores of each; see buckets.h. */
#include "engine/market/returns.h"
#include "engine/portfolio/buckets_internal.h"
#include "engine/stats/moments.h"
#include "engine/stats/rank.h"
#include "engine/stats/wilder.h"

#include <math.h>
#include <string.h>

/* Inserts by frame index, which is name order; the member, or NULL for a coin without a bar. */
static bk_member *add_member(rv_buckets *w, const rv_frame *f, const char *name)
{
	const size_t coin = rv_frame_find_name(f, name);
	size_t at = 0;
	if (coin == SIZE_MAX)
		return NULL;
	while (at < w->n && w->members[at].coin < coin)
		at++;
	if (at < w->n && w->members[at].coin == coin)
		return &w->members[at];
	memmove(&w->members[at + 1], &w->members[at], (w->n - at) * sizeof(w->members[0]));
	w->members[at] = (bk_member){ .coin = coin };
	w->n++;
	return &w->members[at];
}

size_t bk_member_of(const rv_buckets *w, size_t coin)
{
	for (size_t i = 0; i < w->n; i++) {
		if (w->members[i].coin == coin)
			return i;
	}
	return SIZE_MAX;
}

void bk_find_members(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f)
{
	w->n = 0;
	for (size_t i = 0; i < p->n_universe; i++) {
		bk_member *m = add_member(w, f, p->universe[i]);
		if (m)
			m->universe = true;
	}
	for (size_t i = 0; i < p->n_pairs; i++) {
		(void)add_member(w, f, p->pairs[i][0]);
		(void)add_member(w, f, p->pairs[i][1]);
	}
	for (size_t i = 0; i < p->n_cluster; i++) {
		const size_t k = bk_member_of(w, rv_frame_find_name(f, p->cluster[i]));
		if (k != SIZE_MAX)
			w->members[k].cluster = true;
	}
	for (size_t i = 0; i < p->n_factors; i++) {
		const size_t k = bk_member_of(w, rv_frame_find_name(f, p->factors[i]));
		if (k != SIZE_MAX)
			w->members[k].factor = true;
	}
	w->benchmark = bk_member_of(w, rv_frame_find_name(f, p->benchmark));
	for (size_t i = 0; i < w->n; i++) {
		for (size_t h = 0; h < RV_CM_HORIZONS; h++)
			w->members[i].m[h] = w->m + (i * RV_CM_HORIZONS + h) * w->max_bars;
	}
}

rv_cm_params bk_cm_params(const rv_bucket_params *p)
{
	rv_cm_params c = { .window = p->z_window, .min = p->z_min };
	memcpy(c.horizon, p->horizon, sizeof(c.horizon));
	memcpy(c.weight, p->cm_weight, sizeof(c.weight));
	return c;
}

static void score_momentum(const rv_bucket_params *p, const rv_frame *f, const bk_member *m,
			   rv_bucket_symbol *s)
{
	const rv_cm_params c = bk_cm_params(p);
	const double *close = rv_frame_close(f, m->coin);
	for (size_t h = 0; h < RV_CM_HORIZONS; h++)
		rv_return_over(close, f->bars, (size_t)p->horizon[h], m->m[h]);
	const rv_cm cm = rv_cm_last(&c, (const double *const *)m->m, f->bars);
	memcpy(s->m, cm.m, sizeof(s->m));
	memcpy(s->z, cm.z, sizeof(s->z));
	s->cm = cm.cm;
	s->acc = rv_cm_acceleration(&c, s->m, p->acc_per_day);
}

static void score_wilder(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
			 const bk_member *m, rv_bucket_symbol *s)
{
	const size_t i = m->coin, n = f->bars;
	rv_rsi(rv_frame_close(f, i), n, (size_t)p->rsi_days, w->series);
	s->rsi14 = w->series[n - 1];
	s->ms = p->ms_updays ? rv_up_share(rv_frame_simple(f, i), n, (size_t)p->rsi_days)
			     : rv_rsi_turn(w->series, n, (size_t)p->ms_turn, p->ms_scale);
	rv_atr(rv_frame_field(f, RV_PANEL_HIGH, i), rv_frame_field(f, RV_PANEL_LOW, i),
	       rv_frame_close(f, i), n, (size_t)p->atr_days, w->series);
	s->atr14 = w->series[n - 1];
}

static void score_residual(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
			   const bk_member *m, rv_bucket_symbol *s)
{
	rv_residual r = { NAN, NAN, NAN, NAN, NAN };
	if (w->benchmark != SIZE_MAX)
		r = rv_residual_last(rv_frame_simple(f, m->coin),
				     rv_frame_simple(f, w->members[w->benchmark].coin), f->bars,
				     (size_t)p->resid_window, (size_t)p->resid_z, p->resid_cum20,
				     w->series);
	s->beta_btc = r.beta;
	s->residual = r.eps;
	s->residual_z = r.z;
	s->sigma_eps = r.sd;
}

static double mean_volume(const rv_bucket_params *p, const double *volume, size_t n)
{
	const size_t k = n < (size_t)p->adv_days ? n : (size_t)p->adv_days;
	const rv_moments m = rv_moments_of(volume + n - k, k);
	return m.n >= (size_t)p->adv_min ? m.mean : NAN;
}

/* Place by CM among the universe, 1 = strongest; ties share the average. */
static void rank_members(const rv_buckets *w, rv_bucket_result *out)
{
	double cm[BK_MEMBERS_MAX], rank[BK_MEMBERS_MAX];
	for (size_t i = 0; i < w->n; i++)
		cm[i] = w->members[i].universe ? out->symbols[w->members[i].coin].cm : NAN;
	const size_t k = rv_rank_average(cm, w->n, rank);
	for (size_t i = 0; i < w->n; i++)
		out->symbols[w->members[i].coin].cm_rank = (double)k - rank[i];
}

void bk_score_members(rv_buckets *w, const rv_bucket_params *p, const rv_frame *f,
		      rv_bucket_result *out)
{
	for (size_t i = 0; i < w->n; i++) {
		const bk_member *m = &w->members[i];
		rv_bucket_symbol *s = &out->symbols[m->coin];
		s->member = true;
		score_momentum(p, f, m, s);
		score_wilder(w, p, f, m, s);
		score_residual(w, p, f, m, s);
		s->sigma20 = rv_vol_ann(rv_frame_simple(f, m->coin), f->bars, (size_t)p->vol_days,
					(size_t)p->vol_min, p->annualization_days);
		s->adv_usd = mean_volume(p, rv_frame_volume(f, m->coin), f->bars);
		out->ready = out->ready || isfinite(s->cm) || isfinite(s->residual_z);
	}
	rank_members(w, out);
}
