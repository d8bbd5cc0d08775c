/* A last gate for tests; see last_gate_bench.h. */
#include "tests/support/last_gate_bench.h"

#include <string.h>

#include "tests/support/cm.h"

rv_cloid gate_cloid(unsigned k)
{
	rv_cloid c = { { 0xc1, (uint8_t)(k >> 8), (uint8_t)k } };
	return c;
}

void gate_set_order(gate_bench *d, size_t i, unsigned cloid, int64_t lots, int64_t px)
{
	d->f.v[i] = (rv_gate_fact){
		.cloid = gate_cloid(cloid), .asset = 5, .side = RV_BUY, .lots = lots, .px = px
	};
	d->s.gate[i] = (rv_gate_order){ .cloid = gate_cloid(cloid),
					.mandate = 31,
					.lots = lots,
					.lots_most = GATE_LOTS_MOST,
					.notional_musd = px * lots,
					.notional_most_musd = GATE_VALUE_MOST };
}

void gate_next_order(gate_bench *d, unsigned cloid)
{
	const int64_t nonce = d->f.nonce + 1;
	memset(&d->f, 0, sizeof(d->f));
	memset(&d->s, 0, sizeof(d->s));
	d->f.kind = d->s.kind = RV_ACTION_ORDER;
	d->f.nonce = d->s.bytes.nonce = nonce;
	d->f.expires_after_ms = d->s.bytes.expires_after_ms = GATE_UTC + 10000;
	d->f.hash.b[0] = (uint8_t)cloid;
	d->f.n = d->s.n = 1;
	gate_set_order(d, 0, cloid, GATE_LOTS, GATE_PX);
}

void gate_next_cancel(gate_bench *d, size_t n)
{
	gate_next_order(d, 9999);
	d->f.kind = d->s.kind = RV_ACTION_CANCEL;
	d->f.n = d->s.n = n;
	d->f.expires_after_ms = d->s.bytes.expires_after_ms = 0;
}

void gate_open(gate_bench *d, unsigned messages, unsigned reserve)
{
	const rv_gate_params p = { .messages_per_min = messages,
				   .cancel_reserve_pct = reserve,
				   .expiry_margin_ms = GATE_MARGIN };
	memset(d, 0, sizeof(*d));
	assert_int_equal(rv_gate_new(&p, &d->g), RV_OK);
	d->now = (rv_gate_now){ .utc_ms = GATE_UTC, .mono_ms = 5000, .level = RV_GATE_OPEN };
	d->f.nonce = GATE_UTC;
	gate_next_order(d, 1);
}

bool gate_pass(gate_bench *d)
{
	d->why[0] = '\0';
	const bool ok = rv_gate_pass(d->g, &d->s, &d->f, &d->now, d->why);
	assert_true(ok == (d->why[0] == '\0')); /* words for every refusal */
	return ok;
}

int64_t gate_lots(gate_bench *d, uint64_t mandate)
{
	int64_t lots = 0, value = 0;
	rv_gate_sums(d->g, mandate, &lots, &value);
	assert_true(value == lots * GATE_PX);
	return lots;
}
