/*
 * The register of trials, trials.jsonl: every parameter set that a search looked at, one JSON
 * object a line, chained as the journal is.
 *
 * A line is {"hash":"H","seq":N,...}. H is SHA-256 of the hash of the line before (32 bytes; of the
 * first line 32 zeros) followed by the line without its hash, {"seq":N,...}, without the line end.
 * Line 1 ("genesis") says what was run on what, the last ("end") how many trials there are; its
 * hash is in kpis.json too. A register that is written beside its run (trial_register.h) has each
 * window's sets before they are tried ("begun"); where a run was stopped the next one in the folder
 * goes on behind it ("again", as genesis), and what the stopped one had begun counts. So an edited,
 * removed, added or moved line is found, and a register that was made anew as a whole does not
 * agree with the report. One thread. docs/research.md.
 */
#ifndef RV_APP_RESEARCH_TRIAL_LOG_H
#define RV_APP_RESEARCH_TRIAL_LOG_H

#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "engine/research/result.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>

#define RV_TRIALS_FILE "trials.jsonl"

enum { RV_TRIALS_WHY = 96 };

typedef struct rv_trial_log {
	FILE *f;	      /* the caller's, who asks it whether everything has arrived */
	uint64_t seq, trials; /* trials: of runs before, too */
	uint8_t head[RV_SHA256_BYTES];
} rv_trial_log;

/* Writes the genesis line. data_hash: of the store, as text. RV_ENOMEM. */
RV_NODISCARD rv_status rv_trial_log_begin(rv_trial_log *l, FILE *f, const rv_bt_result *r,
					  const char *data_hash);
/* The same at the head of *l, where another run has left off. */
RV_NODISCARD rv_status rv_trial_log_again(rv_trial_log *l, const rv_bt_result *r,
					  const char *data_hash);
/* Sets of one window that are about to be tried. */
RV_NODISCARD rv_status rv_trial_log_begun(rv_trial_log *l, const rv_bt_result *r,
					  const rv_bt_trial *t, size_t n);
RV_NODISCARD rv_status rv_trial_log_add(rv_trial_log *l, const rv_bt_result *r,
					const rv_bt_trial *t);
RV_NODISCARD rv_status rv_trial_log_end(rv_trial_log *l);

typedef struct rv_trials_report {
	uint64_t lines;
	uint64_t trials;       /* sets that were begun, in all runs of the register */
	uint64_t stopped;      /* of them of runs before the last one */
	uint64_t inadmissible; /* of those that have come to something */
	char head[RV_HEX_TEXT(RV_SHA256_BYTES)]; /* of the last good line */
	uint64_t bad_line;			 /* from 1; 0: none */
	char why[RV_TRIALS_WHY];		 /* of the break */
	bool ended;				 /* its newest run was not stopped */
	bool no_report;				 /* of a folder: nobody has written one yet */
	bool unfinished;    /* the break is that its writer was stopped: no end, or half a line */
	int64_t good_bytes; /* of the good lines */
} rv_trials_report;

/*
 * Reads a register to its end. RV_EDATA: the chain breaks, *out says at which line (one after the
 * last when its end is missing) and why; RV_EIO. *out is filled in any case.
 */
RV_NODISCARD rv_status rv_trials_check(FILE *f, rv_trials_report *out);
/*
 * The same, and what is in it: line is called with each that is good, in order, and with its text;
 * false ends the reading with RV_ECLOSED.
 */
typedef bool (*rv_trials_line)(void *ctx, const cJSON *line, const char *text);
RV_NODISCARD rv_status rv_trials_read(FILE *f, rv_trials_line line, void *ctx,
				      rv_trials_report *out);

/*
 * The register of a run's folder, and its head against kpis.json. RV_EDATA as above, also when they
 * do not agree. Without kpis.json (no_report) a run was stopped: then a missing end, or half a
 * line, is none of its faults. RV_ENOENT without a register. err has the line for a person.
 */
RV_NODISCARD rv_status rv_trials_check_run(const char *dir, rv_trials_report *out, rv_err *err);

#endif
