/* Bounded pointer queue; see queue.h. */
#include "engine/base/queue.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct rv_queue {
	pthread_mutex_t mu; /* guards head, n, items */
	size_t cap, head, n;
	int fd;
	void *items[];
};

rv_status rv_queue_new(size_t cap, rv_queue **out)
{
	rv_queue *q = calloc(1, sizeof(*q) + cap * sizeof(void *));
	if (!q)
		return RV_ENOMEM;
	q->cap = cap;
	q->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (q->fd < 0 || pthread_mutex_init(&q->mu, NULL) != 0) {
		if (q->fd >= 0)
			(void)close(q->fd);
		free(q);
		return RV_EIO;
	}
	*out = q;
	return RV_OK;
}

void rv_queue_free(rv_queue *q, void (*item_free)(void *))
{
	if (!q)
		return;
	for (void *it = rv_queue_pop(q); it; it = rv_queue_pop(q)) {
		if (item_free)
			item_free(it);
	}
	(void)close(q->fd);
	(void)pthread_mutex_destroy(&q->mu);
	free(q);
}

rv_status rv_queue_push(rv_queue *q, void *item)
{
	rv_status st = RV_EFULL;
	(void)pthread_mutex_lock(&q->mu);
	if (q->n < q->cap) {
		q->items[(q->head + q->n) % q->cap] = item;
		q->n++;
		st = RV_OK;
	}
	(void)pthread_mutex_unlock(&q->mu);
	const uint64_t one = 1;
	/* EAGAIN means that the counter is already up: the consumer will wake all the same. */
	if (st == RV_OK && write(q->fd, &one, sizeof(one)) < 0)
		return RV_OK;
	return st;
}

void *rv_queue_pop(rv_queue *q)
{
	void *item = NULL;
	(void)pthread_mutex_lock(&q->mu);
	if (q->n > 0) {
		item = q->items[q->head];
		q->head = (q->head + 1) % q->cap;
		q->n--;
	}
	(void)pthread_mutex_unlock(&q->mu);
	return item;
}

int rv_queue_fd(const rv_queue *q)
{
	return q->fd;
}

void rv_queue_drain_event(rv_queue *q)
{
	uint64_t n;
	if (read(q->fd, &n, sizeof(n)) < 0)
		return; /* EAGAIN: nothing was signalled */
}
