/* Which keys mean something now; see hint_fits.h. */
#include "tui/hint_fits.h"

#include "tui/order_lists.h"
#include "tui/panes/panes.h"
#include "tui/requests.h"
#include "tui/scored.h"
#include "tui/trade_program.h"

/* ---- by pane ---- */

static const rv_action text_hints[] = { RV_ACT_DOWN, RV_ACT_ZOOM };
static const rv_action log_hints[] = { RV_ACT_UP, RV_ACT_DOWN, RV_ACT_ZOOM };
static const rv_action spread_hints[] = { RV_ACT_DETAILS, RV_ACT_RANGE_LONGER,
					  RV_ACT_RANGE_SHORTER };
static const rv_action plot_hints[] = { RV_ACT_RANGE_LONGER, RV_ACT_RANGE_SHORTER, RV_ACT_ZOOM };
static const rv_action ticket_hints[] = { RV_ACT_PROGRAM, RV_ACT_DETAILS, RV_ACT_APPROVE,
					  RV_ACT_REJECT,  RV_ACT_REDUCE,  RV_ACT_CANCEL,
					  RV_ACT_MARK };
static const rv_action order_hints[] = { RV_ACT_PROGRAM, RV_ACT_DETAILS, RV_ACT_CANCEL };

#define HINTS(list)                                                                                \
	{                                                                                          \
		list, sizeof(list) / sizeof((list)[0])                                             \
	}
static const struct {
	const rv_action *list;
	size_t n;
} pane_hints[RV_PANE_N] = {
	[RV_PANE_BASKETS] = HINTS(spread_hints),     [RV_PANE_PLOT] = HINTS(plot_hints),
	[RV_PANE_RESEARCH_PLOT] = HINTS(plot_hints), [RV_PANE_PENDING] = HINTS(ticket_hints),
	[RV_PANE_TICKETS] = HINTS(ticket_hints),     [RV_PANE_MANDATES] = HINTS(order_hints),
	[RV_PANE_ORDERS] = HINTS(order_hints),	     [RV_PANE_FILLS] = HINTS(order_hints),
	[RV_PANE_HISTORY] = HINTS(order_hints),	     [RV_PANE_LOG] = HINTS(log_hints),
	[RV_PANE_DETAILS] = HINTS(text_hints),
};
#undef HINTS

static bool lists_symbols(rv_pane_id pane)
{
	return pane == RV_PANE_TABLE || pane == RV_PANE_SIGNALS || pane == RV_PANE_STRUCTURE;
}

size_t rv_pane_hints_of(rv_pane_id pane, const rv_action **list)
{
	if (pane_hints[pane].list) {
		*list = pane_hints[pane].list;
		return pane_hints[pane].n;
	}
	*list = text_hints;
	return lists_symbols(pane) || pane == RV_PANE_FEEDS || pane == RV_PANE_HEAT ||
			       pane == RV_PANE_LAG
		       ? 0
		       : sizeof(text_hints) / sizeof(text_hints[0]);
}

/* ---- of the symbols ---- */

/* Is a list of symbols on the screen, or the plot of the one that is selected? */
static bool shows_symbols(const rv_ui *ui)
{
	const rv_pane_id list = rv_layout_list(ui->at.screen);

	if (rv_layout_ledgers(&ui->at))
		return false;
	return (list != RV_PANE_N && rv_layout_has(&ui->layout, list)) ||
	       rv_layout_focus(&ui->at) == RV_PANE_PLOT;
}

static bool has_symbol(const rv_ui *ui)
{
	return shows_symbols(ui) && rv_table_selected(&ui->table);
}

/* Does the focused pane have more lines than it shows? */
static bool scrolls(const rv_ui *ui)
{
	const rv_pane_id focus = rv_layout_focus(&ui->at);
	const rv_rect r = ui->layout.panes[focus];
	const size_t page = r.h > 1 ? (size_t)r.h - 1 : 1;
	size_t most_back;

	if (focus == RV_PANE_DETAILS)
		return rv_details_lines(ui, rv_details_pane_width(r)) > page;
	if (focus == RV_PANE_LOG) /* its end is where it begins */
		return rv_pane_log_page(ui, &most_back) > 0 && ui->log_back > 0;
	return rv_pane_text_lines(ui, focus) > page;
}

/* The log, which stands at its newest line, is scrolled back. */
static bool scrolls_back(const rv_ui *ui)
{
	size_t most_back;

	return rv_layout_focus(&ui->at) == RV_PANE_LOG && rv_pane_log_page(ui, &most_back) > 0 &&
	       ui->log_back < most_back;
}

