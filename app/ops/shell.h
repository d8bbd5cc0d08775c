/*
 * A command line that the operator has named, by /bin/sh, as the user who started this process
 * whatever it acts as meanwhile. Main thread.
 */
#ifndef RV_APP_OPS_SHELL_H
#define RV_APP_OPS_SHELL_H

#include "engine/base/status.h"

#include <stddef.h>

/*
 * Runs it to its end. Its output is ours; out not NULL: its standard output goes there, at most
 * cap - 1 bytes of it. RV_EIO: it cannot be run, ended by a signal, or with a status but 0, which
 * err says.
 */
RV_NODISCARD rv_status rv_shell(const char *line, char *out, size_t cap, rv_err *err);

#endif
