/*
 * Key codes between the terminal and the desk.
 *
 * A key is an int: a Unicode code point as typed (control characters included), or one of the
 * named keys below, which start above the last code point. The terminal's spellings are already
 * folded: line feed and carriage return are both ENTER, Ctrl-H and DEL are both BACKSPACE.
 */
#ifndef RV_TUI_KEYS_H
#define RV_TUI_KEYS_H

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
	RV_KEY_END_OF_KEYS
};

#endif
