/*
 * Signed actions: published hashes and signatures, recovery, and hexadecimal text.
 *
 * Sources of the vectors: hyperliquid-python-sdk 0.23.0, tests/signing_test.py (key PY); the test
 * suite of nktkas/hyperliquid, tests/signing (key NK). The msgpack bytes are written by hand.
 */
#include "engine/base/rng.h"
#include "feeds/sign/keccak.h"
#include "feeds/sign/l1.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/hex.h"
#include "tests/support/test_key.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <string.h>

/* {type: dummy, num: 100000000000} */
#define DUMMY "82a474797065a564756d6d79a36e756dcf000000174876e800"
/* {type: createSubAccount, name: example} */
#define SUB_ACCOUNT "82a474797065b06372656174655375624163636f756e74a46e616d65a76578616d706c65"
/* {type: subAccountTransfer, subAccountUser: 0x1d94.., isDeposit: true, usd: 10} */
#define SUB_TRANSFER                                                                               \
	"84a474797065b27375624163636f756e745472616e73666572ae7375624163636f756e7455736572d92a"     \
	"307831643934373064346239363366353532653666363731613831363139643339353837376266343039"     \
	"a969734465706f736974c3a37573640a"
/* One order: asset 0, buy 0.1 at 30000, Gtc, grouping na. */
#define NK_ORDER                                                                                   \
	"83a474797065a56f72646572a66f72646572739186a16100a162c3a170a53330303030a173a3302e31a172c2" \
	"a17481a56c696d697481a3746966a3477463a867726f7570696e67a26e61"
/* One order: asset 4, buy 0.0147 at 1670.1, Ioc, grouping na. */
#define PY_ORDER                                                                                   \
	"83a474797065a56f72646572a66f72646572739186a16104a162c3a170a6313637302e31a173a6302e303134" \
	"37a172c2a17481a56c696d697481a3746966a3496f63a867726f7570696e67a26e61"
#define NK_VAULT "1234567890123456789012345678901234567890"
#define PY_VAULT "1719884eb866cb12b2287399b15f7db5e7d775ea"

struct vector {
	const char *name, *key, *packed, *vault;
	int64_t nonce, expires_after;
	bool mainnet;
	const char *r, *s;
	int v;
};

