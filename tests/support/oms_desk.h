/*
 * A bench that is up, armed and ACTIVE, with its invariants watched: what a test of orders begins
 * with. Asserts inside; one at a time.
 */
#ifndef RV_TESTS_OMS_DESK_H
#define RV_TESTS_OMS_DESK_H

#include "tests/support/oms_check.h"

typedef struct oms_desk {
	oms_bench *b;
	oms_check *k;
} oms_desk;

/* Made and watched, not up yet: for a test that changes its parameters (bench_remake) first. */
oms_desk *oms_desk_new(void);
/* Everything is checked once more. */
void oms_desk_free(oms_desk *d);

/* The same for cmocka; *state is the oms_desk. */
int oms_desk_setup(void **state);
int oms_desk_teardown(void **state);

#endif
