/* Where the tour is and what has been done; see tour.h. */
#include "tui/tour.h"

#include <stdio.h>
#include <string.h>

#include "tui/programs.h"
#include "tui/ui.h"

/* What is over when the next frame is drawn: it has been seen. */
enum {
	MOVED = 1U << 0,
	WHY = 1U << 1,
	FILTERED = 1U << 2,
	REGIME = 1U << 3,
	STRUCTURE = 1U << 4,
	PROGRAM = 1U << 5,
	TICKET = 1U << 6,
	FILLS = 1U << 7,
	KILL = 1U << 8,
	HELP = 1U << 9
};

/* ---- the order side ---- */

static bool hand_ticket_waits(const rv_trade_view *tv)
{
	for (size_t i = 0; i < tv->n_tickets; i++) {
		if (tv->tickets[i].cls == RV_CLASS_HAND && rv_ticket_waits(&tv->tickets[i]))
			return true;
	}
	return false;
}

rv_tour_way rv_tour_way_of(const struct rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	if (tv && rv_programs_waiting(tv) > 0)
		return RV_TOUR_PROGRAM;
	return tv && hand_ticket_waits(tv) ? RV_TOUR_TICKET : RV_TOUR_NOTHING;
}

static uint64_t newest_program(const rv_trade_view *tv)
{
	uint64_t id = 0;

	for (size_t i = 0; i < tv->n_programs; i++) {
		const rv_tv_program *p = &tv->programs[i];
		const bool granted = p->state == RV_PROGRAM_GRANTED || p->state == RV_PROGRAM_OVER;
		if (granted && p->id > id)
			id = p->id;
	}
	return id;
}

/* Of this class, RV_CLASS_N: of any. */
static uint64_t newest_mandate(const rv_trade_view *tv, rv_ticket_class cls)
{
	uint64_t id = 0;

	for (size_t i = 0; i < tv->n_mandates; i++) {
		const rv_tv_mandate *m = &tv->mandates[i];
		if ((cls == RV_CLASS_N || m->cls == cls) && m->id > id)
			id = m->id;
	}
	return id;
}

/* By the visitor: the program, or a ticket of their own. */
static bool granted(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	return tv && (newest_program(tv) > ui->tour.program ||
		      newest_mandate(tv, RV_CLASS_HAND) > ui->tour.mandate);
}

static bool filled(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	return tv && tv->fills_total > ui->tour.fills;
}

static bool hedged(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	return tv && newest_mandate(tv, RV_CLASS_HEDGE) > ui->tour.mandate;
}

static bool left_out(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	for (size_t i = 0; tv && i < tv->n_programs; i++) {
		if (rv_program_waits(&tv->programs[i]) && tv->programs[i].n_excluded > 0)
			return true;
	}
	return false;
}

static bool active(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	return tv && tv->state == RV_BOOK_ACTIVE;
}

/* ---- what has been seen, and what is done ---- */

static unsigned bit(bool is, unsigned deed)
{
	return is ? deed : 0;
}

static unsigned deeds_now(const rv_ui *ui)
{
	const rv_screen_id at = ui->at.screen;
	const bool item = ui->mode == RV_MODE_ITEM && ui->trade.item.kind == RV_PICK_TICKET;

	return bit(ui->table.touched && strcmp(ui->table.selected, ui->tour.symbol) != 0, MOVED) |
	       bit(ui->mode == RV_MODE_DETAILS, WHY) | bit(ui->table.filter.n > 0, FILTERED) |
	       bit(at == RV_SCREEN_REGIME, REGIME) | bit(at == RV_SCREEN_STRUCTURE, STRUCTURE) |
	       bit(ui->mode == RV_MODE_PROGRAM, PROGRAM) | bit(item, TICKET) |
	       bit(at == RV_SCREEN_ORDERS && filled(ui), FILLS) |
	       bit(ui->mode == RV_MODE_KILL, KILL) | bit(ui->mode == RV_MODE_HELP, HELP);
}

static bool order_step_done(const rv_ui *ui, rv_tour_step s)
{
	const unsigned seen = ui->tour.seen;
	const rv_tour_way way = rv_tour_way_of(ui);

	switch (s) {
	case RV_TOUR_ARM:
		return rv_trade_armed(&ui->live);
	case RV_TOUR_RESUME:
		return active(ui);
	case RV_TOUR_OPEN:
		return granted(ui) || way == RV_TOUR_TICKET || (seen & PROGRAM) != 0;
	case RV_TOUR_READ:
		return granted(ui) || (way == RV_TOUR_TICKET ? (seen & TICKET) != 0 : left_out(ui));
	case RV_TOUR_GRANT:
		return granted(ui);
	case RV_TOUR_FILL:
		return (seen & FILLS) != 0;
	case RV_TOUR_HEDGE:
		return ui->at.screen == RV_SCREEN_DESK && ui->mode == RV_MODE_PANES && hedged(ui);
	case RV_TOUR_KILL:
		return (seen & KILL) != 0 && ui->mode != RV_MODE_KILL;
	case RV_TOUR_LOCK:
		return ui->live.v && !rv_trade_armed(&ui->live);
	default:
		return false;
	}
}

