/*
 * Files that appear together or not at all.
 *
 * Each is written under a temporary name in its own folder; commit gives all of them their names,
 * and replaces nothing. Folders that do not exist are made. Whatever fails, everything that was
 * made is removed again. A process that is killed while it writes leaves temporary names (a dot,
 * the name, the process), never a file of a final name that is not whole. One thread.
 */
#ifndef RV_APP_RESEARCH_FILE_SET_H
#define RV_APP_RESEARCH_FILE_SET_H

#include "engine/base/status.h"

#include <stdio.h>

typedef struct rv_file_set rv_file_set;

RV_NODISCARD rv_status rv_file_set_new(rv_file_set **out);
/* Removes what was not committed; NULL is a no-op. */
void rv_file_set_free(rv_file_set *s);

/*
 * Begins DIR/NAME: *out is written to until the next begin or the commit, which close it and look
 * whether everything has arrived. RV_EEXIST: there is one of that name; RV_EIO with the reason.
 */
RV_NODISCARD rv_status rv_file_set_begin(rv_file_set *s, const char *dir, const char *name,
					 FILE **out, rv_err *err);
/* The same for a file that somebody else writes: *out is the name to write to or to replace, until
 * the commit. */
RV_NODISCARD rv_status rv_file_set_place(rv_file_set *s, const char *dir, const char *name,
					 const char **out, rv_err *err);
/* After a failure the set is only good for free. */
RV_NODISCARD rv_status rv_file_set_commit(rv_file_set *s, rv_err *err);

#endif
