/*
 * The pre-trade gate: may this order go, by every rule, with the numbers in words.
 *
 * A pure function of what is known. It runs when a ticket is proposed, when it is approved, and
 * once more before each order is signed; what leaves the process passes feeds/gateway's own gate
 * after it. Unknown is not ok: a check whose number is missing fails, and says so.
 *
 * An order reduces when it is reduce-only, on the other side of the position, and with what is
 * already on its way on that side not larger than it. Such an order is let out of the rules that
 * are there to stop risk from growing (marked "adds" below), and is all that REDUCING lets through;
 * HALTED lets through only what flattens. Any thread.
 */
#ifndef RV_DESK_GATE_H
#define RV_DESK_GATE_H

#include "engine/desk/margin.h"
#include "engine/desk/oms.h"

/*
 * In order of importance: the first that fails is the reason that is given.
 * adds: asked only of orders that do not reduce. mandate: only when there is a mandate.
 * "at most" and "at least" include the limit itself; a loss that reaches its limit is over it.
 * no further: a limit that is passed already stops only what takes its worst case further.
 */
#define RV_GATE_TABLE(X)                                                                           \
	X(JOURNAL, "journal")	    /* the journal takes events */                                 \
	X(BOOK, "book state")	    /* ACTIVE, or REDUCING and it reduces, or it flattens */       \
	X(SYMBOL, "symbol state")   /* the same of the symbol */                                   \
	X(STREAM, "user stream")    /* fills and orders come in */                                 \
	X(RECONCILED, "reconciled") /* since the connection */                                     \
	X(FEED, "market feed")	    /* connected */                                                \
	X(CLOCK, "clock")	    /* |skew| at most skew_halt_ms */                              \
	X(TRADABLE, "tradable")	    /* asset, size decimals and leverage known */                  \
	X(DELISTED, "delisted")                                                                    \
	X(ISOLATED, "isolated only")  /* adds; such names cannot share the margin */               \
	X(UNKNOWN, "unknown orders")  /* adds; none of the symbol */                               \
	X(RESIDUE, "residue")	      /* adds; nothing of the symbol is nobody's */                \
	X(QUOTE_AGE, "quote age")     /* at most quote_propose_ms or quote_send_ms */              \
	X(QUOTE, "bid and ask")	      /* known, bid < ask, the mid with them */                    \
	X(SPREAD, "spread")	      /* at most spread_most_bps of the mid */                     \
	X(STUCK, "stuck feed")	      /* the top of the book moves when the mark does */           \
	X(MARK_AGE, "mark age")	      /* at most account_age_ms */                                 \
	X(MARK, "mid off mark")	      /* at most mark_off_most_bps */                              \
	X(ORACLE, "mid off oracle")   /* the same */                                               \
	X(FORM, "price form")	      /* lots > 0 and a legal price */                             \
	X(COLLAR, "collar")	      /* no worse than the approved worst price */                 \
	X(FRESH_COLLAR, "collar now") /* no worse than the collar around the mid of now */         \
	X(MIN_ORDER, "least order")   /* at least min_order_usd, or closes all */                  \
	X(MANDATE, "mandate")	      /* mandate; not over */                                      \
	X(CHILD_LOTS, "mandate lots") /* mandate; filled + open + this at most what was granted */ \
	X(CHILD_USD, "mandate USD")   /* mandate; the same in money */                             \
	X(REPEAT, "repeats")	      /* mandate; fewer than repeat_most without a fill */         \
	X(DUPLICATE, "duplicate")     /* same symbol, side, size not within duplicate_ms */        \
	X(MESSAGES, "messages")	      /* this one leaves the cancel reserve alone */               \
	X(BUDGET, "address budget")   /* the same at the venue */                                  \
	X(ORDER, "order size")	      /* adds; at most order_most_usd */                           \
	X(VOLUME, "day volume")	      /* adds; at most order_most_adv of it; 0 is off */           \
	X(ACCOUNT_AGE, "account age") /* adds; at most account_age_ms */                           \
	X(DAY_LOSS, "day loss")	      /* adds; less than daily_loss_pct from the day's start */    \
	X(DRAWDOWN, "drawdown")	      /* adds; less than drawdown_pct from the peak */             \
	X(SYMBOL_USD, "symbol")	  /* adds; worst case at most symbol_most_usd, or no further */    \
	X(GROSS, "gross")	  /* adds; at most gross_most_x of NAV, or no further */           \
	X(NET, "net")		  /* adds; at most net_most_x of NAV, or no further */             \
	X(LEVERAGE, "leverage")	  /* adds; gross, at most leverage_most_x of the account */        \
	X(MARGIN, "margin after") /* adds; account / maintenance at least margin_after */          \
	X(STRESS, "stress after") /* adds; the same under each stress */                           \
	X(LIQUIDATION, "liquidation") /* adds; of each leg: far in % or in daily sigma */

