/*
 * The base URL of a venue, taken apart: "http://127.0.0.1:18080", "https://api.hyperliquid.xyz".
 * Only http and https, no user, query or fragment. Pure. Any thread.
 */
#ifndef RV_FEEDS_NET_URL_H
#define RV_FEEDS_NET_URL_H

#include "engine/base/status.h"

#include <stdbool.h>

enum { RV_URL_HOST = 128, RV_URL_PATH = 64, RV_URL_TEXT = 256 };

typedef struct rv_url {
	bool tls;
	char host[RV_URL_HOST]; /* without brackets */
	int port;
	char path[RV_URL_PATH]; /* "" or "/prefix", no trailing slash */
	bool numeric;		/* host is an IP address */
	bool loopback;		/* 127.0.0.0/8, ::1 or localhost */
} rv_url;

/* RV_EINVAL with a text when malformed. */
RV_NODISCARD rv_status rv_url_parse(const char *text, rv_url *out, rv_err *err);
/* "http://host:port/path/info" for tail "/info"; returns buf. */
const char *rv_url_join(const rv_url *u, const char *tail, char buf[RV_URL_TEXT]);

#endif
