/* Name resolution on a detached thread; see resolve.h. */
#include "feeds/net/resolve.h"

#include <netdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { HOST_CAP = 256 };

struct rv_resolve {
	pthread_mutex_t mu; /* guards what follows host */
	char host[HOST_CAP];
	int refs;
	bool done;
	int code;
	char addr[RV_RESOLVE_ADDR];
};

void rv_resolve_free(rv_resolve *r)
{
	if (!r)
		return;
	(void)pthread_mutex_lock(&r->mu);
	const int left = --r->refs;
	(void)pthread_mutex_unlock(&r->mu);
	if (left > 0)
		return;
	(void)pthread_mutex_destroy(&r->mu);
	free(r);
}

static void *work(void *arg)
{
	rv_resolve *r = arg;
	const struct addrinfo hint = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	char addr[RV_RESOLVE_ADDR] = "";
	int code = getaddrinfo(r->host, NULL, &hint, &list);
	if (code == 0) {
		code = getnameinfo(list->ai_addr, list->ai_addrlen, addr, sizeof(addr), NULL, 0,
				   NI_NUMERICHOST);
		freeaddrinfo(list);
	}
	(void)pthread_mutex_lock(&r->mu);
	(void)snprintf(r->addr, sizeof(r->addr), "%s", addr);
	r->code = code;
	r->done = true;
	(void)pthread_mutex_unlock(&r->mu);
	rv_resolve_free(r);
	return NULL;
}

rv_status rv_resolve_start(const char *host, rv_resolve **out)
{
	rv_resolve *r = calloc(1, sizeof(*r));
	pthread_attr_t attr;
	pthread_t id;
	if (!r)
		return RV_ENOMEM;
	(void)snprintf(r->host, sizeof(r->host), "%s", host);
	r->refs = 2;
	if (pthread_mutex_init(&r->mu, NULL) != 0) {
		free(r);
		return RV_ENOMEM;
	}
	bool ok = pthread_attr_init(&attr) == 0;
	if (ok) {
		ok = pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) == 0 &&
		     pthread_create(&id, &attr, work, r) == 0;
		(void)pthread_attr_destroy(&attr);
	}
	if (!ok) {
		r->refs = 1;
		rv_resolve_free(r);
		return RV_ENOMEM;
	}
	*out = r;
	return RV_OK;
}

rv_status rv_resolve_get(rv_resolve *r, char addr[RV_RESOLVE_ADDR], rv_err *err)
{
	rv_status st = RV_EAGAIN;
	(void)pthread_mutex_lock(&r->mu);
	if (r->done) {
		st = r->code == 0 ? RV_OK : RV_ENOENT;
		(void)snprintf(addr, RV_RESOLVE_ADDR, "%s", r->addr);
	}
	const int code = r->code;
	(void)pthread_mutex_unlock(&r->mu);
	if (st == RV_ENOENT)
		return rv_err_set(err, st, "%s: cannot resolve: %s", r->host, gai_strerror(code));
	return st;
}
