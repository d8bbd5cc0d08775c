/*
 * The register of a run's trials, written while it runs: a window's sets are on the disk before one
 * of them is tried, so that a run that is killed has left what it has looked at. The file appears
 * with the first of them, or at the end. One that a stopped run has left in the folder is taken up
 * behind its last whole line, and counts. One thread. docs/research.md, "The register of trials".
 */
#ifndef RV_APP_RESEARCH_TRIAL_REGISTER_H
#define RV_APP_RESEARCH_TRIAL_REGISTER_H

#include "app/research/trial_log.h"
#include "engine/research/run.h"

typedef struct rv_trial_register rv_trial_register;

/*
 * Looks at the folder; nothing is written yet. data_hash is copied. RV_EDATA: there is a register
 * whose chain is broken; RV_EEXIST: one of a sweep; RV_EAGAIN: another run is writing it; RV_EIO.
 */
RV_NODISCARD rv_status rv_trial_register_open(const char *dir, const char *data_hash,
					      rv_trial_register **out, rv_err *err);
void rv_trial_register_free(rv_trial_register *g); /* NULL is a no-op */

/* For rv_bt_setup: as long as g. */
const rv_bt_register *rv_trial_register_of(rv_trial_register *g);
/* Sets that stopped runs had begun: the result's stopped_trials. */
size_t rv_trial_register_stopped(const rv_trial_register *g);
/* Its end; *out: the log as it ends, for the report. */
RV_NODISCARD rv_status rv_trial_register_end(rv_trial_register *g, const rv_bt_result *r,
					     rv_trial_log *out, rv_err *err);

#endif
