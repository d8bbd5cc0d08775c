/*
 * Allocations that fail on purpose, and are counted. For test_oom* alone: their link sends malloc,
 * calloc, realloc and free of our own objects here, not those of other people's libraries.
 */
#ifndef RV_TESTS_SUPPORT_OOM_H
#define RV_TESTS_SUPPORT_OOM_H

#include <stdatomic.h>

extern atomic_long oom_fail_at; /* the allocation to fail, counted down; < 0: none */
extern atomic_long oom_made;	/* successful allocations */
extern atomic_long oom_live;	/* of them, not yet freed */

#endif
