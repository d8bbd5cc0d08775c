/*
 * Digests of tickets and names of orders: the numbers of tests/oracle/digest.py, that every term
 * counts, and the forms for a person and for the wire.
 */
#include "engine/base/hex.h"
#include "engine/desk/digest.h"
#include "tests/oracle/digest_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

static void digests_are_those_of_the_oracle(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(tickets); i++) {
		rv_digest d;
		char hex[RV_HEX_TEXT(RV_DIGEST_BYTES)];
		rv_ticket_digest(&tickets[i].t, &d);
		assert_string_equal(rv_hex_format(d.b, sizeof(d.b), hex), tickets[i].want);
	}
}

static void canonical_text_is_for_people_too(void **state)
{
	(void)state;
	const rv_ticket_terms t = { .book = "main",
				    .account = "0xabc",
				    .id = 12,
				    .version = 3,
				    .coin = { "SOL", 5, 2, 20 },
				    .side = RV_SELL,
				    .reduce_only = true,
				    .style = RV_STYLE_TWAP,
				    .lots = 1234,
				    .px = 1501000,
				    .notional_musd = 1852234000,
				    .duration_ms = 900000,
				    .slices = 30,
				    .mid_px = 1505005,
				    .created_utc_ms = 1795219200000,
				    .expires_utc_ms = 1795219320000 };
	char text[RV_TICKET_TEXT];
	static const char want[] =
		"rvdesk ticket 1\nvenue real\nbook main\naccount 0xabc\nticket 12\nversion 3\n"
		"symbol SOL\nasset 5\nsz_decimals 2\nside sell\nreduce_only 1\nstyle twap\n"
		"lots 1234\npx 1501000\nnotional_musd 1852234000\nduration_ms 900000\nslices 30\n"
		"mid_px 1505005\ncreated_utc_ms 1795219200000\nexpires_utc_ms 1795219320000\n";
	assert_int_equal(rv_ticket_canonical(&t, text), sizeof(want) - 1);
	assert_string_equal(text, want);
}

/* The largest values of every field still fit, and no name can smuggle in a line. */
static void the_longest_text_fits(void **state)
{
	(void)state;
	rv_ticket_terms t;
	memset(&t, 0, sizeof(t));
	memset(t.book, 'b', sizeof(t.book) - 1);
	memset(t.account, 'a', sizeof(t.account) - 1);
	memset(t.coin.symbol, '\n', sizeof(t.coin.symbol) - 1);
	t.id = UINT64_MAX;
	t.version = UINT32_MAX;
	t.coin.asset = t.coin.sz_decimals = INT32_MIN;
	t.lots = t.px = t.notional_musd = t.duration_ms = INT64_MIN;
	t.slices = t.mid_px = t.created_utc_ms = t.expires_utc_ms = INT64_MIN;
	for (size_t i = 0; i < RV_SUB_N; i++)
		t.want[i] = INT64_MIN;
	char text[RV_TICKET_TEXT];
	const size_t n = rv_ticket_canonical(&t, text);
	assert_true(n < RV_TICKET_TEXT);
	assert_int_equal(strlen(text), n);
	memcpy(t.coin.symbol, "!~\x7f \xc3", 6);
	(void)rv_ticket_canonical(&t, text);
	assert_non_null(strstr(text, "\nsymbol !~???\n"));
	size_t lines = 0;
	for (size_t i = 0; text[i]; i++)
		lines += text[i] == '\n';
	assert_int_equal(lines, 21);
}

/* Changes field i of the terms; false when there is none. */
static bool change(rv_ticket_terms *t, int i)
{
	int64_t *const numbers[] = {
		&t->lots,   &t->px,	&t->notional_musd,  &t->duration_ms,
		&t->slices, &t->mid_px, &t->created_utc_ms, &t->expires_utc_ms
	};
	if (i < (int)LEN(numbers)) {
		*numbers[i] += 1;
		return true;
	}
	switch (i - (int)LEN(numbers)) {
	case 0:
		t->paper = !t->paper;
		return true;
	case 1:
		t->book[0] = 'z';
		return true;
	case 2:
		t->account[3] = 'z';
		return true;
	case 3:
		t->id++;
		return true;
	case 4:
		t->version++;
		return true;
	case 5:
		t->coin.symbol[0] = 'z';
		return true;
	case 6:
		t->coin.asset++;
		return true;
	case 7:
		t->coin.sz_decimals++;
		return true;
	case 8:
		t->side = t->side == RV_BUY ? RV_SELL : RV_BUY;
		return true;
	case 9:
		t->reduce_only = !t->reduce_only;
		return true;
	case 10:
		t->style = t->style == RV_STYLE_IOC ? RV_STYLE_LIMIT : RV_STYLE_IOC;
		return true;
	case 11:
		t->want[RV_SUB_S5]++;
		return true;
	default:
		return false;
	}
}

