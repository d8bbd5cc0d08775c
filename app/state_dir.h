/*
 * Where the running desk keeps its state: --state DIR, else $XDG_STATE_HOME/rvdesk, else
 * ~/.local/state/rvdesk. Missing folders are made with mode 0700. Any thread.
 */
#ifndef RV_APP_STATE_DIR_H
#define RV_APP_STATE_DIR_H

#include "engine/base/status.h"

#include <limits.h>

/* option: value of --state or NULL. One line says why when there is no such folder to be had. */
RV_NODISCARD rv_status rv_state_dir(const char *option, char out[PATH_MAX], rv_err *err);

/* Its name alone, for those who only look: nothing is made, and it may not be there. */
RV_NODISCARD rv_status rv_state_dir_name(const char *option, char out[PATH_MAX], rv_err *err);

/* The same as the first; xdg and home are the environment's values or NULL (ignored unless
 * absolute). */
RV_NODISCARD rv_status rv_state_dir_make(const char *option, const char *xdg, const char *home,
					 char out[PATH_MAX], rv_err *err);

#endif
