/*
 * What a search has found, for a person and as kpis.json: how many trials there were, the best ones
 * on the days that all of them have, and how much of that is the search. One thread.
 * docs/research.md.
 */
#ifndef RV_APP_RESEARCH_SWEEP_REPORT_H
#define RV_APP_RESEARCH_SWEEP_REPORT_H

#include "app/research/sweep_job.h"
#include "app/research/sweep_results.h"

#include <stdio.h>

typedef struct rv_sweep_report rv_sweep_report;

/* The figures of all tasks, which are done. Both outlive the report. RV_ENOMEM. */
RV_NODISCARD rv_status rv_sweep_report_new(const rv_sweep_job *j, const rv_sweep_results *s,
					   rv_sweep_report **out, rv_err *err);
void rv_sweep_report_free(rv_sweep_report *r);
/* A table. */
RV_NODISCARD rv_status rv_sweep_report_print(const rv_sweep_report *r, FILE *out, rv_err *err);
/* The object's text, the caller's (cJSON_free). */
RV_NODISCARD rv_status rv_sweep_report_json(const rv_sweep_report *r, char **out, rv_err *err);

#endif
