/*
 * What a backtest has earned, and how much of it is luck. All figures are of the net return of
 * every calendar day, flat days included, days of 365 to the year; NaN = unknown. Pure but for
 * memory; any thread. Formulas: docs/formulas.md#backtest-figures.
 */
#ifndef RV_RESEARCH_KPIS_H
#define RV_RESEARCH_KPIS_H

#include "engine/research/sharpe.h"
#include "engine/stats/bootstrap.h"

typedef enum rv_kpi_days {
	RV_KPI_OOS, /* the headline */
	RV_KPI_IS, /* the others; flat where a walk-forward trades in its tests alone: what training
		      had promised is rv_kpi_decay */
	RV_KPI_ALL
} rv_kpi_days;

/* The trials that a deflated ratio is deflated by. */
typedef struct rv_kpi_trials {
	size_t n;
	/* Of their ratios per day about the mean of their window's, of those that have one: sets of
	 * one window were chosen from on the same days, what differs between windows is the market.
	 * NaN: no window has two. */
	double var;
} rv_kpi_trials;

typedef struct rv_kpis {
	size_t days;	/* with a known net return */
	size_t unknown; /* without: left out */
	size_t active;	/* on which something was held, or that cost something */
	double cagr;	/* -1: all was lost */
	rv_bt_sharpe sharpe;
	double sortino;
	double max_drawdown; /* <= 0, share of the peak; the curve begins at 1 */
	double calmar;	     /* cagr / |max_drawdown|; NaN without one */
	double hit_rate;     /* of the active days */
	double hit_rate_all;
	double avg_turnover, avg_funding_daily;
	double mean, sd, skew, kurtosis; /* of a day; sd1; kurtosis of a normal: 3 */
} rv_kpis;

/* Those of the result, with what runs that were stopped had begun; none recorded: 1, the configured
 * values. Where another register counts more, its count belongs into n. */
rv_kpi_trials rv_kpi_trials_of(const rv_bt_result *r);

/*
 * Figures of some of the days. The first day of the list has no return and is no day. trials: NULL
 * takes those of the result. boot: of the interval of the ratio; NULL takes the default. RV_EINVAL:
 * bad bootstrap parameters. RV_ENOMEM. *out is written on RV_OK only.
 */
RV_NODISCARD rv_status rv_kpis_of(const rv_bt_result *r, rv_kpi_days which,
				  const rv_kpi_trials *trials, const rv_boot_params *boot,
				  rv_kpis *out, rv_err *err);

/* Overfitting over the windows that know it: means, each window as one. */
typedef struct rv_kpi_overfit {
	size_t windows;	       /* 0: none does, what follows is NaN */
	size_t blocks, splits; /* of the last of them */
	double pbo, slope, intercept, probability_loss;
	double mean_is, mean_oos; /* of the chosen, per day */
} rv_kpi_overfit;

rv_kpi_overfit rv_kpi_overfit_of(const rv_bt_result *r);

/* Mean annual ratio of the chosen parameters in training and in test over the windows that have
 * both: how much of it the choice had made. NaN without a window; returns their number. */
size_t rv_kpi_decay(const rv_bt_result *r, double *is, double *oos);

#endif
