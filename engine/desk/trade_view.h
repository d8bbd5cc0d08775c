/*
 * What the snapshot says of trading: tickets, mandates, orders, fills, positions, limits, audit.
 *
 * Plain data for the console; every value that can age has the elapsed time of its input, NaN is
 * unknown. Lists are cut at their caps, newest or most urgent first, and say how many there are.
 */
#ifndef RV_DESK_TRADE_VIEW_H
#define RV_DESK_TRADE_VIEW_H

#include "engine/book/program.h"
#include "engine/desk/command.h"
#include "engine/desk/event.h"
#include "engine/desk/order_state.h"
#include "engine/desk/rule_set.h"
#include "engine/desk/types.h"

enum {
	RV_TV_CHECKS = 48,
	RV_TV_TICKETS = 32,
	RV_TV_MANDATES = 32,
	RV_TV_PROGRAMS = 4,
	RV_TV_ORDERS = 64,
	RV_TV_FILLS = 64,
	RV_TV_POSITIONS = 64,
	RV_TV_LIMITS = 40,
	RV_TV_STRESS = 3,
	RV_TV_BREAKS = 16,
	RV_TV_AUDIT = 100,
	RV_TV_NOTES = 8,
	RV_TV_REQUESTS = 8,
	RV_TV_ACKS = 16,
	RV_TV_REPLIES = 64, /* whoever waits for at most so many answers finds each of them */
	RV_TV_TEXT = 120
};

/* One check of the pre-trade gate, or "desk": what is known beside it. */
typedef struct rv_tv_check {
	char name[24];	/* "collar", "gross", "quote age" ... */
	bool ok, known; /* known false: the number behind it is missing, which is not ok */
	char text[64];	/* the numbers: "412 of 2,000 USD" */
} rv_tv_check;

/* Who wants it: what decides who may grant it. */
typedef enum rv_ticket_class {
	RV_CLASS_HAND,
	RV_CLASS_PROGRAM, /* a leg: with its program */
	RV_CLASS_HEDGE,	  /* of confirmed fills */
	RV_CLASS_STOP,	  /* a stop, a drop-out: it reduces */
	RV_CLASS_N
} rv_ticket_class;

typedef enum rv_ticket_state {
	RV_TICKET_READY,
	RV_TICKET_BLOCKED, /* reason says why; may become ready again, or needs a requote */
	RV_TICKET_APPROVED,
	RV_TICKET_REJECTED,
	RV_TICKET_EXPIRED,
	RV_TICKET_DENIED
} rv_ticket_state;

typedef struct rv_tv_ticket {
	uint64_t id, program; /* program that it is a leg of; 0 none */
	rv_ticket_class cls;
	unsigned version; /* rises with each requote and reduction */
	rv_digest digest; /* of this version */
	rv_ticket_state state;
	bool quote_old;	 /* BLOCKED, and another quote is what it needs: the price has moved, ... */
	bool for_person; /* the desk wants it and does not grant it itself: somebody is waited for
			  */
	char reason[RV_TV_TEXT]; /* of the state, in words */
	char why[RV_WHY_TEXT];	 /* of the ticket: who wants it and what for */
	char first[RV_WHO_SAID]; /* the first of two people has approved it; "" nobody has */
	rv_coin_ref coin;
	rv_side side;
	bool reduce_only;
	rv_style style;
	int64_t duration_ms, slices;
	int64_t lots, px, notional_musd; /* px: the limit, no worse */
	int64_t want[RV_SUB_N];		 /* signed lots of each sub-book */
	int64_t created_at, expires_at;	 /* elapsed ms */
	double quote_mid, quote_bid, quote_ask;
	int64_t quote_at, ctx_at, account_at;
	double move_bps; /* mid since the quote, > 0 against us */
	/* NaN unknown (edge by hand); the edge is before any cost, net after these two */
	double edge_bps, slippage_bps, fee_bps, net_bps;
	unsigned edge_assumed; /* bit of each sub-book whose part of the edge is a setting */
	double lots_before, lots_after; /* position, in coins */
	double gross_after_usd, net_after_usd, margin_after, stress_after;
	size_t n_checks;
	rv_tv_check checks[RV_TV_CHECKS];
} rv_tv_ticket;

typedef enum rv_mandate_state {
	RV_MANDATE_RUNNING,
	RV_MANDATE_PAUSED,
	RV_MANDATE_ENDED
} rv_mandate_state;

