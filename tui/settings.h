/*
 * The settings of the console, F2: one line each, changed where the cursor is, seen and kept at
 * once. UI thread.
 */
#ifndef RV_TUI_SETTINGS_H
#define RV_TUI_SETTINGS_H

#include "tui/desk.h"
#include "tui/ui.h"

typedef enum rv_setting {
	RV_SETTING_THEME,
	RV_SETTING_UPDOWN,
	RV_SETTING_MONO,
	RV_SETTING_REFRESH,
	RV_SETTING_COLUMNS,
	RV_SETTING_BELL,
	RV_SETTING_REMEMBER,
	RV_SETTING_N
} rv_setting;

rv_desk_action rv_settings_open(rv_ui *ui);
rv_desk_action rv_settings_act(rv_ui *ui, rv_action a);

enum { RV_SETTING_TEXT = 48 };
const char *rv_setting_name(rv_setting s);
const char *rv_setting_value(const rv_ui *ui, rv_setting s, char buf[RV_SETTING_TEXT]);
/* What a value means where it does not say it itself; "" nothing. */
const char *rv_setting_note(const rv_ui *ui, rv_setting s);

#endif
