/* The results of every system in the snapshot that tests draw: fixed, plausible, partly unknown. */
#ifndef RV_TESTS_VIEW_ENGINE_H
#define RV_TESTS_VIEW_ENGINE_H

#include "engine/run/view.h"

/* After rows and RV scores. Same bits every time. */
void rv_fixture_fill_engine(rv_view *v);
/* As before the first pass, or with modules that know nothing. */
void rv_fixture_no_engine(rv_view *v);
/* Every mark at once: ridge fallback, uncertified, risk-off, carried, mcap unknown. */
void rv_fixture_marks(rv_view *v);

#endif
