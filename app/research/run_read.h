/*
 * The files of a run (docs/research.md) into the snapshot's view of it: kpis.json,
 * bt_equity_curve.csv, windows.csv. They are read and checked, nothing is computed again but the
 * drawdown. Any thread but the engine's and the screen's: it waits for a disk.
 */
#ifndef RV_APP_RESEARCH_RUN_READ_H
#define RV_APP_RESEARCH_RUN_READ_H

#include "engine/base/status.h"
#include "engine/run/research_view.h"

/*
 * dir: the run's folder; its last part is the name that is shown. Fills *out from `shown` on, on
 * RV_OK only; what stands before is the caller's. RV_ENOENT: a file is missing; RV_EDATA,
 * RV_EPARSE: it is no such file; RV_ERANGE: too large; RV_ENOMEM, RV_EIO. One line in err.
 */
RV_NODISCARD rv_status rv_run_read(const char *dir, rv_research_view *out, rv_err *err);

/* The days and windows of the two tables, of files in memory; text is taken apart. RV_EDATA. */
RV_NODISCARD rv_status rv_run_read_equity(char *text, rv_research_view *out, rv_err *err);
RV_NODISCARD rv_status rv_run_read_windows(char *text, rv_research_view *out, rv_err *err);

#endif
