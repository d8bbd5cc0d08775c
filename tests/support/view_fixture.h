/* Made-up snapshots for the console's tests: 48 symbols whose prices move with the sequence. */
#ifndef RV_TESTS_VIEW_FIXTURE_H
#define RV_TESTS_VIEW_FIXTURE_H

#include "engine/run/view.h"

/* Fills every field; the symbols are SYM00, SYM01, ... step: 0, 1, 2, ... moves the values. */
void rv_view_fixture(rv_view *v, uint64_t step, int64_t mono_ms);

#endif