static bool shows_plot(const rv_ui *ui)
{
	if (ui->at.screen ==
	    RV_SCREEN_RESEARCH) /* without a run there are no days to see fewer of */
		return ui->scene.v && ui->scene.v->research.n_points > 0;
	return rv_layout_has(&ui->layout, RV_PANE_PLOT) ||
	       rv_layout_has(&ui->layout, RV_PANE_SPREAD_PLOT);
}

/* The longer one as long as there is one. */
static bool ranges(const rv_ui *ui, rv_action a)
{
	const int now = ui->at.screen == RV_SCREEN_RESEARCH ? ui->research_range : ui->range;

	return shows_plot(ui) && (a == RV_ACT_RANGE_LONGER) == (now + 1 < RV_PLOT_RANGES);
}

/* ---- of the order side ---- */

/* What the keys are about: what is open, or what is under the cursor; NULL nothing. */
static const rv_pick *pick_of(const rv_ui *ui)
{
	const rv_list_id list = rv_list_active(ui);

	if (ui->mode == RV_MODE_ITEM)
		return &ui->trade.item;
	return list == RV_LIST_N ? NULL : rv_picks_selected(&ui->trade.lists[list]);
}

static bool waits_program(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	return tv && rv_programs_waiting(tv) > 0;
}

static bool ticket_waits(const rv_ui *ui, const rv_pick *p)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_tv_ticket *t = tv && p->kind == RV_PICK_TICKET ? rv_trade_ticket(tv, p->a) : NULL;

	return t && rv_ticket_waits(t);
}

static bool entry_waits(const rv_ui *ui, const rv_pick *p)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_tv_program *g =
		tv && p->kind == RV_PICK_PROGRAM ? rv_trade_program(tv, p->a) : NULL;

	return g && rv_program_waits(g);
}

static bool can_cancel(const rv_ui *ui, const rv_pick *p)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_tv_mandate *m =
		tv && p->kind == RV_PICK_MANDATE ? rv_trade_mandate(tv, p->a) : NULL;
	const rv_tv_order *o = tv && p->kind == RV_PICK_ORDER ? rv_trade_order(tv, p) : NULL;

	return (m && m->state != RV_MANDATE_ENDED) || (o && !o->external && rv_order_works(o));
}

/* Keys of what is under the cursor, or open. */
static bool fits_pick(const rv_ui *ui, rv_action a)
{
	const rv_pick *p = pick_of(ui);
	const bool request = p && p->kind == RV_PICK_REQUEST;

	if (!p)
		return false;
	switch (a) {
	case RV_ACT_REQUOTE:
	case RV_ACT_MARK:
		return ticket_waits(ui, p);
	case RV_ACT_REDUCE:
		return ticket_waits(ui, p) || entry_waits(ui, p);
	case RV_ACT_CANCEL:
		return can_cancel(ui, p);
	default:
		return ticket_waits(ui, p) || entry_waits(ui, p) || request;
	}
}

/* What waits can be changed and granted; what was granted can be cancelled, leg by leg. */
static bool fits_program(const rv_ui *ui, rv_action a)
{
	const rv_tv_program *p = rv_program_shown(ui);
	const bool waits = p && rv_program_waits(p);

	switch (a) {
	case RV_ACT_LEG_OUT:
	case RV_ACT_REDUCE:
	case RV_ACT_APPROVE:
	case RV_ACT_REJECT:
	case RV_ACT_REQUOTE:
		return waits;
	case RV_ACT_ARM:
		return waits && !rv_trade_armed(&ui->live);
	case RV_ACT_CANCEL:
		return p && rv_program_goes_on(p);
	case RV_ACT_PROGRAM:
		return rv_trade_of(&ui->live) && rv_trade_of(&ui->live)->n_programs > 1;
	default:
		return true;
	}
}

static bool asks_to_quit(const rv_ui *ui)
{
	return ui->mode == RV_MODE_CONFIRM && ui->trade.confirm.ask == RV_ASK_QUIT;
}

/* ---- all of them ---- */

static bool in_list(const rv_ui *ui)
{
	return rv_list_of_pane(rv_layout_focus(&ui->at)) != RV_LIST_N;
}

/* Enter: the thing of a list, a spread's plot, else the symbol's sum. */
static bool fits_details(const rv_ui *ui)
{
	if (in_list(ui))
		return pick_of(ui) != NULL;
	return rv_layout_focus(&ui->at) == RV_PANE_BASKETS || has_symbol(ui);
}

