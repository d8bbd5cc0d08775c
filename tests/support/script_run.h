/* A script of tests/oracle run to its end by a test, which shows what it has printed. Asserts
 * inside. One test thread. */
#ifndef RV_TESTS_SCRIPT_RUN_H
#define RV_TESTS_SCRIPT_RUN_H

enum { SCRIPT_LINE = 256 };

/* argv[0] is a path, from the root of the tree; stderr is stdout. Returns the exit status; the last
 * line is left in last, "" without one. */
int script_run(char *const *argv, char last[SCRIPT_LINE]);

#endif
