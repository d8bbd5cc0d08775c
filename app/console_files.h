/*
 * Files of a console: how it was left (console.json), and exports. A thread of its own waits for
 * the disk, so that the screen never does. Main (UI) thread but for what is said.
 *
 * console.json is replaced as a whole, mode 0600. An export is a new file, mode 0600: one that is
 * there is never written over.
 */
#ifndef RV_APP_CONSOLE_FILES_H
#define RV_APP_CONSOLE_FILES_H

#include "engine/base/status.h"
#include "tui/files.h"

typedef struct rv_console_files rv_console_files;

/*
 * dir: the state folder, made when the first file is written; exports go into dir/export. keeps:
 * console.json is read, and written when something changes. RV_ENOMEM, RV_EIO (no thread).
 */
RV_NODISCARD rv_status rv_console_files_start(const char *dir, bool keeps, rv_console_files **out,
					      rv_err *err);
/* How the console was left, as new where there is nothing. A file that is damaged or of another
 * version counts as nothing, and is told of as what became of an export is. */
void rv_console_files_recall(rv_console_files *c, rv_remembered *out);
/* What the console calls. */
void rv_console_files_for(rv_console_files *c, rv_files *out);
/* Writes what waits, and ends. NULL is a no-op. */
void rv_console_files_stop(rv_console_files *c);

#endif
