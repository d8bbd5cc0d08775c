/*
 * The operator's own keys: a text of lines `action = key ...`, or `context.action = key ...`, that
 * becomes a whole key table.
 *
 * The keys of a line replace those that the action has, in each context that has the action or in
 * the one that is named. A key that the action has anyway stays where it was; a printable one never
 * goes where keys are text, and where an action would be left without a key it keeps its own. So
 * every action stays in reach. What is refused, with file, line and what was expected: unknown
 * names; a key with two meanings in a context; a line for the safety block (lock, kill and its
 * menu, quit) or for yes; their keys for anything else; a trading act on anything but one plain
 * printable character other than q. Lines that begin with # are comments. Pure. Any thread.
 */
#ifndef RV_TUI_KEYMAP_FILE_H
#define RV_TUI_KEYMAP_FILE_H

#include "engine/base/status.h"
#include "tui/keymap.h"

/* name: of the file, for the error. RV_EPARSE (RV_EFULL: more lines than there can be) and one line
 * in err; *out is then untouched. */
RV_NODISCARD rv_status rv_keymap_parse(const char *name, const char *text, size_t n, rv_keymap *out,
				       rv_err *err);

/* No line may give it other keys. */
bool rv_action_is_fixed(rv_action a);

#endif
