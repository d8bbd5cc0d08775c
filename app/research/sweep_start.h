/*
 * What a search is started with: from options to the job that any thread or process can do, and the
 * line that says what it is. Two processes with the same line do the same tasks. One thread.
 */
#ifndef RV_APP_RESEARCH_SWEEP_START_H
#define RV_APP_RESEARCH_SWEEP_START_H

#include "app/args.h"
#include "app/research/sweep_job.h"

typedef struct rv_sweep_start {
	const char *store, *strategy, *out, *profile, *config, *grid;
	rv_arg_list params;
	rv_arg_time start, end;
	double nav, factor;
	uint64_t threads, random, seed; /* random 0: every combination */
	bool no_walk, json, resume;
} rv_sweep_start;

typedef struct rv_sweep_run {
	rv_sweep_job job; /* of what follows */
	rv_config config;
	rv_backtest_data data;
	rv_sweep_grid grid;
	cJSON *about; /* strategy, data, configuration, program, grid */
} rv_sweep_run;

/* Reads grid, configuration and store. RV_EUSAGE and others with the line. */
RV_NODISCARD rv_status rv_sweep_run_new(const rv_sweep_start *o, rv_sweep_run **out, rv_err *err);
void rv_sweep_run_free(rv_sweep_run *r);

#endif
