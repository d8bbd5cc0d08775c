/* People at an order management, each with a connection and a role, for its tests. */
#ifndef RV_TESTS_OMS_PERSON_H
#define RV_TESTS_OMS_PERSON_H

#include "tests/support/oms_bench.h"

#include <stdio.h>

typedef struct person {
	int64_t uid;
	uint64_t conn;
	rv_who_role role;
	const char *who;
} person;

/* Sends it as theirs; returns its nonce. */
static inline uint64_t by(oms_bench *b, const person *p, rv_command c)
{
	c.uid = p->uid;
	c.conn = p->conn;
	c.role = p->role;
	(void)snprintf(c.who, sizeof(c.who), "%s", p->who);
	return bench_command(b, &c);
}

static inline void says(oms_bench *b, const person *p, rv_command c, bool ok, const char *words)
{
	bench_expect(b, by(b, p, c), ok, words);
}

static inline rv_command just(rv_cmd_kind kind)
{
	return (rv_command){ .kind = kind };
}

#endif
