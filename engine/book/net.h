/*
 * From the sub-books' votes to one target a coin, and from the targets to the legs of a phase.
 *
 * T = G x sum over sub-books of equity x vote. G holds the whole book within its caps of gross,
 * volatility and margin; it falls at once and rises slowly, and the caller keeps it. What a hand or
 * the hedge holds is part of the target as it stands: only strategies are scaled and netted. The
 * change of each sub-book is kept apart (want), in lots that sum to the leg's, so that every fill
 * has an owner.
 *
 * An unknown number (NaN) freezes: a vote the target of its sub-book in that coin, a price the
 * coin, the NAV or a G that was never known everything. Each says so. Positions are confirmed lots.
 * Pure: one call, one result; any thread. Formulas: docs/book-day.md, "Targets", "Legs".
 */
#ifndef RV_BOOK_NET_H
#define RV_BOOK_NET_H

#include "engine/book/subbook.h"
#include "engine/market/types.h"

enum { RV_NET_TEXT = 160, RV_NET_LEGS_MOST = 24 };

typedef struct rv_net_params {
	double capital_s5, capital_s4, capital_s3; /* .40, .40 for the four of S4 together, .20 */
	double gross_most;			   /* x NAV: 2 */
	double vol_most;			   /* a year: .20 */
	double rise_a_day;			   /* of G: .10 */
	double least_nav, least_usd;		   /* a leg: max(.01 NAV, 200) */
	double least_order_usd;			   /* the venue's: 10 */
	double over_share;			   /* .25 of the target ... */
	int64_t over_ms;			   /* ... for three days */
	int legs_most;				   /* a phase: 12 */
	double edge_bps;			   /* of a vote without an edge: 20 */
	double cost_bps;			   /* of a coin without a cost: 5.5 */
} rv_net_params;

void rv_net_params_default(rv_net_params *p);
/* NULL, or what is wrong with them: static text. */
const char *rv_net_params_error(const rv_net_params *p);

/* What a person has set for one coin. */
typedef struct rv_net_rule {
	double pin[RV_SUB_H];	/* the vote of a strategy instead of its model's; NaN none */
	double pin_op;		/* OP's target, share of NAV, outside of G; NaN none */
	double scale[RV_SUB_H]; /* of the vote: 1 */
	double cap;		/* |T| at most, share of NAV; NaN none */
	bool exclude;		/* no sub-book may add */
	bool flatten;		/* targets of strategies are 0 */
} rv_net_rule;

void rv_net_rule_none(rv_net_rule *r);

typedef struct rv_net_coin {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;	/* 0 .. 6 */
	double price;		/* USD */
	double vote[RV_SUB_H];	/* after the modifiers; share of the sub-book's equity */
	double edge[RV_SUB_H];	/* expected return of one USD long; NaN: edge_bps is assumed */
	double cost_bps;	/* of trading it once; NaN: the parameter */
	double hybrid;		/* breaks ties of legs, larger first; NaN last */
	int64_t held[RV_SUB_N]; /* lots, signed */
	rv_net_rule rule;
	bool urgent;	       /* a stop or a drop-out: its reduction goes before the others */
	bool near_liquidation; /* its reduction goes before everything */
	bool limit_broken;     /* what reduces it is never too small */
	int64_t over_since_ms; /* what the last run returned; 0 none */
} rv_net_coin;

typedef struct rv_net_input {
	double nav;		      /* USD, unitised or not: the account now */
	rv_licence licence[RV_SUB_H]; /* of each strategy */
	bool paused[RV_SUB_H];	      /* its targets stay where its positions are */
	double factor[RV_SUB_H];      /* of its votes: 1, .5 in a drawdown (risk_watch.h) */
	const double *cov;	      /* [n n] of the coins' returns, a year; NULL: vol is given */
	double vol;		      /* a year, of the targets at G = 1, share of NAV */
	double margin_g;	      /* cap on G by stress margin; INFINITY none, NaN unknown */
	const unsigned *ordered; /* [n] of each coin a bit of each rv_sub whose lots an order of
				    their own asks for already: it stays, whatever the rule and
				    its licence; NULL none */
	bool no_additions;	 /* a day's loss, a drawdown: no sub-book may add */
	bool limit_broken;	 /* of the whole book: rv_tv_limit.of_book */
	int64_t utc_ms;
} rv_net_input;

/* The caller keeps it across restarts. */
typedef struct rv_net_state {
	double g; /* NaN: there was none */
	int64_t at_utc_ms;
} rv_net_state;

