/*
 * Overrides: every kind with its limits and its words, what holds when, and the text that the
 * journal keeps, forth and back.
 */
#include "engine/base/rng.h"
#include "engine/book/overrides.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define T0 INT64_C(1795219200000)

static rv_override make(rv_override_kind kind, rv_sub sub, const char *symbol, double value)
{
	rv_override o = { .kind = kind,
			  .sub = sub,
			  .value = { value },
			  .reason = "thin book on Saturday",
			  .set_utc_ms = T0,
			  .expires_utc_ms = T0 + RV_HOUR_MS,
			  .uid = 1000 };
	(void)snprintf(o.symbol, sizeof(o.symbol), "%s", symbol);
	return o;
}

static rv_override regime(const char *word)
{
	rv_override o = make(RV_OVERRIDE_REGIME, RV_SUB_N, "", 0.0);
	(void)snprintf(o.word, sizeof(o.word), "%s", word);
	return o;
}

static uint64_t set(rv_overrides *l, rv_override o)
{
	uint64_t id = 0, replaced = 0;
	rv_err err = { 0 };
	assert_int_equal(rv_overrides_set(l, &o, &id, &replaced, &err), RV_OK);
	assert_string_equal(err.text, "");
	return id;
}

static void ranges_are_told_in_one_line(void **state)
{
	(void)state;
	const struct {
		rv_override o;
		const char *want; /* "" fine */
	} cases[] = {
		{ make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.2), "" },
		{ make(RV_OVERRIDE_PIN, RV_SUB_OP, "SOL", -0.2), "" },
		{ make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.5),
		  "weight 0.5: expected -0.20 to 0.20" },
		{ make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", NAN),
		  "weight null: expected -0.20 to 0.20" },
		{ make(RV_OVERRIDE_PIN, RV_SUB_H, "SOL", 0.1),
		  "pin H: expected a sub-book, S5, S4m, S4r, S4mr, S4p, S3 or OP" },
		{ make(RV_OVERRIDE_PIN, RV_SUB_N, "SOL", 0.1),
		  "pin: expected a sub-book, S5, S4m, S4r, S4mr, S4p, S3 or OP" },
		{ make(RV_OVERRIDE_PIN, RV_SUB_S5, "", 0.1), "pin: expected a symbol" },
		{ make(RV_OVERRIDE_PIN, RV_SUB_S5, "S L", 0.1),
		  "pin: expected a symbol of one word" },
		{ make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.0), "" },
		{ make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", -0.01),
		  "cap -0.01: expected 0.00 to 0.20" },
		{ make(RV_OVERRIDE_CAP, RV_SUB_S5, "SOL", 0.1), "cap S5: expected no sub-book" },
		{ make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", 0.0), "" },
		{ make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", 1.0),
		  "exclude 1: expected no number" },
		{ make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "SOL", 0.0), "" },
		{ make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "", 0.0), "flatten: expected a symbol" },
		{ make(RV_OVERRIDE_SCALE, RV_SUB_S5, "", 0.0), "" },
		{ make(RV_OVERRIDE_SCALE, RV_SUB_N, "SOL", 1.0), "" },
		{ make(RV_OVERRIDE_SCALE, RV_SUB_S3, "SOL", 1.01),
		  "scale 1.01: expected 0.00 to 1.00" },
		{ make(RV_OVERRIDE_SCALE, RV_SUB_N, "", 0.5),
		  "scale: expected a symbol, a sub-book or both" },
		{ make(RV_OVERRIDE_SCALE, RV_SUB_OP, "", 0.5),
		  "scale OP: expected a sub-book, S5, S4m, S4r, S4mr, S4p or S3" },
		{ make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 0.4), "" },
		{ make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 1.1),
		  "leverage factor 1.1: expected 0.00 to 1.00" },
		{ make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "SOL", 0.4),
		  "leverage SOL: expected no symbol" },
		{ make(RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.02), "" },
		{ make(RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.0),
		  "hedge trigger 0: expected 0.001 to 0.100" },
		{ make(RV_OVERRIDE_PAUSE, RV_SUB_S4MR, "", 0.0), "" },
		{ make(RV_OVERRIDE_PAUSE, RV_SUB_RESIDUE, "", 0.0),
		  "pause RESIDUE: expected a sub-book, S5, S4m, S4r, S4mr, S4p or S3" },
		{ make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 1.0), "" },
		{ make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 1.5),
		  "factor weight 1.5: expected 0.00 to 1.00" },
		{ make(RV_OVERRIDE_N, RV_SUB_N, "", 1.5),
		  "kind: expected pin, cap, exclude, flatten, scale, regime, factors, leverage, "
		  "hedge "
		  "or pause" },
		{ regime("RISK_OFF"), "" },
		{ regime("STRONG_RISK_ON_ALTS"), "" },
		{ regime("RISK_ON_MAJORS"), "" },
		{ regime("S4_CLEAR"), "" },
		{ regime("BEAR"), "regime BEAR: expected RISK_ON, RISK_OFF, ROTATION, DIVERGENCE "
				  "or UNKNOWN, a state "
				  "of majors against alts, S4_RISK_OFF or S4_CLEAR" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_err err = { 0 };
		const rv_status st = rv_override_check(&cases[i].o, &err);
		assert_string_equal(err.text, cases[i].want);
		assert_int_equal(st == RV_OK, cases[i].want[0] == '\0');
	}
	rv_override o = make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.1);
	rv_err err = { 0 };
	o.value[1] = 0.1;
	assert_int_equal(rv_override_check(&o, &err), RV_EINVAL);
	assert_string_equal(err.text, "pin 0.1: expected one number");
	o = make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0);
	memcpy(o.word, "RISK_ON", 8);
	assert_int_equal(rv_override_check(&o, &err), RV_EINVAL);
	assert_string_equal(err.text, "pause: expected no word");
}

