/*
 * Names that stay: of actions, contexts and keys, for the file in which an operator gives actions
 * other keys. They are part of that file's format: none is ever given to something else. Static
 * data. Any thread.
 */
#ifndef RV_TUI_KEYMAP_NAMES_H
#define RV_TUI_KEYMAP_NAMES_H

#include "tui/keymap.h"

/* "find-next"; NULL only for RV_ACT_NONE. */
const char *rv_action_name(rv_action a);
/* RV_ACT_NONE: no action is called that. */
rv_action rv_action_named(const char *name, size_t n);

const char *rv_key_context_name(rv_key_context c);		 /* "main" ... */
rv_key_context rv_key_context_named(const char *name, size_t n); /* RV_CTX_N: none */

/*
 * "j", "Ctrl-d", "PgUp", "S-Tab", "F5", "Space": as rv_key_text writes them in ASCII, names in
 * either case. RV_KEY_NONE: it is no key, or one that a terminal cannot tell from another
 * (Ctrl-i is Tab).
 */
int rv_key_named(const char *name, size_t n);

#endif
