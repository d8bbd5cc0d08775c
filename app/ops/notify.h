/*
 * Words to the service manager: one datagram each to the socket that it named in the environment
 * (sd_notify(3) describes the protocol: lines KEY=VALUE).
 *
 * Written here instead of taken from libsystemd: it is one sendto, and the library would be a
 * dependency of every build and its threads and compressors part of a process that holds a key.
 * Sending never waits. Without a socket everything is a no-op. Owner: the main thread.
 */
#ifndef RV_APP_OPS_NOTIFY_H
#define RV_APP_OPS_NOTIFY_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { RV_NOTIFY_TEXT = 512 };

typedef struct rv_notify {
	int fd; /* -1: nobody listens */
	struct sockaddr_un to;
	socklen_t to_n;
	int64_t watchdog_us; /* how often a sign of life is expected at least; 0: none is */
	uint64_t lost;	     /* datagrams that could not be sent */
} rv_notify;

/*
 * The values of NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, each NULL when it is not set; pid:
 * this process, another one's watchdog is none of ours. A path is absolute, a leading @ means the
 * abstract namespace. RV_EINVAL with one line for anything else; *n is then closed and can be used.
 */
RV_NODISCARD rv_status rv_notify_open(rv_notify *n, const char *socket_name, const char *usec,
				      const char *watchdog_pid, int64_t pid, rv_err *err);
void rv_notify_close(rv_notify *n);

bool rv_notify_wanted(const rv_notify *n);
/* One datagram of these lines; false: it could not be sent, or nobody listens. */
bool rv_notify_send(rv_notify *n, const char *fmt, ...) RV_PRINTF(2, 3);

#endif
