/* The settings of the console; see settings.h. */
#include "tui/settings.h"

#include <stdio.h>

#include "tui/actions.h"
#include "tui/theme.h"

static const char *const names[RV_SETTING_N] = {
	[RV_SETTING_THEME] = "Theme",	  [RV_SETTING_UPDOWN] = "Up and down",
	[RV_SETTING_MONO] = "Colours",	  [RV_SETTING_REFRESH] = "Refresh",
	[RV_SETTING_COLUMNS] = "Columns", [RV_SETTING_BELL] = "Bell",
	[RV_SETTING_REMEMBER] = "Layout",
};

const char *rv_setting_name(rv_setting s)
{
	return names[s];
}

const char *rv_setting_value(const rv_ui *ui, rv_setting s, char buf[RV_SETTING_TEXT])
{
	const rv_prefs *p = &ui->prefs;

	switch (s) {
	case RV_SETTING_THEME:
		return rv_theme_name(p->theme);
	case RV_SETTING_UPDOWN:
		return p->updown < 0 ? "the theme's own" : rv_updown_name(p->updown);
	case RV_SETTING_MONO:
		return p->mono || ui->no_colour ? "off" : "on";
	case RV_SETTING_REFRESH:
		(void)snprintf(buf, RV_SETTING_TEXT, "%g s", p->refresh_ms / 1000.0);
		return buf;
	case RV_SETTING_COLUMNS:
		return rv_column_set_name(ui->table.columns);
	case RV_SETTING_BELL:
		return p->bell ? "on" : "off";
	default:
		return !ui->files.keep ? "not kept" : p->remember ? "remembered" : "as new";
	}
}

const char *rv_setting_note(const rv_ui *ui, rv_setting s)
{
	switch (s) {
	case RV_SETTING_MONO:
		return ui->no_colour ? "the terminal has none" : "";
	case RV_SETTING_REFRESH:
		return "at most a frame so often; keys at once";
	case RV_SETTING_COLUMNS:
		return "of the symbol table";
	case RV_SETTING_BELL:
		return "alerts that ring, and HALTED";
	case RV_SETTING_REMEMBER:
		return ui->files.keep ? "at the next start; settings always are" : "--no-remember";
	default:
		return "";
	}
}

static int around(int at, int step, int n)
{
	return (at + step + n) % n;
}

static void change(rv_ui *ui, int step)
{
	rv_prefs *p = &ui->prefs;

	switch ((rv_setting)ui->setting) {
	case RV_SETTING_THEME:
		p->theme = around(p->theme, step, RV_THEMES);
		break;
	case RV_SETTING_UPDOWN: /* one more: the theme's own */
		p->updown = around(p->updown + 1, step, RV_UPDOWNS + 1) - 1;
		break;
	case RV_SETTING_MONO:
		p->mono = !p->mono;
		break;
	case RV_SETTING_REFRESH:
		p->refresh_ms = rv_prefs_refresh_step(p->refresh_ms, step);
		break;
	case RV_SETTING_COLUMNS:
		rv_table_set_columns(&ui->table, (rv_column_set)around((int)ui->table.columns, step,
								       RV_COLUMN_SETS));
		break;
	case RV_SETTING_BELL:
		p->bell = !p->bell;
		break;
	default:
		p->remember = !p->remember;
		break;
	}
}

rv_desk_action rv_settings_open(rv_ui *ui)
{
	ui->setting = 0;
	return rv_ui_dialog(ui, RV_MODE_SETTINGS);
}

rv_desk_action rv_settings_act(rv_ui *ui, rv_action a)
{
	long delta;

	switch (a) {
	case RV_ACT_BACK:
	case RV_ACT_SETTINGS:
		ui->mode = RV_MODE_PANES;
		return RV_DESK_REDRAW;
	case RV_ACT_LEFT:
		change(ui, -1);
		return RV_DESK_REDRAW;
	case RV_ACT_RIGHT:
	case RV_ACT_ACCEPT:
		change(ui, 1);
		return RV_DESK_REDRAW;
	default:
		if (!rv_action_movement(a, RV_SETTING_N, &delta))
			return RV_DESK_NONE;
		const long to = ui->setting + delta;
		ui->setting = to < 0 ? 0 : to >= RV_SETTING_N ? RV_SETTING_N - 1 : (int)to;
		return RV_DESK_REDRAW;
	}
}
