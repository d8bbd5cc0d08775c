/* Which file a person means who says no more than "the journal". Any thread. */
#ifndef RV_APP_JOURNAL_FIND_H
#define RV_APP_JOURNAL_FIND_H

#include "engine/base/status.h"

#include <limits.h>
#include <stddef.h>

/*
 * The one journal*.db in the folder (paper and live have a file each). RV_ENOENT: none, or no such
 * folder; RV_EEXIST: several, err names two of them.
 */
RV_NODISCARD rv_status rv_journal_find(const char *dir, char out[PATH_MAX], rv_err *err);

/*
 * How many journal*.db there are in the folder beside the one of the name `own`; *name, the first
 * of them by name, "" none. A folder that cannot be read has none.
 */
size_t rv_journal_others(const char *dir, const char *own, char name[NAME_MAX + 1]);

#endif
