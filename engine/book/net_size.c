/* How large the whole book may be: G; see net.h. */
#include "engine/book/net_internal.h"

#include <math.h>

/* Room that the fixed part leaves, over the rest. */
static double gross_cap(const net_pass *x)
{
	rv_net_g *g = &x->res->g;
	g->scaled_usd = g->fixed_usd = 0.0;
	for (size_t i = 0; i < x->n; i++) {
		g->scaled_usd += fabs(x->out[i].scaled_usd);
		g->fixed_usd += fabs(x->out[i].fixed_usd);
	}
	if (isnan(g->fixed_usd) || isnan(x->in->nav))
		return NAN;
	if (!(g->scaled_usd > 0.0))
		return INFINITY;
	return fmax(0.0, x->p->gross_most * x->in->nav - g->fixed_usd) / g->scaled_usd;
}

/* One coin's row of a' S b; a coin that is in neither is not read. */
static double row(const net_pass *x, size_t i, bool fixed)
{
	double sum = 0.0;
	for (size_t k = 0; k < x->n; k++) {
		const double w = fixed ? x->out[k].fixed_usd : x->out[k].scaled_usd;
		if (w > 0.0 || w < 0.0 || isnan(w))
			sum += x->in->cov[i * x->n + k] * (w / x->in->nav);
	}
	return sum;
}

/* The largest root of |G m + f|^2 = cap^2 in the metric of the covariance. */
static double largest_g(double mm, double mf, double ff, double cap)
{
	const double over = ff - cap * cap;
	if (isnan(mm) || isnan(mf) || isnan(ff))
		return NAN;
	if (!(mm > 0.0))
		return over <= 0.0 ? INFINITY : 0.0;
	const double d = mf * mf - mm * over;
	return d < 0.0 ? 0.0 : fmax(0.0, (sqrt(d) - mf) / mm);
}

static double vol_cap(const net_pass *x)
{
	if (!(x->res->g.scaled_usd > 0.0))
		return INFINITY;
	if (!x->in->cov)
		return x->in->vol > 0.0 ? x->p->vol_most / x->in->vol : NAN;
	double mm = 0.0, mf = 0.0, ff = 0.0;
	for (size_t i = 0; i < x->n; i++) {
		const double m = x->out[i].scaled_usd / x->in->nav,
			     f = x->out[i].fixed_usd / x->in->nav;
		if (m > 0.0 || m < 0.0) {
			mm += m * row(x, i, false);
			mf += m * row(x, i, true);
		}
		if (f > 0.0 || f < 0.0 || isnan(f))
			ff += f * row(x, i, true);
	}
	return largest_g(mm, mf, ff, x->p->vol_most);
}

/* The least of 1 and the caps that are known; which one it is. */
static double least_cap(rv_net_g *g)
{
	const double caps[] = { g->gross, g->vol, g->margin };
	double least = 1.0;
	g->bound = RV_NET_FREE;
	for (int k = 0; k < 3; k++) {
		if (caps[k] < least) {
			least = caps[k];
			g->bound = (rv_net_bound)(RV_NET_GROSS + k);
		}
	}
	return fmax(0.0, least);
}

/* At most a day's rise at once, however long the last time is ago. */
static double rise(const net_pass *x, const rv_net_state *s)
{
	const int64_t gone = x->in->utc_ms - s->at_utc_ms;
	const double days = (double)(gone < 0 ? 0 : gone) / (double)RV_DAY_MS;
	return x->p->rise_a_day * fmin(days, 1.0);
}

static double next_g(const net_pass *x, const rv_net_state *s)
{
	rv_net_g *g = &x->res->g;
	const bool known = !isnan(g->gross) && !isnan(g->vol) && !isnan(g->margin);
	const double cap = least_cap(g);
	if (isnan(s->g) || s->g < 0.0) {
		g->bound = known ? g->bound : RV_NET_UNKNOWN;
		return known ? cap : NAN;
	}
	const double most = known ? s->g + rise(x, s) : s->g;
	if (most < cap)
		g->bound = known ? RV_NET_RISING : RV_NET_UNKNOWN;
	return fmin(cap, most);
}

void net_size(const net_pass *x, rv_net_state *state)
{
	rv_net_g *g = &x->res->g;
	g->gross = gross_cap(x);
	g->vol = vol_cap(x);
	g->margin = x->in->margin_g;
	g->g = isnan(x->res->least_usd) ? NAN : next_g(x, state);
	if (isnan(g->g)) {
		g->bound = RV_NET_UNKNOWN;
		return;
	}
	state->g = g->g;
	if (x->in->utc_ms > state->at_utc_ms)
		state->at_utc_ms = x->in->utc_ms;
}
