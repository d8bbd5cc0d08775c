/* The question before a licence changes; see licence.h. */
#include "tui/licence.h"

#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/key_words.h"
#include "tui/trade_keys.h"

rv_desk_action rv_licence_ask(rv_ui *ui, const rv_command *c)
{
	rv_confirm *q = &ui->trade.confirm;

	rv_confirm_open(q, RV_ASK_LICENCE);
	q->cmd = *c;
	q->was = rv_risk_view_licence(&ui->live.v->risk, &ui->live.v->book, c->sub);
	if (rv_trade_is_live(ui))
		(void)snprintf(q->word, sizeof(q->word), "%s", rv_sub_name(c->sub));
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

const char *rv_licence_block(const rv_ui *ui, char buf[RV_WHY_NOT])
{
	const rv_confirm *q = &ui->trade.confirm;
	const rv_view *v = ui->live.v;
	const rv_sub s = q->cmd.sub;
	char now[RV_PAPER_TEXT];

	if (!rv_trade_armed(&ui->live))
		return rv_key_words(RV_KEYED_LOCKED);
	const bool licence = rv_risk_view_licence(&v->risk, &v->book, s) != q->was,
		   record = strcmp(rv_paper_words(&v->book.paper[s], now), q->cmd.evidence) != 0;
	if (!licence && !record)
		return "";
	(void)snprintf(buf, RV_WHY_NOT, "the %s of %s has CHANGED since it was opened: ask again",
		       licence ? "licence" : "record", rv_sub_name(s));
	return buf;
}

rv_desk_action rv_licence_send(rv_ui *ui)
{
	rv_command c = ui->trade.confirm.cmd;
	char about[RV_OUTBOX_ABOUT];

	(void)snprintf(about, sizeof(about), "%s %s", rv_sub_name(c.sub),
		       rv_licence_name(c.licence));
	return rv_trade_send(ui, &c, about);
}