static void reasons_and_ends_are_needed(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "ab", " abc", "abc ", "two\nlines", "esc\x1b[0m" };
	rv_err err = { 0 };
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_override o = make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0);
		(void)snprintf(o.reason, sizeof(o.reason), "%s", bad[i]);
		assert_int_equal(rv_override_check(&o, &err), RV_EINVAL);
		assert_string_equal(err.text, "reason: expected one line of 3 to 119 characters");
	}
	rv_override o = make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0);
	memset(o.reason, 'r', sizeof(o.reason)); /* no end */
	assert_int_equal(rv_override_check(&o, NULL), RV_EINVAL);
	o = make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0);
	o.expires_utc_ms = T0;
	assert_int_equal(rv_override_check(&o, &err), RV_ERANGE);
	assert_string_equal(err.text, "expires 2026-11-21T00:00:00Z: expected after "
				      "2026-11-21T00:00:00Z, and no later than "
				      "2026-12-21T00:00:00Z");
	o.expires_utc_ms = T0 + RV_OVERRIDE_LIFE_MAX;
	assert_int_equal(rv_override_check(&o, &err), RV_OK);
	o.expires_utc_ms++;
	assert_int_equal(rv_override_check(&o, &err), RV_ERANGE);
	o.set_utc_ms = INT64_MAX - 5;
	o.expires_utc_ms = INT64_MAX;
	assert_int_equal(rv_override_check(&o, &err), RV_ERANGE);
}

static void coins_have_rules(void **state)
{
	(void)state;
	rv_overrides l = { 0 };
	rv_net_rule r;
	(void)set(&l, make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", -0.02));
	(void)set(&l, make(RV_OVERRIDE_PIN, RV_SUB_OP, "SOL", 0.03));
	(void)set(&l, make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.05));
	(void)set(&l, make(RV_OVERRIDE_SCALE, RV_SUB_N, "SOL", 0.5));
	(void)set(&l, make(RV_OVERRIDE_SCALE, RV_SUB_S3, "", 0.4));
	(void)set(&l, make(RV_OVERRIDE_SCALE, RV_SUB_S3, "SOL", 0.8));
	(void)set(&l, make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "ETH", 0.0));
	(void)set(&l, make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "ETH", 0.0));
	rv_overrides_rule(&l, T0, "SOL", &r);
	assert_close("pin", r.pin[RV_SUB_S5], -0.02, 0);
	assert_close("pin", r.pin[RV_SUB_S3], NAN, 0);
	assert_close("OP", r.pin_op, 0.03, 0);
	assert_close("cap", r.cap, 0.05, 0);
	assert_close("scale", r.scale[RV_SUB_S5], 0.5, 0);
	assert_close("scale", r.scale[RV_SUB_S3], 0.16, 1e-15);
	assert_false(r.exclude || r.flatten);
	rv_overrides_rule(&l, T0, "ETH", &r);
	assert_true(r.exclude && r.flatten && isnan(r.cap) && isnan(r.pin_op));
	assert_close("scale", r.scale[RV_SUB_S3], 0.4, 0);
	/* before and after its time nothing holds */
	for (int k = 0; k < 2; k++) {
		rv_net_rule none;
		rv_net_rule_none(&none);
		rv_overrides_rule(&l, k ? T0 + RV_HOUR_MS : T0 - 1, "SOL", &r);
		for (int s = 0; s < RV_SUB_H; s++) {
			assert_close("pin", r.pin[s], none.pin[s], 0);
			assert_close("scale", r.scale[s], none.scale[s], 0);
		}
		assert_true(isnan(r.cap) && isnan(r.pin_op) && !r.exclude && !r.flatten);
	}
}

