/* A backtest in the snapshot; see view_research.h. */
#include "tests/support/view_research.h"

#include "engine/base/rng.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAYS = 1008, FIRST = 18993 /* 2022-01-01 */, TEST = 63, SEED = 20 };

static double normal_at(uint64_t stream, uint64_t i)
{
	rv_rng r;
	rv_rng_seed(&r, SEED, stream, i);
	return rv_rng_normal(&r);
}

static void fill_curves(rv_research_view *r)
{
	static const char *const names[] = { "NEUTRAL", "RISK_ON_MAJORS", "STRONG_RISK_ON_MAJORS",
					     "RISK_ON_ALTS", "STRONG_RISK_ON_ALTS" };
	double equity = 1.0, peak = 1.0;
	r->n_regimes = 5;
	for (size_t i = 0; i < 5; i++)
		(void)snprintf(r->regimes[i], sizeof(r->regimes[i]), "%s", names[i]);
	r->n_points = DAYS;
	r->days_a_point = 1;
	for (size_t i = 0; i < DAYS; i++) {
		const double noise = normal_at(1, i);
		equity *= 1.0 + 0.0006 + 0.008 * noise;
		equity *= i == 500 ? 0.94 : 1.0; /* one day that must be seen at any width */
		peak = equity > peak ? equity : peak;
		r->equity[i] = (float)equity;
		r->drawdown[i] = (float)(equity / peak - 1.0);
		r->regime[i] = (int8_t)(i < 30 ? -1 : (int)(i / 41 % 5));
	}
}

static void fill_windows(rv_research_view *r)
{
	r->n_windows = DAYS / TEST;
	for (size_t i = 0; i < r->n_windows; i++) {
		rv_research_window *w = &r->windows[i];
		w->test_from = FIRST + (int32_t)i * TEST;
		w->test_to = w->test_from + TEST - 1;
		w->train_to = w->test_from - 31;
		w->train_from = w->train_to - 251;
		w->test_days = TEST;
		w->trial = i == 2 ? -1 : 2 + 51 * (int32_t)i;
		w->is_sharpe = (float)(1.6 + 0.4 * normal_at(2, i));
		w->oos_sharpe = (float)(0.7 + 0.9 * normal_at(3, i));
		w->exante_btc = w->exante_eth = 0.01F;
		w->realised_btc = (float)(0.03 * normal_at(4, i));
		w->realised_eth = (float)(0.02 * normal_at(5, i));
		w->realised_rms = sqrtf(w->realised_btc * w->realised_btc +
					w->realised_eth * w->realised_eth);
		/* where the values were as configured there was nothing to choose from */
		w->pbo = w->trial < 0 ? NAN : 0.2F + 0.03F * (float)(i % 7);
	}
}

static const rv_research_kpis figures = {
	.days = DAYS,
	.active = 731,
	.notes = 3,
	.out_of_sample = true,
	.cagr = 0.1873,
	.sharpe = 1.214,
	.sharpe_level = 0.95,
	.sharpe_low = 0.32,
	.sharpe_high = 2.08,
	.psr = 0.987,
	.dsr = 0.713,
	.sortino = 1.72,
	.max_drawdown = 0.1142,
	.calmar = 1.64,
	.hit_rate = 0.527,
	.turnover = 0.1834,
	.funding_daily = 0.00004,
	.price = 0.7312,
	.funding = 0.0403,
	.fee = 0.0924,
	.slippage = 0.1011,
	.settlement = 0.0021,
	.trials = 816,
	.inadmissible = 54,
	.counted = 816,
	.mean_is_sharpe = 1.61,
	.mean_oos_sharpe = 0.74,
	.pbo = 0.384,
	.pbo_windows = 15,
	.switches_per_year = 8.9,
	.costs = "taker 5 bp, slippage 5 bp times (1 + participation / 0.1)",
	.universe = "instruments of the store by their first and last bar",
};

void rv_fixture_research_none(rv_view *v)
{
	memset(&v->research, 0, sizeof(v->research));
	v->research.present = true;
}

void rv_fixture_research(rv_view *v)
{
	rv_research_view *r = &v->research;
	rv_fixture_research_none(v);
	r->n_runs = 2;
	(void)snprintf(r->runs[0], sizeof(r->runs[0]), "20261120T113000-majors-alts");
	(void)snprintf(r->runs[1], sizeof(r->runs[1]), "first-try");
	r->shown = true;
	memcpy(r->name, r->runs[0], sizeof(r->name));
	(void)snprintf(r->strategy, sizeof(r->strategy), "majors-alts");
	(void)snprintf(r->profile, sizeof(r->profile), "desk");
	r->from = FIRST;
	r->to = FIRST + DAYS - 1;
	r->ran_utc_ms = INT64_C(1795174260000); /* 2026-11-20T11:31:00Z */
	r->kpis = figures;
	fill_curves(r);
	fill_windows(r);
}

void rv_fixture_research_running(rv_view *v)
{
	rv_research_job *j = &v->research.job;
	rv_fixture_research(v);
	j->state = RV_RESEARCH_RUNNING;
	j->share = 0.43;
	j->left_s = 75;
	(void)snprintf(j->name, sizeof(j->name), "20261120T123000-majors-alts");
	(void)snprintf(j->what, sizeof(j->what), "days and trials");
}

void rv_fixture_research_failed(rv_view *v)
{
	rv_research_job *j = &v->research.job;
	rv_fixture_research_none(v);
	j->state = RV_RESEARCH_FAILED;
	j->share = j->left_s = (double)NAN;
	(void)snprintf(j->name, sizeof(j->name), "20261120T123000-majors-alts");
	(void)snprintf(j->what, sizeof(j->what),
		       "--start 2019-01-01 is before the data, which begin on 2024-11-21");
}

void rv_fixture_research_odd(rv_view *v)
{
	rv_research_view *r = &v->research;
	rv_fixture_research(v);
	r->kpis.out_of_sample = false;
	r->kpis.sharpe = r->kpis.sortino = r->kpis.calmar = (double)NAN;
	r->kpis.cagr = r->kpis.hit_rate = r->kpis.max_drawdown = (double)NAN;
	r->kpis.counted = r->kpis.trials = -1;
	r->kpis.unknown = 4;
	(void)snprintf(r->kpis.sharpe_refused, sizeof(r->kpis.sharpe_refused),
		       "the number of trials is not known");
	r->kpis.universe[0] = '\0';
	(void)snprintf(r->problem, sizeof(r->problem), "kpis.json of newer: no such file");
	r->n_windows = 0;
	for (size_t i = 300; i < 420; i++)
		r->equity[i] = r->drawdown[i] = (float)NAN;
}
