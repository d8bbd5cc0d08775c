/* Where each pane is; see layout.h. */
#include "tui/layout.h"

#include <assert.h>
#include <string.h>

enum {
	FULL_COLS = 100,
	FULL_ROWS = 30,
	SINGLE_COLS = 80,
	SINGLE_ROWS = 24,
	TWO_PLOTS_COLS = 160,
	SIDE_MIN = 36, /* right column at 120 columns */
	SIDE_MAX = 56,
	DETAILS_MIN = 54,
	DETAILS_MAX = 76,
	FEEDS_ROWS = 7, /* title, heads, five streams */
	REGIME_ROWS = 10,
	BASKETS_MIN = 4, /* title and a line a spread */
	BASKETS_MAX = 13,
	LAG_ROWS = 15,
	LAG_WIDTH = 53, /* 21 lags in bars of two cells, and their scale */
	STRIP_ROWS = 3,
	TOUR_ROWS = 3,
	TOUR_ROOMY = 36 /* rows from which the tour has a rule above it */
};

static const rv_pane_id desk_panes[] = { RV_PANE_TABLE, RV_PANE_BASKETS, RV_PANE_FEEDS,
					 RV_PANE_PLOT,	RV_PANE_REGIME,	 RV_PANE_LOG };
static const rv_pane_id trading_desk_panes[] = { RV_PANE_TABLE, RV_PANE_PENDING, RV_PANE_POSITIONS,
						 RV_PANE_HEDGE, RV_PANE_BASKETS, RV_PANE_FEEDS,
						 RV_PANE_PLOT,	RV_PANE_REGIME,	 RV_PANE_LOG };
static const rv_pane_id symbols_panes[] = { RV_PANE_TABLE, RV_PANE_DETAILS };
static const rv_pane_id regime_panes[] = { RV_PANE_MAJORS, RV_PANE_LEADERS, RV_PANE_RISKOFF };
static const rv_pane_id portfolio_panes[] = { RV_PANE_SIGNALS, RV_PANE_BOOK, RV_PANE_FACTORS,
					      RV_PANE_BUCKETS, RV_PANE_MA_BASKET };
static const rv_pane_id trading_portfolio_panes[] = { RV_PANE_NET_TARGET, RV_PANE_SIGNALS,
						      RV_PANE_BOOK,	  RV_PANE_FACTORS,
						      RV_PANE_BUCKETS,	  RV_PANE_MA_BASKET };
/* In the order of rv_portfolio_view, from its second on; the one that is shown has the body. */
static const rv_pane_id ledger_panes[] = { RV_PANE_PNL, RV_PANE_EXECUTION, RV_PANE_FUNDING,
					   RV_PANE_REGRET };
static const rv_pane_id orders_panes[] = { RV_PANE_TICKETS, RV_PANE_MANDATES, RV_PANE_ORDERS,
					   RV_PANE_FILLS, RV_PANE_HISTORY };
static const rv_pane_id structure_panes[] = { RV_PANE_STRUCTURE, RV_PANE_HEAT, RV_PANE_LAG };
static const rv_pane_id risk_panes[] = { RV_PANE_LIMITS, RV_PANE_STOPS, RV_PANE_BREAKS,
					 RV_PANE_VENUE, RV_PANE_MARGIN };
static const rv_pane_id research_panes[] = { RV_PANE_RESEARCH_PLOT, RV_PANE_RESEARCH_RUN,
					     RV_PANE_RESEARCH_WINDOWS };
static const rv_pane_id log_panes[] = { RV_PANE_LOG };
static const rv_pane_id trading_log_panes[] = { RV_PANE_LOG, RV_PANE_AUDIT };

typedef struct pane_list {
	const rv_pane_id *panes; /* NULL: as without an order side */
	size_t n;
} pane_list;

static const struct {
	const char *title, *word;
	pane_list plain, trading;
} screens[RV_SCREEN_N] = {
#define PANES(list)                                                                                \
	{                                                                                          \
		list, sizeof(list) / sizeof((list)[0])                                             \
	}
#define SAME                                                                                       \
	{                                                                                          \
		NULL, 0                                                                            \
	}
	[RV_SCREEN_DESK] = { "Desk", "desk", PANES(desk_panes), PANES(trading_desk_panes) },
	[RV_SCREEN_SYMBOLS] = { "Symbols", "symbols", PANES(symbols_panes), SAME },
	[RV_SCREEN_REGIME] = { "Regime", "regime", PANES(regime_panes), SAME },
	[RV_SCREEN_PORTFOLIO] = { "Portfolio", "portfolio", PANES(portfolio_panes),
				  PANES(trading_portfolio_panes) },
	[RV_SCREEN_ORDERS] = { "Orders", "orders", PANES(orders_panes), SAME },
	[RV_SCREEN_STRUCTURE] = { "Market structure", "structure", PANES(structure_panes), SAME },
	[RV_SCREEN_RISK] = { "Venue and risk", "risk", PANES(risk_panes), SAME },
	[RV_SCREEN_LOG] = { "Log", "log", PANES(log_panes), PANES(trading_log_panes) },
	[RV_SCREEN_RESEARCH] = { "Research", "research", PANES(research_panes), SAME },
#undef PANES
#undef SAME
};

