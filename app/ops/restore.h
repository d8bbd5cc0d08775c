/*
 * Putting a backup back: into an empty state folder, and only when all of it is proved. The desk
 * that starts there begins HALTED and asks the venue for what happened since. One thread.
 */
#ifndef RV_APP_OPS_RESTORE_H
#define RV_APP_OPS_RESTORE_H

#include "feeds/journal/journal_reader.h"

#include <limits.h>

typedef struct rv_restored {
	char path[PATH_MAX]; /* of the journal that was put back */
	bool book;	     /* what the book keeps was beside it, and is back, too */
	rv_journal_report report;
} rv_restored;

/*
 * from: a backup, by the name that it was made with (backup_names.h); state: value of --state or
 * NULL. One line says what is wrong: RV_EDATA the backup (its chain, a log beside it), RV_EEXIST
 * the folder is not empty, RV_EINVAL the name. Then nothing was put into the folder.
 */
RV_NODISCARD rv_status rv_restore(const char *from, const char *state, rv_restored *out,
				  rv_err *err);

#endif
