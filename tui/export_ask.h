/* Exports on demand: asks for one, and says what became of it. UI thread. */
#ifndef RV_TUI_EXPORT_ASK_H
#define RV_TUI_EXPORT_ASK_H

#include "tui/desk.h"
#include "tui/ui.h"

/* The focused pane, in RV_EXPORT_CSV | RV_EXPORT_JSON; path: of one format, or "". */
rv_desk_action rv_export_ask(rv_ui *ui, unsigned formats, const char *path);
/* With each update: a line about what has been written, or has not. */
void rv_files_hear(rv_ui *ui);

#endif
