/* One request; see http_get.h. */
#include "tests/support/http_get.h"

#include "engine/base/num.h"
#include "tests/support/cm.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CAP = 4 << 20 };

static int connect_to(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct timeval patience = { .tv_sec = 20 };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static size_t read_all(int fd, char *buf)
{
	size_t n = 0;
	for (;;) {
		const ssize_t k = recv(fd, buf + n, CAP - 1 - n, 0);
		if (k <= 0)
			break;
		n += (size_t)k;
	}
	buf[n] = '\0';
	return n;
}

static int64_t number(const char *p)
{
	int64_t v = 0;
	return rv_num_parse_i64(p, strspn(p, "0123456789"), &v) == RV_OK ? v : 0;
}

static void read_head(const char *head, http_got *g)
{
	const char *type = strcasestr(head, "\r\ncontent-type: ");
	const char *length = strcasestr(head, "\r\ncontent-length: ");
	if (strncmp(head, "HTTP/1.1 ", 9) == 0)
		g->status = (int)number(head + 9);
	if (type)
		(void)snprintf(g->type, sizeof(g->type), "%.*s", (int)strcspn(type + 16, "\r\n"),
			       type + 16);
	if (length)
		g->length = (size_t)number(length + 18);
}

http_got http_ask(int port, const char *method, const char *path, const char *body)
{
	char request[1024];
	http_got g = { 0 };
	char *buf = malloc(CAP);
	assert_non_null(buf);
	const int n = snprintf(request, sizeof(request),
			       "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
			       "Content-Length: %zu\r\n\r\n%s",
			       method, path, strlen(body), body);
	const int fd = connect_to(port);
	assert_int_equal(send(fd, request, (size_t)n, MSG_NOSIGNAL), n);
	const size_t got = read_all(fd, buf);
	(void)close(fd);
	const char *end = strstr(buf, "\r\n\r\n");
	const char *from = end ? end + 4 : buf + got;
	if (end)
		read_head(buf, &g);
	g.n = (size_t)(buf + got - from);
	g.body = malloc(g.n + 1);
	assert_non_null(g.body);
	memcpy(g.body, from, g.n);
	g.body[g.n] = '\0';
	free(buf);
	return g;
}
