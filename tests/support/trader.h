/*
 * A trader at the real program on a pseudo-terminal of 120x40, with its built-in venue and a state
 * folder of its own. What a person would wait for is waited for: words on the screen.
 *
 * A question takes its answer only some time after it has been seen, so that Y is typed until the
 * question is gone: one that comes too early is lost, and one that comes too late means nothing.
 * Asserts inside. One test thread.
 */
#ifndef RV_TESTS_TRADER_H
#define RV_TESTS_TRADER_H

#include "tests/support/pty_job.h"
#include "tests/support/tmpdir.h"

typedef struct trader {
	rv_job *j;
	char state[RV_TMP_PATH * 2];
} trader;

/* The program of BUILD_DIR with these arguments, NULL at their end. */
rv_job *trader_run(const char *const *args);
/* A config folder of rv_tmp: the project's baskets, orders at OD_FAST, armed for the whole day. */
void trader_config(char config[RV_TMP_PATH * 2]);
void trader_sees(trader *t, const char *text);
void trader_sees_no_more(trader *t, const char *text);
void trader_types(trader *t, const char *keys);
/* The first of two texts that comes. */
const char *trader_sees_one_of(trader *t, const char *a, const char *b);
/* A key, again when nothing has come of it: an engine that was silent for long takes none. */
void trader_presses(trader *t, const char *key, const char *text);
/* Y, until the question is not there any more. */
void trader_answers(trader *t, const char *question);
/* A line of the command line, said again while it is refused: what it needs may still come. */
void trader_says(trader *t, const char *line, const char *text);
/* At a desk that runs elsewhere; reason "" takes a free one. */
void trader_takes_pen(trader *t, const char *reason);
/* With the pen it opens by itself; closes it. */
void trader_reads_handover(trader *t);
void trader_arms(trader *t);
void trader_resumes(trader *t); /* arms, and resumes the book */
void trader_quits(trader *t);
/* A command of its own, until its end: all that it says. The caller frees the job. */
rv_job *trader_command(const char *const *args);
/* `rvdesk journal verify` of the state folder says good. */
void trader_verifies(const trader *t);
/* The number behind "\nkey " in an event's payload. */
long long trader_number(const char *payload, const char *key);

#endif
