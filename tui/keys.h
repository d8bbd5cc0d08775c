/*
 * Key codes between the terminal and the desk.
 *
 * A key is an int: a Unicode code point as typed (control characters included), or one of the
 * named keys below, which start above the last code point. The terminal's spellings are already
 * folded: line feed and carriage return are both ENTER, Ctrl-H and DEL are both BACKSPACE.
 */
#ifndef RV_TUI_KEYS_H
#define RV_TUI_KEYS_H

#include <stdbool.h>

/* RV_KEY_CTRL('d') is Ctrl-d. Ctrl-i, Ctrl-m, Ctrl-[ are Tab, Enter, Esc: terminals say so. */
#define RV_KEY_CTRL(ch) ((ch)&0x1f)

enum {
	RV_KEY_NONE = 0,
	RV_KEY_TAB = 9,
	RV_KEY_ENTER = 13,
	RV_KEY_ESC = 27,
	RV_KEY_SPACE = 32,
	RV_KEY_BACKSPACE = 127,

	RV_KEY_NAMED = 0x110000, /* first code that no character has */
	RV_KEY_UP = RV_KEY_NAMED,
	RV_KEY_DOWN,
	RV_KEY_LEFT,
	RV_KEY_RIGHT,
	RV_KEY_HOME,
	RV_KEY_END,
	RV_KEY_PGUP,
	RV_KEY_PGDN,
	RV_KEY_INS,
	RV_KEY_DEL,
	RV_KEY_BTAB, /* Shift-Tab */
	RV_KEY_F1,
	RV_KEY_F2,
	RV_KEY_F3,
	RV_KEY_F4,
	RV_KEY_F5,
	RV_KEY_F6,
	RV_KEY_F7,
	RV_KEY_F8,
	RV_KEY_F9,
	RV_KEY_F10,
	RV_KEY_F11,
	RV_KEY_F12,
	RV_KEY_RESIZE, /* the terminal has a new size; the canvas already has it */
	RV_KEY_END_OF_KEYS,

	RV_KEY_MOUSE = 1 << 28 /* a mouse event, made and read by the functions below */
};

typedef enum rv_mouse { RV_MOUSE_PRESS, RV_MOUSE_WHEEL_UP, RV_MOUSE_WHEEL_DOWN } rv_mouse;

enum { RV_MOUSE_BITS = 10, RV_MOUSE_MOST = 1 << RV_MOUSE_BITS }; /* columns and lines */

/* A press of the left button, or a step of the wheel, over a cell: x and y from 0, below MOST. */
static inline int rv_key_mouse(rv_mouse what, int x, int y)
{
	return RV_KEY_MOUSE + ((((int)what << RV_MOUSE_BITS) + x) << RV_MOUSE_BITS) + y;
}

static inline bool rv_key_is_mouse(int key)
{
	return key >= RV_KEY_MOUSE;
}

static inline rv_mouse rv_key_mouse_at(int key, int *x, int *y)
{
	*x = (key - RV_KEY_MOUSE) >> RV_MOUSE_BITS & (RV_MOUSE_MOST - 1);
	*y = (key - RV_KEY_MOUSE) & (RV_MOUSE_MOST - 1);
	return (rv_mouse)((key - RV_KEY_MOUSE) >> 2 * RV_MOUSE_BITS);
}

#endif
