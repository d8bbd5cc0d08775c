/*
 * The override menu and the question before one is set or ended: the engine is asked for its
 * effect, and Y counts only once the effect has been on the screen, or the engine has not told it
 * for RV_EFFECT_MS. UI thread.
 */
#ifndef RV_TUI_OVERRIDE_H
#define RV_TUI_OVERRIDE_H

#include "tui/desk.h"
#include "tui/ui.h"

enum { RV_EFFECT_MS = 5000, RV_OVERRIDE_MENU_HEDGE = RV_OVERRIDE_N, RV_OVERRIDE_MENU_SET };

/* Opens the menu: kinds, "hedge now", then those that are set. */
rv_desk_action rv_override_menu(rv_ui *ui);
rv_desk_action rv_override_menu_act(rv_ui *ui, rv_action a);
size_t rv_override_menu_lines(const rv_ui *ui);
/* Of a line of the menu: NULL, it is a kind (*kind), or "hedge now" (*kind RV_OVERRIDE_N). */
const rv_override *rv_override_menu_at(const rv_ui *ui, size_t line, rv_override_kind *kind);

/* Opens the question of OVERRIDE or OVERRIDE_END, and asks for its effect. */
rv_desk_action rv_override_ask(rv_ui *ui, const rv_command *c);
/* What stands between it and Y: "" nothing. */
const char *rv_override_block(const rv_ui *ui, int64_t now_mono);
rv_desk_action rv_override_send(rv_ui *ui);
/* The effect that was asked for; NULL not here (yet). */
const rv_override_preview *rv_override_effect(const rv_ui *ui);
/* A new snapshot: when the effect has come, the picture is another one and counts anew. */
void rv_override_hear(rv_ui *ui);

#endif
