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
#include "engine/book/subbook.h"
#include "engine/desk/types.h"

enum { RV_CMD_IDS = 5 };

#define RV_CMD_TABLE(X)                                                                            \
	X(PROPOSE, "propose")                                                                      \
	X(APPROVE, "approve") /* ids, digests; at most RV_CMD_IDS tickets */                       \
	X(REJECT, "reject")   /* ids, reason */                                                    \
	X(REDUCE, "reduce")   /* ids[0], lots or px: smaller or more passive, never else */        \
	X(REQUOTE, "requote") /* ids[0] */                                                         \
	X(CANCEL, "cancel")   /* ids[0]: mandate, or cloid: one working order */                   \
	X(KILL, "kill")	      /* level */                                                          \
	X(FLATTEN, "flatten") /* only when HALTED or REDUCING */                                   \
	X(RESUME, "resume")   /* symbol "" = the book; only while armed */                         \
	X(ARM, "arm")                                                                              \
	X(LOCK, "lock")                                                                            \
	X(FORCE, "force")      /* cloid, reason: closes an order that stays unknown */             \
	X(ADJUST, "adjust")    /* symbol, reason: accepts the venue's position */                  \
	X(HALT_SYMBOL, "halt") /* symbol, reason */                                                \
	X(RECONCILE, "reconcile")                                                                  \
	X(NOTE, "note")	    /* reason */                                                           \
	X(ASSIGN, "assign") /* symbol, sub, reason: what is nobody's becomes that sub-book's */    \
	X(APPROVE_PROGRAM, "approve-program") /* ids[0], digests[0] */                             \
	X(REJECT_PROGRAM, "reject-program")   /* ids[0], reason */                                 \
	X(REQUOTE_PROGRAM, "requote-program") /* ids[0] */                                         \
	X(EXCLUDE, "exclude")		      /* ids[0]: program, symbol: the leg is left out */   \
	X(INCLUDE, "include")		      /* and taken back in */                              \
	X(LICENCE, "licence")		      /* sub, licence, reason */                           \
	X(OVERRIDE, "override")		/* over: against a model, with a reason and an end */      \
	X(OVERRIDE_END, "override-end") /* ids[0], reason */                                       \
	X(PREVIEW_OVERRIDE, "preview")	/* over, or ids[0]: its end; asked of nobody's journal */

#define RV_CMD_ENUM(code, word) RV_CMD_##code,
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

typedef struct rv_command {
	rv_cmd_kind kind;
	uint64_t nonce; /* of the sender, never 0 */
	int64_t uid;
	uint64_t conn;
	/* what it is about */
	size_t n_ids;
	uint64_t ids[RV_CMD_IDS];
	rv_digest digests[RV_CMD_IDS]; /* what was on screen */
	rv_cloid cloid;
	char symbol[RV_SYMBOL_MAX];
	rv_sub sub;	    /* ASSIGN, LICENCE */
	rv_licence licence; /* LICENCE */
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
	/* what the operator's line was like, for the audit; NaN unknown */
	double rtt_ms, frame_age_ms;
} rv_command;

const char *rv_cmd_word(rv_cmd_kind kind);

#endif
