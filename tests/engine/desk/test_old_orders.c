/* Orders that are long over are known by name, the newest 65,536 of them. */
#include "engine/desk/old_orders.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"

enum { MORE = 1237, FIRST_OID = 560000 };

static const rv_cloid none;

static rv_cloid cloid_of(uint32_t i)
{
	rv_cloid c = { { 7 } };
	const uint32_t spread = i * UINT32_C(2654435761);
	memcpy(c.b + 2, &spread, sizeof(spread));
	memcpy(c.b + 10, &i, sizeof(i));
	return c;
}

/* Every third has no number of the venue. */
static int64_t oid_of(uint32_t i)
{
	return i % 3 == 0 ? 0 : FIRST_OID + (int64_t)i;
}

static void check(const rv_old_orders *o, uint32_t i, bool known)
{
	const rv_cloid c = cloid_of(i), other = cloid_of(i + 5000000);
	const rv_old_order *by_cloid = rv_old_orders_find(o, &c, 0);
	const rv_old_order *by_oid = rv_old_orders_find(o, &none, oid_of(i));
	assert_int_equal(by_cloid != NULL, known);
	assert_int_equal(by_oid != NULL, known && oid_of(i) != 0);
	if (!known)
		return;
	assert_int_equal(by_cloid->mandate, i / 10 + 1);
	assert_int_equal(by_cloid->oid, oid_of(i));
	/* the venue may take a cloid twice: another number is another order's */
	const int64_t foreign = 9000000;
	const rv_old_order *mine = oid_of(i) ? NULL : by_cloid;
	assert_ptr_equal(rv_old_orders_find(o, &c, foreign), mine);
	if (by_oid) {
		assert_ptr_equal(by_oid, by_cloid);
		assert_ptr_equal(rv_old_orders_find(o, &other, oid_of(i)), by_oid);
	}
}

static void the_newest_are_known(void **state)
{
	(void)state;
	rv_old_orders *o = calloc(1, sizeof(*o));
	assert_non_null(o);
	check(o, 1, false);
	for (uint32_t i = 0; i < RV_OLD_ORDERS + MORE; i++) {
		const rv_cloid c = cloid_of(i);
		rv_old_orders_add(o, &c, oid_of(i), i / 10 + 1);
		if (i % 4099 == 0)
			check(o, i, true);
	}
	for (uint32_t i = 0; i < RV_OLD_ORDERS + MORE; i++)
		check(o, i, i >= MORE);
	assert_null(rv_old_orders_find(o, &none, 0));
	free(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
