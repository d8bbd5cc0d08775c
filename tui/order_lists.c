/* The lists of the order side; see order_lists.h. */
#include "tui/order_lists.h"

#include <string.h>

#include "tui/programs.h"
#include "tui/requests.h"

enum { PENDING_FILLS = 8 };

typedef struct pick_list {
	size_t n;
	rv_pick p[RV_PICKS_MAX];
} pick_list;

static void put(pick_list *l, rv_pick p)
{
	if (l->n < RV_PICKS_MAX)
		l->p[l->n++] = p;
}

static void put_orders(pick_list *l, const rv_trade_view *tv, bool (*wanted)(const rv_tv_order *))
{
	for (size_t i = 0; i < tv->n_orders; i++) {
		if (wanted(&tv->orders[i]))
			put(l, rv_pick_of_order(&tv->orders[i], i));
	}
}

static bool is_unknown(const rv_tv_order *o)
{
	return o->state == RV_ORDER_UNKNOWN;
}

static bool is_canceling(const rv_tv_order *o)
{
	return o->state == RV_ORDER_CANCELING && !o->external;
}

static bool is_over(const rv_tv_order *o)
{
	return !rv_order_works(o);
}

/* A program is one entry: its legs are not listed again. */
static void put_ticket(pick_list *l, const rv_trade_view *tv, size_t i)
{
	if (!rv_ticket_is_leg(tv, &tv->tickets[i]))
		put(l, rv_pick_of_ticket(&tv->tickets[i], i));
}

static void put_waiting(pick_list *l, const rv_trade_view *tv)
{
	for (size_t i = 0; i < tv->n_tickets; i++) {
		if (rv_ticket_waits(&tv->tickets[i]))
			put_ticket(l, tv, i);
	}
}

static void put_programs(pick_list *l, const rv_trade_view *tv,
			 bool (*wanted)(const rv_tv_program *))
{
	for (size_t i = 0; i < tv->n_programs; i++) {
		if (wanted(&tv->programs[i]))
			put(l, rv_pick_of_program(&tv->programs[i], i));
	}
}

/* Of an act that waits for a second person, the oldest first. */
static void put_requests(pick_list *l, const rv_trade_view *tv)
{
	for (size_t i = 0; i < tv->n_requests; i++)
		put(l, rv_pick_of_request(&tv->requests[i], i));
}

static bool is_granted(const rv_tv_program *p)
{
	return p->state == RV_PROGRAM_GRANTED;
}

static bool is_past(const rv_tv_program *p)
{
	return !rv_program_waits(p) && !is_granted(p);
}

/* As the snapshot has them: what waits, then programs that do not, then what is over. */
static void put_tickets(pick_list *l, const rv_trade_view *tv)
{
	size_t i = 0, waiting = 0;

	for (size_t k = 0; k < tv->n_tickets; k++)
		waiting = rv_ticket_waits(&tv->tickets[k]) ? k + 1 : waiting;
	put_requests(l, tv);
	put_programs(l, tv, rv_program_waits);
	for (; i < waiting; i++)
		put_ticket(l, tv, i);
	put_programs(l, tv, is_granted);
	put_programs(l, tv, is_past);
	for (; i < tv->n_tickets; i++)
		put_ticket(l, tv, i);
}

static void put_mandates(pick_list *l, const rv_trade_view *tv, bool ended)
{
	for (size_t i = 0; i < tv->n_mandates; i++) {
		if ((tv->mandates[i].state == RV_MANDATE_ENDED) == ended)
			put(l, rv_pick_of_mandate(&tv->mandates[i], i));
	}
}

/* Works for no mandate that goes on: nothing else in the list stands for it. */
static void put_lone_orders(pick_list *l, const rv_trade_view *tv)
{
	for (size_t i = 0; i < tv->n_orders; i++) {
		if (rv_order_alone(tv, &tv->orders[i]))
			put(l, rv_pick_of_order(&tv->orders[i], i));
	}
}

static void put_fills(pick_list *l, const rv_trade_view *tv, size_t most)
{
	for (size_t i = 0; i < tv->n_fills && i < most; i++)
		put(l, rv_pick_of_fill(&tv->fills[i], i));
}

/* What nobody knows the state of comes first, then what waits for a person, then what works. */
static void fill_list(pick_list *l, const rv_trade_view *tv, rv_list_id id)
{
	switch (id) {
	case RV_LIST_PENDING:
		put_orders(l, tv, is_unknown);
		put_orders(l, tv, is_canceling);
		put_lone_orders(l, tv);
		put_requests(l, tv);
		put_programs(l, tv, rv_program_waits);
		put_waiting(l, tv);
		put_programs(l, tv, is_granted);
		put_mandates(l, tv, false);
		put_fills(l, tv, PENDING_FILLS);
		break;
	case RV_LIST_TICKETS:
		put_tickets(l, tv);
		break;
	case RV_LIST_MANDATES:
		put_mandates(l, tv, false);
		put_mandates(l, tv, true);
		break;
	case RV_LIST_ORDERS:
		put_orders(l, tv, is_unknown);
		for (size_t i = 0; i < tv->n_orders; i++) {
			if (rv_order_works(&tv->orders[i]) && !is_unknown(&tv->orders[i]))
				put(l, rv_pick_of_order(&tv->orders[i], i));
		}
		break;
	case RV_LIST_FILLS:
		put_fills(l, tv, RV_TV_FILLS);
		break;
	default:
		put_orders(l, tv, is_over);
		break;
	}
}