static const struct vector signatures[] = {
	{ "dummy", RV_KEY_PY, DUMMY, NULL, 0, -1, true,
	  "053749d5b30552aeb2fca34b530185976545bb22d0b3ce6f62e31be961a59298",
	  "755c40ba9bf05223521753995abb2f73ab3229be8ec921f350cb447e384d8ed8", 27 },
	{ "dummy, testnet", RV_KEY_PY, DUMMY, NULL, 0, -1, false,
	  "542af61ef1f429707e3c76c5293c80d01f74ef853e34b76efffcb57e574f9510",
	  "17b8b32f086e8cdede991f1e2c529f5dd5297cbe8128500e00cbaf766204a613", 28 },
	{ "vault", RV_KEY_PY, DUMMY, PY_VAULT, 0, -1, true,
	  "003c548db75e479f8012acf3000ca3a6b05606bc2ec0c29c50c515066a326239",
	  "4d402be7396ce74fbba3795769cda45aec00dc3125a984f2a9f23177b190da2c", 28 },
	{ "vault, testnet", RV_KEY_PY, DUMMY, PY_VAULT, 0, -1, false,
	  "e281d2fb5c6e25ca01601f878e4d69c965bb598b88fac58e475dd1f5e56c362b",
	  "7ddad27e9a238d045c035bc606349d075d5c5cd00a6cd1da23ab5c39d4ef0f60", 27 },
	{ "createSubAccount", RV_KEY_PY, SUB_ACCOUNT, NULL, 0, -1, true,
	  "51096fe3239421d16b671e192f574ae24ae14329099b6db28e479b86cdd6caa7",
	  "0b71f7d293af92d3772572afb8b102d167a7cef7473388286bc01f52a5c5b423", 27 },
	{ "createSubAccount, testnet", RV_KEY_PY, SUB_ACCOUNT, NULL, 0, -1, false,
	  "a699e3ed5c2b89628c746d3298b5dc1cca604694c2c855da8bb8250ec8014a5b",
	  "53f1b8153a301c72ecc655b1c315d64e1dcea3ee58921fd7507e35818fcc1584", 28 },
	{ "subAccountTransfer", RV_KEY_PY, SUB_TRANSFER, NULL, 0, -1, true,
	  "43592d7c6c7d816ece2e206f174be61249d651944932b13343f4d13f306ae602",
	  "71a926cb5c9a7c01c3359ec4c4c34c16ff8107d610994d4de0e6430e5cc0f4c9", 28 },
	{ "subAccountTransfer, testnet", RV_KEY_PY, SUB_TRANSFER, NULL, 0, -1, false,
	  "e26574013395ad55ee2f4e0575310f003c5bb3351b5425482e2969fa51543927",
	  "0efb08999196366871f919fd0e138b3a7f30ee33e678df7cfaf203e25f0a4278", 28 },
	{ "order", RV_KEY_NK, NK_ORDER, NULL, 1234567890, -1, true,
	  "61078d8ffa3cb591de045438a1ae2ed299b271891d1943a33901e7cfb3a31ed8",
	  "0e91df4f9841641d3322dad8d932874b74d7e082cdb5b533f804964a6963aef9", 28 },
	{ "order, vault", RV_KEY_NK, NK_ORDER, NK_VAULT, 1234567890, -1, true,
	  "77151b3ae29b83c8affb3791568c6452019ba8c30019236003abb1efcd809433",
	  "55668c02f6ad4a1c335ce99987b7545984c4edc1765fe52cf115a423dc8279bb", 27 },
	{ "order, expiry", RV_KEY_NK, NK_ORDER, NULL, 1234567890, 1234567890, true,
	  "162a52128fb58bc6adb783e3d36913c53127851144fc45c5603a51e97b9202fd",
	  "469571eb0a2101a32f81f9584e15fd35c723a6089e106f4f33798dbccf7cd416", 28 },
	{ "order, vault, expiry", RV_KEY_NK, NK_ORDER, NK_VAULT, 1234567890, 1234567890, true,
	  "78fcca006d7fdfaf1f66978ef7a60280246fc3e7a5b39a68a1656c3e42c58bf1",
	  "61a09957de7f0886c2bdffb7a94e3a257bf240796883ea6ceaf4d0be37055cdd", 27 },
	{ "order, testnet", RV_KEY_NK, NK_ORDER, NULL, 1234567890, -1, false,
	  "6b0283a894d87b996ad0182b86251cc80d27d61ef307449a2ed249a508ded1f7",
	  "6f884e79f4a0a10af62db831af6f8e03b3f11d899eb49b352f836746ee9226da", 27 },
	{ "order, vault, testnet", RV_KEY_NK, NK_ORDER, NK_VAULT, 1234567890, -1, false,
	  "294a6cf713483c129be9af5c7450aca59c9082f391f02325715c0d04b7f48ac1",
	  "119cfd947dcd2da1d1064a9d08bcf07e01fc9b72dd7cca69a988c74249e300f0", 27 },
	{ "order, expiry, testnet", RV_KEY_NK, NK_ORDER, NULL, 1234567890, 1234567890, false,
	  "5094989a7c0317db6553f21dd7f90d43415e8bd01af03829de249d4ea0aa5f66",
	  "491d04966e81662bd4e70d607fac30e71803c01733f4f66ff7299b0470675b8b", 27 },
	{ "order, vault, expiry, testnet", RV_KEY_NK, NK_ORDER, NK_VAULT, 1234567890, 1234567890,
	  false, "3a0bbbd9fadca54f58a2b7050899cecb97f68b2f693c63e91ca60510427326d7",
	  "60f75f12cae7b9dc18b889406192afcaf13f40d2f8c68cc01f7f83f3fb5deb23", 27 },
};

static uint8_t packed[512], vault[20];

static rv_l1_payload payload_of(const char *bytes, const char *vault_hex, int64_t nonce,
				int64_t expires_after, bool mainnet)
{
	if (vault_hex)
		assert_int_equal(rv_unhex(vault_hex, vault, sizeof(vault)), 20);
	return (rv_l1_payload){ .packed = packed,
				.n = rv_unhex(bytes, packed, sizeof(packed)),
				.nonce = nonce,
				.vault = vault_hex ? vault : NULL,
				.expires_after = expires_after,
				.mainnet = mainnet };
}

static void connection_ids_as_published(void **state)
{
	(void)state;
	static const struct {
		const char *packed, *vault;
		int64_t nonce, expires_after;
		const char *want;
	} cases[] = {
		{ PY_ORDER, NULL, INT64_C(1677777606040), -1,
		  "0fcbeda5ae3c4950a548021552a4fea2226858c4453571bf3f24ba017eac2908" },
		{ NK_ORDER, NULL, 1234567890, -1,
		  "25367e0dba84351148288c2233cd6130ed6cec5967ded0c0b7334f36f957cc90" },
		{ NK_ORDER, NK_VAULT, 1234567890, -1,
		  "214e2ea3270981b6fd18174216691e69f56872663139d396b10ded319cb4bb1e" },
		{ NK_ORDER, NULL, 1234567890, 1234567890,
		  "c30b002ba3775e4c31c43c1dfd3291dfc85c6ae06c6b9f393991de86cad5fac7" },
		{ NK_ORDER, NK_VAULT, 1234567890, 1234567890,
		  "2d62412aa0fc57441b5189841d81554a6a9680bf07204e1454983a9ca44f0744" },
	};
	uint8_t id[32];
	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_l1_payload p = payload_of(cases[i].packed, cases[i].vault, cases[i].nonce,
						   cases[i].expires_after, true);
		rv_l1_connection_id(&p, id);
		rv_assert_hex(cases[i].want, id, 32, cases[i].want);
	}
}

