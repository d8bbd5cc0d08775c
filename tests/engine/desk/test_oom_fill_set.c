/* The set of counted fills with every allocation failed in turn: nothing is lost or half there. */
#include "engine/desk/fill_set.h"
#include "tests/support/cm.h"
#include "tests/support/oom.h"

#include <stdbool.h>
#include <stdlib.h>

enum { FILLS = 600 }; /* room for 256, 512, 1,024 */

static rv_fill nth(int64_t i)
{
	return (rv_fill){
		.symbol = "SOL", .side = RV_BUY, .lots = 1, .px = 1, .tid = i + 1, .oid = 7
	};
}

/* Adds until one fails, then goes on; returns whether one failed. */
static bool fill_with_failure(rv_fill_set *s)
{
	bool failed = false;
	for (int64_t i = 0; i < FILLS; i++) {
		const rv_fill f = nth(i);
		rv_fill_verdict v = RV_FILL_SEEN;
		rv_status st = rv_fill_set_add(s, &f, &v);
		if (st != RV_OK) {
			assert_int_equal(st, RV_ENOMEM);
			assert_int_equal(v, RV_FILL_NEW);
			assert_int_equal(rv_fill_set_count(s), i);
			failed = true;
			st = rv_fill_set_add(s, &f, &v);
		}
		assert_int_equal(st, RV_OK);
	}
	return failed;
}

static void every_allocation_may_fail(void **state)
{
	(void)state;
	bool failed = true;
	for (long k = 0; failed; k++) {
		rv_fill_set *s = NULL;
		oom_fail_at = k;
		failed = rv_fill_set_new(FILLS, &s) != RV_OK;
		if (failed) {
			assert_null(s);
			continue;
		}
		failed = fill_with_failure(s);
		oom_fail_at = -1;
		for (int64_t i = 0; i < FILLS; i++) {
			const rv_fill f = nth(i);
			assert_int_equal(rv_fill_set_look(s, &f), RV_FILL_SEEN);
		}
		rv_fill_set_free(s);
		assert_int_equal(!failed, k == 7); /* the set, three times an index and rows */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
