/*
 * What the systems that own no capital do to the votes of those that do, before sizing.
 *
 * A vote is a weight: share of its sub-book's equity, signed. Factors scale it: the
 * leader-volatility factor every sub-book, the leverage factor S4, the regime S3. Filters and gates
 * only cap what a position may grow to: they never close anything, and what shrinks passes them.
 *
 * The legs of a hedged sub-book are never vetoed one by one, because a leg without the other is a
 * naked position: a gate holds back the same share of every increase, on both sides, and what the
 * relative momentum filter takes from one side is taken from the other.
 *
 * An unknown number (NaN) that a leg depends on makes its vote unknown; in a hedged sub-book that
 * of the whole group. Pure; any thread. Formulas: docs/book-day.md, "Modifiers".
 */
#ifndef RV_BOOK_MODIFIERS_H
#define RV_BOOK_MODIFIERS_H

#include "engine/book/subbook.h"
#include "engine/factors/market_structure.h"
#include "engine/score/hybrid.h"

typedef struct rv_mod_params {
	double downrank;		 /* of an entry that the filter ranks down: .5 */
	double off_confidence, off_beta; /* of the leaders' RISK_OFF: from .6, above 1.2 */
	bool hedged[RV_SUB_STRATEGIES];	 /* all but S4m */
} rv_mod_params;

void rv_mod_params_default(rv_mod_params *p);

/* What the engine has computed. */
typedef struct rv_mod_market {
	rv_leader_regime leader;
	double leader_confidence; /* NaN: RISK_OFF counts */
	double leader_vol_factor; /* rv_risk_symbol's, the same for every coin */
	/* The leverage factor that S4's votes carry already (rv_bucket_result's), > 0, and the one
	 * in force; they differ only where a person has set one. */
	double leverage_in_votes, leverage;
	bool risk_off;	 /* rv_bucket_result's: S4 enters nothing, S4mr closes */
	double s3_scale; /* of S3's neutral book by its regime, 0 stands aside (rv_ma_result) */
} rv_mod_market;

/* Why a vote is not what the model wants; bits. */
enum {
	RV_MOD_UNKNOWN = 1,	   /* the vote, what is held, or a factor */
	RV_MOD_GROUP = 2,	   /* another leg of its group is unknown */
	RV_MOD_LEADER_VOL = 4,	   /* scaled */
	RV_MOD_LEVERAGE = 8,	   /* scaled */
	RV_MOD_REGIME = 16,	   /* S3's scale, or S4mr in risk-off */
	RV_MOD_FILTER = 32,	   /* capped by the relative momentum filter */
	RV_MOD_BALANCE = 64,	   /* capped because the filter has taken from the other side */
	RV_MOD_RISK_OFF = 128,	   /* S4's own */
	RV_MOD_LEADERS_OFF = 256,  /* RISK_OFF of the leaders, a high beta */
	RV_MOD_GATE = 512,	   /* another gate */
	RV_MOD_SHARED = 1024,	   /* capped with its group, by a gate on another leg */
	RV_MOD_BETA_ASSUMED = 2048 /* beta is unavailable, 1 was taken */
};

/* One leg of a sub-book. The same coin may be in several (two pairs): then held is shared out. */
typedef struct rv_mod_leg {
	rv_sub sub;  /* a strategy */
	int group;   /* of hedged sub-books: the legs that hedge each other. Every pair is one */
	double held; /* share of the sub-book's equity, signed */
	double vote; /* what the model wants, the same unit */
	double beta_btc;
	rv_screen_action filter; /* of relative momentum, for the side of the vote */
	bool gated;		 /* another gate stops increases on that side */
	/* Written by rv_mod_apply. */
	double scaled; /* by the factors */
	double weight; /* after everything; NaN unknown: stay where you are */
	unsigned why;  /* RV_MOD_* bits */
} rv_mod_leg;

/* Fills the second half of every leg. RV_EINVAL: a sub-book that is no strategy; nothing is
 * written. */
RV_NODISCARD rv_status rv_mod_apply(const rv_mod_params *p, const rv_mod_market *m,
				    rv_mod_leg *legs, size_t n);

/* One bit in words, static; "" for 0 or several. */
const char *rv_mod_why_text(unsigned bit);

#endif
