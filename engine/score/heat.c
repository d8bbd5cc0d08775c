/*
 * Groups of coins that move together, and the heat of the book; see market_risk.h.
 *
 * Groups are over the coins that trade at the as-of bar. Their correlations are made at once, by
 * matrix products; the groups by complete linkage in O(n^2).
 */
#include "engine/market/frame.h"
#include "engine/score/risk_internal.h"
#include "engine/stats/linkage.h"

#include <math.h>
#include <string.h>

static size_t window_bars(const risk_pass *r)
{
	const size_t per_day = (size_t)(RV_DAY_MS / rv_interval_ms(r->f->interval));
	const size_t want = (size_t)r->p->group_days * per_day;
	return want < r->f->bars ? want : r->f->bars;
}

/* Lists the coins that trade and packs the returns of their window. */
static size_t pack(const risk_pass *r, size_t bars)
{
	size_t n = 0;
	for (size_t i = 0; i < r->f->n; i++) {
		if (!rv_frame_trades(r->f, i))
			continue;
		memcpy(r->w->returns + n * bars, rv_frame_simple(r->f, i) + r->f->bars - bars,
		       bars * sizeof(double));
		r->w->listed[n++] = i;
	}
	return n;
}

/* Correlations of the listed coins into rho [n][n], groups into the result. Returns n. */
static size_t set_groups(const risk_pass *r)
{
	rv_risk *w = r->w;
	rv_risk_result *out = r->out;
	const size_t bars = window_bars(r);
	const size_t n = bars < 2 ? 0 : pack(r, bars);
	rv_corr_matrix_of(w->corr, w->returns, bars, n, bars, (size_t)r->p->group_min, w->rho);
	memcpy(w->similarity, w->rho, n * n * sizeof(double));
	out->n_groups = rv_linkage_complete(w->similarity, n, r->p->corr_group, w->link, w->label);
	for (size_t i = 0; i < out->n; i++)
		out->group_of[i] = -1;
	for (size_t g = 0; g < out->n_groups; g++)
		out->groups[g] = (rv_heat_group){ 0, 0.0, false };
	for (size_t a = 0; a < n; a++) {
		out->group_of[w->listed[a]] = w->label[a];
		if (w->label[a] >= 0)
			out->groups[w->label[a]].n++;
	}
	return n;
}

/* Adds N_a N_b rho_ab of every pair of a group's positions; the root is taken afterwards. */
static void add_squares(const risk_pass *r, size_t n)
{
	const rv_risk *w = r->w;
	for (size_t a = 0; a < n; a++) {
		const double mine = w->held[w->listed[a]];
		if (w->label[a] < 0 || !(fabs(mine) > 0.0))
			continue;
		rv_heat_group *g = &r->out->groups[w->label[a]];
		for (size_t b = 0; b < n; b++) {
			const double other = w->held[w->listed[b]];
			if (w->label[b] == w->label[a] && fabs(other) > 0.0)
				g->exposure += mine * other * (a == b ? 1.0 : w->rho[a * n + b]);
		}
	}
}

static void set_group_heat(const risk_pass *r, size_t n, double equity)
{
	add_squares(r, n);
	for (size_t g = 0; g < r->out->n_groups; g++) {
		rv_heat_group *group = &r->out->groups[g];
		group->exposure = group->exposure > 0.0 ? sqrt(group->exposure) / equity : 0.0;
		group->over = group->exposure > r->p->group_limit;
	}
}

void risk_heat(const risk_pass *r, const double *notional, double equity)
{
	rv_risk_result *out = r->out;
	double gross = 0.0, beta_sum = 0.0;
	for (size_t i = 0; i < out->n; i++) {
		bool assumed = false;
		const double size = notional && isfinite(notional[i]) ? notional[i] : 0.0;
		r->w->held[i] = size;
		gross += fabs(size);
		beta_sum += size * risk_beta(r, i, &assumed);
	}
	const double e = equity > 0.0 ? equity : NAN;
	const bool empty = !(gross > 0.0);
	out->gross_heat = empty ? 0.0 : gross / e;
	out->beta_heat = empty ? 0.0 : fabs(beta_sum) / e;
	out->gross_over = out->gross_heat > r->p->heat_limit;
	out->beta_over = out->beta_heat > r->p->heat_limit;
	set_group_heat(r, set_groups(r), e);
}
