/*
 * What the console asks of the engine, and what it answered.
 *
 * A command gets its nonce here and goes to the sink, which copies it. Its answer is in a later
 * snapshot under the same nonce. Without a sink the console is read-only. Plain data. UI thread.
 */
#ifndef RV_TUI_OUTBOX_H
#define RV_TUI_OUTBOX_H

#include "engine/desk/trade_view.h"

enum { RV_OUTBOX_CAP = RV_TV_REPLIES, RV_OUTBOX_ABOUT = 48, RV_OUTBOX_LATE_MS = 5000 };

typedef void (*rv_command_sink)(void *ctx, const rv_command *c); /* copies; must not block */

typedef struct rv_sender {
	rv_command_sink sink; /* NULL: read-only */
	void *ctx;
	uint64_t nonce; /* the first one; each command takes the next, 0 is left out */
	int64_t uid;
	uint64_t conn;
	rv_origin from; /* of a console in the desk's own process; else the desk fills it in */
	bool owner; /* the engine ends with this console: quitting asks what becomes of orders */
} rv_sender;

typedef struct rv_sent {
	uint64_t nonce; /* 0: empty */
	rv_cmd_kind kind;
	char about[RV_OUTBOX_ABOUT]; /* "#41 SOL" */
	int64_t at_mono;
	bool late; /* its silence has been told */
	bool denied;
	char said[RV_TV_TEXT]; /* why, if denied */
} rv_sent;

typedef struct rv_outbox {
	rv_sender to;
	size_t next; /* place in the ring: the oldest gives way */
	rv_sent sent[RV_OUTBOX_CAP];
} rv_outbox;

void rv_outbox_init(rv_outbox *o, const rv_sender *to);
/* Fills in nonce, uid and conn and sends; false: read-only. */
bool rv_outbox_send(rv_outbox *o, rv_command *c, const char *about, int64_t now_mono);

/* The same for what is answered elsewhere in the snapshot; returns its nonce, 0: read-only. */
uint64_t rv_outbox_ask(rv_outbox *o, rv_command *c);

/* It went no further than the link to the desk, says r; of other nonces nothing comes. */
void rv_outbox_denied(rv_outbox *o, const rv_tv_reply *r);

typedef enum rv_answer {
	RV_ANSWER_NONE,
	RV_ANSWER_OK,
	RV_ANSWER_REFUSED,
	RV_ANSWER_LATE /* none for RV_OUTBOX_LATE_MS; told once */
} rv_answer;

/*
 * The next answer that the snapshot (NULL: none yet) has for a command that is out; about and kind
 * are of the command, text is the engine's. RV_ANSWER_NONE: no more.
 */
typedef struct rv_answered {
	rv_cmd_kind kind;
	char about[RV_OUTBOX_ABOUT], text[RV_TV_TEXT];
} rv_answered;
rv_answer rv_outbox_answer(rv_outbox *o, const rv_trade_view *tv, int64_t now_mono,
			   rv_answered *out);

#endif
