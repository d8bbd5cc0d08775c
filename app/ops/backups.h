/*
 * Backups of the journal while the desk runs: one an hour into backups/ of the state folder, of
 * which the newest of 24 hours and of 14 days are kept (backup_names.h).
 *
 * A thread of its own asks the journal for a copy, which costs orders nothing (journal.h), and
 * waits for it. A copy has its name only when its chain is proved; what the book keeps (book-*.txt)
 * is copied beside it. Nothing is made while the disk has less than four copies' room; what goes
 * wrong is in the log, and is tried again after some minutes. Owner: the main thread.
 */
#ifndef RV_APP_OPS_BACKUPS_H
#define RV_APP_OPS_BACKUPS_H

#include "app/trading.h"

typedef struct rv_backups rv_backups;

/* clock: the machine's, for names and hours. All is borrowed; dir: the state folder. */
RV_NODISCARD rv_status rv_backups_start(const char *dir, rv_trading *trading, const rv_clock *clock,
					rv_log *log, rv_backups **out);
/* Gives up a copy that is being made. Before the order side stops; NULL is a no-op. */
void rv_backups_stop(rv_backups *b);

/* What the thread does when it looks, for tests: makes one if its hour has none, and tidies up. */
RV_NODISCARD rv_status rv_backups_look(rv_backups *b, rv_err *err);
/* Without a thread. */
RV_NODISCARD rv_status rv_backups_new(const char *dir, rv_trading *trading, const rv_clock *clock,
				      rv_log *log, rv_backups **out);

#endif