static const char *const pane_titles[RV_PANE_N] = {
	[RV_PANE_TABLE] = "Symbols",
	[RV_PANE_BASKETS] = "Basket spreads",
	[RV_PANE_PLOT] = "Plot",
	[RV_PANE_FEEDS] = "Feeds",
	[RV_PANE_LOG] = "Log",
	[RV_PANE_DETAILS] = "Details",
	[RV_PANE_REGIME] = "Regime",
	[RV_PANE_LEADERS] = "Leaders",
	[RV_PANE_MAJORS] = "Majors against alts",
	[RV_PANE_RISKOFF] = "Correlation",
	[RV_PANE_SIGNALS] = "Signals",
	[RV_PANE_BOOK] = "Book",
	[RV_PANE_FACTORS] = "Factors",
	[RV_PANE_BUCKETS] = "Buckets",
	[RV_PANE_MA_BASKET] = "Basket",
	[RV_PANE_STRUCTURE] = "Structure",
	[RV_PANE_HEAT] = "Heat map",
	[RV_PANE_LAG] = "Lag profile",
	[RV_PANE_PENDING] = "Pending",
	[RV_PANE_POSITIONS] = "Positions",
	[RV_PANE_HEDGE] = "Hedge delta",
	[RV_PANE_NET_TARGET] = "Net target",
	[RV_PANE_PNL] = "Profit and loss",
	[RV_PANE_EXECUTION] = "Execution",
	[RV_PANE_FUNDING] = "Funding",
	[RV_PANE_REGRET] = "Regret",
	[RV_PANE_TICKETS] = "Tickets",
	[RV_PANE_MANDATES] = "Mandates",
	[RV_PANE_ORDERS] = "Orders",
	[RV_PANE_FILLS] = "Fills",
	[RV_PANE_HISTORY] = "History",
	[RV_PANE_LIMITS] = "Limits",
	[RV_PANE_BREAKS] = "Reconcile",
	[RV_PANE_VENUE] = "Venue",
	[RV_PANE_MARGIN] = "Margin",
	[RV_PANE_STOPS] = "Sub-books and stops",
	[RV_PANE_AUDIT] = "Audit",
	[RV_PANE_RESEARCH_PLOT] = "Backtest",
	[RV_PANE_RESEARCH_RUN] = "Figures",
	[RV_PANE_RESEARCH_WINDOWS] = "Windows",
	[RV_PANE_HEADER] = "Header",
	[RV_PANE_TABS] = "Tabs",
	[RV_PANE_SPREAD_PLOT] = "Spread",
	[RV_PANE_STRIP] = "Strip",
	[RV_PANE_ALERT] = "Alert",
	[RV_PANE_TOUR] = "Tour",
	[RV_PANE_HINTS] = "Hints",
	[RV_PANE_NOTICE] = "Notice",
};

