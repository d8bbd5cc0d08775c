/*
 * Which folder the configuration comes from. Any thread.
 *
 * --config DIR; else $XDG_CONFIG_HOME/rvdesk (or ~/.config/rvdesk) when that folder exists; else
 * the shipped one: config/ of the source tree that the binary was built in (two folders up from
 * build/VARIANT/rvdesk), or ../share/rvdesk/config beside an installed bin/rvdesk.
 */
#ifndef RV_APP_CONFIG_DIR_H
#define RV_APP_CONFIG_DIR_H

#include "engine/base/status.h"

#include <limits.h>

/*
 * option: value of --config or NULL. RV_ENOENT when DIR is not a folder, or when no folder was
 * found at all (then the caller may go on with rv_config_default).
 */
RV_NODISCARD rv_status rv_config_dir(const char *option, char out[PATH_MAX], rv_err *err);

/* The shipped folder, for what a user's folder does not have; NULL when there is none. */
const char *rv_config_dir_shipped(char out[PATH_MAX]);

/*
 * The same without the process's surroundings: xdg and home are the environment's values or NULL
 * (ignored unless absolute), exe_dir the folder of the binary.
 */
RV_NODISCARD rv_status rv_config_dir_find(const char *option, const char *xdg, const char *home,
					  const char *exe_dir, char out[PATH_MAX], rv_err *err);

#endif
