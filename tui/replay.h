/*
 * The time machine: the screen of a past moment, from a snapshot that the desk has kept.
 *
 * While it is on, ui->scene and ui->live are of that moment and stand still: panes draw what they
 * drew then, ages and clock included. What is of now (alerts, the bell, answers, the pen, lock and
 * kill) goes on with replay.now. Nothing that trades is sent: the keys are refused, and so is any
 * command that does not calm, wherever it comes from. UI thread.
 */
#ifndef RV_TUI_REPLAY_H
#define RV_TUI_REPLAY_H

#include "tui/desk.h"
#include "tui/ui.h"

/* Where the past comes from; way.ask NULL: nowhere. */
void rv_replay_init(rv_ui *ui, const rv_past_way *way);
void rv_replay_free(rv_ui *ui);

/* To the newest kept screen that is not after that moment, which comes when it comes. */
rv_desk_action rv_replay_go(rv_ui *ui, int64_t utc_ms);
/* Back to now. */
rv_desk_action rv_replay_end(rv_ui *ui);

/* A key's action, with what a replay makes of it; as rv_ui_act. */
rv_desk_action rv_replay_act(rv_ui *ui, rv_action a, int key);

/*
 * At an update with the newest snapshot (may be NULL): takes what has come. True: the scene is of
 * the past, and is set.
 */
bool rv_replay_update(rv_ui *ui, const rv_view *v);
/* What opened by itself is about now: the replay ends with it. */
void rv_replay_settle(rv_ui *ui);

/* ui->live is of now between these two; nothing happens where no replay is on. */
void rv_replay_look_now(rv_ui *ui);
void rv_replay_look_back(rv_ui *ui);

/* While a past screen is drawn the way to the desk is none of it; link is put back by the second.
 */
void rv_replay_draw_begin(rv_ui *ui);
void rv_replay_draw_end(rv_ui *ui);

/* Why nothing that trades may be done; "" no replay is on. */
const char *rv_replay_block(const rv_ui *ui);
/* Does that command leave although a past screen is shown? */
bool rv_replay_sends(rv_cmd_kind kind);
/* The kinds of lines that are about now, and so refused in a replay. */
bool rv_replay_refuses(const rv_ui *ui, const rv_line *line);

/* Desk ms from the moment shown to now; -1 not known. */
int64_t rv_replay_ago(const rv_ui *ui);

#endif
