/* What is refused before a message is read, and the strict readers of single values. */
#include "feeds/hyperliquid/json_strict.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool accepted(const char *s, size_t n)
{
	rv_err err = { 0 };
	cJSON *root = rv_json_parse_strict(s, n, 1024 * 1024, &err);
	assert_int_equal(root == NULL, err.text[0] != '\0');
	cJSON_Delete(root);
	return root != NULL;
}

static bool takes(const char *s)
{
	return accepted(s, strlen(s));
}

static void refuses_what_nobody_honest_sends(void **state)
{
	(void)state;
	static const char *const good[] = {
		"{}",
		"[]",
		"null",
		" {\"a\":{\"b\":1},\"b\":{\"a\":1},\"c\":[{\"a\":1},{\"a\":1}]} ",
		"\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \\u00e9 \\\" \\\\ ]}\"",
		"[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]",
		"{\"a]\":\"}\",\"\":1}",
	};
	static const char *const bad[] = {
		"",
		"{",
		"{}x",
		"{\"a\":1,}",
		"{'a':1}",
		"[NaN]",
		"[Infinity]",
		"[+1]",
		"{\"a\":1,\"a\":1}",
		"[0,[{\"x\":[{\"a\":1,\"b\":2,\"a\":3}]}]]",
		"{\"a\":1,\"\\u0061\":1}", /* the same name, written otherwise */
		"[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
		"\"a\\u0000b\"",
		"\"a\nb\"",
		"\"cut",
		"\"cut\\",
		"\"\x80\"",
		"\"\xc3\"",
		"\"\xc3\x28\"",
		"\"\xc0\xaf\"",
		"\"\xe0\x80\xaf\"",
		"\"\xed\xa0\x80\"",
		"\"\xf4\x90\x80\x80\"",
		"\"\xf5\x80\x80\x80\"",
		"\"\xe2\x82",
		"]]]]",
	};
	for (size_t i = 0; i < LEN(good); i++) {
		if (!takes(good[i]))
			fail_msg("refused: %s", good[i]);
	}
	for (size_t i = 0; i < LEN(bad); i++) {
		if (takes(bad[i]))
			fail_msg("accepted: %s", bad[i]);
	}
	assert_false(accepted("[\"a\0b\"]", 7));
	assert_false(accepted("[1]\0", 4));
}

static char *repeated(const char *begin, const char *piece, size_t times, const char *end)
{
	const size_t first = strlen(begin), k = strlen(piece);
	const size_t cap = first + k * times + strlen(end) + 1;
	char *s = malloc(cap);
	assert_non_null(s);
	(void)snprintf(s, cap, "%s", begin);
	for (size_t i = 0; i < k * times; i++)
		s[first + i] = piece[i % k];
	(void)snprintf(s + first + k * times, cap - first - k * times, "%s", end);
	return s;
}

static void bombs(void **state)
{
	(void)state;
	static const struct {
		const char *begin, *piece;
		size_t times;
		const char *end;
		bool want;
	} cases[] = {
		{ "", "[", 1000000, "", false },
		{ "", "{\"a\":", 100000, "", false },
		{ "[0", ",0", RV_JSON_VALUES - 3, "]", true },
		{ "[0", ",0", RV_JSON_VALUES, "]", false },
		{ "[\"", "[{,", 300000, "\"]", true }, /* brackets in a string are text */
		{ "[", " ", 1024 * 1024, "]", false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char *s = repeated(cases[i].begin, cases[i].piece, cases[i].times, cases[i].end);
		if (takes(s) != cases[i].want)
			fail_msg("case %zu", i);
		free(s);
	}
}

static void an_object_has_a_width(void **state)
{
	(void)state;
	for (int n = RV_JSON_MEMBERS; n <= RV_JSON_MEMBERS + 1; n++) {
		char s[2048] = "{";
		for (int i = 0; i < n; i++) {
			const size_t at = strlen(s);
			(void)snprintf(s + at, sizeof(s) - at, "%s\"k%d\":1", i ? "," : "", i);
		}
		(void)snprintf(s + strlen(s), 2, "}");
		assert_int_equal(takes(s), n <= RV_JSON_MEMBERS);
	}
}

static rv_status dec(const char *json, rv_json_sign sign, rv_dec *out)
{
	cJSON *v = cJSON_Parse(json);
	assert_non_null(v);
	const rv_status st = rv_json_dec(v, sign, out);
	cJSON_Delete(v);
	return st;
}

static void decimals(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		bool positive, not_negative, any;
	} cases[] = {
		{ "\"0.5\"", true, true, true },
		{ "\"0.0\"", false, true, true },
		{ "\"-0.0\"", false, false, true },
		{ "\"-0\"", false, false, true },
		{ "\"-1.5\"", false, false, true },
		{ "\"0.000000000001\"", true, true, true },
		{ "\"0.0000000000001\"", false, false, false },
		{ "\"9999999999999999999\"", false, false, false },
		{ "\"NaN\"", false, false, false },
		{ "\"Infinity\"", false, false, false },
		{ "\"1e309\"", false, false, false },
		{ "\"1e-400\"", false, false, false },
		{ "\"\"", false, false, false },
		{ "0.5", false, false, false },
		{ "null", false, false, false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_dec d = { 42, 42 };
		const bool want[] = { cases[i].positive, cases[i].not_negative, cases[i].any };
		for (int sign = RV_JSON_POSITIVE; sign <= RV_JSON_ANY_SIGN; sign++) {
			if ((dec(cases[i].json, (rv_json_sign)sign, &d) == RV_OK) != want[sign])
				fail_msg("%s, %d", cases[i].json, sign);
		}
	}
}

static void text_for_people(void **state)
{
	(void)state;
	char out[8];
	rv_json_copy_text("a\x1b[2J\xc3\xa9"
			  "b",
			  out, sizeof(out));
	assert_string_equal(out, "a?[2J??");
	rv_json_copy_text("", out, sizeof(out));
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_nobody_honest_sends),
		cmocka_unit_test(bombs),
		cmocka_unit_test(an_object_has_a_width),
		cmocka_unit_test(decimals),
		cmocka_unit_test(text_for_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