static void signatures_as_published(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(signatures); i++) {
		const struct vector *c = &signatures[i];
		const rv_l1_payload p =
			payload_of(c->packed, c->vault, c->nonce, c->expires_after, c->mainnet);
		rv_signer *signer = rv_test_signer(c->key);
		rv_sig sig;
		uint8_t digest[32], mine[20], back[20];
		assert_int_equal(rv_signer_sign(signer, &p, &sig), RV_OK);
		rv_assert_hex(c->name, sig.r, 32, c->r);
		rv_assert_hex(c->name, sig.s, 32, c->s);
		assert_int_equal(sig.v, c->v);
		rv_l1_digest(&p, digest);
		rv_signer_address(signer, mine);
		assert_int_equal(rv_sig_recover(digest, &sig, back), RV_OK);
		assert_memory_equal(mine, back, 20);
		rv_signer_free(signer);
	}
}

/* The four hashes that l1.c holds ready, made from the texts that they stand for. */
static void ready_hashes_are_of_their_texts(void **state)
{
	(void)state;
	static const char domain_type[] = "EIP712Domain(string name,string version,uint256 chainId,"
					  "address verifyingContract)";
	static const char agent_type[] = "Agent(string source,bytes32 connectionId)";
	uint8_t type[32], name[32], version[32], chain[32] = { 0 }, zero[32] = { 0 };
	uint8_t domain[32], agent[32], source[32], id[32], message[32], want[32], got[32];
	chain[30] = 0x05; /* 1337 */
	chain[31] = 0x39;
	rv_keccak256(domain_type, strlen(domain_type), type);
	rv_keccak256("Exchange", 8, name);
	rv_keccak256("1", 1, version);
	const rv_bytes d[] = {
		{ type, 32 }, { name, 32 }, { version, 32 }, { chain, 32 }, { zero, 32 }
	};
	rv_keccak256_of(d, LEN(d), domain);
	rv_keccak256(agent_type, strlen(agent_type), agent);
	for (int mainnet = 0; mainnet < 2; mainnet++) {
		const rv_l1_payload p = payload_of(DUMMY, NULL, 2385, -1, mainnet);
		rv_keccak256(mainnet ? "a" : "b", 1, source);
		rv_l1_connection_id(&p, id);
		const rv_bytes m[] = { { agent, 32 }, { source, 32 }, { id, 32 } };
		rv_keccak256_of(m, LEN(m), message);
		const rv_bytes all[] = { { "\x19\x01", 2 }, { domain, 32 }, { message, 32 } };
		rv_keccak256_of(all, LEN(all), want);
		rv_l1_digest(&p, got);
		assert_memory_equal(got, want, 32);
	}
}

/* Text of r or s without its leading zeros reads back to the same bytes. */
static void read_back(const uint8_t v[32])
{
	char text[RV_HEX32_TEXT], stripped[RV_HEX32_TEXT];
	uint8_t back[32];
	rv_hex32_format(v, text);
	const size_t zeros = strspn(text + 2, "0");
	(void)snprintf(stripped, sizeof(stripped), "0x%s", text + 2 + zeros);
	assert_int_equal(rv_hex32_parse(text, back), RV_OK);
	assert_memory_equal(back, v, 32);
	memset(back, 0, sizeof(back));
	assert_int_equal(rv_hex32_parse(stripped, back), RV_OK);
	assert_memory_equal(back, v, 32);
}

