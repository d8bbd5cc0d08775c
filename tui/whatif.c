/* See whatif.h. */
#include "tui/whatif.h"

#include <stdio.h>
#include <string.h>

#include "tui/actions.h"
#include "tui/order_lists.h"
#include "tui/override.h"
#include "tui/programs.h"
#include "tui/trade.h"
#include "tui/trade_keys.h"

void rv_whatif_ask(rv_ui *ui, const rv_command *c)
{
	rv_command asked = *c;

	ui->trade.whatif = rv_outbox_ask(&ui->trade.out, &asked);
	ui->trade.whatif_mono = ui->now_mono;
	ui->trade.whatif_told = false;
}

const rv_whatif_view *rv_whatif_effect(const rv_ui *ui)
{
	const rv_whatif_view *w = ui->live.v ? &ui->live.v->whatif : NULL;
	const uint64_t asked = ui->trade.whatif;

	return w && asked != 0 && w->nonce == asked && w->uid == ui->trade.out.to.uid ? w : NULL;
}

void rv_whatif_hear(rv_ui *ui)
{
	rv_confirm *q = &ui->trade.confirm;

	if (ui->trade.whatif == 0 || ui->trade.whatif_told)
		return;
	if (!rv_whatif_effect(ui) && ui->now_mono - ui->trade.whatif_mono < RV_EFFECT_MS)
		return;
	ui->trade.whatif_told = true;
	if (ui->mode == RV_MODE_CONFIRM && q->ask == RV_ASK_MARKED)
		rv_confirm_undrawn(q); /* what is on the screen now has not been read yet */
}

/* What is meant where nobody has said it. */
static bool choose(const rv_ui *ui, rv_command *c)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_list_id list = rv_list_active(ui);
	const rv_pick *p = list == RV_LIST_N ? NULL : rv_picks_selected(&ui->trade.lists[list]);
	const rv_tv_program *waits = tv ? rv_program_foremost(tv) : NULL;

	c->kind = RV_CMD_PREVIEW_TICKETS;
	c->n_ids = ui->trade.n_marked;
	memcpy(c->ids, ui->trade.marked, sizeof(c->ids));
	if (c->n_ids > 0)
		return true;
	c->n_ids = 1;
	if (p && (p->kind == RV_PICK_TICKET || p->kind == RV_PICK_PROGRAM)) {
		c->kind =
			p->kind == RV_PICK_TICKET ? RV_CMD_PREVIEW_TICKETS : RV_CMD_PREVIEW_PROGRAM;
		c->ids[0] = p->a;
		return true;
	}
	c->kind = RV_CMD_PREVIEW_PROGRAM;
	c->ids[0] = waits ? waits->id : 0;
	return waits && rv_program_waits(waits);
}

rv_desk_action rv_whatif_open(rv_ui *ui, const rv_command *c)
{
	rv_command asked = *c;

	if (!ui->trade.out.to.sink)
		return rv_trade_refuse(ui, "read-only: this console can not ask the engine");
	if (asked.n_ids == 0 && !choose(ui, &asked))
		return rv_trade_refuse(ui,
				       "no ticket is marked (Space) or chosen, no program waits");
	(void)rv_trade_close(ui);
	rv_whatif_ask(ui, &asked);
	return rv_ui_dialog(ui, RV_MODE_WHATIF);
}
