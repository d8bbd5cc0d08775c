/* A desk where two people act together, and who they are. */
#ifndef RV_TESTS_TWO_PEOPLE_H
#define RV_TESTS_TWO_PEOPLE_H

#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/oms_person.h"

#include <string.h>

static const person ann = { 1001, 11, RV_WHO_RISK, "ann" };
static const person ben = { 1002, 12, RV_WHO_RISK, "ben" };
static const person cat = { 1003, 13, RV_WHO_APPROVE, "cat" };
static const person eve = { 1004, 14, RV_WHO_VIEW, "eve" };

static inline const rv_tv_request *request(oms_bench *b, uint64_t id)
{
	const rv_trade_view *v = bench_view(b);
	for (size_t i = 0; i < v->n_requests; i++) {
		if (v->requests[i].id == id)
			return &v->requests[i];
	}
	return NULL;
}

/* What it is about begins with, or has in it, these words. */
static inline void is_about(oms_bench *b, uint64_t id, const char *words)
{
	const rv_tv_request *x = request(b, id);
	if (!x || !strstr(x->text, words))
		fail_msg("r%d: '%s', expected '%s'", (int)id, x ? x->text : "none", words);
}

static inline rv_command approval(oms_bench *b, uint64_t id)
{
	const rv_tv_request *x = request(b, id);
	rv_command c = { .kind = RV_CMD_APPROVE_REQUEST, .n_ids = 1, .ids = { id } };
	assert_non_null(x);
	c.digests[0] = x->digest;
	return c;
}

static inline void leads(oms_bench *b, const person *p)
{
	says(b, p, just(RV_CMD_PEN), true, "");
	says(b, p, just(RV_CMD_ARM), true, "armed");
}

/* Another process, which agrees with the venue. */
static inline void restart(oms_bench *b)
{
	bench_restart(b, b->n_events, true);
	mini_stream(&b->v, true);
	bench_run(b, 10000);
}

/* A desk of two people, ACTIVE, in Ann's hand. */
static inline oms_bench *two(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->p.pen_ms = 600000;
	b->p.two_person = RV_TWO_PERSON_ALWAYS;
	b->p.arm_ms = b->p.arm_idle_ms = RV_DAY_MS;
	bench_remake(b);
	bench_up(b, false);
	leads(b, &ann);
	says(b, &ann, just(RV_CMD_RESUME), true, "ACTIVE"); /* of a start: nobody has killed it */
	return b;
}

#endif