static bool step_done(const rv_ui *ui, rv_tour_step s)
{
	const unsigned seen = ui->tour.seen;

	switch (s) {
	case RV_TOUR_LOOK:
		return (seen & MOVED) != 0;
	case RV_TOUR_WHY:
		return (seen & WHY) != 0 && ui->mode != RV_MODE_DETAILS;
	case RV_TOUR_FILTER:
		return (seen & FILTERED) != 0;
	case RV_TOUR_REGIME:
		return (seen & REGIME) != 0;
	case RV_TOUR_STRUCTURE:
		return (seen & STRUCTURE) != 0 && ui->at.screen == RV_SCREEN_DESK;
	case RV_TOUR_HELP:
		return (seen & HELP) != 0 && ui->mode != RV_MODE_HELP;
	default:
		return order_step_done(ui, s);
	}
}

/* ---- from step to step ---- */

static bool is_here(const rv_ui *ui, rv_tour_step s)
{
	const bool orders = ui->at.trade && ui->trade.out.to.sink;

	return orders || s < RV_TOUR_ARM || s > RV_TOUR_LOCK;
}

size_t rv_tour_place(const struct rv_ui *ui, size_t *of)
{
	size_t place = 0;

	*of = 0;
	for (int s = 0; s < RV_TOUR_STEPS; s++) {
		const bool here = is_here(ui, (rv_tour_step)s);
		*of += here;
		place += here && s <= (int)ui->tour.step;
	}
	return place;
}

static bool move(rv_ui *ui, int by)
{
	int to = (int)ui->tour.step;

	do {
		to += by;
		if (to < 0 || to >= RV_TOUR_STEPS)
			return false;
	} while (!is_here(ui, (rv_tour_step)to));
	ui->tour.step = (rv_tour_step)to;
	ui->tour.ticked = RV_TOUR_STEPS;
	ui->tour.done = step_done(ui, ui->tour.step);
	return true;
}

bool rv_tour_go(struct rv_ui *ui, int step)
{
	return ui->tour.on && move(ui, step);
}

void rv_tour_look(struct rv_ui *ui)
{
	rv_tour *t = &ui->tour;

	if (!t->on)
		return;
	t->seen |= deeds_now(ui);
	const rv_tour_step s = t->step;
	const bool done = step_done(ui, s);
	if (done && !t->done && move(ui, 1))
		t->ticked = s;
	else
		t->done = done;
}

/* A dialog over a small screen needs the room more. */
rv_tour_room rv_tour_room_of(const struct rv_ui *ui)
{
	enum { ROOMY_ROWS = 34, ROOMY_COLS = 100 };

	if (!ui->tour.on)
		return RV_TOUR_NO_ROOM;
	switch (ui->mode) {
	case RV_MODE_PANES:
	case RV_MODE_FIND:
	case RV_MODE_FILTER:
	case RV_MODE_COMMAND:
		return RV_TOUR_STRIP;
	default:
		return ui->rows >= ROOMY_ROWS && ui->cols >= ROOMY_COLS ? RV_TOUR_STRIP
									: RV_TOUR_LINE;
	}
}

static void begin(rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	rv_tour t = { .on = true, .known = true, .ticked = RV_TOUR_STEPS };

	(void)snprintf(t.symbol, sizeof(t.symbol), "%s", ui->table.selected);
	if (tv) {
		t.program = newest_program(tv);
		t.mandate = newest_mandate(tv, RV_CLASS_N);
		t.fills = tv->fills_total;
	}
	ui->tour = t;
}

void rv_tour_toggle(struct rv_ui *ui)
{
	if (ui->tour.on)
		ui->tour.on = false;
	else
		begin(ui);
	ui->mode = RV_MODE_PANES;
	if (ui->tour.on) { /* where its first step is to be done */
		ui->at.screen = RV_SCREEN_DESK;
		ui->at.focus = RV_PANE_TABLE;
		ui->at.zoom = false;
	}
}

bool rv_tour_offered(const struct rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	return tv && !ui->tour.known && ui->live.v->env == RV_ENV_SIM && tv->found_seq == 0 &&
	       tv->fills_total == 0;
}
