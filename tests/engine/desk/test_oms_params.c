/*
 * Settings of the order side: the defaults that the documentation promises, every range at both
 * ends and one step beyond them, and the rules between settings.
 */
#include "engine/desk/oms_params.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static rv_oms_params defaults(void)
{
	rv_oms_params p;
	memset(&p, 0xff, sizeof(p));
	rv_oms_params_default(&p);
	return p;
}

static void defaults_are_as_documented(void **state)
{
	(void)state;
	const rv_oms_params p = defaults();
	assert_null(rv_oms_params_error(&p));
	assert_string_equal(p.book, "main");
	assert_string_equal(p.account, "");
	assert_true(!p.paper && !p.live && p.approval == RV_APPROVE_MANUAL && p.deadman);
	assert_true(p.ticket_ms == 120000 && p.arm_ms == 900000 && p.arm_idle_ms == 300000);
	assert_true(p.mandate_extra_ms == 120000 && p.twap_ms == 900000 && p.slice_ms == 30000);
	assert_true(p.quote_propose_ms == 5000 && p.quote_send_ms == 2000);
	assert_true(p.expires_ms == 10000 && p.settle_ms == 5000);
	assert_true(p.deadman_ms == 60000 && p.deadman_refresh_ms == 15000);
	assert_true(p.reconcile_ms == 60000 && p.account_ms == 10000 && p.account_age_ms == 30000);
	assert_true(p.messages_per_min == 60 && p.cancel_reserve_pct == 20 && p.repeat_most == 10);
	assert_true(p.duplicate_ms == 10000 && p.limit_ms == 900000);
	assert_close("jitter", p.slice_jitter, 0.2, 0);
	assert_close("drift", p.drift_bps + p.drift_spreads + p.drift_sigmas, 11.85, 1e-12);
	assert_close("collar", p.collar_bps + p.collar_sigmas, 76.5, 1e-12);
	assert_close("slippage", p.ioc_slippage_bps, 20, 0);
	assert_close("skew", p.skew_warn_ms + p.skew_halt_ms, 1250, 0);
	assert_close("spread", p.spread_most_bps, 100, 0);
	assert_close("mark", p.mark_off_most_bps, 200, 0);
	assert_close("least order", p.min_order_usd, 10, 0);
	assert_close("day", p.daily_loss_pct, 2, 0);
	assert_close("peak", p.drawdown_pct, 6, 0);
	assert_close("after", p.margin_after, 3, 0);
	assert_close("reducing", p.margin_reducing, 2.5, 0);
	assert_close("alarm", p.margin_alarm, 2, 0);
	assert_close("pct", p.liquidation_pct, 25, 0);
	assert_close("sigmas", p.liquidation_sigmas, 6, 0);
	assert_close("gross", p.gross_most_x, 2, 0);
}

typedef enum kind { MS, COUNT, NUM } kind;

static const struct {
	const char *name;
	size_t at;
	kind kind;
	double least, most;
	bool above; /* least itself is not allowed */
} ranges[] = {
#define M(name, least, most)                                                                       \
	{                                                                                          \
#name, offsetof(rv_oms_params, name), MS, least, most, false                       \
	}
#define C(name, least, most)                                                                       \
	{                                                                                          \
#name, offsetof(rv_oms_params, name), COUNT, least, most, false                    \
	}
#define N(name, least, most)                                                                       \
	{                                                                                          \
#name, offsetof(rv_oms_params, name), NUM, least, most, false                      \
	}
#define A(name, least, most)                                                                       \
	{                                                                                          \
#name, offsetof(rv_oms_params, name), NUM, least, most, true                       \
	}
	M(ticket_ms, 5e3, 3.6e6),
	M(arm_ms, 1e4, 8.64e7),
	M(arm_idle_ms, 1e4, 8.64e7),
	M(mandate_extra_ms, 0, 3.6e6),
	M(twap_ms, 1e3, 8.64e7),
	M(slice_ms, 1e3, 3.6e6),
	M(limit_ms, 1e3, 8.64e7),
	N(slice_jitter, 0, 0.5),
	N(drift_bps, 0, 1000),
	N(drift_spreads, 0, 100),
	N(drift_sigmas, 0, 100),
	N(collar_bps, 1, 1000),
	N(collar_sigmas, 0, 100),
	N(ioc_slippage_bps, 0, 500),
	M(quote_propose_ms, 100, 6e5),
	M(quote_send_ms, 100, 6e5),
	N(skew_warn_ms, 1, 60000),
	N(skew_halt_ms, 1, 60000),
	N(spread_most_bps, 1, 10000),
	N(mark_off_most_bps, 1, 10000),
	M(account_age_ms, 1e3, 3.6e6),
	A(order_most_usd, 0, 1e9),
	A(symbol_most_usd, 0, 1e10),
	A(gross_most_x, 0, 50),
	A(net_most_x, 0, 50),
	A(leverage_most_x, 0, 50),
	N(order_most_adv, 0, 1),
	A(min_order_usd, 0, 1e6),
	A(daily_loss_pct, 0, 100),
	A(drawdown_pct, 0, 100),
	C(messages_per_min, 1, 2000),
	C(cancel_reserve_pct, 0, 90),
	M(duplicate_ms, 0, 3.6e6),
	C(repeat_most, 1, 1000),
	N(margin_after, 1, 100),
	N(margin_reducing, 1, 100),
	N(margin_alarm, 1, 100),
	N(liquidation_pct, 0, 100),
	N(liquidation_sigmas, 0, 100),
	M(expires_ms, 1e3, 1.2e5),
	M(settle_ms, 1e3, 6e5),
	M(deadman_ms, 1e4, 3.6e6),
	M(deadman_refresh_ms, 1e3, 1.8e6),
	M(reconcile_ms, 5e3, 3.6e6),
	M(account_ms, 1e3, 3.6e6),
#undef M
#undef C
#undef N
#undef A
};

