/* Unsupervised regimes; see unsupervised.h. */
#include "engine/regime/unsupervised.h"

#include <math.h>
#include <string.h>

void rv_unsup_params_default(rv_unsup_params *p)
{
	*p = (rv_unsup_params){ .kind = RV_UNSUP_HMM, .min_rows = 60, .persistence_days = 3 };
	rv_kmeans_params_default(&p->kmeans);
	rv_hmm_params_default(&p->hmm);
}

/* The model's state on the next day; -1 none. */
static int state_of(const rv_unsup *m, rv_unsup_state *s, const double *row)
{
	const size_t k = m->kmeans.k;
	if (m->params.kind == RV_UNSUP_HMM) {
		(void)rv_hmm_filter(&m->hmm, s->prob, !s->begun, row);
		s->begun = s->begun || rv_row_whole(row, m->hmm.d);
		return s->begun ? rv_hmm_likeliest(&m->hmm, s->prob) : -1;
	}
	const int label = rv_kmeans_label(&m->kmeans, row);
	for (size_t c = 0; label >= 0 && c < k; c++)
		s->prob[c] = (int)c == label ? 1.0 : 0.0;
	s->begun = s->begun || label >= 0;
	return label;
}

int rv_unsup_persist(rv_unsup_state *s, int label, int days)
{
	if (label < 0 || (s->known && label == s->held)) {
		s->candidate_days = 0;
		return s->known ? s->held : -1;
	}
	s->candidate_days =
		s->candidate_days > 0 && s->candidate == label ? s->candidate_days + 1 : 1;
	s->candidate = label;
	if (s->known && s->candidate_days < days)
		return s->held;
	s->known = true;
	s->held = label;
	s->candidate_days = 0;
	return label;
}

int rv_unsup_step(const rv_unsup *m, rv_unsup_state *s, const double *row)
{
	const int state = state_of(m, s, row);
	return rv_unsup_persist(s, state < 0 ? -1 : m->rank[state], m->params.persistence_days);
}

/* Days and mean return of each state over the train rows. */
static void earnings(const rv_unsup *m, const double *x, const double *r, size_t n, double *mean,
		     size_t *days)
{
	double sum[RV_CLUSTERS_MAX] = { 0 };
	size_t paid[RV_CLUSTERS_MAX] = { 0 };
	rv_unsup_state s = { 0 };
	memset(days, 0, RV_CLUSTERS_MAX * sizeof(*days));
	for (size_t t = 0; t < n; t++) {
		const int state = state_of(m, &s, x + t * m->kmeans.d);
		if (state < 0)
			continue;
		days[state]++;
		if (!isfinite(r[t]))
			continue;
		paid[state]++;
		sum[state] += r[t];
	}
	for (size_t c = 0; c < m->kmeans.k; c++)
		mean[c] = paid[c] ? sum[c] / (double)paid[c] : NAN;
}

/* Place of a known mean among the known ones; of equals the lower state is lower. */
static int place(const double *mean, size_t k, size_t c)
{
	int below = 0;
	for (size_t o = 0; o < k; o++)
		below += mean[o] < mean[c] || (o < c && mean[o] <= mean[c]) ? 1 : 0;
	return below;
}

/* Ranks by mean; a state without a return stands in the middle, so that it is neither the best nor
 * the worst. False: fewer than two have one. */
static bool rank_states(const double *mean, size_t k, int *rank)
{
	int known = 0;
	for (size_t c = 0; c < k; c++)
		known += isfinite(mean[c]) ? 1 : 0;
	const int unknown = (int)k - known, lower = (known + 1) / 2;
	for (size_t c = 0, u = 0; c < k; c++) {
		if (!isfinite(mean[c])) {
			rank[c] = lower + (int)u++;
			continue;
		}
		const int at = place(mean, k, c);
		rank[c] = at < lower ? at : at + unknown;
	}
	return known >= 2;
}

static rv_status order(rv_unsup *m, const double *x, const double *r, size_t n, rv_err *err)
{
	double mean[RV_CLUSTERS_MAX] = { 0 };
	size_t days[RV_CLUSTERS_MAX];
	earnings(m, x, r, n, mean, days);
	if (!rank_states(mean, m->kmeans.k, m->rank))
		return rv_err_set(err, RV_EDATA,
				  "regimes: fewer than two of %zu states have a return to rank by",
				  m->kmeans.k);
	for (size_t c = 0; c < m->kmeans.k; c++) {
		m->mean_return[m->rank[c]] = mean[c];
		m->days[m->rank[c]] = days[c];
	}
	return RV_OK;
}

rv_status rv_unsup_fit(const rv_unsup_params *p, const double *x, const double *r, size_t n,
		       size_t d, rv_unsup *out, rv_err *err)
{
	if (p->persistence_days < 1)
		return rv_err_set(err, RV_EINVAL,
				  "regimes: persistence %d days, expected 1 or more",
				  p->persistence_days);
	rv_unsup m = { .params = *p };
	rv_status st = rv_kmeans_fit(&p->kmeans, x, n, d, &m.kmeans, err);
	if (st == RV_OK && m.kmeans.rows < p->min_rows)
		return rv_err_set(err, RV_EDATA,
				  "regimes: %zu whole train rows, expected %zu or more",
				  m.kmeans.rows, p->min_rows);
	if (st == RV_OK && p->kind == RV_UNSUP_HMM) {
		rv_hmm_from_clusters(&p->hmm, &m.kmeans, x, n, &m.hmm);
		st = rv_hmm_fit(&p->hmm, x, n, &m.hmm, NULL, err);
	}
	if (st == RV_OK)
		st = order(&m, x, r, n, err);
	if (st == RV_OK)
		*out = m;
	return st;
}

rv_ma_regime rv_unsup_regime(int rank, size_t k)
{
	if (rank < 0)
		return RV_MA_UNKNOWN;
	if (rank == 0)
		return RV_MA_WEAK_ALTS;
	return (size_t)rank + 1 == k ? RV_MA_WEAK_MAJORS : RV_MA_BALANCED;
}
