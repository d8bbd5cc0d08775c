/*
 * Host name to address without blocking the caller.
 *
 * libwebsockets 4.1 resolves names inside its service loop, which would hold a thread that has to
 * stop within a second. Here a detached thread calls getaddrinfo and leaves the answer in a small
 * refcounted job; the caller polls the job or forgets it. Owner of the handle: one thread.
 */
#ifndef RV_FEEDS_NET_RESOLVE_H
#define RV_FEEDS_NET_RESOLVE_H

#include "engine/base/status.h"

enum { RV_RESOLVE_ADDR = 64 };

typedef struct rv_resolve rv_resolve;

RV_NODISCARD rv_status rv_resolve_start(const char *host, rv_resolve **out);
/* RV_EAGAIN while it runs, RV_OK with a numeric address, or RV_ENOENT with a text in err. */
RV_NODISCARD rv_status rv_resolve_get(rv_resolve *r, char addr[RV_RESOLVE_ADDR], rv_err *err);
void rv_resolve_free(rv_resolve *r); /* never waits; NULL is a no-op */

#endif
