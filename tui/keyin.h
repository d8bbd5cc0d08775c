/*
 * Bytes from a terminal to keys (tui/keys.h). Pure: no terminal, no clock, no terminfo.
 *
 * Understands UTF-8 and the cursor and function keys of xterm, tmux, screen, linux, rxvt and
 * vt100 in either keypad mode. A sequence may arrive in pieces. A lone ESC is a key once the
 * caller says that nothing followed in time (rv_keyin_timeout); ESC and a character is two keys.
 * Unknown sequences and bad UTF-8 are swallowed whole, never delivered as keys. Answers of the
 * terminal are kept apart from keys. While one is expected, the rest of an answer whose beginning
 * was given up on (it came in pieces, far apart) is swallowed, too. Owner: UI thread.
 */
#ifndef RV_TUI_KEYIN_H
#define RV_TUI_KEYIN_H

#include <stdbool.h>
#include <stddef.h>

enum { RV_KEYIN_QUEUE = 256, RV_KEYIN_SEQ = 32 };

typedef struct rv_keyin {
	unsigned char seq[RV_KEYIN_SEQ]; /* an unfinished sequence; [0] is ESC or a UTF-8 lead */
	size_t n_seq;
	bool overlong;		   /* the sequence outgrew seq: swallow up to its final byte */
	int queue[RV_KEYIN_QUEUE]; /* keys not yet taken; further ones are dropped */
	size_t head, n;
	int sync_mode;	/* answer to DECRQM 2026: 0 none, else 1 + the Ps of the answer */
	unsigned pongs; /* answers to CSI 5n, ever */
	bool expects;	/* by the caller: such an answer is on its way */
	bool mouse;	/* by the caller: mouse reports were asked for, be it a while ago */
	size_t given_up, n_held; /* bytes of an answer that were given up on, and that came since */
	size_t skip;		 /* bytes of an old mouse report still to come */
} rv_keyin;

/* Zero-initialise. */
void rv_keyin_feed(rv_keyin *k, const unsigned char *bytes, size_t n);
/* Next key, or RV_KEY_NONE. */
int rv_keyin_next(rv_keyin *k);
/* An unfinished sequence is there: call rv_keyin_timeout if no byte follows in time. */
bool rv_keyin_waiting(const rv_keyin *k);
void rv_keyin_timeout(rv_keyin *k);

#endif
