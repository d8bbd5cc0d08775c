/* See notify_ear.h. */
#include "tests/support/notify_ear.h"

#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "tests/support/cm.h"

void notify_ear_open(notify_ear *e, const char *name)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const size_t n = strlen(name);
	assert_true(n < sizeof(a.sun_path));
	memcpy(a.sun_path, name, n);
	if (name[0] == '@')
		a.sun_path[0] = '\0';
	(void)snprintf(e->name, sizeof(e->name), "%s", name);
	e->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(e->fd >= 0);
	const socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	assert_int_equal(bind(e->fd, (const struct sockaddr *)&a, len), 0);
}

void notify_ear_close(notify_ear *e)
{
	assert_int_equal(close(e->fd), 0);
	if (e->name[0] == '/')
		assert_int_equal(unlink(e->name), 0);
}

bool notify_ear_next(notify_ear *e, int ms)
{
	struct pollfd fd = { .fd = e->fd, .events = POLLIN };
	if (poll(&fd, 1, ms) <= 0)
		return false;
	const ssize_t n = recv(e->fd, e->text, sizeof(e->text) - 1, 0);
	assert_true(n >= 0);
	e->text[n] = '\0';
	return true;
}

bool notify_ear_wait(notify_ear *e, const char *words, int ms)
{
	const int64_t until = rv_mono_ms() + ms;
	for (int64_t left = ms; left >= 0; left = until - rv_mono_ms()) {
		if (notify_ear_next(e, (int)left) && strstr(e->text, words))
			return true;
	}
	return false;
}

void notify_ear_drain(notify_ear *e)
{
	while (notify_ear_next(e, 0))
		continue;
}
