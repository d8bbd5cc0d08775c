/*
 * The whole of an upgrade, by the new program: the desk that runs is halted, drained and ended, the
 * folder backed up, tried on a copy (upgrade.h), the new program started and compared with what
 * was. It stays HALTED; resuming is a person's act, only where it is asked for by name.
 *
 * A desk of another binary does not talk to this one over the control socket: it is halted by its
 * file halt.request then, which every version knows, and ended by its signal, which drains it.
 * Whoever runs this may write the state folder: the desk's own user, or root, who acts as that user
 * in everything but the two commands and the resume. Main thread.
 */
#ifndef RV_APP_OPS_UPGRADE_RUN_H
#define RV_APP_OPS_UPGRADE_RUN_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct rv_upgrade_options {
	const char *state, *socket;
	const char *stop, *start; /* command lines; NULL: of the unit where that runs the desk */
	const char *unit;
	const char *resume; /* why; NULL: nobody resumes */
	bool now;	    /* whatever the clock says */
	bool leave_orders;
	uint64_t wait_s; /* for each of: no order works, its end, the new one is up */
} rv_upgrade_options;

/*
 * Prints each step and its result. Not RV_OK: err says what went wrong, and next what is to be done
 * from the state that it left. No desk runs and nothing starts one: the check alone.
 */
RV_NODISCARD rv_status rv_upgrade_run(const rv_upgrade_options *o, FILE *out,
				      char next[RV_ERR_TEXT], rv_err *err);

/* Between 23:30 and 00:15 UTC: a day's program would be missed. */
bool rv_upgrade_is_late(int64_t utc_ms);

#endif
