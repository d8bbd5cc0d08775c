/* Committed fuzz inputs through an ordinary test. Every failure fails the test. */
#ifndef RV_TESTS_CORPUS_H
#define RV_TESTS_CORPUS_H

#include <stddef.h>

/* Gives every file of the folder to take; returns how many there were. */
size_t rv_run_corpus(const char *dir, void (*take)(const char *data, size_t n));

#endif