static void prune_marks(rv_ui_trade *t, const rv_trade_view *tv)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_marked; i++) {
		const rv_tv_ticket *ticket = tv ? rv_trade_ticket(tv, t->marked[i]) : NULL;
		if (ticket && rv_ticket_waits(ticket))
			t->marked[n++] = t->marked[i];
	}
	t->n_marked = n;
}

void rv_lists_update(rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);

	for (int id = 0; id < RV_LIST_N; id++) {
		pick_list l = { .n = 0 };
		if (tv)
			fill_list(&l, tv, (rv_list_id)id);
		rv_picks_update(&ui->trade.lists[id], ui->scene.v ? ui->scene.v->seq : 0, l.p, l.n);
	}
	prune_marks(&ui->trade, tv);
}

static const struct {
	rv_pane_id pane;
	rv_list_id list;
	int head; /* lines that are no entries: title, heads, what is said of the chosen one */
} panes[] = {
	{ RV_PANE_PENDING, RV_LIST_PENDING, 3 }, { RV_PANE_STRIP, RV_LIST_PENDING, 1 },
	{ RV_PANE_TICKETS, RV_LIST_TICKETS, 3 }, { RV_PANE_MANDATES, RV_LIST_MANDATES, 3 },
	{ RV_PANE_ORDERS, RV_LIST_ORDERS, 3 },	 { RV_PANE_FILLS, RV_LIST_FILLS, 2 },
	{ RV_PANE_HISTORY, RV_LIST_HISTORY, 3 },
};
enum { PANES = sizeof(panes) / sizeof(panes[0]) };

rv_list_id rv_list_of_pane(rv_pane_id pane)
{
	for (size_t i = 0; i < PANES; i++) {
		if (panes[i].pane == pane)
			return panes[i].list;
	}
	return RV_LIST_N;
}

size_t rv_list_page(rv_pane_id pane, rv_rect r)
{
	for (size_t i = 0; i < PANES; i++) {
		if (panes[i].pane == pane && r.h > panes[i].head)
			return (size_t)(r.h - panes[i].head);
	}
	return 1;
}

int rv_list_first(rv_pane_id pane)
{
	return pane == RV_PANE_STRIP ? 1 : 2;
}

void rv_lists_arrange(rv_ui *ui)
{
	for (size_t i = 0; i < PANES; i++) {
		if (rv_layout_has(&ui->layout, panes[i].pane))
			rv_picks_arrange(
				&ui->trade.lists[panes[i].list],
				rv_list_page(panes[i].pane, ui->layout.panes[panes[i].pane]));
	}
}

/* Under a dialog nothing of them is seen. */
void rv_lists_drawn(rv_ui *ui)
{
	if (ui->mode != RV_MODE_PANES)
		return;
	for (size_t i = 0; i < PANES; i++) {
		if (rv_layout_has(&ui->layout, panes[i].pane))
			rv_picks_drawn(&ui->trade.lists[panes[i].list], ui->frame);
	}
}

void rv_lists_sent(rv_ui *ui, uint64_t frame, int64_t now_mono)
{
	for (int id = 0; id < RV_LIST_N; id++)
		rv_picks_sent(&ui->trade.lists[id], frame, now_mono);
}

bool rv_lists_wait(const rv_ui *ui)
{
	bool waits = false;

	for (int id = 0; id < RV_LIST_N; id++) {
		const rv_picks *p = &ui->trade.lists[id];
		waits = waits || (p->jumped && p->jump_frame != 0 && p->jump_shown_at < 0);
	}
	return waits;
}

rv_list_id rv_list_active(const rv_ui *ui)
{
	static const rv_pane_id others[] = { RV_PANE_PENDING, RV_PANE_STRIP, RV_PANE_TICKETS };
	const rv_list_id focused = rv_list_of_pane(rv_layout_focus(&ui->at));

	if (focused != RV_LIST_N)
		return focused;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (rv_layout_has(&ui->layout, others[i]))
			return rv_list_of_pane(others[i]);
	}
	return RV_LIST_N;
}

bool rv_ticket_marked(const rv_ui *ui, uint64_t id)
{
	for (size_t i = 0; i < ui->trade.n_marked; i++) {
		if (ui->trade.marked[i] == id)
			return true;
	}
	return false;
}
