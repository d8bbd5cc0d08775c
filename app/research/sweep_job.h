/*
 * One configuration of a search as a backtest, and many of them on threads. A task depends on its
 * number alone: the same bytes on any thread, in any process. docs/research.md.
 */
#ifndef RV_APP_RESEARCH_SWEEP_JOB_H
#define RV_APP_RESEARCH_SWEEP_JOB_H

#include "app/backtest_load.h"
#include "app/research/sweep_grid.h"
#include "engine/research/strategy.h"
#include "engine/research/sweep.h"

/* All of it is only read, by any thread. */
typedef struct rv_sweep_job {
	const rv_sweep_grid *grid;
	const rv_config *config; /* that the values are laid over */
	const rv_backtest_data *data;
	const rv_strategy *strategy;
	const char *profile;
	int64_t start_ms, end_ms; /* opens of the first and the last daily bar */
	double nav_usd, costs_factor;
	bool no_walk;
	size_t days;	    /* of a row: start .. end */
	size_t run_threads; /* of one backtest */
} rv_sweep_job;

/* NULL-terminated line in err when the range is not that of the data. */
RV_NODISCARD rv_status rv_sweep_job_check(const rv_sweep_job *j, rv_err *err);
/*
 * row [days]. Values that do not go together, and windows that do not fit, are trials that are not
 * admissible; anything else that fails is an error that ends the search.
 */
RV_NODISCARD rv_status rv_sweep_job_run(const rv_sweep_job *j, size_t task, rv_sweep_trial *out,
					double *row, rv_err *err);

/* Takes the results in order of the tasks, on the thread that has called. */
typedef rv_status (*rv_sweep_sink)(void *ctx, size_t task, const rv_sweep_trial *t,
				   const double *row, rv_err *err);
/*
 * Tasks from .. tasks on threads 1 .. RV_POOL_THREADS_MAX; the caller's thread only takes results.
 * The lowest task that failed is the error; what was before it has been taken.
 */
RV_NODISCARD rv_status rv_sweep_on_threads(const rv_sweep_job *j, size_t from, size_t threads,
					   rv_sweep_sink sink, void *ctx, rv_err *err);

#endif
