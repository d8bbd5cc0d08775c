/*
 * One desk keeps a state folder: its history, log and state.json.
 * The lock is on the open file and goes with the process, however it ends. Main thread.
 */
#ifndef RV_APP_STATE_LOCK_H
#define RV_APP_STATE_LOCK_H

#include "engine/base/status.h"

#include <stdbool.h>

/*
 * Locks dir/lock and writes our process id into it. *fd is to be closed at the end.
 * RV_EEXIST: another process has it, *owner is its id (0 unknown). RV_EIO with err otherwise.
 */
RV_NODISCARD rv_status rv_state_lock(const char *dir, int *fd, long *owner, rv_err *err);

/* True: a process has it, *owner is its id (0 unknown). Writes nothing; no lock file: false. */
bool rv_state_locked(const char *dir, long *owner);

#endif
