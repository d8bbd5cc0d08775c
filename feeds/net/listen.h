/*
 * Where a server of ours may listen: loopback only. "127.0.0.1:9477", "localhost:0". Pure. Any
 * thread.
 */
#ifndef RV_FEEDS_NET_LISTEN_H
#define RV_FEEDS_NET_LISTEN_H

#include "engine/base/status.h"

enum { RV_LISTEN_HOST = 32 };

typedef struct rv_listen {
	char host[RV_LISTEN_HOST]; /* dotted */
	int port;		   /* 0: any that is free */
} rv_listen;

/* name: of the option or key, for the error. RV_EUSAGE: not such an address, or not loopback. */
RV_NODISCARD rv_status rv_listen_parse(const char *name, const char *text, rv_listen *out,
				       rv_err *err);

#endif
