/*
 * What stands between a question and its yes at this moment. The dialog shows it while it is open,
 * and the key that answers asks again. UI thread.
 */
#ifndef RV_TUI_CONSENT_H
#define RV_TUI_CONSENT_H

#include "tui/trade.h"
#include "tui/ui.h"

enum { RV_APPROVE_COLS = 74 };

/* In words, "" nothing; now is CLOCK_MONOTONIC of the moment of the key or the frame. */
const char *rv_consent_block(const rv_ui *ui, int64_t now_mono, char buf[RV_WHY_NOT]);

/* The newest snapshot is older than RV_ENGINE_SILENT_MS, or there is none. */
bool rv_ui_silent(const rv_ui *ui, int64_t now_mono);
/*
 * Adds risk or takes a lock away: not while the display is frozen, the engine silent, or the way to
 * it or the line to the terminal gone or slow.
 */
const char *rv_ui_blind(const rv_ui *ui, int64_t now_mono);

#endif
