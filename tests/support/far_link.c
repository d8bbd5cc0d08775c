/* See far_link.h. */
#include "tests/support/far_link.h"

#include "engine/base/rng.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PACKET = 2048, ON_WAY = 1000, IPV4 = 4, MASK_BITS = 30 };

typedef struct packet {
	int64_t due_us;
	size_t n;
	uint8_t data[PACKET];
} packet;

/* To one side. */
typedef struct lane {
	packet *ring; /* [ON_WAY] */
	size_t first, n;
	int64_t newest_us; /* due of the last one that was put in */
	far_way way;	   /* mu */
	far_count count;   /* mu */
} lane;

struct far_link {
	int tun[FAR_SIDES], ns[FAR_SIDES];
	int stop_fd;
	pthread_t thread;
	bool runs;
	pthread_mutex_t mu;
	rv_rng rng;
	lane to[FAR_SIDES];
};

static int64_t now_us(void)
{
	struct timespec ts;
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* ---- carrying ---- */

/* What came from the other side; IPv6 talks to itself on any interface, and is left out. */
static bool take(far_link *l, far_side side)
{
	lane *to = &l->to[side];
	uint8_t data[PACKET];
	const ssize_t n = read(l->tun[1 - side], data, sizeof(data));
	if (n <= 0)
		return false;
	if (data[0] >> 4 != IPV4)
		return true;
	(void)pthread_mutex_lock(&l->mu);
	const bool lost = rv_rng_uniform(&l->rng) < to->way.loss;
	const bool full = to->n == ON_WAY;
	to->count.lost += lost;
	to->count.overrun += !lost && full;
	const int64_t due = now_us() + (int64_t)to->way.delay_ms * 1000;
	(void)pthread_mutex_unlock(&l->mu);
	if (lost || full)
		return true;
	packet *p = &to->ring[(to->first + to->n++) % ON_WAY];
	p->due_us = to->newest_us = due > to->newest_us ? due : to->newest_us;
	p->n = (size_t)n;
	memcpy(p->data, data, p->n);
	return true;
}

static void give(far_link *l, far_side side)
{
	lane *to = &l->to[side];
	while (to->n > 0 && to->ring[to->first].due_us <= now_us()) {
		const packet *p = &to->ring[to->first];
		const bool is_given = write(l->tun[side], p->data, p->n) == (ssize_t)p->n;
		(void)pthread_mutex_lock(&l->mu);
		to->count.packets += is_given;
		to->count.bytes += is_given ? p->n : 0;
		to->count.overrun += !is_given;
		(void)pthread_mutex_unlock(&l->mu);
		to->first = (to->first + 1) % ON_WAY;
		to->n--;
	}
}

static void sleep_until_due(far_link *l, struct pollfd fds[FAR_SIDES + 1])
{
	int64_t due = INT64_MAX;
	for (int side = 0; side < FAR_SIDES; side++) {
		const lane *to = &l->to[side];
		if (to->n > 0 && to->ring[to->first].due_us < due)
			due = to->ring[to->first].due_us;
	}
	const int64_t left = due == INT64_MAX ? 1000000 : due - now_us();
	const struct timespec ts = { .tv_sec = left > 0 ? left / 1000000 : 0,
				     .tv_nsec = left > 0 ? left % 1000000 * 1000 : 0 };
	(void)ppoll(fds, FAR_SIDES + 1, &ts, NULL);
}

static void *carry(void *arg)
{
	far_link *l = arg;
	struct pollfd fds[FAR_SIDES + 1] = { { .fd = l->tun[0], .events = POLLIN },
					     { .fd = l->tun[1], .events = POLLIN },
					     { .fd = l->stop_fd, .events = POLLIN } };
	while (fds[FAR_SIDES].revents == 0) {
		sleep_until_due(l, fds);
		for (int side = 0; side < FAR_SIDES; side++) {
			while (take(l, (far_side)side))
				give(l, (far_side)side);
			give(l, (far_side)side);
		}
	}
	return NULL;
}

/* ---- hosts ---- */

static bool address(int s, const char *name, const char *ip)
{
	struct ifreq r;
	struct sockaddr_in a = { .sin_family = AF_INET };
	memset(&r, 0, sizeof(r));
	(void)snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	(void)inet_pton(AF_INET, ip, &a.sin_addr);
	memcpy(&r.ifr_addr, &a, sizeof(a));
	if (ioctl(s, SIOCSIFADDR, &r) != 0)
		return false;
	a.sin_addr.s_addr = htonl(~0U << (32 - MASK_BITS));
	memcpy(&r.ifr_netmask, &a, sizeof(a));
	if (ioctl(s, SIOCSIFNETMASK, &r) != 0)
		return false;
	memset(&r.ifr_ifru, 0, sizeof(r.ifr_ifru));
	r.ifr_flags = IFF_UP | IFF_RUNNING;
	return ioctl(s, SIOCSIFFLAGS, &r) == 0;
}

/* In the namespace of this thread. */
static bool host(far_link *l, far_side side)
{
	struct ifreq r;
	memset(&r, 0, sizeof(r));
	(void)snprintf(r.ifr_name, sizeof(r.ifr_name), "far0");
	r.ifr_flags = IFF_TUN | IFF_NO_PI;
	l->ns[side] = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	l->tun[side] = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	const int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const bool ok = l->ns[side] >= 0 && l->tun[side] >= 0 && s >= 0 &&
			ioctl(l->tun[side], TUNSETIFF, &r) == 0 &&
			address(s, r.ifr_name, side == FAR_DESK ? FAR_DESK_IP : FAR_CONSOLE_IP);
	if (s >= 0)
		(void)close(s);
	return ok;
}

/* NULL, or what is missing. */
static const char *make_hosts(far_link *l)
{
	const char *why = NULL;
	bool moved = false;
	const int own = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (own < 0)
		return "no network namespaces in this kernel";
	for (int side = 0; !why && side < FAR_SIDES; side++) {
		if (unshare(CLONE_NEWNET) != 0)
			why = errno == EPERM ? "not root: no network namespaces"
					     : "no network namespaces in this kernel";
		moved = moved || !why;
		if (!why && !host(l, (far_side)side))
			why = "no TUN interfaces (/dev/net/tun)";
	}
	if (moved && setns(own, CLONE_NEWNET) != 0)
		abort(); /* this thread would be nowhere */
	(void)close(own);
	return why;
}

static const char *begin(far_link *l)
{
	const char *why = make_hosts(l);
	l->stop_fd = eventfd(0, EFD_CLOEXEC);
	for (int side = 0; side < FAR_SIDES; side++) {
		l->to[side].ring = calloc(ON_WAY, sizeof(packet));
		if (!l->to[side].ring)
			why = why ? why : "no memory";
	}
	if (!why && (l->stop_fd < 0 || pthread_create(&l->thread, NULL, carry, l) != 0))
		why = "no thread";
	l->runs = !why;
	return why;
}

far_link *far_link_new(uint64_t seed, const char **why)
{
	far_link *l = calloc(1, sizeof(*l));
	if (!l || pthread_mutex_init(&l->mu, NULL) != 0) {
		free(l);
		*why = "no memory";
		return NULL;
	}
	rv_rng_seed(&l->rng, seed, 1, 1);
	for (int side = 0; side < FAR_SIDES; side++)
		l->tun[side] = l->ns[side] = -1;
	*why = begin(l);
	if (!*why)
		return l;
	far_link_free(l);
	return NULL;
}

void far_link_free(far_link *l)
{
	const uint64_t one = 1;
	if (!l)
		return;
	if (l->runs) {
		if (write(l->stop_fd, &one, sizeof(one)) != sizeof(one))
			abort();
		(void)pthread_join(l->thread, NULL);
	}
	for (int side = 0; side < FAR_SIDES; side++) {
		if (l->tun[side] >= 0)
			(void)close(l->tun[side]);
		if (l->ns[side] >= 0)
			(void)close(l->ns[side]);
		free(l->to[side].ring);
	}
	if (l->stop_fd >= 0)
		(void)close(l->stop_fd);
	(void)pthread_mutex_destroy(&l->mu);
	free(l);
}

void far_link_set(far_link *l, far_way to_desk, far_way to_console)
{
	(void)pthread_mutex_lock(&l->mu);
	l->to[FAR_DESK].way = to_desk;
	l->to[FAR_CONSOLE].way = to_console;
	(void)pthread_mutex_unlock(&l->mu);
}

void far_link_counts(far_link *l, far_count out[FAR_SIDES])
{
	(void)pthread_mutex_lock(&l->mu);
	for (int side = 0; side < FAR_SIDES; side++)
		out[side] = l->to[side].count;
	(void)pthread_mutex_unlock(&l->mu);
}

/* ---- programs ---- */

/* The first process of its own namespace: the rest ends with it. */
static void enter_own_pids(void)
{
	if (unshare(CLONE_NEWPID | CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", "/run", "tmpfs", 0, NULL) != 0 || mkdir("/run/sshd", 0755) != 0)
		_exit(97);
	const pid_t pid = fork();
	if (pid != 0) {
		(void)waitpid(pid, NULL, 0);
		_exit(0);
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
}

pid_t far_link_spawn(far_link *l, far_side side, bool own_pids, const char *log,
		     const char *command)
{
	const int out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	const pid_t pid = out >= 0 && in >= 0 ? fork() : -1;
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (setns(l->ns[side], CLONE_NEWNET) != 0 || dup2(in, STDIN_FILENO) < 0 ||
		    dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
			_exit(99);
		if (own_pids)
			enter_own_pids();
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(98);
	}
	if (out >= 0)
		(void)close(out);
	if (in >= 0)
		(void)close(in);
	return pid;
}
