/*
 * Fallbacks of the passes as lines of the log: one line when one begins or changes, one when it is
 * over. The screen's marks say what is the case now; the log says since when it was.
 * Owner: engine thread.
 */
#ifndef RV_RUN_PASS_LOG_H
#define RV_RUN_PASS_LOG_H

#include "engine/base/log.h"
#include "engine/run/step.h"

/* What was said last; zero is a fresh start, on which nothing is wrong. */
typedef struct rv_pass_log {
	rv_ridge_status ridge;
	rv_opt_status optimizer;
	int carried_days;
} rv_pass_log;

/* Looks at a finished pass; log may be NULL. What the pass has no data for is left as it was. */
void rv_pass_log_note(rv_pass_log *s, rv_log *log, const rv_step_result *r);

/*
 * The same of one pass that stands alone: what of its stat-arb system is a fallback, in one line
 * without a newline; false (and "") when nothing is.
 */
enum { RV_PASS_FALLBACKS_TEXT = 384 };
bool rv_pass_fallbacks(const rv_step_result *r, char buf[RV_PASS_FALLBACKS_TEXT]);

#endif
