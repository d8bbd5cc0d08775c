/*
 * What the trading keys do: they open questions and send commands, and change nothing themselves.
 *
 * Lock and kill send at once, whatever the screen shows, silent engine and tiny terminal included.
 * What adds risk is refused while the display is frozen or the engine silent. UI thread.
 */
#ifndef RV_TUI_TRADE_KEYS_H
#define RV_TUI_TRADE_KEYS_H

#include "tui/desk.h"
#include "tui/ui.h"

/* An action of the order side in the panes or in an item's details. */
rv_desk_action rv_trade_act(rv_ui *ui, rv_action a);
/* RV_ACT_LOCK, RV_ACT_KILL and the kill menu's; anything else closes the menu. */
rv_desk_action rv_trade_safety(rv_ui *ui, rv_action a);
rv_desk_action rv_trade_kill_menu(rv_ui *ui, rv_action a);

/* A key while a question is open: a is its action there, RV_ACT_NONE for any other. */
rv_desk_action rv_trade_answer(rv_ui *ui, rv_action a, int key);
/* A key on the line of RV_MODE_PIN; and the end of that line, however it comes. */
rv_desk_action rv_trade_pin(rv_ui *ui, rv_action a, int key);
/* Opens it where the desk has refused to arm without: it has a PIN since that was last known. Only
 * over the panes and a program's dialog; whatever else is open is not taken away. */
bool rv_trade_pin_open(rv_ui *ui);
void rv_trade_pin_wipe(rv_ui *ui);
/* Enter on the line of RV_MODE_REASON or RV_MODE_REDUCE. */
rv_desk_action rv_trade_accept(rv_ui *ui);

/* Space in a list of tickets. */
rv_desk_action rv_trade_mark(rv_ui *ui);
/* Opens the question of F and of :flatten. */
rv_desk_action rv_trade_flatten(rv_ui *ui);
/* Quitting: RV_DESK_QUIT, or the question first where orders would be left alone. */
rv_desk_action rv_trade_quit(rv_ui *ui);

/* Says why not. */
rv_desk_action rv_trade_refuse(rv_ui *ui, const char *why);
/* Goes to a question, or a line that belongs to one; and back to where it was asked. */
rv_desk_action rv_trade_ask(rv_ui *ui, rv_ui_mode mode);
rv_desk_action rv_trade_close(rv_ui *ui);
bool rv_trade_is_live(const rv_ui *ui); /* a word is typed before Y */

/* Sends and says so, or says why not. */
rv_desk_action rv_trade_send(rv_ui *ui, rv_command *c, const char *about);
/*
 * Acknowledges the alert that is shown, here and, where there is an order side, for the whole desk:
 * the journal then says who. False: there is none.
 */
bool rv_trade_ack_alert(rv_ui *ui);
/* Cancels a mandate or an order; RV_DESK_NONE: it is gone. */
rv_desk_action rv_trade_cancel(rv_ui *ui, const rv_pick *what);
/* Every mandate and order of ours, of a symbol or of all (""). */
rv_desk_action rv_trade_cancel_all(rv_ui *ui, const char *symbol);
/* Says what the engine has answered to commands of this console. */
void rv_trade_hear(rv_ui *ui);

#endif
