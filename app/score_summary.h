/*
 * The systems of a pass in a few lines each, for people; the object of `score --json` has all of
 * it. One thread.
 */
#ifndef RV_APP_SCORE_SUMMARY_H
#define RV_APP_SCORE_SUMMARY_H

#include "engine/run/step.h"

#include <stdio.h>

/* modules: bits of score_json.h. Write errors are left in the stream for the caller to check. */
/* note: how old the bar is, said at the portfolio; "" when it is not old. */
void rv_score_summary(FILE *out, const rv_step_params *params, const rv_step_result *r,
		      unsigned modules, const char *note);

#endif
