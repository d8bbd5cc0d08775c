/*
 * The snapshot that tests draw: 48 symbols, seeded, at 2026-11-20T12:34:56Z. Same bits every time.
 */
#ifndef RV_TESTS_VIEW_FIXTURE_H
#define RV_TESTS_VIEW_FIXTURE_H

#include "engine/run/view.h"

enum { RV_FIXTURE_MONO_MS = 5000000, RV_FIXTURE_ELAPSED_MS = 4000000 };

/* Everything warm, live and connected. The caller frees it with free. NULL: out of memory. */
rv_view *rv_fixture_view(void);
rv_view_row *rv_fixture_row(rv_view *v, const char *symbol);

/* The same market in other states. */
void rv_fixture_warming(rv_view *v);	/* few bars yet, some symbols without any */
void rv_fixture_stale(rv_view *v);	/* some rows late, stale, without data; old scores */
void rv_fixture_venue_down(rv_view *v); /* connection lost 40 s ago, alert */
void rv_fixture_empty(rv_view *v);	/* started, nothing has come yet */
/* One more publication, ms later, with every input renewed. */
void rv_fixture_next(rv_view *v, int64_t ms);
/* Other prices and scores for each step from 1 on, in about the same order; v as made above. */
void rv_fixture_move(rv_view *v, uint64_t step);

#endif
