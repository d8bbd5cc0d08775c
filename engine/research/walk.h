/*
 * Walk-forward windows: which days train, which are tested.
 *
 * Window k trains on days [k test, k test + train - purge) and tests on the test days after k test
 * + train; the purge between is used by nobody, so that neither a label nor a position that begins
 * in training reaches into the test. Days of an embargo after an earlier test do not train. A last
 * window that is shorter than a test is kept from min_test_days on. Pure; any thread.
 */
#ifndef RV_RESEARCH_WALK_H
#define RV_RESEARCH_WALK_H

#include "engine/research/result.h"

/* How many windows n_days have; 0: too few, or values that do not go together. */
size_t rv_walk_windows(const rv_bt_walk *w, size_t n_days);
/* Fills the ranges of window k < rv_walk_windows and clears the rest. */
void rv_walk_window(const rv_bt_walk *w, size_t n_days, size_t k, rv_bt_window *out);
/* Does a day train window k? False in an embargo of an earlier test. */
bool rv_walk_trains(const rv_bt_walk *w, size_t n_days, size_t k, size_t day);

#endif
