/*
 * What a console asks of the engine. The screen never changes anything: it sends one of these.
 *
 * A command travels through a bounded queue (ownership moves, freed by the engine); its answer is
 * in the snapshots that follow, under the same nonce (rv_trade_view.replies). A nonce that has been
 * answered is answered again with the same words and does nothing: sending twice is safe.
 */
#ifndef RV_DESK_COMMAND_H
#define RV_DESK_COMMAND_H

#include "engine/book/overrides.h"
#include "engine/book/paper.h"
#include "engine/book/subbook.h"
#include "engine/desk/origin.h"
#include "engine/desk/types.h"
#include "engine/desk/who.h"

enum {
	RV_CMD_IDS = 5,
	RV_PEN_BEAT_MS = 1000 /* between two signs of whoever has the pen, real time */
};

/* kind, word, least role (who.h), and 1: only with the pen */
#define RV_CMD_TABLE(X)                                                                            \
	X(PROPOSE, "propose", PROPOSE, 0)                                                          \
	X(APPROVE, "approve", APPROVE, 1) /* ids, digests; at most RV_CMD_IDS tickets */           \
	X(REJECT, "reject", PROPOSE, 0)	  /* ids, reason */                                        \
	X(REDUCE, "reduce", PROPOSE, 0)	  /* ids[0], lots or px: smaller or more passive */        \
	X(REQUOTE, "requote", PROPOSE, 0) /* ids[0] */                                             \
	X(CANCEL, "cancel", PROPOSE, 0)	  /* ids[0]: mandate, or cloid: one order */               \
	X(KILL, "kill", PROPOSE, 0)	  /* level */                                              \
	X(FLATTEN, "flatten", APPROVE, 0) /* only when HALTED or REDUCING */                       \
	X(RESUME, "resume", RISK, 1)	  /* symbol "" = the book; only while armed */             \
	X(ARM, "arm", APPROVE, 1)	  /* pin, where there is one */                            \
	X(LOCK, "lock", PROPOSE, 0)                                                                \
	X(FORCE, "force", RISK, 1)	   /* cloid, reason: closes one that stays unknown */      \
	X(ADJUST, "adjust", RISK, 1)	   /* symbol, reason: takes the venue's position */        \
	X(HALT_SYMBOL, "halt", PROPOSE, 0) /* symbol, reason */                                    \
	X(RECONCILE, "reconcile", PROPOSE, 0)                                                      \
	X(NOTE, "note", PROPOSE, 0)  /* reason */                                                  \
	X(ASSIGN, "assign", RISK, 1) /* symbol, sub, reason: whose nobody's is */                  \
	X(APPROVE_PROGRAM, "approve-program", APPROVE, 1) /* ids[0], digests[0] */                 \
	X(REJECT_PROGRAM, "reject-program", PROPOSE, 0)	  /* ids[0], reason */                     \
	X(REQUOTE_PROGRAM, "requote-program", PROPOSE, 0) /* ids[0] */                             \
	X(EXCLUDE, "exclude", PROPOSE, 0)		  /* ids[0]: program, symbol: left out */  \
	X(INCLUDE, "include", PROPOSE, 0)		  /* and taken back in */                  \
	X(LICENCE, "licence", RISK, 1)		    /* sub, licence, shadow, evidence, reason */   \
	X(OVERRIDE, "override", APPROVE, 1)	    /* over: against a model */                    \
	X(OVERRIDE_END, "override-end", APPROVE, 1) /* ids[0], reason */                           \
	X(PREVIEW_OVERRIDE, "preview", VIEW, 0)	    /* over, or ids[0]: its end; not journaled */  \
	X(PREVIEW_TICKETS, "preview-tickets", VIEW, 0) /* ids: all of them together */             \
	X(PREVIEW_PROGRAM, "preview-program", VIEW, 0) /* ids[0] */                                \
	X(PEN, "pen", APPROVE, 0)		       /* takes it; reason: from somebody */       \
	X(PEN_FREE, "pen-free", VIEW, 0)	       /* lets it go */                            \
	X(PEN_BEAT, "pen-beat", VIEW, 0)	       /* whoever has it is there; no answer */    \
	X(GONE, "gone", VIEW, 0)		       /* the connection is over; no answer */     \
	X(HEDGE, "hedge", APPROVE, 1) /* symbol: one leg, "" all; reason: back to its place now */ \
	X(ACK, "acknowledge", PROPOSE, 0) /* ids: alerts of the snapshot; reason: their words */   \
	/* ids[0], digests[0]: the second of two people; it is done with what the act itself needs \
	 */                                                                                        \
	X(APPROVE_REQUEST, "approve-request", APPROVE, 0)                                          \
	X(REJECT_REQUEST, "reject-request", PROPOSE, 0) /* ids[0], reason */                       \
	/* reason: `run STRATEGY START END ...`, `cancel`, `show NAME`; whoever has the runs       \
	 * answers */                                                                              \
	X(BACKTEST, "backtest", PROPOSE, 0)                                                        \
	X(ALERT_RULE, "alert", PROPOSE, 0) /* reason: the rule, as alert_rule.h writes it */       \
	X(ALERT_RULE_END, "alert-end", PROPOSE, 0) /* ids[0] */                                    \
	X(VISIT, "visit", VIEW, 0) /* of the desk's own end: a console came or went; no answer */

