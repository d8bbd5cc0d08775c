/*
 * SIGHUP of a desk without a screen: the configuration is read again, and of it only what concerns
 * viewing is taken (rv_config_views). Anything else that has changed is refused, all of it, with
 * one line in the log that names the first such key: limits and strategies change with a restart,
 * which the journal shows. The log file is opened again, for those who rotate it. Owner: the main
 * thread.
 */
#ifndef RV_APP_OPS_RELOAD_H
#define RV_APP_OPS_RELOAD_H

#include "app/runtime.h"

/* config: value of --config or NULL, as at the start. What came of it is in the log. */
void rv_reload(rv_runtime *rt, const char *config);

#endif
