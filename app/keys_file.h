/*
 * Where an operator's own keys come from (tui/keymap_file.h): --keys FILE, else
 * $XDG_CONFIG_HOME/rvdesk/keys.conf or ~/.config/rvdesk/keys.conf where there is one; --keys none:
 * the built-in keys. They are the person's, not the configuration's. Main thread.
 */
#ifndef RV_APP_KEYS_FILE_H
#define RV_APP_KEYS_FILE_H

#include "engine/base/status.h"

/*
 * Puts them in force, before a console runs. option: the value of --keys or NULL. A file that is
 * named and missing, or that is wrong: the status with one line, and the built-in keys stay.
 */
RV_NODISCARD rv_status rv_keys_file_use(const char *option, rv_err *err);

#endif
