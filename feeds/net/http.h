/*
 * HTTP client for JSON APIs: a libcurl multi handle with a fixed number of transfers.
 *
 * POST and GET, keep-alive, gzip, TLS verified, no redirects; connect 5 s, whole answer 20 s, under
 * 100 B/s for 5 s is a stall; an answer above body_cap is an error. Proxies come from the
 * environment, never for a loopback host. It sleeps in curl_multi_poll alone.
 *
 * libcurl repeats a request by itself when a kept connection dies before the first byte of an
 * answer. That is right for questions and wrong for orders: rv_http_post_once leaves once or not
 * at all, and says which.
 * Owner: one thread, except rv_http_wakeup, which any thread may call between new and free.
 */
#ifndef RV_FEEDS_NET_HTTP_H
#define RV_FEEDS_NET_HTTP_H

#include "engine/base/status.h"
#include "feeds/net/url.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_HTTP_MAX_INFLIGHT = 8 };

typedef struct rv_http_params {
	rv_url url;
	size_t inflight; /* transfers at once, 1 .. RV_HTTP_MAX_INFLIGHT */
	size_t body_cap; /* bytes of one decoded answer */
	long connect_ms, total_ms, stall_s;
	bool http1; /* one request at a time on a connection */
	/*
	 * Of rv_http_post_once, called inside rv_http_poll on a connection that stands; may be
	 * NULL. give: how many of the left bytes of the body may leave now, at least 1; 0 ends the
	 * request (done is called). gone: the last byte was handed to the socket.
	 */
	size_t (*give)(void *ctx, int tag, size_t given, size_t left);
	void (*gone)(void *ctx, int tag);
} rv_http_params;

void rv_http_params_default(rv_http_params *p); /* url stays empty */

/* One finished request. Text and body are borrowed: valid during the callback only. */
typedef struct rv_http_result {
	int tag;
	bool transport_ok; /* false: no complete answer came; error says why */
	char error[160];
	long status;
	char content_type[64], server[48], sim_clock[96]; /* "" when absent */
	int64_t retry_after_ms;				  /* -1 when absent or not a number */
	int64_t sent_mono_ms, got_mono_ms;		  /* start, and first byte of the answer */
	/* Of rv_http_post_once: when the first byte of the body was handed on; 0: none was. */
	int64_t body_mono_us;
	const char *body; /* NUL after len bytes */
	size_t len;
} rv_http_result;

typedef void (*rv_http_done)(void *ctx, const rv_http_result *r);

typedef struct rv_http rv_http;

RV_NODISCARD rv_status rv_http_new(const rv_http_params *p, rv_http_done done, void *ctx,
				   rv_http **out, rv_err *err);
/* Drops what is in flight without calling done. Never waits for a name or a peer. */
void rv_http_free(rv_http *h);

/* Starts POST url+path with a JSON body (copied). RV_EFULL: all transfers are in use. */
RV_NODISCARD rv_status rv_http_post(rv_http *h, const char *path, const char *json, int tag);
/*
 * Starts POST url+path with n > 0 bytes, which are borrowed until done was called. They are read
 * once: what would need a second reading fails instead.
 */
RV_NODISCARD rv_status rv_http_post_once(rv_http *h, const char *path, const char *body, size_t n,
					 int tag);
/* Starts GET url+path (a query may follow). RV_EFULL as above. */
RV_NODISCARD rv_status rv_http_get(rv_http *h, const char *path, int tag);
size_t rv_http_inflight(const rv_http *h);
/* Moves data, sleeps up to timeout_ms when there is nothing to do, calls done for what finished. */
RV_NODISCARD rv_status rv_http_poll(rv_http *h, int timeout_ms);
/* Ends the sleep of rv_http_poll, now or next time. Any thread. */
void rv_http_wakeup(rv_http *h);

/* True for "application/json" with or without parameters. */
bool rv_http_is_json(const char *content_type);

#endif
