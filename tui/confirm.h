/*
 * A question that a key answers: what it is about, exactly, and whether an answer counts yet.
 *
 * The question is bound to what was on screen (id, version, digest of a ticket or a program). An
 * answer counts only
 * when a whole frame with the question in it has been seen (tui/rtt.h), and RV_CONFIRM_MS after
 * that: what was typed before, or into another picture, is no answer. Plain data, pure. UI thread.
 */
#ifndef RV_TUI_CONFIRM_H
#define RV_TUI_CONFIRM_H

#include "engine/desk/trade_view.h"
#include "tui/picks.h"
#include "tui/prompt.h"

enum { RV_CONFIRM_MS = 300 };

typedef enum rv_ask {
	RV_ASK_APPROVE, /* one ticket */
	RV_ASK_MARKED,	/* several */
	RV_ASK_PROGRAM, /* all legs of one that are not left out */
	RV_ASK_REJECT,
	RV_ASK_REJECT_PROGRAM,
	RV_ASK_CANCEL,
	RV_ASK_ARM,
	RV_ASK_FLATTEN,
	RV_ASK_OVERRIDE, /* cmd: one is set, or one ends */
	RV_ASK_LICENCE,	 /* cmd: of a sub-book, on its evidence */
	RV_ASK_HEDGE,	 /* cmd: the hedge is to trade now */
	RV_ASK_REQUEST,	 /* cmd: what another person has asked for */
	RV_ASK_REJECT_REQUEST,
	RV_ASK_QUIT /* with orders that work */
} rv_ask;

typedef struct rv_bound {
	bool program; /* else a ticket */
	uint64_t id;
	unsigned version;
	rv_digest digest;
	char symbol[RV_SYMBOL_MAX]; /* of a program its phase */
} rv_bound;

typedef struct rv_confirm {
	rv_ask ask;
	size_t n; /* tickets that it is bound to, or one program */
	rv_bound bound[RV_CMD_IDS];
	rv_command cmd; /* OVERRIDE, LICENCE, HEDGE, REQUEST: what Y sends */
	rv_licence was; /* LICENCE: at the question */
	uint64_t asked; /* OVERRIDE: for its effect, under this nonce */
	int64_t asked_mono;
	bool told;		  /* the effect has come, or will not */
	rv_pick target;		  /* CANCEL: a mandate or an order */
	char word[RV_SYMBOL_MAX]; /* to be typed before Y counts; "" none */
	rv_prompt typed;
	uint64_t frame;	  /* first frame that it was whole in; 0 not drawn yet */
	int64_t shown_at; /* mono ms when it was seen; -1 not yet */
	bool too_small;	  /* it was drawn, but not whole */
	/* A program has more legs than a small screen has lines: each must have been seen. */
	char leg[RV_SYMBOL_MAX]; /* the one that is made smaller; "" the question is about all */
	size_t n_legs;
	uint64_t leg_frame[RV_PROGRAM_LEGS];
	int64_t leg_shown_at[RV_PROGRAM_LEGS];
} rv_confirm;

void rv_confirm_open(rv_confirm *c, rv_ask ask);
/* Adds a ticket as it is now; false: no more fit. */
bool rv_confirm_bind(rv_confirm *c, const rv_tv_ticket *t);
/* Binds it to a program as it is now; none of its legs has been seen. */
void rv_confirm_bind_program(rv_confirm *c, const rv_tv_program *p);
/* Legs first to first + n - 1 are in a frame that is drawn. */
void rv_confirm_legs_drawn(rv_confirm *c, uint64_t frame, size_t first, size_t n);
/* Legs that the terminal has not shown for RV_CONFIRM_MS. */
size_t rv_confirm_legs_unseen(const rv_confirm *c, int64_t now_mono);

/* Was drawn in a frame, whole or not; that frame has been seen; the picture is lost. */
void rv_confirm_drawn(rv_confirm *c, uint64_t frame, bool fits);
void rv_confirm_sent(rv_confirm *c, uint64_t frame, int64_t now_mono);
void rv_confirm_undrawn(rv_confirm *c);
/* It, or a leg of it, has been drawn and not been seen yet. */
bool rv_confirm_waits(const rv_confirm *c);

/* A key is an answer now. */
bool rv_confirm_listens(const rv_confirm *c, int64_t now_mono);
bool rv_confirm_word_typed(const rv_confirm *c); /* or none is asked for */
/* The first that it is bound to and that is not any more what it was; NULL: all are. */
const rv_bound *rv_confirm_changed(const rv_confirm *c, const rv_trade_view *tv);

#endif
