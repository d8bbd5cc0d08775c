/* Overrides as the text that the journal keeps, forth and back, and in words. */
#include "engine/base/rng.h"
#include "tests/engine/book/override_make.h"
#include "tests/support/assert_close.h"

#include <string.h>

static rv_override sample(int k)
{
	switch (k) {
	case 0:
		return ov_make(RV_OVERRIDE_PIN, RV_SUB_S4MR, "kPEPE", -0.0123456789);
	case 1:
		return ov_make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "@107", 0.0);
	case 2:
		return ov_regime("WEAK_RISK_ON_ALTS");
	case 3:
		return ov_make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 0.1);
	case 4:
		return ov_make(RV_OVERRIDE_PAUSE, RV_SUB_S3, "", 0.0);
	case 5:
		return ov_auto_hedge("OFF");
	default:
		return ov_make(RV_OVERRIDE_SCALE, RV_SUB_S5, "", 0.25);
	}
}

static void texts_read_back(void **state)
{
	(void)state;
	static const char want[] =
		"rvdesk override 1\nid 42\nkind factors\nsub -\nsymbol -\nvalue 0.1 0 0.5\nword -\n"
		"set_utc_ms 1795219200000\nexpires_utc_ms 1795222800000\nuid 1000\n"
		"reason thin book on Saturday\n";
	char text[RV_OVERRIDE_TEXT], again[RV_OVERRIDE_TEXT];
	rv_override o = sample(3), back;
	o.id = 42;
	o.value[2] = 0.5;
	assert_int_equal(rv_override_canonical(&o, text), sizeof(want) - 1);
	assert_string_equal(text, want);
	for (int k = 0; k < 7; k++) {
		o = sample(k);
		o.id = (uint64_t)k + 1;
		const size_t n = rv_override_canonical(&o, text);
		assert_int_equal(rv_override_parse(text, n, &back), RV_OK);
		assert_int_equal(rv_override_canonical(&back, again), n);
		assert_string_equal(again, text);
		assert_int_equal(back.kind, o.kind);
		assert_int_equal(back.sub, o.sub);
		assert_close("value", back.value[0], o.value[0], 0);
		for (size_t cut = 0; cut < n; cut++)
			assert_int_equal(rv_override_parse(text, cut, &back), RV_EPARSE);
	}
}

static void only_valid_text_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
	} edits[] = {
		{ "override 1", "override 2" },
		{ "id 42", "id -42" },
		{ "id 42", "id 042" },
		{ "kind pin", "kind nail" },
		{ "sub S5", "sub H" },
		{ "sub S5", "sub s5" },
		{ "symbol SOL", "symbol -" },
		{ "value 0.1", "value 0.10" },
		{ "value 0.1", "value 0.3" },
		{ "value 0.1", "value 0.1 0" },
		{ "value 0.1", "value nan" },
		{ "word -", "word RISK_ON" },
		{ "uid 1000", "uid" },
		{ "reason t", "reason \tt" },
		{ "reason thin", "reasons thin" },
		{ "1795222800000", "1795219200000" },
	};
	char text[RV_OVERRIDE_TEXT], bad[RV_OVERRIDE_TEXT + 32];
	rv_override o = ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.1), back = { .id = 77 };
	o.id = 42;
	const size_t n = rv_override_canonical(&o, text);
	for (size_t i = 0; i < LEN(edits); i++) {
		const char *at = strstr(text, edits[i].from);
		assert_non_null(at);
		const size_t before = (size_t)(at - text), gone = strlen(edits[i].from),
			     come = strlen(edits[i].to);
		memcpy(bad, text, before);
		memcpy(bad + before, edits[i].to, come);
		memcpy(bad + before + come, at + gone, n - before - gone);
		assert_int_equal(rv_override_parse(bad, n - gone + come, &back), RV_EPARSE);
	}
	rv_rng r;
	rv_rng_seed(&r, 2385, 8, 0);
	for (int k = 0; k < 20000; k++) {
		rv_override any;
		char again[RV_OVERRIDE_TEXT];
		memcpy(bad, text, n);
		bad[rv_rng_below(&r, n)] = (char)rv_rng_below(&r, 256);
		if (rv_override_parse(bad, n, &any) != RV_OK)
			continue;
		assert_int_equal(rv_override_canonical(&any, again), n);
		assert_memory_equal(again, bad, n);
		assert_int_equal(rv_override_check(&any, NULL), RV_OK);
	}
	assert_int_equal(back.id, 77);
}

