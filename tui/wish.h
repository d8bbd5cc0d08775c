/*
 * What the desk wants of its terminal beyond a picture: mouse reports, a text for the
 * clipboard. The console asks for it after each key. Plain data. UI thread.
 */
#ifndef RV_TUI_WISH_H
#define RV_TUI_WISH_H

#include <stdbool.h>

enum { RV_WISH_COPY = 512 /* bytes of a text for the clipboard, with its NUL */ };

typedef struct rv_wish {
	bool mouse; /* off at the start: the mouse selects text */
	bool copy;  /* the chosen row, once */
} rv_wish;

#endif
