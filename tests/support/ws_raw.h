/*
 * A WebSocket client for tests on a plain blocking socket: sees the handshake's headers, every
 * frame and how the connection ends, and can stop reading. Failures fail the test. One thread.
 */
#ifndef RV_TESTS_WS_RAW_H
#define RV_TESTS_WS_RAW_H

#include <stdbool.h>
#include <stddef.h>

enum { RV_WS_RAW_BUF = 1 << 20, RV_WS_RAW_HEAD = 2048 };

typedef struct rv_ws_raw {
	int fd;
	char head[RV_WS_RAW_HEAD]; /* the handshake's answer */
	size_t n;		   /* bytes in buf */
	int close_code;		   /* 0 open, 1006 ended without a closing frame */
	unsigned char *buf;
	char *text; /* newest frame, NUL-terminated */
} rv_ws_raw;

/* url: "http://127.0.0.1:PORT". False when the server does not upgrade. */
bool rv_ws_raw_open(rv_ws_raw *w, const char *url, const char *path);
void rv_ws_raw_close(rv_ws_raw *w);
void rv_ws_raw_send(rv_ws_raw *w, const char *text);
/* Next text frame, waited for up to timeout_ms; NULL at the time-out or the end (close_code). */
const char *rv_ws_raw_next(rv_ws_raw *w, int timeout_ms);

#endif
