/*
 * The port to the journal, which feeds/journal implements: what happened, in order, durably.
 *
 * The state of the desk is the fold of its events (engine/desk/event.h): live and after a restart
 * the same function applies the same events. The engine appends batches; a batch is one
 * transaction, acknowledged in order once it is on disk. What an event makes the desk do to the
 * outside (send an order, answer a console) waits for that acknowledgement.
 *
 * A batch that fails is never retried: the journal is broken from then on, every later append
 * fails too, and the desk halts.
 */
#ifndef RV_DESK_JOURNAL_H
#define RV_DESK_JOURNAL_H

#include "engine/base/status.h"
#include "engine/desk/event.h"

/* What the journal thread tells of a batch; travels through a queue, freed by the receiver. */
typedef struct rv_journal_ack {
	uint64_t batch;
	rv_status status; /* RV_OK: committed */
	uint64_t seq;	  /* of the batch's last event */
	char head[65];	  /* hex hash of that event: the head of the chain */
	char text[160];	  /* why it failed */
} rv_journal_ack;

typedef struct rv_journal_port {
	void *self;
	/*
	 * Queues n events (copied) as one transaction. batch: any rising number. RV_EFULL or
	 * RV_EIO: nothing was taken, and nothing that follows will be.
	 */
	rv_status (*append)(void *self, uint64_t batch, const rv_event *events, size_t n);
} rv_journal_port;

#endif
