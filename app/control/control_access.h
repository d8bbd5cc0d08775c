/*
 * Whom the control socket lets in, and as what: the role of a user by the configuration.
 *
 * What a role may do is decided by the order management, command by command, and journaled; here
 * is only what has to be known before a command gets there. Pure; any thread.
 */
#ifndef RV_APP_CONTROL_ACCESS_H
#define RV_APP_CONTROL_ACCESS_H

#include "engine/desk/command.h"

#include <stdbool.h>

typedef struct rv_control_access {
	rv_who_params who;
	int64_t desk_uid; /* runs the desk */
} rv_control_access;

/* It adds no risk and takes no lock away: it is wanted however long it was on its way. */
bool rv_control_calms(rv_cmd_kind kind);
/* Is there any command of a person that a console of that role may send? */
bool rv_control_may_command(rv_who_role role);

#endif
