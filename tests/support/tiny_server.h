/*
 * A tiny TCP server on a free loopback port whose every byte the test decides.
 *
 * Each connection is served by `serve` on a thread of its own, at most TINY_CONNS in a life.
 * Helpers speak just enough HTTP and WebSocket to misbehave precisely.
 */
#ifndef RV_TESTS_TINY_SERVER_H
#define RV_TESTS_TINY_SERVER_H

#include <stdbool.h>
#include <stddef.h>

enum { TINY_CONNS = 64 };

typedef struct tiny_server tiny_server;

/* serve(fd, nth connection from 0, arg); fd is closed when it returns. Aborts on failure. */
tiny_server *tiny_start(void (*serve)(int fd, int nth, void *arg), void *arg);
int tiny_port(const tiny_server *s);
int tiny_accepted(tiny_server *s);
/* Cuts every connection and joins. */
void tiny_stop(tiny_server *s);

/* Reads one request (head and body) into buf with a NUL; false when the peer is gone. */
bool tiny_request(int fd, char *buf, size_t cap);
bool tiny_write(int fd, const void *data, size_t n);
/* "HTTP/1.1 STATUS" with Content-Type, extra header lines (each with \r\n) and a body. */
bool tiny_reply(int fd, const char *status, const char *type, const char *extra, const char *body);

/* Answers the handshake; extra as above. */
bool tiny_ws_accept(int fd, const char *extra);
/* One frame: opcode 1 text, 0 continuation, 8 close, 9 ping. */
bool tiny_ws_frame(int fd, bool fin, int opcode, const char *data, size_t n);
bool tiny_ws_text(int fd, const char *text);
/* Reads one frame's payload; its opcode, or -1 when the peer is gone. */
int tiny_ws_read(int fd, char *buf, size_t cap);

#endif
