/* Does what a command line says; see command_run.h. */
#include "tui/command_run.h"

#include <stdio.h>
#include <string.h>

#include "tui/actions.h"
#include "tui/consent.h"
#include "tui/export_ask.h"
#include "tui/handover.h"
#include "tui/hedge_ask.h"
#include "tui/licence.h"
#include "tui/override.h"
#include "tui/replay.h"
#include "tui/requests.h"
#include "tui/rules.h"
#include "tui/trade_keys.h"
#include "tui/trade_program.h"
#include "tui/whatif.h"

static rv_desk_action fail(rv_ui *ui, const char *why)
{
	ui->line_error.pos = 0;
	(void)snprintf(ui->line_error.text, sizeof(ui->line_error.text), "%s", why);
	return RV_DESK_REDRAW;
}

/* What only makes things safer leaves even when nobody answers. */
static bool is_safe(rv_cmd_kind kind)
{
	return kind == RV_CMD_REJECT_PROGRAM || kind == RV_CMD_HALT_SYMBOL || kind == RV_CMD_NOTE ||
	       kind == RV_CMD_RECONCILE || kind == RV_CMD_ACK || kind == RV_CMD_ALERT_RULE ||
	       kind == RV_CMD_PEN_FREE || kind == RV_CMD_REJECT_REQUEST;
}

static bool is_of_program(rv_cmd_kind kind)
{
	return kind == RV_CMD_EXCLUDE || kind == RV_CMD_INCLUDE || kind == RV_CMD_REJECT_PROGRAM ||
	       kind == RV_CMD_REQUOTE_PROGRAM;
}

static void about_of(const rv_command *c, char about[RV_OUTBOX_ABOUT])
{
	if (c->kind == RV_CMD_REJECT_REQUEST)
		(void)snprintf(about, RV_OUTBOX_ABOUT, "r%llu", (unsigned long long)c->ids[0]);
	else if (is_of_program(c->kind))
		(void)snprintf(about, RV_OUTBOX_ABOUT, "p%llu %s", (unsigned long long)c->ids[0],
			       c->symbol);
	else
		(void)snprintf(about, RV_OUTBOX_ABOUT, "%s", c->symbol);
}

static rv_desk_action run_send(rv_ui *ui, rv_command *c)
{
	const char *blind = rv_ui_blind(ui, ui->now_mono);
	char about[RV_OUTBOX_ABOUT];

	if (blind[0] && !is_safe(c->kind))
		return fail(ui, blind);
	ui->mode = RV_MODE_PANES;
	about_of(c, about);
	return rv_trade_send(ui, c, about);
}

/* Asks with its effect or evidence first; what keeps it from being asked is said at the line. */
static rv_desk_action run_asked(rv_ui *ui, const rv_line *line)
{
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0])
		return fail(ui, blind);
	if (!ui->trade.out.to.sink)
		return fail(ui, "read-only");
	switch (line->kind) {
	case RV_LINE_LICENCE:
		return rv_licence_ask(ui, &line->cmd);
	case RV_LINE_HEDGE:
		return rv_hedge_ask_open(ui, &line->cmd);
	default:
		return rv_override_ask(ui, &line->cmd);
	}
}

static rv_desk_action run_filter(rv_ui *ui, const char *text)
{
	rv_filter_error err;

	if (rv_table_set_filter(&ui->table, text, &ui->scene, &err) != RV_OK) {
		ui->line_error.pos = strlen("filter ") + err.pos;
		(void)snprintf(ui->line_error.text, sizeof(ui->line_error.text), "%s", err.text);
		return RV_DESK_REDRAW;
	}
	ui->mode = RV_MODE_PANES;
	return RV_DESK_REDRAW;
}

static rv_desk_action run_find(rv_ui *ui, const char *symbol)
{
	for (size_t i = 0; i < ui->table.n; i++) {
		if (strcmp(ui->table.entries[i].symbol, symbol) == 0) {
			rv_table_move_to(&ui->table, i);
			ui->plot_spread = false;
			ui->mode = RV_MODE_PANES;
			return RV_DESK_REDRAW;
		}
	}
	return fail(ui, "the filter hides that symbol");
}

rv_desk_action rv_command_run(rv_ui *ui)
{
	rv_line line;

	if (ui->prompt.len == 0) {
		ui->mode = RV_MODE_PANES;
		return RV_DESK_REDRAW;
	}
	if (rv_line_parse(ui->prompt.text, ui->live.v, &line, &ui->line_error) != RV_OK)
		return RV_DESK_REDRAW;
	rv_history_add(&ui->history, ui->prompt.text);
	if (rv_replay_refuses(ui, &line))
		return fail(ui, rv_replay_block(ui));
	if (line.kind == RV_LINE_SEND)
		return run_send(ui, &line.cmd);
	if (line.kind == RV_LINE_FILTER)
		return run_filter(ui, line.text);
	if (line.kind == RV_LINE_FIND)
		return run_find(ui, line.cmd.symbol);
	const bool asks = line.kind == RV_LINE_OVERRIDE || line.kind == RV_LINE_LICENCE ||
			  line.kind == RV_LINE_HEDGE;
	if (asks)
		return run_asked(ui, &line);
	ui->mode = RV_MODE_PANES;
	switch (line.kind) {
	case RV_LINE_CANCEL:
		return rv_trade_cancel_all(ui, line.cmd.symbol);
	case RV_LINE_PROGRAM:
	case RV_LINE_GRANT: /* what is granted must have been read: its dialog asks */
		return rv_program_open(ui, line.cmd.ids[0]);
	case RV_LINE_REQUEST: /* likewise */
		return rv_request_open(ui, line.cmd.ids[0]);
	case RV_LINE_FLATTEN:
		return rv_trade_flatten(ui);
	case RV_LINE_OVERRIDES:
		return rv_override_menu(ui);
	case RV_LINE_HANDOVER:
		return rv_handover_open(ui);
	case RV_LINE_WHATIF:
		return rv_whatif_open(ui, &line.cmd);
	case RV_LINE_ALERTS:
		return rv_rules_open(ui);
	case RV_LINE_EVIDENCE:
		return rv_ui_screen(ui, RV_SCREEN_RISK);
	case RV_LINE_EXPORT:
		return rv_export_ask(ui, line.formats, line.text);
	case RV_LINE_SCREEN:
		return rv_ui_screen(ui, line.screen);
	case RV_LINE_REPLAY:
		return rv_replay_go(ui, line.at_ms);
	case RV_LINE_LIVE:
		(void)rv_replay_end(ui);
		return RV_DESK_REDRAW;
	case RV_LINE_TOUR:
		return rv_ui_tour(ui);
	case RV_LINE_HELP:
		return rv_ui_dialog(ui, RV_MODE_HELP);
	default:
		return rv_trade_quit(ui);
	}
}
