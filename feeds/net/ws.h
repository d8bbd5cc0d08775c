/*
 * WebSocket client: one connection at a time on a libwebsockets context of its own.
 *
 * Text messages only; fragments are put together up to msg_cap, beyond it the connection is
 * closed. It neither reconnects nor pings by itself: the handler decides, on one timer. Names are
 * resolved off the thread; TLS is verified; loopback hosts never go through a proxy.
 * Owner: the thread that calls rv_ws_run (handler callbacks run there). Any thread may call
 * rv_ws_wake and rv_ws_stop between new and free.
 */
#ifndef RV_FEEDS_NET_WS_H
#define RV_FEEDS_NET_WS_H

#include "engine/base/pulse.h"
#include "engine/base/status.h"
#include "feeds/net/url.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rv_ws_handler {
	/* Handshake done. server: the Server header, "" when absent. */
	void (*open)(void *ctx, const char *server);
	void (*message)(void *ctx, const char *text, size_t n); /* NUL after n bytes */
	/* The connection ended or could not be made; why is for a person. Called once for each
	 * successful rv_ws_connect. */
	void (*closed)(void *ctx, const char *why);
	void (*timer)(void *ctx); /* armed by rv_ws_timer */
	void (*wake)(void *ctx);  /* after rv_ws_wake */
} rv_ws_handler;

typedef struct rv_ws_params {
	rv_url url;
	const char *path; /* appended to the URL's path: "/ws" */
	size_t msg_cap;	  /* bytes of one message, default 1 MiB */
	size_t send_cap;  /* queued messages, default 2048 */
	int connect_ms;	  /* handshake limit, default 5000 */
	rv_pulse *pulse;  /* borrowed; beaten by the loop, busy or idle; NULL: nobody watches */
} rv_ws_params;

typedef struct rv_ws rv_ws;

void rv_ws_params_default(rv_ws_params *p); /* url stays empty */
/* handler is borrowed and must be static. */
RV_NODISCARD rv_status rv_ws_new(const rv_ws_params *p, const rv_ws_handler *handler, void *ctx,
				 rv_ws **out, rv_err *err);
void rv_ws_free(rv_ws *w);

/* Services until rv_ws_stop; callbacks run inside. */
void rv_ws_run(rv_ws *w);
void rv_ws_stop(rv_ws *w);
void rv_ws_wake(rv_ws *w);

/* Owner thread, from callbacks. */
RV_NODISCARD rv_status rv_ws_connect(rv_ws *w); /* RV_EEXIST when one is open or being made */
void rv_ws_close(rv_ws *w, const char *why);	/* closed follows, with this text */
/* Queues a text message (copied). RV_ECLOSED when not open, RV_EFULL when send_cap are queued. */
RV_NODISCARD rv_status rv_ws_send(rv_ws *w, const char *text, size_t n);
void rv_ws_timer(rv_ws *w, int64_t ms); /* replaces the pending one; < 0 disarms */

#endif