/* Another screen than this one, and one that says more than that there are no orders. */
static bool fits_screen(const rv_ui *ui, rv_action a)
{
	if (a == (rv_action)(RV_ACT_SCREEN_DESK + (int)ui->at.screen))
		return ui->at.zoom;
	return ui->at.trade || (a != RV_ACT_SCREEN_ORDERS && a != RV_ACT_SCREEN_RISK);
}

static bool fits_pane(const rv_ui *ui, rv_action a)
{
	const rv_pane_id *panes;

	switch (a) {
	case RV_ACT_DETAILS:
		return fits_details(ui);
	case RV_ACT_DOWN:
		return scrolls(ui);
	case RV_ACT_UP:
		return scrolls_back(ui);
	case RV_ACT_FOCUS_NEXT:
		return rv_layout_screen_panes(&ui->at, &panes) > 1;
	case RV_ACT_FIND:
	case RV_ACT_FILTER:
	case RV_ACT_SORT_MENU:
		return shows_symbols(ui);
	case RV_ACT_MARK:
		return in_list(ui) ? fits_pick(ui, a) : has_symbol(ui);
	case RV_ACT_RANGE_LONGER:
	case RV_ACT_RANGE_SHORTER:
		return ranges(ui, a);
	case RV_ACT_PROGRAM:
		return waits_program(ui);
	case RV_ACT_APPROVE:
	case RV_ACT_REJECT:
	case RV_ACT_REDUCE:
	case RV_ACT_CANCEL:
		return fits_pick(ui, a);
	case RV_ACT_LEADER:
		return ui->scene.v && rv_scored_has_ms(ui->scene.v);
	case RV_ACT_MEASURE:
		return rv_layout_has(&ui->layout, RV_PANE_HEAT);
	case RV_ACT_ZOOM: /* else the pane has the body already */
		return ui->layout.mode == RV_LAYOUT_FULL && !rv_layout_ledgers(&ui->at);
	case RV_ACT_FREEZE:
		return ui->scene.v != NULL;
	default:
		return fits_screen(ui, a);
	}
}

static bool fits_item(const rv_ui *ui, rv_action a)
{
	switch (a) {
	case RV_ACT_REQUOTE:
	case RV_ACT_APPROVE:
	case RV_ACT_REJECT:
	case RV_ACT_REDUCE:
	case RV_ACT_CANCEL:
		return fits_pick(ui, a);
	case RV_ACT_DOWN:
		return ui->dialog_lines > ui->dialog_page;
	default:
		return true;
	}
}

/* What keys of the panes do in a replay; NULL: what they do elsewhere. */
static const char *replay_word(rv_action a)
{
	return a == RV_ACT_BACK		   ? "live"
	       : a == RV_ACT_RANGE_SHORTER ? "before"
	       : a == RV_ACT_RANGE_LONGER  ? "next"
					   : NULL;
}

bool rv_hint_fits(const rv_ui *ui, rv_action a)
{
	if (ui->replay.on && ui->mode == RV_MODE_PANES && replay_word(a))
		return true;
	if (ui->replay.on &&
	    (a == RV_ACT_FREEZE || (rv_action_is_trading(a) && !rv_action_is_safety(a))))
		return false;
	switch (ui->mode) {
	case RV_MODE_PANES:
		return fits_pane(ui, a);
	case RV_MODE_PROGRAM:
		return fits_program(ui, a);
	case RV_MODE_ITEM:
		return fits_item(ui, a);
	case RV_MODE_HELP:
	case RV_MODE_DETAILS:
	case RV_MODE_HANDOVER:
	case RV_MODE_RULES:
	case RV_MODE_WHATIF:
		if (a == RV_ACT_TOUR)
			return ui->mode == RV_MODE_HELP;
		return a != RV_ACT_DOWN || ui->dialog_lines > ui->dialog_page;
	case RV_MODE_OVERRIDES:
		return a != RV_ACT_SORT_INVERT;
	default:
		return a != RV_ACT_QUIT_CANCEL || asks_to_quit(ui);
	}
}

const char *rv_hint_word(const rv_ui *ui, rv_action a)
{
	const bool panes = ui->mode == RV_MODE_PANES;

	if (ui->replay.on && panes && replay_word(a))
		return replay_word(a);

	if (a == RV_ACT_YES && asks_to_quit(ui)) /* when orders would be left alone */
		return "leave, quit";
	if (a == RV_ACT_DETAILS && panes && in_list(ui))
		return "open";
	if (a == RV_ACT_DETAILS && panes && rv_layout_focus(&ui->at) == RV_PANE_BASKETS)
		return "plot";
	return rv_action_describe(a)->hint;
}