static void the_rest_is_asked_for(void **state)
{
	(void)state;
	rv_overrides l = { 0 };
	rv_leader_regime leader = RV_REGIME_ROTATION;
	rv_ma_regime majors = RV_MA_UNKNOWN;
	bool off = true, paused[RV_SUB_H];
	double x = 7.0, w[RV_IDIO_N] = { 7.0, 7.0, 7.0 };
	assert_false(rv_overrides_leader(&l, T0, &leader) || rv_overrides_majors(&l, T0, &majors) ||
		     rv_overrides_risk_off(&l, T0, &off) || rv_overrides_factors(&l, T0, w) ||
		     rv_overrides_leverage(&l, T0, &x) || rv_overrides_hedge(&l, T0, &x));
	assert_int_equal(leader, RV_REGIME_ROTATION);
	assert_close("untouched", x + w[2], 14.0, 0);
	(void)set(&l, regime("RISK_OFF"));
	(void)set(&l, regime("RISK_ON_MAJORS"));
	(void)set(&l, regime("S4_CLEAR"));
	assert_true(rv_overrides_leader(&l, T0, &leader));
	assert_int_equal(leader, RV_REGIME_RISK_OFF);
	assert_true(rv_overrides_majors(&l, T0, &majors));
	assert_int_equal(majors, RV_MA_WEAK_MAJORS);
	assert_true(rv_overrides_risk_off(&l, T0, &off));
	assert_false(off);
	/* another word for the same machine takes its place */
	(void)set(&l, regime("UNKNOWN"));
	assert_true(rv_overrides_leader(&l, T0, &leader));
	assert_int_equal(leader, RV_REGIME_UNKNOWN);
	assert_int_equal(l.n, 3);
	(void)set(&l, regime("S4_RISK_OFF"));
	assert_true(rv_overrides_risk_off(&l, T0, &off));
	assert_true(off);
	rv_override f = make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 0.1);
	f.value[1] = 0.2;
	(void)set(&l, f);
	assert_true(rv_overrides_factors(&l, T0, w));
	assert_close("weights", w[0] + w[1] + w[2], 0.3, 1e-15);
	(void)set(&l, make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 0.6));
	assert_true(rv_overrides_leverage(&l, T0, &x));
	assert_close("leverage", x, 0.6, 0);
	(void)set(&l, make(RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.02));
	assert_true(rv_overrides_hedge(&l, T0, &x));
	assert_close("hedge", x, 0.02, 0);
	(void)set(&l, make(RV_OVERRIDE_PAUSE, RV_SUB_S4R, "", 0.0));
	rv_overrides_paused(&l, T0, paused);
	for (int s = 0; s < RV_SUB_H; s++)
		assert_int_equal(paused[s], s == RV_SUB_S4R);
	rv_overrides_paused(&l, T0 + RV_HOUR_MS, paused);
	assert_false(paused[RV_SUB_S4R]);
}

