/* Made by tests/oracle/journal_chain.py: do not edit. */
static const struct {
	int64_t utc_ms, elapsed_ms, run_id, uid, conn;
	const char *type, *subject, *key1, *key2, *payload;
	size_t repeat; /* of 'x' after the payload */
	const char *hash;
} chain_cases[] = {
	{ INT64_C(1795176000000), INT64_C(0), INT64_C(1), INT64_C(-1), INT64_C(0), "run", "rvdesk", "", "", "binary 00ff\nconfig 12\n", 0,
	  "3f3b9303d5b7b9b780e5c6bec7cbcf83f0f9516c4c02e9bb825c2b6d1b028c86" },
	{ INT64_C(1795176000123), INT64_C(123), INT64_C(1), INT64_C(1000), INT64_C(7), "propose", "t1", "", "", "symbol SOL\nside buy\nlots 1250\n", 0,
	  "d934ae179a1168d19fb34a2ec17770b6a77faec7b4e2848e1827b4d2cb160c54" },
	{ INT64_C(1795176000124), INT64_C(-5), INT64_C(1), INT64_C(-1), INT64_C(0), "intent", "0x00112233445566778899aabbccddeeff", "0x00112233445566778899aabbccddeeff", "1795176000124", "body {\"action\":{}}\n", 0,
	  "5998ca23874a817c35244068b01b2b01c235f25b43749d97ac0ca5627b0ef2c1" },
	{ INT64_C(-1), INT64_C(9223372036854775807), INT64_C(2), INT64_MIN, INT64_C(9223372036854775807), "run", "", "", "", "", 0,
	  "e7edfed220f317466ccb89d36d2c7a66892f9819b37a72a0a844320c5e35995e" },
	{ INT64_C(1795176000999), INT64_C(999), INT64_C(2), INT64_C(-1), INT64_C(0), "fill", "ab", "c", "", "px 1\n", 0,
	  "bf5760f5e4b0cb159144c33af4e8e5ee6981a747b1657275c0088f5b6c5b6968" },
	{ INT64_C(1795176000999), INT64_C(999), INT64_C(2), INT64_C(-1), INT64_C(0), "fill", "a", "bc", "", "px 1\n", 0,
	  "021a1071cb07f55191996bf822e67d46c5c049431ce7f121293cf4c109635c97" },
	{ INT64_C(1795176001000), INT64_C(1000), INT64_C(2), INT64_C(1000), INT64_C(7), "note", "€", "", "", "text grüß dich\n", 5000,
	  "3debe2fb3db9af2863fe34036d9c17118410d60537e503e65a912317902b5c1a" },
};