typedef struct rv_tv_mandate {
	uint64_t id, ticket, program; /* program 0: none */
	rv_ticket_class cls;
	rv_digest digest;
	rv_coin_ref coin;
	rv_side side;
	rv_style style;
	rv_mandate_state state;
	char reason[RV_TV_TEXT];
	int64_t lots_granted; /* lots_most, before a correction made another of it */
	int64_t lots_most, lots_filled, lots_working, lots_unknown;
	int64_t px_worst; /* collar */
	int64_t slices, slices_done, next_slice_at, ends_at;
	double avg_px; /* NaN: nothing filled */
	int64_t approved_at, approved_by;
} rv_tv_mandate;

typedef enum rv_program_state {
	RV_PROGRAM_READY,
	RV_PROGRAM_BLOCKED, /* reason names the leg, or what it waits for */
	RV_PROGRAM_GRANTED,
	RV_PROGRAM_OVER, /* granted, and its mandates' time is over */
	RV_PROGRAM_REJECTED,
	RV_PROGRAM_EXPIRED
} rv_program_state;

typedef struct rv_tv_leg {
	rv_coin_ref coin;
	int side; /* +1 buys, -1 sells, 0 no order: sub-books change places */
	int64_t lots, px, mid_px;
	int64_t lots_proposed;	/* before a person made it smaller */
	int64_t want[RV_SUB_N]; /* signed lots of each sub-book */
	bool reduce_only, excluded, ready;
	bool quote_old;			/* not ready, and another quote is what it needs */
	bool crossed;			/* granted, and its sub-books have changed places */
	char reason[RV_TV_TEXT];	/* why it is not ready */
	char why[RV_WHY_TEXT];		/* who wants it and what for */
	uint64_t ticket, mandate;	/* 0 none (yet) */
	int64_t lots_most, lots_filled; /* of all its mandates */
	int64_t lots_to_come; /* signed; all that waits for its grant, else of mandates that run */
	double usd, edge_bps; /* at the quote's mid, before any cost; NaN unknown */
	double cost_bps; /* half the spread of now and a taker's fee; NaN unknown, or no order */
	unsigned edge_assumed; /* bit of each sub-book whose part of the edge is a setting */
	double move_bps;       /* mid since the quote, > 0 against us; NaN unknown, or no order */
} rv_tv_leg;

/* The legs of a phase, granted with one Y. */
typedef struct rv_tv_program {
	uint64_t id;
	unsigned version;
	rv_digest digest; /* of this version */
	rv_program_state state;
	char reason[RV_TV_TEXT], why[RV_TV_TEXT];
	char first[RV_WHO_SAID]; /* the first of two people has approved it; "" nobody has */
	char phase[16];
	int64_t run_date_ms;
	bool for_person; /* it waits, and the desk does not grant it itself */
	int64_t created_utc_ms;
	int64_t quoted_utc_ms; /* this version's prices are of then, or a little older */
	int64_t expires_utc_ms, quote_end_utc_ms;
	/* the latest of its mandates that run; before the grant, and once none does, as granted */
	int64_t window_end_utc_ms, mandate_end_utc_ms;
	size_t n_mandates, n_ended;
	bool stopped; /* granted, and no mandate goes on: not all were worked; reason says why */
	int64_t granted_by;
	char envelope[RV_ENVELOPE_WORDS]; /* of the correction, in words */
	size_t n, n_ready, n_excluded;
	size_t n_assumed; /* of the orders that are not left out: some of the edge is a setting */
	rv_tv_leg legs[RV_PROGRAM_LEGS];
	/* of the legs that are not left out, at the quotes' mids; NaN unknown */
	double gross_usd, net_usd, cost_usd, edge_usd;
	/* of the account, what is left of them filled; NaN unknown, or nothing comes of it */
	double gross_after_usd, net_after_usd, margin_after, stress_after;
} rv_tv_program;

typedef struct rv_tv_order {
	rv_cloid cloid; /* zero: external */
	int64_t oid;
	uint64_t mandate;
	rv_coin_ref coin;
	rv_side side;
	rv_tif tif;
	bool reduce_only, external;
	int64_t lots, lots_filled, px;
	rv_order_state state;
	bool complete;	       /* over, and every fill of it is here */
	char text[RV_TV_TEXT]; /* why it is where it is */
	int64_t sent_at, changed_at;
} rv_tv_order;

