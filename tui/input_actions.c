/* The input lines; see input_actions.h. */
#include "tui/input_actions.h"

#include <stdio.h>
#include <string.h>

#include "tui/command_run.h"
#include "tui/trade_keys.h"

rv_desk_action rv_input_open(rv_ui *ui, rv_ui_mode mode)
{
	ui->mode = mode;
	ui->filter_error.text[0] = ui->line_error.text[0] = ui->choices[0] = '\0';
	ui->find_failed = false;
	rv_history_rest(&ui->history);
	rv_prompt_set(&ui->prompt, mode == RV_MODE_FILTER ? ui->table.filter_text : "");
	return RV_DESK_REDRAW;
}

static void find_as_typed(rv_ui *ui)
{
	memcpy(ui->table.find, ui->prompt.text, sizeof(ui->table.find));
	ui->find_failed = ui->prompt.len > 0 && !rv_table_find(&ui->table, ui->prompt.text, 0);
	if (!ui->find_failed)
		ui->plot_spread = false;
}

/* The error follows the text while it is typed; Enter only takes an expression that parses. */
static void check_filter(rv_ui *ui)
{
	rv_filter unused;

	if (rv_filter_parse(ui->prompt.text, &unused, &ui->filter_error) == RV_OK)
		ui->filter_error.text[0] = '\0';
}

static rv_desk_action accept(rv_ui *ui)
{
	switch (ui->mode) {
	case RV_MODE_COMMAND:
		return rv_command_run(ui);
	case RV_MODE_REASON:
	case RV_MODE_REDUCE:
		return rv_trade_accept(ui);
	case RV_MODE_FILTER:
		if (rv_table_set_filter(&ui->table, ui->prompt.text, &ui->scene,
					&ui->filter_error) != RV_OK)
			return RV_DESK_REDRAW;
		break;
	default:
		break;
	}
	ui->mode = RV_MODE_PANES;
	return RV_DESK_REDRAW;
}

static void changed(rv_ui *ui)
{
	ui->line_error.text[0] = ui->choices[0] = '\0';
	if (ui->mode == RV_MODE_FIND)
		find_as_typed(ui);
	else if (ui->mode == RV_MODE_FILTER)
		check_filter(ui);
}

/* As the command of that name is. */
static rv_desk_action complete_filter(rv_ui *ui)
{
	static const char verb[] = "filter ";
	char line[RV_PROMPT_CAP], out[RV_PROMPT_CAP];

	if (snprintf(line, sizeof(line), "%s%s", verb, ui->prompt.text) >= (int)sizeof(line))
		return RV_DESK_NONE;
	rv_line_complete(line, ui->live.v, out, ui->choices);
	rv_prompt_set(&ui->prompt, out + strlen(verb));
	check_filter(ui);
	return RV_DESK_REDRAW;
}

static rv_desk_action complete(rv_ui *ui)
{
	char out[RV_PROMPT_CAP];

	if (ui->prompt.cursor != ui->prompt.len)
		return RV_DESK_NONE;
	if (ui->mode == RV_MODE_FILTER)
		return complete_filter(ui);
	if (ui->mode != RV_MODE_COMMAND)
		return RV_DESK_NONE;
	ui->line_error.text[0] = '\0';
	rv_line_complete(ui->prompt.text, ui->live.v, out, ui->choices);
	rv_prompt_set(&ui->prompt, out);
	return RV_DESK_REDRAW;
}

/* A colon behind a command that was refused begins the next one: that line has been read. */
static bool begins_anew(const rv_ui *ui, int key)
{
	return key == ':' && ui->mode == RV_MODE_COMMAND && ui->line_error.text[0] &&
	       ui->prompt.cursor == ui->prompt.len;
}

rv_desk_action rv_input_act(rv_ui *ui, rv_action a, int key)
{
	if (ui->mode == RV_MODE_PIN)
		return rv_trade_pin(ui, a, key);
	switch (a) {
	case RV_ACT_BACK:
		if (ui->mode == RV_MODE_REASON || ui->mode == RV_MODE_REDUCE)
			return rv_trade_close(ui);
		ui->mode = RV_MODE_PANES;
		return RV_DESK_REDRAW;
	case RV_ACT_ACCEPT:
		return accept(ui);
	case RV_ACT_COMPLETE:
		return complete(ui);
	case RV_ACT_OLDER:
	case RV_ACT_NEWER:
		if (ui->mode != RV_MODE_COMMAND ||
		    !rv_history_step(&ui->history, a == RV_ACT_OLDER ? 1 : -1, &ui->prompt))
			return RV_DESK_NONE;
		break;
	case RV_ACT_NONE:
		if (begins_anew(ui, key))
			return rv_input_open(ui, RV_MODE_COMMAND);
		if (!rv_prompt_insert(&ui->prompt, key))
			return RV_DESK_NONE;
		break;
	default:
		if (!rv_prompt_edit(&ui->prompt, a))
			return RV_DESK_NONE;
		break;
	}
	changed(ui);
	return RV_DESK_REDRAW;
}
