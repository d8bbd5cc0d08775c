/*
 * Programs: the digests of tests/oracle/book_program.py, that every term counts and reads back,
 * what is no program, and what a person may change.
 */
#include "engine/base/hex.h"
#include "engine/base/rng.h"
#include "engine/book/program.h"
#include "tests/oracle/book_program_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static rv_program sample(void)
{
	return (rv_program){ .paper = true,
			     .book = "main",
			     .account = "0xabc",
			     .id = 12,
			     .version = 1,
			     .phase = "projected",
			     .run_date_ms = 1795219200000,
			     .created_utc_ms = 1795305000000,
			     .expires_utc_ms = 1795305570000,
			     .mandate_end_utc_ms = 1795306020000,
			     .envelope = { 0.25, 0.25, 0.0025, 0 },
			     .n = 2,
			     .legs = { { .symbol = "SOL",
					 .asset = 5,
					 .sz_decimals = 2,
					 .side = -1,
					 .lots = 1234,
					 .worst_px = 1501000,
					 .mid_px = 1505005,
					 .from_utc_ms = 1795305000000,
					 .to_utc_ms = 1795305900000,
					 .want = { -1000, -300, 0, 0, 0, 66 } },
				       { .symbol = "@107",
					 .asset = 107,
					 .from_utc_ms = 1795305000000,
					 .to_utc_ms = 1795305900000,
					 .want = { 5, 0, 0, -5 },
					 .excluded = true } } };
}

static void digests_are_those_of_the_oracle(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(programs); i++) {
		uint8_t d[RV_SHA256_BYTES];
		char hex[RV_HEX_TEXT(RV_SHA256_BYTES)];
		assert_null(rv_program_error(&programs[i].p));
		rv_program_digest(&programs[i].p, d);
		assert_string_equal(rv_hex_format(d, sizeof(d), hex), programs[i].want);
	}
}

static void canonical_text_is_for_people_too(void **state)
{
	(void)state;
	static const char want[] =
		"rvdesk program 1\nvenue paper\nbook main\naccount 0xabc\nprogram 12\nversion 1\n"
		"phase projected\nrun_date 2026-11-21\ncreated_utc_ms 1795305000000\n"
		"expires_utc_ms 1795305570000\nmandate_end_utc_ms 1795306020000\n"
		"envelope_total 0.25\nenvelope_leg 0.25\nenvelope_leg_nav 0.0025\n"
		"envelope_flip_nav 0\nlegs 2\n"
		"leg.1.symbol SOL\nleg.1.asset 5\nleg.1.sz_decimals 2\nleg.1.side sell\n"
		"leg.1.lots 1234\nleg.1.worst_px 1501000\nleg.1.mid_px 1505005\n"
		"leg.1.reduce_only 0\nleg.1.from_utc_ms 1795305000000\n"
		"leg.1.to_utc_ms 1795305900000\nleg.1.want -1000 -300 0 0 0 66 0 0 0\n"
		"leg.1.excluded 0\n"
		"leg.2.symbol @107\nleg.2.asset 107\nleg.2.sz_decimals 0\nleg.2.side cross\n"
		"leg.2.lots 0\nleg.2.worst_px 0\nleg.2.mid_px 0\nleg.2.reduce_only 0\n"
		"leg.2.from_utc_ms 1795305000000\nleg.2.to_utc_ms 1795305900000\n"
		"leg.2.want 5 0 0 -5 0 0 0 0 0\nleg.2.excluded 1\n";
	char text[RV_PROGRAM_TEXT];
	const rv_program p = sample();
	assert_null(rv_program_error(&p));
	assert_int_equal(rv_program_canonical(&p, text), sizeof(want) - 1);
	assert_string_equal(text, want);
}

