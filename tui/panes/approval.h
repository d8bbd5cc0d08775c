/* What an approval shows: one ticket in full, or up to five in short. UI thread. */
#ifndef RV_TUI_PANES_APPROVAL_H
#define RV_TUI_PANES_APPROVAL_H

#include "tui/panes/writer.h"
#include "tui/trade.h"
#include "tui/ui.h"

/*
 * The ticket with its costs, what it leads to, the age of each input and every check. columns: of
 * the checks that are met; those that are not have a line each, whatever it is.
 */
void rv_write_approval(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t, int columns);
void rv_write_marked(rv_writer *wr, const rv_ui *ui);

/* "BUY 12.40 SOL at 137.05 or lower". */
enum { RV_LEG_TEXT = 128 };
const char *rv_leg_text(const rv_tv_ticket *t, char buf[RV_LEG_TEXT]);
/*
 * "1.3 bp against us", "0.4 bp in our favour", "-- bp" while it is not known; the mid that it is
 * of, NaN unknown: the one the engine compared, no other stream's.
 */
enum { RV_MOVE_TEXT = 64 };
const char *rv_move_text(const rv_tv_ticket *t, char buf[RV_MOVE_TEXT]);
double rv_move_mid(const rv_tv_ticket *t);
/* The name and colour of an environment. */
const char *rv_env_text(rv_env env, rv_role *role);
/* " of 40,000" when the book has a limit of that name; buf RV_FMT_TEXT. */
const char *rv_of_limit(const rv_trade_view *tv, const char *name, char *buf);
/* What keeps the open question from being sent, the word that is typed, what the keys do. */
void rv_write_answers(rv_writer *wr, const rv_ui *ui);
/* One check with its numbers, over the whole width. */
void rv_write_check(rv_writer *wr, const rv_tv_check *c);

/* The met checks in up to so many columns; RV_CHECK_NAMES: their names, one after the other. */
enum { RV_CHECK_COLUMNS = 4, RV_CHECK_NAMES };

#endif
