/* Which file a person means who says no more than "the journal". Any thread. */
#ifndef RV_APP_JOURNAL_FIND_H
#define RV_APP_JOURNAL_FIND_H

#include "engine/base/status.h"

#include <limits.h>

/*
 * The one journal*.db in the folder (paper and live have a file each). RV_ENOENT: none, or no such
 * folder; RV_EEXIST: several, err names two of them.
 */
RV_NODISCARD rv_status rv_journal_find(const char *dir, char out[PATH_MAX], rv_err *err);

#endif
