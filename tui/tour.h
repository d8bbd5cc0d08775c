/*
 * The tour: a strip of a few lines that leads through the real console, step by step.
 *
 * A step says what to press and why. It is ticked by itself when what it asks for has been done:
 * a pure predicate of UI state and snapshot, with what has been seen since the tour began. Then
 * the next one comes. What was so before the step came is ticked and waits for the key that goes
 * on. Steps of the order side are left out where there is none, or nobody to take commands.
 * The tour begins on the Desk and changes nothing else but itself. UI thread.
 */
#ifndef RV_TUI_TOUR_H
#define RV_TUI_TOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/market/types.h"
#include "tui/layout.h"

struct rv_ui;

typedef enum rv_tour_step {
	RV_TOUR_LOOK,
	RV_TOUR_WHY,
	RV_TOUR_FILTER,
	RV_TOUR_REGIME,
	RV_TOUR_STRUCTURE,
	RV_TOUR_ARM, /* of the order side, from here */
	RV_TOUR_RESUME,
	RV_TOUR_OPEN,
	RV_TOUR_READ,
	RV_TOUR_GRANT,
	RV_TOUR_FILL,
	RV_TOUR_HEDGE,
	RV_TOUR_KILL,
	RV_TOUR_LOCK, /* to here */
	RV_TOUR_HELP,
	RV_TOUR_END,
	RV_TOUR_STEPS
} rv_tour_step;

typedef struct rv_tour {
	bool on;
	bool known; /* it has been on: nobody needs to be told that there is one */
	rv_tour_step step;
	rv_tour_step ticked; /* done just before this one came; RV_TOUR_STEPS: none was */
	bool done;	     /* what this step asks for, at the last look */
	unsigned seen;	     /* bits of deeds since it began */
	/* As it was when it began: what came later is the visitor's. */
	char symbol[RV_SYMBOL_MAX];
	uint64_t program, mandate; /* newest that was granted */
	size_t fills;
} rv_tour;

/* What is to be traded next: the day's program, a ticket by hand, or nothing waits. */
typedef enum rv_tour_way { RV_TOUR_PROGRAM, RV_TOUR_TICKET, RV_TOUR_NOTHING } rv_tour_way;
rv_tour_way rv_tour_way_of(const struct rv_ui *ui);

void rv_tour_toggle(struct rv_ui *ui);
/* To the next step or back; false: there is none, or no tour. */
bool rv_tour_go(struct rv_ui *ui, int step);
/* After whatever may have changed something: ticks what has been done, and goes on. */
void rv_tour_look(struct rv_ui *ui);
/* Is it worth a word that there is a tour? A simulated market whose journal has just begun. */
bool rv_tour_offered(const struct rv_ui *ui);
/* How much of the screen it wants now. */
rv_tour_room rv_tour_room_of(const struct rv_ui *ui);
/* Place of the step among those that there are here, from 1, and how many they are. */
size_t rv_tour_place(const struct rv_ui *ui, size_t *of);

/*
 * What the step says now. Keys are those of the key table, each between two RV_TOUR_KEY marks, so
 * that they can be drawn as keys. doing fits 34 cells.
 */
enum { RV_TOUR_KEY = 1, RV_TOUR_DOING = 96, RV_TOUR_TEXT = 256 };
typedef struct rv_tour_words {
	char doing[RV_TOUR_DOING];
	char why[RV_TOUR_TEXT];
} rv_tour_words;
void rv_tour_say(const struct rv_ui *ui, bool ascii, rv_tour_words *out);
/* Text with {names} of keys and numbers in their place, as the steps are written. */
void rv_tour_expand(const struct rv_ui *ui, const char *text, bool ascii, char *out, size_t cap);
const char *rv_tour_name(rv_tour_step s); /* "arm" */

#endif
