/*
 * An export on the disk: new files, mode 0600; one that is there is never written over. Any thread
 * but the screen's: it waits for a disk.
 */
#ifndef RV_APP_EXPORT_FILE_H
#define RV_APP_EXPORT_FILE_H

#include "engine/base/status.h"
#include "tui/export.h"

#include <stddef.h>

/*
 * Where e has no path: folder/PANE-20261127T063535Z.csv and .json, with -2, -3 .. where both names
 * are not free. A path may begin with ~/ . said: a line about what was written. RV_EEXIST, RV_EIO,
 * RV_ENOMEM with one line; a file that was begun is then gone again.
 */
RV_NODISCARD rv_status rv_export_write(const rv_export *e, const char *folder, char *said,
				       size_t cap, rv_err *err);

#endif