static void put(rv_oms_params *p, size_t i, double v)
{
	char *at = (char *)p + ranges[i].at;
	const int64_t ms = (int64_t)v;
	const unsigned count = v < 0 ? 0U - 1U : (unsigned)v;
	if (ranges[i].kind == MS)
		memcpy(at, &ms, sizeof(ms));
	else if (ranges[i].kind == COUNT)
		memcpy(at, &count, sizeof(count));
	else
		memcpy(at, &v, sizeof(v));
}

/* Is the complaint about this setting and its range? Rules between settings name it, too. */
static bool out_of_range(size_t i, double v)
{
	rv_oms_params p = defaults();
	put(&p, i, v);
	const char *why = rv_oms_params_error(&p);
	const size_t n = strlen(ranges[i].name);
	return why && strncmp(why, ranges[i].name, n) == 0 && why[n] == ':' &&
	       (strstr(why, " to ") || strstr(why, "more than 0,"));
}

static void every_range_has_its_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(ranges); i++) {
		const bool whole = ranges[i].kind != NUM;
		const double least = ranges[i].least, most = ranges[i].most;
		const double below = whole ? least - 1 : nextafter(least, -INFINITY);
		const double beyond = whole ? most + 1 : nextafter(most, INFINITY);
		if (!out_of_range(i, below) || !out_of_range(i, beyond))
			fail_msg("%s: a step beyond its range is taken", ranges[i].name);
		if (out_of_range(i, most) || out_of_range(i, least) != ranges[i].above)
			fail_msg("%s: an end of its range is not taken", ranges[i].name);
		if (!whole && (!out_of_range(i, NAN) || !out_of_range(i, INFINITY)))
			fail_msg("%s: NaN is taken", ranges[i].name);
	}
}

static void assert_error(const rv_oms_params *p, const char *begins)
{
	const char *why = rv_oms_params_error(p);
	assert_non_null(why);
	if (strncmp(why, begins, strlen(begins)) != 0)
		fail_msg("\"%s\", expected \"%s...\"", why, begins);
}

static void rules_between_settings(void **state)
{
	(void)state;
	static const struct {
		const char *begins;
		const char *name;
		double good, bad;
	} rules[] = {
		{ "slice_ms: expected at most twap", "slice_ms", 9e5, 900001 },
		{ "arm_idle_ms: ", "arm_idle_ms", 9e5, 900001 },
		{ "quote_send_ms: ", "quote_send_ms", 5000, 5001 },
		{ "skew_warn_ms: ", "skew_warn_ms", 1000, 1000.5 },
		{ "account_age_ms: ", "account_age_ms", 10001, 10000 },
		{ "order_most_usd: ", "min_order_usd", 10000, 10000.5 },
		{ "symbol_most_usd: ", "symbol_most_usd", 10000, 9999.5 },
		{ "net_most_x: ", "net_most_x", 2, 2.01 },
		{ "margin_reducing: ", "margin_after", 2.5, 2.49 },
		{ "margin_alarm: ", "margin_alarm", 2.5, 2.51 },
		{ "deadman_refresh_ms: ", "deadman_refresh_ms", 59999, 60000 },
		{ "ioc_slippage_bps: ", "ioc_slippage_bps", 75, 75.5 },
	};
	for (size_t k = 0; k < LEN(rules); k++) {
		size_t i = 0;
		while (strcmp(ranges[i].name, rules[k].name) != 0)
			i++;
		rv_oms_params p = defaults();
		put(&p, i, rules[k].good);
		assert_null(rv_oms_params_error(&p));
		put(&p, i, rules[k].bad);
		assert_error(&p, rules[k].begins);
	}
}

static void names_and_kinds_of_account(void **state)
{
	(void)state;
	rv_oms_params p = defaults();
	p.live = true;
	assert_null(rv_oms_params_error(&p));
	p.approval = RV_APPROVE_AUTO;
	assert_error(&p, "approval: ");
	p.live = false;
	p.paper = true;
	assert_null(rv_oms_params_error(&p));
	p.live = true;
	assert_error(&p, "live: ");
	p = defaults();
	p.approval = RV_APPROVE_SIM;
	assert_error(&p, "approval: ");
	p = defaults();
	p.approve_stop = (rv_approval)3;
	assert_error(&p, "approve_hedge, approve_stop: ");
	p = defaults();
	p.book[0] = '\0';
	assert_error(&p, "book: ");
	p.book[0] = '|';
	assert_error(&p, "book: ");
	p = defaults();
	memcpy(p.account, "0x12 34", 8);
	assert_error(&p, "account: ");
}

static void who_grants_where(void **state)
{
	(void)state;
	rv_oms_params p = defaults();
	assert_true(p.approve_hedge == RV_APPROVE_SIM && p.approve_stop == RV_APPROVE_SIM);
	assert_false(rv_oms_params_auto(&p, RV_APPROVE_SIM));
	p.paper = true;
	assert_true(rv_oms_params_auto(&p, RV_APPROVE_SIM));
	assert_false(rv_oms_params_auto(&p, RV_APPROVE_MANUAL));
	p.paper = false;
	p.live = true;
	assert_false(rv_oms_params_auto(&p, RV_APPROVE_SIM));
	assert_true(rv_oms_params_auto(&p, RV_APPROVE_AUTO));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_as_documented),
		cmocka_unit_test(every_range_has_its_ends),
		cmocka_unit_test(rules_between_settings),
		cmocka_unit_test(names_and_kinds_of_account),
		cmocka_unit_test(who_grants_where),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
