/* What rv_book_now holds; shared by its files and nobody else. */
#ifndef RV_RUN_BOOK_NOW_STATE_H
#define RV_RUN_BOOK_NOW_STATE_H

#include "engine/run/book_margin.h"
#include "engine/run/book_now.h"
#include "engine/run/votes.h"

/* What is remembered of a coin from run to run. */
typedef struct rv_book_memory {
	char symbol[RV_SYMBOL_MAX];
	int64_t over_since_ms;
	double beta[RV_HEDGE_LEGS]; /* the last that were valid; NaN never */
} rv_book_memory;

struct rv_book_now {
	rv_book_params p;
	rv_bucket_book s4;
	rv_s5_book s5;
	rv_s3_book s3;
	rv_paper paper[RV_SUB_H];
	rv_paper_params paper_params;
	rv_paper_coin paper_coins[RV_MAX_SYMBOLS];
	rv_bb_changes changes;
	rv_net_state size;
	size_t n_memory;
	rv_book_memory memory[RV_MAX_SYMBOLS]; /* in the order in which they came */
	uint64_t version;
	bool has_run;
	bool has_pass, warm;	 /* warm: every history was there once */
	bool loading;		 /* S4 waits for histories */
	int64_t first_pass_at;	 /* elapsed ms */
	size_t day_with, day_of; /* histories that S4's day was decided with; 0, 0: all */
	int64_t bar_close_ms;	 /* of the newest pass */

	rv_votes votes;
	rv_net_coin all[RV_MAX_SYMBOLS];
	size_t n_active, active[RV_BV_COINS]; /* of the input's coins */
	rv_net_coin coins[RV_BV_COINS];
	unsigned ordered[RV_BV_COINS]; /* of coins: rv_net_input.ordered */
	rv_net_out out[RV_BV_COINS];
	rv_hedge_coin hedge[RV_BV_COINS];
	double cov[RV_BV_COINS * RV_BV_COINS];
	uint64_t cov_pass; /* number of the pass that cov is of, and of which coins */
	size_t n_cov;
	char cov_coins[RV_BV_COINS][RV_SYMBOL_MAX];
	rv_book_margin_coin margin[RV_BV_COINS];
	rv_margin_leg legs[RV_BV_COINS];
	rv_book_view view;
	rv_book_now *copy; /* of a projection; NULL in one */
};

/* Finds or makes; NULL: no room, or not there and not to be made. */
rv_book_memory *book_memory(rv_book_now *b, const char *symbol, bool make);

double book_capital(const rv_book_now *b, int s); /* share of NAV */

/* What the risk watch leaves of votes, and says; book_now_risk.c. */
rv_licence book_risk_licence(const rv_book_now *b, const rv_book_input *in, int s);
double book_risk_factor(const rv_book_input *in, int s);
void book_risk_caps(rv_book_now *b, const rv_book_input *in);
void book_risk_say(rv_book_now *b, const rv_book_input *in);

/* Cap on G by the stress margin of the targets; book_now_margin.c. */
double book_margin_cap(rv_book_now *b, const rv_book_input *in, const rv_net_input *ni);

/* Coins, votes and totals of a run into the view; book_now_show.c. */
void book_show(rv_book_now *b, const rv_book_input *in);

/* The newest pass for the book of S4; book_now_day.c. */
RV_NODISCARD rv_status book_day(rv_book_now *b, const rv_book_input *in);

/* ---- book_now_paper.c: after the day; uses votes and all, which the pass then makes anew ---- */
RV_NODISCARD rv_status book_paper(rv_book_now *b, const rv_book_input *in);
bool book_paper_is_later(const rv_book_now *b, int64_t close_ms); /* one of them */
void book_paper_say(rv_book_now *b);				  /* into the view */
bool book_paper_line(const rv_book_now *b, size_t i, char out[RV_PAPER_LINE]);
size_t book_paper_lines(const rv_book_now *b);

/* book_now_signals.c: what each strategy expects of a coin (after the votes), and what the systems
 * say of coin i in the view, whose targets are there. */
void book_edges(rv_book_now *b, const rv_book_input *in);
void book_signals(const rv_book_now *b, const rv_book_input *in, size_t i, rv_bv_coin *c);

/* ---- book_now_overrides.c: what a person has set; without a list nothing ---- */
void book_rule(const rv_book_input *in, rv_net_coin *c);
bool book_has_pin(const rv_net_coin *c); /* it is a target without a vote */
/* Adds those that are paused by hand. */
void book_pause(const rv_book_input *in, bool paused[RV_SUB_H]);
rv_hedge_params book_hedge_params(const rv_book_now *b, const rv_book_input *in);

#endif
