/* See slow_way.h. */
#include "tests/support/slow_way.h"

#include "engine/base/clock.h"
#include "tests/support/cm.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CHUNK = 8192, CHUNKS = 256, TICK_MS = 5 };

typedef struct chunk {
	int64_t due_ms;
	size_t n;
	char data[CHUNK];
} chunk;

typedef struct lane {
	chunk chunks[CHUNKS];
	size_t first, n;
} lane;

struct slow_way {
	struct sockaddr_un to;
	int listener, near, far;
	atomic_int delay_ms;
	atomic_bool stopping;
	atomic_ullong there, back;
	pthread_t thread;
	lane up, down;
};

/* False: that end is gone. */
static bool take(int fd, lane *l, int delay_ms)
{
	if (l->n == CHUNKS)
		return true;
	chunk *c = &l->chunks[(l->first + l->n) % CHUNKS];
	const ssize_t n = recv(fd, c->data, CHUNK, MSG_DONTWAIT);
	if (n < 0)
		return true;
	c->n = (size_t)n;
	c->due_ms = rv_mono_ms() + delay_ms;
	l->n += n > 0;
	return n > 0;
}

static void give(int fd, lane *l, atomic_ullong *bytes)
{
	while (l->n > 0 && l->chunks[l->first].due_ms <= rv_mono_ms()) {
		chunk *c = &l->chunks[l->first];
		const ssize_t n = send(fd, c->data, c->n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n <= 0)
			return;
		c->n -= (size_t)n;
		(void)atomic_fetch_add(bytes, (unsigned long long)n);
		memmove(c->data, c->data + n, c->n);
		if (c->n > 0)
			return;
		l->first = (l->first + 1) % CHUNKS;
		l->n--;
	}
}

static void end(slow_way *w)
{
	if (w->near >= 0)
		(void)close(w->near);
	if (w->far >= 0)
		(void)close(w->far);
	w->near = w->far = -1;
	w->up.n = w->down.n = 0;
}

static void begin(slow_way *w)
{
	w->near = accept4(w->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (w->near < 0)
		return;
	w->far = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(w->far, (const struct sockaddr *)&w->to, sizeof(w->to)) != 0)
		end(w);
}

static void *run(void *arg)
{
	slow_way *w = arg;
	while (!atomic_load(&w->stopping)) {
		const int ms = atomic_load(&w->delay_ms);
		struct pollfd fds[] = { { .fd = w->near < 0 ? w->listener : w->near,
					  .events = POLLIN },
					{ .fd = w->far, .events = POLLIN } };
		(void)poll(fds, 2, TICK_MS);
		if (w->near < 0) {
			if (fds[0].revents)
				begin(w);
			continue;
		}
		if ((fds[0].revents && !take(w->near, &w->up, ms)) ||
		    (fds[1].revents && !take(w->far, &w->down, ms))) {
			end(w);
			continue;
		}
		give(w->far, &w->up, &w->there);
		give(w->near, &w->down, &w->back);
	}
	end(w);
	return NULL;
}

slow_way *slow_way_start(const char *from, const char *to, int delay_ms)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	slow_way *w = calloc(1, sizeof(*w));
	assert_non_null(w);
	w->near = w->far = -1;
	w->to.sun_family = AF_UNIX;
	(void)snprintf(w->to.sun_path, sizeof(w->to.sun_path), "%s", to);
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", from);
	atomic_init(&w->delay_ms, delay_ms);
	atomic_init(&w->stopping, false);
	w->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(w->listener, (const struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(w->listener, 4), 0);
	assert_int_equal(pthread_create(&w->thread, NULL, run, w), 0);
	return w;
}

void slow_way_delay(slow_way *w, int delay_ms)
{
	atomic_store(&w->delay_ms, delay_ms);
}

void slow_way_bytes(slow_way *w, uint64_t *there, uint64_t *back)
{
	*there = atomic_load(&w->there);
	*back = atomic_load(&w->back);
}

void slow_way_stop(slow_way *w)
{
	atomic_store(&w->stopping, true);
	(void)pthread_join(w->thread, NULL);
	(void)close(w->listener);
	free(w);
}
