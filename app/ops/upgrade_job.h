/* What the parts of an upgrade share; see upgrade_run.h. Not for others. */
#ifndef RV_APP_OPS_UPGRADE_JOB_H
#define RV_APP_OPS_UPGRADE_JOB_H

#include "app/ops/backup_names.h"
#include "app/ops/upgrade.h"
#include "app/ops/upgrade_run.h"
#include "app/script/desk_link.h"

enum { UPGRADE_JOURNALS = 4, UPGRADE_LOOK_MS = 100, UPGRADE_PATH = PATH_MAX + 2 * RV_BACKUP_NAME };

typedef struct upgrade_job {
	const rv_upgrade_options *o;
	FILE *out;
	char *next; /* RV_ERR_TEXT: what is to be done if it fails here */
	char dir[PATH_MAX];
	long pid;  /* of the desk that ran; 0 none */
	bool unit; /* the service manager runs it */
	size_t n;
	rv_upgrade_report was[UPGRADE_JOURNALS]; /* the folder, once it had ended */
	char backup[UPGRADE_JOURNALS][UPGRADE_PATH];
} upgrade_job;

/* "STEP      TEXT" on the output, at once. */
void upgrade_say(const upgrade_job *j, const char *step, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void upgrade_next(upgrade_job *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/*
 * Where the desk of the folder listens: as said, in the folder, or where the service manager has
 * it. A link there is one to that desk only if the process is the one that keeps the folder.
 */
RV_NODISCARD rv_status upgrade_link(const upgrade_job *j, int64_t most_ms, rv_desk_link **out,
				    rv_err *err);
int64_t upgrade_until(const upgrade_job *j); /* rv_mono_ms at which a wait that begins now ends */
/* What starts the desk, in words. */
const char *upgrade_start_words(const upgrade_job *j, char out[RV_ERR_TEXT]);

/* upgrade_stop.c: halts, drains and ends the desk j->pid. */
RV_NODISCARD rv_status upgrade_stop(upgrade_job *j, rv_err *err);
/* upgrade_start.c: starts, waits until it has recovered, compares. */
RV_NODISCARD rv_status upgrade_start(upgrade_job *j, rv_err *err);
RV_NODISCARD rv_status upgrade_resume(upgrade_job *j, rv_err *err);

#endif
