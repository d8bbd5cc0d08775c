/*
 * A journal that a running desk keeps, as it is at this moment, without asking the desk.
 *
 * The desk's log only grows until it is begun anew, under another salt, and the file itself changes
 * only by what is in that log. So a copy of the file and then of the log is the journal of one
 * moment, if the log's head is the same before and behind; else it is made again. What was not
 * committed has no valid frame. Nothing of the desk's is locked, opened by SQLite, or written.
 *
 * Never in the desk's own process: to close any descriptor of the journal there gives up its locks.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_LIVE_H
#define RV_FEEDS_JOURNAL_JOURNAL_LIVE_H

#include "engine/base/status.h"

#include <limits.h>

typedef struct rv_journal_copy {
	char dir[PATH_MAX]; /* a folder of its own in $TMPDIR, mode 0700; "" none */
	char path[PATH_MAX];
} rv_journal_copy;

/*
 * RV_EIO with what and where: it cannot be read or there is no room; RV_EAGAIN: it did not stand
 * still long enough.
 */
RV_NODISCARD rv_status rv_journal_copy_live(const char *path, rv_journal_copy *out, rv_err *err);
/* Its files and its folder go; whoever has them open reads on. */
void rv_journal_copy_remove(rv_journal_copy *c);

#endif
