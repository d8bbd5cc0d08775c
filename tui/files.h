/*
 * What a console asks to be written. It never waits for a disk: whoever runs it has a thread for
 * that. Plain data. UI thread.
 */
#ifndef RV_TUI_FILES_H
#define RV_TUI_FILES_H

#include "engine/base/status.h"
#include "tui/export.h"
#include "tui/remember.h"

#include <stdbool.h>

enum { RV_FILES_TOLD = 200 };

typedef struct rv_files {
	void *ctx;
	/* As the console is now, whenever that changes; of several the newest counts. May be NULL:
	 * nothing is kept. */
	void (*keep)(void *ctx, const rv_remembered *r);
	/* Takes e in every case. RV_EFULL: too many wait. NULL: nothing can be exported. */
	rv_status (*write)(void *ctx, rv_export *e);
	/* What became of something that was to be written, once each; false: nothing new. */
	bool (*told)(void *ctx, bool *ok, char text[RV_FILES_TOLD]);
} rv_files;

#endif
