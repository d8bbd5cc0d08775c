/* PBKDF2-HMAC-SHA-256 against values of Python's hashlib. */
#include "engine/base/sha256.h"

#include "tests/support/cm.h"
#include "tests/support/hex.h"

static void known_answers(void **state)
{
	(void)state;
	static const struct {
		const char *secret, *salt;
		size_t n, salt_n;
		unsigned iterations;
		const char *want;
	} cases[] = {
		{ "password", "salt", 8, 4, 1,
		  "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b" },
		{ "password", "salt", 8, 4, 4096,
		  "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a" },
		{ "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 24, 36, 4096,
		  "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1" },
		{ "pass\0word", "sa\0lt", 9, 5, 4096,
		  "89b69d0516f829893c696226650a86878c029ac13ee276509d5ae58b6466a724" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t out[RV_SHA256_BYTES];
		rv_sha256_slow(cases[i].secret, cases[i].n, cases[i].iterations,
			       (const uint8_t *)cases[i].salt, cases[i].salt_n, out);
		rv_assert_hex(cases[i].secret, out, sizeof(out), cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known_answers) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
