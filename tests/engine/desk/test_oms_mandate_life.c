/*
 * How long a grant lives when a process has begun with a clock behind the journal's: what the
 * elapsed time says, or the UTC once that is right again, whichever comes first.
 */
#include "engine/desk/oms_fold.h"

#include "tests/support/cm.h"

enum { LIFE_MS = 240000 };
#define GRANTED_MS INT64_C(1821052757750)

static oms_mandate granted(bool ahead)
{
	return (oms_mandate){ .id = 76,
			      .approved = { .utc = GRANTED_MS, .at = 20127718 },
			      .life_ms = LIFE_MS,
			      .ahead = ahead };
}

static oms_stamp after(int64_t utc_ms, int64_t elapsed_ms)
{
	return (oms_stamp){ .utc = GRANTED_MS + utc_ms, .at = 20127718 + elapsed_ms };
}

static void by_elapsed_time(void **state)
{
	(void)state;
	const oms_mandate m = granted(false);
	const oms_stamp before = after(LIFE_MS - 1, LIFE_MS - 1), end = after(LIFE_MS, LIFE_MS);
	/* a clock that steps while it runs changes nothing */
	const oms_stamp stepped = after(10 * LIFE_MS, LIFE_MS - 1), back = after(-LIFE_MS, LIFE_MS);
	assert_false(oms_mandate_lived(&m, &before));
	assert_true(oms_mandate_lived(&m, &end));
	assert_false(oms_mandate_lived(&m, &stepped));
	assert_true(oms_mandate_lived(&m, &back));
}

static void by_utc_where_the_process_began_before_it(void **state)
{
	(void)state;
	const oms_mandate m = granted(true);
	const oms_stamp wrong = after(-300 * LIFE_MS, 50000), right = after(LIFE_MS - 1, 60000),
			end = after(LIFE_MS, 60001);
	assert_false(oms_mandate_lived(&m, &wrong));
	assert_false(oms_mandate_lived(&m, &right));
	assert_true(oms_mandate_lived(&m, &end));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_elapsed_time),
		cmocka_unit_test(by_utc_where_the_process_began_before_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
