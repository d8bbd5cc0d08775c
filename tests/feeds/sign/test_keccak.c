/* Keccak-256: published answers, and pieces of any size. */
#include "engine/base/rng.h"
#include "feeds/sign/keccak.h"
#include "tests/oracle/keccak_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/hex.h"

#include <string.h>

/* "abc" as every Ethereum library has it; the rest is from an independent permutation. */
static void gives_the_published_hashes(void **state)
{
	(void)state;
	uint8_t in[512], out[32];
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i % 251);
	rv_keccak256("abc", 3, out);
	rv_assert_hex("abc", out, 32,
		      "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
	for (size_t i = 0; i < LEN(keccak_cases); i++) {
		rv_keccak256(in, keccak_cases[i].n, out);
		rv_assert_hex("bytes", out, 32, keccak_cases[i].want);
	}
}

static void pieces_are_one_text(void **state)
{
	(void)state;
	uint8_t in[700], whole[32], parts[32];
	rv_rng r;
	rv_rng_seed(&r, 2385, 4, 1);
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)rv_rng_u64(&r);
	for (int round = 0; round < 200; round++) {
		const size_t n = (size_t)rv_rng_below(&r, sizeof(in) + 1);
		const size_t a = (size_t)rv_rng_below(&r, n + 1), b = a + (n - a) / 2;
		const rv_bytes piece[] = {
			{ in, a }, { NULL, 0 }, { in + a, b - a }, { in + b, n - b }
		};
		rv_keccak256(in, n, whole);
		rv_keccak256_of(piece, LEN(piece), parts);
		assert_memory_equal(whole, parts, 32);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_published_hashes),
		cmocka_unit_test(pieces_are_one_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