static int clamp(int v, int lo, int hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

static void place(rv_layout *l, rv_pane_id id, int x, int y, int w, int h)
{
	l->panes[id] = (rv_rect){ .x = x, .y = y, .w = w, .h = h };
}

/* Regime, spreads and feeds one above the other: what is over goes to spreads, then to regime. */
static void place_side(rv_layout *l, int x, int y, int w, int h)
{
	const int short_regime = clamp(h - BASKETS_MIN - FEEDS_ROWS, 5, REGIME_ROWS);
	const int baskets = clamp(h - short_regime - FEEDS_ROWS, BASKETS_MIN, BASKETS_MAX);
	const int regime = clamp(h - baskets - FEEDS_ROWS, short_regime, REGIME_ROWS + 3);

	place(l, RV_PANE_REGIME, x, y, w, regime);
	place(l, RV_PANE_BASKETS, x, y + regime, w, baskets);
	place(l, RV_PANE_FEEDS, x, y + regime + baskets, w, h - regime - baskets);
}

/* Table and right column above, plots and log below; 120x40 gives 84x24, 36, 120x8, 120x4. */
static void place_desk(rv_layout *l, int y, int cols, int body)
{
	const int side = clamp(cols * 3 / 10, SIDE_MIN, SIDE_MAX);
	const int log = clamp(body / 9, 3, 12);
	const int plot = clamp(body * 2 / 9, 6, 20);
	const int top = body - log - plot;

	place(l, RV_PANE_TABLE, 0, y, cols - side, top);
	place_side(l, cols - side, y, side, top);
	if (cols >= TWO_PLOTS_COLS) {
		place(l, RV_PANE_PLOT, 0, y + top, cols / 2, plot);
		place(l, RV_PANE_SPREAD_PLOT, cols / 2, y + top, cols - cols / 2, plot);
	} else {
		place(l, RV_PANE_PLOT, 0, y + top, cols, plot);
	}
	place(l, RV_PANE_LOG, 0, y + top + plot, cols, log);
}

/* Regime and positions beside the table, spreads and what is pending below, the hedge beside the
 * plot. */
static void place_trading_desk(rv_layout *l, int y, int cols, int body)
{
	const int side = clamp(cols * 3 / 10, SIDE_MIN, SIDE_MAX);
	const int log = clamp(body / 18, 2, 8), plot = clamp(body / 6, 5, 16);
	const int mid = clamp(body * 2 / 9, 7, 16), top = body - log - plot - mid;
	const int regime = clamp(top / 2, 5, REGIME_ROWS + 3), baskets = clamp(cols / 2, 50, 80);
	const int y_plot = y + top + mid, left = cols - side;

	place(l, RV_PANE_TABLE, 0, y, left, top);
	place(l, RV_PANE_REGIME, left, y, side, regime);
	place(l, RV_PANE_POSITIONS, left, y + regime, side, top - regime);
	place(l, RV_PANE_BASKETS, 0, y + top, baskets, mid);
	place(l, RV_PANE_PENDING, baskets, y + top, cols - baskets, mid);
	if (cols >= TWO_PLOTS_COLS) {
		place(l, RV_PANE_PLOT, 0, y_plot, left / 2, plot);
		place(l, RV_PANE_SPREAD_PLOT, left / 2, y_plot, left - left / 2, plot);
	} else {
		place(l, RV_PANE_PLOT, 0, y_plot, left, plot);
	}
	place(l, RV_PANE_HEDGE, left, y_plot, side, plot);
	place(l, RV_PANE_LOG, 0, y_plot + plot, left, log);
	place(l, RV_PANE_FEEDS, left, y_plot + plot, side, log);
}

/* Tickets and mandates over the whole width; orders, history and fills below. */
static void place_orders(rv_layout *l, int y, int cols, int body)
{
	const int tickets = clamp(body * 3 / 10, 6, 20), mandates = clamp(body / 4, 5, 14);
	const int low = body - tickets - mandates, orders = low / 2;
	const int side = clamp(cols * 9 / 20, 45, 90);

	place(l, RV_PANE_TICKETS, 0, y, cols, tickets);
	place(l, RV_PANE_MANDATES, 0, y + tickets, cols, mandates);
	y += tickets + mandates;
	place(l, RV_PANE_ORDERS, 0, y, cols - side, orders);
	place(l, RV_PANE_HISTORY, 0, y + orders, cols - side, low - orders);
	place(l, RV_PANE_FILLS, cols - side, y, side, low);
}

static void place_risk(rv_layout *l, int y, int cols, int body)
{
	const int side = clamp(cols * 9 / 20, 46, 90), limits = body * 4 / 10,
		  stops = body * 4 / 10, venue = body * 4 / 10;

	place(l, RV_PANE_LIMITS, 0, y, cols - side, limits);
	place(l, RV_PANE_STOPS, 0, y + limits, cols - side, stops);
	place(l, RV_PANE_BREAKS, 0, y + limits + stops, cols - side, body - limits - stops);
	place(l, RV_PANE_VENUE, cols - side, y, side, venue);
	place(l, RV_PANE_MARGIN, cols - side, y + venue, side, body - venue);
}

static void place_log(rv_layout *l, int y, int cols, int body)
{
	place(l, RV_PANE_LOG, 0, y, cols, body / 2);
	place(l, RV_PANE_AUDIT, 0, y + body / 2, cols, body - body / 2);
}

/* The curves above, the windows below them, the figures beside both. */
static void place_research(rv_layout *l, int y, int cols, int body)
{
	const int side = clamp(cols * 4 / 10, 46, 64), low = clamp(body / 3, 8, 18);

	place(l, RV_PANE_RESEARCH_PLOT, 0, y, cols - side, body - low);
	place(l, RV_PANE_RESEARCH_WINDOWS, 0, y + body - low, cols - side, low);
	place(l, RV_PANE_RESEARCH_RUN, cols - side, y, side, body);
}

static void place_symbols(rv_layout *l, int y, int cols, int body)
{
	const int side = clamp(cols * 4 / 10, DETAILS_MIN, DETAILS_MAX);

	place(l, RV_PANE_TABLE, 0, y, cols - side, body);
	place(l, RV_PANE_DETAILS, cols - side, y, side, body);
}

static void place_regime(rv_layout *l, int y, int cols, int body)
{
	const int side = clamp(cols * 4 / 10, 44, 80), leaders = body / 2;

	place(l, RV_PANE_MAJORS, 0, y, cols - side, body);
	place(l, RV_PANE_LEADERS, cols - side, y, side, leaders);
	place(l, RV_PANE_RISKOFF, cols - side, y + leaders, side, body - leaders);
}

/* Symbols and the book above; factors, buckets and basket below. */
static void place_portfolio(rv_layout *l, int y, int cols, int body)
{
	const int low = body < 14 ? body / 2 : clamp(body * 4 / 10, 10, 18), top = body - low;
	const int side = clamp(cols * 4 / 10, 40, 76), third = cols / 3;

	place(l, RV_PANE_SIGNALS, 0, y, cols - side, top);
	place(l, RV_PANE_BOOK, cols - side, y, side, top);
	place(l, RV_PANE_FACTORS, 0, y + top, third, low);
	place(l, RV_PANE_BUCKETS, third, y + top, cols - 2 * third, low);
	place(l, RV_PANE_MA_BASKET, cols - third, y + top, third, low);
}

static void place_structure(rv_layout *l, int y, int cols, int body)
{
	const int side = clamp(cols * 4 / 10, LAG_WIDTH, 90), lag = clamp(body / 2, 10, LAG_ROWS);

	place(l, RV_PANE_STRUCTURE, 0, y, cols - side, body);
	place(l, RV_PANE_HEAT, cols - side, y, side, body - lag);
	place(l, RV_PANE_LAG, cols - side, y + body - lag, side, lag);
}

/* The net target over everything that it is made of. */
static void place_trading_portfolio(rv_layout *l, int y, int cols, int body)
{
	const int net = clamp(body * 4 / 9, 11, 30);

	place(l, RV_PANE_NET_TARGET, 0, y, cols, net);
	place_portfolio(l, y + net, cols, body - net);
}

/* Alert, tour and hints at the bottom, below the rest; returns where they begin. */
static int place_bottom(rv_layout *l, int rows, int cols, const rv_layout_state *st)
{
	const int roomy = rows >= TOUR_ROOMY ? 1 : 0;
	const int tour = st->tour == RV_TOUR_STRIP  ? TOUR_ROWS + roomy
			 : st->tour == RV_TOUR_LINE ? 1
						    : 0;
	const int y = rows - 2 - tour;

	place(l, RV_PANE_ALERT, 0, y, cols, 1);
	if (tour > 0)
		place(l, RV_PANE_TOUR, 0, y + 1, cols, tour);
	place(l, RV_PANE_HINTS, 0, rows - 1, cols, 1);
	return y;
}

static void place_full(rv_layout *l, int rows, int cols, const rv_layout_state *st)
{
	const int body = place_bottom(l, rows, cols, st) - 2;

	place(l, RV_PANE_HEADER, 0, 0, cols, 2);
	if (st->zoom || rv_layout_ledgers(st) || (st->screen == RV_SCREEN_LOG && !st->trade)) {
		place(l, rv_layout_focus(st), 0, 2, cols, body);
		return;
	}
	switch (st->screen) {
	case RV_SCREEN_SYMBOLS:
		place_symbols(l, 2, cols, body);
		break;
	case RV_SCREEN_REGIME:
		place_regime(l, 2, cols, body);
		break;
	case RV_SCREEN_PORTFOLIO:
		if (st->trade)
			place_trading_portfolio(l, 2, cols, body);
		else
			place_portfolio(l, 2, cols, body);
		break;
	case RV_SCREEN_ORDERS:
		place_orders(l, 2, cols, body);
		break;
	case RV_SCREEN_STRUCTURE:
		place_structure(l, 2, cols, body);
		break;
	case RV_SCREEN_RISK:
		place_risk(l, 2, cols, body);
		break;
	case RV_SCREEN_LOG:
		place_log(l, 2, cols, body);
		break;
	case RV_SCREEN_RESEARCH:
		place_research(l, 2, cols, body);
		break;
	default:
		if (st->trade)
			place_trading_desk(l, 2, cols, body);
		else
			place_desk(l, 2, cols, body);
		break;
	}
}

static void place_single(rv_layout *l, int rows, int cols, const rv_layout_state *st)
{
	/* The Orders screen says it all, and so does the pane itself. */
	const bool strip = st->trade && st->screen != RV_SCREEN_ORDERS &&
			   rv_layout_focus(st) != RV_PANE_PENDING;
	const int body = place_bottom(l, rows, cols, st) - 3 - (strip ? STRIP_ROWS : 0);

	place(l, RV_PANE_HEADER, 0, 0, cols, 2);
	place(l, RV_PANE_TABS, 0, 2, cols, 1);
	place(l, rv_layout_focus(st), 0, 3, cols, body);
	if (strip)
		place(l, RV_PANE_STRIP, 0, 3 + body, cols, STRIP_ROWS);
}

/* The bottom line of the compact form shows an alert while there is one, else the hints. */
static void place_compact(rv_layout *l, int rows, int cols, const rv_layout_state *st)
{
	const int tour = st->tour != RV_TOUR_NO_ROOM ? 1 : 0;

	place(l, RV_PANE_HEADER, 0, 0, cols, 1);
	place(l, rv_layout_focus(st), 0, 1, cols, rows - 2 - tour);
	if (tour)
		place(l, RV_PANE_TOUR, 0, rows - 2, cols, 1);
	place(l, RV_PANE_HINTS, 0, rows - 1, cols, 1);
}

void rv_layout_of(int rows, int cols, const rv_layout_state *st, rv_layout *out)
{
	assert(rows >= 1 && cols >= 1);
	memset(out, 0, sizeof(*out));
	if (cols < RV_LAYOUT_MIN_COLS || rows < RV_LAYOUT_MIN_ROWS) {
		out->mode = RV_LAYOUT_TINY;
		place(out, RV_PANE_NOTICE, 0, 0, cols, rows);
	} else if (cols < SINGLE_COLS || rows < SINGLE_ROWS) {
		out->mode = RV_LAYOUT_COMPACT;
		place_compact(out, rows, cols, st);
	} else if (cols < FULL_COLS || rows < FULL_ROWS) {
		out->mode = RV_LAYOUT_SINGLE;
		place_single(out, rows, cols, st);
	} else {
		out->mode = RV_LAYOUT_FULL;
		place_full(out, rows, cols, st);
	}
}

bool rv_layout_has(const rv_layout *l, rv_pane_id id)
{
	return l->panes[id].w > 0;
}

size_t rv_layout_screen_panes(const rv_layout_state *st, const rv_pane_id **list)
{
	if (rv_layout_ledgers(st)) {
		*list = ledger_panes;
		return sizeof(ledger_panes) / sizeof(ledger_panes[0]);
	}
	const pane_list *p = st->trade && screens[st->screen].trading.panes
				     ? &screens[st->screen].trading
				     : &screens[st->screen].plain;

	*list = p->panes;
	return p->n;
}

bool rv_layout_ledgers(const rv_layout_state *st)
{
	return st->screen == RV_SCREEN_PORTFOLIO && st->trade && st->view != RV_PORTFOLIO_TARGET;
}

rv_pane_id rv_layout_focus(const rv_layout_state *st)
{
	if (rv_layout_ledgers(st))
		return ledger_panes[st->view - RV_PORTFOLIO_PNL];
	const rv_pane_id *list;
	const size_t n = rv_layout_screen_panes(st, &list);

	for (size_t i = 0; i < n; i++) {
		if (list[i] == st->focus)
			return st->focus;
	}
	return list[0];
}

rv_pane_id rv_layout_list(rv_screen_id screen)
{
	switch (screen) {
	case RV_SCREEN_DESK:
	case RV_SCREEN_SYMBOLS:
		return RV_PANE_TABLE;
	case RV_SCREEN_PORTFOLIO:
		return RV_PANE_SIGNALS;
	case RV_SCREEN_STRUCTURE:
		return RV_PANE_STRUCTURE;
	default:
		return RV_PANE_N;
	}
}

const char *rv_pane_title(rv_pane_id id)
{
	return pane_titles[id];
}

const char *rv_screen_title(rv_screen_id id)
{
	return screens[id].title;
}

const char *rv_screen_word(rv_screen_id id)
{
	return screens[id].word;
}