#define RV_CMD_ENUM(code, word, role, pen) RV_CMD_##code,
/* How a refusal begins where nobody has the pen: whoever asks by a visit takes it and asks again.
 */
#define RV_NO_PEN "nobody has the pen"

typedef enum rv_cmd_kind { RV_CMD_TABLE(RV_CMD_ENUM) RV_CMD_N } rv_cmd_kind;
#undef RV_CMD_ENUM

typedef enum rv_kill_level {
	RV_KILL_CANCEL, /* HALTED, and cancel every order of ours */
	RV_KILL_LEAVE,	/* HALTED, working orders stay */
	RV_KILL_REDUCE	/* REDUCING */
} rv_kill_level;

typedef enum rv_style {
	RV_STYLE_IOC,  /* one order at the collar, now */
	RV_STYLE_TWAP, /* slices over duration_ms */
	RV_STYLE_LIMIT /* one resting order at px (Gtc), till the mandate ends */
} rv_style;

/* What the door before arming found; only RIGHT and NONE let an ARM pass. */
typedef enum rv_pin_verdict {
	RV_PIN_UNCHECKED,
	RV_PIN_NONE, /* this desk has no PIN */
	RV_PIN_RIGHT,
	RV_PIN_MISSING,
	RV_PIN_WRONG,
	RV_PIN_WAIT,	  /* after a wrong one: nothing was looked at */
	RV_PIN_UNREADABLE /* its file */
} rv_pin_verdict;

enum { RV_PIN_TEXT = 65 };

/* The refusal of MISSING: a console that reads it asks for the PIN. */
#define RV_PIN_ASKED "arming needs the PIN"

/* What a VISIT is to be written down as; the why is the command's reason. */
typedef enum rv_visit_kind {
	RV_VISIT_CAME,
	RV_VISIT_REFUSED,
	RV_VISIT_LEFT,
	RV_VISIT_MORE /* visits of that user that are not written down one by one */
} rv_visit_kind;

typedef struct rv_visit {
	rv_visit_kind kind;
	bool looks_on;	/* it says that it sends nothing */
	int64_t for_ms; /* LEFT: since it came; MORE: of how long */
	uint64_t more;
} rv_visit;

typedef struct rv_command {
	rv_cmd_kind kind;
	uint64_t nonce; /* of the sender, never 0 */
	/* whose it is: filled in by the desk's own end of the connection, whatever a console says
	 */
	int64_t uid;
	uint64_t conn;
	rv_who_role role;
	char who[RV_WHO_TEXT]; /* the user's name; "" none */
	rv_pin_verdict pin;    /* of ARM */
	unsigned pin_wrong;    /* wrong ones in a row */
	int64_t pin_wait_ms;   /* before the next is looked at */
	/* what it is about */
	size_t n_ids;
	uint64_t ids[RV_CMD_IDS];
	rv_digest digests[RV_CMD_IDS]; /* what was on screen */
	rv_cloid cloid;
	char symbol[RV_SYMBOL_MAX];
	rv_sub sub;		      /* ASSIGN, LICENCE */
	rv_licence licence;	      /* LICENCE */
	bool shadow;		      /* LICENCE: what the sender has seen it have is SHADOW */
	char evidence[RV_PAPER_TEXT]; /* LICENCE: of its paper record, as it was shown; "" not */
	/* PROPOSE and REDUCE */
	rv_side side;
	bool close; /* the whole position: side, lots and notional are the engine's */
	bool reduce_only;
	rv_style style;
	int64_t duration_ms;   /* TWAP; 0 = the configured default */
	int64_t notional_musd; /* one of the two is > 0 */
	int64_t lots;
	int64_t px; /* LIMIT, or REDUCE's new limit; 0 none */
	rv_kill_level level;
	rv_override over; /* its id, its beginning and whose it is are the desk's to say */
	char reason[RV_REASON_TEXT];
	char pin_text[RV_PIN_TEXT]; /* ARM, as typed; "" wherever the door has been passed */
	/* what the operator's line was like, for the audit; NaN unknown */
	double rtt_ms, frame_age_ms;
	/* for the audit, too: the way it came by, and the key or line that sent it, as told */
	rv_origin from;
	char typed[RV_TYPED_TEXT];
	char denied[RV_REASON_TEXT]; /* it was refused on its way: written down, never obeyed */
	rv_visit visit;		     /* VISIT */
} rv_command;

const char *rv_cmd_word(rv_cmd_kind kind);
rv_who_role rv_cmd_role(rv_cmd_kind kind); /* the least that may send it */
bool rv_cmd_needs_pen(rv_cmd_kind kind);

#endif
