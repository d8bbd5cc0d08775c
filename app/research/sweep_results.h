/*
 * The results of a search, on disk while it runs: DIR/trials.jsonl, the chained register of
 * trial_log.h with one line a trial, and DIR/returns.f64, its daily returns (a row of doubles of
 * this machine's byte order a trial, NaN where a day does not count); a line has the SHA-256 of its
 * row.
 *
 * Trials are written in order of their tasks, the row before the line, so that a process that is
 * killed leaves whole trials and a rest that is cut off when it is gone on with. The bytes are the
 * same however often that was. One process at a time: the register is locked. One thread.
 */
#ifndef RV_APP_RESEARCH_SWEEP_RESULTS_H
#define RV_APP_RESEARCH_SWEEP_RESULTS_H

#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "engine/research/sweep.h"

#include <cjson/cJSON.h>

#define RV_SWEEP_RETURNS_FILE "returns.f64"

typedef struct rv_sweep_results rv_sweep_results;

typedef struct rv_sweep_open {
	const char *dir;
	const cJSON *about; /* what is searched on what, the first line; two sweeps whose texts
			       differ are two sweeps */
	size_t tasks, days;
	bool resume; /* false: there must not be one */
} rv_sweep_open;

/*
 * Makes the folder and the files, or reads what is there. RV_EEXIST: a sweep or a report is there
 * and resume is not asked for. RV_EDATA: the chain is broken, or it is another sweep: err names the
 * key. RV_EAGAIN: another process is writing it. RV_EIO.
 */
RV_NODISCARD rv_status rv_sweep_results_open(const rv_sweep_open *o, rv_sweep_results **out,
					     rv_err *err);
void rv_sweep_results_free(rv_sweep_results *s);

size_t rv_sweep_results_done(const rv_sweep_results *s); /* the next task */
/* The next trial; values: by name, taken over. RV_EIO: the disk. */
RV_NODISCARD rv_status rv_sweep_results_add(rv_sweep_results *s, const rv_sweep_trial *t,
					    cJSON *values, const double *row, rv_err *err);
/* After the last: writes the end once, and syncs. */
RV_NODISCARD rv_status rv_sweep_results_end(rv_sweep_results *s, rv_err *err);

/* Of what is there by now. */
const rv_sweep_trial *rv_sweep_results_trials(const rv_sweep_results *s);
const double *rv_sweep_results_returns(const rv_sweep_results *s); /* [done][days] */
const char *rv_sweep_results_head(const rv_sweep_results *s,
				  char out[RV_HEX_TEXT(RV_SHA256_BYTES)]);

#endif