static void the_later_one_counts(void **state)
{
	(void)state;
	rv_overrides l = { 0 };
	rv_net_rule r;
	uint64_t id = 0, replaced = 0;
	const uint64_t first = set(&l, make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.05));
	const uint64_t other = set(&l, make(RV_OVERRIDE_CAP, RV_SUB_N, "ETH", 0.05));
	const rv_override o = make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.01);
	assert_int_equal(rv_overrides_set(&l, &o, &id, &replaced, NULL), RV_OK);
	assert_int_equal(replaced, first);
	assert_true(id > other && other > first);
	assert_int_equal(l.n, 2);
	rv_overrides_rule(&l, T0, "SOL", &r);
	assert_close("cap", r.cap, 0.01, 0);
	assert_int_equal(rv_overrides_end(&l, id), RV_OK);
	assert_int_equal(rv_overrides_end(&l, id), RV_ENOENT);
	rv_overrides_rule(&l, T0, "SOL", &r);
	assert_true(isnan(r.cap));
	/* ids are not given twice */
	assert_true(set(&l, o) > id);
}

static void the_list_has_room_for_so_many(void **state)
{
	(void)state;
	rv_overrides l = { 0 };
	rv_override out;
	uint64_t id = 7, replaced = 7;
	rv_err err = { 0 };
	char name[RV_SYMBOL_MAX];
	for (int i = 0; i <= RV_OVERRIDES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "C%d", i);
		rv_override o = make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, name, 0.0);
		o.expires_utc_ms = T0 + 1000 * (i + 1);
		if (i < RV_OVERRIDES_MAX)
			(void)set(&l, o);
		else
			assert_int_equal(rv_overrides_set(&l, &o, &id, &replaced, &err), RV_EFULL);
	}
	assert_string_equal(err.text, "64 overrides are set: end one first");
	assert_int_equal(id, 7);
	/* one of them may still be set anew */
	(void)set(&l, make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "C9", 0.0));
	assert_int_equal(l.n, RV_OVERRIDES_MAX);
	/* and what ends is taken out one by one */
	assert_false(rv_overrides_expired(&l, T0 + 999, &out));
	assert_int_equal(rv_overrides_next_end(&l, T0 + 999), T0 + 1000);
	assert_true(rv_overrides_expired(&l, T0 + 2000, &out));
	assert_string_equal(out.symbol, "C0");
	assert_true(rv_overrides_expired(&l, T0 + 2000, &out));
	assert_string_equal(out.symbol, "C1");
	assert_false(rv_overrides_expired(&l, T0 + 2000, &out));
	assert_int_equal(rv_overrides_next_end(&l, T0 + 2000), T0 + 3000);
	size_t n = 0;
	while (rv_overrides_expired(&l, T0 + RV_HOUR_MS, &out))
		n++;
	assert_int_equal(n, RV_OVERRIDES_MAX - 2);
	assert_int_equal(rv_overrides_next_end(&l, T0), INT64_MAX);
}

static rv_override sample(int k)
{
	switch (k) {
	case 0:
		return make(RV_OVERRIDE_PIN, RV_SUB_S4MR, "kPEPE", -0.0123456789);
	case 1:
		return make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "@107", 0.0);
	case 2:
		return regime("WEAK_RISK_ON_ALTS");
	case 3:
		return make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 0.1);
	case 4:
		return make(RV_OVERRIDE_PAUSE, RV_SUB_S3, "", 0.0);
	default:
		return make(RV_OVERRIDE_SCALE, RV_SUB_S5, "", 0.25);
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
	for (int k = 0; k < 6; k++) {
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
	rv_override o = make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.1), back = { .id = 77 };
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
		const uint64_t id = set(&l, o);
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
					    "S5 scaled by 0.25" };
	char text[RV_OVERRIDE_REASON];
	for (int k = 0; k < 6; k++) {
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
		cmocka_unit_test(ranges_are_told_in_one_line),
		cmocka_unit_test(reasons_and_ends_are_needed),
		cmocka_unit_test(coins_have_rules),
		cmocka_unit_test(the_rest_is_asked_for),
		cmocka_unit_test(the_later_one_counts),
		cmocka_unit_test(the_list_has_room_for_so_many),
		cmocka_unit_test(texts_read_back),
		cmocka_unit_test(only_valid_text_is_read),
		cmocka_unit_test(a_journal_makes_the_same_list),
		cmocka_unit_test(the_longest_text_fits),
		cmocka_unit_test(words_are_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
