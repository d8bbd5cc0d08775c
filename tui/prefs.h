/*
 * What an operator has chosen of the console's looks and pace, and its words. Plain data. Any
 * thread.
 */
#ifndef RV_TUI_PREFS_H
#define RV_TUI_PREFS_H

#include <stdbool.h>

enum { RV_REFRESH_MIN_MS = 250, RV_REFRESH_MAX_MS = 5000 };

typedef struct rv_prefs {
	int theme;  /* of rv_theme_name */
	int updown; /* of rv_updown_name; -1: the theme's own */
	bool mono;
	int refresh_ms; /* least time between frames without a key */
	bool bell;
	bool remember; /* layout and settings, for the next start */
} rv_prefs;

void rv_prefs_default(rv_prefs *p);

/* The next longer pace (step 1), or shorter (-1), of the few that there are, cut at the ends. */
int rv_prefs_refresh_step(int refresh_ms, int step);

#endif