typedef struct rv_tv_fill {
	rv_fill fill;
	uint64_t mandate;	/* 0: not ours */
	int64_t part[RV_SUB_N]; /* whose it is: signed lots */
	int64_t crossed;	/* lots that changed places inside with it */
	bool late;		/* after the order was over */
} rv_tv_fill;

typedef struct rv_tv_position {
	rv_coin_ref coin;
	int64_t lots;		    /* ours: the sum of fills and accepted adjustments */
	int64_t sub_lots[RV_SUB_N]; /* of each sub-book; they sum to lots */
	int64_t venue_lots;	    /* as last told */
	bool venue_known;
	double entry_px, mark, value_usd, unrealized_usd;
	double realized_usd, fees_usd, funding_usd;		    /* since inception */
	double liquidation_px, liquidation_pct, liquidation_sigmas; /* NaN: none or unknown */
	int64_t venue_at, mark_at;
	rv_book_state state; /* of the symbol */
} rv_tv_position;

/* A sub-book over all coins, at the marks; NaN: it holds something whose mark is unknown. */
typedef struct rv_tv_sub {
	double net_usd, gross_usd;
	double unrealized_usd, realized_usd; /* realised: before fees and funding */
	double fees_usd, funding_usd;	     /* fees > 0: paid; funding > 0: received */
	double slippage_usd, transfer_usd;   /* of the realised: docs/book.md */
} rv_tv_sub;

typedef struct rv_tv_limit {
	char name[24];
	double used, limit; /* NaN unknown */
	char unit[8];	    /* "USD", "x", "/min", "ms" ... */
	bool breached;
	bool at_least; /* a floor: its use is limit over used, 1 at the floor */
	bool of_book;  /* of what is held: beyond it, what reduces is wanted */
} rv_tv_limit;

typedef struct rv_tv_stress {
	char name[32]; /* "alts -30 %, majors -15 %" */
	double account_usd, maintenance_usd, ratio;
} rv_tv_stress;

/* A difference between ours and the venue's. */
typedef struct rv_tv_break {
	char what[32]; /* "SOL position", "order 0x.. " */
	char ours[24], theirs[24];
	int64_t since_at;
} rv_tv_break;

typedef struct rv_tv_audit {
	uint64_t seq;
	int64_t utc_ms, uid;
	char type[20], subject[RV_SYMBOL_MAX + 24], text[RV_TV_TEXT];
} rv_tv_audit;

/* What one person has asked for: it is done when a second one approves the same digest. */
typedef struct rv_tv_request {
	uint64_t id; /* "r3" on the screen */
	rv_cmd_kind kind;
	rv_digest digest;
	rv_who_role role;	 /* the least that may approve it */
	int64_t first_uid;	 /* who has asked */
	char first[RV_WHO_SAID]; /* likewise */
	char text[RV_TV_TEXT];	 /* what it is about: "force 0x12..: buy 2 SOL at 140, ..." */
	char reason[RV_REASON_TEXT];
	int64_t asked_utc_ms, expires_at; /* elapsed */
} rv_tv_request;

/* What somebody wrote down for whoever comes next. */
typedef struct rv_tv_note {
	int64_t utc_ms, uid;
	char name[RV_WHO_TEXT]; /* "" unknown */
	char text[RV_TV_TEXT];
} rv_tv_note;
/* That somebody has seen an alert (rv_view.alerts), by the journal. */
typedef struct rv_tv_ack {
	uint64_t alert;
	int64_t uid, utc_ms;
} rv_tv_ack;

typedef struct rv_tv_reply {
	uint64_t nonce; /* 0: empty */
	rv_cmd_kind kind;
	bool ok;
	char text[RV_TV_TEXT];
} rv_tv_reply;

/* Who may approve. */
typedef struct rv_tv_pen {
	bool needed; /* this desk has one */
	bool held;
	int64_t uid;
	uint64_t conn;
	char who[RV_WHO_TEXT]; /* "" the user has no name */
	int64_t since_at;
} rv_tv_pen;

