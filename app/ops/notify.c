/* Words to the service manager; see notify.h. */
#include "app/ops/notify.h"

#include "engine/base/num.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static rv_status set_address(rv_notify *n, const char *name, rv_err *err)
{
	const size_t len = strlen(name);
	if ((name[0] != '/' && name[0] != '@') || len < 2 || len >= sizeof(n->to.sun_path))
		return rv_err_set(err, RV_EINVAL,
				  "NOTIFY_SOCKET '%.60s': expected an absolute path or @NAME, at "
				  "most %zu bytes",
				  name, sizeof(n->to.sun_path) - 1);
	n->to.sun_family = AF_UNIX;
	memcpy(n->to.sun_path, name, len);
	n->to_n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	if (name[0] == '@')
		n->to.sun_path[0] = '\0'; /* abstract: the length ends it, no NUL does */
	else
		n->to_n++;
	return RV_OK;
}

static rv_status set_watchdog(rv_notify *n, const char *usec, const char *watchdog_pid, int64_t pid,
			      rv_err *err)
{
	int64_t us = 0, whose = pid;
	if (!usec)
		return RV_OK;
	if (watchdog_pid && rv_num_parse_i64(watchdog_pid, strlen(watchdog_pid), &whose) != RV_OK)
		return rv_err_set(err, RV_EINVAL, "WATCHDOG_PID '%.30s': expected a process id",
				  watchdog_pid);
	if (rv_num_parse_i64(usec, strlen(usec), &us) != RV_OK || us <= 0)
		return rv_err_set(err, RV_EINVAL, "WATCHDOG_USEC '%.30s': expected microseconds",
				  usec);
	n->watchdog_us = whose == pid ? us : 0;
	return RV_OK;
}

rv_status rv_notify_open(rv_notify *n, const char *socket_name, const char *usec,
			 const char *watchdog_pid, int64_t pid, rv_err *err)
{
	memset(n, 0, sizeof(*n));
	n->fd = -1;
	if (!socket_name || !*socket_name)
		return RV_OK;
	rv_status st = set_address(n, socket_name, err);
	if (st == RV_OK)
		st = set_watchdog(n, usec, watchdog_pid, pid, err);
	if (st != RV_OK)
		return st;
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (n->fd < 0)
		return rv_err_set(err, RV_EIO, "NOTIFY_SOCKET: %s", strerror(errno));
	return RV_OK;
}

void rv_notify_close(rv_notify *n)
{
	if (n->fd >= 0)
		(void)close(n->fd); /* nothing waits in it */
	n->fd = -1;
}

bool rv_notify_wanted(const rv_notify *n)
{
	return n->fd >= 0;
}

bool rv_notify_send(rv_notify *n, const char *fmt, ...)
{
	char text[RV_NOTIFY_TEXT];
	va_list ap;
	if (n->fd < 0)
		return false;
	va_start(ap, fmt);
	const int len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	const size_t size = len < 0			 ? 0
			    : (size_t)len < sizeof(text) ? (size_t)len
							 : sizeof(text) - 1;
	if (size > 0 && sendto(n->fd, text, size, MSG_NOSIGNAL | MSG_DONTWAIT,
			       (const struct sockaddr *)&n->to, n->to_n) == (ssize_t)size)
		return true;
	n->lost++;
	return false;
}
