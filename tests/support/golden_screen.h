/*
 * A canvas as text against tests/tui/golden/NAME.txt. UPDATE_GOLDEN=1 writes the files anew,
 * GOLDEN_PNG=DIR paints them as pictures. A mismatch prints the lines that differ.
 */
#ifndef RV_TESTS_GOLDEN_SCREEN_H
#define RV_TESTS_GOLDEN_SCREEN_H

#include "tui/canvas.h"
#include "tui/desk.h"

/* Rows without their trailing blanks. */
void rv_golden_text(const rv_canvas *c, char *out);
/* A letter for each cell's role, capital where an attribute is set; '.' for plain text. */
void rv_golden_roles(const rv_canvas *c, char *out);
/* As a terminal without colours gets it: bold, reverse and underline as SGR sequences. */
void rv_golden_mono(const rv_canvas *c, char *out);
void rv_golden_check(const char *name, const rv_canvas *c,
		     void (*as_text)(const rv_canvas *c, char *out));

/* "jj{enter}": characters as they are, named keys in braces. */
void rv_golden_type(rv_desk *d, const char *keys);

#endif
