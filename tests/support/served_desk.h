/*
 * `rvdesk serve` as a process of its own with its built-in venue, and a person who attaches to it
 * on a pseudo-terminal (trader.h). Asserts inside. One test thread, one desk.
 */
#ifndef RV_TESTS_SERVED_DESK_H
#define RV_TESTS_SERVED_DESK_H

#include "tests/support/order_proc.h"
#include "tests/support/trader.h"

enum { SERVED_WORD = 600 };

typedef struct served_desk {
	order_proc proc;
	trader t; /* t.j: the attached console; NULL none */
	char program[SERVED_WORD], socket[SERVED_WORD];
} served_desk;

/* For cmocka; *state is the desk, with a state folder and nothing running. */
int served_setup(void **state);
int served_teardown(void **state);
/* Starts it with these words, NULL at their end, until it agrees with its venue. */
void served_start(served_desk *s, const char *const *words);
/* The shipped configuration, at noon. */
void served_start_plainly(served_desk *s);
/* A console with up to two words more; NULL none. */
void served_attach(served_desk *s, const char *option, const char *value);
/* The console quits as a person does. */
void served_leave(served_desk *s);

#endif
