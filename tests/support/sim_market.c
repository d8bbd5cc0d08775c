/* The simulated market without its server; see sim_market.h. */
#include "tests/support/sim_market.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"

const int64_t market_start = INT64_C(1795190000000);

sim_market market_over(rv_sim_source *src, int64_t at)
{
	sim_market m = { .src = src };
	assert_int_equal(rv_sim_tape_new(m.src, &m.tape), RV_OK);
	assert_int_equal(rv_sim_tape_set_now(m.tape, at), RV_OK);
	return m;
}

sim_market market_open(uint64_t seed, int64_t at)
{
	rv_sim_source *src = NULL;
	assert_int_equal(rv_sim_market_new(seed, at, &src), RV_OK);
	return market_over(src, at);
}

void market_close(sim_market *m)
{
	rv_sim_out_free(&m->r.body);
	rv_sim_tape_free(m->tape);
	m->src->ops->free(m->src);
}

int market_setup(void **state)
{
	sim_market *m = malloc(sizeof(*m));
	assert_non_null(m);
	*m = market_open(7, market_start);
	*state = m;
	return 0;
}

int market_teardown(void **state)
{
	sim_market *m = *state;
	market_close(m);
	free(m);
	return 0;
}

const rv_sim_interval *market_interval(const char *name)
{
	const rv_sim_interval *iv = rv_sim_interval_find(name);
	assert_non_null(iv);
	return iv;
}

void assert_same_bits(const rv_sim_ohlc *a, const rv_sim_ohlc *b)
{
	assert_memory_equal(&a->o, &b->o, sizeof(a->o));
	assert_memory_equal(&a->h, &b->h, sizeof(a->h));
	assert_memory_equal(&a->l, &b->l, sizeof(a->l));
	assert_memory_equal(&a->c, &b->c, sizeof(a->c));
	assert_memory_equal(&a->v, &b->v, sizeof(a->v));
	assert_int_equal(a->n, b->n);
}

cJSON *market_ask(sim_market *m, const char *body)
{
	rv_sim_info(m->tape, rv_sim_tape_now(m->tape), body, strlen(body), &m->r);
	if (m->r.status != 200)
		fail_msg("%s -> %d %s", body, m->r.status, m->r.body.b);
	assert_string_equal(m->r.type, "application/json");
	cJSON *json = cJSON_ParseWithLength(m->r.body.b, m->r.body.n);
	assert_non_null(json);
	return json;
}
