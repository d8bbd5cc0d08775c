/* Overrides: every kind with its limits, what holds when, and the list of them. */
#include "tests/engine/book/override_make.h"
#include "tests/support/assert_close.h"

#include <math.h>
#include <string.h>

static void ranges_are_told_in_one_line(void **state)
{
	(void)state;
	const struct {
		rv_override o;
		const char *want; /* "" fine */
	} cases[] = {
		{ ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.2), "" },
		{ ov_make(RV_OVERRIDE_PIN, RV_SUB_OP, "SOL", -0.2), "" },
		{ ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.5),
		  "weight 0.5: expected -0.20 to 0.20" },
		{ ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", NAN),
		  "weight null: expected -0.20 to 0.20" },
		{ ov_make(RV_OVERRIDE_PIN, RV_SUB_H, "SOL", 0.1),
		  "pin H: expected a sub-book, S5, S4m, S4r, S4mr, S4p, S3 or OP" },
		{ ov_make(RV_OVERRIDE_PIN, RV_SUB_N, "SOL", 0.1),
		  "pin: expected a sub-book, S5, S4m, S4r, S4mr, S4p, S3 or OP" },
		{ ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "", 0.1), "pin: expected a symbol" },
		{ ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "S L", 0.1),
		  "pin: expected a symbol of one word" },
		{ ov_make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.0), "" },
		{ ov_make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", -0.01),
		  "cap -0.01: expected 0.00 to 0.20" },
		{ ov_make(RV_OVERRIDE_CAP, RV_SUB_S5, "SOL", 0.1), "cap S5: expected no sub-book" },
		{ ov_make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", 0.0), "" },
		{ ov_make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", 1.0),
		  "exclude 1: expected no number" },
		{ ov_make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "SOL", 0.0), "" },
		{ ov_make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "", 0.0), "flatten: expected a symbol" },
		{ ov_make(RV_OVERRIDE_SCALE, RV_SUB_S5, "", 0.0), "" },
		{ ov_make(RV_OVERRIDE_SCALE, RV_SUB_N, "SOL", 1.0), "" },
		{ ov_make(RV_OVERRIDE_SCALE, RV_SUB_S3, "SOL", 1.01),
		  "scale 1.01: expected 0.00 to 1.00" },
		{ ov_make(RV_OVERRIDE_SCALE, RV_SUB_N, "", 0.5),
		  "scale: expected a symbol, a sub-book or both" },
		{ ov_make(RV_OVERRIDE_SCALE, RV_SUB_OP, "", 0.5),
		  "scale OP: expected a sub-book, S5, S4m, S4r, S4mr, S4p or S3" },
		{ ov_make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 0.4), "" },
		{ ov_make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 1.1),
		  "leverage factor 1.1: expected 0.00 to 1.00" },
		{ ov_make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "SOL", 0.4),
		  "leverage SOL: expected no symbol" },
		{ ov_make(RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.02), "" },
		{ ov_make(RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.0),
		  "hedge trigger 0: expected 0.001 to 0.100" },
		{ ov_make(RV_OVERRIDE_PAUSE, RV_SUB_S4MR, "", 0.0), "" },
		{ ov_make(RV_OVERRIDE_PAUSE, RV_SUB_RESIDUE, "", 0.0),
		  "pause RESIDUE: expected a sub-book, S5, S4m, S4r, S4mr, S4p or S3" },
		{ ov_make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 1.0), "" },
		{ ov_make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 1.5),
		  "factor weight 1.5: expected 0.00 to 1.00" },
		{ ov_make(RV_OVERRIDE_N, RV_SUB_N, "", 1.5),
		  "kind: expected pin, cap, exclude, flatten, scale, regime, factors, leverage, "
		  "hedge, pause or autohedge" },
		{ ov_auto_hedge("ON"), "" },
		{ ov_auto_hedge("OFF"), "" },
		{ ov_auto_hedge("off"), "autohedge off: expected ON or OFF" },
		{ ov_auto_hedge(""), "autohedge : expected ON or OFF" },
		{ ov_make(RV_OVERRIDE_AUTO_HEDGE, RV_SUB_S5, "", 0.0),
		  "autohedge S5: expected no sub-book" },
		{ ov_regime("RISK_OFF"), "" },
		{ ov_regime("STRONG_RISK_ON_ALTS"), "" },
		{ ov_regime("RISK_ON_MAJORS"), "" },
		{ ov_regime("S4_CLEAR"), "" },
		{ ov_regime("BEAR"),
		  "RISK_ON, RISK_OFF, ROTATION, DIVERGENCE, UNKNOWN, S4_RISK_OFF, S4_CLEAR "
		  "or S3's expected, not BEAR" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_err err = { 0 };
		const rv_status st = rv_override_check(&cases[i].o, &err);
		assert_string_equal(err.text, cases[i].want);
		assert_int_equal(st == RV_OK, cases[i].want[0] == '\0');
	}
	rv_override o = ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.1);
	rv_err err = { 0 };
	o.value[1] = 0.1;
	assert_int_equal(rv_override_check(&o, &err), RV_EINVAL);
	assert_string_equal(err.text, "pin 0.1: expected one number");
	o = ov_make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0);
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
		rv_override o = ov_make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0);
		(void)snprintf(o.reason, sizeof(o.reason), "%s", bad[i]);
		assert_int_equal(rv_override_check(&o, &err), RV_EINVAL);
		assert_string_equal(err.text, "reason: expected one line of 3 to 119 characters");
	}
	rv_override o = ov_make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0);
	memset(o.reason, 'r', sizeof(o.reason)); /* no end */
	assert_int_equal(rv_override_check(&o, NULL), RV_EINVAL);
	o = ov_make(RV_OVERRIDE_PAUSE, RV_SUB_S5, "", 0.0);
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
	(void)ov_set(&l, ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", -0.02));
	(void)ov_set(&l, ov_make(RV_OVERRIDE_PIN, RV_SUB_OP, "SOL", 0.03));
	(void)ov_set(&l, ov_make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.05));
	(void)ov_set(&l, ov_make(RV_OVERRIDE_SCALE, RV_SUB_N, "SOL", 0.5));
	(void)ov_set(&l, ov_make(RV_OVERRIDE_SCALE, RV_SUB_S3, "", 0.4));
	(void)ov_set(&l, ov_make(RV_OVERRIDE_SCALE, RV_SUB_S3, "SOL", 0.8));
	(void)ov_set(&l, ov_make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "ETH", 0.0));
	(void)ov_set(&l, ov_make(RV_OVERRIDE_FLATTEN, RV_SUB_N, "ETH", 0.0));
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
	(void)ov_set(&l, ov_regime("RISK_OFF"));
	(void)ov_set(&l, ov_regime("RISK_ON_MAJORS"));
	(void)ov_set(&l, ov_regime("S4_CLEAR"));
	assert_true(rv_overrides_leader(&l, T0, &leader));
	assert_int_equal(leader, RV_REGIME_RISK_OFF);
	assert_true(rv_overrides_majors(&l, T0, &majors));
	assert_int_equal(majors, RV_MA_WEAK_MAJORS);
	assert_true(rv_overrides_risk_off(&l, T0, &off));
	assert_false(off);
	/* another word for the same machine takes its place */
	(void)ov_set(&l, ov_regime("UNKNOWN"));
	assert_true(rv_overrides_leader(&l, T0, &leader));
	assert_int_equal(leader, RV_REGIME_UNKNOWN);
	assert_int_equal(l.n, 3);
	(void)ov_set(&l, ov_regime("S4_RISK_OFF"));
	assert_true(rv_overrides_risk_off(&l, T0, &off));
	assert_true(off);
	rv_override f = ov_make(RV_OVERRIDE_FACTORS, RV_SUB_N, "", 0.1);
	f.value[1] = 0.2;
	(void)ov_set(&l, f);
	assert_true(rv_overrides_factors(&l, T0, w));
	assert_close("weights", w[0] + w[1] + w[2], 0.3, 1e-15);
	(void)ov_set(&l, ov_make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 0.6));
	assert_true(rv_overrides_leverage(&l, T0, &x));
	assert_close("leverage", x, 0.6, 0);
	(void)ov_set(&l, ov_make(RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.02));
	assert_true(rv_overrides_hedge(&l, T0, &x));
	assert_close("hedge", x, 0.02, 0);
	(void)ov_set(&l, ov_make(RV_OVERRIDE_PAUSE, RV_SUB_S4R, "", 0.0));
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
	const uint64_t first = ov_set(&l, ov_make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.05));
	const uint64_t other = ov_set(&l, ov_make(RV_OVERRIDE_CAP, RV_SUB_N, "ETH", 0.05));
	const rv_override o = ov_make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.01);
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
	assert_true(ov_set(&l, o) > id);
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
		rv_override o = ov_make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, name, 0.0);
		o.expires_utc_ms = T0 + 1000 * (i + 1);
		if (i < RV_OVERRIDES_MAX)
			(void)ov_set(&l, o);
		else
			assert_int_equal(rv_overrides_set(&l, &o, &id, &replaced, &err), RV_EFULL);
	}
	assert_string_equal(err.text, "64 overrides are set: end one first");
	assert_int_equal(id, 7);
	/* one of them may still be set anew */
	(void)ov_set(&l, ov_make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "C9", 0.0));
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

