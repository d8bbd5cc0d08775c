/*
 * A whole small file in memory: regular files only, with a size cap, never blocking on a pipe.
 * Any thread.
 */
#ifndef RV_CONFIG_READ_FILE_H
#define RV_CONFIG_READ_FILE_H

#include "engine/base/status.h"

#include <stddef.h>

/*
 * Reads path into *text (caller frees; text[*n] is '\0', bytes before it are as in the file).
 * RV_ENOENT when there is no such file, RV_EDATA when it is not a regular file, RV_ERANGE when it
 * has more than cap bytes, RV_EIO otherwise. The outputs are set on RV_OK only.
 */
RV_NODISCARD rv_status rv_read_file(const char *path, size_t cap, char **text, size_t *n,
				    rv_err *err);

#endif
