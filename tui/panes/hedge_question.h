/* The question of "hedge now" as lines of its dialog. UI thread. */
#ifndef RV_TUI_PANES_HEDGE_QUESTION_H
#define RV_TUI_PANES_HEDGE_QUESTION_H

#include "tui/panes/writer.h"
#include "tui/ui.h"

void rv_write_hedge_question(rv_writer *wr, const rv_ui *ui);

#endif
