/* Copies a whole file under a new name, or none: written beside it, synced, linked. Any thread. */
#ifndef RV_APP_OPS_FILE_COPY_H
#define RV_APP_OPS_FILE_COPY_H

#include "engine/base/status.h"

/* to is 0600 and must not exist (RV_EEXIST). RV_EIO with one line; then there is no part of it. */
RV_NODISCARD rv_status rv_file_copy(const char *from, const char *to, rv_err *err);

#endif
