/*
 * The command line: `buy SOL 500 usd twap 15m`, `reduce ETH 50%`, `halt SOL spread looks wrong`.
 *
 * A table of verbs; each has its usage, its help and its parser. Parsing is pure: text and the
 * newest snapshot in, one thing to do out, nothing changed. Sizes and prices are exact decimals:
 * dollars have 2, a coin's size and price as many as the venue gives it, and more is refused, not
 * rounded. Whatever names a symbol needs it in the snapshot (letters in either case where that is
 * unique). UI thread.
 */
#ifndef RV_TUI_COMMAND_LINE_H
#define RV_TUI_COMMAND_LINE_H

#include "engine/base/status.h"
#include "engine/run/view.h"
#include "tui/layout.h"
#include "tui/prompt.h"

typedef enum rv_line_kind {
	RV_LINE_SEND,	 /* cmd as it is; nonce, uid and conn are the sender's */
	RV_LINE_CANCEL,	 /* every mandate and order of ours, of cmd.symbol or of all ("") */
	RV_LINE_FLATTEN, /* asks for its typed word first */
	RV_LINE_PROGRAM, /* cmd.ids[0]: the program to open, 0 the one that waits */
	RV_LINE_GRANT,	 /* cmd, but for a screen, where it is granted as it is shown */
	RV_LINE_FILTER,	 /* text, which may be empty */
	RV_LINE_FIND,	 /* cmd.symbol is a symbol to go to */
	RV_LINE_SCREEN,
	RV_LINE_HELP,
	RV_LINE_TOUR,
	RV_LINE_QUIT,
	RV_LINE_OVERRIDE,  /* cmd: sets one or ends one; a person sees its effect first */
	RV_LINE_OVERRIDES, /* those that are set */
	RV_LINE_HANDOVER,  /* the summary for whoever takes over */
	RV_LINE_LICENCE,   /* cmd; a person sees the evidence first */
	RV_LINE_EVIDENCE,  /* cmd.sub, RV_SUB_N all: what was earned on paper */
	RV_LINE_HEDGE,	   /* cmd: the hedge is to trade now; a person sees its effect first */
	RV_LINE_WHATIF,	   /* cmd: a preview of tickets or a program; no ids: what is chosen */
	RV_LINE_ALERTS,	   /* the list of alert rules */
	RV_LINE_EXPORT,	   /* the focused pane: formats, text a file or "" */
	RV_LINE_REQUEST,   /* cmd.ids[0]: an act of two people; kind APPROVE_REQUEST: yes to it */
	RV_LINE_REPLAY,	   /* the screen of at_ms */
	RV_LINE_LIVE	   /* back to now */
} rv_line_kind;

typedef struct rv_line {
	rv_line_kind kind;
	rv_command cmd;
	rv_screen_id screen;
	int64_t at_ms; /* UTC */
	char text[RV_PROMPT_CAP];
	unsigned formats; /* RV_EXPORT_* */
} rv_line;

typedef struct rv_line_error {
	size_t pos;	/* byte in the text where it went wrong */
	char text[120]; /* an answer (RV_TV_TEXT) has room for it */
} rv_line_error;

/* RV_EPARSE fills err and leaves *out untouched; v may be NULL (nothing is known yet). */
RV_NODISCARD rv_status rv_line_parse(const char *text, const rv_view *v, rv_line *out,
				     rv_line_error *err);

/*
 * Completes the last word as far as it is certain: out is text, longer or the same, with a blank
 * behind a word that has only one meaning. choices: what it could be, cut where it is too long;
 * "" when there is nothing to choose.
 */
enum { RV_LINE_CHOICES = 160 };
void rv_line_complete(const char *text, const rv_view *v, char out[RV_PROMPT_CAP],
		      char choices[RV_LINE_CHOICES]);

/* Verbs for the help: false after the last. trading: it needs an order side. */
bool rv_line_describe(size_t i, const char **verb, const char **usage, bool *trading);

#endif
