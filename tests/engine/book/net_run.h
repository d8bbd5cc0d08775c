/* One pass of netting over made-up coins on which no cap binds, for the tests of its parts. */
#ifndef RV_TESTS_NET_RUN_H
#define RV_TESTS_NET_RUN_H

#include "engine/book/net.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

enum { NET_COINS = 32 };
#define T0 INT64_C(1795219200000)

static inline rv_net_params net_params(void)
{
	rv_net_params p;
	rv_net_params_default(&p);
	return p;
}

/* NAV 100,000: S5 and S4 have 40,000, S3 20,000; a leg is at least 1,000. No cap binds. */
static inline rv_net_input net_input(void)
{
	rv_net_input in = { .nav = 1e5, .vol = 0.1, .margin_g = INFINITY, .utc_ms = T0 };
	for (int s = 0; s < RV_SUB_H; s++) {
		in.licence[s] = RV_LICENCE_100;
		in.factor[s] = 1.0;
	}
	return in;
}

/* Price 10, whole coins: 40,000 of S5 are 4,000 lots, S3's 20,000 are 2,000. */
static inline rv_net_coin net_coin(const char *symbol)
{
	rv_net_coin c = { .price = 10.0, .cost_bps = NAN, .hybrid = NAN };
	memcpy(c.symbol, symbol, strlen(symbol) + 1);
	for (int s = 0; s < RV_SUB_H; s++)
		c.edge[s] = NAN;
	rv_net_rule_none(&c.rule);
	return c;
}

typedef struct net_run {
	rv_net_state state;
	rv_net_result res;
	rv_net_out out[NET_COINS];
} net_run;

static inline net_run net_run_of(const rv_net_input *in, const rv_net_coin *c, size_t n)
{
	net_run r = { .state = { NAN, 0 } };
	const rv_net_params p = net_params();
	assert_int_equal(rv_net_run(&p, in, c, n, &r.state, &r.res, r.out), RV_OK);
	return r;
}

#endif
