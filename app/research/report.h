/*
 * The files of a backtest, all of them or none.
 *
 * The report goes to one folder, what was learned to another (optional). Both are refused when they
 * lie in a folder of the data, by whatever name, and when there is a file of a report in them
 * already: a run never replaces another. docs/research.md says what is in each file. One thread.
 */
#ifndef RV_APP_RESEARCH_REPORT_H
#define RV_APP_RESEARCH_REPORT_H

#include "app/research/fingerprint.h"
#include "app/research/trial_register.h"
#include "engine/research/result.h"
#include "engine/run/step.h"

enum { RV_REPORT_INPUTS = 16 };

/* What a run was made of. Zeroed: nothing is known. */
typedef struct rv_report_sources {
	size_t n_inputs;
	const char *inputs[RV_REPORT_INPUTS]; /* the store, other files and folders that were read
					       */
	char data_hash[RV_FINGERPRINT];	      /* of the store */
	char config_hash[RV_FINGERPRINT];     /* of the configuration; "" unknown */
	char binary_hash[RV_FINGERPRINT];
	const rv_step_result *pass;  /* of the last close: signals_today.json; NULL: without it */
	const rv_bt_window *pass_of; /* whose choice that was run with; NULL: as configured */
	/* Written while it ran, and ended by the report; NULL: the report writes one. With
	 * trials_run one in the folder is no other run's. */
	rv_trial_register *trials;
	bool trials_run;
	const char *log; /* what the run has said, lines; NULL nothing */
} rv_report_sources;

/*
 * Before a run: would its report be written? artifacts_dir NULL: none. RV_EUSAGE: a folder of the
 * data; RV_EEXIST: another run is in it; RV_EIO: it is a file, it cannot be written to, its name is
 * too long. err has the line; nothing has changed.
 */
RV_NODISCARD rv_status rv_report_check(const char *out_dir, const char *artifacts_dir,
				       const rv_report_sources *sources, rv_err *err);

/* For the run's output. */
typedef struct rv_report_done {
	char features_note[RV_ERR_TEXT]; /* why features_wide.parquet is not there; "": it is */
} rv_report_done;

/* Checks again, and writes. After a failure nothing is left, made folders neither. done: may be
 * NULL. */
RV_NODISCARD rv_status rv_report_write(const rv_bt_result *r, const char *out_dir,
				       const char *artifacts_dir, const rv_report_sources *sources,
				       rv_report_done *done, rv_err *err);

#endif