/* What is weaker, or ends sooner, than what it takes the place of gives something free. */
static void what_calms_is_no_weaker_than_before(void **state)
{
	(void)state;
	rv_overrides l = { 0 };
	rv_override cap = ov_make(RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.05);
	assert_int_equal(rv_overrides_same(&l, &cap), 0);
	assert_true(rv_overrides_calms(&l, &cap));
	const uint64_t id = ov_set(&l, cap);
	assert_int_equal(rv_overrides_same(&l, &cap), id);
	assert_int_equal(rv_overrides_find(&l, id)->id, id);
	assert_null(rv_overrides_find(&l, id + 1));
	assert_true(rv_overrides_calms(&l, &cap));
	cap.value[0] = 0.0501;
	assert_false(rv_overrides_calms(&l, &cap));
	cap.set_utc_ms = cap.expires_utc_ms; /* what it replaces has ended by then */
	cap.expires_utc_ms++;
	assert_true(rv_overrides_calms(&l, &cap));
	rv_override out = ov_make(RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", 0.0);
	(void)ov_set(&l, out);
	out.expires_utc_ms--;
	assert_false(rv_overrides_calms(&l, &out));
	const rv_override pin = ov_make(RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.0),
			  up = ov_make(RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.001),
			  down = ov_make(RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", 0.0),
			  off = ov_regime("RISK_OFF");
	assert_false(rv_overrides_calms(&l, &pin));
	assert_false(rv_overrides_calms(&l, &up));
	assert_false(rv_overrides_calms(&l, &down));
	assert_false(rv_overrides_calms(&l, &off));
}

/* OFF keeps the desk from sending by itself; ON does not, nor does an OFF that ends sooner. */
static void who_hedges_can_be_set(void **state)
{
	(void)state;
	rv_overrides l = { 0 };
	bool on = true;
	rv_override off = ov_auto_hedge("OFF");
	const rv_override set = ov_auto_hedge("ON");
	assert_false(rv_overrides_auto_hedge(&l, T0, &on));
	assert_true(on);
	assert_true(rv_overrides_calms(&l, &off));
	assert_false(rv_overrides_calms(&l, &set));
	const uint64_t id = ov_set(&l, set);
	assert_true(rv_overrides_auto_hedge(&l, T0, &on) && on);
	off.expires_utc_ms--; /* sooner than an ON is no weaker */
	assert_true(rv_overrides_calms(&l, &off));
	assert_int_equal(rv_overrides_same(&l, &off), id);
	(void)ov_set(&l, off);
	assert_int_equal(l.n, 1);
	assert_true(rv_overrides_auto_hedge(&l, T0, &on));
	assert_false(on);
	assert_false(rv_overrides_auto_hedge(&l, off.expires_utc_ms, &on));
	off.expires_utc_ms--;
	assert_false(rv_overrides_calms(&l, &off));
	assert_false(rv_overrides_calms(&l, &set));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_told_in_one_line),
		cmocka_unit_test(reasons_and_ends_are_needed),
		cmocka_unit_test(coins_have_rules),
		cmocka_unit_test(the_rest_is_asked_for),
		cmocka_unit_test(the_later_one_counts),
		cmocka_unit_test(what_calms_is_no_weaker_than_before),
		cmocka_unit_test(who_hedges_can_be_set),
		cmocka_unit_test(the_list_has_room_for_so_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