/* A thousand keys and actions, among them signatures whose r or s begins with a zero byte. */
static void who_signed_is_recovered(void **state)
{
	(void)state;
	rv_rng r;
	size_t zero_r = 0, zero_s = 0;
	rv_rng_seed(&r, 2385, 5, 1);
	for (int i = 0; i < 1000; i++) {
		char key[65];
		uint8_t action[96], at[20], digest[32], mine[20], back[20];
		rv_sig sig;
		for (size_t k = 0; k < 4; k++)
			(void)snprintf(key + 16 * k, 17, "%016llx",
				       (unsigned long long)rv_rng_u64(&r));
		for (size_t k = 0; k < sizeof(action); k++)
			action[k] = (uint8_t)rv_rng_u64(&r);
		memcpy(at, action, sizeof(at));
		const rv_l1_payload p = { .packed = action,
					  .n = (size_t)rv_rng_below(&r, sizeof(action) + 1),
					  .nonce = (int64_t)(rv_rng_u64(&r) >> 11),
					  .vault = i % 3 ? NULL : at,
					  .expires_after =
						  i % 2 ? (int64_t)(rv_rng_u64(&r) >> 11) : -1,
					  .mainnet = i % 5 == 0 };
		rv_signer *signer = rv_test_signer(key);
		assert_int_equal(rv_signer_sign(signer, &p, &sig), RV_OK);
		rv_signer_address(signer, mine);
		rv_signer_free(signer);
		rv_l1_digest(&p, digest);
		assert_int_equal(rv_sig_recover(digest, &sig, back), RV_OK);
		assert_memory_equal(mine, back, 20);
		zero_r += sig.r[0] == 0;
		zero_s += sig.s[0] == 0;
		read_back(sig.r);
		read_back(sig.s);
		digest[i % 32] ^= 0x40; /* anything else is somebody else, or nobody */
		assert_true(rv_sig_recover(digest, &sig, back) != RV_OK ||
			    memcmp(mine, back, 20) != 0);
	}
	assert_true(zero_r > 0 && zero_s > 0);
}

static void what_nobody_can_have_signed(void **state)
{
	(void)state;
	/* The order of the group: r and s are below it. */
	static const char order[] =
		"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
	const rv_l1_payload p = payload_of(DUMMY, NULL, 7, -1, true);
	rv_signer *signer = rv_test_signer(RV_KEY_RS);
	rv_sig good, bad;
	uint8_t digest[32], back[20], n[32];
	assert_int_equal(rv_unhex(order, n, 32), 32);
	assert_int_equal(rv_signer_sign(signer, &p, &good), RV_OK);
	rv_signer_free(signer);
	rv_l1_digest(&p, digest);
	static const int parities[] = { 0, 1, 2, 26, 29, 30, -27, 255 };
	for (size_t i = 0; i < LEN(parities); i++) {
		bad = good;
		bad.v = parities[i];
		assert_int_equal(rv_sig_recover(digest, &bad, back), RV_EVENUE);
	}
	for (int i = 0; i < 4; i++) {
		bad = good;
		if (i % 2)
			memcpy(i < 2 ? bad.r : bad.s, n, 32);
		else
			memset(i < 2 ? bad.r : bad.s, 0, 32);
		assert_int_equal(rv_sig_recover(digest, &bad, back), RV_EVENUE);
	}
	assert_int_equal(rv_sig_recover(digest, &good, back), RV_OK);
}

static void hexadecimal_text(void **state)
{
	(void)state;
	static const char *const no_address[] = { "",
						  "0x",
						  "1719884eb866cb12b2287399b15f7db5e7d775ea",
						  "0x1719884eb866cb12b2287399b15f7db5e7d775e",
						  "0x1719884eb866cb12b2287399b15f7db5e7d775eaa",
						  "0X1719884eb866cb12b2287399b15f7db5e7d775ea",
						  "0x1719884eb866cb12b2287399b15f7db5e7d775eg" };
	static const char *const no_number[] = {
		"",
		"0x",
		"0",
		"12",
		"0x-1",
		"0x 1",
		"0x10000000000000000000000000000000000000000000000000000000000000000"
	};
	uint8_t a[20] = { 0 }, v[32] = { 0 };
	char text[RV_ADDRESS_TEXT], wide[RV_HEX32_TEXT];
	for (size_t i = 0; i < LEN(no_address); i++)
		assert_int_equal(rv_address_parse(no_address[i], a), RV_EPARSE);
	for (size_t i = 0; i < LEN(no_number); i++)
		assert_int_equal(rv_hex32_parse(no_number[i], v), RV_EPARSE);
	assert_int_equal(rv_address_parse("0x1719884EB866cb12b2287399B15f7db5e7d775Ea", a), RV_OK);
	assert_string_equal(rv_address_format(a, text),
			    "0x1719884eb866cb12b2287399b15f7db5e7d775ea");
	assert_int_equal(rv_hex32_parse("0xAbc", v), RV_OK);
	assert_string_equal(rv_hex32_format(v, wide),
			    "0x0000000000000000000000000000000000000000000000"
			    "000000000000000abc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(connection_ids_as_published),
		cmocka_unit_test(signatures_as_published),
		cmocka_unit_test(ready_hashes_are_of_their_texts),
		cmocka_unit_test(who_signed_is_recovered),
		cmocka_unit_test(what_nobody_can_have_signed),
		cmocka_unit_test(hexadecimal_text),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
