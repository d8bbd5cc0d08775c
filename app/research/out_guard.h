/*
 * Data is only read: no output goes into a folder of inputs.
 *
 * A path is followed as the system would: links, "..", and a leaf that does not exist yet. What
 * counts is the folder itself, by device and number, so that another name of it (a link, a bind
 * mount) is the same folder. Any thread.
 */
#ifndef RV_APP_RESEARCH_OUT_GUARD_H
#define RV_APP_RESEARCH_OUT_GUARD_H

#include "engine/base/status.h"

#include <limits.h>
#include <stddef.h>

/*
 * Absolute name of a path whose last parts may not exist, without links. RV_EINVAL: a part that
 * does not exist is followed by "..", or is a link to nothing. RV_EIO: a part cannot be entered.
 */
RV_NODISCARD rv_status rv_path_resolve(const char *path, char out[PATH_MAX], rv_err *err);

/*
 * inputs [n]: files and folders that are read, NULL is skipped; the folder of a file counts whole.
 * RV_EUSAGE when path, given by `option`, lies in one of them or is one; a reason of
 * rv_path_resolve; RV_ENOENT when an input does not exist.
 */
RV_NODISCARD rv_status rv_out_guard(const char *option, const char *path, const char *const *inputs,
				    size_t n, rv_err *err);

#endif
