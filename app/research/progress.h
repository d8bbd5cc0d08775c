/*
 * How far a backtest is, in a small file: one line of fixed length that is written over in place,
 * "SHARE LEFT_S WHAT" with `-` for unknown. `rvdesk backtest --progress FILE` writes it, a desk
 * reads it. One thread each.
 */
#ifndef RV_APP_RESEARCH_PROGRESS_H
#define RV_APP_RESEARCH_PROGRESS_H

#include "engine/base/status.h"
#include "engine/run/research_view.h"

typedef struct rv_progress {
	int fd; /* -1: nobody is told */
	int64_t told_ms;
} rv_progress;

/* path NULL: nobody is told. Made anew, mode 0600. RV_EIO. */
RV_NODISCARD rv_status rv_progress_open(const char *path, rv_progress *out, rv_err *err);
void rv_progress_close(rv_progress *p);

/*
 * At most four times a second, but another thing (what) at once where share is unknown. A write
 * that fails is nobody's business: the run goes on.
 */
void rv_progress_tell(rv_progress *p, const char *what, double share, double left_s);

/* Into what, share and left_s; a file that is not there, or is none, leaves them. */
void rv_progress_read(const char *path, rv_research_job *j);

#endif
