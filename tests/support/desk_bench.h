/*
 * A desk of 120x40 with the fixture snapshot, keys to type and words to find on its screen.
 */
#ifndef RV_TESTS_DESK_BENCH_H
#define RV_TESTS_DESK_BENCH_H

#include "tui/desk.h"

enum { RV_BENCH_COLS = 120, RV_BENCH_ROWS = 40, RV_BENCH_COMMANDS = 64 };

typedef struct rv_bench {
	rv_desk *d;
	rv_canvas *c;
	rv_view *v, *newer; /* two of the same; the desk shows v */
	int64_t later;	    /* ms since the publication of v */
	char line[512];
	bool unread;  /* the terminal takes no frame */
	size_t n_got; /* commands that came out */
	rv_command got[RV_BENCH_COMMANDS];
} rv_bench;

/* For cmocka; *state is the bench. */
int rv_bench_setup(void **state);
int rv_bench_teardown(void **state);
/* The same with the order side of tests/support/view_trade.h and somebody to take commands. */
int rv_bench_trade_setup(void **state);
/* Takes commands for the bench that is ctx. */
void rv_bench_sink(void *ctx, const rv_command *c);

/* Line y with everything above ASCII as '~'; valid until the next call. */
const char *rv_bench_line(rv_bench *b, int y);
/* The first line with that text, -1 if there is none. */
int rv_bench_find(rv_bench *b, const char *text);
void rv_expect(rv_bench *b, const char *text);
void rv_expect_not(rv_bench *b, const char *text);

/* Updates the desk with v and draws it; the terminal takes the frame. */
void rv_bench_draw(rv_bench *b);
/* A snapshot ms later, with every input renewed; draws it. */
void rv_bench_wait(rv_bench *b, int64_t ms);
rv_desk_action rv_bench_key(rv_bench *b, int k); /* and draws */
void rv_bench_type(rv_bench *b, const char *text);

#endif
