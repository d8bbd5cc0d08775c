/*
 * SHA-256: the vectors of FIPS 180-4 and NIST's SHAVS, and the same digest however the bytes come.
 */
#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

static void assert_digest(const uint8_t got[RV_SHA256_BYTES], const char *want)
{
	char text[RV_HEX_TEXT(RV_SHA256_BYTES)];
	assert_string_equal(rv_hex_format(got, RV_SHA256_BYTES, text), want);
}

static void digests_are_those_of_the_standard(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
		  "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		uint8_t got[RV_SHA256_BYTES];
		rv_sha256(cases[i].text, strlen(cases[i].text), got);
		assert_digest(got, cases[i].want);
	}
	uint8_t got[RV_SHA256_BYTES];
	rv_sha256(NULL, 0, got);
	assert_digest(got, cases[0].want);
}

static void a_million_letters_in_odd_pieces(void **state)
{
	(void)state;
	char a[997];
	memset(a, 'a', sizeof(a));
	rv_sha256_ctx c;
	rv_sha256_init(&c);
	size_t left = 1000000;
	for (size_t n = 1; left > 0; n = n % sizeof(a) + 1) {
		const size_t take = n < left ? n : left;
		rv_sha256_update(&c, a, take);
		left -= take;
	}
	uint8_t got[RV_SHA256_BYTES];
	rv_sha256_final(&c, got);
	assert_digest(got, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	/* and it starts again */
	rv_sha256_update(&c, "abc", 3);
	rv_sha256_final(&c, got);
	assert_digest(got, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_standard),
		cmocka_unit_test(a_million_letters_in_odd_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
