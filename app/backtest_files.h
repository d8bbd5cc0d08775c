/*
 * The files of `rvdesk backtest --out DIR --artifacts DIR`: what the run was made of, and the
 * report (app/research/report.h). One thread.
 */
#ifndef RV_APP_BACKTEST_FILES_H
#define RV_APP_BACKTEST_FILES_H

#include "app/research/fingerprint.h"
#include "app/research/trial_register.h"
#include "engine/research/result.h"
#include "engine/run/step.h"

/* Zero-initialise. */
typedef struct rv_backtest_files {
	const char *out, *artifacts; /* NULL: none; artifacts needs out */
	const char *store;
	const char *config;	    /* the option; NULL: where it is looked for */
	const rv_step_params *step; /* of the run, as configured: for the signals of its end */
	const rv_panel *daily;	    /* of write: what the run has read of the store */
	int64_t end_ms;		    /* opens the last daily bar that may be read */
	rv_trial_register *trials;  /* of begin: for the run; NULL none */
	char data_hash[RV_FINGERPRINT];
} rv_backtest_files;

/*
 * Before the run: RV_EUSAGE, RV_EEXIST, RV_EIO of rv_report_check and rv_trial_register_open.
 * Without --out nothing. The caller ends it, also after an error.
 */
RV_NODISCARD rv_status rv_backtest_files_begin(rv_backtest_files *f, rv_err *err);
void rv_backtest_files_end(rv_backtest_files *f);
/*
 * After it. features_note: what the run says of the features' Parquet file, "" nothing; what is on
 * disk afterwards is the whole report or, but for the register, nothing.
 */
RV_NODISCARD rv_status rv_backtest_files_write(const rv_backtest_files *f, const rv_bt_result *r,
					       char features_note[RV_ERR_TEXT], rv_err *err);
/* Of the files of a configuration; out stays as it is without a folder: then the built-in defaults
 * are meant. option: --config, NULL not given. */
RV_NODISCARD rv_status rv_backtest_config_hash(const char *option, char out[RV_FINGERPRINT],
					       rv_err *err);

#endif