#define RV_GATE_ENUM(code, name) RV_GATE_##code,
typedef enum rv_gate_rule { RV_GATE_TABLE(RV_GATE_ENUM) RV_GATE_N } rv_gate_rule;
#undef RV_GATE_ENUM

_Static_assert((int)RV_GATE_N <= (int)RV_TV_CHECKS, "a ticket has room for every check");

typedef enum rv_gate_stage { RV_GATE_PROPOSE, RV_GATE_SEND } rv_gate_stage;

/*
 * One symbol as it is and as it could become: the position, and what orders that are sending,
 * working, partly filled, cancelling or UNKNOWN may still fill on each side (reduce-only ones
 * apart, which cannot add). Every symbol that has any of it stands in the list once.
 */
typedef struct rv_gate_leg {
	rv_coin_ref coin;
	int64_t lots;		     /* signed */
	int64_t buy_lots, sell_lots; /* >= 0, may add */
	int64_t reduce_lots;	     /* >= 0, of reduce-only orders on their way */
	double mark, sigma_day;	     /* NaN unknown */
	bool major;
	const rv_margin_tiers *tiers; /* borrowed for the call; NULL: one */
} rv_gate_leg;

/* What is true of the desk and the account; the same for every order of a moment. */
typedef struct rv_gate_facts {
	int64_t now_at; /* elapsed ms */
	rv_book_state book;
	bool journal_ok, stream_up, reconciled, connected;
	double skew_ms;				 /* NaN unknown */
	double nav_usd, day_start_usd, peak_usd; /* NaN unknown */
	double account_usd;			 /* the venue's account value; NaN unknown */
	int64_t account_at;			 /* RV_NEVER */
	unsigned messages;			 /* sent in the last minute, cancels too */
	int64_t budget_used, budget_cap;	 /* the venue's, cap 0 unknown */
	size_t n;
	const rv_gate_leg *legs; /* borrowed for the call */
} rv_gate_facts;

/* The order that asks, and what it comes from. */
typedef struct rv_gate_ask {
	rv_gate_stage stage;
	const rv_order *order;
	const rv_oms_quote *quote; /* of its coin; NULL: none, which is not ok */
	rv_book_state symbol;
	size_t unknown_orders; /* of its symbol */
	int64_t residue_lots;  /* of its symbol: signed, what is nobody's */
	int64_t px_worst;      /* approved collar; 0: not approved yet, the fresh one decides */
	int64_t last_same_at;  /* newest order of the same symbol, side and lots; RV_NEVER */
	bool said_twice;       /* a person confirmed the duplicate */
	bool flatten;	       /* a person flattens: HALTED stops it only if it does not reduce */
	/* the mandate it is a child of */
	bool mandate;
	int64_t ends_at;
	int64_t lots_most, lots_used; /* used: filled, sending, working, unknown */
	int64_t notional_most_musd, notional_used_musd;
	unsigned repeats; /* children in a row that are over without a fill */
} rv_gate_ask;

typedef struct rv_gate_result {
	bool ok;
	bool reduces;
	rv_gate_rule first;	   /* that failed; RV_GATE_N when ok */
	char text[RV_REASON_TEXT]; /* "gross: 412.50 of 400 USD"; "" when ok */
	size_t n;
	rv_gate_rule rules[RV_TV_CHECKS]; /* [n] */
	rv_tv_check checks[RV_TV_CHECKS]; /* [n], in the order of the table */
	/* at worst, after the order and all that is open; NaN unknown */
	double lots_before, lots_after; /* coins; position now, and with this order filled */
	double symbol_usd, gross_usd, net_usd;
	double margin, stress; /* account / maintenance; stress: the least of all */
} rv_gate_result;

void rv_gate_check(const rv_oms_params *p, const rv_gate_facts *f, const rv_gate_ask *a,
		   rv_gate_result *out);

/* The name of a rule, as in its check. */
const char *rv_gate_name(rv_gate_rule r);

#endif
