/* Raw WebSocket test client; see ws_raw.h. */
#include "tests/support/ws_raw.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/cm.h"

static void connect_to(rv_ws_raw *w, const char *url)
{
	const char *colon = strrchr(url, ':');
	assert_non_null(colon);
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((unsigned short)strtoul(colon + 1, NULL, 10)),
				 .sin_addr = { htonl(INADDR_LOOPBACK) } };
	w->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(w->fd >= 0);
	assert_int_equal(connect(w->fd, (struct sockaddr *)&a, sizeof(a)), 0);
}

/* One read into the buffer; false at the end of the stream or the time-out. */
static bool fill(rv_ws_raw *w, int timeout_ms)
{
	struct pollfd p = { .fd = w->fd, .events = POLLIN };
	if (w->close_code || poll(&p, 1, timeout_ms) <= 0)
		return false;
	assert_true(w->n < RV_WS_RAW_BUF);
	const ssize_t got = recv(w->fd, w->buf + w->n, RV_WS_RAW_BUF - w->n, 0);
	if (got <= 0) {
		w->close_code = 1006;
		return false;
	}
	w->n += (size_t)got;
	return true;
}

static void consume(rv_ws_raw *w, size_t n)
{
	memmove(w->buf, w->buf + n, w->n - n);
	w->n -= n;
}

bool rv_ws_raw_open(rv_ws_raw *w, const char *url, const char *path)
{
	*w = (rv_ws_raw){ .fd = -1 };
	w->buf = malloc(RV_WS_RAW_BUF);
	w->text = malloc(RV_WS_RAW_BUF + 1);
	assert_true(w->buf && w->text);
	connect_to(w, url);
	char req[256];
	const int n = snprintf(req, sizeof(req),
			       "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
			       "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
			       path);
	assert_int_equal(send(w->fd, req, (size_t)n, MSG_NOSIGNAL), n);
	char *end = NULL;
	while (!end) {
		if (!fill(w, 5000))
			return false;
		end = memmem(w->buf, w->n, "\r\n\r\n", 4);
	}
	const size_t len = (size_t)(end - (char *)w->buf) + 4;
	assert_true(len < sizeof(w->head));
	memcpy(w->head, w->buf, len);
	w->head[len] = '\0';
	consume(w, len);
	return strncmp(w->head, "HTTP/1.1 101", 12) == 0;
}

void rv_ws_raw_close(rv_ws_raw *w)
{
	if (w->fd >= 0)
		assert_int_equal(close(w->fd), 0);
	free(w->buf);
	free(w->text);
	*w = (rv_ws_raw){ .fd = -1 };
}

void rv_ws_raw_send(rv_ws_raw *w, const char *text)
{
	const size_t n = strlen(text);
	unsigned char *f = malloc(n + 14);
	assert_non_null(f);
	size_t h = 0;
	f[h++] = 0x81;
	if (n < 126) {
		f[h++] = (unsigned char)(0x80 | n);
	} else {
		assert_true(n < 65536);
		f[h++] = 0x80 | 126;
		f[h++] = (unsigned char)(n >> 8);
		f[h++] = (unsigned char)n;
	}
	static const unsigned char mask[4] = { 0x12, 0x34, 0x56, 0x78 };
	memcpy(f + h, mask, 4);
	h += 4;
	for (size_t i = 0; i < n; i++)
		f[h++] = (unsigned char)((unsigned char)text[i] ^ mask[i % 4]);
	assert_int_equal(send(w->fd, f, h, MSG_NOSIGNAL), (ssize_t)h);
	free(f);
}

/* Header length and payload length of the frame at the front; false if not all here yet. */
static bool whole_frame(const rv_ws_raw *w, size_t *head, size_t *len)
{
	if (w->n < 2)
		return false;
	*head = 2;
	*len = w->buf[1] & 0x7f;
	const size_t more = *len == 126 ? 2 : *len == 127 ? 8 : 0;
	if (w->n < 2 + more)
		return false;
	if (more)
		*len = 0;
	for (size_t i = 0; i < more; i++)
		*len = *len << 8 | w->buf[2 + i];
	*head += more;
	return w->n >= *head + *len;
}

const char *rv_ws_raw_next(rv_ws_raw *w, int timeout_ms)
{
	size_t head = 0, len = 0;
	for (;;) {
		while (!whole_frame(w, &head, &len)) {
			if (!fill(w, timeout_ms))
				return NULL;
		}
		const int op = w->buf[0] & 0x0f;
		memcpy(w->text, w->buf + head, len);
		w->text[len] = '\0';
		consume(w, head + len);
		if (op == 8) {
			w->close_code = len >= 2 ? (unsigned char)w->text[0] << 8 |
							   (unsigned char)w->text[1]
						 : 1005;
			return NULL;
		}
		if (op == 1)
			return w->text;
	}
}