typedef struct rv_trade_view {
	bool present; /* false: this engine has no order side */
	rv_book_state state;
	char state_reason[RV_TV_TEXT];
	int64_t state_since_utc_ms;
	bool armed;
	bool closes; /* not armed, but a halt has ended the arming: flattening may use it */
	int64_t armed_until_at; /* elapsed ms; the nearer of its end and its idle end */
	rv_tv_pen pen;
	bool asks_pin;		 /* arming needs the PIN */
	bool two_people;	 /* what a person approves needs another one, too */
	uint64_t n_refused;	 /* commands of people who may not send them, since the start */
	bool hedges_itself;	 /* the desk grants hedges; false: a person does */
	bool hedges_by_settings; /* who grants them where nobody has set it by hand */
	bool live_confirm;	 /* LIVE account: the symbol is typed before Y */
	char account[48];	 /* 0x1234..abcd */
	char agent[48];		 /* full address of the key that signs; "" unknown */
	bool signer_known;	 /* the venue has said whether it may sign for the account */
	bool signer_ok;		 /* it may */
	int64_t signer_until_ms; /* 0 unknown */
	/* journal */
	bool journal_ok;
	uint64_t journal_seq;
	char head[17];	    /* first 16 hex digits of the chain's head */
	uint64_t found_seq; /* and the same that this run began at; 0: a new journal */
	char found_head[17];
	uint64_t events[RV_EVENT_N]; /* of each type, since the first run; acknowledged or not */
	size_t journal_waiting;	     /* batches that are not on disk yet */
	double commit_us;	     /* the newest commit, real time; NaN none, or unknown */
	/* connection of the user streams and reconciliation */
	bool stream_up, reconciled;
	int64_t reconciled_at, account_at;
	char recovery[RV_TV_TEXT]; /* what start-up is waiting for; "" done */
	/* dead-man at the venue; on: the venue has said that it is */
	bool deadman_on, deadman_available;
	int64_t deadman_at_ms; /* 0: not on */
	unsigned deadman_left;
	char deadman_text[RV_TV_TEXT];
	/* account, NaN unknown */
	double nav_usd, gross_usd, net_usd, day_pnl_usd, peak_drawdown_pct, margin_ratio;
	double taker_fee, maker_fee;
	int64_t budget_used, budget_cap;
	unsigned messages_used, messages_limit; /* of the last minute */

	size_t n_pending; /* tickets, programs, requests that wait; a leg is its program's */
	int64_t oldest_pending_at;
	size_t n_unknown; /* orders in UNKNOWN */
	/* what flattening the book would cancel and end, beside the orders that close */
	size_t flatten_orders, flatten_mandates;
	size_t n_tickets;
	rv_tv_ticket tickets[RV_TV_TICKETS]; /* those that wait first, legs behind the others */
	size_t n_mandates;
	rv_tv_mandate mandates[RV_TV_MANDATES];
	size_t n_programs;
	rv_tv_program programs[RV_TV_PROGRAMS]; /* those that wait first, then the newest */
	size_t n_orders, orders_total;
	rv_tv_order orders[RV_TV_ORDERS]; /* unknown first, then working, then the newest */
	size_t n_fills, fills_total;
	rv_tv_fill fills[RV_TV_FILLS];
	size_t n_positions;
	rv_tv_position positions[RV_TV_POSITIONS];
	rv_tv_sub subs[RV_SUB_N];
	size_t n_residue; /* coins of which something is nobody's */
	size_t n_limits;
	rv_tv_limit limits[RV_TV_LIMITS];
	rv_tv_stress stress[RV_TV_STRESS];
	double nearest_liquidation_pct, nearest_liquidation_sigmas;
	size_t n_breaks;
	rv_tv_break breaks[RV_TV_BREAKS];
	size_t n_audit;
	rv_tv_audit audit[RV_TV_AUDIT]; /* newest last */
	size_t n_acks;
	rv_tv_ack acks[RV_TV_ACKS];	    /* the newest of this run, newest last */
	rv_tv_reply replies[RV_TV_REPLIES]; /* the newest, any order */
	size_t n_requests;
	rv_tv_request requests[RV_TV_REQUESTS]; /* oldest first */
	size_t n_notes;
	rv_tv_note notes[RV_TV_NOTES]; /* newest last */
	rv_desk_rules rules;	       /* alerts that people have asked for */
} rv_trade_view;

/* Is anything of it held, net or by a sub-book against another? Flat ones are listed last. */
bool rv_tv_holds(const rv_tv_position *p);
/* Every position that holds something is in the list: what was cut off it, if anything, is flat. */
bool rv_tv_lists_all(const rv_trade_view *t);

#endif
