#include "engine/research/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* One call of rv_pool_run. Pieces are handed out by a counter. */
typedef struct pool {
	rv_pool_piece piece;
	void *ctx;
	size_t n;
	atomic_size_t next;
	atomic_bool failed;
	pthread_mutex_t lock; /* of the two below */
	size_t worst;
	rv_status status;
} pool;

typedef struct worker {
	pool *p;
	size_t thread;
	pthread_t id;
} worker;

static void note_failure(pool *p, size_t i, rv_status st)
{
	pthread_mutex_lock(&p->lock);
	if (p->status == RV_OK || i < p->worst) {
		p->worst = i;
		p->status = st;
	}
	pthread_mutex_unlock(&p->lock);
	atomic_store(&p->failed, true);
}

static void *work(void *arg)
{
	const worker *w = arg;
	pool *p = w->p;
	for (;;) {
		const size_t i = atomic_fetch_add(&p->next, 1);
		if (i >= p->n || atomic_load(&p->failed))
			return NULL;
		const rv_status st = p->piece(p->ctx, w->thread, i);
		if (st != RV_OK)
			note_failure(p, i, st);
	}
}

rv_status rv_pool_run(size_t threads, size_t n, rv_pool_piece piece, void *ctx)
{
	worker workers[RV_POOL_THREADS_MAX];
	pool p = { .piece = piece, .ctx = ctx, .n = n };
	if (threads == 0 || threads > RV_POOL_THREADS_MAX)
		return RV_EINVAL;
	if (pthread_mutex_init(&p.lock, NULL) != 0)
		return RV_ENOMEM;
	/* A thread that cannot be had is done without: the others take its pieces. */
	size_t started = 1;
	workers[0] = (worker){ .p = &p, .thread = 0 };
	while (started < threads && started < n) {
		workers[started] = (worker){ .p = &p, .thread = started };
		if (pthread_create(&workers[started].id, NULL, work, &workers[started]) != 0)
			break;
		started++;
	}
	(void)work(&workers[0]);
	for (size_t t = 1; t < started; t++)
		(void)pthread_join(workers[t].id, NULL);
	pthread_mutex_destroy(&p.lock);
	return p.status;
}
