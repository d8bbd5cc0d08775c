/*
 * Bounded queue of pointers between threads; ownership of an item moves with it.
 *
 * Push never blocks: a full queue returns RV_EFULL and the caller keeps the item. A push makes
 * the queue's eventfd readable, so that a consumer sleeps in poll() on it. Any number of
 * producers, one consumer. No allocation after rv_queue_new. Threads: any.
 */
#ifndef RV_BASE_QUEUE_H
#define RV_BASE_QUEUE_H

#include "engine/base/status.h"

#include <stddef.h>

typedef struct rv_queue rv_queue;

RV_NODISCARD rv_status rv_queue_new(size_t cap, rv_queue **out);
/* Frees what is still queued with item_free (may be NULL). */
void rv_queue_free(rv_queue *q, void (*item_free)(void *));
RV_NODISCARD rv_status rv_queue_push(rv_queue *q, void *item);
/* Oldest item, or NULL when empty. */
void *rv_queue_pop(rv_queue *q);
/* Readable while something may be queued; rv_queue_drain_event clears it before popping. */
int rv_queue_fd(const rv_queue *q);
void rv_queue_drain_event(rv_queue *q);

#endif
