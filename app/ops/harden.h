/*
 * What a process does that will hold a private key: nobody may look into it, it leaves no core, and
 * it refuses keys where others can read them. The key's own page is the signer's business
 * (feeds/sign/signer.h). Main thread, before the key is read.
 */
#ifndef RV_APP_OPS_HARDEN_H
#define RV_APP_OPS_HARDEN_H

#include "engine/base/status.h"

/* Not dumpable (no ptrace and no /proc/PID/mem by others than root), no core file. RV_EIO. */
RV_NODISCARD rv_status rv_harden_process(rv_err *err);

/*
 * RV_EUSAGE when --key is a key instead of its file, or when a variable of env ("NAME=value", ends
 * with NULL) whose name speaks of a key, a secret or an agent has one: children and /proc show
 * both. err names the place, never the value. key: of --key, or NULL.
 */
RV_NODISCARD rv_status rv_harden_places(const char *key, char *const *env, rv_err *err);

#endif