/* The list that a journal's texts make is the list that made them. */
static void a_journal_makes_the_same_list(void **state)
{
	(void)state;
	rv_overrides l = { 0 }, again = { 0 };
	rv_rng r;
	rv_rng_seed(&r, 2385, 9, 0);
	for (int k = 0; k < 300; k++) {
		rv_override o = sample((int)rv_rng_below(&r, 6));
		if (o.symbol[0])
			(void)snprintf(o.symbol, sizeof(o.symbol), "C%d",
				       (int)rv_rng_below(&r, 20));
		const uint64_t id = ov_set(&l, o);
		char text[RV_OVERRIDE_TEXT];
		o.id = id;
		const size_t n = rv_override_canonical(&o, text);
		rv_override back;
		assert_int_equal(rv_override_parse(text, n, &back), RV_OK);
		assert_int_equal(rv_overrides_replay(&again, &back), RV_OK);
		assert_int_equal(rv_overrides_replay(&again, &back), RV_EEXIST);
	}
	assert_int_equal(again.n, l.n);
	assert_int_equal(again.last_id, l.last_id);
	for (size_t i = 0; i < l.n; i++) {
		char a[RV_OVERRIDE_TEXT], b[RV_OVERRIDE_TEXT];
		(void)rv_override_canonical(&l.o[i], a);
		(void)rv_override_canonical(&again.o[i], b);
		assert_string_equal(a, b);
	}
	rv_override bad = sample(0);
	bad.id = again.last_id + 1;
	bad.value[0] = 9.0;
	assert_int_equal(rv_overrides_replay(&again, &bad), RV_ERANGE);
}

static void the_longest_text_fits(void **state)
{
	(void)state;
	char text[RV_OVERRIDE_TEXT];
	rv_override o;
	memset(&o, 'x', sizeof(o));
	o.id = UINT64_MAX;
	o.kind = RV_OVERRIDE_FACTORS;
	o.sub = RV_SUB_RESIDUE;
	o.value[0] = o.value[1] = o.value[2] = -1.2345678901234567e-300;
	o.set_utc_ms = o.expires_utc_ms = o.uid = INT64_MIN;
	const size_t n = rv_override_canonical(&o, text);
	assert_int_equal(strlen(text), n);
	assert_int_equal(text[n - 1], '\n');
	assert_true(n < RV_OVERRIDE_TEXT - 1);
}

static void words_are_short(void **state)
{
	(void)state;
	static const char *const want[] = { "S4mr kPEPE pinned at -0.0123456789",
					    "@107 excluded",
					    "regime WEAK_RISK_ON_ALTS",
					    "factor weights 0.1 0 0",
					    "S3 paused",
					    "auto-hedge OFF",
					    "S5 scaled by 0.25" };
	char text[RV_OVERRIDE_REASON];
	for (int k = 0; k < 7; k++) {
		const rv_override o = sample(k);
		assert_string_equal(rv_override_words(&o, text), want[k]);
	}
	for (int k = 0; k < RV_OVERRIDE_N; k++) {
		rv_override_kind back = RV_OVERRIDE_N;
		assert_int_equal(
			rv_override_kind_of(rv_override_kind_name((rv_override_kind)k), &back),
			RV_OK);
		assert_int_equal(back, k);
	}
	rv_override_kind none = RV_OVERRIDE_CAP;
	assert_int_equal(rv_override_kind_of("nail", &none), RV_ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_read_back),
		cmocka_unit_test(only_valid_text_is_read),
		cmocka_unit_test(a_journal_makes_the_same_list),
		cmocka_unit_test(the_longest_text_fits),
		cmocka_unit_test(words_are_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
