/*
 * The history of prices is handed from one episode of the order runner to the next: to ask a venue
 * for all of it again is most of what a short life costs, and is not what is looked at. The first
 * episode at each venue fetches its own. One thread.
 */
#ifndef RV_TESTS_ORDER_HISTORY_H
#define RV_TESTS_ORDER_HISTORY_H

#include "tests/support/order_run.h"

/* Moves what was left in the run's folder to a new state folder; of another venue: removes it. */
void order_history_take(order_run *r, const char *state_dir);
/* Moves a whole one, with no transaction open, from a state folder that is given up. */
void order_history_leave(order_run *r, const char *state_dir);
void order_history_drop(order_run *r);

#endif
