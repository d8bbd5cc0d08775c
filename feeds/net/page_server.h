/*
 * A page on a loopback port: the newest text that was put there, for GET of one path.
 *
 * A thread of its own serves it with libwebsockets, a request at a time and never waits for who
 * puts the next one; keep-alive, no other method than GET and HEAD, no body taken, nothing else of
 * this process to be seen. Who asks while it is replaced gets the one that stood when it asked.
 */
#ifndef RV_FEEDS_NET_PAGE_SERVER_H
#define RV_FEEDS_NET_PAGE_SERVER_H

#include "engine/base/pulse.h"
#include "feeds/net/listen.h"

#include <stddef.h>

typedef struct rv_page_server rv_page_server;

typedef struct rv_page_params {
	rv_listen at;
	const char *path; /* "/metrics"; "/" says where it is. Static, as type and name */
	const char *type; /* of the text: "text/plain; version=0.0.4" */
	const char *name; /* of the server: "rvdesk" */
	rv_pulse *pulse;  /* of its thread; borrowed; NULL: nobody watches */
} rv_page_params;

/* RV_EIO: it cannot listen there; RV_ENOMEM. Until the first put the page is 503. */
RV_NODISCARD rv_status rv_page_server_start(const rv_page_params *p, rv_page_server **out,
					    rv_err *err);
void rv_page_server_stop(rv_page_server *s); /* joins; NULL is a no-op */
int rv_page_server_port(const rv_page_server *s);

/* Any thread: copies n bytes. RV_ENOMEM: the old page stays. */
RV_NODISCARD rv_status rv_page_server_put(rv_page_server *s, const char *text, size_t n);

#endif
