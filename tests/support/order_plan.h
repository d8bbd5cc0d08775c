/* What is drawn from a seed: numbers, and what goes wrong at the venue. Pure; any thread. */
#ifndef RV_TESTS_ORDER_PLAN_H
#define RV_TESTS_ORDER_PLAN_H

#include <stddef.h>
#include <stdint.h>

enum { ORDER_PLAN = 1024, ORDER_PLAN_MOST = 4 };

/* 0 .. n - 1; moves *rand on. */
uint64_t order_draw(uint64_t *rand, uint64_t n);
/* So many entries (at most ORDER_PLAN_MOST) of a fault plan, all of them in the next second. */
void order_plan_draw(uint64_t *rand, uint64_t entries, char plan[ORDER_PLAN]);
/* One entry about the market, its bars or its clock, for up to twelve seconds. */
void order_plan_market(uint64_t *rand, char plan[ORDER_PLAN]);

#endif
