/* Does what a command line says: sends it, or changes what the console shows. UI thread. */
#ifndef RV_TUI_COMMAND_RUN_H
#define RV_TUI_COMMAND_RUN_H

#include "tui/desk.h"
#include "tui/ui.h"

/* The prompt's line; one that does not parse stays open with its error. */
rv_desk_action rv_command_run(rv_ui *ui);

#endif
