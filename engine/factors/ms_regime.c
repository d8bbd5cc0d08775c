/* Trends of the leaders, and the regime of each coin and of the market; see market_structure.h. */
#include "engine/factors/ms_internal.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <string.h>

/* sd1 of the newest returns; of at least half of them. */
static double recent_sd(const rv_ms_params *p, const double *x, size_t n)
{
	const rv_moments m = rv_moments_of(x, n);
	return m.n < 2 || m.n < (size_t)p->vol_window / 2 ? NAN : sqrt(m.m2 / (double)(m.n - 1));
}

/* A return over n bars in units of what chance would make of it; 0 without any spread. */
static double in_sigmas(double r, double sd, double n)
{
	if (isnan(r) || isnan(sd))
		return NAN;
	return sd < RV_SD_MIN ? 0.0 : r / (sd * sqrt(n));
}

static size_t recent_bars(const ms_pass *pass)
{
	const size_t returns = pass->f->bars > 0 ? pass->f->bars - 1 : 0;
	const size_t want = (size_t)pass->p->vol_window;
	return returns < want ? returns : want;
}

static const double *recent(const ms_pass *pass, size_t i)
{
	return rv_frame_simple(pass->f, i) + pass->f->bars - recent_bars(pass);
}

static double relative_z(const ms_pass *pass, const rv_ms_leader leaders[RV_LEADERS], size_t l)
{
	double diff[MS_VOL_WINDOW_MAX];
	const size_t n = recent_bars(pass);
	if (l == 0 || pass->leader[0] == SIZE_MAX || pass->leader[l] == SIZE_MAX)
		return NAN;
	const double *a = recent(pass, pass->leader[l]), *b = recent(pass, pass->leader[0]);
	for (size_t t = 0; t < n; t++)
		diff[t] = a[t] - b[t];
	return in_sigmas(leaders[l].return_20 - leaders[0].return_20, recent_sd(pass->p, diff, n),
			 pass->p->vol_window);
}

void ms_leaders(const ms_pass *pass, rv_ms_leader out[RV_LEADERS])
{
	const rv_ms_params *p = pass->p;
	for (size_t l = 0; l < RV_LEADERS; l++) {
		const size_t i = pass->leader[l];
		out[l] = (rv_ms_leader){ .trend = NAN,
					 .volatility = NAN,
					 .return_10 = NAN,
					 .return_20 = NAN,
					 .relative_z = NAN };
		memcpy(out[l].name, p->leaders[l], sizeof(out[l].name));
		if (i == SIZE_MAX)
			continue;
		out[l].available = rv_frame_trades(pass->f, i);
		out[l].volatility = recent_sd(p, recent(pass, i), recent_bars(pass));
		out[l].return_10 = rv_frame_return(pass->f, i, (size_t)p->momentum_bars);
		out[l].return_20 = rv_frame_return(pass->f, i, (size_t)p->vol_window);
		out[l].trend = in_sigmas(out[l].return_20, out[l].volatility, p->vol_window);
		out[l].relative_z = relative_z(pass, out, l);
	}
}

double ms_leader_trend(const rv_ms_params *p, const rv_ms_leader leaders[RV_LEADERS])
{
	double sum = 0.0, weight = 0.0;
	for (size_t l = 0; l < RV_LEADERS; l++) {
		if (isnan(leaders[l].trend))
			continue;
		sum += p->trend_weights[l] * leaders[l].trend;
		weight += p->trend_weights[l];
	}
	return weight > 0.0 ? sum / weight : NAN;
}

/* What a regime is decided on: of one coin, or the mean over the coins. */
typedef struct evidence {
	double rho;		 /* NaN: nothing is known */
	double beta[RV_LEADERS]; /* compat only */
	int new_leader;		 /* of the market, -1: the first leader leads */
	double z;		 /* its relative z */
	double trend;		 /* LT */
} evidence;

typedef struct verdict {
	rv_leader_regime regime;
	double confidence;
} verdict;

/* The leader with the best 20-bar return, if it is not the first and clearly ahead of it. */
static evidence find_rotation(const rv_ms_params *p, const rv_ms_result *r)
{
	evidence e = { .rho = NAN, .new_leader = -1, .z = NAN, .trend = r->leader_trend };
	int best = -1;
	for (int l = 0; l < RV_LEADERS; l++) {
		const double v = r->leaders[l].return_20;
		if (!isnan(v) && (best < 0 || v > r->leaders[best].return_20))
			best = l;
	}
	if (best > 0 && r->leaders[best].relative_z > p->rotation_z) {
		e.new_leader = best;
		e.z = r->leaders[best].relative_z;
	}
	return e;
}

