/* Snapshot pool and publication; see pub.h. */
#include "engine/run/pub.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef struct slot {
	rv_view view;  /* first: a view's address is its slot's */
	unsigned refs; /* readers, plus one while current or being written */
} slot;

struct rv_pub {
	pthread_mutex_t mu; /* guards cur, seq, more and every refs */
	slot *cur;
	uint64_t seq;
	int fd;
	int more[RV_PUB_READERS]; /* -1 free */
	size_t n;
	slot slots[];
};

rv_status rv_pub_new(size_t pool, rv_pub **out)
{
	if (pool < 3)
		return RV_EINVAL;
	rv_pub *p = calloc(1, sizeof(*p) + pool * sizeof(slot));
	if (!p)
		return RV_ENOMEM;
	p->n = pool;
	for (size_t i = 0; i < RV_PUB_READERS; i++)
		p->more[i] = -1;
	p->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->fd < 0 || pthread_mutex_init(&p->mu, NULL) != 0) {
		if (p->fd >= 0)
			(void)close(p->fd);
		free(p);
		return RV_EIO;
	}
	*out = p;
	return RV_OK;
}

void rv_pub_free(rv_pub *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < RV_PUB_READERS; i++) {
		if (p->more[i] >= 0)
			(void)close(p->more[i]);
	}
	(void)close(p->fd);
	(void)pthread_mutex_destroy(&p->mu);
	free(p);
}

rv_view *rv_pub_begin(rv_pub *p)
{
	slot *s = NULL;
	(void)pthread_mutex_lock(&p->mu);
	for (size_t i = 0; i < p->n && !s; i++) {
		if (p->slots[i].refs == 0)
			s = &p->slots[i];
	}
	if (s)
		s->refs = 1;
	(void)pthread_mutex_unlock(&p->mu);
	return s ? &s->view : NULL;
}

static void wake(int fd)
{
	const uint64_t one = 1;
	if (write(fd, &one, sizeof(one)) < 0)
		return; /* EAGAIN: the reader is already being woken */
}

void rv_pub_commit(rv_pub *p, rv_view *v)
{
	int more[RV_PUB_READERS];
	slot *s = (slot *)(void *)v;
	(void)pthread_mutex_lock(&p->mu);
	v->seq = ++p->seq;
	slot *old = p->cur;
	p->cur = s;
	if (old)
		old->refs--;
	memcpy(more, p->more, sizeof(more));
	(void)pthread_mutex_unlock(&p->mu);
	wake(p->fd);
	for (size_t i = 0; i < RV_PUB_READERS; i++) {
		if (more[i] >= 0)
			wake(more[i]);
	}
}

void rv_pub_drop(rv_pub *p, rv_view *v)
{
	rv_pub_put(p, v); /* nobody has seen it */
}

const rv_view *rv_pub_get(rv_pub *p)
{
	(void)pthread_mutex_lock(&p->mu);
	slot *s = p->cur;
	if (s)
		s->refs++;
	(void)pthread_mutex_unlock(&p->mu);
	return s ? &s->view : NULL;
}

void rv_pub_put(rv_pub *p, const rv_view *v)
{
	if (!v)
		return;
	slot *s = (slot *)(uintptr_t)v;
	(void)pthread_mutex_lock(&p->mu);
	assert(s->refs > 0);
	s->refs--;
	(void)pthread_mutex_unlock(&p->mu);
}

int rv_pub_fd(const rv_pub *p)
{
	return p->fd;
}

void rv_pub_drain(int fd)
{
	uint64_t n;
	if (read(fd, &n, sizeof(n)) < 0)
		return; /* EAGAIN: nothing new */
}

void rv_pub_drain_event(rv_pub *p)
{
	rv_pub_drain(p->fd);
}

void rv_pub_wake(rv_pub *p)
{
	wake(p->fd);
}

rv_status rv_pub_subscribe(rv_pub *p, int *fd)
{
	const int mine = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	bool taken = false;
	if (mine < 0)
		return RV_EIO;
	(void)pthread_mutex_lock(&p->mu);
	for (size_t i = 0; i < RV_PUB_READERS && !taken; i++) {
		taken = p->more[i] < 0;
		if (taken)
			p->more[i] = mine;
	}
	(void)pthread_mutex_unlock(&p->mu);
	if (!taken) {
		(void)close(mine);
		return RV_EFULL;
	}
	*fd = mine;
	return RV_OK;
}
