/*
 * A screen of the desk after some keys, against its golden file. Keys are typed half a second
 * apart, each into a frame that the terminal has taken. Asserts inside; one test thread.
 */
#ifndef RV_TESTS_GOLDEN_SCENE_H
#define RV_TESTS_GOLDEN_SCENE_H

#include "engine/run/view.h"
#include "tui/canvas.h"

typedef struct rv_golden_scene {
	const char *name;
	int cols, rows;
	bool ascii;
	void (*prepare)(rv_view *v);
	const char *keys; /* as rv_golden_type */
	int64_t later_ms; /* after the last key */
} rv_golden_scene;

void rv_golden_scene_check(const rv_golden_scene *s,
			   void (*as_text)(const rv_canvas *c, char *out));

#endif
