/* A journal that somebody has changed: what must not be started from. Asserts inside. */
#ifndef RV_TESTS_OMS_FORGE_H
#define RV_TESTS_OMS_FORGE_H

#include "tests/support/oms_bench.h"

/*
 * Replays the bench's journal with the first event of that type left out (from NULL), or with the
 * first occurrence of a text in one of them replaced: the replay fails with RV_EDATA and says so.
 */
void bench_forged(oms_bench *b, rv_event_type type, const char *from, const char *to,
		  const char *says);

#endif
