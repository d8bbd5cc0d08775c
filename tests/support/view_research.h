/* A backtest in the snapshot that tests draw: fixed, plausible, partly unknown. */
#ifndef RV_TESTS_VIEW_RESEARCH_H
#define RV_TESTS_VIEW_RESEARCH_H

#include "engine/run/view.h"

void rv_fixture_research(rv_view *v);	      /* a finished walk-forward of three years */
void rv_fixture_research_none(rv_view *v);    /* this desk looks for runs, and there are none */
void rv_fixture_research_running(rv_view *v); /* one is being made, an older one is shown */
void rv_fixture_research_failed(rv_view *v);  /* the first one failed */
void rv_fixture_research_odd(rv_view *v);     /* in sample, ratio refused, much unknown */

#endif
