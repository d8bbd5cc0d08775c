/* One pass of relative momentum for tests: allocates, runs, fails the test on an error. */
#ifndef RV_TESTS_RVM_RUN_H
#define RV_TESTS_RVM_RUN_H

#include "engine/factors/rv_momentum.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

static inline rv_rvm *rvm_workspace(const rv_rvm_params *p)
{
	rv_rvm *w = NULL;
	assert_int_equal(rv_rvm_new(RV_MAX_SYMBOLS, (size_t)p->lookback_bars, &w), RV_OK);
	return w;
}

/* Result at column col; free() it. */
static inline rv_rvm_result *rvm_at(const rv_rvm_params *p, const rv_rvm_baskets *b,
				    const rv_panel *panel, size_t col)
{
	rv_rvm *w = rvm_workspace(p);
	rv_rvm_result *r = calloc(1, sizeof(*r));
	assert_non_null(r);
	assert_int_equal(rv_rvm_run(w, p, b, panel, col, r), RV_OK);
	rv_rvm_free(w);
	return r;
}

static inline rv_rvm_result *rvm_newest(const rv_rvm_params *p, const rv_rvm_baskets *b,
					const rv_panel *panel)
{
	return rvm_at(p, b, panel, rv_panel_bars(panel) - 1);
}

static inline const rv_rvm_symbol *rvm_find(const rv_rvm_result *r, const rv_panel *panel,
					    const char *name)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(rv_panel_name(panel, r->symbols[i].row), name) == 0)
			return &r->symbols[i];
	}
	fail_msg("%s is not in the result", name);
	return NULL;
}

#endif
