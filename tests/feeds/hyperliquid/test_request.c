/* The signed envelope: text by hand, both sides agree on who signed, and what is refused. */
#include "engine/base/rng.h"
#include "feeds/hyperliquid/json.h"
#include "feeds/hyperliquid/request.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/corpus.h"
#include "tests/support/hl_action.h"
#include "tests/support/test_key.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rv_hl_action action, other;
static uint8_t packed[RV_HL_PACK_MAX];
static char text[RV_HL_REQUEST_MAX];

static rv_status read_text(const char *s, rv_hl_envelope *e)
{
	rv_err err = { 0 };
	const rv_status st = rv_hl_request_read(s, strlen(s), &other, e, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
	return st;
}

static void text_by_hand(void **state)
{
	(void)state;
	size_t n = 0;
	rv_hl_envelope e = { .nonce = 1700000000123, .expires_after = -1 };
	e.sig.v = 28;
	e.sig.r[31] = 0xab;
	e.sig.s[0] = 0x01;
	memset(&action, 0, sizeof(action));
	assert_int_equal(rv_hl_request_json(&action, &e, text, sizeof(text), &n), RV_OK);
	assert_string_equal(
		text,
		"{\"action\":{\"type\":\"noop\"},\"nonce\":1700000000123,\"signature\":{\"r\":"
		"\"0x00000000000000000000000000000000000000000000000000000000000000ab\",\"s\":"
		"\"0x0100000000000000000000000000000000000000000000000000000000000000\",\"v\":28},"
		"\"vaultAddress\":null,\"expiresAfter\":null}");
	assert_int_equal(n, strlen(text));
	e.has_vault = true;
	e.vault[19] = 0x0f;
	e.expires_after = 0;
	assert_int_equal(rv_hl_request_json(&action, &e, text, sizeof(text), &n), RV_OK);
	assert_non_null(strstr(text,
			       ",\"vaultAddress\":\"0x000000000000000000000000000000000000000f\","
			       "\"expiresAfter\":0}"));
	for (size_t cap = 1; cap <= n; cap++) {
		char *small = malloc(cap);
		size_t got = 0;
		assert_non_null(small);
		assert_int_equal(rv_hl_request_json(&action, &e, small, cap, &got), RV_EFULL);
		free(small);
	}
	e.nonce = -1;
	assert_int_equal(rv_hl_request_json(&action, &e, text, sizeof(text), &n), RV_ERANGE);
}

/* What one side signs and sends, in any spelling, the other side reads and recovers. */
static void both_sides_agree(void **state)
{
	(void)state;
	rv_rng r;
	rv_signer *signer = rv_test_signer(RV_KEY_RS);
	uint8_t mine[20], back[20], digest[32];
	rv_signer_address(signer, mine);
	rv_rng_seed(&r, 2385, 7, 1);
	for (int i = 0; i < 1000; i++) {
		size_t n = 0;
		rv_hl_envelope e = { .nonce = (int64_t)(rv_rng_u64(&r) >> 15),
				     .has_vault = i % 3 == 0,
				     .expires_after =
					     i % 2 ? (int64_t)(rv_rng_u64(&r) >> 15) : -1 };
		rv_hl_envelope got;
		const bool mainnet = i % 5 == 0;
		memset(e.vault, e.has_vault ? 0x5a + i % 7 : 0, sizeof(e.vault));
		rv_hl_random_action(&r, &action, 4);
		assert_int_equal(rv_hl_action_pack(&action, packed, sizeof(packed), &n), RV_OK);
		const rv_l1_payload p = rv_hl_envelope_payload(&e, packed, n, mainnet);
		assert_int_equal(rv_signer_sign(signer, &p, &e.sig), RV_OK);
		assert_int_equal(rv_hl_request_json(&action, &e, text, sizeof(text), &n), RV_OK);

		char *spelt = rv_hl_respell(&r, text);
		assert_int_equal(read_text(spelt, &got), RV_OK);
		free(spelt);
		assert_int_equal(rv_hl_action_pack(&other, packed, sizeof(packed), &n), RV_OK);
		const rv_l1_payload q = rv_hl_envelope_payload(&got, packed, n, mainnet);
		rv_l1_digest(&q, digest);
		assert_int_equal(rv_sig_recover(digest, &got.sig, back), RV_OK);
		assert_memory_equal(mine, back, 20);
		assert_memory_equal(&e.sig, &got.sig, sizeof(e.sig));
	}
	rv_signer_free(signer);
}

#define SIG "\"signature\":{\"r\":\"0x1\",\"s\":\"0x2\",\"v\":27}"
#define NOOP "\"action\":{\"type\":\"noop\"}"

static void optional_members(void **state)
{
	(void)state;
	rv_hl_envelope e;
	assert_int_equal(read_text("{" NOOP ",\"nonce\":5," SIG "}", &e), RV_OK);
	assert_int_equal(e.nonce, 5);
	assert_false(e.has_vault);
	assert_int_equal(e.expires_after, -1);
	assert_int_equal(e.sig.r[31], 1);
	assert_int_equal(e.sig.s[31], 2);
	assert_int_equal(
		read_text("{" NOOP ",\"nonce\":5," SIG ",\"vaultAddress\":"
			  "\"0x1719884EB866CB12B2287399B15F7DB5E7D775EA\",\"expiresAfter\":9}",
			  &e),
		RV_OK);
	assert_true(e.has_vault && e.vault[0] == 0x17 && e.vault[19] == 0xea);
	assert_int_equal(e.expires_after, 9);
	/* Form is one thing, a possible signature another. */
	assert_int_equal(read_text("{" NOOP ",\"nonce\":5,\"signature\":{\"r\":\"0x0\",\"s\":"
				   "\"0x0\",\"v\":0}}",
				   &e),
			 RV_OK);
	uint8_t digest[32] = { 1 }, back[20];
	assert_int_equal(rv_sig_recover(digest, &e.sig, back), RV_EVENUE);
}

static void refuses_other_envelopes(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"null",
		"[]",
		"{}",
		"{\"nonce\":5," SIG "}",
		"{" NOOP "," SIG "}",
		"{" NOOP ",\"nonce\":5}",
		"{" NOOP ",\"nonce\":5," SIG "} x",
		"{" NOOP ",\"nonce\":5," SIG ",\"isFrontend\":true}",
		"{" NOOP ",\"nonce\":5,\"nonce\":5," SIG "}",
		"{" NOOP ",\"nonce\":\"5\"," SIG "}",
		"{" NOOP ",\"nonce\":-5," SIG "}",
		"{" NOOP ",\"nonce\":5.5," SIG "}",
		"{" NOOP ",\"nonce\":1e309," SIG "}",
		"{" NOOP ",\"nonce\":9007199254740992," SIG "}",
		"{" NOOP ",\"nonce\":5,\"signature\":\"0x12\"}",
		"{" NOOP ",\"nonce\":5,\"signature\":{\"r\":\"0x1\",\"s\":\"0x2\"}}",
		"{" NOOP ",\"nonce\":5,\"signature\":{\"r\":\"1\",\"s\":\"0x2\",\"v\":27}}",
		"{" NOOP ",\"nonce\":5,\"signature\":{\"r\":\"0x1\",\"s\":2,\"v\":27}}",
		"{" NOOP ",\"nonce\":5,\"signature\":{\"r\":\"0x1\",\"s\":\"0x2\",\"v\":\"27\"}}",
		"{" NOOP ",\"nonce\":5,\"signature\":{\"r\":\"0x1\",\"s\":\"0x2\",\"v\":256}}",
		"{" NOOP ",\"nonce\":5," SIG ",\"vaultAddress\":\"\"}",
		"{" NOOP ",\"nonce\":5," SIG ",\"vaultAddress\":\"0x17\"}",
		"{" NOOP ",\"nonce\":5," SIG ",\"vaultAddress\":5}",
		"{" NOOP ",\"nonce\":5," SIG ",\"expiresAfter\":\"9\"}",
		"{" NOOP ",\"nonce\":5," SIG ",\"expiresAfter\":-9}",
		"{\"action\":{\"type\":\"noop\",\"x\":1},\"nonce\":5," SIG "}",
	};
	rv_hl_envelope e;
	for (size_t i = 0; i < LEN(bad); i++) {
		if (read_text(bad[i], &e) != RV_EPARSE)
			fail_msg("accepted: %s", bad[i]);
	}
}

static void too_long_is_not_read(void **state)
{
	(void)state;
	const size_t n = (size_t)4 * RV_HL_REQUEST_MAX + 1;
	char *s = malloc(n);
	rv_hl_envelope e;
	rv_err err = { 0 };
	assert_non_null(s);
	memset(s, '[', n);
	assert_int_equal(rv_hl_request_read(s, n, &other, &e, &err), RV_EFULL);
	assert_int_equal(rv_hl_request_read(s, n - 1, &other, &e, &err), RV_EPARSE);
	free(s);
}

static void take(const char *data, size_t n)
{
	rv_hl_envelope e;
	rv_err err = { 0 };
	const rv_status st = rv_hl_request_read(data, n, &other, &e, &err);
	assert_int_equal(st != RV_OK, err.text[0] != '\0');
}

static void the_corpus_passes(void **state)
{
	(void)state;
	assert_true(rv_run_corpus("tests/fuzz/corpus/fuzz_request", take) >= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_by_hand),		cmocka_unit_test(both_sides_agree),
		cmocka_unit_test(optional_members),	cmocka_unit_test(refuses_other_envelopes),
		cmocka_unit_test(too_long_is_not_read), cmocka_unit_test(the_corpus_passes),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
