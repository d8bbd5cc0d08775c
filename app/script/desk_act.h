/*
 * A person's act by a command: what has to be done first is done with it. Main thread.
 */
#ifndef RV_APP_SCRIPT_DESK_ACT_H
#define RV_APP_SCRIPT_DESK_ACT_H

#include "app/script/desk_link.h"

/*
 * Asks c. Where the desk has a pen this visit takes it first if it is free, and arms: whoever wrote
 * the command has said what he wants, and with its end the pen is free and the desk locked again.
 * *out is the desk's last word, of whichever of them it refused; the status as
 * rv_desk_link_ask.
 */
RV_NODISCARD rv_status rv_desk_act(rv_desk_link *l, const rv_command *c, rv_tv_reply *out,
				   rv_err *err);

#endif