static void every_term_counts(void **state)
{
	(void)state;
	rv_digest was, now;
	rv_ticket_digest(&tickets[0].t, &was);
	int n = 0;
	for (;; n++) {
		rv_ticket_terms t = tickets[0].t;
		if (!change(&t, n))
			break;
		rv_ticket_digest(&t, &now);
		assert_false(rv_digest_same(&was, &now));
	}
	assert_int_equal(n, 20); /* every line but the first, and the shares */
	rv_ticket_digest(&tickets[0].t, &now);
	assert_true(rv_digest_same(&was, &now));
}

static void short_form_is_the_first_eight_bytes(void **state)
{
	(void)state;
	rv_digest d = { { 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18, 0x99 } };
	char text[20];
	assert_string_equal(rv_digest_short(&d, text), "a1b2-c3d4-e5f6-0718");
}

static void names_of_orders_are_those_of_the_oracle(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(cloids); i++) {
		rv_cloid c, back;
		char text[RV_CLOID_TEXT];
		assert_int_equal(rv_cloid_make(&cloids[i].t, &c), RV_OK);
		assert_string_equal(rv_cloid_format(&c, text), cloids[i].want);
		assert_false(rv_cloid_none(&c));
		assert_int_equal(rv_cloid_parse(text, &back), RV_OK);
		assert_true(rv_cloid_same(&c, &back));
		assert_int_equal(rv_cloid_parse(text + 2, &back), RV_OK);
		assert_true(rv_cloid_same(&c, &back));
	}
	/* paper and live, journals, attempts, a millisecond: each is another name */
	for (size_t i = 0; i < LEN(cloids); i++) {
		for (size_t k = i + 1; k < LEN(cloids); k++)
			assert_string_not_equal(cloids[i].want, cloids[k].want);
	}
}

static void names_are_made_of_plain_words(void **state)
{
	(void)state;
	static const char *const words[] = { "", "a|b", "a b", "a\nb", "\xc3\xbc" };
	for (size_t i = 0; i < LEN(words); i++) {
		rv_cloid_terms t = cloids[0].t;
		rv_cloid c = { { 7 } };
		memset(t.phase, 0, sizeof(t.phase));
		memcpy(t.phase, words[i], strlen(words[i]));
		assert_int_equal(rv_cloid_make(&t, &c), RV_EINVAL);
		t = cloids[0].t;
		memset(t.book, 0, sizeof(t.book));
		memcpy(t.book, words[i], strlen(words[i]));
		assert_int_equal(rv_cloid_make(&t, &c), RV_EINVAL);
		t = cloids[0].t;
		memset(t.desk, 0, sizeof(t.desk));
		memcpy(t.desk, words[i], strlen(words[i]));
		assert_int_equal(rv_cloid_make(&t, &c), RV_EINVAL);
		assert_int_equal(c.b[0], 7);
	}
}

static void reads_names_strictly(void **state)
{
	(void)state;
	static const char *const bad[] = { "",
					   "0x",
					   "0x00112233445566778899aabbccddeef",
					   "0x00112233445566778899aabbccddeeff0",
					   "0X00112233445566778899aabbccddeeff",
					   "0x00112233445566778899aabbccddeefg" };
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_cloid c = { { 7 } };
		assert_int_equal(rv_cloid_parse(bad[i], &c), RV_EPARSE);
		assert_int_equal(c.b[0], 7);
	}
	const rv_cloid none = { { 0 } };
	assert_true(rv_cloid_none(&none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_oracle),
		cmocka_unit_test(canonical_text_is_for_people_too),
		cmocka_unit_test(the_longest_text_fits),
		cmocka_unit_test(every_term_counts),
		cmocka_unit_test(short_form_is_the_first_eight_bytes),
		cmocka_unit_test(names_of_orders_are_those_of_the_oracle),
		cmocka_unit_test(names_are_made_of_plain_words),
		cmocka_unit_test(reads_names_strictly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
