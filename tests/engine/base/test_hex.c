/* Hex digits: known texts both ways, and what the reader refuses. */
#include "engine/base/hex.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

static const uint8_t odd[] = { 0x00, 0x0f, 0xf0, 0x9a, 0xff };

static void writes_lower_case(void **state)
{
	(void)state;
	char text[RV_HEX_TEXT(sizeof(odd))];
	assert_string_equal(rv_hex_format(odd, sizeof(odd), text), "000ff09aff");
	assert_string_equal(rv_hex_format(odd, 0, text), "");
}

static void reads_either_case(void **state)
{
	(void)state;
	static const char *const texts[] = { "000ff09aff", "000FF09AFF", "000fF09aFf" };
	for (size_t i = 0; i < LEN(texts); i++) {
		uint8_t got[sizeof(odd)];
		assert_int_equal(rv_hex_parse(texts[i], 10, got, sizeof(got)), RV_OK);
		assert_memory_equal(got, odd, sizeof(odd));
	}
}

static void refuses_anything_else(void **state)
{
	(void)state;
	static const char *const texts[] = { "",	   "000ff09af",	 "000ff09aff0",
					     "000ff09afg", " 00ff09aff", "0x0ff09aff",
					     "000ff09a-f", "000ff09aff " };
	for (size_t i = 0; i < LEN(texts); i++) {
		uint8_t got[sizeof(odd)] = { 7, 7, 7, 7, 7 };
		assert_int_equal(rv_hex_parse(texts[i], strlen(texts[i]), got, sizeof(got)),
				 RV_EPARSE);
		for (size_t k = 0; k < sizeof(got); k++)
			assert_int_equal(got[k], 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_lower_case),
		cmocka_unit_test(reads_either_case),
		cmocka_unit_test(refuses_anything_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