typedef enum rv_net_bound {
	RV_NET_FREE, /* G is 1 */
	RV_NET_GROSS,
	RV_NET_VOL,
	RV_NET_MARGIN,
	RV_NET_RISING,	/* the caps would let it be larger */
	RV_NET_UNKNOWN, /* a cap is unknown, so it may not rise */
	RV_NET_BOUND_N
} rv_net_bound;

typedef struct rv_net_g {
	double g;		   /* NaN: unknown, targets are frozen */
	double gross, vol, margin; /* caps on it; INFINITY: does not bind; NaN unknown */
	rv_net_bound bound;
	double scaled_usd, fixed_usd; /* gross of what G scales, at 1, and of the rest */
} rv_net_g;

typedef enum rv_net_verdict {
	RV_NET_NONE,	 /* nothing to trade */
	RV_NET_LEG,	 /* an order of lots, of this phase */
	RV_NET_CROSS,	 /* no order: sub-books change places inside */
	RV_NET_SKIPPED,	 /* too small */
	RV_NET_DEFERRED, /* other legs go first */
	RV_NET_BLOCKED	 /* it cannot be said */
} rv_net_verdict;

/* Who goes first (R8); within one, what a person has pinned or flattened, then the larger edge. */
typedef enum rv_net_class {
	RV_NET_LIQUIDATION,
	RV_NET_URGENT,
	RV_NET_REDUCTION, /* what turns over closes first: it is one, too */
	RV_NET_ADDITION
} rv_net_class;

typedef struct rv_net_out {
	double vote_usd[RV_SUB_H]; /* equity x vote x G; NaN frozen */
	int64_t target[RV_SUB_N];  /* lots; of H and RESIDUE what they hold */
	int64_t net, position;	   /* their sum; what is held */
	int64_t want[RV_SUB_N];	   /* sums to lots */
	int64_t lots;		   /* of the order, signed; 0 when there is none */
	int64_t cross;		   /* lots that change hands inside */
	double usd, cross_usd;	   /* |net - position|, cross, at the price */
	/* Expected of one USD of each strategy's change, in its direction: what the sub-book gives,
	 * or edge_bps. NaN without a price. */
	double edge[RV_SUB_H];
	unsigned assumed;  /* bit of each strategy whose edge is edge_bps */
	double edge_usd;   /* of a leg: expected of the changes, less the cost; who goes first */
	double scaled_usd; /* of the votes at G = 1 */
	double fixed_usd;  /* of what it does not scale; NaN: held without a price */
	unsigned frozen;   /* bit of each rv_sub whose target could not be said */
	rv_sub winner; /* the largest target on the side of the net; RV_SUB_N: none, it is flat */
	rv_net_verdict verdict;
	rv_net_class class;
	size_t rank;		  /* of a leg in its phase, from 0; SIZE_MAX none */
	int64_t over_since_ms;	  /* for the next run */
	char reason[RV_NET_TEXT]; /* of the verdict, in words */
	char note[RV_NET_TEXT];	  /* what else the target is made of: frozen, capped, pinned */
} rv_net_out;

typedef struct rv_net_result {
	rv_net_g g;
	double equity[RV_SUB_H];   /* USD of each strategy; those of S4 are the same money */
	double gross_usd, net_usd; /* of the targets; NaN where a price is */
	double least_usd;	   /* a leg under it is skipped */
	size_t n_legs, n_deferred; /* legs with a rank: orders and crossings */
} rv_net_result;

/*
 * coins in name order; out [n]. *state is read and moved on; a step back of the clock moves
 * nothing. RV_EINVAL: parameters, decimals or a licence out of range; RV_ERANGE: lots beyond int64.
 * Then nothing but *out is written.
 */
RV_NODISCARD rv_status rv_net_run(const rv_net_params *p, const rv_net_input *in,
				  const rv_net_coin *coins, size_t n, rv_net_state *state,
				  rv_net_result *res, rv_net_out *out);

/*
 * What changes of a coin, in its lots of lot_usd each, are expected to earn before their cost, by
 * the edges of its result. What OP wants counts nothing: nobody has said what it is worth. NaN: an
 * edge of a change is.
 */
double rv_net_earn_usd(const rv_net_out *o, double lot_usd, const int64_t want[RV_SUB_N]);

const char *rv_net_bound_text(rv_net_bound b);
const char *rv_net_verdict_name(rv_net_verdict v);
const char *rv_net_class_name(rv_net_class c);

#endif
