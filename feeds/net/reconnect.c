/* When to dial again; see reconnect.h. */
#include "feeds/net/reconnect.h"

enum {
	HEALTHY_MS = 10000,
	BACKOFF_MS = 250,
	BACKOFF_CAP_MS = 30000,
	BACKOFF_LOCAL_MS = 2000, /* it is back at once when it is back */
	ATTEMPTS_PER_MIN = 30
};

void rv_reconnect_init(rv_reconnect *r, bool loopback, uint64_t stream, int64_t now)
{
	rv_backoff_init(&r->backoff, BACKOFF_MS, loopback ? BACKOFF_LOCAL_MS : BACKOFF_CAP_MS);
	rv_budget_init(&r->attempts, ATTEMPTS_PER_MIN);
	/* Jitter only has to differ between processes that lost the same venue. */
	rv_rng_seed(&r->rng, (uint64_t)now, (uint64_t)(uintptr_t)r, stream);
}

int64_t rv_reconnect_at(rv_reconnect *r, int64_t now)
{
	const int64_t room = rv_budget_wait(&r->attempts, now, 1, 0);
	const int64_t wait = rv_backoff_next(&r->backoff, rv_rng_uniform(&r->rng));
	return now + (wait > room ? wait : room);
}

void rv_reconnect_begins(rv_reconnect *r, int64_t now)
{
	(void)rv_budget_take(&r->attempts, now, 1, 0); /* waited for in rv_reconnect_at */
}

void rv_reconnect_lived(rv_reconnect *r, int64_t ms)
{
	if (ms >= HEALTHY_MS)
		rv_backoff_reset(&r->backoff);
}
