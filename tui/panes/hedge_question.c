/* The question of "hedge now": what each leg would order, and its delta before and after. */
#include "tui/panes/hedge_question.h"

#include <math.h>

#include "tui/hedge_ask.h"
#include "tui/money.h"
#include "tui/trade.h"

static void write_order(rv_writer *wr, const rv_book_view *b, int k)
{
	const rv_hedge_leg *l = &b->hedge[k];
	char lots[RV_FMT_TEXT], usd[RV_FMT_TEXT], before[RV_FMT_TEXT], after[RV_FMT_TEXT],
		target[RV_FMT_TEXT];

	rv_write_wrapped(wr, 0, rv_role_side(l->now.lots < 0 ? RV_SELL : RV_BUY), RV_ATTR_BOLD,
			 "%s: %s %s, %s USD, at the market", b->hedge_names[k],
			 rv_label_side(l->now.lots < 0 ? RV_SELL : RV_BUY),
			 rv_fmt_lots(l->now.lots < 0 ? -l->now.lots : l->now.lots,
				     b->hedge_decimals[k], lots),
			 rv_fmt_usd(fabs(l->now.usd), 2, usd));
	rv_write_wrapped(wr, 2, RV_ROLE_TEXT, 0, "delta %s before, %s after, target %s USD",
			 rv_fmt_usd_signed(l->actual, 2, before),
			 rv_fmt_usd_signed(l->now.after, 2, after),
			 rv_fmt_usd_signed(l->target, 2, target));
}

static void write_leg(rv_writer *wr, const rv_book_view *b, int k)
{
	if (b->hedge[k].now.verdict == RV_HEDGE_ORDER)
		write_order(wr, b, k);
	else
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "%s: nothing, %s", b->hedge_names[k],
				 b->hedge[k].now.reason);
}

void rv_write_hedge_question(rv_writer *wr, const rv_ui *ui)
{
	const rv_command *c = &ui->trade.confirm.cmd;
	const rv_book_view *b = &ui->live.v->book;
	bool any = false;

	for (int k = 0; b->present && b->hedge_known && k < RV_HEDGE_LEGS; k++) {
		if (!rv_hedge_is_meant(c, b->hedge_names[k]))
			continue;
		write_leg(wr, b, k);
		any = true;
	}
	if (!any)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "%s",
				 b->present && b->hedge_known ? "that is no coin of the hedge"
							      : "the delta is not known");
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "reason: %s", c->reason);
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "%s",
			 ui->live.v->trade.hedges_itself
				 ? "Made of the fills of that moment; the desk grants it itself."
				 : "Made of the fills of that moment; its ticket waits for a "
				   "person, as hedges do now.");
}
