/* "Hedge now": the question and its answer; see hedge_ask.h. */
#include "tui/hedge_ask.h"

#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/key_words.h"
#include "tui/trade_keys.h"

bool rv_hedge_is_meant(const rv_command *c, const char *name)
{
	return !c->symbol[0] || strcmp(c->symbol, name) == 0;
}

rv_desk_action rv_hedge_ask_open(rv_ui *ui, const rv_command *c)
{
	rv_confirm *q = &ui->trade.confirm;
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0])
		return rv_trade_refuse(ui, blind);
	rv_confirm_open(q, RV_ASK_HEDGE);
	q->cmd = *c;
	if (rv_trade_is_live(ui))
		(void)snprintf(q->word, sizeof(q->word), "HEDGE");
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

const char *rv_hedge_block(const rv_ui *ui)
{
	const rv_book_view *b = &ui->live.v->book;
	const rv_trade_view *t = &ui->live.v->trade;
	bool any = false;

	if (!b->present || !b->hedge_known)
		return "the delta is not known";
	if (t->state == RV_BOOK_HALTED)
		return "HALTED: no hedge is sent";
	if (!t->reconciled)
		return "positions are not reconciled with the venue";
	for (int k = 0; k < RV_HEDGE_LEGS; k++)
		any = any || (rv_hedge_is_meant(&ui->trade.confirm.cmd, b->hedge_names[k]) &&
			      b->hedge[k].now.verdict == RV_HEDGE_ORDER);
	if (!any)
		return "there is nothing to order";
	return rv_trade_armed(&ui->live) ? "" : rv_key_words(RV_KEYED_LOCKED);
}

rv_desk_action rv_hedge_send(rv_ui *ui)
{
	rv_command c = ui->trade.confirm.cmd;

	return rv_trade_send(ui, &c, c.symbol[0] ? c.symbol : "now");
}
