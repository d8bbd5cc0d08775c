/*
 * A small file replaced as a whole: written to a temporary file in the same folder, synced and
 * renamed, mode 0600, so that a reader sees the old or the new one, never a part. Any thread but
 * the engine's and the screen's: it waits for a disk.
 */
#ifndef RV_APP_FILE_REPLACE_H
#define RV_APP_FILE_REPLACE_H

#include "engine/base/status.h"

#include <stddef.h>
#include <sys/types.h>

/* RV_EIO with the reason; the old file is then as it was. */
RV_NODISCARD rv_status rv_file_replace(const char *path, const char *text, size_t n, rv_err *err);
/* The same with another mode, whatever the umask is. */
RV_NODISCARD rv_status rv_file_replace_mode(const char *path, const char *text, size_t n,
					    mode_t mode, rv_err *err);

#endif
