/* Reports: which kinds have rows, and that they are zeroed and inside the allocation. */
#include "engine/desk/venue.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

static void rows_belong_to_their_kinds(void **state)
{
	(void)state;
	for (int k = RV_REPORT_ACTION; k <= RV_REPORT_MALFORMED; k++) {
		const bool fills = k == RV_REPORT_FILLS_PAGE || k == RV_REPORT_STREAM_FILLS;
		const bool records = k == RV_REPORT_ORDER_STATUS || k == RV_REPORT_OPEN_ORDERS ||
				     k == RV_REPORT_STREAM_ORDERS;
		rv_venue_report *r = NULL;
		const bool transfers = k == RV_REPORT_TRANSFERS;
		assert_int_equal(rv_venue_report_new((rv_report_kind)k, 0, &r), RV_OK);
		assert_int_equal(r->kind, k);
		assert_null(r->fills);
		assert_null(r->records);
		assert_null(r->transfers);
		rv_venue_report_free(r);
		r = NULL;
		if (!fills && !records && !transfers) {
			assert_int_equal(rv_venue_report_new((rv_report_kind)k, 1, &r), RV_EINVAL);
			assert_null(r);
			continue;
		}
		assert_int_equal(rv_venue_report_new((rv_report_kind)k, 3, &r), RV_OK);
		assert_int_equal(r->n, 3);
		assert_int_equal(r->fills != NULL, fills);
		assert_int_equal(r->records != NULL, records);
		assert_int_equal(r->transfers != NULL, transfers);
		rv_venue_report_free(r);
	}
	rv_venue_report_free(NULL);
}

static void the_last_row_is_there_and_zero(void **state)
{
	(void)state;
	static const rv_fill no_fill;
	static const rv_order_record no_record;
	rv_venue_report *r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_STREAM_FILLS, RV_REPORT_ROWS, &r), RV_OK);
	assert_memory_equal(&r->fills[RV_REPORT_ROWS - 1], &no_fill, sizeof(no_fill));
	memset(r->fills, 0x5a, RV_REPORT_ROWS * sizeof(rv_fill)); /* for the sanitizer */
	rv_venue_report_free(r);
	r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_OPEN_ORDERS, RV_REPORT_ROWS, &r), RV_OK);
	assert_memory_equal(&r->records[RV_REPORT_ROWS - 1], &no_record, sizeof(no_record));
	memset(r->records, 0x5a, RV_REPORT_ROWS * sizeof(rv_order_record));
	rv_venue_report_free(r);
	r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_OPEN_ORDERS, RV_REPORT_ROWS + 1, &r),
			 RV_EINVAL);
	assert_null(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_belong_to_their_kinds),
		cmocka_unit_test(the_last_row_is_there_and_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