/* The largest values of every field still fit, and no name can smuggle in a line. */
static void the_longest_text_fits(void **state)
{
	(void)state;
	rv_program p = sample();
	p.n = RV_PROGRAM_LEGS;
	memset(p.book, '\n', sizeof(p.book));
	memset(p.account, '~', sizeof(p.account));
	memset(p.phase, ' ', sizeof(p.phase));
	p.id = UINT64_MAX;
	p.version = UINT32_MAX;
	p.created_utc_ms = p.expires_utc_ms = p.mandate_end_utc_ms = INT64_MIN;
	p.envelope = (rv_envelope){ -1.2345678901234567e-300, -1.2345678901234567e-300,
				    -1.2345678901234567e-300, -1.2345678901234567e-300 };
	for (size_t i = 0; i < RV_PROGRAM_LEGS; i++) {
		rv_program_leg *l = &p.legs[i];
		memset(l->symbol, 'x', sizeof(l->symbol));
		l->asset = l->sz_decimals = INT32_MIN;
		l->side = -1;
		l->lots = l->worst_px = l->mid_px = l->from_utc_ms = l->to_utc_ms = INT64_MIN;
		for (int s = 0; s < RV_SUB_N; s++)
			l->want[s] = INT64_MIN;
	}
	char text[RV_PROGRAM_TEXT];
	const size_t n = rv_program_canonical(&p, text);
	assert_int_equal(strlen(text), n);
	size_t lines = 0;
	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	assert_int_equal(lines, 16 + 12 * RV_PROGRAM_LEGS);
	assert_int_equal(text[n - 1], '\n');
	assert_true(n > 10000 && n < RV_PROGRAM_TEXT - 1);
}

static void texts_read_back(void **state)
{
	(void)state;
	char text[RV_PROGRAM_TEXT], again[RV_PROGRAM_TEXT];
	for (size_t i = 0; i < LEN(programs); i++) {
		const size_t n = rv_program_canonical(&programs[i].p, text);
		rv_program p;
		memset(&p, 0x5a, sizeof(p));
		assert_int_equal(rv_program_parse(text, n, &p), RV_OK);
		assert_null(rv_program_error(&p));
		assert_int_equal(rv_program_canonical(&p, again), n);
		assert_string_equal(again, text);
		assert_int_equal(p.id, programs[i].p.id);
		assert_int_equal(p.legs[0].want[1], programs[i].p.legs[0].want[1]);
	}
}

static void only_canonical_text_is_read(void **state)
{
	(void)state;
	char text[RV_PROGRAM_TEXT], bad[RV_PROGRAM_TEXT + 8];
	const rv_program from = sample();
	const size_t n = rv_program_canonical(&from, text);
	rv_program p = { .id = 77 };
	for (size_t cut = 0; cut < n; cut++)
		assert_int_equal(rv_program_parse(text, cut, &p), RV_EPARSE);
	memcpy(bad, text, n);
	bad[n] = '\n';
	assert_int_equal(rv_program_parse(bad, n + 1, &p), RV_EPARSE);
	static const struct {
		const char *from, *to;
	} edits[] = {
		{ "program 12\n", "program -1\n" },
		{ "program 12\n", "program 012\n" },
		{ "version 1\n", "version +1\n" },
		{ "venue paper", "venue papers" },
		{ "run_date 2026-11-21", "run_date 1795219200000" },
		{ "total 0.25", "total 0.250" },
		{ "total 0.25", "total nan" },
		{ "legs 2", "legs 3" },
		{ "legs 2", "legs 25" },
		{ "side sell", "side short" },
		{ "0 66 0 0 0\n", "0 66 0 0\n" },
		{ "0 66 0 0 0\n", "0 66 0 0 0 0\n" },
		{ "excluded 1", "excluded 2" },
		{ "symbol SOL", "symbol S L" },
		{ "leg.2.lots", "leg.3.lots" },
		{ "program 12\n", "program 99999999999999999999\n" },
		{ "rvdesk program 1", "rvdesk program 2" },
	};
	for (size_t i = 0; i < LEN(edits); i++) {
		const char *at = strstr(text, edits[i].from);
		assert_non_null(at);
		const size_t before = (size_t)(at - text), gone = strlen(edits[i].from),
			     come = strlen(edits[i].to);
		memcpy(bad, text, before);
		memcpy(bad + before, edits[i].to, come);
		memcpy(bad + before + come, at + gone, n - before - gone);
		assert_int_equal(rv_program_parse(bad, n - gone + come, &p), RV_EPARSE);
	}
	assert_int_equal(p.id, 77);
}

/* Random bytes over a good text: what is still read writes the same text. */
static void garbage_is_refused(void **state)
{
	(void)state;
	char text[RV_PROGRAM_TEXT], bad[RV_PROGRAM_TEXT], again[RV_PROGRAM_TEXT];
	const rv_program from = sample();
	const size_t n = rv_program_canonical(&from, text);
	rv_rng r;
	rv_rng_seed(&r, 2385, 6, 0);
	for (int k = 0; k < 20000; k++) {
		rv_program p;
		memcpy(bad, text, n);
		for (uint64_t i = rv_rng_below(&r, 3) + 1; i > 0; i--)
			bad[rv_rng_below(&r, n)] = (char)rv_rng_below(&r, 256);
		if (rv_program_parse(bad, n, &p) != RV_OK)
			continue;
		assert_int_equal(rv_program_canonical(&p, again), n);
		assert_memory_equal(again, bad, n);
	}
}

