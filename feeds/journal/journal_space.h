/*
 * Room on the disk: a check before the start, and the ballast, a file that holds room for the last
 * words of a journal whose disk is full. Owner: the journal's. Any thread.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_SPACE_H
#define RV_FEEDS_JOURNAL_JOURNAL_SPACE_H

#include "engine/base/status.h"

#include <stdint.h>

/* RV_EFULL: the file system of path has less than bytes left for us. */
RV_NODISCARD rv_status rv_space_check(const char *path, int64_t bytes, rv_err *err);

/* Makes sure that path is a file with bytes of room of its own (0600); bytes 0: that it is gone. */
RV_NODISCARD rv_status rv_ballast_make(const char *path, int64_t bytes, rv_err *err);
/* Gives the room back to the file system. RV_ENOENT: there is none any more. */
RV_NODISCARD rv_status rv_ballast_release(const char *path);

/* After a file was made: its name is on disk too. */
RV_NODISCARD rv_status rv_sync_folder_of(const char *path, rv_err *err);

#endif
