/*
 * The scores as a table for people; `score --json` is for programs. One thread per stream.
 */
#ifndef RV_APP_SCORE_TABLE_H
#define RV_APP_SCORE_TABLE_H

#include "engine/run/step.h"

#include <stdbool.h>
#include <stdio.h>

enum { RV_SCORE_AGE_TEXT = 80 };

/* The scored bar closed more than two intervals before the as-of time: buf says how long. */
bool rv_score_age_note(const rv_step_input *in, const rv_step_result *r,
		       char buf[RV_SCORE_AGE_TEXT]);

/* modules: bits of score_json.h. Write errors are left in the stream for the caller to check. */
void rv_score_table(FILE *out, const rv_step_params *params, const rv_step_input *in,
		    const rv_step_result *r, unsigned modules);

#endif