/* Changes term i of the program; false when there is none. */
static bool change(rv_program *p, int i)
{
	int64_t *const numbers[] = { &p->created_utc_ms,      &p->expires_utc_ms,
				     &p->mandate_end_utc_ms,  &p->legs[0].lots,
				     &p->legs[0].worst_px,    &p->legs[0].mid_px,
				     &p->legs[0].from_utc_ms, &p->legs[1].to_utc_ms,
				     &p->legs[0].want[0],     &p->legs[1].want[8] };
	double *const shares[] = { &p->envelope.total_share, &p->envelope.leg_share,
				   &p->envelope.leg_nav, &p->envelope.flip_nav };
	char *const words[] = { p->book, p->account, p->phase, p->legs[0].symbol,
				p->legs[1].symbol };
	bool *const flags[] = { &p->paper, &p->legs[0].reduce_only, &p->legs[0].excluded,
				&p->legs[1].excluded };
	int *const ints[] = { &p->legs[0].asset, &p->legs[0].sz_decimals, &p->legs[0].side };
	if (i < (int)LEN(numbers)) {
		*numbers[i] += 1;
	} else if ((i -= (int)LEN(numbers)) < (int)LEN(shares)) {
		*shares[i] += 1e-9;
	} else if ((i -= (int)LEN(shares)) < (int)LEN(words)) {
		words[i][1] = 'z';
	} else if ((i -= (int)LEN(words)) < (int)LEN(flags)) {
		*flags[i] = !*flags[i];
	} else if ((i -= (int)LEN(flags)) < (int)LEN(ints)) {
		*ints[i] += 1;
	} else if ((i -= (int)LEN(ints)) < 4) {
		p->id += i == 0;
		p->version += i == 1;
		p->n -= i == 2;
		p->run_date_ms += i == 3 ? RV_DAY_MS : 0;
	} else {
		return false;
	}
	return true;
}

static void every_term_counts(void **state)
{
	(void)state;
	uint8_t was[RV_SHA256_BYTES], now[RV_SHA256_BYTES];
	rv_program p = sample();
	rv_program_digest(&p, was);
	int n = 0;
	for (;; n++) {
		p = sample();
		if (!change(&p, n))
			break;
		rv_program_digest(&p, now);
		assert_memory_not_equal(was, now, sizeof(was));
	}
	assert_int_equal(n, 30);
	p = sample();
	rv_program_digest(&p, now);
	assert_memory_equal(was, now, sizeof(was));
}

static void wrong(size_t at, int64_t value, size_t size)
{
	rv_program p = sample();
	memcpy((char *)&p + at, &value, size);
	assert_non_null(rv_program_error(&p));
}

static void what_is_no_program(void **state)
{
	(void)state;
#define WRONG(member, value) wrong(offsetof(rv_program, member), value, sizeof(sample().member))
	WRONG(version, 0);
	WRONG(book[0], 0);
	WRONG(book[1], '|');
	WRONG(phase[3], ' ');
	WRONG(account[2], '\n');
	WRONG(run_date_ms, 1795219200001);
	WRONG(expires_utc_ms, 1795305000000);
	WRONG(mandate_end_utc_ms, 1795305899999);
	WRONG(n, 0);
	WRONG(n, 25);
	WRONG(legs[0].symbol[0], 0);
	WRONG(legs[0].symbol[1], ' ');
	WRONG(legs[0].sz_decimals, 7);
	WRONG(legs[0].side, 1);
	WRONG(legs[0].side, -2);
	WRONG(legs[0].lots, 1233);
	WRONG(legs[0].want[8], 1);
	WRONG(legs[0].worst_px, 0);
	WRONG(legs[0].mid_px, -1);
	WRONG(legs[0].to_utc_ms, 1795305000000);
	WRONG(legs[1].lots, 1);
	WRONG(legs[1].want[0], 6);
#undef WRONG
	rv_program p = sample();
	p.envelope.leg_nav = NAN;
	assert_non_null(rv_program_error(&p));
	p = sample();
	memcpy(p.legs[1].symbol, "SOL", 4);
	assert_string_equal(rv_program_error(&p), "two legs of one coin");
	p = sample();
	memset(p.book, 'b', sizeof(p.book)); /* no end */
	assert_non_null(rv_program_error(&p));
}

