/* A venue of scripted answers; see tiny_venue.h. */
#include "tests/support/tiny_venue.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/support/tiny_server.h"

enum { REQUEST = 16384 };

struct tiny_venue {
	tiny_server *s;
	char url[64];
	pthread_mutex_t mu; /* guards what follows */
	tiny_answer a;
	bool disguised;
	int actions, metas, sockets;
	void (*ws)(int fd, int nth, void *arg);
	void *ws_arg;
	char body[TINY_VENUE_BODY];
};

static const char sim_headers[] =
	"Server: rvdesk-sim\r\nX-Sim-Clock: utc_ms=1795190399000;speed=1;source=seed\r\n";

static const char meta[] =
	"{\"universe\":[{\"name\":\"BTC\",\"szDecimals\":5,\"maxLeverage\":40},"
	"{\"name\":\"ETH\",\"szDecimals\":4,\"maxLeverage\":25},"
	"{\"name\":\"ATOM\",\"szDecimals\":2,\"maxLeverage\":5},"
	"{\"name\":\"SOL\",\"szDecimals\":2,\"maxLeverage\":20}],\"marginTables\":[]}";

static const char * or (const char *s, const char *otherwise)
{
	return s ? s : otherwise;
}

/* False: the connection ends. */
static bool answer_action(tiny_venue *v, int fd, const char *body)
{
	char extra[512], rest[REQUEST];
	(void)pthread_mutex_lock(&v->mu);
	const tiny_answer a = v->a;
	const bool disguised = v->disguised;
	v->actions++;
	(void)snprintf(v->body, sizeof(v->body), "%s", body);
	(void)pthread_mutex_unlock(&v->mu);
	if (a.hang_up)
		return false;
	if (a.mute || (a.mute_orders && strstr(body, "\"type\":\"order\"")))
		return tiny_request(fd, rest, sizeof(rest));
	(void)snprintf(extra, sizeof(extra), "%s%s", disguised ? "" : sim_headers,
		       or (a.extra, ""));
	if (!a.truncate)
		return tiny_reply(fd, or (a.status, "200 OK"), or (a.type, "application/json"),
				  extra, or (a.body, ""));
	const int n = snprintf(rest, sizeof(rest),
			       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%s"
			       "Content-Length: %zu\r\n\r\n%.*s",
			       extra, strlen(a.body), (int)strlen(a.body) / 2, a.body);
	(void)tiny_write(fd, rest, (size_t)n);
	return false;
}

static bool answer_info(tiny_venue *v, int fd, const char *body)
{
	(void)pthread_mutex_lock(&v->mu);
	const char *extra = v->disguised ? "" : sim_headers;
	const bool universe = strstr(body, "\"meta\"") != NULL;
	const tiny_answer a = v->a;
	v->metas += universe;
	(void)pthread_mutex_unlock(&v->mu);
	const char *info = or (a.info, "{\"time\":1795190399000,\"specialStatuses\":null}");
	if (a.info_of && strstr(body, a.info_of))
		info = a.info_then;
	return tiny_reply(fd, "200 OK", "application/json", extra, universe ? meta : info);
}

static void serve_ws(tiny_venue *v, int fd)
{
	(void)pthread_mutex_lock(&v->mu);
	const int nth = v->sockets++;
	void (*const ws)(int, int, void *) = v->ws;
	void *arg = v->ws_arg;
	const bool disguised = v->disguised;
	(void)pthread_mutex_unlock(&v->mu);
	if (ws && tiny_ws_accept(fd, disguised ? "" : sim_headers))
		ws(fd, nth, arg);
}

static void serve(int fd, int nth, void *arg)
{
	tiny_venue *v = arg;
	char first = 0;
	(void)nth;
	if (recv(fd, &first, 1, MSG_PEEK) == 1 && first == 'G') {
		serve_ws(v, fd);
		return;
	}
	char *req = malloc(REQUEST);
	bool more = req != NULL;
	while (more && tiny_request(fd, req, REQUEST)) {
		const char *end = strstr(req, "\r\n\r\n");
		if (!end || strncmp(req, "POST ", 5) != 0)
			break;
		more = strncmp(req, "POST /exchange ", 15) == 0 ? answer_action(v, fd, end + 4)
								: answer_info(v, fd, end + 4);
	}
	free(req);
}

tiny_venue *tiny_venue_start(const tiny_answer *a)
{
	tiny_venue *v = calloc(1, sizeof(*v));
	if (!v || pthread_mutex_init(&v->mu, NULL) != 0)
		abort();
	v->a = *a;
	v->s = tiny_start(serve, v);
	(void)snprintf(v->url, sizeof(v->url), "http://127.0.0.1:%d", tiny_port(v->s));
	return v;
}

void tiny_venue_stop(tiny_venue *v)
{
	tiny_stop(v->s);
	(void)pthread_mutex_destroy(&v->mu);
	free(v);
}

const char *tiny_venue_url(const tiny_venue *v)
{
	return v->url;
}

void tiny_venue_answer(tiny_venue *v, const tiny_answer *a)
{
	(void)pthread_mutex_lock(&v->mu);
	v->a = *a;
	(void)pthread_mutex_unlock(&v->mu);
}

void tiny_venue_disguise(tiny_venue *v)
{
	(void)pthread_mutex_lock(&v->mu);
	v->disguised = true;
	(void)pthread_mutex_unlock(&v->mu);
}

void tiny_venue_ws(tiny_venue *v, void (*ws)(int fd, int nth, void *arg), void *arg)
{
	(void)pthread_mutex_lock(&v->mu);
	v->ws = ws;
	v->ws_arg = arg;
	(void)pthread_mutex_unlock(&v->mu);
}

int tiny_venue_metas(tiny_venue *v)
{
	(void)pthread_mutex_lock(&v->mu);
	const int n = v->metas;
	(void)pthread_mutex_unlock(&v->mu);
	return n;
}

int tiny_venue_actions(tiny_venue *v, char body[TINY_VENUE_BODY])
{
	(void)pthread_mutex_lock(&v->mu);
	const int n = v->actions;
	if (body)
		memcpy(body, v->body, TINY_VENUE_BODY);
	(void)pthread_mutex_unlock(&v->mu);
	return n;
}
