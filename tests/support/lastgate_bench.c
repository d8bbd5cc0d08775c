/* A last gate for tests; see lastgate_bench.h. */
#include "tests/support/lastgate_bench.h"

#include <string.h>

#include "tests/support/cm.h"

rv_cloid lg_cloid(unsigned k)
{
	rv_cloid c = { { 0xc1, (uint8_t)(k >> 8), (uint8_t)k } };
	return c;
}

void lg_set_order(lastgate_bench *d, size_t i, unsigned cloid, int64_t lots, int64_t px)
{
	d->f.v[i] = (rv_lastgate_fact){
		.cloid = lg_cloid(cloid), .asset = 5, .side = RV_BUY, .lots = lots, .px = px
	};
	d->s.gate[i] = (rv_gate_order){ .cloid = lg_cloid(cloid),
					.mandate = 31,
					.lots = lots,
					.lots_most = LG_LOTS_MOST,
					.notional_musd = px * lots,
					.notional_most_musd = LG_VALUE_MOST };
}

void lg_next_order(lastgate_bench *d, unsigned cloid)
{
	const int64_t nonce = d->f.nonce + 1;
	memset(&d->f, 0, sizeof(d->f));
	memset(&d->s, 0, sizeof(d->s));
	d->f.kind = d->s.kind = RV_ACTION_ORDER;
	d->f.nonce = d->s.bytes.nonce = nonce;
	d->f.expires_after_ms = d->s.bytes.expires_after_ms = LG_UTC + 10000;
	d->f.hash.b[0] = (uint8_t)cloid;
	d->f.n = d->s.n = 1;
	lg_set_order(d, 0, cloid, LG_LOTS, LG_PX);
}

void lg_next_cancel(lastgate_bench *d, size_t n)
{
	lg_next_order(d, 9999);
	d->f.kind = d->s.kind = RV_ACTION_CANCEL;
	d->f.n = d->s.n = n;
	d->f.expires_after_ms = d->s.bytes.expires_after_ms = 0;
}

void lg_open(lastgate_bench *d, unsigned messages, unsigned reserve)
{
	const rv_lastgate_params p = { .messages_per_min = messages,
				       .cancel_reserve_pct = reserve,
				       .expiry_margin_ms = LG_MARGIN };
	memset(d, 0, sizeof(*d));
	assert_int_equal(rv_lastgate_new(&p, &d->g), RV_OK);
	d->now = (rv_lastgate_now){ .utc_ms = LG_UTC, .at_ms = 5000, .level = RV_LASTGATE_OPEN };
	d->f.nonce = LG_UTC;
	lg_next_order(d, 1);
}

bool lg_pass(lastgate_bench *d)
{
	d->why[0] = '\0';
	const bool ok = rv_lastgate_pass(d->g, &d->s, &d->f, &d->now, d->why);
	assert_true(ok == (d->why[0] == '\0')); /* words for every refusal */
	return ok;
}

int64_t lg_lots(lastgate_bench *d, uint64_t mandate)
{
	int64_t lots = 0, value = 0;
	rv_lastgate_sums(d->g, mandate, &lots, &value);
	assert_true(value == lots * LG_PX);
	return lots;
}
