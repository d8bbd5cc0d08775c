/*
 * Publication of snapshots: a small pool, one writer, any number of readers.
 *
 * The writer fills a free snapshot and swaps one pointer; a reader keeps its version as long as it
 * likes. When every snapshot of the pool is held by readers, begin returns NULL and the writer
 * simply skips this publication (newest wins later). No allocation after new, no copy under the
 * lock. The eventfd of a reader becomes readable at each publication (coalesced): the first reader
 * has rv_pub_fd, others take one of their own.
 */
#ifndef RV_RUN_PUB_H
#define RV_RUN_PUB_H

#include "engine/base/status.h"
#include "engine/run/view.h"

typedef struct rv_pub rv_pub;

/* pool: snapshots that exist, >= 3 (current, being written, one slow reader). */
RV_NODISCARD rv_status rv_pub_new(size_t pool, rv_pub **out);
/* All readers must have put theirs back. */
void rv_pub_free(rv_pub *p);

/* Writer thread: a snapshot to fill (contents undefined), or NULL. */
rv_view *rv_pub_begin(rv_pub *p);
void rv_pub_commit(rv_pub *p, rv_view *v); /* sets v->seq, publishes, signals fd */
void rv_pub_drop(rv_pub *p, rv_view *v);   /* instead: nothing came of it */

/* Any thread: newest snapshot or NULL before the first; give it back with rv_pub_put. */
const rv_view *rv_pub_get(rv_pub *p);
void rv_pub_put(rv_pub *p, const rv_view *v); /* NULL is a no-op */

/* Readable after a publication; one reader thread drains it. */
int rv_pub_fd(const rv_pub *p);
void rv_pub_drain_event(rv_pub *p);

enum { RV_PUB_READERS = 4 };
/*
 * The same for one more reader: *fd is its own for as long as the publication lasts, which closes
 * it. RV_EFULL: RV_PUB_READERS have one. Any thread.
 */
RV_NODISCARD rv_status rv_pub_subscribe(rv_pub *p, int *fd);
void rv_pub_drain(int fd);
/* Wakes whoever waits at rv_pub_fd although nothing was published: something beside it changed. */
void rv_pub_wake(rv_pub *p);

#endif
