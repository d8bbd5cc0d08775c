/*
 * Programs on the bench of desk_bench.h: snapshots of view_program.h, and what its keys have sent.
 * Asserts inside; one test thread.
 */
#ifndef RV_TESTS_PROGRAM_BENCH_H
#define RV_TESTS_PROGRAM_BENCH_H

#include "tests/support/desk_bench.h"
#include "tests/support/view_program.h"

enum { AWHILE = 400 }; /* longer than a question needs to listen */

/* The bench's desk with another snapshot than it was made with. */
void program_show(rv_bench *b, void (*prepare)(rv_view *v));
/* Opens the program, then its question, and lets it be seen. */
void program_ask(rv_bench *b);
void program_asked(rv_bench *b, bool asked);
/* So many commands have come out; the newest is of this kind, about this id alone. */
void program_sent(rv_bench *b, size_t n, rv_cmd_kind kind, uint64_t id);

#endif