static void people_leave_legs_out_and_make_them_smaller(void **state)
{
	(void)state;
	rv_program p = sample();
	assert_int_equal(rv_program_exclude(&p, "SOL", true), RV_OK);
	assert_int_equal(rv_program_exclude(&p, "SOL", true), RV_EEXIST);
	assert_int_equal(rv_program_exclude(&p, "ETH", true), RV_ENOENT);
	assert_int_equal(p.version, 2);
	assert_true(p.legs[0].excluded);
	assert_int_equal(rv_program_exclude(&p, "SOL", false), RV_OK);
	/* half of 1,234 sold: 617 lots off 1,000 + 300, the 66 bought inside stay */
	assert_int_equal(rv_program_shrink(&p, "SOL", 617), RV_OK);
	assert_int_equal(p.version, 4);
	assert_int_equal(p.legs[0].lots, 617);
	assert_int_equal(p.legs[0].want[RV_SUB_S5], -1000 + 474);
	assert_int_equal(p.legs[0].want[RV_SUB_S4M], -300 + 143);
	assert_int_equal(p.legs[0].want[RV_SUB_S3], 66);
	assert_null(rv_program_error(&p));
	assert_int_equal(rv_program_shrink(&p, "SOL", 617), RV_EINVAL);
	assert_int_equal(rv_program_shrink(&p, "SOL", 0), RV_EINVAL);
	assert_int_equal(rv_program_shrink(&p, "@107", 1), RV_EINVAL);
	assert_int_equal(rv_program_shrink(&p, "ETH", 1), RV_ENOENT);
	assert_int_equal(p.version, 4);
	p = sample();
	p.legs[0].want[0] = INT64_MIN;
	p.legs[0].want[1] = INT64_MIN;
	p.legs[0].want[2] = INT64_MAX;
	p.legs[0].want[3] = INT64_MAX;
	p.legs[0].want[4] = -1298;
	assert_int_equal(rv_program_shrink(&p, "SOL", 1), RV_ERANGE);
}

/* Nobody ends with more than he wanted or on the other side, and it is still the order. */
static void shrinking_is_fair(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 7, 0);
	for (int k = 0; k < 3000; k++) {
		rv_program p = sample();
		rv_program_leg *l = &p.legs[0];
		int64_t sum = 0;
		for (int s = 0; s < RV_SUB_N; s++) {
			l->want[s] = (int64_t)rv_rng_below(&r, 2000) - 1200;
			sum += l->want[s];
		}
		if (sum > -2 && sum < 2)
			continue;
		l->side = sum > 0 ? 1 : -1;
		l->lots = sum > 0 ? sum : -sum;
		const rv_program_leg was = *l;
		const int64_t less = 1 + (int64_t)rv_rng_below(&r, (uint64_t)l->lots - 1);
		assert_int_equal(rv_program_shrink(&p, "SOL", less), RV_OK);
		assert_null(rv_program_error(&p));
		for (int s = 0; s < RV_SUB_N; s++) {
			const int64_t a = was.want[s], b = l->want[s];
			assert_true(a * was.side <= 0
					    ? a == b
					    : b * was.side >= 0 && b * was.side <= a * was.side);
		}
	}
}

static void money_is_counted_at_the_mids(void **state)
{
	(void)state;
	rv_program p = sample();
	int64_t gross = 0, net = 0;
	assert_int_equal(rv_program_notional(&p, &gross, &net), RV_OK);
	assert_int_equal(gross, INT64_C(1234) * 1505005);
	assert_int_equal(net, -gross);
	p.legs[0].excluded = true;
	assert_int_equal(rv_program_notional(&p, &gross, &net), RV_OK);
	assert_int_equal(gross, 0);
	p.legs[0].excluded = false;
	p.legs[0].lots = INT64_MAX;
	gross = 7;
	assert_int_equal(rv_program_notional(&p, &gross, &net), RV_ERANGE);
	assert_int_equal(gross, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_oracle),
		cmocka_unit_test(canonical_text_is_for_people_too),
		cmocka_unit_test(the_longest_text_fits),
		cmocka_unit_test(texts_read_back),
		cmocka_unit_test(only_canonical_text_is_read),
		cmocka_unit_test(garbage_is_refused),
		cmocka_unit_test(every_term_counts),
		cmocka_unit_test(what_is_no_program),
		cmocka_unit_test(people_leave_legs_out_and_make_them_smaller),
		cmocka_unit_test(shrinking_is_fair),
		cmocka_unit_test(money_is_counted_at_the_mids),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
