/*
 * The configuration of a command that scores a store: from --config or where it is looked for, with
 * a profile; what is legal but odd goes to stderr. One thread.
 */
#ifndef RV_APP_SCORE_CONFIG_H
#define RV_APP_SCORE_CONFIG_H

#include "config/load.h"

/* option NULL: not given. Without a folder anywhere profile "seed" is the built-in defaults. */
RV_NODISCARD rv_status rv_score_configure(const char *option, const char *profile, rv_config *out,
					  rv_err *err);

#endif
