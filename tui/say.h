/* One line that the console says to the operator: in place of the hints, for a while. UI thread. */
#ifndef RV_TUI_SAY_H
#define RV_TUI_SAY_H

#include "engine/base/status.h"
#include "tui/canvas.h"

enum { RV_SAY_TEXT = 200, RV_SAY_MS = 8000 };

typedef struct rv_say {
	rv_role role;
	int64_t until_mono;
	char text[RV_SAY_TEXT]; /* "" nothing */
} rv_say;

void rv_say_set(rv_say *s, int64_t now_mono, rv_role role, const char *fmt, ...) RV_PRINTF(4, 5);
bool rv_say_on(const rv_say *s, int64_t now_mono);

#endif
