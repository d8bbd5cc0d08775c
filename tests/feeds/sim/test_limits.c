/* Limits: the real venue's numbers, refill over time, addresses kept apart. */
#include <stdio.h>

#include "feeds/sim/limits.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void weight_runs_out_and_comes_back(void **state)
{
	(void)state;
	static rv_sim_peers p;
	p = (rv_sim_peers){ .limits = rv_sim_limits_make(true) };
	rv_sim_peer *a = rv_sim_peers_get(&p, "127.0.0.1", 1000);
	for (int i = 0; i < 60; i++)
		assert_true(rv_sim_peer_weight(&p.limits, a, 20, 1000));
	assert_false(rv_sim_peer_weight(&p.limits, a, 2, 1000));
	assert_false(rv_sim_peer_weight(&p.limits, a, 20, 1000 + 999)); /* 19.98 by then */
	assert_true(rv_sim_peer_weight(&p.limits, a, 20, 1000 + 1000));
	assert_true(
		rv_sim_peer_weight(&p.limits, a, 1200, 1000 + 120000)); /* never above a minute */
	assert_false(rv_sim_peer_weight(&p.limits, a, 1, 1000 + 120000));
}

static void a_refusal_costs_nothing(void **state)
{
	(void)state;
	static rv_sim_peers p;
	p = (rv_sim_peers){ .limits = rv_sim_limits_make(true) };
	rv_sim_peer *a = rv_sim_peers_get(&p, "127.0.0.1", 0);
	assert_true(rv_sim_peer_weight(&p.limits, a, 1150, 0));
	for (int i = 0; i < 10; i++)
		assert_false(rv_sim_peer_weight(&p.limits, a, 103, 0));
	assert_true(rv_sim_peer_weight(&p.limits, a, 50, 0));
}

static void addresses_are_apart(void **state)
{
	(void)state;
	static rv_sim_peers p;
	p = (rv_sim_peers){ .limits = rv_sim_limits_make(true) };
	rv_sim_peer *a = rv_sim_peers_get(&p, "127.0.0.1", 0);
	assert_true(rv_sim_peer_weight(&p.limits, a, 1200, 0));
	rv_sim_peer *b = rv_sim_peers_get(&p, "127.0.0.2", 0);
	assert_ptr_not_equal(a, b);
	assert_true(rv_sim_peer_weight(&p.limits, b, 1200, 0));
	assert_ptr_equal(rv_sim_peers_get(&p, "127.0.0.1", 0), a);
	assert_false(rv_sim_peer_weight(&p.limits, a, 2, 0));
}

static void ten_connections_at_once(void **state)
{
	(void)state;
	static rv_sim_peers p;
	p = (rv_sim_peers){ .limits = rv_sim_limits_make(true) };
	rv_sim_peer *a = rv_sim_peers_get(&p, "127.0.0.1", 0);
	for (int i = 0; i < 10; i++)
		assert_true(rv_sim_peer_connect(&p.limits, a, 0));
	assert_false(rv_sim_peer_connect(&p.limits, a, 0));
	rv_sim_peer_release(a);
	assert_true(rv_sim_peer_connect(&p.limits, a, 0));
}

static void thirty_new_connections_a_minute(void **state)
{
	(void)state;
	static rv_sim_peers p;
	p = (rv_sim_peers){ .limits = rv_sim_limits_make(true) };
	rv_sim_peer *a = rv_sim_peers_get(&p, "127.0.0.1", 0);
	for (int i = 0; i < 30; i++) {
		assert_true(rv_sim_peer_connect(&p.limits, a, 0));
		rv_sim_peer_release(a);
	}
	assert_false(rv_sim_peer_connect(&p.limits, a, 0));
	assert_true(rv_sim_peer_connect(&p.limits, a, 2000));
}

static void two_thousand_messages_a_minute(void **state)
{
	(void)state;
	static rv_sim_peers p;
	p = (rv_sim_peers){ .limits = rv_sim_limits_make(true) };
	rv_sim_peer *a = rv_sim_peers_get(&p, "127.0.0.1", 0);
	for (int i = 0; i < 2000; i++)
		assert_true(rv_sim_peer_message(&p.limits, a, 0));
	assert_false(rv_sim_peer_message(&p.limits, a, 0));
	assert_true(rv_sim_peer_message(&p.limits, a, 30));
}

static void a_crowd_of_addresses_stays_bounded(void **state)
{
	(void)state;
	static rv_sim_peers p;
	p = (rv_sim_peers){ .limits = rv_sim_limits_make(true) };
	rv_sim_peer *first = rv_sim_peers_get(&p, "127.0.0.1", 0);
	assert_true(rv_sim_peer_connect(&p.limits, first, 0));
	for (int i = 0; i < 1000; i++) {
		char name[32];
		(void)snprintf(name, sizeof(name), "127.0.1.%d", i);
		assert_non_null(rv_sim_peers_get(&p, name, i));
	}
	assert_int_equal(p.n, RV_SIM_PEERS);
	/* One with a connection is never given away. */
	assert_ptr_equal(rv_sim_peers_get(&p, "127.0.0.1", 2000), first);
	assert_int_equal(first->connections, 1);
}

static void generous_is_far_above(void **state)
{
	(void)state;
	const rv_sim_limits real = rv_sim_limits_make(true), wide = rv_sim_limits_make(false);
	assert_close("weight", real.weight_per_min, 1200.0, 0.0);
	assert_int_equal(real.subscriptions, 1000);
	assert_true(wide.weight_per_min > 1000.0 * real.weight_per_min);
	assert_true(wide.messages_per_min > 100 * real.messages_per_min);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weight_runs_out_and_comes_back),
		cmocka_unit_test(a_refusal_costs_nothing),
		cmocka_unit_test(addresses_are_apart),
		cmocka_unit_test(ten_connections_at_once),
		cmocka_unit_test(thirty_new_connections_a_minute),
		cmocka_unit_test(two_thousand_messages_a_minute),
		cmocka_unit_test(a_crowd_of_addresses_stays_bounded),
		cmocka_unit_test(generous_is_far_above),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
