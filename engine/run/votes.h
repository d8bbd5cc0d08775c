/*
 * From a pass to votes: what each strategy wants of each coin, as a share of its own equity, after
 * the systems that own no capital have said theirs (book/modifiers.h).
 *
 * S5 votes its optimizer's weights; the deltas of these are H's to hedge, so that its factor coins
 * are no votes of S5. The parts of S4 vote what the bucket book holds, S3 its basket and the
 * majors' legs that its book holds, at the scale of its last rebalance. A system that did not run,
 * or has too little to go by, has no votes: NaN, so that what its sub-book holds stays, and the
 * words say why. Pure; no clock; one workspace, one thread. docs/book-day.md, "Votes".
 */
#ifndef RV_RUN_VOTES_H
#define RV_RUN_VOTES_H

#include "engine/book/modifiers.h"
#include "engine/book/net.h"
#include "engine/book/overrides.h"
#include "engine/run/bucket_book.h"
#include "engine/run/s3_book.h"

enum { RV_VOTES_LEGS = 6 * RV_MAX_SYMBOLS + RV_BB_LEGS, RV_VOTES_TEXT = 120 };

typedef struct rv_votes_input {
	const rv_step_result *pass;
	const rv_step_params *params; /* that it ran with */
	const rv_bucket_book *s4;     /* as it stands after that pass */
	/* What S5 and S3 hold on paper; NULL: their votes are the one-shot pass's. */
	const rv_s5_book *s5;
	const rv_s3_book *s3;
	const rv_mod_params *mods;
	const rv_overrides
		*overrides;	  /* NULL none: those of regimes, factors and leverage are read */
	int64_t utc_ms;		  /* for what of them holds */
	bool s4_waits;		  /* for histories: S4 has no votes */
	size_t histories, listed; /* that are there while it waits, or its day was decided with;
				     0, 0: all */
	double equity[RV_SUB_H];  /* USD that a vote of 1 is, whatever the licence; NaN unknown */
} rv_votes_input;

/* Of one sub-book in one coin. */
typedef struct rv_sub_vote {
	double model; /* what it wants before the modifiers; NaN unknown */
	double vote;  /* after them; NaN: stay */
	unsigned why; /* RV_MOD_* bits of its legs */
	bool left;    /* it holds a coin that has left its universe: to be closed */
} rv_sub_vote;

typedef struct rv_votes {
	bool known[RV_SUB_H];		     /* false: all its votes are NaN */
	char state[RV_SUB_H][RV_VOTES_TEXT]; /* where its votes come from, or why there are none */
	rv_mod_market market;
	bool risk_off;	 /* of the leaders, with confidence, or of S4: momentum's delta is hedged */
	size_t n_strays; /* legs in coins that the caller does not list */
	rv_sub_vote coin[RV_MAX_SYMBOLS][RV_SUB_H]; /* by the caller's index */
	size_t n_legs;
	rv_mod_leg legs[RV_VOTES_LEGS];
	size_t leg_coin[RV_VOTES_LEGS]; /* caller's index; SIZE_MAX a stray */
} rv_votes;				/* about a megabyte: never on a stack */

/*
 * coins [n], in name order: symbol, decimals, price and held are read, vote is written, all else
 * is left. RV_EINVAL: more coins than fit, decimals out of range, not in name order.
 */
RV_NODISCARD rv_status rv_votes_run(const rv_votes_input *in, rv_net_coin *coins, size_t n,
				    rv_votes *out);

/* Of the pass, what S5 votes: from what it holds, by the ridge's weights or a person's; the
 * one-shot book where the pass knows nothing of what it holds. NULL: a pass that has it is due. */
const rv_book_result *rv_votes_s5(const rv_votes_input *in);

/* The bits of a vote in words, with commas; "" none. Returns out. */
const char *rv_votes_why(unsigned why, char out[RV_NET_TEXT]);

#endif
