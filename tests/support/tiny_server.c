/* Tiny scripted server; see tiny_server.h. */
#include "tests/support/tiny_server.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libwebsockets.h>

struct conn {
	tiny_server *owner;
	pthread_t thread;
	int fd, nth;
};

struct tiny_server {
	void (*serve)(int fd, int nth, void *arg);
	void *arg;
	int listen_fd, port;
	pthread_t thread;
	pthread_mutex_t mu; /* guards n and the fds */
	int n;
	bool stopping;
	struct conn conns[TINY_CONNS];
};

static void need(bool ok, const char *what)
{
	if (!ok) {
		perror(what);
		abort();
	}
}

static void *conn_main(void *arg)
{
	struct conn *c = arg;
	c->owner->serve(c->fd, c->nth, c->owner->arg);
	(void)pthread_mutex_lock(&c->owner->mu);
	(void)close(c->fd);
	c->fd = -1;
	(void)pthread_mutex_unlock(&c->owner->mu);
	return NULL;
}

static void *accept_main(void *arg)
{
	tiny_server *s = arg;
	for (;;) {
		const int fd = accept(s->listen_fd, NULL, NULL);
		(void)pthread_mutex_lock(&s->mu);
		const bool full = s->stopping || s->n == TINY_CONNS;
		if (fd >= 0 && !full) {
			struct conn *c = &s->conns[s->n];
			c->owner = s;
			c->fd = fd;
			c->nth = s->n++;
			need(pthread_create(&c->thread, NULL, conn_main, c) == 0, "thread");
		} else if (fd >= 0) {
			(void)close(fd);
		}
		const bool stop = s->stopping;
		(void)pthread_mutex_unlock(&s->mu);
		if (fd < 0 || stop)
			return NULL;
	}
}

tiny_server *tiny_start(void (*serve)(int fd, int nth, void *arg), void *arg)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	tiny_server *s = calloc(1, sizeof(*s));
	need(s != NULL, "calloc");
	s->serve = serve;
	s->arg = arg;
	need(pthread_mutex_init(&s->mu, NULL) == 0, "mutex");
	s->listen_fd = socket(AF_INET, SOCK_STREAM, 0);
	need(s->listen_fd >= 0, "socket");
	need(bind(s->listen_fd, (const struct sockaddr *)&a, sizeof(a)) == 0, "bind");
	need(listen(s->listen_fd, 16) == 0, "listen");
	need(getsockname(s->listen_fd, (struct sockaddr *)&a, &len) == 0, "getsockname");
	s->port = ntohs(a.sin_port);
	need(pthread_create(&s->thread, NULL, accept_main, s) == 0, "thread");
	return s;
}

int tiny_port(const tiny_server *s)
{
	return s->port;
}

int tiny_accepted(tiny_server *s)
{
	(void)pthread_mutex_lock(&s->mu);
	const int n = s->n;
	(void)pthread_mutex_unlock(&s->mu);
	return n;
}

void tiny_stop(tiny_server *s)
{
	(void)pthread_mutex_lock(&s->mu);
	s->stopping = true;
	(void)shutdown(s->listen_fd, SHUT_RDWR);
	for (int i = 0; i < s->n; i++) {
		if (s->conns[i].fd >= 0)
			(void)shutdown(s->conns[i].fd, SHUT_RDWR);
	}
	(void)pthread_mutex_unlock(&s->mu);
	(void)pthread_join(s->thread, NULL);
	for (int i = 0; i < s->n; i++)
		(void)pthread_join(s->conns[i].thread, NULL);
	(void)close(s->listen_fd);
	(void)pthread_mutex_destroy(&s->mu);
	free(s);
}

bool tiny_write(int fd, const void *data, size_t n)
{
	const char *p = data;
	while (n > 0) {
		const ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static size_t body_length(const char *head)
{
	const char *p = strcasestr(head, "content-length:");
	return p ? (size_t)strtoul(p + 15, NULL, 10) : 0;
}

bool tiny_request(int fd, char *buf, size_t cap)
{
	size_t n = 0;
	for (;;) {
		buf[n] = '\0';
		const char *end = strstr(buf, "\r\n\r\n");
		if (end && n >= (size_t)(end + 4 - buf) + body_length(buf))
			return true;
		if (n + 1 >= cap)
			return false;
		const ssize_t k = recv(fd, buf + n, cap - 1 - n, 0);
		if (k <= 0)
			return false;
		n += (size_t)k;
	}
}

bool tiny_reply(int fd, const char *status, const char *type, const char *extra, const char *body)
{
	char head[1024];
	const int n = snprintf(head, sizeof(head),
			       "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n",
			       status, type, strlen(body), extra);
	return tiny_write(fd, head, (size_t)n) && tiny_write(fd, body, strlen(body));
}

bool tiny_ws_accept(int fd, const char *extra)
{
	static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	char req[4096], key[128], text[64], head[1024];
	unsigned char sha[20];
	if (!tiny_request(fd, req, sizeof(req)))
		return false;
	const char *p = strcasestr(req, "sec-websocket-key:");
	if (!p || sscanf(p + 18, " %60s", text) != 1)
		return false;
	const int k = snprintf(key, sizeof(key), "%s%s", text, guid);
	(void)lws_SHA1((const unsigned char *)key, (size_t)k, sha);
	if (lws_b64_encode_string((const char *)sha, 20, text, (int)sizeof(text)) < 0)
		return false;
	const int n = snprintf(head, sizeof(head),
			       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
			       "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s\r\n",
			       text, extra);
	return tiny_write(fd, head, (size_t)n);
}

bool tiny_ws_frame(int fd, bool fin, int opcode, const char *data, size_t n)
{
	unsigned char h[10] = { (unsigned char)((fin ? 0x80 : 0) | opcode) };
	size_t k = 2;
	if (n < 126) {
		h[1] = (unsigned char)n;
	} else if (n < 65536) {
		h[1] = 126;
		h[2] = (unsigned char)(n >> 8);
		h[3] = (unsigned char)n;
		k = 4;
	} else {
		h[1] = 127;
		for (int i = 0; i < 8; i++)
			h[2 + i] = (unsigned char)((uint64_t)n >> (56 - 8 * i));
		k = 10;
	}
	return tiny_write(fd, h, k) && tiny_write(fd, data, n);
}

bool tiny_ws_text(int fd, const char *text)
{
	return tiny_ws_frame(fd, true, 1, text, strlen(text));
}

static bool read_all(int fd, void *buf, size_t n)
{
	char *p = buf;
	while (n > 0) {
		const ssize_t k = recv(fd, p, n, 0);
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

int tiny_ws_read(int fd, char *buf, size_t cap)
{
	unsigned char h[2], ext[2], mask[4];
	if (!read_all(fd, h, 2))
		return -1;
	size_t n = h[1] & 0x7f;
	if (n == 126) {
		if (!read_all(fd, ext, 2))
			return -1;
		n = (size_t)ext[0] << 8 | ext[1];
	}
	if (n + 1 > cap || !read_all(fd, mask, 4) || !read_all(fd, buf, n))
		return -1;
	for (size_t i = 0; i < n; i++)
		buf[i] = (char)(buf[i] ^ mask[i % 4]);
	buf[n] = '\0';
	return h[0] & 0x0f;
}