static verdict decide(const rv_ms_params *p, const evidence *e)
{
	const double div = fmin(1.0, fmax(0.0, 1.0 - e->rho));
	if (isnan(e->rho))
		return (verdict){ RV_REGIME_UNKNOWN, 0.0 };
	if (e->rho >= p->corr_high) {
		if (isnan(e->trend) || fpclassify(e->trend) == FP_ZERO)
			return (verdict){ RV_REGIME_UNKNOWN, 0.5 };
		return (verdict){ e->trend > 0.0 ? RV_REGIME_RISK_ON : RV_REGIME_RISK_OFF,
				  e->rho * (0.5 + 0.5 * fmin(fabs(e->trend), 1.0)) };
	}
	if (div > p->div_high)
		return (verdict){ RV_REGIME_DIVERGENCE, div };
	if (e->new_leader > 0)
		return (verdict){ RV_REGIME_ROTATION, fmin(0.9, 0.5 + 0.1 * e->z) };
	return (verdict){ RV_REGIME_UNKNOWN, 0.5 };
}

/* The original's rule, its faults included: nothing known is full divergence. */
static verdict decide_compat(const rv_ms_params *p, const evidence *e)
{
	const double rho = isnan(e->rho) ? 0.0 : e->rho;
	bool all = true;
	for (size_t l = 0; l < RV_LEADERS; l++)
		all = all && (isnan(e->beta[l]) || e->beta[l] > p->compat_beta);
	if (rho > p->corr_high)
		return (verdict){ all ? RV_REGIME_RISK_ON : RV_REGIME_RISK_OFF, rho };
	if (1.0 - rho > p->div_high)
		return (verdict){ RV_REGIME_DIVERGENCE, 1.0 - rho };
	if (e->beta[1] > p->compat_ratio * e->beta[0])
		return (verdict){ RV_REGIME_ROTATION, 0.6 };
	return (verdict){ RV_REGIME_UNKNOWN, 0.5 };
}

/* Mean over the leaders; the original knows no sign and takes a leader as its own leader too. */
static double mean_rho(const ms_pass *pass, const rv_ms_symbol *s, size_t i)
{
	double sum = 0.0, n = 0.0;
	for (size_t l = 0; l < RV_LEADERS; l++) {
		const rv_ms_pair *pair = &s->pairs[l];
		const bool compat = pass->p->compat_regime;
		const double rho = compat ? sqrt(pair->r_squared) : pair->rho;
		if (isnan(rho) || (!compat && pass->leader[l] == i))
			continue;
		sum += rho;
		n += 1.0;
	}
	return n > 0.0 ? sum / n : NAN;
}

static verdict judge(const rv_ms_params *p, const evidence *e)
{
	return p->compat_regime ? decide_compat(p, e) : decide(p, e);
}

static void put_coin(const ms_pass *pass, const evidence *market, size_t i, rv_ms_symbol *s)
{
	evidence e = *market;
	e.rho = mean_rho(pass, s, i);
	for (size_t l = 0; l < RV_LEADERS; l++)
		e.beta[l] = s->pairs[l].beta;
	const bool trades = rv_frame_trades(pass->f, i);
	const verdict v = trades ? judge(pass->p, &e) : (verdict){ RV_REGIME_UNKNOWN, 0.0 };
	s->regime = v.regime;
	s->confidence = v.confidence;
	s->cross_asset_correlation = trades ? e.rho : NAN;
	s->divergence_score =
		isnan(s->cross_asset_correlation) ? NAN : fmin(1.0, fmax(0.0, 1.0 - e.rho));
	s->rotation = !isnan(s->cross_asset_correlation) && e.new_leader > 0;
	s->new_leader = s->rotation ? e.new_leader : -1;
	for (size_t l = 0; l < RV_LEADERS; l++)
		ms_feature_defaults(pass->p, &s->pairs[l], s->beta_features[l]);
}

/* Adds what is known of a coin to sum and count. */
static void add(double v, double *sum, double *n)
{
	if (isnan(v))
		return;
	*sum += v;
	*n += 1.0;
}

/* Means over the coins, in name order. */
static evidence market_of(const evidence *rotation, const rv_ms_result *r)
{
	evidence e = *rotation;
	double rho = 0.0, n = 0.0;
	for (size_t i = 0; i < r->n; i++)
		add(r->symbols[i].cross_asset_correlation, &rho, &n);
	e.rho = n > 0.0 ? rho / n : NAN;
	for (size_t l = 0; l < RV_LEADERS; l++) {
		double beta = 0.0, k = 0.0;
		for (size_t i = 0; i < r->n; i++)
			add(r->symbols[i].pairs[l].beta, &beta, &k);
		e.beta[l] = k > 0.0 ? beta / k : NAN;
	}
	return e;
}

void ms_regimes(const ms_pass *pass, rv_ms_result *out)
{
	const evidence rotation = find_rotation(pass->p, out);
	memset(out->counts, 0, sizeof(out->counts));
	for (size_t i = 0; i < out->n; i++) {
		put_coin(pass, &rotation, i, &out->symbols[i]);
		out->counts[out->symbols[i].regime]++;
	}
	const evidence market = market_of(&rotation, out);
	const verdict v =
		isnan(market.rho) ? (verdict){ RV_REGIME_UNKNOWN, 0.0 } : judge(pass->p, &market);
	out->regime = v.regime;
	out->confidence = v.confidence;
	out->cross_asset_correlation = market.rho;
	out->divergence_score = isnan(market.rho) ? NAN : fmin(1.0, fmax(0.0, 1.0 - market.rho));
	out->rotation = market.new_leader > 0;
	out->new_leader = market.new_leader;
}
